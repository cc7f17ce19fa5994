"""Faults ordered by a test: fail the next calls, lose their answers, or hold them back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from simulator.errors import ApiError, too_many_requests

Action = Literal["error", "drop", "delay"]


@dataclass
class Fault:
    """What to do to the next `times` calls of a method, in one chat or in all.

    error: answer with this error and do nothing; drop: do it, then cut the connection instead of
    answering; delay: hold the call until released, then do it as usual.
    """

    id: int
    action: Action
    method: str = ""
    chat_id: int | None = None
    times: int = 1
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int = 0
    hits: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    def error(self) -> ApiError:
        """Return the error this fault answers with."""
        if self.retry_after:
            return too_many_requests(self.retry_after)
        return ApiError(self.code, self.description)

    def facts(self) -> dict[str, object]:
        """Return the fault as JSON for the control API."""
        return {name: value for name, value in vars(self).items() if name != "released"}


class Faults:
    """The faults in force, in the order they were ordered."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._last = 0

    def add(self, fault: Fault) -> Fault:
        """Put a fault in force and number it."""
        self._last += 1
        fault.id = self._last
        self._faults[fault.id] = fault
        return fault

    def all(self) -> list[Fault]:
        """Return the faults that still stand, used up or not."""
        return list(self._faults.values())

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """Return the fault that meets this call, and count it."""
        for fault in self._faults.values():
            if fault.times <= fault.hits:
                continue
            if fault.method and fault.method.lower() != method.lower():
                continue
            if fault.chat_id is not None and fault.chat_id != chat_id:
                continue
            fault.hits += 1
            return fault
        return None

    def release(self, fault_id: int) -> bool:
        """Let the calls held by a delay go on; False where there is no such fault."""
        fault = self._faults.get(fault_id)
        if fault is None:
            return False
        fault.times = fault.hits
        fault.released.set()
        return True

    def clear(self) -> None:
        """Lift every fault and let held calls go on."""
        for fault in self._faults.values():
            fault.released.set()
        self._faults.clear()
