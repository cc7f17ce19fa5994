"""The officials' phones for tests: taps, texts and files over the simulator's control API.

Everything waits for events, nothing sleeps. When something does not come, the error shows the phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic
from typing import Any, Self, TypeVar

from tests.support.line import File, Line, Reply

Json = dict[str, Any]
Message = dict[str, Any]
Wanted = str | Callable[[Message], bool]
T = TypeVar("T")

PATIENCE = 15.0  # seconds: how long anything is waited for unless said otherwise
_SHOWN = 6


class Toast(str):  # compares and reads as the text it is
    """What the bot answered to a tap: the text, and whether it was an alert that must be dismissed."""

    __slots__ = ("alert",)

    alert: bool

    def __new__(cls, text: str, *, alert: bool = False) -> Self:
        """Make a toast of a text."""
        toast = super().__new__(cls, text)
        toast.alert = alert
        return toast


class Phones:
    """All phones of one simulator, and the machine's own levers: clock, faults, request log."""

    def __init__(self, base_url: str, patience: float = PATIENCE) -> None:
        self.base_url = base_url.rstrip("/")
        self.patience = patience
        self._line = Line(f"{self.base_url}/sim")
        self._heard = 0
        """The number of the last event an answer knew of: what is asked from now on shows it, or more."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections."""
        self._line.close()

    def get(self, path: str, **query: Any) -> Any:
        """GET a control address; raises AssertionError with the simulator's sentence on a refusal."""
        return self._answer(self._line.get(path, {k: v for k, v in query.items() if v is not None}))

    def post(self, path: str, **body: Any) -> Any:
        """POST JSON to a control address; raises AssertionError with the sentence of a refusal."""
        return self._answer(self._line.post(path, {k: v for k, v in body.items() if v is not None}))

    # People and groups

    def person(self, name: str, title: str = "", username: str = "", user_id: int | None = None) -> Phone:
        """Give somebody a phone, or find the phone of that name."""
        for known in self.get("/people"):
            if known["first_name"] == name and user_id in {None, known["id"]}:
                return Phone(self, known["id"], name, known["title"])
        made = self.post("/people", name=name, title=title, username=username, id=user_id)
        return Phone(self, made["id"], name, title)

    def group(
        self,
        title: str,
        creator: Phone,
        members: Iterable[Phone] = (),
        bot: str = "member",
        *,
        supergroup: bool = False,
        forum: bool = False,
    ) -> Json:
        """Open a group with people and the bot in it; returns the chat. A forum has topics."""
        ids = [member.id for member in members]
        kind = {"supergroup": supergroup, "forum": forum}
        made: Json = self.post("/groups", title=title, creator=creator.id, members=ids, bot=bot, **kind)
        return made

    def migrate(self, group: Json | int, by: Phone | None = None) -> Json:
        """Upgrade a group to a supergroup; returns the new chat."""
        made: Json = self.post(f"/groups/{_id_of(group)}/migrate", by=by and by.id)
        return made

    def bot_standing(self, group: Json | int, status: str, by: Phone | None = None, **rights: bool) -> Json:
        """Make the bot member, administrator, restricted, left or kicked in a group; returns the chat.

        `rights` switches single ones: an administrator has all others, a restricted bot none of them.
        """
        body = {"status": status, "rights": rights, "by": by and by.id}
        chat: Json = self.post(f"/groups/{_id_of(group)}/bot", **body)
        return chat

    def permissions(self, group: Json | int, **permissions: bool) -> Json:
        """Switch what ordinary members of a group may do, such as can_send_messages; returns the chat."""
        chat: Json = self.post(f"/groups/{_id_of(group)}/permissions", permissions=permissions)
        return chat

    def topic(self, group: Json | int, name: str, by: Phone | None = None) -> Json:
        """Open a topic in a forum; returns it: its `id` is the message_thread_id."""
        made: Json = self.post(f"/groups/{_id_of(group)}/topics", name=name, by=by and by.id)
        return made

    def close_topic(self, topic: Json, *, closed: bool = True, by: Phone | None = None) -> Json:
        """Close a topic, or open it again; returns it."""
        address = f"/groups/{topic['chat_id']}/topics/{topic['id']}"
        changed: Json = self.post(address, closed=closed, by=by and by.id)
        return changed

    def rename_topic(self, topic: Json, name: str, by: Phone | None = None) -> Json:
        """Give a topic another name; returns it."""
        changed: Json = self.post(
            f"/groups/{topic['chat_id']}/topics/{topic['id']}", name=name, by=by and by.id
        )
        return changed

    def delete_topic(self, topic: Json) -> None:
        """Delete a topic with all its messages."""
        self._answer(self._line.delete(f"/groups/{topic['chat_id']}/topics/{topic['id']}"))

    # Waiting

    def seq(self) -> int:
        """Return the number of the last event: give it as `after` to wait for what comes next."""
        self.get("/clock")
        return self._heard

    def until(
        self,
        look: Callable[[], T | None],
        what: str,
        timeout: float | None = None,
        *,
        chat_id: int | None = None,
    ) -> T:
        """Return what `look` finds, looking again after every event; raises AssertionError on timeout.

        With a `chat_id` after every event of that chat: `look` must look at nothing else.
        """
        deadline = monotonic() + (self.patience if timeout is None else timeout)
        while True:
            seen = self._heard
            found = look()
            if found is not None and found is not False:
                return found
            left = deadline - monotonic()
            if left <= 0:
                raise AssertionError(what)
            self.get("/wait", after=seen, timeout=left, chat_id=chat_id)

    def wait_quiet(self, quiet: float = 0.3, timeout: float | None = None) -> None:
        """Return once no update waits for the bot and nothing has happened for `quiet` seconds."""
        patience = self.patience if timeout is None else timeout
        found = self.get("/quiet", seconds=quiet, timeout=patience)
        if not found["quiet"]:
            raise AssertionError(f"it does not get quiet; {found['pending']} updates wait for the bot")

    # Clock

    def now(self) -> datetime:
        """Return the simulated time, aware, in UTC."""
        return datetime.fromisoformat(self.get("/clock")["now"])

    def advance(self, by: timedelta | float) -> datetime:
        """Move the clock forward by a timedelta or by seconds; return the new time."""
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        return datetime.fromisoformat(self.post("/clock", seconds=seconds)["now"])

    # The wire

    def requests(self, method: str = "", chat_id: int | None = None, after: int = 0) -> list[Json]:
        """Return the bot's requests, oldest first: method, params, files, status, response, dropped."""
        found: list[Json] = self.get("/requests", method=method or None, chat_id=chat_id, after=after)
        return found

    def updates(self) -> Json:
        """Return `pending` (how many), `pending_updates`, and the ids of `confirmed` updates."""
        found: Json = self.get("/updates")
        return found

    def redeliver(self, update_id: int) -> None:
        """Deliver an already confirmed update once more."""
        self.post("/updates/redeliver", update_id=update_id)

    def fault(self, action: str = "error", method: str = "", **details: Any) -> int:
        """Order a fault and return its id.

        `action`: "error" (with `code`, `description` or `retry_after`), "drop" (do it, lose the answer),
        "delay" (hold until `release`). Details: `times`, `chat_id`, and those of an error.
        """
        return int(self.post("/faults", action=action, method=method, **details)["id"])

    def release(self, fault: int) -> None:
        """Let the calls a delay holds go on."""
        self.post(f"/faults/{fault}/release")

    def clear_faults(self) -> None:
        """Lift every fault."""
        self._answer(self._line.delete("/faults"))

    def settings(self, *, rate_limits: bool | None = None, privacy: bool | None = None) -> None:
        """Switch Telegram's sending limits or the bot's group privacy."""
        self.post("/settings", rate_limits=rate_limits, privacy=privacy)

    def upload(self, path: str, files: list[tuple[str, File]], data: dict[str, str]) -> Any:
        """POST a multipart form to a control address."""
        return self._answer(self._line.post_form(path, data, files))

    def download(self, path: str) -> bytes:
        """GET bytes from a control address."""
        answer = self._line.get(path, {})
        assert answer.is_success, answer.text
        return answer.content

    def _answer(self, reply: Reply) -> Any:
        assert reply.is_success, f"{reply.path}: {reply.status} {reply.text}"
        self._heard = max(self._heard, reply.seq or 0)
        return reply.json()


