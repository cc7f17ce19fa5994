"""What people tap and type, brought to the handlers directly, and what their chats show of it."""

from dataclasses import dataclass, field
from typing import Any

from handlers.call import Call
from handlers.incoming import Command, Incoming, Said, Sender, Tap
from handlers.letter import Answer, Edit, Keyboard, NewFile, NewText
from handlers.letters import compose
from handlers.routes import route
from simulator.rules.html import parse_html
from storage.outbox import Result, State
from storage.store import connection_of
from storage.tables import refusals
from storage.transaction import Tx
from tests.office.bureau import Bureau, check


@dataclass
class Shown:
    """A message in a chat as it reads now."""

    number: int
    text: str
    buttons: Keyboard = ()

    @property
    def labels(self) -> list[str]:
        """The labels of the buttons, row by row."""
        return [b.label for row in self.buttons for b in row]


@dataclass
class Counter:
    """Every chat of one office."""

    bureau: Bureau
    chats: dict[int, list[Shown]] = field(default_factory=dict)
    toasts: list[str] = field(default_factory=list)
    _sent: int = 1000

    def deliver(self) -> None:
        """Send everything that waits, as Telegram would show it."""

        def work(tx: Tx) -> None:
            for row in tx.outbox.pending(0, 10_000):
                letter = compose(tx, self.bureau.office, row)
                message = None
                if isinstance(letter, Answer):
                    self.toasts.append(letter.text)
                elif isinstance(letter, Edit):
                    self._edit(letter)
                elif isinstance(letter, NewText | NewFile):
                    message = self._show(tx, letter)
                state = State.SENT if letter is not None else State.DROPPED
                tx.outbox.finish([Result(row.id, state, message)], self.bureau.now)

        self.bureau.ask(work)

    def _show(self, tx: Tx, letter: NewText | NewFile) -> int:
        check(letter)
        self._sent += 1
        text = letter.text if isinstance(letter, NewText) else letter.caption
        shown = Shown(self._sent, parse_html(text)[0], letter.buttons)
        self.chats.setdefault(letter.chat, []).append(shown)
        if letter.card is not None:
            medium = "text" if isinstance(letter, NewText) else "document"
            tx.cards.sent([(letter.card, self._sent, medium)])
        return self._sent

    def _edit(self, letter: Edit) -> None:
        check(letter)
        shown = next(m for m in self.chats[letter.chat] if m.number == letter.message_id)
        shown.text, shown.buttons = parse_html(letter.text)[0], letter.buttons

    def messages(self, chat: int) -> list[Shown]:
        """Return what a chat shows, oldest first."""
        return self.chats.get(chat, [])

    def last(self, chat: int) -> Shown:
        """Return the latest message of a chat."""
        return self.messages(chat)[-1]

    def find(self, chat: int, words: str) -> Shown:
        """Return the latest message of a chat with these words."""
        found = [m for m in self.messages(chat) if words in m.text]
        assert found, f"nothing like {words!r} in {[m.text for m in self.messages(chat)]}"
        return found[-1]

    def tap(self, chat: int, label: str, at: Shown | None = None) -> str:
        """Tap the latest button whose label contains this; return the toast that answers."""
        pairs = [
            (m, b)
            for m in ([at] if at else self.messages(chat))
            for row in m.buttons
            for b in row
            if label in b.label
        ]
        assert pairs, f"no button {label!r}: {[m.labels for m in self.messages(chat)]}"
        return self.send(chat, pairs[-1][1].data, pairs[-1][0].number)

    def send(self, chat: int, data: str, message: int) -> str:
        """Send what a button sends, whether or not it is there; return the toast that answers."""
        shown = next((m for m in self.messages(chat) if m.number == message), None)
        offered = shown is not None and any(b.data == data for row in shown.buttons for b in row)
        before = len(self.toasts)
        self._handle(Tap(self._sender(chat), "1", data, message, offered=offered))
        assert len(self.toasts) == before + 1
        return self.toasts[-1]

    def say(self, chat: int, text: str, reply_to: int | None = None) -> Shown:
        """Write a text or a command; return the latest message of the chat then."""
        incoming: Incoming = Said(self._sender(chat), 1, text, reply_to)
        if text.startswith("/"):
            name, _, rest = text[1:].partition(" ")
            incoming = Command(self._sender(chat), 1, name, rest)
        self._handle(incoming)
        return self.last(chat)

    def _sender(self, chat: int) -> Sender:
        return Sender(chat, f"Akun {chat}", chat, private=True)

    def _handle(self, incoming: Any) -> None:
        self.bureau.ask(lambda tx: route(Call(tx, self.bureau.office, incoming)))
        self.deliver()

    def refused(self) -> list[str]:
        """Return the reason of every refusal on record, oldest first."""

        def read(tx: Tx) -> list[str]:
            rows = connection_of(tx).execute(refusals.select().order_by(refusals.c.id))
            return [row.reason for row in rows]

        return self.bureau.ask(read)
