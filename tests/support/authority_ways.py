"""The ways into the office: the raw updates of taps, typed answers and files, one or several for a deed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from handlers.buttons import ListButton, ListVerb, TaskButton, Verb, encode
from handlers.call import Call
from handlers.incoming import parse
from handlers.meeting_about import PLACE, About
from handlers.meeting_asks import CHECK, shown
from handlers.routes import expects_file, receive_file, route
from office.archiving import proposal
from office.cases import find
from office.documents import Upload
from office.office import Office
from sop.assigning import having
from sop.case import Part
from sop.people import Position
from storage.cards import CardCopy
from storage.dialogs import Dialog
from storage.transaction import Tx
from tests.support.authority_people import DEWIS_POST, Scene, Standpoint
from tests.support.authority_states import (
    ANDRI,
    DEWI,
    FAJAR,
    HEAD,
    HENDRA,
    KABAG,
    OTHER_KABAG,
    POOL,
    SITI,
    State,
    tomorrow,
)

MESSAGE, ANSWER = 9001, 9002
LIMIT = 20 * 1024 * 1024
Update = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody who tries something on a task."""

    tx: Tx
    office: Office
    scene: Scene
    who: Standpoint

    @property
    def state(self) -> State:
        """The task and how it stands."""
        return self.scene.state

    @property
    def sent(self) -> int:
        """When it is tried, as Telegram says it."""
        return int(self.scene.now.timestamp())

    @property
    def chat(self) -> dict[str, Any]:
        """The chat it is tried in."""
        if self.who.chat is None:
            return {"id": self.who.telegram_id, "type": "private"}
        return {"id": self.who.chat, "type": "supergroup", "title": "Biro Organisasi"}

    @property
    def sender(self) -> dict[str, Any]:
        """Who tries."""
        return {"id": self.who.telegram_id, "is_bot": False, "first_name": "Seseorang"}

    def show_card(self) -> None:
        """Let the card hang in the chat, as for whoever was sent it once."""
        person = self.scene.people.get(self.who.telegram_id) if self.who.chat is None else None
        copy = CardCopy(0, self.chat["id"], person, self.state.case, self.state.task)
        (card,) = self.tx.cards.add([copy])
        self.tx.cards.sent([(card, MESSAGE, "document")])

    def asked(self, kind: str, **data: Any) -> None:
        """Let a form be half-filled, as for whoever was asked when it was their turn."""
        self.tx.dialogs.put(self.who.telegram_id, Dialog(kind, data), self.scene.now)

    def tap(self, data: str) -> None:
        """Tap a button under the card."""
        message = {"message_id": MESSAGE, "date": self.sent, "chat": self.chat, "caption": "kartu"}
        message["reply_markup"] = {"inline_keyboard": [[{"text": "tombol", "callback_data": data}]]}
        query = {"id": "7", "from": self.sender, "message": message, "data": data}
        self._route({"callback_query": query})

    def say(self, text: str) -> None:
        """Type an answer."""
        self._route({"message": self.message() | {"text": text}})

    def send_file(self, *, reply: bool) -> None:
        """Send a file, as a reply to the card or by itself; handled as the dispatcher does."""
        document = {
            "file_id": "F",
            "file_name": "baru.pdf",
            "mime_type": "application/pdf",
            "file_size": 24_000,
        }
        message = self.message() | {"document": document}
        if reply:
            message["reply_to_message"] = {"message_id": MESSAGE}
        sent: Any = _parsed({"message": message})
        if expects_file(Call(self.tx, self.office, sent), sent, LIMIT):
            upload = Upload("ab" * 32, 24_000, sent.name, sent.mime, sent.file_id, sent.medium)
            receive_file(Call(self.tx, self.office, sent), sent, upload)

    def message(self) -> Update:
        """Return what every message says of itself."""
        return {"message_id": ANSWER, "date": self.sent, "from": self.sender, "chat": self.chat}

    def _route(self, update: Update) -> None:
        route(Call(self.tx, self.office, _parsed(update)))


def _parsed(update: Update) -> Any:
    found = parse(update)
    assert found is not None
    return found


