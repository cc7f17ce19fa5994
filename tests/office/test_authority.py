"""Every action x every kind of person x every state of a task, as the table says; see authority_table."""

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest

from handlers.buttons import Verb
from papers.seal import Seal
from sop import actions as a
from sop.case import Outcome, Part
from sop.definition import Sop
from sop.errors import Reason
from sop.people import Position, Standing
from tests.office import authority_table as table
from tests.office.bureau import Bureau
from tests.sop.worlds import World, second, shipped, staffed
from tests.support.authority import DONE, QUIET, Place, Trial
from tests.support.authority_lines import (
    CaseLine,
    Line,
    TimeLine,
    capacity,
    case_capacity,
    case_lines,
    expected,
    expected_of_case,
    expected_of_time,
    lines,
    people,
    people_of,
    time_capacity,
    time_lines,
)
from tests.support.authority_people import ARRANGE, STANDINGS, Capacity, exists
from tests.support.authority_states import ENDS, NEVER, POOL, POST_OF, STATES, build, build_case
from tests.support.authority_time import OF_TIME
from tests.support.authority_ways import FORMS, OF_A_CASE, WAYS, Way

SHOWN = 60


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    bureau = Bureau(tmp_path_factory.mktemp("authority"))
    bureau.office = replace(bureau.office, seal=Seal(b"", "", bureau.office.name))
    yield Trial(bureau)
    bureau.store.close()


@pytest.mark.parametrize("line", lines(), ids=str)
def test_who_may_do_what(trial: Trial, line: Line) -> None:
    """Allowed or refused as the table says, under the right name; each refusal recorded, nothing changed."""
    state = build(trial.bureau, Part(line.part), line.state)
    wrong = []
    for person in people_of(line.doing):
        with trial.arranged(state, person) as place:
            for way in (*WAYS, *FORMS):
                wanted = expected(line, person, way)
                wrong += _tried(trial, place, way, person, wanted, capacity(place.who, way))
    _assert_none(line, wrong)


@pytest.mark.parametrize("line", time_lines(), ids=str)
def test_who_may_do_what_about_time(trial: Trial, line: TimeLine) -> None:
    """Ask for more, decide upon it, stop a clock, remind: allowed or refused as the table says."""
    state = build(trial.bureau, Part(line.part), line.state)
    wrong = []
    for person in people_of(line.signs):
        with trial.arranged(state, person) as place:
            for way in OF_TIME[line.deed]:
                wanted = expected_of_time(line, person, way)
                wrong += _tried(trial, place, way, person, wanted, time_capacity(line, person, place.who))
    _assert_none(line, wrong)


@pytest.mark.parametrize("line", case_lines(), ids=str)
def test_who_may_end_and_open_a_case(trial: Trial, line: CaseLine) -> None:
    """The same for what concerns a whole case: its opener in office, the head of all and admins end it."""
    state = build_case(trial.bureau, line.state, Position(*line.post))
    wrong = []
    for person in people_of(line.signs):
        with trial.arranged(state, person) as place:
            for way in OF_A_CASE[line.deed]:
                wanted = expected_of_case(line, person, way)
                wrong += _tried(trial, place, way, person, wanted, case_capacity(line, person, place.who))
    _assert_none(line, wrong)


def _tried(trial: Trial, place: Place, way: Way, person: str, wanted: str, capacity: Capacity) -> list[str]:
    """Try one cell; return what is wrong with it."""
    if place.who.chat is not None and not way.in_group:
        return []
    cell = trial.attempt(place, way, capacity)
    if cell.verdict == wanted and not cell.wrong:
        return []
    return [f"{person} | {way.name}: {wanted} expected, {cell.verdict} found {cell.wrong}"]


def _assert_none(line: object, wrong: list[str]) -> None:
    assert not wrong, f"{len(wrong)} cells of {line}:\n" + "\n".join(wrong[:SHOWN])


