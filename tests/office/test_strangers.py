"""Strangers: answered politely, not without end, and never so much that they fill the disk."""

from datetime import timedelta

from office.strangers import (
    RECORDED,
    SENTENCES,
    TALK,
    TALK_WINDOW,
    WINDOW,
    forget_strangers,
    may_talk,
    refuse,
)
from storage.dialogs import Dialog
from tests.office.bureau import Bureau

JOKO, OTHER = 555, 556


def refusals(bureau: Bureau, times: int, who: int = JOKO) -> tuple[int, int]:
    """Let a stranger be refused so often; return how many of these were said and recorded."""
    found = [bureau.ask(lambda tx: refuse(tx, bureau.office, who)) for _ in range(times)]
    return sum(one.say for one in found), sum(one.record for one in found)


def test_a_stranger_is_told_so_often_and_recorded_so_often(bureau: Bureau) -> None:
    """Three sentences, twenty records; another stranger is counted by themselves."""
    assert refusals(bureau, 100) == (SENTENCES, RECORDED)
    assert refusals(bureau, 1, OTHER) == (1, 1)


def test_after_the_window_everything_begins_anew(bureau: Bureau) -> None:
    """To the moment, by the office's clock; writing on in the meantime does not make it longer."""
    assert refusals(bureau, 5) == (3, 5)
    bureau.pass_time(WINDOW - timedelta(microseconds=1))
    assert refusals(bureau, 30) == (0, 15)
    bureau.pass_time(timedelta(microseconds=1))
    assert refusals(bureau, 30) == (SENTENCES, RECORDED)


def test_the_form_has_a_limit_of_its_own(bureau: Bureau) -> None:
    """Who was refused often may still ask to come in; sixty messages an hour are enough for that."""

    def talks(times: int) -> int:
        return sum(bureau.ask(lambda tx: may_talk(tx, bureau.office, JOKO)) for _ in range(times))

    refusals(bureau, 30)
    assert talks(100) == TALK
    assert refusals(bureau, 1) == (0, 0)
    bureau.pass_time(TALK_WINDOW - timedelta(microseconds=1))
    assert talks(1) == 0
    bureau.pass_time(timedelta(microseconds=1))
    assert talks(100) == TALK


def test_what_is_counted_is_forgotten_after_a_day(bureau: Bureau) -> None:
    """And so is what they had begun to tell of themselves; other forms stay."""
    refusals(bureau, 5)
    for who, kind in ((JOKO, "register"), (OTHER, "reason")):
        bureau.ask(lambda tx, w=who, k=kind: tx.dialogs.put(w, Dialog(k, {"nip": "1"}), bureau.now))  # type: ignore[misc]
    bureau.pass_time(timedelta(days=1))
    bureau.ask(lambda tx: forget_strangers(tx, bureau.now))
    assert len(bureau.everything()["strangers"]) == 1
    bureau.pass_time(timedelta(seconds=1))
    bureau.ask(lambda tx: forget_strangers(tx, bureau.now))
    assert bureau.everything()["strangers"] == []
    assert [row[1] for row in bureau.everything()["dialogs"]] == ["reason"]
