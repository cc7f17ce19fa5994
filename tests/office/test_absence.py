"""Leave: from when to when, with whom in one's place; it begins and ends by itself."""

from datetime import date, timedelta

import pytest

from handlers.letter import NewFile
from sop import actions as a
from sop.case import Part
from sop.errors import Reason, Refused
from sop.people import Standing
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
    OTHER,
    POOL,
    RINA,
    SITI,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    YULIA,
    admin,
    clock,
    come_back,
    fill,
    holders,
    leave,
    sweep,
)


def cards(letters: dict[int, list[object]], chat: int) -> list[NewFile]:
    """Return the new cards of a chat."""
    return [letter for letter in letters.get(chat, []) if isinstance(letter, NewFile) and letter.card]


def test_leave_from_today_begins_at_once(bureau: Bureau) -> None:
    """From this very moment, not from midnight, and until the end of the last day."""
    bureau.now += timedelta(hours=3)
    found = leave(bureau, ANDRI, {HEAD: YULIA}, MONDAY, MONDAY)
    assert found.since == bureau.now
    assert holders(bureau, HEAD) == [YULIA]
    letters = bureau.deliver()
    assert any("Mulai sekarang Anda Plh. Kepala Biro" in text for text in said(letters[YULIA]))
    assert sum("Cuti Anda tercatat sampai dengan" in text for text in said(letters[ANDRI])) == 1
    assert sweep(bureau) == 0
    clock(bureau, "2026-11-24 00:00")
    assert holders(bureau, HEAD) == [ANDRI]
    assert sweep(bureau) == 2


def test_a_holder_on_leave_without_a_substitute_keeps_the_post(bureau: Bureau) -> None:
    """Better an answer from leave than none; those above are told beforehand, once."""
    leave(bureau, YULIA, {KABAG: None})
    assert holders(bureau, KABAG) == [YULIA]
    letters = bureau.deliver()
    for chat in (ANDRI, ADMIN):
        assert ["tanpa pengganti" in text for text in said(letters[chat])] == [True]


def test_both_on_leave(bureau: Bureau) -> None:
    """A Plh. who goes on leave too leaves the post to its holder, and those above are told."""
    leave(bureau, ANDRI, {HEAD: YULIA}, MONDAY, THURSDAY)
    bureau.open()
    bureau.deliver()
    leave(bureau, YULIA, {KABAG: HENDRA}, TUESDAY, WEDNESDAY)
    assert any("Kepala Biro tanpa pengganti" in text for text in said(bureau.deliver()[ADMIN]))
    assert holders(bureau, HEAD) == [YULIA]
    clock(bureau, "2026-11-24 07:30")
    sweep(bureau)
    assert holders(bureau, HEAD) == [ANDRI]
    letters = bureau.deliver()
    assert cards(letters, ANDRI) or any("Disposisikan" in str(letter) for letter in letters[ANDRI])
    clock(bureau, "2026-11-26 07:30")
    sweep(bureau)
    assert holders(bureau, HEAD) == [YULIA]


def test_whoever_goes_on_leave_before_being_plh_is_told_of_as_well(bureau: Bureau) -> None:
    """A term that lies ahead and falls into the leave is uncovered then; one that is over before is not."""
    rina = admin(bureau)
    fill(bureau, rina, HEAD, YULIA, WEDNESDAY, WEDNESDAY)
    fill(bureau, rina, CLERK, YULIA, MONDAY, MONDAY)
    bureau.deliver()
    leave(bureau, YULIA, {KABAG: HENDRA}, TUESDAY, THURSDAY)
    told = [text for text in said(bureau.deliver()[RINA]) if "tanpa pengganti" in text]
    assert ["Kepala Biro" in text for text in told] == [True]


def test_a_post_that_has_a_substitute_already_is_not_uncovered(bureau: Bureau) -> None:
    """An admin named the Plh. first, for all these days: nobody needs to be told of a gap."""
    fill(bureau, admin(bureau), KABAG, HENDRA, MONDAY, WEDNESDAY)
    bureau.deliver()
    leave(bureau, YULIA, {KABAG: None}, TUESDAY, WEDNESDAY)
    told = [text for chat in bureau.deliver().values() for text in said(chat)]
    assert not any("tanpa pengganti" in text for text in told)


def test_a_task_of_the_pool_is_free_while_its_taker_is_away(bureau: Bureau) -> None:
    """Colleagues get its card and may take it; who is back first finds it as it was."""
    bureau.open()
    task = bureau.to(Part.DRAFT)
    bureau.deliver()
    bureau.act(bureau.actor(FAJAR), a.Claim(task.id, task.version))
    bureau.deliver()
    leave(bureau, FAJAR, {}, TUESDAY, TUESDAY)
    clock(bureau, "2026-11-24 07:30")
    sweep(bureau)
    assert holders(bureau, POOL) == [SITI]
    bureau.deliver()
    task = bureau.to(Part.DRAFT)
    with pytest.raises(Refused) as refused:
        bureau.act(bureau.actor(FAJAR), a.Finish(task.id, task.version))
    assert refused.value.reason is Reason.REPLACED
    clock(bureau, "2026-11-25 07:30")
    sweep(bureau)
    with pytest.raises(Refused) as refused:
        bureau.act(bureau.actor(SITI), a.Claim(task.id, task.version))
    assert refused.value.reason is Reason.TAKEN