@dataclass(frozen=True)
class Phone:
    """One person's phone. Without a `chat_id` everything happens in the chat with the bot."""

    phones: Phones
    id: int
    name: str
    title: str = ""

    # Reading

    def messages(self, chat_id: int | None = None, after: int = 0) -> list[Message]:
        """Return what the phone shows, oldest first; `after` keeps only what changed after that event.

        Each is a Bot API Message plus `out`, `seq`, `markup`, `service`, `pinned`, `reactions`.
        """
        found = self.phones.get(f"{self._path}/messages", chat_id=chat_id, after=after)["messages"]
        return [message for message in found if not message.get("deleted")]

    def last(self, chat_id: int | None = None) -> Message:
        """Return the last message; raises AssertionError on an empty phone."""
        messages = self.messages(chat_id)
        assert messages, f"{self.name}'s phone is empty"
        return messages[-1]

    def texts(self, chat_id: int | None = None) -> list[str]:
        """Return the texts and captions of what others wrote, oldest first."""
        return [text_of(message) for message in self.messages(chat_id) if not message["out"]]

    def buttons(self, message: Message) -> list[str]:
        """Return the labels beneath a message."""
        return [button["text"] for button in _buttons(message)]

    def commands(self, chat_id: int | None = None) -> list[str]:
        """Return the commands in this person's menu, without the slash."""
        return [c["command"] for c in self.phones.get(f"{self._path}/commands", chat_id=chat_id)]

    def download(self, message: Message) -> bytes:
        """Return the content of a message's document, or of its photo's largest size."""
        file = message.get("document") or message["photo"][-1]
        return self.phones.download(f"{self._path}/files/{file['file_id']}")

    # Writing

    def start(self, code: str = "") -> Message:
        """Tap START, with the code of an invitation."""
        sent: Message = self.phones.post(f"{self._path}/start", code=code)
        return sent

    def say(
        self,
        text: str,
        reply_to: Message | int | None = None,
        chat_id: int | None = None,
        *,
        thread_id: Json | int | None = None,
    ) -> Message:
        """Write a text, perhaps in reply to a message, perhaps in a topic; a reply stays in its topic."""
        where = {"reply_to": _id(reply_to), "thread_id": _id_of(thread_id), "chat_id": chat_id}
        sent: Message = self.phones.post(f"{self._path}/say", text=text, **where)
        return sent

    def send_file(
        self,
        name: str,
        content: bytes,
        mime: str = "application/octet-stream",
        reply_to: Message | int | None = None,
        *,
        as_photo: bool = False,
        caption: str | None = None,
        chat_id: int | None = None,
        thread_id: Json | int | None = None,
    ) -> Message:
        """Send a file as document, or as photo."""
        return self.send_files(
            [(name, content, mime)],
            reply_to,
            as_photo=as_photo,
            caption=caption,
            chat_id=chat_id,
            thread_id=thread_id,
        )[0]

    def send_files(
        self,
        files: list[tuple[str, bytes, str]],
        reply_to: Message | int | None = None,
        *,
        as_photo: bool = False,
        caption: str | None = None,
        chat_id: int | None = None,
        thread_id: Json | int | None = None,
    ) -> list[Message]:
        """Send (name, content, type) files, several as one album."""
        fields = {
            "reply_to": _id(reply_to),
            "caption": caption,
            "chat_id": chat_id,
            "thread_id": _id_of(thread_id),
        }
        data = {name: str(value) for name, value in fields.items() if value is not None}
        data["as_photo"] = "1" if as_photo else "0"
        parts = [("file", file) for file in files]
        sent: list[Message] = self.phones.upload(f"{self._path}/files", parts, data)
        return sent

    def share_contact(
        self, phone_number: str | None = None, of: Phone | str | None = None, chat_id: int | None = None
    ) -> Message:
        """Share a telephone number: this person's, another phone's, or that of a name without an account.

        Without a number it is the one the phone has.
        """
        whose = {"of": of.id} if isinstance(of, Phone) else {"name": of}
        sent: Message = self.phones.post(
            f"{self._path}/contact", phone_number=phone_number, chat_id=chat_id, **whose
        )
        return sent

    def keyboard(self, chat_id: int | None = None) -> list[str]:
        """Return the labels of the keyboard shown in place of the input; empty where there is none."""
        shown = self.phones.get(f"{self._path}/messages", chat_id=chat_id, limit=1)["keyboard"]
        rows = shown["keyboard"] if shown else []
        return [button["text"] for row in rows for button in row]

    def press(self, label: str, chat_id: int | None = None, timeout: float | None = None) -> Message:
        """Press the button of that keyboard whose label contains `label`; returns what was sent by it.

        Waits for the button; raises AssertionError where it does not come.
        """

        def find() -> str | None:
            wanted = _plain(label)
            return next((shown for shown in self.keyboard(chat_id) if wanted in _plain(shown)), None)

        found = self._until(find, f"no button {label!r} on the keyboard", chat_id, timeout)
        sent: Message = self.phones.post(f"{self._path}/press", label=found, chat_id=chat_id)
        return sent

    def block(self, *, blocked: bool = True) -> None:
        """Block the bot, or take it back."""
        self.phones.post(f"{self._path}/block", blocked=blocked)

    # Tapping

    def tap(
        self,
        label: str,
        in_message: Message | None = None,
        *,
        chat_id: int | None = None,
        timeout: float | None = None,
    ) -> Toast:
        """Tap the button whose label contains `label` and return the toast that answers.

        The latest message with such a button is meant, unless one is given; case and emoji do not matter.
        Waits for the button and for the answer; raises AssertionError where either does not come.
        """
        chat = in_message["chat"]["id"] if in_message else chat_id

        def find() -> tuple[Message, Json] | None:
            shown = self.messages(chat)
            if in_message:
                shown = [m for m in shown if m["message_id"] == in_message["message_id"]]
            for message in reversed(shown):
                for button in _buttons(message):
                    if _plain(label) in _plain(button["text"]):
                        return message, button
            return None

        message, button = self._until(find, f"no button {label!r}", chat, timeout)
        callback = self.phones.post(
            f"{self._path}/tap",
            message_id=message["message_id"],
            button=button.get("callback_data", button["text"]),
            chat_id=chat,
        )
        return self._toast(callback, f"no answer to {button['text']!r}", timeout)

    def forge(
        self, data: str, message: Message | int, *, chat_id: int | None = None, timeout: float | None = None
    ) -> Toast:
        """Send a tap with any data on any message, as a modified app could; return the toast."""
        chat = message["chat"]["id"] if isinstance(message, dict) and chat_id is None else chat_id
        callback = self.phones.post(f"{self._path}/forge", message_id=_id(message), data=data, chat_id=chat)
        return self._toast(callback, f"no answer to the forged tap {data!r}", timeout)

    # Waiting

    def wait_for(
        self,
        wanted: Wanted,
        timeout: float | None = None,
        *,
        after: int = 0,
        chat_id: int | None = None,
    ) -> Message:
        """Return the latest message of another that contains a text, or satisfies a predicate.

        `after`, an event number of `phones.seq()`, leaves out what was there before.
        Raises AssertionError that shows the phone where nothing comes.
        """
        matches = (lambda m: wanted in text_of(m)) if isinstance(wanted, str) else wanted

        def find() -> Message | None:
            shown = reversed(self.messages(chat_id, after))
            return next((m for m in shown if not m["out"] and matches(m)), None)

        return self._until(find, f"nothing like {wanted!r}", chat_id, timeout)

    def transcript(self, chat_id: int | None = None) -> str:
        """Return the last messages as text, for errors."""
        lines = [_line(self, message) for message in self.messages(chat_id)[-_SHOWN:]]
        return f"{self.name}'s phone:\n" + ("\n".join(lines) or "  (empty)")

    @property
    def _path(self) -> str:
        return f"/people/{self.id}"

    def _until(
        self, find: Callable[[], T | None], what: str, chat_id: int | None, timeout: float | None
    ) -> T:
        try:
            return self.phones.until(find, what, timeout, chat_id=chat_id or self.id)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.transcript(chat_id)}") from None

    def _toast(self, callback: Json, what: str, timeout: float | None) -> Toast:
        def answered() -> Json | None:
            found: Json = self.phones.get(f"/callbacks/{callback['id']}")
            return found if found["answered"] else None

        answer = self._until(answered, what, callback["chat_id"], timeout)
        return Toast(answer["text"], alert=answer["show_alert"])


