"""Whoever approved or signed a version hears, once, that another one has taken its place."""

from office.documents import may_see
from office.office import Office
from sop.case import Case
from sop.decisions import overtaken
from storage.outbox import Outgoing
from storage.transaction import Tx


def tell(tx: Tx, office: Office, before: Case | None, case: Case) -> None:
    """Write to those whose decisions this step of a case has overtaken, and bring their cards up to date.

    Somebody who decided several times hears of the last decision; who no longer holds any post, of none; and
    whoever brought the new version knows.
    """
    found = overtaken(case)
    if not found or before is None:
        return
    known = overtaken(before)
    latest = {}
    for task, one in found.items():
        if task not in known and one.task.ended and one.task.ended.by:
            latest[one.task.ended.by.person] = one
    new = [task for task in found if task not in known]
    messages = [Outgoing(chat, "edit", {}, card) for card, chat, _ in tx.cards.of_tasks(case.id, new)]
    chats = tx.people.chats(tuple(latest))
    for person, one in latest.items():
        by = one.brought.ended.by if one.brought.ended else None
        actor = office.actor(tx, chats[person]) if person in chats else None
        if actor is not None and (by is None or by.person != person) and may_see(tx, office, actor, case):
            notice = {"name": "overtaken", "case": case.id, "task": one.task.id}
            messages.append(Outgoing(chats[person], "notice", notice))
    tx.outbox.add(messages, office.now())
