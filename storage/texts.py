"""What the search finds: the words of cases and of their files, and who may see which case.

The words stand in an index of each database's own, the table `texts_words` beside `texts`: on SQLite an FTS5
table without the text, on PostgreSQL a tsvector with a GIN index. It holds exactly the words of
`storage.lexemes`, so both find the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    cast,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    table,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from storage.hot import Hot
from storage.lexemes import Wanted, words
from storage.schema import WORDS
from storage.tables import cases, documents, sightings, texts

ROOM = 16
"""Bits: the rows of a case are numbered from its own number times 2 to the 16th, which is the case's own row.

So the index alone says of which case a row is, and the rows of a case stand together.
"""
_NEXT = (
    select(func.coalesce(func.max(texts.c.id), bindparam("base")) + 1)
    .where(texts.c.id.between(bindparam("base"), bindparam("last")))
    .scalar_subquery()
)
_KEEP = Hot(insert(texts))
_KEEP_NEXT = Hot(insert(texts).values(id=_NEXT).returning(texts.c.id))
_TEXT = Hot(select(texts.c.text).where(texts.c.id == bindparam("row")))
_REWRITE = Hot(update(texts).where(texts.c.id == bindparam("row")).values(text=bindparam("new")))
_INTO = {
    "sqlite": Hot(text("INSERT INTO texts_words (rowid, words) VALUES (:row, :words)")),
    "postgresql": Hot(
        text(
            "INSERT INTO texts_words (id, words) "
            "VALUES (:row, array_to_tsvector(string_to_array(:words, ' ')))"
        )
    ),
}
_OUT = {
    # An index without the text must be told what it forgets. Source: sqlite.org/fts5.html, 'delete' command.
    "sqlite": Hot(
        text("INSERT INTO texts_words (texts_words, rowid, words) VALUES ('delete', :row, :words)")
    ),
    "postgresql": Hot(text("DELETE FROM texts_words WHERE id = :row")),
}


_SEE = {
    "sqlite": Hot(insert_sqlite(sightings).on_conflict_do_nothing()),
    "postgresql": Hot(insert_postgresql(sightings).on_conflict_do_nothing()),
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A file in which some of the words were found."""

    case: int
    document: int
    words: int
    """How many of those that were looked for."""


Sights = Mapping[str | None, Collection[str]]
"""Whom a person is known as in each SOP, None for any other: as one may be named in `sightings`."""