def text_of(message: Message) -> str:
    """Return the text or caption of a message, or nothing."""
    return str(message.get("text") or message.get("caption") or "")


def showing(*parts: str) -> Callable[[Message], bool]:
    """Match a message with all these words in its text, its file's name or its buttons."""
    return lambda message: all(part in text_of(message) or part in str(message) for part in parts)


def _buttons(message: Message) -> list[Json]:
    rows = (message.get("markup") or {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def _plain(label: str) -> str:
    """Return a label without emoji and signs, in lower case, to compare."""
    words = "".join(sign if sign.isalnum() or sign in " .-/" else " " for sign in label)
    return " ".join(words.split()).lower()


def _id(message: Message | int | None) -> int | None:
    return int(message["message_id"]) if isinstance(message, dict) else message


def _id_of(thing: Json | int | None) -> int | None:
    """Return the id of a chat or a topic."""
    return int(thing["id"]) if isinstance(thing, dict) else thing


def _line(phone: Phone, message: Message) -> str:
    who = phone.name if message["out"] else message["from"]["first_name"]
    file = message.get("document", {}).get("file_name") or ("photo" if "photo" in message else "")
    what = " ".join(filter(None, [f"[{file}]" if file else "", text_of(message)]))
    labels = "".join(f" ({label})" for label in phone.buttons(message))
    return f"  #{message['message_id']} {who}: {what}{labels}"
