"""The search shows what somebody may see, all of it and nothing else."""

from dataclasses import replace
from datetime import timedelta

from office import cases, documents, search
from office.documents import may_see
from sop import actions as a
from sop.case import Part
from sop.people import Actor, Position, Standing
from storage.store import connection_of
from storage.tables import sightings, texts
from storage.terms import Term
from storage.transaction import Tx
from tests.office.bureau import ADMIN, SEATS, Bureau

WORD = "evaluasi"


def found(bureau: Bureau, actor: Actor, text: str = WORD, page: int = 0, size: int = 50) -> list[int]:
    """Return the cases that somebody finds, after those before the page."""

    def look(tx: Tx) -> list[int]:
        some = search.find(tx, bureau.office, actor, search.query(text), page, size)
        return [one.case.id for one in some.found]

    return bureau.ask(look)


def visible(bureau: Bureau, actor: Actor, last: int) -> list[int]:
    """Return the cases that somebody may see, asked one by one."""

    def look(tx: Tx) -> list[int]:
        known = [cases.find(tx, bureau.office, number)[1] for number in range(last, 0, -1)]
        return [case.id for case in known if may_see(tx, bureau.office, actor, case)]

    return bureau.ask(look)


def in_many_states(bureau: Bureau) -> int:
    """Leave cases at every part, one of them cancelled, one with another unit; return how many."""
    number = 0
    for part in (Part.DISPOSE, Part.PREPARE, Part.COUNTERSIGN, Part.MINUTES, Part.DRAFT, Part.EXAMINE):
        number = bureau.open(102 if number % 2 else 107).id
        bureau.to(part, number)
    number = bureau.open().id
    task = bureau.to(Part.DRAFT, number)
    bureau.act(bureau.actor(107), a.Claim(task.id, task.version), number)
    task = replace(task, version=task.version + 1)
    bureau.act(bureau.actor(107), a.ChooseUnit(task.id, task.version, "Kelembagaan"), number)
    number = bureau.open(106).id
    andri = bureau.actor(101)
    bureau.ask(lambda tx: cases.cancel(tx, bureau.office, andri, number, "Keliru"))
    number = bureau.open().id
    while bureau.next(number):
        pass
    return number


def test_everybody_finds_exactly_what_they_may_see(bureau: Bureau) -> None:
    """Holders of every post, an admin, a Plh., somebody new, and somebody who has left."""
    last = in_many_states(bureau)
    dewi = bureau.actor(105)
    day = timedelta(days=1)
    head = Position("kepala-biro")
    since, until = bureau.now - day, bureau.now + day
    plh = Term(dewi.person, head, since, until, Standing.PLH, for_person=bureau.actor(101).person)
    bureau.ask(lambda tx: tx.terms.add(plh))
    bureau.seat(110, "Wulan Sari", Position("jf", "Kelembagaan"))
    bureau.ask(lambda tx: tx.people.admit(ADMIN, "Admin", bureau.now))
    bureau.ask(lambda tx: tx.people.dismiss(Position("kepala-bagian", "Kelembagaan"), bureau.now))
    seen = set()
    for chat in (*SEATS, 110, ADMIN):
        actor = bureau.actor(chat)
        mine = found(bureau, actor)
        assert mine == visible(bureau, actor, last), actor.name
        seen.add(tuple(mine))
    assert found(bureau, bureau.actor(104)) == []
    assert len(found(bureau, bureau.actor(ADMIN))) == last
    assert len(seen) > 3


def test_a_plh_of_one_sop_finds_no_cases_of_another(bureau: Bureau) -> None:
    """What is held in one SOP alone opens the cases of that SOP alone."""
    in_many_states(bureau)
    bureau.seat(110, "Wulan Sari", Position("jf", "Kelembagaan"))
    wulan = bureau.actor(110)
    day = timedelta(days=1)
    term = Term(
        wulan.person,
        Position("kepala-biro"),
        bureau.now - day,
        bureau.now + day,
        Standing.PLH,
        for_person=bureau.actor(101).person,
        sops=("lain",),
    )
    bureau.ask(lambda tx: tx.terms.add(term))
    assert found(bureau, bureau.actor(110)) == visible(bureau, bureau.actor(110), 9)


