"""What becomes of a proposed case: it is begun, put off or passed over, by whoever holds its post then."""

from dataclasses import replace

from office.cases import may_open
from office.office import Office
from sop.definition import Sop
from sop.errors import Reason, Refused
from sop.people import Actor
from sop.recurring import Delay, Period, Recurring, put_off
from sop.turn import capacity, person, title
from storage.outbox import Outgoing
from storage.proposals import Proposal, Stage
from storage.transaction import Tx

MAX_REASON = 300


def rule_of(office: Office, one: Proposal) -> Recurring:
    """Return the rule a proposal came of. Refused where the configuration has it no more."""
    rule = next((rule for rule in office.recurring if rule.key == one.rule), None)
    if rule is None:
        raise Refused(Reason.PROPOSAL_GONE)
    return rule


def title_of(office: Office, one: Proposal) -> str:
    """Return the title of the case that is proposed. Refused as `rule_of`."""
    return rule_of(office, one).title_of(Period.parse(one.period))


def sop_of(office: Office, one: Proposal) -> Sop:
    """Return the SOP of the case that is proposed. Refused as `rule_of`."""
    return office.library.current[rule_of(office, one).sop]


def post(tx: Tx, office: Office, rule: Recurring) -> str:
    """Return the post that decides, in words: "Plh. Kasubag TU"."""
    sop = office.library.current[rule.sop]
    roster = office.roster(tx, sop)
    return title(sop, roster.every(sop, rule.opener), roster.acting)


def holders(tx: Tx, office: Office, rule: Recurring) -> tuple[int, ...]:
    """Return who holds the opener's role now, a Plh. in place of whoever is away; nobody out of reach."""
    sop = office.library.current[rule.sop]
    roster = office.roster(tx, sop)
    people = roster.people(roster.every(sop, rule.opener))
    return tuple(one for one in people if one not in roster.unreachable)


def recipients(tx: Tx, office: Office, rule: Recurring) -> set[int]:
    """Return the chats a proposal belongs in: of those who hold the post, else of the admins."""
    people = holders(tx, office, rule)
    return set(tx.people.chats(people).values()) if people else set(office.admins(tx))


def may_decide(tx: Tx, office: Office, actor: Actor, rule: Recurring) -> bool:
    """Whether somebody may decide now: who holds the post; an admin while nobody of it can be reached."""
    sop = office.library.current[rule.sop]
    if office.within(tx, actor, sop).holds_role(rule.opener):
        return True
    return actor.admin and not holders(tx, office, rule)


def look(tx: Tx, office: Office, actor: Actor, number: int, *, start: bool = False) -> Proposal:
    """Return a proposal that this person may decide now.

    With `start` also one that was put off: it may be begun earlier. Raises Refused.
    """
    one = tx.proposals.get(number, lock=True)
    if one is None or one.stage in (Stage.KNOWN, Stage.MISSED):
        raise Refused(Reason.PROPOSAL_GONE)
    rule = rule_of(office, one)
    if not may_decide(tx, office, actor, rule):
        raise Refused(Reason.NOT_YOUR_PROPOSAL, whose=post(tx, office, rule))
    if one.stage is Stage.STARTED:
        raise Refused(Reason.PROPOSAL_STARTED, case=str(one.case), by=one.decided_as)
    if one.stage is Stage.SKIPPED:
        raise Refused(Reason.PROPOSAL_SKIPPED, by=one.decided_as)
    if one.stage is Stage.POSTPONED and not start:
        raise Refused(Reason.PROPOSAL_POSTPONED, by=one.decided_as)
    return one


def begin(tx: Tx, office: Office, actor: Actor, number: int) -> tuple[Sop, str]:
    """Return the SOP and the title to open the proposed case with. Raises Refused."""
    one = look(tx, office, actor, number, start=True)
    sop = sop_of(office, one)
    if sop not in may_open(tx, office, actor):
        raise Refused(Reason.MAY_NOT_OPEN)
    return sop, title_of(office, one)


def started(tx: Tx, office: Office, actor: Actor, number: int, case: int) -> None:
    """Note that the proposed case was opened, and let every copy of the card say so. Raises Refused."""
    one = look(tx, office, actor, number, start=True)
    _decide(tx, office, actor, one, Stage.STARTED, case=case)


def postpone(tx: Tx, office: Office, actor: Actor, number: int, delay: Delay) -> Proposal:
    """Put a proposal off; return it as it stands then. Raises Refused."""
    one = look(tx, office, actor, number)
    again = put_off(office.now(), delay, office.calendar(tx))
    _decide(tx, office, actor, one, Stage.POSTPONED, again=again)
    return replace(one, stage=Stage.POSTPONED, next=again)


def skip(tx: Tx, office: Office, actor: Actor, number: int, reason: str = "") -> None:
    """Pass a proposal over, for good; with a reason or without. Raises Refused."""
    one = look(tx, office, actor, number)
    if len(reason) > MAX_REASON:
        raise Refused(Reason.TOO_LONG, limit=str(MAX_REASON))
    _decide(tx, office, actor, one, Stage.SKIPPED, reason=reason)


def _decide(tx: Tx, office: Office, actor: Actor, one: Proposal, stage: Stage, **what: object) -> None:
    rule = rule_of(office, one)
    sop = office.library.current[rule.sop]
    own = office.within(tx, actor, sop)
    mine = [position for position in own.positions if position.role == rule.opener]
    by = own.by(min(mine, key=lambda p: p.unit or "") if mine else capacity(sop, own))
    now = office.now()
    tx.proposals.decide(one.id, stage, (actor.person, person(sop, by)), now, **what)  # type: ignore[arg-type]
    card = {"proposal": one.id}
    tx.outbox.add([Outgoing(chat, "proposal_edit", card) for chat in one.told], now)
