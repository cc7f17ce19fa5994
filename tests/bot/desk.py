"""A courier at work between a store and a stand-in for Telegram, with small letters of its own."""

import asyncio
import contextlib
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.courier import Courier
from bot.pacing import Pace
from bot.wire import Wire
from handlers.letter import Answer, Button, Delete, Edit, Letter, NewFile, NewImage, NewText
from office.office import Office
from storage.cards import CardCopy
from storage.files import FileStore
from storage.outbox import Outgoing, Pending, State
from storage.store import Store, connection_of
from storage.tables import cards, cases, outbox
from storage.transaction import Tx
from tests.bot.fake_clock import FakeClock
from tests.bot.standin import StandIn

NO_LIMITS = Pace(0, 0, 3, 0)


def compose(tx: Tx, _: Office, row: Pending) -> Letter | None:
    """Make the letters that the tests need; KeyError for a kind there is none of."""
    return _COMPOSE[row.kind](tx, row)


def _file(tx: Tx, row: Pending) -> Letter | None:
    document = tx.documents.get(row.payload["document"])
    if document is None:
        return None
    buttons = ((Button("Ambil", "t1"),),) if row.kind == "card" else ()
    return NewFile(row.chat, document, row.payload.get("caption", ""), buttons, card=row.card)


def _edit(tx: Tx, row: Pending) -> Letter:
    copy = tx.cards.get([row.card or 0])[row.card or 0]
    return Edit(row.chat, copy.message or 0, row.payload.get("text", "Kartu baru"))


_COMPOSE: dict[str, Callable[[Tx, Pending], Letter | None]] = {
    "answer": lambda _, row: Answer(f"Q{row.id}", row.payload["text"]),
    "text": lambda _, row: NewText(row.chat, row.payload["text"]),
    "notice": lambda _, row: NewText(row.chat, f"{row.payload['name']} {row.payload['who']}"),
    "card": lambda tx, row: _file(tx, row) if row.payload else NewText(row.chat, "Kartu", card=row.card),
    "delete": lambda _, row: Delete(row.chat, row.payload["message"]),
    "image": lambda _, row: NewImage(row.chat, b"gambar", "Kode QR"),
    "nothing": lambda _tx, _row: None,
    "file": _file,
    "edit": _edit,
}


@dataclass
class Desk:
    """Everything a test of the courier touches."""

    store: Store
    telegram: StandIn
    clock: FakeClock
    wire: Wire
    office: Office
    files: FileStore
    pace: Pace
    courier: Courier = field(init=False)
    task: asyncio.Task[None] = field(init=False)

    async def start(self) -> None:
        """Start a courier."""
        self.courier = Courier(
            self.store, self.wire, self.office, compose, self.files, self.pace, self.clock, gather=0
        )
        self.task = asyncio.create_task(self.courier.run())

    async def crash(self) -> None:
        """End the courier and whatever it has under way, with nothing more recorded."""
        under_way = [self.task, *self.courier._sending]
        for task in under_way:
            task.cancel()
        for task in under_way:
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await task

    async def restart(self) -> None:
        """Stop in good order and start anew."""
        self.courier.stop()
        await self.task
        await self.start()

    async def idle(self) -> None:
        """Wait until the courier has nothing to do before time passes."""
        await asyncio.wait_for(self.courier.idle(), 10)

    def put(self, *messages: Outgoing) -> None:
        """Write messages into the outbox in one transaction."""
        self.store.run_sync(lambda tx: tx.outbox.add(messages, self.clock.wall()))

    def say(self, chat: int, *said: str) -> None:
        """Write text messages into the outbox."""
        self.put(*(Outgoing(chat, "text", {"text": text}) for text in said))

    def person(self, telegram_id: int, name: str) -> int:
        """Admit a person."""
        return self.store.run_sync(lambda tx: tx.people.admit(telegram_id, name, self.clock.wall()))

    def card(self, chat: int, message: int | None) -> int:
        """Write a copy of a card down, sent already where there is a message."""
        person = self.person(chat, "Budi Santoso")

        def write(tx: Tx) -> int:
            connection = connection_of(tx)
            values = {"sop": "s", "sop_version": "v", "title": "T", "status": "open", "version": 1}
            values |= {"opener_id": person, "opened_at": self.clock.wall(), "state": "{}"}
            case = connection.execute(cases.insert().values(values).returning(cases.c.id)).scalar_one()
            (card,) = tx.cards.add([CardCopy(0, chat, person, case, 1)])
            if message is not None:
                tx.cards.sent([(card, message, "text")])
            return card

        return self.store.run_sync(write)

    def copy(self, card: int) -> CardCopy:
        """Return a copy of a card as the store has it."""
        return self.store.run_sync(lambda tx: tx.cards.get([card]))[card]

    def kept_in_step(self, card: int) -> bool:
        """Return whether a copy still follows its task."""

        def ask(tx: Tx) -> bool:
            return not connection_of(tx).execute(cards.select().where(cards.c.id == card)).one().retired

        return self.store.run_sync(ask)

    def document(self, content: bytes, name: str, file_id: str | None) -> int:
        """Keep a file, and write its version down."""
        person = self.person(7, "Budi Santoso")
        with self.files.receive(1000) as incoming:
            incoming.write(content)
            blob = incoming.keep()
        assert blob.sha256 == hashlib.sha256(content).hexdigest()

        def write(tx: Tx) -> int:
            return tx.documents.add(
                case=None,
                step=1,
                label="Surat",
                sha256=blob.sha256,
                name=name,
                mime="application/pdf",
                size=blob.size,
                telegram_file_id=file_id,
                medium="document",
                person=person,
                at=self.clock.wall(),
            ).id

        return self.store.run_sync(write)

    def sha256(self, document: int) -> str:
        """Return the hash of a document."""
        found = self.store.run_sync(lambda tx: tx.documents.get(document))
        assert found is not None
        return found.sha256

    def row(self, number: int) -> tuple[State, int | None, str | None]:
        """Return a message's state, its number at Telegram, and its error."""

        def ask(tx: Tx) -> tuple[State, int | None, str | None]:
            row = connection_of(tx).execute(outbox.select().where(outbox.c.id == number)).one()
            return State(row.status), row.message_id, row.error

        return self.store.run_sync(ask)

    def pending(self) -> list[Pending]:
        """Return what waits in the outbox."""
        return self.store.run_sync(lambda tx: tx.outbox.pending(0, 100))
