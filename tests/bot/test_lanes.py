"""Updates side by side, in order within each key."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.lanes import Lanes
from storage.updates import Received


def update(number: int, *keys: str) -> Received:
    """Make an update that names its own keys."""
    return Received(number, {"keys": keys})


def keys(data: dict[str, Any]) -> tuple[str, ...]:
    """Return the keys that an update names."""
    return tuple(data["keys"])


class Work:
    """Handles updates when told to, and remembers what began and ended."""

    def __init__(self) -> None:
        self.log: list[tuple[str, int]] = []
        self.gates: dict[int, asyncio.Event] = {}

    async def __call__(self, received: Received) -> None:
        """Handle an update: wait at its gate if it has one."""
        self.log.append(("begin", received.id))
        if received.id in self.gates:
            await self.gates[received.id].wait()
        self.log.append(("end", received.id))

    def hold(self, *numbers: int) -> None:
        """Keep updates from ending."""
        for number in numbers:
            self.gates[number] = asyncio.Event()


async def turns() -> None:
    """Let everything that can run, run."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_one_key_is_done_in_order() -> None:
    """An update begins only when the one before it with the same key has ended."""
    work = Work()
    work.hold(1)
    lanes = Lanes(work, keys)
    lanes.add(update(1, "chat:1"))
    lanes.add(update(2, "chat:1"))
    await turns()
    assert work.log == [("begin", 1)]
    work.gates[1].set()
    await lanes.idle()
    assert work.log == [("begin", 1), ("end", 1), ("begin", 2), ("end", 2)]


async def test_different_keys_overlap() -> None:
    """A slow update holds up no update of another chat and case."""
    work = Work()
    work.hold(1)
    lanes = Lanes(work, keys)
    lanes.add(update(1, "chat:1", "case:1"))
    lanes.add(update(2, "chat:2", "case:2"))
    await turns()
    assert ("end", 2) in work.log
    work.gates[1].set()
    await lanes.idle()


async def test_an_update_waits_on_each_of_its_keys() -> None:
    """Two people tap at one case: the second tap waits for the first, and the second's next one for both."""
    work = Work()
    work.hold(1)
    lanes = Lanes(work, keys)
    for number, names in ((1, ["chat:1", "case:9"]), (2, ["chat:2", "case:9"]), (3, ["chat:2"])):
        lanes.add(update(number, *names))
    await turns()
    assert work.log == [("begin", 1)]
    work.gates[1].set()
    await lanes.idle()
    assert [number for what, number in work.log if what == "begin"] == [1, 2, 3]


async def test_an_error_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    """An update that fails is logged, and the next one of its lane is done."""
    done: list[int] = []

    async def handle(received: Received) -> None:
        if received.id == 1:
            raise RuntimeError("broken")
        done.append(received.id)

    lanes = Lanes(handle, keys)
    lanes.add(update(1, "chat:1"))
    lanes.add(update(2, "chat:1"))
    await lanes.idle()
    assert done == [2]
    assert "update 1 failed" in caplog.text


async def test_keys_that_cannot_be_read_hold_up_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """An update whose keys cannot be read is handled all the same."""
    work = Work()
    lanes = Lanes(work, keys)
    lanes.add(Received(1, {}))
    await lanes.idle()
    assert ("end", 1) in work.log
    assert "no keys for update 1" in caplog.text


async def test_no_more_than_the_limit_run_at_once() -> None:
    """With a limit of two the third update begins when one of the others has ended."""
    work = Work()
    work.hold(1, 2, 3)
    lanes = Lanes(work, keys, limit=2)
    for number in (1, 2, 3):
        lanes.add(update(number, f"chat:{number}"))
    await turns()
    assert work.log == [("begin", 1), ("begin", 2)]
    work.gates[2].set()
    await turns()
    assert work.log[2:] == [("end", 2), ("begin", 3)]
    work.gates[1].set()
    work.gates[3].set()
    await lanes.idle()


async def test_close_finishes_what_runs_and_starts_nothing() -> None:
    """What runs at the end is finished; what waits behind it is left for the next start."""
    work = Work()
    work.hold(1)
    lanes = Lanes(work, keys)
    lanes.add(update(1, "chat:1"))
    lanes.add(update(2, "chat:1"))
    await turns()
    closing = asyncio.create_task(lanes.close())
    await turns()
    assert not closing.done()
    work.gates[1].set()
    await closing
    await turns()
    assert work.log == [("begin", 1), ("end", 1)]
    assert lanes.waiting == 1


async def test_room_waits_until_there_is_some() -> None:
    """Whoever asks for room gets it when fewer updates than that are left."""
    work = Work()
    work.hold(1, 2)
    lanes = Lanes(work, keys)
    lanes.add(update(1, "chat:1"))
    lanes.add(update(2, "chat:2"))
    asked = asyncio.create_task(lanes.room(2))
    await turns()
    assert not asked.done()
    work.gates[1].set()
    await asked
    work.gates[2].set()
    await lanes.idle()


@given(
    st.lists(
        st.tuples(st.sets(st.sampled_from("abcd"), min_size=1, max_size=3), st.integers(0, 3)), max_size=30
    ),
    st.integers(1, 5),
)
def test_order_holds_on_every_key(updates: list[tuple[set[str], int]], limit: int) -> None:
    """Whatever the keys, every update is done once, and in order on each of its keys."""
    ended: list[int] = []

    async def handle(received: Received) -> None:
        for _ in range(updates[received.id][1]):
            await asyncio.sleep(0)
        ended.append(received.id)

    async def play(run: Callable[[Received], Awaitable[None]]) -> None:
        lanes = Lanes(run, keys, limit)
        for number, (names, _) in enumerate(updates):
            lanes.add(update(number, *names))
        await lanes.idle()

    asyncio.run(play(handle))
    assert sorted(ended) == list(range(len(updates)))
    for key in "abcd":
        mine = [number for number in ended if key in updates[number][0]]
        assert mine == sorted(mine)
