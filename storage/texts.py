"""What the search finds: the words of cases and of their files, and who may see which case.

The words stand in an index of each database's own, the table `texts_words` beside `texts`: on SQLite an FTS5
table without the text, on PostgreSQL a tsvector with a GIN index. It holds exactly the words of
`storage.lexemes`, so both find the same.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    cast,
    column,
    delete,
    exists,
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

_KEEP = Hot(insert(texts).returning(texts.c.id))
_CASE = Hot(
    select(texts.c.id, texts.c.text).where(
        texts.c.case_id == bindparam("case"), texts.c.document_id.is_(None)
    )
)
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
        rows = _CASE.rows(self._connection, {"case": case})
        if not rows:
            self._write(case, None, new, said)
        elif rows[0][1] != new:
            row, old = rows[0]
            _OUT[self._kind].run(self._connection, {"row": row, "words": old})
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

    def _write(self, case: int, document: int | None, content: str, said: Collection[str]) -> None:
        ((row,),) = _KEEP.rows(self._connection, {"case_id": case, "document_id": document, "text": content})
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
        known = exists().where(texts.c.case_id == cases.c.id, texts.c.document_id.is_(None))
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
            of = select(texts.c.case_id).where(texts.c.id.in_(self._matching(word)))
            found = found.where(cases.c.id.in_(of))
        if sights is not None:
            found = found.where(_seen(sights))
        return [row.id for row in self._connection.execute(found.order_by(cases.c.id.desc()).limit(limit))]

    def hits(self, looked_for: Sequence[Wanted], of: Collection[int]) -> list[Hit]:
        """Return the files of some cases in which words are found, those with most of them first."""
        counted: dict[tuple[int, int], int] = {}
        for word in looked_for:
            rows = self._connection.execute(
                select(texts.c.case_id, texts.c.document_id).where(
                    texts.c.case_id.in_(list(of)),
                    texts.c.document_id.is_not(None),
                    texts.c.id.in_(self._matching(word)),
                )
            )
            for row in rows:
                key = (row.case_id, row.document_id)
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

    def _matching(self, word: Wanted) -> Select[tuple[int]]:
        """Return the rows with a word. It is quoted and has letters and digits only: it is never syntax."""
        index = table(WORDS, column("rowid"), column("id"), column("words"))
        if self._kind == "sqlite":
            match: ColumnElement[bool] = literal_column(WORDS).op("MATCH")(
                f'"{word.word}"' + ("*" if word.prefix else "")
            )
            return select(index.c.rowid).where(match)
        query = cast(f"'{word.word}'" + (":*" if word.prefix else ""), TSQUERY)
        return select(index.c.id).where(index.c.words.op("@@")(query))


def _seen(sights: Sights) -> ColumnElement[bool]:
    """Return the condition that a case is one that somebody may see."""
    general = sights.get(None, ())
    special = {sop: who for sop, who in sights.items() if sop is not None}
    row = exists().where(sightings.c.case_id == cases.c.id)
    ways = [row.where(sightings.c.who.in_(list(who))) & (cases.c.sop == sop) for sop, who in special.items()]
    ways.append(row.where(sightings.c.who.in_(list(general))) & cases.c.sop.not_in(list(special)))
    return or_(*ways)
