"""Whoever may look into a case finds it, and nobody else: the same persons as in the table of authority."""

from collections.abc import Iterator

import pytest

from office import search
from sop.people import Position
from storage.transaction import Tx
from tests.office.bureau import Bureau
from tests.support.authority import Trial
from tests.support.authority_lines import CaseLine, case_lines, cells, people_of
from tests.support.authority_states import build_case


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    bureau = Bureau(tmp_path_factory.mktemp("authority"))
    yield Trial(bureau)
    bureau.store.close()


@pytest.mark.parametrize("line", [line for line in case_lines() if line.deed == "view"], ids=str)
def test_who_finds_a_case(trial: Trial, line: CaseLine) -> None:
    """As the table says who may look into it."""
    state = build_case(trial.bureau, line.state, Position(*line.post))
    office = trial.bureau.office
    wrong = []
    for person in people_of(line.signs):
        with trial.arranged(state, person) as place:
            tx = Tx(place.connection, None, place.directory)
            actor = office.actor(tx, place.who.telegram_id)
            if actor is None or place.who.chat is not None:
                continue  # a stranger, or a command in a group: refused before anything is looked for
            page = search.find(tx, office, actor, search.query(f"proses {state.case}"), 0, 5)
            found = state.case in {one.case.id for one in page.found}
            wrong += (
                [person] if found != (cells(line.signs)[person] == "+") or found != bool(page.total) else []
            )
    assert wrong == []
