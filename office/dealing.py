"""Cards dealt and dealt anew: each task's card is with those whose turn it is, and with nobody else."""

from collections.abc import Collection, Sequence

from office import diaries
from office.addresses import Address, addresses
from office.alerts import stalled
from office.mine import Mine
from office.office import Office
from office.reminders import left
from sop.case import Case, Part, Task
from storage.cards import CardCopy
from storage.outbox import Outgoing
from storage.transaction import Tx


def send_cards(tx: Tx, case: Case, wanted: Sequence[tuple[Task, Address]]) -> list[Outgoing]:
    """Write new copies of cards down and return the messages that bring them."""
    if not wanted:
        return []
    copies = [CardCopy(0, to.chat, to.person, case.id, task.id, topic=to.topic) for task, to in wanted]
    ids = tx.cards.add(copies)
    return [Outgoing(copy.chat, "card", {}, card) for copy, card in zip(copies, ids, strict=True)]


def deal(tx: Tx, office: Office, one: Mine) -> list[Outgoing]:
    """Return the cards of a new task."""
    roster = office.roster(tx, one.sop)
    found = addresses(tx, one.sop, one.case, one.task, roster)
    return send_cards(tx, one.case, [(one.task, to) for to in found])


def redeal(
    tx: Tx,
    office: Office,
    items: Sequence[Mine],
    fresh: Collection[int] = (),
    touched: Collection[int] | None = None,
    *,
    told: bool = False,
) -> list[Outgoing]:
    """Return what brings tasks to those whose turn it is from now on.

    Every copy is brought up to date; of those whose turn it stays the people in `touched` alone, where that
    is known. On that of whoever it no longer waits for the buttons go. The people in `fresh` get the card
    anew at the end of their chat, where they will look for it. Where nobody can do a task any more, those
    above are told, unless they hear of all of them at once (`told`).
    """
    messages: list[Outgoing] = []
    redrawn = None if touched is None else set(tx.people.chats((*touched, *fresh)).values())
    for one in items:
        copies = tx.cards.places(one.case.id, one.task.id)
        wanted = addresses(tx, one.sop, one.case, one.task, office.roster(tx, one.sop))
        anew = {to.place for to in wanted if to.person in fresh}
        now_at = {to.chat for to in wanted}
        tx.cards.retire([card for card, place in copies.items() if place in anew])
        messages += [
            Outgoing(chat, "edit", {}, card)
            for card, (chat, _) in copies.items()
            if redrawn is None or chat in redrawn or chat < 0 or chat not in now_at
        ]
        have = set(copies.values()) - anew
        messages += send_cards(tx, one.case, [(one.task, to) for to in wanted if to.place not in have])
        messages += [] if told else stalled(tx, office, one.sop, one.case, one.task)
    left(tx, office, items)
    meetings = {one.case.id: one.sop for one in items if one.task.part is Part.ATTEND}
    for number, sop in sorted(meetings.items()):
        case = tx.cases.load(number, lock=True)
        messages += diaries.keep(tx, office, sop, case) if case is not None else []
    return messages


def complete(tx: Tx, office: Office, items: Sequence[Mine]) -> list[Outgoing]:
    """Return the cards of tasks for those places that should have one and have none."""
    wanted = []
    for one in items:
        have = set(tx.cards.places(one.case.id, one.task.id).values())
        found = addresses(tx, one.sop, one.case, one.task, office.roster(tx, one.sop))
        wanted += [(one, to) for to in found if to.place not in have]
    return [m for one, to in wanted for m in send_cards(tx, one.case, [(one.task, to)])]
