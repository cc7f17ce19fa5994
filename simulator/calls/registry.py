"""Binds Bot API method names to the functions that answer them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simulator.args import Args
    from simulator.world import World

    Call = Callable[[World, Args], Any]
    SlowCall = Callable[[World, Args], Awaitable[Any]]

CALLS: dict[str, Call] = {}
SLOW_CALLS: dict[str, SlowCall] = {}


def call(name: str) -> Callable[[Call], Call]:
    """Mark a function as the answer to a Bot API method."""

    def register(function: Call) -> Call:
        CALLS[name] = function
        return function

    return register


def slow_call(name: str) -> Callable[[SlowCall], SlowCall]:
    """Mark a coroutine function that may wait as the answer to a Bot API method."""

    def register(function: SlowCall) -> SlowCall:
        SLOW_CALLS[name] = function
        return function

    return register
