"""Cases proposed by the calendar: one row a rule and period, so that each is proposed once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, Row, and_, or_, select, update

from storage.codec import dump_plain, load_plain
from storage.hot import inserting
from storage.tables import proposals

RULE = "-"
"""What stands for the period in the row that says since when a rule is known."""


class Stage(StrEnum):
    """Where a proposal stands."""

    KNOWN = "known"
    """No proposal: since `offered` the rule is known."""
    MISSED = "missed"
    """Its day passed while the program did not run, and that of a later period, too."""
    OFFERED = "offered"
    POSTPONED = "postponed"
    STARTED = "started"
    SKIPPED = "skipped"


LIVE = (Stage.OFFERED.value, Stage.POSTPONED.value)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A case that the calendar proposes, and what became of it."""

    id: int
    rule: str
    period: str
    stage: Stage
    next: datetime | None = None
    """When it comes again, of one that was put off."""
    offered: datetime | None = None
    decided: datetime | None = None
    decided_by: int | None = None
    decided_as: str = ""
    """Who decided, with the post of that moment."""
    reason: str = ""
    case: int | None = None
    told: Mapping[int, bool] = field(default_factory=dict)
    """The chats that have a copy of its card; whether it is theirs to decide as far as was said."""


class Proposals:
    """Queries over proposed cases."""

    def __init__(self, connection: Connection, concerns: set[str]) -> None:
        self._connection = connection
        self._concerns = concerns

    def add(self, rule: str, period: str, stage: Stage, now: datetime) -> bool:
        """Write one down; False where this rule and period has been: then nothing changes."""
        made = inserting(self._connection, proposals).values(
            rule=rule, period=period, state=stage.value, offered_at=now, told="{}", reason="", decided_as=""
        )
        found = self._connection.execute(made.on_conflict_do_nothing().returning(proposals.c.id)).first()
        return found is not None

    def known(self, rules: Sequence[str]) -> dict[str, datetime]:
        """Return since when each of these rules is known; those that are not yet are left out."""
        rows = self._connection.execute(
            select(proposals.c.rule, proposals.c.offered_at).where(
                proposals.c.rule.in_(rules), proposals.c.period == RULE
            )
        )
        return {row.rule: row.offered_at for row in rows}

    def live(self, rules: Sequence[str]) -> list[Proposal]:
        """Return the proposals of these rules that nobody has settled, oldest first."""
        return self._found(proposals.c.rule.in_(rules) & proposals.c.state.in_(LIVE))

    def any_of(self, pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Return which of these (rule, period) have been."""
        if not pairs:
            return set()
        wanted = or_(
            *(and_(proposals.c.rule == rule, proposals.c.period == period) for rule, period in pairs)
        )
        rows = self._connection.execute(select(proposals.c.rule, proposals.c.period).where(wanted))
        return {(row.rule, row.period) for row in rows}

    def get(self, number: int, *, lock: bool = False) -> Proposal | None:
        """Return one; with `lock`, of several who decide at once one is first."""
        statement = select(proposals).where(proposals.c.id == number)
        row = self._connection.execute(statement.with_for_update() if lock else statement).first()
        return _proposal(row) if row is not None else None

    def of_period(self, rule: str, period: str) -> Proposal | None:
        """Return the proposal of a rule's period."""
        found = self._found(and_(proposals.c.rule == rule, proposals.c.period == period))
        return found[0] if found else None

    def missed_before(self, one: Proposal) -> list[str]:
        """Return the periods right before a proposal that were not proposed, oldest first."""
        rows = self._connection.execute(
            select(proposals.c.period, proposals.c.state)
            .where(proposals.c.rule == one.rule, proposals.c.id < one.id)
            .order_by(proposals.c.id.desc())
        )
        found: list[str] = []
        for row in rows:
            if row.state != Stage.MISSED.value:
                break
            found.append(row.period)
        return found[::-1]

    def offer(self, number: int, told: Mapping[int, bool], now: datetime) -> None:
        """Note that a proposal was brought to these chats; one that was put off is offered again."""
        self._set(number, state=Stage.OFFERED.value, next_at=None, offered_at=now, told=_dumped(told))

    def tell(self, number: int, told: Mapping[int, bool]) -> None:
        """Note which chats have a copy now."""
        self._set(number, told=_dumped(told))

    def decide(
        self,
        number: int,
        stage: Stage,
        by: tuple[int, str],
        now: datetime,
        *,
        again: datetime | None = None,
        reason: str = "",
        case: int | None = None,
    ) -> None:
        """Note what became of one: `by` is the person and their title, `again` when it comes back."""
        who, title = by
        decided = {"decided_at": now, "decided_by": who, "decided_as": title}
        self._set(number, state=stage.value, next_at=again, reason=reason, case_id=case, **decided)
        self._concerns.add("deadlines")

    def _set(self, number: int, **values: object) -> None:
        self._connection.execute(update(proposals).where(proposals.c.id == number).values(values))

    def _found(self, where: object) -> list[Proposal]:
        rows = self._connection.execute(select(proposals).where(where).order_by(proposals.c.id))  # type: ignore[arg-type]
        return [_proposal(row) for row in rows]


def _dumped(told: Mapping[int, bool]) -> str:
    return dump_plain({str(chat): mine for chat, mine in told.items()})


def _proposal(row: Row[tuple[object, ...]]) -> Proposal:
    return Proposal(
        row.id,
        row.rule,
        row.period,
        Stage(row.state),
        row.next_at,
        row.offered_at,
        row.decided_at,
        row.decided_by,
        row.decided_as,
        row.reason,
        row.case_id,
        {int(chat): mine for chat, mine in load_plain(row.told).items()},
    )
