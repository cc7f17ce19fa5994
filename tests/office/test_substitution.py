"""Plh., Plt. and mandates: who may name whom, what is refused, and what beginning and end bring."""

from datetime import date, timedelta

import pytest

from handlers.letter import NewFile
from office import members
from office.substitution import longest
from sop import actions as a
from sop.case import Part
from sop.errors import Reason, Refused
from sop.people import Acting, Position, Standing
from tests.office.bureau import ADMIN, Bureau, said
from tests.support.authority_terms import (
    ANDRI,
    CLERK,
    DEWI,
    FAJAR,
    HEAD,
    HENDRA,
    KABAG,
    MONDAY,
    POOL,
    RINA,
    SITI,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    YULIA,
    admin,
    clock,
    end,
    fill,
    holders,
    person,
    sweep,
)

INSTANT = timedelta(microseconds=1)


def cards(letters: dict[int, list[object]], chat: int) -> list[NewFile]:
    """Return the new cards of a chat."""
    return [letter for letter in letters.get(chat, []) if isinstance(letter, NewFile) and letter.card]


def test_a_substitute_fills_a_post_from_the_first_instant_to_the_last(bureau: Bureau) -> None:
    """A term of Tuesday and Wednesday begins at midnight and is over at midnight, whether told yet or not."""
    fill(bureau, admin(bureau), HEAD, YULIA, TUESDAY, WEDNESDAY)
    for moment, filled in (
        ("2026-11-23 23:59:59.999999", ANDRI),
        ("2026-11-24 00:00", YULIA),
        ("2026-11-25 23:59:59.999999", YULIA),
        ("2026-11-26 00:00", ANDRI),
    ):
        clock(bureau, moment)
        assert holders(bureau, HEAD) == [filled], moment


def test_what_is_remembered_of_the_seats_ends_with_a_term(bureau: Bureau) -> None:
    """Nobody is taken for a substitute a microsecond after the term, however lately the seats were read."""
    fill(bureau, admin(bureau), HEAD, YULIA, MONDAY, MONDAY)
    clock(bureau, "2026-11-23 23:59:59.999999")
    assert HEAD in bureau.actor(YULIA).positions
    bureau.now += INSTANT
    assert HEAD not in bureau.actor(YULIA).positions
    assert bureau.actor(ANDRI).positions == {HEAD}


def test_three_months_are_the_longest_and_one_day_more_is_refused(bureau: Bureau) -> None:
    """From a day to the one before the same day of the third month; the refusal says up to when."""
    assert longest(date(2026, 11, 24)) == date(2027, 2, 23)
    assert longest(date(2026, 12, 1)) == date(2027, 2, 28)
    assert longest(date(2026, 11, 30)) == longest(date(2026, 11, 29)) == date(2027, 2, 28)
    assert longest(date(2027, 11, 30)) == date(2028, 2, 29)
    assert longest(date(2026, 12, 31)) == date(2027, 3, 30)
    rina = admin(bureau)
    with pytest.raises(Refused) as refused:
        fill(bureau, rina, HEAD, YULIA, TUESDAY, date(2027, 2, 24))
    assert refused.value.reason is Reason.TERM_TOO_LONG
    assert refused.value.facts == {"what": "Plh.", "latest": "23-02-2027"}
    fill(bureau, rina, HEAD, YULIA, TUESDAY, date(2027, 2, 23))


def test_a_mandate_may_last_longer(bureau: Bureau) -> None:
    """Three months are the measure of Plt. and Plh. alone."""
    fill(bureau, admin(bureau), HEAD, YULIA, TUESDAY, date(2027, 11, 23), Standing.AN)


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        (date(2026, 11, 22), TUESDAY, Reason.TERM_PAST),
        (WEDNESDAY, TUESDAY, Reason.TERM_REVERSED),
    ],
)
def test_days_must_make_sense(bureau: Bureau, first: date, last: date, reason: Reason) -> None:
    """Neither from yesterday nor from the end to the beginning."""
    with pytest.raises(Refused) as refused:
        fill(bureau, admin(bureau), HEAD, YULIA, first, last)
    assert refused.value.reason is reason


def test_two_substitutes_do_not_fill_one_post_at_once(bureau: Bureau) -> None:
    """Their days must not meet; the day after the last of one may be the first of the other."""
    rina = admin(bureau)
    fill(bureau, rina, HEAD, YULIA, TUESDAY, WEDNESDAY)
    for first, last in ((MONDAY, TUESDAY), (WEDNESDAY, THURSDAY), (TUESDAY, TUESDAY), (MONDAY, THURSDAY)):
        with pytest.raises(Refused) as refused:
            fill(bureau, rina, HEAD, HENDRA, first, last)
        assert refused.value.reason is Reason.TERM_OVERLAPS
        assert refused.value.facts == {"who": "Plh. Kepala Biro, Yulia Fitri"}
    fill(bureau, rina, HEAD, HENDRA, MONDAY, MONDAY)
    fill(bureau, rina, HEAD, HENDRA, THURSDAY, THURSDAY)


