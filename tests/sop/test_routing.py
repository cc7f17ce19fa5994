"""Whose turn it is: a task's positions, but nobody who wrote what it judges, and then those above."""

from dataclasses import replace

from sop.case import CHECKS, Part, Task
from sop.people import Position, Roster
from sop.routing import authors, chiefs, route, superiors
from tests.sop.worlds import World, second, shipped, staffed

HEAD = Position("kepala-biro")


def world() -> World:
    """Return the shipped SOP in a full office."""
    return World(shipped(), staffed(shipped()))


def filled(roster: Roster, position: Position, *people: int) -> Roster:
    """Return the roster with other people in a post; with none, it is vacant."""
    others = {p: who for p, who in roster.holders.items() if p != position}
    return replace(roster, holders=others | ({position: people} if people else {}))


def at(here: World, part: Part) -> Task:
    """Go to a part."""
    return here.to(part)


def test_an_ordinary_task_waits_for_its_own_positions() -> None:
    """Nobody is barred from what judges nothing, whatever they wrote."""
    here = world()
    while here.case.open_tasks():
        for task in here.case.open_tasks():
            way = route(here.sop, here.case, task, here.roster)
            assert (way.positions, way.climbed) == (task.positions, False)
            assert bool(way.barred) is (task.part in CHECKS)
        here.go_on()


def test_it_climbs_only_where_all_who_hold_the_post_wrote_it() -> None:
    """One who did not is enough to stay; the author is barred all the same."""
    here = world()
    task = at(here, Part.EXAMINE)
    (author,) = authors(here.case, task)
    (unit,) = task.positions
    both = filled(here.roster, unit, author, 99)
    way = route(here.sop, here.case, task, both)
    assert (way.positions, way.climbed, way.people(both)) == ((unit,), False, (99,))
    alone = filled(here.roster, unit, author)
    way = route(here.sop, here.case, task, alone)
    assert (way.positions, way.climbed) == ((HEAD,), True)
    assert way.people(alone) == alone.people((HEAD,))


def test_it_climbs_as_far_as_needed_and_over_vacant_posts() -> None:
    """In the second SOP three levels stand above each other."""
    here = World(second(), staffed(second()))
    task = at(here, Part.EXAMINE)
    (author,) = authors(here.case, task)
    (unit,) = task.positions
    top, middle = Position("kepala-dinas"), Position("sekretaris")
    roster = filled(filled(here.roster, unit, author), middle, author)
    assert route(here.sop, here.case, task, roster).positions == (top,)
    roster = filled(filled(here.roster, unit, author), middle)
    assert route(here.sop, here.case, task, roster).positions == (top,)
    roster = filled(filled(roster, middle, author), top, author)
    way = route(here.sop, here.case, task, roster)
    assert (way.positions, way.people(roster), way.climbed) == ((unit,), (), False)


def test_a_vacant_post_is_no_reason_to_climb() -> None:
    """It is filled: an examination is not the superior's because a chair is empty."""
    here = world()
    task = at(here, Part.EXAMINE)
    roster = filled(here.roster, task.positions[0])
    way = route(here.sop, here.case, task, roster)
    assert (way.positions, way.climbed, way.people(roster)) == (task.positions, False, ())


def test_the_author_is_who_wrote_the_nearest_file() -> None:
    """Of a signature inside a step that step's, of a report the draft's; the base document has none."""
    here = world()
    inside = at(here, Part.COUNTERSIGN)
    (clerk,) = here.roster.people((Position("kasubag-tu"),))
    assert authors(here.case, inside) == (clerk,)
    examine = at(here, Part.EXAMINE)
    drafts = [t for t in here.case.tasks if t.part is Part.DRAFT]
    assert authors(here.case, examine) == drafts[-1].authors
    assert clerk not in authors(here.case, examine)
    assert authors(here.case, drafts[-1]) == ()


def test_above_a_unit_stands_the_same_units_head() -> None:
    """Of a position without a unit it is that of the case; above the head of all stands nobody."""
    here = world()
    pool, anywhere = Position("jf", "Kelembagaan"), Position("jf")
    assert superiors(here.sop, (pool, anywhere), here.case) == (
        Position("kepala-bagian", "Kelembagaan"),
        Position("kepala-bagian", "Tata Laksana"),
    )
    assert chiefs(here.sop, (HEAD,)) == ()
    assert chiefs(here.sop, (Position("kasubag-tu"), Position("kepala-bagian", "Kelembagaan"))) == (HEAD,)