def test_a_colleague_may_take_what_its_taker_left_behind(bureau: Bureau) -> None:
    """Then it is theirs, also when the other is back."""
    bureau.open()
    task = bureau.to(Part.DRAFT)
    bureau.act(bureau.actor(FAJAR), a.Claim(task.id, task.version))
    leave(bureau, FAJAR, {}, MONDAY, MONDAY)
    task = bureau.to(Part.DRAFT)
    bureau.act(bureau.actor(SITI), a.Claim(task.id, task.version))
    clock(bureau, "2026-11-24 07:30")
    sweep(bureau)
    task = bureau.to(Part.DRAFT)
    with pytest.raises(Refused) as refused:
        bureau.act(bureau.actor(FAJAR), a.Claim(task.id, task.version))
    assert refused.value.reason is Reason.TAKEN


def test_who_comes_back_early_gets_everything_back(bureau: Bureau) -> None:
    """All substitutes' terms end with the leave, each told once."""
    bureau.ask(lambda tx: tx.people.dismiss(CLERK, bureau.now))
    bureau.seat(YULIA, "Yulia Fitri", CLERK)
    leave(bureau, YULIA, {KABAG: HENDRA, CLERK: DEWI}, MONDAY, THURSDAY)
    bureau.deliver()
    bureau.now += timedelta(hours=2)
    come_back(bureau, YULIA)
    letters = bureau.deliver()
    assert sum("telah berakhir" in text for text in said(letters[HENDRA])) == 1
    assert sum("Selamat bertugas kembali" in text for text in said(letters[YULIA])) == 1
    assert holders(bureau, KABAG) == [YULIA]
    assert sweep(bureau) == 0


def test_a_leave_that_is_called_off_was_never_one(bureau: Bureau) -> None:
    """Nobody is welcomed back who was not away; the substitute hears that it is off."""
    leave(bureau, YULIA, {KABAG: HENDRA}, WEDNESDAY, THURSDAY)
    bureau.deliver()
    come_back(bureau, YULIA)
    letters = bureau.deliver()
    assert ["telah dibatalkan" in text for text in said(letters[HENDRA])] == [True]
    assert not any("Selamat bertugas kembali" in text for text in said(letters[YULIA]))
    for moment in ("2026-11-25 08:00", "2026-11-27 08:00"):
        clock(bureau, moment)
        assert sweep(bureau) == 0


def test_one_leave_at_a_time(bureau: Bureau) -> None:
    """A second is refused in words that fit."""
    leave(bureau, YULIA, {KABAG: HENDRA})
    with pytest.raises(Refused) as refused:
        leave(bureau, YULIA, {KABAG: HENDRA}, WEDNESDAY, THURSDAY)
    assert refused.value.reason is Reason.ALREADY_AWAY
    with pytest.raises(Refused) as refused:
        come_back(bureau, HENDRA)
    assert refused.value.reason is Reason.NO_SUCH_TERM


def test_leave_is_for_posts_of_ones_own(bureau: Bureau) -> None:
    """Neither another's post nor one held as Plh. can be left to somebody."""
    with pytest.raises(Refused) as refused:
        leave(bureau, YULIA, {OTHER: DEWI})
    assert refused.value.reason is Reason.NOT_YOUR_POST
    fill(bureau, admin(bureau), HEAD, YULIA, MONDAY, THURSDAY)
    with pytest.raises(Refused) as refused:
        leave(bureau, YULIA, {HEAD: DEWI})
    assert refused.value.reason is Reason.NO_REDELEGATION


def test_leave_with_a_substitute_lasts_three_months_at_most(bureau: Bureau) -> None:
    """The limit is that of the Plh.; without one there is none."""
    with pytest.raises(Refused) as refused:
        leave(bureau, YULIA, {KABAG: HENDRA}, TUESDAY, date(2027, 2, 24))
    assert refused.value.reason is Reason.TERM_TOO_LONG
    leave(bureau, YULIA, {KABAG: None}, TUESDAY, date(2027, 2, 24))


def test_leave_in_two_posts_is_told_to_each_substitute(bureau: Bureau) -> None:
    """Two posts, two substitutes, and one of them for both is told of both."""
    bureau.seat(YULIA, "Yulia Fitri", CLERK)
    leave(bureau, YULIA, {KABAG: HENDRA, CLERK: HENDRA}, TUESDAY, TUESDAY)
    told = said(bureau.deliver()[HENDRA])
    assert len(told) == len(set(told)) == 2
    assert bureau.ask(lambda tx: [t.standing for t in tx.terms.substitutes(bureau.now)]) == [Standing.PLH] * 2
