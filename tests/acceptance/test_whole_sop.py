"""The whole SOP over HTTP, from the first tap to the archive, with every message and every event checked."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.packages import verify
from office.package_check import restore
from papers import bag
from sop.case import Status
from sop.people import Position
from storage.codec import dump_case
from tests.support.expected import OUTPUTS, POSTS, STORY, TOASTS, TRANSCRIPT, assert_transcript
from tests.support.nursery import Nursery
from tests.support.papers import PDF, pdf
from tests.support.phones import Message, Phone
from tests.support.play import Play
from tests.support.postgres import new_database
from tests.support.running import ROOT
from tests.support.stage import Stage, stage

SECOND_SOP = ROOT / "tests" / "data" / "penerbitan-surat-keterangan.toml"
STRANGERS_ANSWER = (
    "Mohon maaf, layanan ini hanya untuk pejabat yang terdaftar. "
    "Silakan gunakan tautan undangan dari admin kantor Anda, atau ketuk /daftar untuk mendaftar."
)


@dataclass(frozen=True)
class Played:
    """A run that has ended, with a stranger and an official who has no part in it."""

    stage: Stage
    play: Play
    tono: Phone
    begun: int


@contextmanager
def played(folder: Path, database: str, nursery: Nursery | None) -> Iterator[Played]:
    """Play the whole SOP; without a nursery `sopbot` runs and invites as processes of their own."""
    more = f'[sop]\nfiles = ["{SECOND_SOP}"]'
    with stage(folder, nursery, database=database, more=more, command_line=nursery is None) as here:
        tono = here.phones.person("Tono Prasetyo", "Arsiparis", user_id=720008)
        tono.start(here.code("arsiparis"))
        tono.wait_for("Selamat datang")
        here.cast.joko.start()
        here.cast.joko.wait_for("Mohon maaf")
        here.settle()
        begun = here.mark()
        play = Play(here.cast)
        play.whole()
        here.settle()
        yield Played(here, play, tono, begun)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_whole_sop_runs_from_the_first_tap_to_the_archive(
    kind: str, tmp_path: Path, nursery: Nursery
) -> None:
    """Every message of everyone, every toast and every event is as the SOP wants it, and nothing else is."""
    database = new_database() if kind == "postgresql" else ""
    with played(tmp_path, database, nursery if database else None) as run:
        every_official_got_exactly_the_messages_of_their_part(run)
        no_card_keeps_a_button(run)
        every_tap_was_answered(run)
        nobody_else_got_anything(run)
        every_message_was_sent_once_and_none_was_refused(run)
        the_record_tells_the_whole_story(run)
        the_state_is_what_the_record_says(run)
        every_file_is_kept_under_its_hash(run)
        the_package_proves_itself(run, tmp_path / "paket")
        the_bot_has_nothing_to_complain_of(run)


def got(phone: Phone) -> list[Message]:
    """Return everything a phone has got from the bot."""
    return [message for message in phone.messages() if not message["out"]]


def every_official_got_exactly_the_messages_of_their_part(run: Played) -> None:
    """Assert that each is complete and in order, files byte for byte, and that cards say how they ended."""
    assert {phone.name for phone in run.stage.cast.officials} == set(TRANSCRIPT)
    for phone in run.stage.cast.officials:
        assert_transcript(phone, TRANSCRIPT[phone.name], got(phone))


def no_card_keeps_a_button(run: Played) -> None:
    """Assert that nothing is left to tap."""
    left = [
        (phone.name, message["text"])
        for phone in run.stage.cast.officials
        for message in got(phone)
        if phone.buttons(message)
    ]
    assert left == []


def every_tap_was_answered(run: Played) -> None:
    """Assert that each tap has its toast; where the effect is seen at once, an empty one."""
    assert run.play.toasts == list(TOASTS)


def nobody_else_got_anything(run: Played) -> None:
    """Assert that a stranger has one sentence and an official without a part a greeting, from before."""
    here = run.stage
    assert here.cast.joko.texts() == [STRANGERS_ANSWER]
    assert len(run.tono.texts()) == 1
    assert "Arsiparis" in run.tono.texts()[0]
    chats = {r["params"].get("chat_id") for r in here.phones.requests(after=run.begun)} - {None}
    assert {int(chat) for chat in chats} == {phone.id for phone in here.cast.officials}


def every_message_was_sent_once_and_none_was_refused(run: Played) -> None:
    """Assert that Telegram refused no call, and that what was sent is what the phones show."""
    here = run.stage
    requests = here.phones.requests()
    refused = [r for r in requests if r["status"] != 200]
    assert [(r["method"], r["response"]) for r in refused] == []
    sent = [r for r in requests if r["method"].startswith("send")]
    phones = (*here.cast.officials, here.cast.joko, run.tono)
    assert len(sent) == sum(len(got(phone)) for phone in phones)
    assert here.record.unsent() == []
    assert here.record.undone() == []
    assert here.record.failed_updates() == []


def the_record_tells_the_whole_story(run: Played) -> None:
    """Assert that every event is there, in order, by the right person in the right capacity."""
    record = run.stage.record
    assert record.story() == STORY
    for event in record.events():
        role, unit = POSTS[event.by.name.split()[0]]
        assert event.by.position == Position(role, unit)
    # The stranger's visit, before the run.
    assert [(r.telegram_id, r.reason) for r in record.refusals()] == [(run.stage.cast.joko.id, "not_member")]


def the_state_is_what_the_record_says(run: Played) -> None:
    """Assert that a replay gives the stored state, and that the rows of the tasks agree with it."""
    record = run.stage.record
    record.assert_consistent()
    case = record.case()
    assert case.status is Status.CLOSED
    assert case.open_tasks() == ()
    outputs = {step: file.sha256 for step, file in case.outputs if step != 3}
    assert outputs == {n: hashlib.sha256(b).hexdigest() for n, b in OUTPUTS.items() if b is not None}
    attempts = {task.step: task.attempt for task in case.tasks}
    assert attempts == {1: 1, 2: 1, 3: 1, 4: 3, 5: 3, 6: 2, 7: 1}
    assert record.reminders_of() == []


def every_file_is_kept_under_its_hash(run: Played) -> None:
    """Assert that each version stands in the store with the bytes its SHA-256 names."""
    versions = run.stage.record.documents()
    assert [(v.label, v.number) for v in versions] == [
        ("Dokumen dasar", 1),
        ("Lembar Disposisi", 1),
        ("Undangan Rapat Evaluasi", 1),
        ("Notulen Rapat", 1),
        ("Draft Laporan Hasil Evaluasi", 1),
        ("Draft Laporan Hasil Evaluasi", 2),
        ("Draft Laporan Hasil Evaluasi", 3),
        ("Laporan Hasil Evaluasi (ditandatangani)", 1),
        ("Sertifikat Proses", 1),
        ("Paket Arsip", 1),
    ]
    kept = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (run.stage.folder / "files").rglob("*")
        if path.is_file()
    }
    # The photo that became the notulen is kept as well.
    assert kept > {version.sha256 for version in versions}
    assert len(kept) == len(versions) + 1
    assert (versions[0].mime, versions[0].size) == (PDF, len(pdf("Dokumen Pengukuran Kinerja")))


def the_package_proves_itself(run: Played, folder: Path) -> None:
    """Assert that the ZIP on the archivist's phone is whole, and restores the case that it is of."""
    phone = run.stage.cast.rina
    message = next(m for m in got(phone) if m.get("document", {}).get("file_name", "").endswith(".zip"))
    folder.mkdir()
    (folder / "paket.zip").write_bytes(phone.download(message))
    report = verify(folder / "paket.zip")
    assert report.good, report
    bagged = bag.unpack(folder / "paket.zip", folder)
    restored = restore(bagged)
    assert dump_case(restored.case) == dump_case(run.stage.record.case())
    assert restored.head == run.stage.record.store.run_sync(lambda tx: tx.cases.chain_head(1))


def the_bot_has_nothing_to_complain_of(run: Played) -> None:
    """Assert that the log of a whole run has no warning, and never the token."""
    log = run.stage.bot.logged()
    assert "WARNING" not in log
    assert "ERROR" not in log
    assert "ACCEPTANCE-token" not in log