def test_mandates_stand_beside_each_other_and_beside_the_holder(bureau: Bureau) -> None:
    """Two people may have a mandate of one post, and the holder goes on; the same person not twice."""
    rina = admin(bureau)
    fill(bureau, rina, HEAD, YULIA, standing=Standing.AN)
    fill(bureau, rina, HEAD, HENDRA, standing=Standing.UB, via=CLERK)
    assert holders(bureau, HEAD) == [ANDRI, YULIA, HENDRA]
    with pytest.raises(Refused) as refused:
        fill(bureau, rina, HEAD, YULIA, standing=Standing.AN)
    assert refused.value.reason is Reason.TERM_OVERLAPS
    acting = bureau.actor(HENDRA).acting[HEAD]
    assert acting == Acting(Standing.UB, "Kepala Bagian Kelembagaan", "Kasubag TU")


def test_the_capacity_must_fit_the_post(bureau: Bureau) -> None:
    """A held post gets a Plh. or a mandate, a vacant one a Plt., and nobody stands in for themselves."""
    rina = admin(bureau)
    with pytest.raises(Refused) as refused:
        fill(bureau, rina, HEAD, YULIA, standing=Standing.PLT)
    assert refused.value.reason is Reason.POST_HELD
    with pytest.raises(Refused) as refused:
        fill(bureau, rina, HEAD, ANDRI)
    assert refused.value.reason is Reason.SAME_PERSON
    bureau.ask(lambda tx: tx.people.dismiss(HEAD, bureau.now))
    for standing in (Standing.PLH, Standing.AN, Standing.UB):
        with pytest.raises(Refused) as refused:
            fill(bureau, rina, HEAD, YULIA, standing=standing)
        assert refused.value.reason is Reason.POST_VACANT
    fill(bureau, rina, HEAD, YULIA, standing=Standing.PLT)
    assert holders(bureau, HEAD) == [YULIA]
    assert bureau.actor(YULIA).acting[HEAD].standing is Standing.PLT


def test_nobody_is_made_a_holder_by_a_term(bureau: Bureau) -> None:
    """A post is held definitively by an invitation alone, whatever a forged button says."""
    with pytest.raises(Refused) as refused:
        fill(bureau, admin(bureau), HEAD, YULIA, standing=Standing.DEFINITIVE)
    assert refused.value.reason is Reason.FORGED


def test_a_pool_has_no_substitute(bureau: Bureau) -> None:
    """One Plh. would take the place of all its people; whoever is away is covered by the others."""
    with pytest.raises(Refused) as refused:
        fill(bureau, admin(bureau), POOL, DEWI)
    assert refused.value.reason is Reason.NOT_A_POST
    assert holders(bureau, POOL) == [FAJAR, SITI]


def test_only_those_above_and_admins_name_a_substitute(bureau: Bureau) -> None:
    """The superior may, not a colleague, nor whoever is only Plh. of the superior."""
    fill(bureau, ANDRI, KABAG, HENDRA, MONDAY, MONDAY)
    for who in (HENDRA, RINA, FAJAR):
        with pytest.raises(Refused) as refused:
            fill(bureau, who, CLERK if who != RINA else KABAG, DEWI, TUESDAY, TUESDAY)
        assert refused.value.reason is Reason.NOT_ABOVE
    fill(bureau, admin(bureau), HEAD, DEWI, TUESDAY, TUESDAY)
    clock(bureau, "2026-11-24 08:00")
    sweep(bureau)
    with pytest.raises(Refused) as refused:
        fill(bureau, DEWI, CLERK, HENDRA, WEDNESDAY, WEDNESDAY)
    assert refused.value.reason is Reason.NOT_ABOVE


def test_a_substitute_cannot_hand_the_post_on(bureau: Bureau) -> None:
    """Not even to somebody else for a later day; an admin who is Plh. may, for it is the admin who does."""
    rina = admin(bureau)
    fill(bureau, rina, HEAD, YULIA)
    with pytest.raises(Refused) as refused:
        fill(bureau, YULIA, HEAD, HENDRA, WEDNESDAY, THURSDAY)
    assert refused.value.reason is Reason.NO_REDELEGATION
    admin(bureau, YULIA)
    fill(bureau, YULIA, HEAD, HENDRA, WEDNESDAY, THURSDAY)


