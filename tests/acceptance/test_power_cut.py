"""The whole SOP with the power cut after every single update: nothing is lost and nothing is done twice."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from bot.packages import verify
from storage.documents import DocumentKind
from storage.files import FileStore
from tests.support.cast import seat_everyone
from tests.support.expected import STORY, TOASTS, TRANSCRIPT, assert_transcript
from tests.support.nursery import Nursery
from tests.support.phones import Message, Phone, text_of
from tests.support.play import Play
from tests.support.postgres import new_database
from tests.support.powercut import CrashingPhones, repeated, sends
from tests.support.stage import Stage, stage


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_run_with_a_power_cut_after_every_update_ends_as_an_undisturbed_one(
    kind: str, tmp_path: Path, nursery: Nursery, capsys: pytest.CaptureFixture[str]
) -> None:
    """Same events, messages and toasts; what came twice are only sends whose answer nobody wrote down."""
    database = new_database() if kind == "postgresql" else ""
    with stage(tmp_path, nursery, database=database, seated=False) as here:
        with CrashingPhones(here.simulator.address, here.bot, here.settle) as phones:
            here.cast = seat_everyone(phones, here.code)
            play = Play(here.cast)
            play.whole()
        here.cast = here.cast.on(here.phones)
        here.settle()
        assert sum(phones.cuts.values()) == here.bot.starts - 1 == len(here.phones.updates()["confirmed"])

        assert here.record.story() == STORY
        here.record.assert_consistent()
        assert play.toasts == list(TOASTS)
        assert here.record.undone() == []
        assert here.record.unsent() == []
        assert here.record.failed_updates() == []
        assert here.record.refusals() == []

        _assert_papers_are_there_once(here)

        again = {phone.name: _said_again(here, phone) for phone in here.cast.officials}
        count = sum(len(messages) for messages in again.values())
        with capsys.disabled():
            print(  # noqa: T201 - the count is what this test is asked for
                f"\n{here.bot.starts - 1} power cuts on {kind} ({dict(phones.cuts)}): {count} sent twice"
            )
        assert count == len(repeated(here.phones.requests()))
        for phone in here.cast.officials:
            _assert_repeated_cards_still_answer(here, phone, again[phone.name])


def _assert_papers_are_there_once(here: Stage) -> None:
    """Assert that each paper was filed once, with its bytes, and that the package proves the case."""
    made = [one for one in here.record.documents() if one.kind != DocumentKind.UPLOAD]
    assert Counter(one.kind for one in made) == Counter(
        [DocumentKind.SHEET, DocumentKind.CERTIFICATE, DocumentKind.PACKAGE]
    )
    files = FileStore(here.folder / "files")
    for one in made:
        assert hashlib.sha256(files.path(one.sha256).read_bytes()).hexdigest() == one.sha256
    (package,) = (one for one in made if one.kind == DocumentKind.PACKAGE)
    assert verify(files.path(package.sha256)).good
    assert here.record.unmade() == []


def _said_again(here: Stage, phone: Phone) -> list[Message]:
    """Assert that what is written down as sent is the expected transcript; return what came beside it."""
    recorded = here.record.sent_messages(phone.id)
    got = [message for message in phone.messages() if not message["out"]]
    known = [message for message in got if message["message_id"] in recorded]
    assert_transcript(phone, TRANSCRIPT[phone.name], known)
    others = [message for message in got if message["message_id"] not in recorded]
    said = sends(here.phones.requests(chat_id=phone.id))
    first = {said[message["message_id"]] for message in known}
    for message in others:
        assert said[message["message_id"]] in first, f"{phone.name}: {text_of(message)} came from nowhere"
    return others


def _assert_repeated_cards_still_answer(here: Stage, phone: Phone, messages: list[Message]) -> None:
    """Assert that a card which came twice says how its task ended, on both copies, once it is tapped."""
    for message in messages:
        if any("Riwayat" in label for label in phone.buttons(message)):
            refused = phone.tap(phone.buttons(message)[0], message)
            assert "Tugas ini telah diselesaikan oleh" in refused
            here.settle()
            now = next(m for m in phone.messages() if m["message_id"] == message["message_id"])
            assert phone.buttons(now) == []
