"""Tables of time: what changes the calendar, what was said of deadlines, meetings, cases proposed by date."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.schema import BigId, Instant, metadata

calendar_entries = Table(
    "calendar_entries",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("first", Date, nullable=False),
    Column("last", Date),
    Column("name", Text, nullable=False),
    Column("hours", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", BigInteger),
    Column("withdrawn_why", Text),
)
"""What admins changed in the configured calendar, see `sop.almanac`; the later entry wins on a day.

A withdrawn one is kept: who changed the calendar when, and why, belongs to the record.
"""

digests = Table(
    "digests",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("at", Instant, nullable=False),
)
"""One row a person and day whose digest was written: the primary key is what makes it one."""

reminder_messages = Table(
    "reminder_messages",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("topic", BigInteger, primary_key=True, autoincrement=False),
    Column("case_id", BigInteger, primary_key=True, autoincrement=False),
    Column("task", Integer, primary_key=True, autoincrement=False),
    Column("row", BigInteger, nullable=False, index=True),
    Column("at", Instant, nullable=False),
)
"""The one message of a chat (or topic, else 0) that reminds of a task, as the outbox row that brought it.

A list of several tasks is the row of each of them.
"""

nudges = Table(
    "nudges",
    metadata,
    Column("case_id", BigInteger, primary_key=True, autoincrement=False),
    Column("task", Integer, primary_key=True, autoincrement=False),
    Column("by", Text, nullable=False),
    Column("next_at", Instant, nullable=False),
)
"""Reminders by hand that are still to be said: `by` is the post that reminds, in words."""

meetings = Table(
    "meetings",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("step", Integer, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("place", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("over_at", Instant),
    Index("ix_meetings_starts_at", "starts_at"),
)
"""The latest agreed time of each case's meeting; `over_at` once it was held or called off."""

diaries = Table(
    "diaries",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("sequence", Integer, nullable=False),
)
"""Who was sent a case's meeting for the calendar of their phone, and which setting of it last."""

proposals = Table(
    "proposals",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("rule", Text, nullable=False),
    Column("period", String(20), nullable=False),
    Column("state", Text, nullable=False),
    Column("next_at", Instant),
    Column("offered_at", Instant),
    Column("decided_at", Instant),
    Column("decided_by", BigInteger),
    Column("decided_as", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("case_id", BigInteger),
    Column("told", Text, nullable=False),
    UniqueConstraint("rule", "period"),
    Index("ix_proposals_next_at", "next_at"),
)
"""Cases proposed by the calendar: one row a rule and period, so that each is proposed once.

`told` says which chats have a copy of the card, and whether it is theirs to decide.
"""