def test_a_substitute_on_leave_is_not_taken(bureau: Bureau) -> None:
    """Whoever is away then cannot stand in; the name is said."""
    from tests.support.authority_terms import leave  # noqa: PLC0415 - used here alone

    leave(bureau, YULIA, {KABAG: None}, WEDNESDAY, THURSDAY)
    with pytest.raises(Refused) as refused:
        fill(bureau, admin(bureau), HEAD, YULIA, TUESDAY, WEDNESDAY)
    assert (refused.value.reason, refused.value.facts) == (Reason.SUBSTITUTE_AWAY, {"who": "Yulia Fitri"})
    fill(bureau, RINA, HEAD, YULIA, TUESDAY, TUESDAY)


def test_a_task_moves_to_the_substitute_and_back(bureau: Bureau) -> None:
    """Both are told, the cards follow, the record names the capacity, the holder hears what was done."""
    bureau.open()
    bureau.to(Part.EXAMINE)
    bureau.deliver()
    fill(bureau, admin(bureau), KABAG, HENDRA, MONDAY, MONDAY)
    letters = bureau.deliver()
    assert len(cards(letters, HENDRA)) == 1
    assert "menggantikan Yulia Fitri" in said(letters[HENDRA])[0]
    aside = said(letters[YULIA])
    assert any("tugas ini dijalankan Plh. Kepala Bagian Tata Laksana" in text for text in aside)
    task = bureau.to(Part.EXAMINE)
    bureau.act(bureau.actor(HENDRA), a.Return(task.id, task.version, "Tabel 3 belum terisi"))
    by = bureau.case().tasks[-1].note_by
    assert by is not None
    assert by.acting == Acting(Standing.PLH, "Kepala Bagian Kelembagaan")
    bureau.deliver()
    clock(bureau, "2026-11-24 07:30")
    assert sweep(bureau) == 1
    letters = bureau.deliver()
    (summary,) = [text for text in said(letters[YULIA]) if "telah berakhir" in text]
    assert "mengembalikan ke langkah 4: “Tabel 3 belum terisi”" in summary
    assert "Tidak ada tugas terbuka yang kembali." in summary
    assert sum("telah berakhir" in text for text in said(letters[HENDRA])) == 1
    assert sweep(bureau) == 0
    assert bureau.deliver() == {}


def test_tasks_are_not_said_to_be_back_where_another_substitute_follows(bureau: Bureau) -> None:
    """One Plh. ends when the next begins: first the end is told, then the beginning, and nothing is back."""
    rina = admin(bureau)
    bureau.open()
    bureau.to(Part.EXAMINE)
    fill(bureau, rina, KABAG, DEWI, TUESDAY, TUESDAY)  # entered first, begins last
    fill(bureau, rina, KABAG, HENDRA, MONDAY, MONDAY)
    bureau.deliver()
    clock(bureau, "2026-11-24 07:30")
    assert sweep(bureau) == 2
    letters = bureau.deliver()
    told = [text for text in said(letters[YULIA]) if text.startswith("\N{INFORMATION SOURCE}")]
    assert [("telah berakhir" in text, "kini dijalankan" in text) for text in told] == [
        (True, False),
        (False, True),
    ]
    assert "Tidak ada tugas terbuka yang kembali." in told[0]
    assert len(cards(letters, DEWI)) == 1
    assert not cards(letters, YULIA)


def test_a_term_of_a_stop_is_told_once_when_the_program_is_back(bureau: Bureau) -> None:
    """It began and ended meanwhile: only the end is news, and the summary is complete."""
    fill(bureau, admin(bureau), HEAD, YULIA, TUESDAY, TUESDAY)
    bureau.deliver()
    clock(bureau, "2026-11-26 08:00")
    assert sweep(bureau) == 1
    letters = bureau.deliver()
    assert ["telah berakhir" in text for text in said(letters[YULIA])] == [True]
    assert ["Tidak ada tindakan atas nama jabatan Anda." in text for text in said(letters[ANDRI])] == [True]
    assert sweep(bureau) == 0


def test_a_term_ends_with_the_new_holder_and_is_not_told_again(bureau: Bureau) -> None:
    """Whoever comes in definitively ends Plh. and Plt.; one that was to begin later is called off, once."""
    rina = admin(bureau)
    bureau.ask(lambda tx: tx.people.dismiss(HEAD, bureau.now))
    fill(bureau, rina, HEAD, YULIA, MONDAY, TUESDAY, Standing.PLT)
    fill(bureau, rina, HEAD, HENDRA, WEDNESDAY, THURSDAY, Standing.PLT)
    bureau.deliver()
    role = bureau.sop.role("kepala-biro")
    new = bureau.ask(lambda tx: tx.people.admit(120, "Bayu Pratama", bureau.now))
    bureau.now += timedelta(hours=1)
    bureau.ask(lambda tx: members.seat(tx, bureau.office, new, "Bayu Pratama", HEAD, role))
    letters = bureau.deliver()
    assert ["kini dipegang oleh Bayu Pratama" in text for text in said(letters[YULIA])] == [True]
    assert ["telah dibatalkan" in text for text in said(letters[HENDRA])] == [True]
    assert holders(bureau, HEAD) == [120]
    for moment in ("2026-11-24 08:00", "2026-11-25 08:00", "2026-11-28 08:00"):
        clock(bureau, moment)
        assert sweep(bureau) == 0
    assert bureau.deliver() == {}