class Texts:
    """Queries over the words of cases and files."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._kind = connection.dialect.name

    def case(self, case: int, said: Collection[str]) -> None:
        """Let a case be found by these words, and no longer by others it had."""
        new = " ".join(sorted(said))
        row = case << ROOM
        rows = _TEXT.rows(self._connection, {"row": row})
        if not rows:
            _KEEP.run(self._connection, {"id": row, "case_id": case, "document_id": None, "text": new})
            self._index(row, said)
        elif rows[0][0] != new:
            _OUT[self._kind].run(self._connection, {"row": row, "words": rows[0][0]})
            _REWRITE.run(self._connection, {"row": row, "new": new})
            self._index(row, said)

    def document(self, case: int, document: int, label: str, name: str, content: str = "") -> None:
        """Let a new file be found by what it is called and what is in it."""
        self._write(case, document, content, words(f"{label} {name}") | words(content))

    def keep(self, document: int, content: str) -> None:
        """Let a file that is known be found by these words of it, in place of those it had.

        Nothing happens for a file of no case.
        """
        found = self._connection.execute(
            select(documents.c.case_id, documents.c.label, documents.c.name).where(documents.c.id == document)
        ).one_or_none()
        if found is None or found.case_id is None:
            return
        called = words(f"{found.label} {found.name}")
        old = self._connection.execute(
            select(texts.c.id, texts.c.text).where(texts.c.document_id == document)
        ).one_or_none()
        if old is None:
            self._write(found.case_id, document, content, called | words(content))
            return
        before = " ".join(sorted(called | words(old.text)))
        _OUT[self._kind].run(self._connection, {"row": old.id, "words": before})
        _REWRITE.run(self._connection, {"row": old.id, "new": content})
        self._index(old.id, called | words(content))

    def _write(self, case: int, document: int, content: str, said: Collection[str]) -> None:
        file = {"case_id": case, "document_id": document, "text": content}
        ((row,),) = _KEEP_NEXT.rows(self._connection, file | {"base": case << ROOM, "last": _last_of(case)})
        self._index(row, said)

    def _index(self, row: int, said: Collection[str]) -> None:
        _INTO[self._kind].run(self._connection, {"row": row, "words": " ".join(sorted(said))})

    def see(self, case: int, more: Iterable[str], fewer: Iterable[str] = ()) -> None:
        """Note who may see a case from now on, and who no longer."""
        rows = [{"case_id": case, "who": who} for who in more]
        if rows:
            _SEE[self._kind].run_many(self._connection, rows)
        gone = list(fewer)
        if gone:
            self._connection.execute(
                delete(sightings).where(sightings.c.case_id == case, sightings.c.who.in_(gone))
            )

    def unknown(self, limit: int) -> list[int]:
        """Return cases that nothing finds yet, the newest first."""
        known = exists().where(texts.c.id == cases.c.id.op("<<")(literal_column(str(ROOM))))
        rows = self._connection.execute(
            select(cases.c.id).where(~known, cases.c.state != "").order_by(cases.c.id.desc()).limit(limit)
        )
        return [row.id for row in rows]

    def find(self, looked_for: Sequence[Wanted], sights: Sights | None, limit: int) -> list[int]:
        """Return the cases in which, or in whose files, every word is found, the newest first.

        With `sights` only those that such a person may see; None for whoever may see all.
        """
        found = select(cases.c.id).where(cases.c.state != "")
        for word in looked_for:
            rows, row = self._matching(word)
            found = found.where(cases.c.id.in_(rows.with_only_columns(_case_of(row))))
        if sights is not None:
            found = found.where(_seen(sights))
        return [row.id for row in self._connection.execute(found.order_by(cases.c.id.desc()).limit(limit))]

    def hits(self, looked_for: Sequence[Wanted], of: Collection[int]) -> list[Hit]:
        """Return the files of some cases in which words are found, those with most of them first."""
        counted: dict[tuple[int, int], int] = {}
        if not of:
            return []
        for word in looked_for:
            rows, row = self._matching(word)
            near = rows.where(row.between(min(of) << ROOM, _last_of(max(of))))
            near = near.where(_case_of(row).in_(list(of)))
            hits = self._connection.execute(
                select(texts.c.case_id, texts.c.document_id).where(
                    texts.c.document_id.is_not(None), texts.c.id.in_(near)
                )
            )
            for hit in hits:
                key = (hit.case_id, hit.document_id)
                counted[key] = counted.get(key, 0) + 1
        found = [Hit(case, document, count) for (case, document), count in counted.items()]
        return sorted(found, key=lambda hit: (hit.words, hit.document), reverse=True)

    def text_of(self, document: int) -> str:
        """Return the text of a file, "" where none is known."""
        found = self._connection.execute(select(texts.c.text).where(texts.c.document_id == document)).scalar()
        return str(found or "")

    def sops(self) -> list[str]:
        """Return the SOPs that there are cases of."""
        return [str(row.sop) for row in self._connection.execute(select(cases.c.sop).distinct())]

    def _matching(self, word: Wanted) -> tuple[Select[tuple[int]], ColumnElement[int]]:
        """Return the numbers of the rows with a word, and their column.

        The word is quoted and has letters and digits only: it is never syntax.
        """
        row = column("rowid" if self._kind == "sqlite" else "id", BigInteger)
        index = table(WORDS, row, column("words"))
        if self._kind == "sqlite":
            match: ColumnElement[bool] = literal_column(WORDS).op("MATCH")(
                f'"{word.word}"' + ("*" if word.prefix else "")
            )
            return select(index.c.rowid).where(match), index.c.rowid
        query = cast(f"'{word.word}'" + (":*" if word.prefix else ""), TSQUERY)
        return select(index.c.id).where(index.c.words.op("@@")(query)), index.c.id


def _case_of(row: ColumnElement[int]) -> ColumnElement[int]:
    """Return the case of a row. The number is written out: PostgreSQL shifts by an integer alone."""
    return row.op(">>", return_type=BigInteger())(literal_column(str(ROOM)))


def _last_of(case: int) -> int:
    """Return the highest number that a row of a case may have."""
    return ((case + 1) << ROOM) - 1


def _seen(sights: Sights) -> ColumnElement[bool]:
    """Return the condition that a case is one that somebody may see."""
    general = sights.get(None, ())
    special = {sop: who for sop, who in sights.items() if sop is not None}
    row = exists().where(sightings.c.case_id == cases.c.id)
    ways = [row.where(sightings.c.who.in_(list(who))) & (cases.c.sop == sop) for sop, who in special.items()]
    ways.append(row.where(sightings.c.who.in_(list(general))) & cases.c.sop.not_in(list(special)))
    return or_(*ways)
