"""The press: what reads and makes papers runs apart, with a limit, and breaks nothing but itself."""

import asyncio
import operator
import os
import pickle
import resource
import sys
import time
from collections.abc import AsyncIterator

import pytest

from papers.press import Press, PressError
from sop.errors import Reason, Refused, SopFileError
from sop.sopfile import parse

MEBI = 1024 * 1024


@pytest.fixture
async def press() -> AsyncIterator[Press]:
    press = Press(memory=512 * MEBI)
    yield press
    await press.close()


async def test_a_function_runs_in_another_process(press: Press) -> None:
    """What it returns comes back, and it ran elsewhere."""
    assert await press.run(os.getpid) != os.getpid()
    assert await press.run(operator.add, 2, 3) == 5


async def test_a_child_that_dies_is_replaced(press: Press) -> None:
    """A death is told as such, and the next paper is read as if nothing had been."""
    with pytest.raises(PressError) as caught:
        await press.run(os._exit, 1)
    assert caught.value.why == "died"
    assert await press.run(operator.add, 2, 3) == 5


async def test_a_child_that_hangs_is_stopped(press: Press) -> None:
    """What takes too long is stopped, and the next paper is read."""
    with pytest.raises(PressError) as caught:
        await press.run(time.sleep, 3600, seconds=0.05)
    assert caught.value.why == "time"
    assert await press.run(operator.add, 2, 3) == 5


async def test_a_child_cannot_take_all_memory(press: Press) -> None:
    """Beyond its limit it ends, whatever the machine has."""
    with pytest.raises(PressError) as caught:
        await press.run(operator.mul, b"x", 1024 * MEBI)
    assert caught.value.why == "died"


async def test_an_error_of_ours_comes_through(press: Press) -> None:
    """What our own functions say is wrong is understood by the parent; here, a wrong SOP file."""
    with pytest.raises(SopFileError) as caught:
        await press.run(parse, "kode = 1", "contoh.toml")
    assert caught.value.file == "contoh.toml"


async def test_an_error_of_a_library_is_named_without_its_message(press: Press) -> None:
    """Its message may quote the paper, and goes into no log."""
    with pytest.raises(PressError) as caught:
        await press.run(int, "Rahasia")
    assert (caught.value.why, caught.value.detail) == ("failed", "builtins.ValueError")


async def test_calls_wait_for_one_another(press: Press) -> None:
    """Two at once are done one after the other, by one child."""
    pids = await asyncio.gather(press.run(os.getpid), press.run(os.getpid))
    assert pids[0] == pids[1]


async def test_an_idle_child_is_let_go() -> None:
    """A child that nobody needs takes no memory; the next call has another."""
    press = Press(idle=0.0)
    first = await press.run(os.getpid)
    await asyncio.sleep(0)  # the timer's turn
    await asyncio.sleep(0)
    assert not press.running
    assert await press.run(os.getpid) != first
    await press.close()


async def test_the_child_knows_no_secret(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment tells the bot in confidence is not handed on."""
    monkeypatch.setenv("SOPBOT_TOKEN", "1000000002:contoh")
    assert await press.run(os.getenv, "SOPBOT_TOKEN") is None


def test_a_refusal_can_be_pickled() -> None:
    """Reason and facts survive."""
    again = pickle.loads(pickle.dumps(Refused(Reason.FILE_KIND, name="a.exe")))  # noqa: S301 - our own
    assert (again.reason, again.facts) == (Reason.FILE_KIND, {"name": "a.exe"})


async def test_a_lower_limit_of_the_machine_is_no_hindrance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where an administrator allows less than we would take, the child works within that."""
    shell = f'ulimit -v {1024 * 1024}; exec {sys.executable} "$@"'
    start = asyncio.create_subprocess_exec

    async def limited(_: str, *arguments: str, **how: object) -> asyncio.subprocess.Process:
        return await start("/bin/sh", "-c", shell, "sh", *arguments, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", limited)
    press = Press(memory=4096 * MEBI)
    assert await press.run(resource.getrlimit, resource.RLIMIT_AS) == (1024 * MEBI, 1024 * MEBI)
    await press.close()
