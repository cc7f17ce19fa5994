"""Searches per second: the product's search over many cases, beside LIKE over the same texts.

Ten thousand cases with five files each are written into one SQLite database, through the queries that the
product writes them with. The bare side looks for the same words with LIKE over titles and texts and asks
nobody's rights; the product looks them up, leaves out what may not be seen, counts, loads a page of cases and
finds which of their files have the words. Both answer the same questions in turn; the ratio is taken within a
round, and medians are printed.
"""

import argparse
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bench.cases import Bench
from office import cases, search
from sop.case import Case
from sop.people import Position
from storage.lexemes import words
from storage.transaction import Tx

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
FILES = 5
WORDS = 300
"""Words of a file: about a page."""
PAGE = 5
BATCH = 500
QUERIES = ("kata41 kata977", "triwulan kata12", "065/77/org-2026", "kata3", "evaluasi 2026", "kata1999")


LIKE = (
    "SELECT * FROM (SELECT case_id FROM texts WHERE lower(text) LIKE ? "
    "UNION SELECT id FROM cases WHERE lower(title) LIKE ?)"
)


class Archive:
    """A database full of cases, and the two ways to look for something in it."""

    def __init__(self, folder: Path, count: int) -> None:
        self.bench = Bench(folder)
        self.random = random.Random(7)  # noqa: S311 - the same texts each time
        self.vocabulary = [f"kata{n}" for n in range(2000)]
        self.head = self.bench.people[Position("kepala-biro")]
        sop = next(iter(self.bench.office.library.current))
        base = self.bench.upload(0, "dasar")
        tu = self.bench.people[Position("kasubag-tu")]
        store, office = self.bench.store, self.bench.office
        model = store.run_sync(lambda tx: cases.open_case(tx, office, tu, sop, "Contoh", base)).case
        for begin in range(0, count, BATCH):
            some = range(begin, min(begin + BATCH, count))
            store.run_sync(lambda tx, some=some: [self._write(tx, model, n) for n in some] and None)  # type: ignore[misc]
        self.bare = sqlite3.connect(folder / "product.db")

    def _write(self, tx: Tx, model: Case, number: int) -> None:
        """Write a case with its files: the rows that the product writes, without running the whole SOP."""
        title = f"Evaluasi kinerja triwulan {number % 4 + 1} nomor 065/{number}/ORG-2026"
        case_id = tx.cases.reserve(model.sop, model.sop_version, title, model.opener.person, NOW)
        case = replace(model, id=case_id, title=title)
        tx.cases.append(0, replace(case, version=1), ())
        tx.texts.case(case_id, words(f"{title} proses {case_id} 2026 Rina Marlina"))
        tx.texts.see(case_id, ["p1", "kepala-biro/", "kasubag-tu/"])
        for file in range(FILES):
            text = " ".join(self.random.choices(self.vocabulary, k=WORDS))
            tx.documents.add(
                case=case_id,
                step=file,
                label="Laporan Hasil Evaluasi",
                sha256=f"{number:058d}{file:06d}",
                name="laporan.pdf",
                mime="application/pdf",
                size=9,
                telegram_file_id=None,
                medium="document",
                person=1,
                at=NOW,
                text=text,
            )

    def product(self, query: str) -> int:
        """Look for something as /arsip does; return how many cases were found."""
        office, head = self.bench.office, self.head
        what = search.query(query)
        return self.bench.store.run_sync(lambda tx: search.find(tx, office, head, what, 0, PAGE)).total

    def like(self, query: str) -> int:
        """Look for the same with LIKE; return how many cases were found."""
        parts = [LIKE] * len(query.split())
        values = [f"%{word}%" for word in query.split() for _ in range(2)]
        rows = self.bare.execute(" INTERSECT ".join(parts) + " ORDER BY 1 DESC LIMIT 201", values)
        return len(rows.fetchall())


def measured(ask: Callable[[str], int]) -> dict[str, float]:
    """Return the seconds that each query takes."""
    found = {}
    for query in QUERIES:
        begin = time.perf_counter()
        ask(query)
        found[query] = time.perf_counter() - begin
    return found


def main() -> None:
    """Fill, ask in rounds, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder), given.cases)
        rounds = [(measured(archive.product), measured(archive.like)) for _ in range(given.rounds)]
        print(f"{given.cases} cases, {given.cases * FILES} files")
        for query in QUERIES:
            ours = statistics.median(one[query] for one, _ in rounds)
            theirs = statistics.median(other[query] for _, other in rounds)
            ratio = statistics.median(other[query] / one[query] for one, other in rounds)
            print(
                f"{query:20} search {ours * 1000:7.1f} ms   LIKE {theirs * 1000:7.1f} ms   {ratio:6.1f} times"
            )
        whole = statistics.median(sum(other.values()) / sum(one.values()) for one, other in rounds)
        print(f"ratio of all: {whole:.1f}")
        archive.bare.close()
        archive.bench.store.close()


if __name__ == "__main__":
    main()
