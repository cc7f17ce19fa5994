"""Time: changes of the calendar, clocks of tasks, digests, live reminders, meetings, proposed cases."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.schema import BigId, Instant

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_PERSON = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("people", sa.Column("digest", sa.Boolean(), nullable=False, server_default=sa.true()))
    _tasks()
    _reminders()
    _calendar()
    _meetings()
    op.create_table(
        "proposals",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("period", sa.String(20), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("next_at", Instant()),
        sa.Column("offered_at", Instant()),
        sa.Column("decided_at", Instant()),
        sa.Column("decided_by", sa.BigInteger()),
        sa.Column("decided_as", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger()),
        sa.Column("told", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("rule", "period", name=op.f("uq_proposals_rule_period")),
    )
    op.create_index("ix_proposals_next_at", "proposals", ["next_at"])


def _tasks() -> None:
    op.add_column("tasks", sa.Column("attempt", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("tasks", sa.Column("clock", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("tasks", sa.Column("reminded_at", Instant()))
    for name in ("allowed", "used", "paused", "late"):
        op.add_column("tasks", sa.Column(name, sa.Integer()))


def _reminders() -> None:
    """Count rungs by the clock they belong to: one that was set anew has its own."""
    op.rename_table("reminders", "reminders_before")
    op.create_table(
        "reminders",
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("task", sa.Integer(), nullable=False),
        sa.Column("clock", sa.Integer(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        # The old table keeps its constraint's name until it is gone; PostgreSQL allows each name once.
        sa.PrimaryKeyConstraint("case_id", "task", "clock", "rung", name=op.f("pk_reminders_by_clock")),
    )
    op.execute(
        "INSERT INTO reminders (case_id, task, clock, rung, at) "
        "SELECT case_id, task, 0, rung, at FROM reminders_before"
    )
    op.drop_table("reminders_before")
    op.create_table(
        "digests",
        sa.Column("person_id", _PERSON, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_digests_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "day", name=op.f("pk_digests")),
    )
    op.create_table(
        "reminder_messages",
        sa.Column("chat_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("topic", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("task", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row", sa.BigInteger(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "topic", "case_id", "task", name=op.f("pk_reminder_messages")),
    )
    op.create_index("ix_reminder_messages_row", "reminder_messages", ["row"])
    op.create_table(
        "nudges",
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("task", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("next_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "task", name=op.f("pk_nudges")),
    )


def _calendar() -> None:
    op.create_table(
        "calendar_entries",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date()),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("person_id", _PERSON, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant()),
        sa.Column("withdrawn_by", sa.BigInteger()),
        sa.Column("withdrawn_why", sa.Text()),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_calendar_entries_person_id_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_entries")),
    )


def _meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("case_id", _PERSON, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("over_at", Instant()),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_meetings_case_id_cases")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_meetings")),
    )
    op.create_index("ix_meetings_starts_at", "meetings", ["starts_at"])
    op.create_table(
        "diaries",
        sa.Column("case_id", _PERSON, nullable=False),
        sa.Column("person_id", _PERSON, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_diaries_case_id_cases")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_diaries_person_id_people")),
        sa.PrimaryKeyConstraint("case_id", "person_id", name=op.f("pk_diaries")),
    )
