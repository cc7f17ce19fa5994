"""Cases that the calendar proposes: which have come due, each brought to its opener once, in office hours."""

from collections.abc import Iterator
from datetime import datetime

from office.office import Office
from office.proposals import recipients, rule_of
from sop.calendar import WorkCalendar
from sop.recurring import Period, Recurring
from storage.outbox import Outgoing
from storage.proposals import RULE, Proposal, Stage
from storage.transaction import Tx


def sweep(tx: Tx, office: Office) -> bool:
    """Propose what has come due, and bring each proposal to whoever holds its post now.

    Nothing is proposed while the office is closed. Of several periods that passed while the program was down
    the latest alone is proposed; its card names the others. Return False: one sweep takes all there is.
    """
    rules = office.recurring
    if not rules:
        return False
    now, calendar = office.now(), office.calendar(tx)
    known = tx.proposals.known([rule.key for rule in rules])
    for rule in rules:
        if rule.key not in known:
            tx.proposals.add(rule.key, RULE, Stage.KNOWN, now)
    if not calendar.is_open(now):
        return False
    for rule, period in _due(tx, office, known, now, calendar):
        _propose(tx, rule, period, known[rule.key], now, calendar)
    for one in tx.proposals.live([rule.key for rule in rules]):
        _bring(tx, office, one, now)
    return False


def next_at(tx: Tx, office: Office) -> datetime | None:
    """Return when the next proposal comes, or comes again; None in an office without rules."""
    rules = office.recurring
    if not rules:
        return None
    now, calendar = office.now(), office.calendar(tx)
    keys = [rule.key for rule in rules]
    known = tx.proposals.known(keys)
    found = [rule.coming(now, calendar)[1] for rule in rules]
    found += [one.next for one in tx.proposals.live(keys) if one.next is not None]
    # What is due waits for the next opening.
    found += [now for _ in _due(tx, office, known, now, calendar)]
    return min(at if at > now else calendar.next_opening(now) for at in found)


def _due(
    tx: Tx, office: Office, known: dict[str, datetime], now: datetime, calendar: WorkCalendar
) -> Iterator[tuple[Recurring, Period]]:
    """Return of each rule the latest period that came due since it is known, where it was not proposed."""
    latest = [
        (rule, period)
        for rule in office.recurring
        if rule.key in known
        and (period := next(rule.since(known[rule.key], now, calendar), None)) is not None
    ]
    had = tx.proposals.any_of([(rule.key, str(period)) for rule, period in latest])
    return ((rule, period) for rule, period in latest if (rule.key, str(period)) not in had)


def _propose(
    tx: Tx, rule: Recurring, period: Period, seen: datetime, now: datetime, calendar: WorkCalendar
) -> None:
    """Write a proposal down, after those before it that were passed over; another sweep may have done so."""
    missed = []
    for earlier in rule.since(seen, now, calendar):
        if earlier == period:
            continue
        if tx.proposals.any_of([(rule.key, str(earlier))]):
            break
        missed.append(earlier)
    for earlier in reversed(missed):
        tx.proposals.add(rule.key, str(earlier), Stage.MISSED, now)
    tx.proposals.add(rule.key, str(period), Stage.OFFERED, now)


def _bring(tx: Tx, office: Office, one: Proposal, now: datetime) -> None:
    """Send a proposal's card to whoever has none yet; who no longer holds the post loses the buttons."""
    if one.stage is Stage.POSTPONED and (one.next is None or one.next > now):
        return
    again = one.stage is Stage.POSTPONED
    mine = recipients(tx, office, rule_of(office, one))
    if not again and mine == {chat for chat, live in one.told.items() if live}:
        return
    fresh = [chat for chat in mine if again or not one.told.get(chat)]
    gone = [chat for chat, live in one.told.items() if live and chat not in mine]
    told = dict.fromkeys(one.told, False) | dict.fromkeys(mine, True)
    if again:
        tx.proposals.offer(one.id, told, now)
    else:
        tx.proposals.tell(one.id, told)
    card = {"proposal": one.id}
    if again:
        # The copies from before it was put off are let go of: decisions show on the new ones.
        old = {chat: tx.outbox.shown(chat, "proposal", card) for chat in one.told}
        over = [(chat, card | {"message": message, "past": True}) for chat, message in old.items() if message]
        tx.outbox.add([Outgoing(chat, "proposal_edit", payload) for chat, payload in over], now)
    tx.outbox.add([Outgoing(chat, "proposal", card) for chat in fresh], now)
    tx.outbox.add([Outgoing(chat, "proposal_edit", card) for chat in gone], now)
