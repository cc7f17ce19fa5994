"""The card of a case that the calendar proposes, as it is sent and kept in step."""

from handlers import proposal_texts as texts
from handlers.buttons import ListButton, ListVerb
from handlers.cards import button
from handlers.letter import Button, Edit, Keyboard, Letter, NewText
from handlers.words import sop_name
from office.office import Office
from office.proposals import holders, may_decide, post, rule_of, sop_of, title_of
from sop.errors import Refused
from sop.people import Actor
from sop.recurring import Period
from storage.outbox import Pending
from storage.proposals import Proposal, Stage
from storage.transaction import Tx


def card(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Return the card; None where the rule is gone, or who it was for has lost their post meanwhile."""
    one, viewer = tx.proposals.get(pending.payload["proposal"]), office.actor(tx, pending.chat)
    try:
        if one is None or viewer is None or not may_decide(tx, office, viewer, rule_of(office, one)):
            return None
        return NewText(pending.chat, content(tx, office, viewer, one), buttons(tx, office, viewer, one))
    except Refused:
        return None


def edit(tx: Tx, office: Office, pending: Pending) -> Letter | None:
    """Bring a copy up to date: the tapped one, else the latest in this chat; None where it never had one."""
    number = pending.payload["proposal"]
    one, viewer = tx.proposals.get(number), office.actor(tx, pending.chat)
    message = pending.payload.get("message") or tx.outbox.shown(
        pending.chat, "proposal", {"proposal": number}
    )
    if one is None or viewer is None or message is None or pending.chat not in one.told:
        return None
    try:
        if pending.payload.get("past"):
            return Edit(pending.chat, message, past(office, one))
        text = content(tx, office, viewer, one)
    except Refused:
        return Edit(pending.chat, message, texts.GONE)
    return Edit(pending.chat, message, text, buttons(tx, office, viewer, one))


def past(office: Office, one: Proposal) -> str:
    """Return what a card says once the proposal has come again in a newer one. Refused as `content`."""
    lines = texts.heading(title_of(office, one), sop_name(sop_of(office, one)), Period.parse(one.period))
    return "\n".join([*lines, "", texts.AGAIN])


def content(tx: Tx, office: Office, viewer: Actor, one: Proposal) -> str:
    """Return what a card says to somebody now. Refused where its rule is gone."""
    rule, period, zone = rule_of(office, one), Period.parse(one.period), office.zone
    lines = texts.heading(title_of(office, one), sop_name(sop_of(office, one)), period)
    if one.stage is Stage.STARTED and one.case and one.decided:
        return "\n".join([*lines, "", texts.started(one.case, one.decided_as, one.decided, zone)])
    if one.stage is Stage.SKIPPED and one.decided:
        return "\n".join([*lines, "", texts.skipped(one.decided_as, one.reason, one.decided, zone)])
    if missed := [Period.parse(text) for text in tx.proposals.missed_before(one)]:
        lines.append(texts.missed(missed))
    twin = tx.cases.titled(rule.sop, title_of(office, one))
    case = tx.cases.load(twin) if twin is not None else None
    if case is not None:
        lines.append(texts.opened(case, zone))
    if one.stage is Stage.POSTPONED and one.next:
        lines += ["", texts.postponed(one.decided_as, one.next, zone)]
    elif not may_decide(tx, office, viewer, rule):
        lines += ["", texts.with_others(post(tx, office, rule))]
    elif not holders(tx, office, rule):
        lines += ["", texts.nobody(post(tx, office, rule))]
    return "\n".join(lines)


def buttons(tx: Tx, office: Office, viewer: Actor, one: Proposal) -> Keyboard:
    """Return what somebody can do with a card; one that was put off may still be begun."""
    if not may_decide(tx, office, viewer, rule_of(office, one)):
        return ()
    start = (wish(texts.START, one.id, "start"),)
    if one.stage is Stage.POSTPONED:
        return (start,)
    if one.stage is not Stage.OFFERED:
        return ()
    return (start, (wish(texts.LATER, one.id, "later"), wish(texts.SKIP, one.id, "skip")))


def wish(label: str, proposal: int, what: str) -> Button:
    """Return a button of a card."""
    return button(label, ListButton(ListVerb.PROPOSAL, str(proposal), what))
