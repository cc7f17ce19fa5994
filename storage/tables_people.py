"""Tables of people: who they are, what they hold, how they come in, where their posts are reached."""

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
)

from storage.schema import BigId, Instant, metadata

people = Table(
    "people",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("joined_at", Instant, nullable=False),
    Column("blocked_at", Instant),
    Column("nip", String(18)),
    Column("phone", Text),
    Column("personal_copy", Boolean, nullable=False, server_default="0"),
    Column("digest", Boolean, nullable=False, server_default="1"),
)
"""`personal_copy`: cards that go to a group also come to this person's own chat.

`digest`: the list of open tasks comes every working morning.
"""

appointments = Table(
    "appointments",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("role", Text, nullable=False),
    Column("unit", Text),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("standing", Text, nullable=False, server_default="definitif"),
    Column("via_role", Text),
    Column("via_unit", Text),
    Column("sops", Text, nullable=False, server_default="[]"),
    Column("for_person", BigInteger),
    Column("order_number", Text),
    Column("order_date", String(10)),
    Column("order_document", BigInteger),
    Column("entered_by", BigInteger),
    Column("entered_at", Instant),
    Column("begun_at", Instant),
    Column("finished_at", Instant),
    Column("absence_id", BigInteger),
    Index("ix_appointments_since", "since"),
    Index("ix_appointments_until", "until"),
)
"""Who holds a position, from when to when (`until` itself is out), by which order (surat perintah).

`standing` is one of `sop.people.Standing`; `sops` lists the SOPs it is limited to, none for all.
`via` is the post between, of a mandate handed down ("u.b."). `for_person` is whose place a Plh. takes.
`begun_at` and `finished_at` say when its term's beginning and end were told and the tasks moved.
"""

absences = Table(
    "absences",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("since", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("entered_by", BigInteger),
    Column("entered_at", Instant, nullable=False),
    Column("begun_at", Instant),
    Column("finished_at", Instant),
)

invitations = Table(
    "invitations",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("role", Text, nullable=False),
    Column("unit", Text),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("used_by", ForeignKey("people.id")),
    Column("created_by", BigInteger),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", BigInteger),
)

admins = Table(
    "admins",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("telegram_id", BigInteger, nullable=False, index=True),
    Column("source", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("granted_by", BigInteger),
    Column("revoked_at", Instant),
    Column("revoked_by", BigInteger),
)
"""Admin rights, person by person; `source` is "config" or "grant".

A row is never changed but to end it. `revoked_by` is nobody where the configuration took it back.
"""

registrations = Table(
    "registrations",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("telegram_id", BigInteger, nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("nip", String(18), nullable=False),
    Column("phone", Text),
    Column("role", Text, nullable=False),
    Column("unit", Text),
    Column("at", Instant, nullable=False),
    Column("status", Text, nullable=False),
    Column("decided_by", BigInteger),
    Column("decided_at", Instant),
)
"""Who asked to come in without an invitation; `status` is "waiting", "approved", "refused" or "replaced"."""

rooms = Table(
    "rooms",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("role", Text, nullable=False),
    Column("unit", Text),
    Column("chat_id", BigInteger, nullable=False, index=True),
    Column("topic", BigInteger),
    Column("title", Text, nullable=False),
    Column("bound_by", BigInteger, nullable=False),
    Column("bound_at", Instant, nullable=False),
    Column("unbound_at", Instant),
    Column("lost_at", Instant),
    Column("lost_why", Text),
)
"""The group, or topic of a forum, where a position's cards go. `lost_at`: the bot cannot write there."""

authenticators = Table(
    "authenticators",
    metadata,
    Column("person_id", ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("secret", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("enrolled_at", Instant),
    Column("last_step", BigInteger, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("locked_until", Instant),
)
"""Authenticator apps (RFC 6238). `secret` is encrypted; `last_step` keeps a code from serving twice."""

strangers = Table(
    "strangers",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("since", Instant, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("refusals", Integer, nullable=False),
    Column("talk_since", Instant, nullable=False),
    Column("talk", Integer, nullable=False),
)
"""How often a stranger was answered, and recorded as refused, since a moment; how much they talked since
another: nobody keeps the bot busy, or fills its disk."""
