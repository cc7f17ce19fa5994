"""The tables. Instants are UTC; JSON is text, written and read by `storage.codec`."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.schema import NAMING, BigId, Instant, metadata
from storage.tables_people import (
    absences,
    admins,
    appointments,
    authenticators,
    invitations,
    people,
    registrations,
    rooms,
    strangers,
)
from storage.tables_time import (
    calendar_entries,
    diaries,
    digests,
    meetings,
    nudges,
    proposals,
    reminder_messages,
)

__all__ = [
    "NAMING",
    "BigId",
    "Instant",
    "absences",
    "admins",
    "appointments",
    "authenticators",
    "calendar_entries",
    "cards",
    "cases",
    "counters",
    "dialogs",
    "diaries",
    "digests",
    "documents",
    "events",
    "invitations",
    "makings",
    "meetings",
    "metadata",
    "nudges",
    "outbox",
    "people",
    "proposals",
    "refusals",
    "registrations",
    "reminder_messages",
    "reminders",
    "rooms",
    "searches",
    "settings",
    "sheaves",
    "sightings",
    "sops",
    "strangers",
    "tasks",
    "texts",
    "updates",
]

sops = Table(
    "sops",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", String(64), primary_key=True),
    Column("source", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("sop", Text, nullable=False),
    Column("sop_version", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("status", Text, nullable=False, index=True),
    Column("opener_id", ForeignKey("people.id"), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("version", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("chain", String(64), nullable=False),
    Column("agenda", Text),
)
"""`chain` is that of the newest event, so that a record whose end was cut off is found out, too.

`agenda` is the number under which the office entered it, once it was given one.
"""

events = Table(
    "events",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("person_name", Text, nullable=False),
    Column("role", Text),
    Column("unit", Text),
    Column("kind", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("acting", Text),
    Column("chain", String(64), nullable=False),
)
"""`acting` is how the position was held, where not definitively: as Plt., Plh., or under a mandate.

`chain` is the SHA-256 over the event and the one before it, see `storage.chain`.
"""

tasks = Table(
    "tasks",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("task", Integer, primary_key=True),
    Column("step", Integer, nullable=False),
    Column("part", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("positions", Text, nullable=False),
    Column("holder_id", BigInteger),
    Column("starts_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("ended_at", Instant),
    Column("next_rung", Integer, nullable=False, default=0),
    Column("next_rung_at", Instant),
    Column("attempt", Integer, nullable=False, server_default="1"),
    Column("clock", Integer, nullable=False, server_default="0"),
    Column("reminded_at", Instant),
    Column("allowed", Integer),
    Column("used", Integer),
    Column("paused", Integer),
    Column("late", Integer),
    Index("ix_tasks_open_role", "ended_at", "role"),
    Index("ix_tasks_next_rung_at", "next_rung_at"),
)
"""`clock` counts how often its deadline was set anew: each has rungs of its own.

`allowed` to `late` are seconds of working time, known once it has ended: see `sop.case.Spent`.
"""

reminders = Table(
    "reminders",
    metadata,
    Column("case_id", BigInteger, primary_key=True),
    Column("task", Integer, primary_key=True),
    Column("clock", Integer, primary_key=True),
    Column("rung", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
)
"""One row a rung that has fired: the primary key is what makes it fire once."""

cards = Table(
    "cards",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("person_id", ForeignKey("people.id")),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("task", Integer, nullable=False),
    Column("message_id", BigInteger),
    Column("medium", Text),
    Column("retired", Boolean, nullable=False, default=False),
    Column("view", Text, nullable=False, default=""),
    Column("topic", BigInteger),
    Index("ix_cards_case_id_task", "case_id", "task"),
    Index("ix_cards_chat_id_message_id", "chat_id", "message_id"),
)
"""Every copy of a card; one in a group belongs to no person. `view` names an opened panel."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("card_id", BigInteger),
    Column("payload", Text, nullable=False),
    Column("status", Integer, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("message_id", BigInteger),
    Column("error", Text),
    Index("ix_outbox_status_id", "status", "id"),
    Index("ix_outbox_chat_id_message_id", "chat_id", "message_id"),
)

updates = Table(
    "updates",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("payload", Text, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("done_at", Instant, index=True),
    Column("attempts", Integer, nullable=False, default=0),
    Column("error", Text),
)

refusals = Table(
    "refusals",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("at", Instant, nullable=False),
    Column("telegram_id", BigInteger, nullable=False),
    Column("case_id", BigInteger),
    Column("task", Integer),
    Column("action", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

dialogs = Table(
    "dialogs",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

sheaves = Table(
    "sheaves",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("telegram_id", BigInteger, nullable=False),
    Column("aim", Text, nullable=False),
    Column("photos", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ended", Boolean, nullable=False),
    Index("ix_sheaves_telegram_id_at", "telegram_id", "at"),
)
"""Photos of paper that wait to become one PDF, and those that did: their number stands in chats."""

documents = Table(
    "documents",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("case_id", ForeignKey("cases.id"), index=True),
    Column("step", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("sha256", String(64), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("mime", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("telegram_file_id", Text),
    Column("medium", Text, nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("at", Instant, nullable=False),
    Column("kind", Text, nullable=False, server_default="upload"),
    Column("facts", Text, nullable=False, server_default="{}"),
    UniqueConstraint("case_id", "step", "label", "number"),
)
"""`kind` says how it came about: one of `storage.documents.DocumentKind`; `facts` is what was found in it."""

makings = Table(
    "makings",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("kind", Text, nullable=False),
    Column("case_id", BigInteger),
    Column("data", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("done_at", Instant),
    Column("error", Text),
    Index("ix_makings_done_at_next_at", "done_at", "next_at"),
)
"""Papers to make: written with what asks for them, made by the workshop. Done, or given up, at `done_at`."""

counters = Table(
    "counters",
    metadata,
    Column("name", Text, primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("value", Integer, nullable=False),
)
"""Numbers given out in a year, such as those of the agenda."""

archives = Table(
    "archives",
    metadata,
    Column("key", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
)
"""Archive numbers that are taken; `key` is the number without what may differ in writing the same."""

texts = Table(
    "texts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("case_id", ForeignKey("cases.id"), nullable=False),
    Column("document_id", ForeignKey("documents.id"), unique=True),
    Column("text", Text, nullable=False),
)
"""What the search finds: one row a case, with its words, and one a file of it, with the text in it.

The numbers of a case's rows follow each other: see `storage.texts`.
"""

sightings = Table(
    "sightings",
    metadata,
    Column("who", Text, primary_key=True),
    Column("case_id", ForeignKey("cases.id"), primary_key=True, index=True),
)
"""Who may see a case: persons and positions, as `office.search` writes them."""

searches = Table(
    "searches",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("telegram_id", BigInteger, nullable=False, index=True),
    Column("query", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""What somebody looked for: a button has no room for it."""

settings = Table(
    "settings",
    metadata,
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