def _assignee(at: Attempt) -> tuple[Position, int]:
    """Return to whom a superior would give the task, and in which post."""
    state = at.state
    if state.part is Part.DRAFT:
        return POOL, (FAJAR if state.name in ("colleague's", "taker left") else SITI)
    if state.post == KABAG and state.name != "given away":
        return OTHER_KABAG, HENDRA
    if state.post in (HEAD, KABAG):
        return DEWIS_POST, DEWI
    return HEAD, (DEWI if at.who.overseeing.acting else ANDRI)


Do = Callable[[Attempt], None]


@dataclass(frozen=True, slots=True)
class Way:
    """A way to do something; `deed` is what the table calls it."""

    name: str
    deed: str
    do: Do
    asks: bool = False
    """Whether it only opens a form or a panel: where the deed is allowed, nothing is done yet."""
    otherwise: str = ""
    """Why it is refused where the deed is not for this part, if not for the deed's own reason."""
    in_group: bool = True
    """Whether it is taken in a group: a card's buttons and answers with a file are."""
    verb: Verb | ListVerb | None = None

    @property
    def names_task(self) -> bool:
        """Whether a refusal is recorded with the case and the task: a card's own button names both."""
        return isinstance(self.verb, Verb)


def _tapped(
    verb: Verb,
    deed: str,
    arg: str | Callable[[Attempt], str] = "",
    *,
    asks: bool = False,
    otherwise: str = "",
) -> Way:
    """Return the way of tapping a button of the card."""

    def do(at: Attempt) -> None:
        at.show_card()
        said = arg(at) if callable(arg) else arg
        at.tap(encode(TaskButton(verb, at.state.case, at.state.task, at.state.seen, said)))

    return Way(f"tap {verb.name.lower()}", deed, do, asks, otherwise, verb=verb)


tapped = _tapped
"""The same, for the tables of ways beside this one."""


def _taker(at: Attempt) -> str:
    """Return who has the task; where nobody does, or who asks, somebody else: one's own is let go."""
    asking = at.scene.people.get(at.who.telegram_id)
    others = (at.state.holder, at.scene.people[SITI], at.scene.people[FAJAR])
    return str(next(one for one in others if one not in (None, asking)))


def _reply_to_card(at: Attempt) -> None:
    at.show_card()
    at.send_file(reply=True)


def _file_asked_for(at: Attempt) -> None:
    at.asked("file", case=at.state.case, task=at.state.task, sign=False)
    at.send_file(reply=False)


def _file_chosen(at: Attempt) -> None:
    upload = {"sha256": "cd" * 32, "size": 24_000, "name": "baru.pdf", "mime": "application/pdf"}
    upload |= {"telegram_file_id": None, "medium": "document"}
    at.asked("which", message=ANSWER, upload=upload, opens=None)
    at.tap(encode(ListButton(ListVerb.ATTACH, f"{at.state.case}.{at.state.task}", str(ANSWER))))


