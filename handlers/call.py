"""One update being handled: who sent it, the transaction, and what is said in answer."""

from collections.abc import Callable
from typing import Any

from handlers.incoming import Incoming, Sender, Tap
from handlers.letter import Keyboard
from handlers.refusals import sentence
from handlers.words import esc
from office.office import Office
from sop.errors import Reason, Refused
from sop.people import Actor
from storage.cards import CardCopy
from storage.dialogs import Dialog
from storage.outbox import Outgoing
from storage.record import Refusal
from storage.transaction import Tx


class Call:
    """Everything a handler needs; what it says is kept in the outbox with the rest of the transaction."""

    def __init__(self, tx: Tx, office: Office, incoming: Incoming) -> None:
        self.tx = tx
        self.office = office
        self.incoming = incoming
        self.sender: Sender = incoming.sender
        self.now = office.now()
        self.person: Actor | None = office.actor(tx, self.sender.telegram_id)
        self._answer: tuple[str, bool] = ("", False)

    @property
    def actor(self) -> Actor:
        """Who acts; Refused for a stranger."""
        if self.person is None:
            raise Refused(Reason.NOT_MEMBER)
        return self.person

    @property
    def dialog(self) -> Dialog | None:
        """The form this person is filling."""
        return self.tx.dialogs.get(self.sender.telegram_id)

    def ask(self, kind: str, **data: Any) -> None:
        """Remember that the next answer of this person belongs to a form."""
        self.tx.dialogs.put(self.sender.telegram_id, Dialog(kind, data), self.now)

    def forget(self) -> None:
        """End the form this person was filling."""
        self.tx.dialogs.clear(self.sender.telegram_id)

    def reply(
        self,
        text: str,
        buttons: Keyboard = (),
        *,
        force_reply: str | None = None,
        reply_to: int | None = None,
        first: bool = False,
    ) -> None:
        """Say something in this chat, in HTML; with `first`, before the cards this transaction brings."""
        payload: dict[str, Any] = {"text": text}
        if buttons:
            payload["buttons"] = [[[b.label, b.data] for b in row] for row in buttons]
        if force_reply is not None:
            payload["force_reply"] = force_reply
        if reply_to is not None:
            payload["reply_to"] = reply_to
        self.send("text", payload, first=first)

    def edit(self, message: int, text: str) -> None:
        """Let an earlier message of the bot in this chat read so, without buttons."""
        self.send("edit_text", {"message": message, "text": text})

    def send(self, kind: str, payload: dict[str, Any], *, first: bool = False) -> None:
        """Put any other message for this chat into the outbox."""
        self.tx.outbox.add([Outgoing(self.sender.chat, kind, payload)], self.now, first=first)

    def toast(self, text: str, *, alert: bool = False) -> None:
        """Answer the tap with a short sentence; without it the tap is answered silently."""
        self._answer = (text, alert)

    def refresh(self, copy: CardCopy) -> None:
        """Bring one copy of a card up to date."""
        self.tx.outbox.add([Outgoing(copy.chat, "edit", {}, copy.id)], self.now)

    def refuse(self, refused: Refused, action: str, case: int | None = None, task: int | None = None) -> None:
        """Say no: recorded, and told to whoever tried."""
        self.tx.record.refuse(
            Refusal(self.now, self.sender.telegram_id, action, refused.reason.value, case, task)
        )
        text = sentence(refused)
        if isinstance(self.incoming, Tap):
            self.toast(text, alert=True)
        else:
            self.reply(esc(text))

    def finish(self) -> None:
        """Answer the tap, before anything else is said: Telegram shows it as waiting until then."""
        if isinstance(self.incoming, Tap):
            text, alert = self._answer
            payload = {"id": self.incoming.callback_id, "text": text, "alert": alert}
            self.send("answer", payload, first=True)


Handler = Callable[[Call, Any], None]
"""A handler: parse, one use case, reply."""
