"""Archive records and their numbers: what they look like, and what is no record at all."""

from dataclasses import replace

import pytest

from sop import actions as a
from sop import facts as f
from sop.archive import ArchiveRecord, Classification, Fate, NumberPattern, is_code
from sop.case import Part, Status
from sop.errors import Reason, Refused
from storage.codec import dump_case, load_case, load_fact
from tests.sop.worlds import World, shipped, staffed

RECORD = ArchiveRecord("000.8/001/2026", "000.8", "Organisasi", 2, 3, Fate.REVIEWED, "Ruang Arsip")


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("{kode}/{nomor:03}/{unit}/{tahun}", "ORG", "000.8/007/ORG/2026"),
        ("{nomor}/{bulan}/{tahun}", "", "7/XI/2026"),
        ("ARS-{tahun}-{nomor:05}", "", "ARS-2026-00007"),
    ],
)
def test_a_pattern_makes_numbers(text: str, unit: str, number: str) -> None:
    """Code, count of the year, the office's sign, the year, and the month as letters bear it."""
    assert NumberPattern(text, unit).number("000.8", 7, 2026, 11) == number


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{kode}/{tahun}", "nomor"),
        ("{kode}/{nomor}", "tahun"),
        ("{nomor}/{unit}/{tahun}", "archive.unit"),
        ("{nomor}/{tahun}/{hari}", "hari"),
        ("{nomor}/{tahun}/{0}", "0"),
        ("{nomor}/{tahun}/{}", "{}"),
        ("{nomor.__class__}/{tahun}", "__class__"),
        ("{nomor!r}/{tahun}", "nomor"),
        ("{nomor:>99999999}/{tahun}", "nomor"),
        ("{nomor:03}/{tahun:04}", "tahun"),
        ("{nomor/{tahun}", ""),
        ("{nomor}/{tahun}}", "brace"),
    ],
)
def test_a_pattern_of_which_no_number_comes_is_refused(text: str, why: str) -> None:
    """What is unknown, missing or dangerous is named."""
    with pytest.raises(ValueError, match=r".+") as caught:
        NumberPattern(text)
    assert why in str(caught.value)


@pytest.mark.parametrize("code", ["000.8", "000.8.6.3", "065", "OT.02-1"])
def test_codes_are_numbers_and_letters_with_dots(code: str) -> None:
    """As in Permendagri 83/2022, and in older ones."""
    assert is_code(code)


@pytest.mark.parametrize(
    "code", ["", ".", "000.", "../x", "000 8", "1" * 31, "tanpa", "\N{ARABIC-INDIC DIGIT ONE}"]
)
def test_other_texts_are_no_codes(code: str) -> None:
    """Nothing that would break a number, or a path."""
    assert not is_code(code)


@pytest.mark.parametrize(
    "changes",
    [
        {"number": " "},
        {"number": "x" * 121},
        {"code": "a b"},
        {"active_years": -1},
        {"inactive_years": 101},
        {"location": ""},
        {"srikandi": "x" * 81},
    ],
)
def test_a_record_that_lacks_something_archives_nothing(changes: dict[str, object]) -> None:
    """The machine looks at it, whoever made it."""
    assert RECORD.sound
    record = replace(RECORD, **changes)  # type: ignore[arg-type]
    assert not record.sound
    world = World(shipped(), staffed(shipped()))
    task = world.to(Part.ARCHIVE)
    with pytest.raises(Refused) as caught:
        world.decide(world.holder(task), a.Archive(task.id, task.version, record))
    assert caught.value.reason is Reason.ARCHIVE_INCOMPLETE


def test_every_value_is_in_the_fingerprint() -> None:
    """A tap confirms what was seen: whatever changed since gives another fingerprint."""
    others = [
        replace(RECORD, number="000.8/002/2026"),
        replace(RECORD, code="000.9"),
        replace(RECORD, name=""),
        replace(RECORD, active_years=3),
        replace(RECORD, inactive_years=2),
        replace(RECORD, fate=Fate.PERMANENT),
        replace(RECORD, location="Ruang"),
        replace(RECORD, srikandi="1"),
    ]
    prints = {one.fingerprint for one in [RECORD, *others]}
    assert len(prints) == len(others) + 1
    assert replace(RECORD).fingerprint == RECORD.fingerprint


def test_the_case_keeps_its_record() -> None:
    """In its state, in its history, and in what is written down of both."""
    world = World(shipped(), staffed(shipped()))
    task = world.to(Part.ARCHIVE)
    world.do(world.holder(task), a.Archive(task.id, task.version, RECORD))
    assert world.case.archive == RECORD
    assert [e.fact.record for e in world.events if isinstance(e.fact, f.Archived)] == [RECORD]
    assert load_case(dump_case(world.case)) == world.case
    assert world.to_the_end().status is Status.CLOSED
    assert world.case.archive == RECORD


def test_a_record_of_before_says_nothing_of_it() -> None:
    """An archived event that was written down without one is read as it was."""
    file = '{"id":1,"sha256":"ab","name":"a.pdf","size":1,"label":"L","number":1,"by":""}'
    fact = load_fact("archived", f'{{"task":9,"file":{file}}}')
    assert isinstance(fact, f.Archived)
    assert fact.record is None


def test_a_classification_has_a_usual_retention() -> None:
    """Nothing is destroyed by default: it is looked at again."""
    assert Classification("000.8", "Organisasi").fate is Fate.REVIEWED
