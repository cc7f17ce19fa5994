"""One update being handled: who sent it, the transaction, and what is said in answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from handlers.incoming import Incoming, Sender, SentFile, Tap
from handlers.letter import Key, Keyboard
from handlers.refusals import TOAST, sentence
from handlers.words import esc
from office import strangers
from office.office import Office
from sop.errors import Reason, Refused
from sop.people import Actor
from storage.cards import CardCopy
from storage.dialogs import Dialog
from storage.outbox import Outgoing
from storage.record import Refusal
from storage.sheaves import Sheaf
from storage.transaction import Tx

GO_ON = "Silakan lanjutkan di percakapan pribadi dengan bot."
FORM_LASTS = timedelta(hours=12)
"""A question left so long is no longer answered by what comes next."""


def about(form: Dialog) -> tuple[str, Any, Any, Any]:
    """Return what tells one form from another: its kind, its case and task, or what else it is for."""
    data = form.data
    last = data.get("sop") or data.get("message")
    return form.kind, data.get("case"), data.get("task"), (last, data.get("proposal"))


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
        self._apart = False
        """Whether something was said in private to whoever tapped in a group."""
        self.concealed = False
        """Whether what this update says is a secret, which the store must forget."""
        self._in_form = False
        self.sheaf: Sheaf | None = None

    def conceal(self) -> None:
        """Let the store forget what this update says, once it is handled or given up."""
        self.concealed = True

    @property
    def bind(self) -> Sheaf | None:
        """Photos of which a PDF is to be made before what asked for it is done."""
        return self.sheaf

    @property
    def actor(self) -> Actor:
        """Who acts; Refused for a stranger."""
        if self.person is None:
            raise Refused(Reason.NOT_MEMBER)
        return self.person

    @property
    def admin(self) -> Actor:
        """Who acts, an admin; Refused for anybody else."""
        if not self.actor.admin:
            raise Refused(Reason.NOT_ADMIN)
        return self.actor

    @property
    def private(self) -> int:
        """The sender's own chat: what a form asks, sheets and files are for one person's eyes."""
        return self.sender.telegram_id

    @property
    def dialog(self) -> Dialog | None:
        """The form this person was asked last and has not left."""
        return self.tx.dialogs.get(self.sender.telegram_id, self.now - FORM_LASTS)

    def form(self, message: int | None) -> Dialog | None:
        """Return the form that an answer belongs to.

        That is the one the answered message asked, however many others were asked since; else the latest. An
        answer to another task's card belongs to none. A form that went on keeps the answers it already has.
        """
        latest = self.dialog
        if message is None:
            return latest
        asked = self.tx.outbox.form_at(self.sender.chat, message, self.now - FORM_LASTS)
        if asked is not None:
            form = Dialog(asked["kind"], asked["data"])
            return latest if latest is not None and about(latest) == about(form) else form
        copy = self.tx.cards.at(self.sender.chat, message)
        if copy is None or latest is None or (copy.case, copy.task) == about(latest)[1:3]:
            return latest
        return None

    def ask(self, text: str, kind: str, buttons: Keyboard = (), *, hint: str = "", **data: Any) -> None:
        """Ask something: the message remembers its form, and the next answer belongs to it.

        With a `hint`, which the input field shows, the phone opens a reply (Bot API, ForceReply).
        """
        self.tx.dialogs.put(self.sender.telegram_id, Dialog(kind, data), self.now)
        form = {"kind": kind, "data": data}
        self.reply(text, buttons, force_reply=hint or None, form=form)

    def forget(self, form: Dialog | None = None) -> None:
        """End the form this person was filling; given a form, only if it is that one."""
        if form is not None and (latest := self.dialog) is not None and about(latest) != about(form):
            return
        self.tx.dialogs.clear(self.sender.telegram_id)

    def reply(
        self,
        text: str,
        buttons: Keyboard = (),
        *,
        force_reply: str | None = None,
        form: dict[str, Any] | None = None,
        first: bool = False,
        keys: tuple[Key, ...] | None = None,
        reply_to: int | None = None,
    ) -> None:
        """Say something to the sender alone, in HTML; with `first`, before the cards that this brings.

        `keys` stand in place of the phone's keyboard; none of them give it back.
        """
        payload: dict[str, Any] = {"text": text}
        if keys is not None:
            payload |= {"keys": [[k.label, k.contact] for k in keys]} if keys else {"remove_keys": True}
        if reply_to is not None:
            payload["reply_to"] = reply_to
        if buttons:
            payload["buttons"] = _plain(buttons)
        if force_reply is not None:
            payload["force_reply"] = force_reply
        if form is not None:
            payload["form"] = form
        self.send("text", payload, first=first)

    def here(self, text: str, buttons: Keyboard = (), *, reply: bool = True) -> None:
        """Say something short in the group, in reply to what was written there unless told otherwise."""
        payload: dict[str, Any] = {"text": text, "chat": self.sender.chat, "topic": self.sender.topic}
        if reply and not isinstance(self.incoming, Tap):
            payload["reply_to"] = getattr(self.incoming, "message", None)
        if buttons:
            payload["buttons"] = _plain(buttons)
        self.tx.outbox.add([Outgoing(self.sender.chat, "text", payload)], self.now)

    def edit(self, message: int, text: str, buttons: Keyboard = ()) -> None:
        """Let an earlier message of the bot in this chat read so, without buttons unless some are given."""
        payload: dict[str, Any] = {"message": message, "text": text}
        if buttons:
            payload["buttons"] = _plain(buttons)
        self.tx.outbox.add([Outgoing(self.sender.chat, "edit_text", payload)], self.now)

    def send(self, kind: str, payload: dict[str, Any], *, first: bool = False) -> None:
        """Put any other message for the sender alone into the outbox."""
        self._apart = self._apart or not self.sender.private
        self.tx.outbox.add([Outgoing(self.private, kind, payload)], self.now, first=first)

    def take_away(self, message: int) -> None:
        """Conceal what this update says, and take its message out of the chat, ahead of all else."""
        self.conceal()
        self.send("delete", {"message": message}, first=True)

    def toast(self, text: str, *, alert: bool = False) -> None:
        """Answer the tap with a short sentence; without it the tap is answered silently."""
        self._answer = (text, alert)

    def refresh(self, copy: CardCopy) -> None:
        """Bring one copy of a card up to date."""
        self.tx.outbox.add([Outgoing(copy.chat, "edit", {}, copy.id)], self.now)

    def talk(self) -> None:
        """Take this as part of the form of who asks to come in; Refused where a stranger talks too much."""
        if self.person is None and not strangers.may_talk(self.tx, self.office, self.sender.telegram_id):
            raise Refused(Reason.TOO_MANY_MESSAGES)
        self._in_form = True

    def refuse(
        self,
        refused: Refused,
        action: str,
        case: int | None = None,
        task: int | None = None,
        *,
        say: bool = True,
    ) -> None:
        """Say no: recorded, and told to whoever tried (unless they have just been told).

        A stranger is told only so often, and only so many of the attempts are recorded.
        """
        record = True
        if self.person is None and not self._in_form:
            allowed = strangers.refuse(self.tx, self.office, self.sender.telegram_id, say=say)
            say, record = allowed.say, allowed.record
        if record:
            self.tx.record.refuse(
                Refusal(self.now, self.sender.telegram_id, action, refused.reason.value, case, task)
            )
        text = sentence(refused)
        if not say:
            return
        if isinstance(self.incoming, Tap):
            self.toast(text, alert=True)
        elif self.sender.private:
            # Among several files it must be clear which one is meant.
            file = self.incoming.message if isinstance(self.incoming, SentFile) else None
            self.reply(esc(text), reply_to=file)
        else:
            self.here(esc(text))

    def finish(self) -> None:
        """Answer the tap, before anything else is said: Telegram shows it as waiting until then."""
        if isinstance(self.incoming, Tap):
            text, alert = self._answer
            if self._apart:
                text = f"{text} {GO_ON}".strip() if len(text) + len(GO_ON) < TOAST else text
            payload = {"id": self.incoming.callback_id, "text": text, "alert": alert}
            self.tx.outbox.add([Outgoing(self.sender.chat, "answer", payload)], self.now, first=True)


def _plain(buttons: Keyboard) -> list[list[list[str]]]:
    return [[[b.label, b.data] for b in row] for row in buttons]


Handler = Callable[[Call, Any], None]
"""A handler: parse, one use case, reply."""
