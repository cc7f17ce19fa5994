"""What is said of deadlines: one message a person or room, and of each task one message a chat at a time.

Which message of a chat reminds of which tasks is kept (`storage.reminded`). One that reminds of nothing any
more is taken out of the chat; a list that still reminds of something is shortened.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from office.addresses import addresses, chats_at
from office.mine import Mine
from office.office import Office
from sop.case import Case
from sop.definition import Sop
from sop.routing import above_or_over
from storage.outbox import Outgoing
from storage.reminded import Shown
from storage.transaction import Tx

LIST = "summary"  # where it is written down the word itself stands, so that its composer can be looked for
"""The name of the notice that lists several tasks."""
Key = tuple[int, int]
"""A task: the case's number and its own."""
Place = tuple[int, int | None]
"""A chat and the topic of a forum."""


@dataclass(frozen=True, slots=True)
class Item:
    """What there is to say of a task at one place; the payload is that of a notice about it alone."""

    case: int
    task: int
    payload: dict[str, object]
    card: int | None = None
    """The card that it answers."""


@dataclass(slots=True)
class Said:
    """What a sweep gathers: by place and task, and the cards that show it."""

    at: dict[Place, dict[Key, Item]] = field(default_factory=dict)
    edits: list[Outgoing] = field(default_factory=list)

    def add(self, place: Place, item: Item) -> None:
        """Say something of a task at a place; what was said of it there before goes first."""
        self.at.setdefault(place, {}).setdefault((item.case, item.task), item)


@dataclass(frozen=True, slots=True)
class Digest:
    """A person's morning list: the tasks that wait for them and what is late under them, in any order."""

    person: int
    tasks: tuple[Key, ...]


def speak(tx: Tx, office: Office, said: Said, digests: Mapping[int, Digest]) -> None:
    """Write the messages: about one task the reminder itself, about several one list.

    `digests` are those due in the chats of people: what is said there besides is part of them.
    """
    tx.outbox.add(said.edits, office.now())
    for place in dict.fromkeys((*said.at, *((chat, None) for chat in digests))):
        items = said.at.get(place, {})
        digest = digests.get(place[0]) if place[1] is None else None
        keys = tuple(dict.fromkeys((*items, *(digest.tasks if digest else ()))))
        claim = tx.digests.claim
        if digest is not None and not (keys and claim(digest.person, _today(tx, office), office.now())):
            continue
        item = items.get(keys[0]) if len(keys) == 1 else None
        if item is not None and (digest is None or not _plain(item)):
            payload, card = dict(item.payload), item.card
        else:
            payload, card = {"name": "summary", "digest": digest is not None}, None
        if place[1] is not None:
            payload["topic"] = place[1]
        show(tx, office, place, Outgoing(place[0], "notice", payload, card), keys)


def _today(tx: Tx, office: Office) -> date:
    return office.calendar(tx).local_day(office.now())


def _plain(item: Item) -> bool:
    """Whether the morning's list says of an overdue task all that its reminder would, be it the only one."""
    about = item.payload
    return about["name"] == "reminder" and about["rung"] == "after" and "by" not in about


def show(tx: Tx, office: Office, place: Place, message: Outgoing, keys: Sequence[Key]) -> None:
    """Send a message that reminds of these tasks, in place of those that did so before."""
    now, (chat, topic) = office.now(), _where(place)
    before = [one for one in tx.reminded.in_chat(chat, topic) if (one.case, one.task) in keys]
    row = tx.outbox.post(message, now)
    tx.reminded.show([Shown(chat, topic, case, task, row, now) for case, task in keys])
    tx.outbox.add(taken_back(before), now)


def _where(place: Place) -> tuple[int, int]:
    return place[0], place[1] or 0


def taken_back(shown: Iterable[Shown]) -> list[Outgoing]:
    """Return what brings messages up to date that remind of less than before."""
    rows = {one.row: one.chat for one in shown}
    return [Outgoing(chat, "unremind", {"row": row}) for row, chat in rows.items()]


def settle(tx: Tx, office: Office, sop: Sop, before: Case, after: Case) -> None:
    """Take back what reminds of tasks that are over, stand still or have another deadline.

    Of one that somebody else has now, the reminders of those who had it. A list goes on to name what still
    waits, as it stands now.
    """
    over, changed, moved = [], [], []
    for known in before.open_tasks():
        task = after.task(known.id)
        if task is None or not task.open:
            over.append(known.id)
        elif (known.moves, known.paused) != (task.moves, task.paused):
            changed.append(known.id)
        elif (known.holder, known.positions) != (task.holder, task.positions):
            moved.append(task)
    gone = tx.reminded.of_tasks(after.id, over)
    if shown := tx.reminded.of_tasks(after.id, changed):
        lists = tx.outbox.named({one.row for one in shown}, LIST)
        gone += [one for one in shown if one.row not in lists]
        tx.outbox.add(taken_back(one for one in shown if one.row in lists), office.now())
    for task in moved:
        gone += _elsewhere(tx, office, Mine(sop, after, task))
    drop(tx, office, gone)


def left(tx: Tx, office: Office, items: Sequence[Mine]) -> None:
    """Take back the reminders of tasks in the chats of those whose turn it no longer is."""
    for one in items:
        drop(tx, office, _elsewhere(tx, office, one))


def drop(tx: Tx, office: Office, gone: Sequence[Shown]) -> None:
    """Take back reminders."""
    if gone:
        tx.reminded.drop(gone)
        tx.outbox.add(taken_back(gone), office.now())


def _elsewhere(tx: Tx, office: Office, one: Mine) -> list[Shown]:
    """Return what reminds of a task in chats that it does not concern."""
    shown = tx.reminded.of_tasks(one.case.id, [one.task.id])
    if not shown:
        return []
    roster = office.roster(tx, one.sop)
    posts = above_or_over(one.sop, one.case, one.task, roster)
    concerned = {to.chat for to in addresses(tx, one.sop, one.case, one.task, roster)}
    concerned |= {*chats_at(tx, office, posts, one.sop), *office.admins(tx)}
    return [each for each in shown if each.chat not in concerned]