def _meeting_form(at: Attempt, screen: str = PLACE, **more: Any) -> dict[str, Any]:
    meeting = tomorrow(at.scene.now)
    starts, ends = (moment.astimezone(at.office.zone) for moment in (meeting.starts, meeting.ends))
    times = {"day": starts.date().isoformat(), "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
    data = {"case": at.state.case, "task": at.state.task, "at": screen} | times | more
    at.asked("meeting", **data)
    return data


def _place_typed(at: Attempt) -> None:
    _meeting_form(at)
    at.say("Ruang rapat")


def _place_tapped(at: Attempt) -> None:
    _meeting_form(at)
    at.tap(encode(ListButton(ListVerb.PLACE, "0", f"{at.state.case}.{at.state.task}")))


def _meeting_saved(at: Attempt) -> None:
    """Save what was shown to somebody whose turn it was."""
    data = _meeting_form(at, CHECK, place="Ruang rapat")
    holder = {"message": at.message() | {"text": "x", "from": {"id": ANDRI, "first_name": "Andri"}}}
    sop, case = find(at.tx, at.office, at.state.case)
    task = case.task(at.state.task)
    assert task is not None
    step = task.step if task.part is Part.MINUTES else sop.step(task.step).meeting_step or len(sop.steps)
    mark = "0"
    if at.state.part in (Part.PREPARE, Part.MINUTES):
        mark = shown(About(Call(at.tx, at.office, _parsed(holder)), sop, case, step, data))
    at.tap(encode(ListButton(ListVerb.MEETING_SAVE, mark, f"{at.state.case}.{at.state.task}")))


def _reason_typed(at: Attempt) -> None:
    target = {Part.EXAMINE: 4, Part.SIGN: 5}.get(at.state.part)
    at.asked("reason", case=at.state.case, task=at.state.task, seen=at.state.seen, target=target)
    at.say("Mohon dilengkapi")


def _to_whom(at: Attempt) -> str:
    return f"{at.scene.people[_assignee(at)[1]]}.0"


def _assign_typed(at: Attempt) -> None:
    position, to = _assignee(at)
    sop, case = find(at.tx, at.office, at.state.case)
    task = case.task(at.state.task)
    assert task is not None
    had = having(sop, case, task, at.office.roster(at.tx, sop))
    about = {"case": case.id, "task": task.id, "to": at.scene.people[to], "had": list(had)}
    at.asked("assign", position=[position.role, position.unit], messages=[0, 0], **about)
    at.say("Beban tugas")


def _target(at: Attempt) -> str:
    return {Part.EXAMINE: "4", Part.SIGN: "5"}.get(at.state.part, "1")


def _note_typed(at: Attempt) -> None:
    at.show_card()
    card = at.tx.cards.at(at.chat["id"], MESSAGE)
    assert card is not None
    at.asked("note", case=at.state.case, task=at.state.task, card=card.id)
    at.say("Segera")


def _archive_number_typed(at: Attempt) -> None:
    at.show_card()
    card = at.tx.cards.at(at.chat["id"], MESSAGE)
    assert card is not None
    at.asked("archive", case=at.state.case, task=at.state.task, card=card.id, field="number")
    at.say("000.8/77/2026")


def _card_again(at: Attempt) -> None:
    at.tap(encode(ListButton(ListVerb.CARD, str(at.state.case), str(at.state.task))))


def _cancel_tapped(at: Attempt) -> None:
    at.tap(encode(ListButton(ListVerb.CANCEL, str(at.state.case))))


def _listed(verb: ListVerb, second: str = "") -> Do:
    def do(at: Attempt) -> None:
        at.tap(encode(ListButton(verb, str(at.state.case), second)))

    return do


def _status_asked(at: Attempt) -> None:
    at.say(f"/status {at.state.case}")


def _cancel_typed(at: Attempt) -> None:
    at.asked("cancel", case=at.state.case)
    at.say("Dijadwalkan ulang")


def _open_asked(at: Attempt) -> None:
    at.say("/mulai")


def _base_sent(at: Attempt) -> None:
    sop = next(iter(at.office.library.current))
    at.asked("open", sop=sop, title="Evaluasi triwulan IV")
    at.send_file(reply=False)


def _stand_in(at: Attempt) -> str:
    """Return somebody who may come instead of whoever asks."""
    asking = at.scene.people.get(at.who.telegram_id)
    return str(next(one for one in (at.scene.people[SITI], at.scene.people[FAJAR]) if one != asking))


def _stand_in_typed(at: Attempt) -> None:
    at.asked("delegate", case=at.state.case, task=at.state.task)
    at.say("Budi Santoso")


def _invited(at: Attempt) -> str:
    return str(at.scene.people[HENDRA])


WAYS = (
    _tapped(Verb.CLAIM, "claim"),
    _tapped(Verb.RELEASE, "release"),
    _tapped(Verb.DISPOSE, "dispose"),
    Way("reply with a file", "attach", _reply_to_card),
    Way("send a file that was asked for", "attach", _file_asked_for, in_group=False),
    Way("say which task a file is for", "attach", _file_chosen, in_group=False, verb=ListVerb.ATTACH),
    Way("save the meeting", "schedule", _meeting_saved, in_group=False, verb=ListVerb.MEETING_SAVE),
    _tapped(Verb.UNIT, "choose_unit", "1"),
    _tapped(Verb.FINISH, "finish"),
    _tapped(Verb.SIGN, "sign"),
    _tapped(Verb.APPROVE, "approve"),
    Way("type the reason", "return", _reason_typed, in_group=False),
    _tapped(Verb.PRESENT, "attend"),
    _tapped(Verb.ABSENT, "attend"),
    _tapped(Verb.DELEGATE_TO, "attend", _stand_in),
    Way("type who comes instead", "attend", _stand_in_typed, in_group=False),
    _tapped(Verb.CHECK_IN, "check_in"),
    _tapped(Verb.MARK, "mark", _invited),
    _tapped(Verb.ARCHIVE_DO, "archive", lambda at: proposal(at.tx, at.office, {}).record.fingerprint),
    _tapped(Verb.RECEIVE, "receive"),
    _tapped(Verb.RELEASE, "take_back", _taker),
    _tapped(Verb.HAND_TO, "hand_to", _to_whom),
    Way("type why it is given away", "assign", _assign_typed, in_group=False),
)
"""One or more ways of doing each deed of the table."""
FORMS = (
    _tapped(Verb.OPEN_DISPOSE, "dispose", asks=True),
    _tapped(Verb.TOGGLE, "dispose", "1", asks=True),
    _tapped(Verb.URGENCY, "dispose", "1", asks=True),
    _tapped(Verb.NOTE, "dispose", asks=True),
    Way("type the note", "note", _note_typed, asks=True, in_group=False),
    _tapped(Verb.SEAL, "sign", asks=True),
    _tapped(Verb.DELEGATE, "attend", asks=True),
    _tapped(Verb.UPLOAD, "attach", asks=True),
    _tapped(Verb.MEETING, "schedule", asks=True),
    Way("type the place", "schedule", _place_typed, asks=True, in_group=False),
    Way("tap the place", "schedule", _place_tapped, asks=True, in_group=False, verb=ListVerb.PLACE),
    _tapped(Verb.TEMPLATE, "template", asks=True),
    _tapped(Verb.CHOOSE_UNIT, "choose_unit", asks=True),
    _tapped(Verb.RETURN, "return", asks=True),
    _tapped(Verb.RETURN_TO, "return_to", _target, asks=True),
    _tapped(Verb.HAND, "hand", asks=True),
    _tapped(Verb.ATTENDANCE, "mark", asks=True, otherwise="not_this_kind"),
    _tapped(Verb.ARCHIVE, "archive", asks=True),
    _tapped(Verb.ARCHIVE_FIELD, "archive", "number", asks=True),
    _tapped(Verb.ARCHIVE_SET, "archive", "code-1", asks=True),
    Way("type the archive number", "archive_number", _archive_number_typed, asks=True, in_group=False),
    _tapped(Verb.BACK, "", asks=True),
    Way("bring the card again", "", _card_again, asks=True, in_group=False, verb=ListVerb.CARD),
)
"""Ways that lead to a deed: the same people are refused already here. No deed: whose turn it is may."""
OF_A_CASE = {
    "view": (
        _tapped(Verb.FILES, "view", asks=True),
        _tapped(Verb.HISTORY, "view", asks=True),
        _tapped(Verb.TIME, "view", asks=True),
        Way("list the files", "view", _listed(ListVerb.FILE), asks=True, in_group=False, verb=ListVerb.FILE),
        Way(
            "page through the files",
            "view",
            _listed(ListVerb.PAGE, "1"),
            asks=True,
            in_group=False,
            verb=ListVerb.PAGE,
        ),
        Way(
            "ask for the history",
            "view",
            _listed(ListVerb.HISTORY),
            asks=True,
            in_group=False,
            verb=ListVerb.HISTORY,
        ),
        Way(
            "ask for the status",
            "view",
            _listed(ListVerb.STATUS),
            asks=True,
            in_group=False,
            verb=ListVerb.STATUS,
        ),
        Way("/status", "view", _status_asked, asks=True, in_group=False),
    ),
    "cancel": (
        Way("tap cancel", "cancel", _cancel_tapped, asks=True, in_group=False, verb=ListVerb.CANCEL),
        Way("type why it is cancelled", "cancel", _cancel_typed, in_group=False),
    ),
    "open": (
        Way("/mulai", "open", _open_asked, asks=True, in_group=False),
        Way("send the base document", "open", _base_sent, in_group=False),
    ),
}
"""Ways of doing what concerns a whole case."""
