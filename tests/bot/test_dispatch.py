"""Applying updates: once, whatever fails; what is outside is waited for, what is ours is counted."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot import dispatch
from bot.dispatch import FETCH_PATIENCE, TRIES, Dispatcher
from bot.fetch import Fetcher
from bot.lanes import Lanes
from bot.wire import Wire
from handlers.call import Call
from handlers.incoming import Contact, Tap, lanes
from office.documents import Upload
from office.office import Office
from papers.press import Press
from sop.errors import Reason, Refused
from storage.files import FileStore
from storage.sheaves import Photo, Sheaf
from storage.store import Store, connection_of
from storage.tables import updates
from tests.bot.fake_clock import FakeClock
from tests.bot.standin import StandIn, error
from tests.support.papers import PDF, jpeg

LOCKED = OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))


def said(number: int, text: str, chat: int = 7) -> dict[str, Any]:
    """Make an update that brings a text in a private chat."""
    who = {"id": chat, "first_name": "Budi", "is_bot": False}
    message = {"message_id": number, "from": who, "chat": {"id": chat, "type": "private"}, "date": 0}
    return {"update_id": number, "message": {**message, "text": text}}


def sent(number: int) -> dict[str, Any]:
    """Make an update that brings a file."""
    data = said(number, "")
    del data["message"]["text"]
    data["message"]["document"] = {"file_id": "F", "file_name": "surat.pdf", "mime_type": "application/pdf"}
    return data


class Room:
    """A dispatcher in its lanes, whose pauses are remembered instead of slept."""

    def __init__(self, store: Store, office: Office, wire: Wire, files: FileStore, clock: FakeClock) -> None:
        self.store, self.clock = store, clock
        self.press = Press()
        self.dispatcher = Dispatcher(store, office, Fetcher(wire, files, self.press), 1_000_000)
        self.lanes = Lanes(self.dispatcher.handle, lanes, sleep=self.sleep)
        self.pauses: list[float] = []
        self.paused = asyncio.Event()
        self.awake = asyncio.Event()
        self.awake.set()
        self.applied: list[str] = []
        self.errors: deque[Exception] = deque()

    async def sleep(self, seconds: float) -> None:
        """Remember a pause; it lasts only while a test wants it to."""
        self.pauses.append(seconds)
        self.paused.set()
        await self.awake.wait()

    def route(self, call: Call) -> None:
        """Handle an update as the test says."""
        text = getattr(call.incoming, "text", "")
        if self.errors:
            raise self.errors.popleft()
        self.applied.append(text)

    def take(self, *data: dict[str, Any]) -> None:
        """Store updates and hand them on."""
        for received in self.store.run_sync(lambda tx: tx.updates.store(data, self.clock.wall())):
            self.lanes.add(received)

    async def idle(self) -> None:
        """Wait until every update is done."""
        await asyncio.wait_for(self.lanes.idle(), 10)

    def row(self, number: int) -> Any:
        """Return what the store has of an update."""
        query = updates.select().where(updates.c.update_id == number)
        return self.store.run_sync(lambda tx: connection_of(tx).execute(query).one())

    def outbox(self) -> list[tuple[int, str]]:
        """Return who is told what kind of thing."""
        return [(row.chat, row.kind) for row in self.store.run_sync(lambda tx: tx.outbox.pending(0, 99))]


@pytest.fixture
async def room(
    store: Store,
    office: Office,
    wire: Wire,
    files: FileStore,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Room]:
    room = Room(store, office, wire, files, clock)
    monkeypatch.setattr(dispatch, "route", room.route)
    yield room
    await room.press.close()


async def test_what_fails_again_and_again_is_given_up_with_an_apology(room: Room) -> None:
    """Three tries without a pause; then whoever wrote and both admins are told."""
    room.errors += [LookupError("ours")] * TRIES
    room.take(said(1, "halo"))
    await room.idle()
    row = room.row(1)
    assert (row.attempts, row.error, row.done_at is not None) == (TRIES, "LookupError", True)
    assert room.outbox() == [(7, "text"), (900, "notice"), (901, "notice")]
    assert room.pauses == []


async def test_a_database_that_is_gone_for_a_while_costs_nothing(room: Room) -> None:
    """More failures than there are tries: the update is applied when it is back, its followers after it."""
    room.errors += [LOCKED] * (TRIES + 9)
    room.take(said(1, "satu"), said(2, "dua"))
    await room.idle()
    assert room.applied == ["satu", "dua"]
    assert (room.row(1).attempts, room.row(1).done_at is not None) == (0, True)
    assert room.pauses == [0.5, 1, 2, 4, 8, *[10] * 7]
    assert room.outbox() == []


async def test_a_failure_that_cannot_be_noted_waits_for_the_database(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The handler fails and then the database: the update is tried again, and given up with its record."""
    room.errors += [LookupError("ours")] * (TRIES + 1)
    outage = [LOCKED]
    run = room.store.run

    async def unwell(use_case: Any) -> Any:
        if "note" in use_case.__qualname__ and outage:
            raise outage.pop()
        return await run(use_case)

    monkeypatch.setattr(room.store, "run", unwell)
    room.take(said(1, "halo"))
    await room.idle()
    assert room.pauses == [0.5]
    assert (room.row(1).attempts, room.row(1).done_at is not None) == (TRIES, True)


