"""Who fills a position at a moment, out of the appointments in force and who is away."""

import pytest

from sop.people import Position, Standing
from storage.seats import Held, seen

HEAD, UNIT = Position("kepala-biro"), Position("kepala-bagian", "Tata Laksana")
POOL = Position("jf", "Tata Laksana")
ANDRI, YULIA, HENDRA, FAJAR, SITI = 1, 3, 4, 6, 7
PLH, PLT, AN, UB = Standing.PLH, Standing.PLT, Standing.AN, Standing.UB
HELD = Held(ANDRI, HEAD)
PLH_YULIA, PLH_HENDRA = Held(YULIA, HEAD, PLH), Held(HENDRA, HEAD, PLH)


@pytest.mark.parametrize(
    ("held", "absent", "filled", "acting"),
    [
        ((HELD,), (), (ANDRI,), None),
        ((HELD,), (ANDRI,), (ANDRI,), None),
        ((HELD, PLH_YULIA), (), (YULIA,), PLH),
        ((HELD, PLH_YULIA), (ANDRI,), (YULIA,), PLH),
        ((HELD, PLH_YULIA), (YULIA,), (ANDRI,), None),
        ((HELD, PLH_YULIA), (ANDRI, YULIA), (ANDRI,), None),
        ((HELD, PLH_YULIA, PLH_HENDRA), (YULIA,), (HENDRA,), PLH),
        ((HELD, Held(YULIA, HEAD, AN)), (), (ANDRI, YULIA), None),
        ((HELD, Held(YULIA, HEAD, AN)), (ANDRI,), (ANDRI, YULIA), None),
        ((HELD, Held(YULIA, HEAD, UB, UNIT)), (YULIA,), (ANDRI,), None),
        ((HELD, PLH_YULIA, Held(HENDRA, HEAD, AN)), (ANDRI,), (YULIA, HENDRA), PLH),
        ((Held(YULIA, HEAD, PLT),), (), (YULIA,), PLT),
        ((Held(YULIA, HEAD, PLT),), (YULIA,), (YULIA,), PLT),
        ((HELD, Held(ANDRI, HEAD, PLH)), (), (ANDRI,), None),
    ],
)
def test_who_fills_a_post(
    held: tuple[Held, ...], absent: tuple[int, ...], filled: tuple[int, ...], acting: Standing | None
) -> None:
    """A substitute in office instead of the holder, a mandate beside; who is away only if nobody else is."""
    view = seen(held, frozenset(absent), None)
    assert view.holders[HEAD] == filled
    assert view.acting.get(HEAD) is acting
    assert {person for person, posts in view.positions.items() if HEAD in posts} == set(filled)


def test_whoever_is_replaced_is_known_as_such() -> None:
    """Not the one on leave without a substitute, and nobody by a mandate."""
    assert seen((HELD, PLH_YULIA), frozenset(), None).replaced == {ANDRI: {HEAD}}
    assert seen((HELD, PLH_YULIA), frozenset({YULIA}), None).replaced == {}
    assert seen((HELD, Held(YULIA, HEAD, AN)), frozenset({ANDRI}), None).replaced == {}


def test_the_pool_goes_on_without_whoever_is_away() -> None:
    """Until all of them are: then the work waits for them rather than for nobody."""
    pool = (Held(FAJAR, POOL), Held(SITI, POOL))
    view = seen(pool, frozenset({FAJAR}), None)
    assert (view.holders[POOL], view.replaced) == ((SITI,), {FAJAR: {POOL}})
    view = seen(pool, frozenset({FAJAR, SITI}), None)
    assert (view.holders[POOL], view.replaced) == ((FAJAR, SITI), {})


def test_a_substitutes_own_post_is_the_first_held_definitively() -> None:
    """It stands below the post acted for, and whatever else is filled for others is not it."""
    held = (Held(YULIA, UNIT), Held(YULIA, POOL), PLH_YULIA, HELD)
    tenure = seen(held, frozenset(), None).tenures[YULIA][HEAD]
    assert (tenure.standing, tenure.own, tenure.via) == (PLH, UNIT, None)
    stranger = seen((HELD, PLH_HENDRA), frozenset(), None).tenures[HENDRA][HEAD]
    assert stranger.own is None


def test_a_term_in_one_sop_is_none_in_another() -> None:
    """Here the substitute, there the holder; asked of none in particular, each who fills it somewhere."""
    held = (HELD, Held(YULIA, HEAD, PLH, None, frozenset({"satu"})))
    here, there = seen(held, frozenset(), "satu"), seen(held, frozenset(), "dua")
    assert (here.holders[HEAD], here.replaced) == ((YULIA,), {ANDRI: {HEAD}})
    assert (there.holders[HEAD], there.replaced) == ((ANDRI,), {})
    assert there.tenures == {}


def test_two_substitutes_share_a_post_by_sop() -> None:
    """One for each SOP, and a third SOP that has neither goes to the holder."""
    held = (
        HELD,
        Held(YULIA, HEAD, PLH, None, frozenset({"satu"})),
        Held(HENDRA, HEAD, PLH, None, frozenset({"dua"})),
    )
    found = {sop: seen(held, frozenset(), sop).holders[HEAD] for sop in ("satu", "dua", "tiga")}
    assert found == {"satu": (YULIA,), "dua": (HENDRA,), "tiga": (ANDRI,)}