def test_the_table_names_every_action_and_every_button() -> None:
    """A new action of the machine, or a new button on a card, fails here until the table has it."""
    deeds = table.DOING | table.OVERSEEING
    actions = {action.__name__ for action in get_args(a.TaskAction)}
    assert {*deeds.values(), *table.OF_TIME.values()} == actions
    assert {line.deed for line in time_lines()} == set(OF_TIME) == set(table.OF_TIME)
    forms = {"note", "archive_number", "return_to", "hand", "template"}
    assert {way.deed for way in WAYS} | forms == set(deeds)
    assert {way.deed for way in FORMS} <= {*deeds, ""}
    assert {line.deed for line in case_lines()} == set(OF_A_CASE) == set(table.CASE_REASONS)
    others = (*OF_A_CASE.values(), *OF_TIME.values())
    ways = (*WAYS, *FORMS, *(way for some in others for way in some))
    assert {way.verb for way in ways if isinstance(way.verb, Verb)} == set(Verb)


def test_the_table_names_every_part_in_every_state() -> None:
    """Each part waits, on a card of today and an old one, and comes to every end there is for it."""
    found = {(line.part, line.state) for line in lines()}
    assert len(found) == len(lines())
    assert {part for part, _ in found} == {part.value for part in Part} == {part.value for part in POST_OF}
    assert {state for _, state in found} | {line.state for line in time_lines()} == set(STATES)
    assert set(ENDS) == set(NEVER) == set(Outcome)
    for part in Part:
        assert {(part.value, "stale"), (part.value, "closed")} <= found
        for outcome, state in ENDS.items():
            assert ((part.value, state) in found) != (part in NEVER[outcome]), (part, outcome)
        if part.takes_file:
            assert (part.value, "file there") in found


def test_the_table_has_a_sign_for_every_kind_of_person() -> None:
    """No cell is left out but of people that there cannot be, and every capacity of the rules is tried."""
    assert people() == list(ARRANGE)
    assert set(STANDINGS.values()) == set(Standing)
    assert set(STANDINGS) <= set(people())
    known = {*table.REASONS, "+", "."}
    for line in lines():
        post = POOL if line.state == "of a pool" else POST_OF[Part(line.part)]
        for signs in (line.doing, line.overseeing):
            assert set(signs.replace(" ", "")) <= known
            assert people_of(signs) == [person for person in people() if exists(person, post)], line
    for time_line in time_lines():
        assert set(time_line.signs.replace(" ", "")) <= {*known, *table.TIME_REASONS, "o"}
        there = [person for person in people() if exists(person, POST_OF[Part(time_line.part)])]
        assert people_of(time_line.signs) == there, time_line
    for case_line in case_lines():
        there = [person for person in people() if exists(person, Position(*case_line.post))]
        if case_line.deed != "view":
            there = [person for person in there if not person.endswith("in a group")]
        assert people_of(case_line.signs) == there, case_line


def test_the_table_gives_no_reason_that_the_rules_do_not_know() -> None:
    """Each reason is one of the rules', and each word of a line a deed."""
    deeds = table.DOING | table.OVERSEEING
    reasons = {reason.value for reason in Reason}
    said = {*table.REASONS.values(), *table.OTHERWISE.values()}
    for line in lines():
        for word in (*line.may.split(), *line.may_above.split()):
            deed, _, verdict = word.partition("=")
            assert deed in {*deeds, "seen"}, line
            said |= {verdict} - {"", "asks"}
    assert said <= reasons
    assert {DONE, QUIET}.isdisjoint(reasons)


@pytest.mark.parametrize("sop", [shipped(), second()], ids=lambda sop: sop.id[:12])
def test_no_part_comes_to_an_end_that_the_table_leaves_out(sop: Sop) -> None:
    """A long walk through allowed actions never meets an end that is written down as impossible."""
    for seed in range(40):
        world = World(sop, staffed(sop))
        for _ in world.walk([(seed * 7919 + i * 104_729) % 1_000_003 for i in range(60)]):
            pass
        for task in world.case.tasks:
            assert task.ended is None or task.part not in NEVER[task.ended.outcome]