async def test_a_lost_answer_to_a_commit_is_no_failure(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was committed though it looked like a failure stays done, and nobody gets an apology."""
    run = room.store.run
    lost = [RuntimeError("after the commit")]

    async def unwell(use_case: Any) -> Any:
        found = await run(use_case)
        if lost:
            raise lost.pop()
        return found

    monkeypatch.setattr(room.store, "run", unwell)
    room.take(said(1, "halo"))
    await room.idle()
    assert room.applied == ["halo"]
    assert (room.row(1).attempts, room.row(1).done_at is not None) == (0, True)
    assert room.outbox() == []


async def test_a_stop_does_not_wait_for_the_database(room: Room) -> None:
    """An update that waits is left undone for the next start, and so is what stands behind it."""
    room.errors += [LOCKED] * 99
    room.awake.clear()
    room.take(said(1, "satu"), said(2, "dua"))
    await asyncio.wait_for(room.paused.wait(), 10)
    await asyncio.wait_for(room.lanes.close(), 10)
    assert [u.id for u in room.store.run_sync(lambda tx: tx.updates.undone())] == [1, 2]
    assert room.applied == []


async def test_a_file_is_fetched_when_telegram_is_back(
    room: Room, telegram: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More bad gateways than there are tries are outwaited; then the file is taken as any other."""
    monkeypatch.setattr(dispatch, "expects_file", lambda *_: True)
    monkeypatch.setattr(dispatch, "refuse_file", lambda _, __, refused: room.applied.append(refused.reason))
    telegram.answer("getFile", *[error(502, "Bad Gateway")] * (TRIES + 2))
    telegram.answer("getFile", {"ok": True, "result": {"file_path": "sized-0"}})
    room.take(sent(1))
    await room.idle()
    assert len(room.applied) == 1  # an empty file is refused, and that is an answer
    assert (room.row(1).attempts, room.row(1).done_at is not None) == (0, True)
    assert room.pauses == [0.5, 1, 2, 4, 8]


async def test_a_file_that_never_comes_is_given_up_in_the_end(
    room: Room, telegram: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After some minutes the tries count, so that the chat goes on."""
    monkeypatch.setattr(dispatch, "expects_file", lambda *_: True)
    telegram.answer("getFile", *[error(502, "Bad Gateway")] * 99)
    room.take(sent(1))
    await room.idle()
    assert FETCH_PATIENCE <= sum(room.pauses) <= 2 * FETCH_PATIENCE
    assert (room.row(1).attempts, room.row(1).done_at is not None) == (TRIES, True)
    assert room.outbox()[0] == (7, "text")


async def test_a_code_is_forgotten_once_it_is_used(room: Room) -> None:
    """What follows /start is a secret: it is not kept with the update, whether that succeeds or not."""
    room.errors += [LookupError("ours")] * TRIES
    room.take(said(1, "/start RAHASIA-satu"), said(2, "/start RAHASIA-dua"), said(3, "/tugas"))
    await room.idle()
    rows = [room.row(n) for n in (1, 2, 3)]
    assert all(row.done_at is not None for row in rows)
    assert "RAHASIA" not in "".join(row.payload for row in rows)
    assert ['"/start ***"' in row.payload for row in rows] == [True, True, False]
    assert "/tugas" in rows[2].payload


async def test_a_code_that_cannot_be_handled_is_deleted_all_the_same(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the handler wrote is rolled back with its failure; the code stays neither here nor in the chat."""

    def route(call: Call) -> None:
        call.take_away(getattr(call.incoming, "message", 0))
        room.route(call)

    monkeypatch.setattr(dispatch, "route", route)
    room.errors += [LookupError("ours")] * TRIES
    room.take(said(1, "123456"))
    await room.idle()
    assert "123456" not in room.row(1).payload
    waiting = await room.store.run(lambda tx: tx.outbox.pending(0, 10))
    assert [row.payload for row in waiting if row.kind == "delete"] == [{"message": 1}]


async def test_what_a_handler_conceals_is_forgotten(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret is not kept with the update, whether it was handled or given up on."""

    def route(call: Call) -> None:
        if "RAHASIA" in getattr(call.incoming, "text", "") or isinstance(call.incoming, Contact):
            call.conceal()
        room.route(call)

    monkeypatch.setattr(dispatch, "route", route)
    room.errors += [LookupError("ours")] * TRIES
    contact = said(3, "")
    del contact["message"]["text"]
    contact["message"]["contact"] = {"phone_number": "RAHASIA", "first_name": "Budi", "user_id": 7}
    room.take(said(1, "RAHASIA satu"), said(2, "RAHASIA dua"), contact, said(4, "halo"))
    await room.idle()
    rows = [room.row(n) for n in (1, 2, 3, 4)]
    assert all(row.done_at is not None for row in rows)
    assert "RAHASIA" not in "".join(row.payload for row in rows)
    assert room.applied == ["RAHASIA dua", "", "halo"]


async def test_no_text_is_kept_once_it_is_handled(room: Room) -> None:
    """Be it a secret or not: somebody pastes an invitation's code alone, or types a code into a group.

    What could not be handled is kept, to see why, unless it is known to be a secret.
    """
    room.errors.append(LookupError("ours"))
    group = said(2, "123456")
    group["message"]["chat"] = {"id": -5, "type": "supergroup", "title": "Grup"}
    room.take(said(1, "RAHASIA satu"), group)
    await room.idle()
    payloads = room.row(1).payload + room.row(2).payload
    assert "RAHASIA" not in payloads
    assert "123456" not in payloads
    room.errors += [LookupError("ours")] * TRIES
    room.take(said(3, "halo"))
    await room.idle()
    assert '"text":"halo"' in room.row(3).payload


def tapped(number: int, data: str) -> dict[str, Any]:
    """Make an update that brings a tap."""
    message = said(number, "")["message"]
    query = {"id": f"Q{number}", "from": message["from"], "message": message, "data": data}
    return {"update_id": number, "callback_query": query}


async def test_a_pdf_of_photos_is_made_before_the_tap_is_done_and_again_after_a_failure(
    room: Room, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same bytes come of the same photos, so that nothing is made twice in the end."""
    kept = []
    for text in ("satu", "dua"):
        with files.receive(1_000_000) as incoming:
            incoming.write(jpeg(text))
            kept.append(incoming.keep().sha256)
    photos = tuple(Photo(n, sha256) for n, sha256 in enumerate(kept))
    sheaf = Sheaf(1, 7, {}, photos, room.clock.wall())
    made: list[Upload] = []

    def route(call: Call) -> None:
        call.sheaf = sheaf

    def receive(_: Call, __: Tap, ___: Sheaf, upload: Upload) -> None:
        made.append(upload)
        if len(made) == 1:
            raise LookupError("ours")

    monkeypatch.setattr(dispatch, "route", route)
    monkeypatch.setattr(dispatch, "receive_bound", receive)
    room.take(tapped(1, "l:phd:1:"))
    await room.idle()
    first, second = made
    assert first == second
    assert (first.mime, first.facts) == (PDF, {"pages": 2})
    assert files.path(first.sha256).read_bytes().startswith(b"%PDF-")
    assert (room.row(1).attempts, room.row(1).done_at is not None) == (1, True)


async def test_photos_of_which_no_pdf_can_be_made_are_told_so(
    room: Room, files: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that the disk lost is an answer to the tap as well."""
    sheaf = Sheaf(1, 7, {}, (Photo(1, "0" * 64),), room.clock.wall())
    monkeypatch.setattr(dispatch, "route", lambda call: setattr(call, "sheaf", sheaf))
    monkeypatch.setattr(dispatch, "refuse_bound", lambda _, refused: room.applied.append(refused.reason))
    room.take(tapped(1, "l:phd:1:"))
    await room.idle()
    assert room.applied == ["file_unreadable"]
    assert room.row(1).done_at is not None
    assert list(files.incoming.iterdir()) == []


async def test_the_admins_hear_of_a_scanner_that_is_away(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sender is told that the file was not taken, the admins once that none can be."""

    async def fetch(*_: object) -> None:
        raise Refused(Reason.SCANNER_AWAY, why="Connection refused")

    monkeypatch.setattr(dispatch, "expects_file", lambda *_: True)
    monkeypatch.setattr(Fetcher, "fetch", fetch)
    room.take(sent(1), sent(2))
    await room.idle()
    rows = room.store.run_sync(lambda tx: tx.outbox.pending(0, 99))
    told = [(row.chat, row.kind) for row in rows]
    assert told == [(7, "text"), (900, "notice"), (901, "notice"), (7, "text")]
    assert "belum dapat diperiksa" in rows[0].payload["text"]
    assert [r.reason for r in room.store.run_sync(lambda tx: tx.record.refusals())] == ["scanner_away"] * 2