def test_a_task_that_climbs_with_a_term_comes_to_the_superior(bureau: Bureau) -> None:
    """The Plh. wrote what waits: it goes to the superior at once, and back when the term ends."""
    bureau.open()
    bureau.to(Part.EXAMINE)
    bureau.deliver()
    fill(bureau, admin(bureau), KABAG, FAJAR, MONDAY, MONDAY)
    letters = bureau.deliver()
    assert [("Setujui" in card.buttons[0][0].label) for card in cards(letters, ANDRI)] == [True]
    assert not cards(letters, FAJAR)
    clock(bureau, "2026-11-24 07:30")
    sweep(bureau)
    letters = bureau.deliver()
    assert len(cards(letters, YULIA)) == 1
    assert not cards(letters, ANDRI)
    assert bureau.ask(lambda tx: bureau.office.roster(tx).people((KABAG,))) == (person(bureau, YULIA),)


def test_a_task_that_nobody_can_do_any_more_is_told_at_once(bureau: Bureau) -> None:
    """The Plh. of the head wrote the report: nobody is above, so the admins hear of it the same moment."""
    bureau.open()
    bureau.to(Part.SIGN)
    bureau.deliver()
    fill(bureau, admin(bureau), HEAD, FAJAR, MONDAY, MONDAY)
    letters = bureau.deliver()
    assert any("tidak ada atasan yang dapat menggantikan" in text for text in said(letters[RINA]))


def test_the_end_of_a_plt_is_told_with_what_stalls(bureau: Bureau) -> None:
    """The post is vacant again: those above and the admins hear that its task waits for nobody."""
    rina = admin(bureau)
    bureau.open()
    bureau.to(Part.EXAMINE)
    bureau.ask(lambda tx: tx.people.dismiss(KABAG, bureau.now))
    fill(bureau, rina, KABAG, HENDRA, MONDAY, MONDAY, Standing.PLT)
    bureau.deliver()
    clock(bureau, "2026-11-24 07:30")
    sweep(bureau)
    letters = bureau.deliver()
    for chat in (ANDRI, RINA):
        assert any("jabatan itu belum terisi" in text for text in said(letters[chat])), chat


def test_a_term_is_ended_early_by_those_who_may(bureau: Bureau) -> None:
    """The holder, the superior and admins; not the substitute, and not twice."""
    rina = admin(bureau)
    term = fill(bureau, rina, KABAG, HENDRA, MONDAY, WEDNESDAY)
    for who in (HENDRA, DEWI, FAJAR):
        with pytest.raises(Refused) as refused:
            end(bureau, who, term)
        assert refused.value.reason is Reason.NOT_ABOVE
    bureau.now += timedelta(hours=1)
    end(bureau, YULIA, term)
    with pytest.raises(Refused) as refused:
        end(bureau, YULIA, term)
    assert refused.value.reason is Reason.NO_SUCH_TERM
    assert holders(bureau, KABAG) == [YULIA]
    for by in (ANDRI, rina):
        end(bureau, by, fill(bureau, rina, KABAG, HENDRA, MONDAY, WEDNESDAY))


def test_a_term_that_is_called_off_never_begins(bureau: Bureau) -> None:
    """Both sides hear of it once, and nothing happens on its days."""
    rina = admin(bureau)
    term = fill(bureau, rina, KABAG, HENDRA, TUESDAY, WEDNESDAY)
    bureau.deliver()
    end(bureau, rina, term)
    letters = bureau.deliver()
    for chat in (HENDRA, YULIA):
        assert ["telah dibatalkan" in text for text in said(letters[chat])] == [True]
    for moment in ("2026-11-24 08:00", "2026-11-26 08:00"):
        clock(bureau, moment)
        assert sweep(bureau) == 0
        assert holders(bureau, KABAG) == [YULIA]


def test_nobody_is_told_twice_of_one_term(bureau: Bureau) -> None:
    """The superior who is also an admin, and the holder who entered it, hear of it once each."""
    admin(bureau, ANDRI)
    bureau.deliver()
    fill(bureau, ANDRI, KABAG, HENDRA, TUESDAY, WEDNESDAY)
    letters = bureau.deliver()
    assert {chat: len(said(found)) for chat, found in letters.items()} == {
        HENDRA: 1,
        YULIA: 1,
        ANDRI: 1,
        ADMIN: 1,
    }


_ = Position
