"""Terms, orders and scopes of appointments; absences, groups, admins, registrations, authenticators."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.schema import BigId, Instant

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply."""
    _widen()
    _absences()
    _coming_in()
    _rooms()
    _authenticators()


def _widen() -> None:
    _add("people", sa.Column("nip", sa.String(18)), sa.Column("phone", sa.Text()))
    _add("people", sa.Column("personal_copy", sa.Boolean(), nullable=False, server_default="0"))
    _add(
        "appointments",
        sa.Column("standing", sa.Text(), nullable=False, server_default="definitif"),
        sa.Column("via_role", sa.Text()),
        sa.Column("via_unit", sa.Text()),
        sa.Column("sops", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("for_person", sa.BigInteger()),
        sa.Column("order_number", sa.Text()),
        sa.Column("order_date", sa.String(10)),
        sa.Column("order_document", sa.BigInteger()),
        sa.Column("entered_by", sa.BigInteger()),
        sa.Column("entered_at", Instant()),
        sa.Column("begun_at", Instant()),
        sa.Column("finished_at", Instant()),
        sa.Column("absence_id", sa.BigInteger()),
    )
    op.create_index("ix_appointments_since", "appointments", ["since"])
    op.create_index("ix_appointments_until", "appointments", ["until"])
    # What is in force already was told when it was entered, and what has ended has ended.
    op.execute("UPDATE appointments SET begun_at = since, finished_at = until")
    _add(
        "invitations",
        sa.Column("created_by", sa.BigInteger()),
        sa.Column("withdrawn_at", Instant()),
        sa.Column("withdrawn_by", sa.BigInteger()),
    )
    _add("events", sa.Column("acting", sa.Text()))
    _add("cards", sa.Column("topic", sa.BigInteger()))
    with op.batch_alter_table("cards") as cards:
        cards.alter_column("person_id", existing_type=BigId, nullable=True)


def _add(table: str, *columns: "sa.Column[object]") -> None:
    for column in columns:
        op.add_column(table, column)


def _absences() -> None:
    op.create_table(
        "absences",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.Column("entered_by", sa.BigInteger()),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("begun_at", Instant()),
        sa.Column("finished_at", Instant()),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_absences_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_person_id"), "absences", ["person_id"])


def _coming_in() -> None:
    op.create_table(
        "admins",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("granted_by", sa.BigInteger()),
        sa.Column("revoked_at", Instant()),
        sa.Column("revoked_by", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admins")),
    )
    op.create_index(op.f("ix_admins_telegram_id"), "admins", ["telegram_id"])
    op.create_table(
        "registrations",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("nip", sa.String(18), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text()),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.BigInteger()),
        sa.Column("decided_at", Instant()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
    )
    op.create_index(op.f("ix_registrations_telegram_id"), "registrations", ["telegram_id"])
    op.create_table(
        "strangers",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("talk_since", Instant(), nullable=False),
        sa.Column("talk", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_strangers")),
    )


def _rooms() -> None:
    op.create_table(
        "rooms",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text()),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.BigInteger()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("bound_by", sa.BigInteger(), nullable=False),
        sa.Column("bound_at", Instant(), nullable=False),
        sa.Column("unbound_at", Instant()),
        sa.Column("lost_at", Instant()),
        sa.Column("lost_why", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
    )
    op.create_index(op.f("ix_rooms_chat_id"), "rooms", ["chat_id"])


def _authenticators() -> None:
    op.create_table(
        "authenticators",
        sa.Column("person_id", BigId, autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("enrolled_at", Instant()),
        sa.Column("last_step", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("locked_until", Instant()),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_authenticators_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_authenticators")),
    )
