"""Chats without a network: what people write and tap goes through the handlers, what comes back is shown."""

from dataclasses import dataclass, field
from typing import Any

from handlers import routes
from handlers.call import Call
from handlers.incoming import SentFile, Tap, parse
from handlers.letter import Answer, Edit, Letter, NewFile, NewText
from handlers.letters import compose
from office.documents import Upload
from simulator.rules.html import parse_html
from storage.outbox import Pending, Result, State
from storage.record import Refusal
from storage.sheaves import Sheaf
from storage.transaction import Tx
from tests.office.bureau import Bureau, check
from tests.support.papers import PDF

MEGABYTE = 1024 * 1024
GROUP = -500


@dataclass
class Shown:
    """A message of the bot as a chat shows it now."""

    message: int
    letter: NewText | NewFile
    text: str
    buttons: dict[str, str] = field(default_factory=dict)
    """Label to callback_data."""


class Talk:
    """Plays Telegram for a bureau: message ids count up in each chat."""

    def __init__(self, bureau: Bureau) -> None:
        self.bureau = bureau
        self.chats: dict[int, dict[int, Shown]] = {}
        self.toasts: list[str] = []
        self.letters: list[Letter] = []
        self.bound: list[list[str]] = []
        """The photos of every PDF that was made, by their hashes."""
        self._next = 100
        self._updates = 0

    # What people do

    def tap(self, who: int, label: str, chat: int | None = None, message: int | None = None) -> str:
        """Tap the button with this label on the newest message that has it; return the toast."""
        chat = who if chat is None else chat
        shown = next(
            (s, data)
            for s in reversed(self.chats[chat].values())
            for name, data in s.buttons.items()
            if label in name and message in (None, s.message)
        )
        return self.press(who, chat, shown[0].message, shown[1], getattr(shown[0].letter, "topic", None))

    def press(self, who: int, chat: int, message: int, data: str, topic: int | None = None) -> str:
        """Send a callback query; return the toast that answers it."""
        rows = [[{"text": "x", "callback_data": data}]]
        under = {
            **self._message(chat, topic),
            "message_id": message,
            "reply_markup": {"inline_keyboard": rows},
        }
        query = {"id": "1", "from": self._user(who), "message": under, "data": data}
        self.feed({"callback_query": query})
        return self.toasts[-1]

    def say(
        self,
        who: int,
        text: str,
        chat: int | None = None,
        topic: int | None = None,
        reply_to: int | None = None,
    ) -> None:
        """Write a text."""
        message = {
            **self._message(who if chat is None else chat, topic),
            "from": self._user(who),
            "text": text,
        }
        if reply_to is not None:
            message["reply_to_message"] = {"message_id": reply_to}
        self.feed({"message": message})

    def send(
        self,
        who: int,
        name: str = "laporan.pdf",
        chat: int | None = None,
        reply_to: int | None = None,
        album: str | None = None,
        *,
        photo: bool = False,
        number: int | None = None,
    ) -> bool:
        """Send a file, or a photo; return whether its bytes were fetched."""
        document = {"file_id": f"f{self._next}", "file_name": name, "mime_type": "application/pdf"}
        message = {**self._message(who if chat is None else chat, None), "from": self._user(who)}
        what: Any = [document] if photo else document | {"file_size": 9000}
        message |= {"photo" if photo else "document": what} | ({"message_id": number} if number else {})
        if reply_to is not None:
            message["reply_to_message"] = {"message_id": reply_to}
        if album is not None:
            message["media_group_id"] = album
        return self.feed({"message": message})

    def feed(self, update: dict[str, Any]) -> bool:
        """Let the handlers have an update, and deliver what it brings; return whether a file was fetched."""
        incoming = parse(update)
        if incoming is None:
            return False
        office = self.bureau.office
        fetched = False
        if isinstance(incoming, SentFile):
            sent = incoming
            fetched = self.bureau.ask(
                lambda tx: routes.expects_file(Call(tx, office, sent), sent, 20 * MEGABYTE)
            )
            if fetched:
                new = self.bureau.upload()
                mime = "image/jpeg" if sent.medium == "photo" else new.mime
                upload = Upload(new.sha256, new.size, sent.name, mime, None, sent.medium)
                self.bureau.ask(lambda tx: routes.receive_file(Call(tx, office, sent), sent, upload))
        elif isinstance(incoming, Tap) and routes.binds(incoming):
            self._bind(incoming)
        else:
            self.bureau.ask(lambda tx: routes.route(Call(tx, office, incoming)))
        self.deliver()
        return fetched

    def _bind(self, tap: Tap) -> None:
        """Let a PDF be made of photos, as the dispatcher does."""

        def work(tx: Tx) -> Sheaf | None:
            call = Call(tx, self.bureau.office, tap)
            routes.route(call)
            return call.bind

        sheaf = self.bureau.ask(work)
        if sheaf is None:
            return
        made = self.bureau.upload()
        self.bound.append([photo.sha256 for photo in sheaf.photos])
        upload = Upload(made.sha256, made.size, "", PDF, None, "document", {"pages": len(sheaf.photos)})
        call = lambda tx: Call(tx, self.bureau.office, tap)  # noqa: E731
        self.bureau.ask(lambda tx: routes.receive_bound(call(tx), tap, sheaf, upload))

    # What chats show

    def texts(self, chat: int) -> list[str]:
        """Return what the messages of a chat say now, oldest first."""
        return [shown.text for shown in self.chats.get(chat, {}).values()]

    def last(self, chat: int) -> Shown:
        """Return the newest message of a chat."""
        return list(self.chats[chat].values())[-1]

    def card(self, chat: int, *parts: str) -> Shown:
        """Return the newest message of a chat that says all this."""
        found = [s for s in self.chats.get(chat, {}).values() if all(part in s.text for part in parts)]
        assert found, (parts, self.texts(chat))
        return found[-1]

    def refusals(self) -> list[Refusal]:
        """Return every recorded refusal."""
        return self.bureau.ask(lambda tx: tx.record.refusals())

    def deliver(self) -> list[Letter]:
        """Show everything that waits; return what was sent."""
        sent: list[Letter] = []

        def work(tx: Tx) -> None:
            rows = tx.outbox.pending(0, 10_000)
            for row in sorted(rows, key=lambda row: row.kind != "answer"):
                self._deliver(tx, row, sent)

        self.bureau.ask(work)
        self.letters += sent
        return sent

    def _deliver(self, tx: Tx, row: Pending, sent: list[Letter]) -> None:
        letter = compose(tx, self.bureau.office, row)
        now = self.bureau.now
        if letter is None:
            tx.outbox.finish([Result(row.id, State.DROPPED)], now)
            return
        check(letter)
        sent.append(letter)
        message = None
        if isinstance(letter, Answer):
            self.toasts.append(letter.text)
        elif isinstance(letter, Edit):
            old = self.chats[letter.chat][letter.message_id]
            old.text, old.buttons = parse_html(letter.text)[0], _buttons(letter)
        elif isinstance(letter, NewText | NewFile):
            message = self._next = self._next + 1
            said = letter.text if isinstance(letter, NewText) else letter.caption
            shown = Shown(message, letter, parse_html(said)[0], _buttons(letter))
            self.chats.setdefault(letter.chat, {})[message] = shown
            if letter.card is not None:
                medium = "text" if isinstance(letter, NewText) else "document"
                tx.cards.sent([(letter.card, message, medium)])
        tx.outbox.finish([Result(row.id, State.SENT, message)], now)

    def _message(self, chat: int, topic: int | None) -> dict[str, Any]:
        self._next += 1
        kind = "private" if chat > 0 else "supergroup"
        message: dict[str, Any] = {"message_id": self._next, "chat": {"id": chat, "type": kind}, "date": 0}
        if chat < 0:
            message["chat"]["title"] = "Bagian Tata Laksana"
        if topic is not None:
            message |= {"message_thread_id": topic, "is_topic_message": True}
            message["reply_to_message"] = {"message_id": topic, "forum_topic_created": {"name": "Tugas"}}
        return message

    def _user(self, who: int) -> dict[str, Any]:
        return {"id": who, "first_name": f"Orang {who}", "is_bot": False}


def _buttons(letter: NewText | NewFile | Edit) -> dict[str, str]:
    return {button.label: button.data for row in letter.buttons for button in row}
