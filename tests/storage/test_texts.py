"""The index of the search finds the same on both databases, and only what somebody may see."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.lexemes import wanted, words
from storage.store import Store
from tests.storage.kit import NOW, SHA, admit, ask, write_case

TITLES = ("Evaluasi kinerja triwulan III", "Rapat koordinasi", "Évaluasi 065/12/ORG-2026")
CONTENT = "Capaian program undang-undang melampaui target; lihat surat 800/7-XII."

QUERIES = {
    "evaluasi": [3, 1],
    "EVALUASI kinerja": [1],
    "eval": [3, 1],
    "valuasi": [],
    "065/12/ORG-2026": [3],
    "12/org": [3],
    "065/2026": [],
    "org-2026 evaluasi": [3],
    "notulen capaian": [2],
    "koordinasi target": [2],
    "koordinasi kinerja": [],
    "undang-undang": [2],
    "800/7-xii": [2],
    "7": [2],
    "tri* i*": [1],
    "proses": [3, 2, 1],
    'rapat" OR "evaluasi': [],
    "rapat' | 'evaluasi": [],
    "NOT evaluasi": [],
    "words:evaluasi": [],
    "evaluasi -kinerja": [1],
}


@pytest.fixture
def filled(store: Store) -> Store:
    """Return a store with three cases, the second with a file."""
    person = admit(store)
    for title in TITLES:
        case = ask(store, lambda tx: write_case(tx, person)).id
        said = words(f"{title} proses {case}")
        ask(store, lambda tx, case=case, said=said: tx.texts.case(case, said))  # type: ignore[misc]
        ask(store, lambda tx, case=case: tx.texts.see(case, [f"p{case}", "kepala-biro/"]))  # type: ignore[misc]
    write_file(store, 2, CONTENT)
    return store


def write_file(store: Store, case: int, content: str) -> int:
    """Write a file of a case down and return its number."""
    return ask(
        store,
        lambda tx: (
            tx.documents.add(
                case=case,
                step=3,
                label="Notulen Rapat",
                sha256=SHA,
                name="notulen.pdf",
                mime="application/pdf",
                size=9,
                telegram_file_id=None,
                medium="document",
                person=1,
                at=NOW,
                text=content,
            ).id
        ),
    )


def found(store: Store, query: str, sights: dict[str | None, list[str]] | None = None) -> list[int]:
    """Return the cases that a query finds."""
    return ask(store, lambda tx: tx.texts.find(wanted(query), sights, 100))


def test_every_word_is_found_in_the_case_or_its_files(filled: Store) -> None:
    """Newest first; with the same answer on both databases, and no word that is an order to one."""
    assert {query: found(filled, query) for query in QUERIES} == QUERIES


def test_a_case_is_found_by_its_new_words_alone(filled: Store) -> None:
    """When it changes, what it no longer says does not find it."""
    ask(filled, lambda tx: tx.texts.case(1, words("Rapat kerja")))
    assert found(filled, "triwulan") == []
    assert found(filled, "rapat kerja") == [1]
    ask(filled, lambda tx: tx.texts.case(1, words("Rapat kerja")))
    assert found(filled, "rapat kerja") == [1]


def test_the_text_of_a_file_that_is_known_takes_the_place_of_what_it_had(filled: Store) -> None:
    """It is still found by what it is called."""
    document = write_file(filled, 1, "semula")
    ask(filled, lambda tx: tx.texts.keep(document, "Kemudian"))
    assert found(filled, "semula") == []
    assert found(filled, "kemudian notulen") == [1]
    assert ask(filled, lambda tx: tx.texts.text_of(document)) == "Kemudian"


def test_only_what_somebody_may_see_is_found(filled: Store) -> None:
    """By the person, by the post; and no longer once that is taken back."""
    assert found(filled, "proses", {None: ["p2"]}) == [2]
    assert found(filled, "proses", {None: ["kepala-biro/", "p9"]}) == [3, 2, 1]
    assert found(filled, "proses", {None: []}) == []
    assert found(filled, "proses", {None: [], "contoh": ["p1"]}) == [1]
    assert found(filled, "proses", {None: ["p1"], "contoh": []}) == []
    ask(filled, lambda tx: tx.texts.see(2, ["p7"], ["kepala-biro/"]))
    assert found(filled, "proses", {None: ["kepala-biro/"]}) == [3, 1]
    assert found(filled, "proses", {None: ["p7"]}) == [2]


def test_cases_that_nothing_finds_yet_are_known(filled: Store) -> None:
    """Those that an older program wrote, the newest first; a file alone does not make a case known."""
    for _ in range(2):
        ask(filled, lambda tx: write_case(tx, 1))
    write_file(filled, 4, "lama")
    assert ask(filled, lambda tx: tx.texts.unknown(10)) == [5, 4]
    assert ask(filled, lambda tx: tx.texts.unknown(1)) == [5]
    ask(filled, lambda tx: tx.texts.case(5, {"lima"}))
    assert ask(filled, lambda tx: tx.texts.unknown(10)) == [4]
    assert ask(filled, lambda tx: tx.texts.sops()) == ["contoh"]


def test_the_files_with_most_of_the_words_come_first(filled: Store) -> None:
    """Of the cases that are asked for alone."""
    more = write_file(filled, 2, "capaian saja")
    other = write_file(filled, 1, "capaian target")
    hits = ask(filled, lambda tx: tx.texts.hits(wanted("capaian target rapat"), [2]))
    assert [(hit.case, hit.words) for hit in hits] == [(2, 3), (2, 2)]
    assert hits[1].document == more
    assert other not in {hit.document for hit in hits}


def test_searches_are_remembered_for_who_made_them(store: Store) -> None:
    """The newest few of each person."""
    first = ask(store, lambda tx: tx.searches.keep(7, "rapat", NOW))
    other = ask(store, lambda tx: tx.searches.keep(8, "lain", NOW))
    assert ask(store, lambda tx: tx.searches.get(7, first)) == "rapat"
    assert ask(store, lambda tx: tx.searches.get(8, first)) is None
    for n in range(20):
        last = ask(store, lambda tx, n=n: tx.searches.keep(7, f"rapat {n}", NOW))  # type: ignore[misc]
    assert ask(store, lambda tx: tx.searches.get(7, first)) is None
    assert ask(store, lambda tx: tx.searches.get(7, last)) == "rapat 19"
    assert ask(store, lambda tx: tx.searches.get(8, other)) == "lain"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=40))
def test_whatever_is_written_is_found_as_it_is_written(filled: Store, text: str) -> None:
    """In any script, with any sign, on both databases."""
    text = text.replace("\x00", "")
    ask(filled, lambda tx: tx.texts.case(1, words(f"{text} proses 1")))
    assert 1 in found(filled, f"proses {text}")
    assert 1 in found(filled, "proses 1")