def test_pages_follow_each_other(bureau: Bureau) -> None:
    """None is left out, none comes twice, and the total is of what may be seen."""
    in_many_states(bureau)
    andri = bureau.actor(101)
    whole = found(bureau, andri)
    assert [number for page in range(5) for number in found(bureau, andri, page=page, size=2)] == whole
    query = search.query(WORD)
    assert bureau.ask(lambda tx: search.find(tx, bureau.office, andri, query, 0, 2)).total == len(whole)


def test_a_case_is_found_by_its_number_first(bureau: Bureau) -> None:
    """Also where newer ones have that number in their words."""
    for title in ("Satu", "Rapat 1 dan 2", "Tiga 1"):
        bureau.open(title=title)
    assert found(bureau, bureau.actor(102), "1") == [1, 3, 2]
    assert found(bureau, bureau.actor(102), "proses 2") == [2]


def test_a_case_is_found_by_people_years_and_what_is_in_its_files(bureau: Bureau) -> None:
    """Words of the case and of its files together; the year is the case's own."""
    bureau.open(title="Triwulan")
    task = bureau.to(Part.DRAFT)
    fajar = bureau.actor(106)
    upload = replace(bureau.upload(), text="Anggaran tahun 2019 terserap", name="serapan.docx")

    def bring(tx: Tx) -> None:
        sop, case = cases.find(tx, bureau.office, 1)
        attached = documents.attach(tx, fajar, sop, task, case, upload, bureau.now)
        cases.act(tx, bureau.office, fajar, 1, attached)

    bureau.ask(bring)
    for text in ("anggaran", "serapan fajar", "laporan terserap 2026", "2019", "tahun:2026 anggaran", "docx"):
        assert found(bureau, bureau.actor(106), text) == [1], text
    for text in ("tahun:2019", "tahun:2019 anggaran", "anggaran dewi"):
        assert found(bureau, bureau.actor(106), text) == [], text
    (page,) = [
        bureau.ask(lambda tx: search.find(tx, bureau.office, fajar, search.query("terserap"), 0, 5)).found
    ]
    assert [file.name for file in page[0].files] == ["serapan.docx"]


def test_an_archived_case_is_found_by_its_number(bureau: Bureau) -> None:
    """Whole or in part, by the code and the place."""
    bureau.open()
    while bureau.next():
        pass
    archived = bureau.case().archive
    assert archived is not None
    for text in (archived.number, archived.code, archived.location):
        assert found(bureau, bureau.actor(102), text) == [1]


def test_the_cases_of_an_older_program_are_taken_into_the_index(bureau: Bureau) -> None:
    """All that was noted as they changed is noted again: who may see them, and their files by name."""
    last = in_many_states(bureau)

    def read(tx: Tx) -> list[list[tuple[object, ...]]]:
        connection = connection_of(tx)
        seen = [tuple(row) for row in connection.execute(sightings.select())]
        said = [tuple(row)[1:] for row in connection.execute(texts.select())]
        return [sorted(seen), sorted(said, key=str)]

    before = bureau.ask(read)

    def forget(tx: Tx) -> None:
        for table in ("sightings", "texts"):
            connection_of(tx).exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - names of ours
        connection_of(tx).exec_driver_sql("INSERT INTO texts_words (texts_words) VALUES ('delete-all')")

    bureau.ask(forget)
    assert found(bureau, bureau.actor(101)) == []
    assert bureau.ask(lambda tx: search.fill(tx, bureau.office)) == last
    assert bureau.ask(lambda tx: search.fill(tx, bureau.office)) == 0
    assert bureau.ask(read) == before
    assert found(bureau, bureau.actor(101)) == visible(bureau, bureau.actor(101), last)


def test_a_case_whose_sop_is_gone_stops_nothing(bureau: Bureau) -> None:
    """It is left out, once, and the others are taken in."""
    for title in ("Satu", "Dua"):
        bureau.open(title=title)

    def break_one(tx: Tx) -> None:
        tables = ("sightings", "texts")
        for table in tables:
            connection_of(tx).exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 - names of ours
        connection_of(tx).exec_driver_sql("INSERT INTO texts_words (texts_words) VALUES ('delete-all')")
        case = replace(bureau_case, sop_version="lain", version=bureau_case.version + 1)
        tx.cases.append(bureau_case.version, case, ())

    bureau_case = bureau.case(1)
    bureau.ask(break_one)
    assert bureau.ask(lambda tx: search.fill(tx, bureau.office)) == 2
    assert bureau.ask(lambda tx: search.fill(tx, bureau.office)) == 0
    assert found(bureau, bureau.actor(102), "proses") == [2]
