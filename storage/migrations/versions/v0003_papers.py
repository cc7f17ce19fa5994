"""Papers to make, numbers given out by the year, what was found in files, and the chain of the record."""

import hashlib
import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from storage.schema import BigId, Instant

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PAGE = 500


def upgrade() -> None:
    """Apply."""
    _documents()
    _makings()
    _archives()
    _sheaves()
    _search()
    _chain()


def _documents() -> None:
    op.add_column("documents", sa.Column("kind", sa.Text(), nullable=False, server_default="upload"))
    op.add_column("documents", sa.Column("facts", sa.Text(), nullable=False, server_default="{}"))


def _makings() -> None:
    op.create_table(
        "makings",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger()),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("next_at", Instant(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", Instant()),
        sa.Column("error", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_makings")),
    )
    op.create_index("ix_makings_done_at_next_at", "makings", ["done_at", "next_at"])
    op.create_table(
        "counters",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", "year", name=op.f("pk_counters")),
    )


def _archives() -> None:
    op.create_table(
        "archives",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_archives_case_id_cases")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_archives")),
    )
    op.create_index("ix_archives_case_id", "archives", ["case_id"])


def _sheaves() -> None:
    op.create_table(
        "sheaves",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("aim", sa.Text(), nullable=False),
        sa.Column("photos", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheaves")),
    )
    op.create_index("ix_sheaves_telegram_id_at", "sheaves", ["telegram_id", "at"])


def _search() -> None:
    """Make the tables of the search; the program fills them with what is there at its next start."""
    op.create_table(
        "texts",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("document_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_texts_case_id")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_texts_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_texts")),
        sa.UniqueConstraint("document_id", name=op.f("uq_texts_document_id")),
    )
    op.create_table(
        "sightings",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sightings_case_id")),
        sa.PrimaryKeyConstraint("who", "case_id", name=op.f("pk_sightings")),
    )
    op.create_index("ix_sightings_case_id", "sightings", ["case_id"])
    op.create_table(
        "searches",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_searches")),
    )
    op.create_index("ix_searches_telegram_id", "searches", ["telegram_id"])
    if op.get_bind().dialect.name == "sqlite":
        # No positions and no text: words are looked up, and which file they are in is what is wanted.
        op.execute(
            "CREATE VIRTUAL TABLE texts_words USING fts5(words, content='', detail='none', columnsize=0, "
            "prefix='3', tokenize=\"ascii tokenchars '_='\")"
        )
    else:
        op.execute("CREATE TABLE texts_words (id BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_texts_words_words ON texts_words USING gin (words)")


def _chain() -> None:
    """Give every event that is there its value; what follows goes on from there.

    The rule is written out here, as `storage.chain` has it now: a migration must go on doing what it did.
    """
    op.add_column("cases", sa.Column("agenda", sa.Text()))
    op.add_column("cases", sa.Column("chain", sa.String(64), nullable=False, server_default="0" * 64))
    lite = op.get_bind().dialect.name == "sqlite"
    op.add_column("events", sa.Column("chain", sa.String(64), nullable=False, server_default=""))
    if lite:
        op.execute("DROP TRIGGER events_no_update")
    else:
        op.execute("ALTER TABLE events DISABLE TRIGGER events_append_only")
    _fill(op.get_bind())
    op.execute(
        "UPDATE cases SET chain = (SELECT events.chain FROM events WHERE events.case_id = cases.id "
        "AND events.seq = cases.version) WHERE version > 0"
    )
    if lite:
        op.execute(
            "CREATE TRIGGER events_no_update BEFORE UPDATE ON events "
            "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"
        )
    else:
        op.execute("ALTER TABLE events ENABLE TRIGGER events_append_only")
        op.alter_column("events", "chain", server_default=None)
        op.alter_column("cases", "chain", server_default=None)


def _fill(connection: sa.Connection) -> None:
    events = sa.table(
        "events",
        sa.column("case_id", sa.BigInteger()),
        sa.column("seq", sa.Integer()),
        sa.column("at", Instant()),
        *(sa.column(name) for name in ("person_id", "person_name", "role", "unit", "kind", "data", "acting")),
        sa.column("chain"),
    )
    case, seq, value = 0, 0, ""
    while True:
        rows = connection.execute(
            sa.select(events)
            .where(sa.tuple_(events.c.case_id, events.c.seq) > sa.tuple_(sa.literal(case), sa.literal(seq)))
            .order_by(events.c.case_id, events.c.seq)
            .limit(PAGE)
        ).all()
        if not rows:
            return
        for row in rows:
            before = value if row.case_id == case else "0" * 64
            at = row.at.isoformat(timespec="microseconds")
            fields = [row.case_id, row.seq, at, row.person_id, row.person_name]
            fields += [row.role, row.unit, row.kind, row.data, row.acting]
            text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
            case, seq, value = (
                row.case_id,
                row.seq,
                hashlib.sha256(f"{before}\n{text}".encode()).hexdigest(),
            )
            connection.execute(
                sa.update(events).where(events.c.case_id == case, events.c.seq == seq).values(chain=value)
            )
