"""Replaying a record: what it begins with, what never happens to it, and every fact written down."""

from dataclasses import fields, replace
from typing import get_args

import pytest

from sop import facts as f
from sop.replay import opened, replay, touched
from storage.codec import dump_fact, load_fact
from tests.sop.worlds import World, second, shipped, staffed


@pytest.fixture(params=[shipped, second])
def world(request: pytest.FixtureRequest) -> World:
    """Return a case played from its opening to its end."""
    sop = request.param()
    world = World(sop, staffed(sop))
    world.to_the_end()
    return world


def test_every_prefix_of_a_record_is_a_state_of_its_own(world: World) -> None:
    """Replayed event by event, the version is always the number of events."""
    for count in range(1, len(world.events) + 1):
        assert replay(1, world.events[:count]).version == count
    assert replay(1, world.events) == world.case


def test_replaying_twice_gives_the_same(world: World) -> None:
    """Nothing is remembered between two replays, and the events stay as they are."""
    before = list(world.events)
    assert replay(1, iter(world.events)) == replay(1, world.events)
    assert world.events == before


def test_an_empty_record_is_none() -> None:
    """There is no case without its opening."""
    with pytest.raises(ValueError, match="at least one event"):
        replay(1, [])


def test_a_record_begins_with_its_opening(world: World) -> None:
    """A record whose beginning is lost is not taken for a whole one."""
    with pytest.raises(ValueError, match="begins with case_opened, not task_opened"):
        replay(1, world.events[1:])


def test_every_kind_of_fact_has_a_name_of_its_own_and_a_place_in_the_codec(world: World) -> None:
    """The name is what the database keeps beside the data."""
    kinds = [fact.kind for fact in get_args(f.Fact)]
    assert len(set(kinds)) == len(kinds)
    for event in world.events:
        assert load_fact(event.fact.kind, dump_fact(event.fact)) == event.fact
    with pytest.raises(KeyError):
        load_fact("tidak_ada", "{}")


def test_every_field_of_an_event_counts(world: World) -> None:
    """Who and when are part of the state: another time of closing is another state."""
    last = world.events[-1]
    assert {field.name for field in fields(last)} == {"seq", "at", "by", "fact"}
    other = replace(last, at=last.at.replace(year=2027))
    assert replay(1, [*world.events[:-1], other]) != world.case


def test_touched_names_each_task_once_and_opened_only_the_new(world: World) -> None:
    """Cards are brought up to date once a transaction, however many events concerned them."""
    ids = touched(world.events)
    assert len(set(ids)) == len(ids)
    assert set(ids) == {task.id for task in world.case.tasks}
    assert [task.id for task in opened(world.events)] == [task.id for task in world.case.tasks]
