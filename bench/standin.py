"""A Bot API server as fast as Python can be: hands out taps, counts what comes back, and times it.

Speaks just enough HTTP/1.1 for keep-alive clients. Prints its port, and a line of JSON when all is done.
"""

import argparse
import asyncio
import json
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

import uvloop

BATCH = 100
CALLS = {
    b"answerCallbackQuery": "answered",
    b"editMessageText": "edited",
    b"editMessageCaption": "edited",
    b"sendMessage": "sent",
    b"sendDocument": "sent",
}
CALLS_A_TAP = 3
_LENGTH = re.compile(rb"\r\nContent-Length: *(\d+)", re.IGNORECASE)
_FIELD = {
    name: re.compile(rb"(?:^|&)" + name + rb"=([^&]*)")
    for name in (b"callback_query_id", b"message_id", b"offset")
}
_CHAT = re.compile(rb"(?:^|&)chat_id=(-?\d+)")
_OK = b'{"ok":true,"result":true}'


class Exam:
    """The taps, who has had them, and what has come back."""

    def __init__(self, taps: list[dict[str, Any]], warm_up: int) -> None:
        self.taps = taps
        self.warm_up = warm_up
        self.handed = 0
        self.waiting: list[tuple[Connection, int]] = []
        self.answered: Counter[bytes] = Counter()
        self.edited: Counter[bytes] = Counter()
        self.counts: Counter[str] = Counter()
        self.numbers = 1_000_000
        self.began = 0.0
        self.ended = 0.0
        self.done = asyncio.Event()

    @property
    def open_to(self) -> int:
        """How many taps may be handed out: the measured ones only when the warm-up is over."""
        warm = self.counts.total() >= self.warm_up * CALLS_A_TAP
        return len(self.taps) if warm else self.warm_up

    def poll(self, connection: "Connection", offset: int) -> None:
        """Answer a poll, now or when there is something."""
        first = max(self.handed, offset)
        last = min(self.open_to, first + BATCH)
        if first >= last:
            self.waiting.append((connection, offset))
            return
        if last > self.warm_up and not self.began:
            self.began = time.perf_counter()
        self.handed = last
        connection.answer(b'{"ok":true,"result":[' + b",".join(self.texts[first:last]) + b"]}")

    def prepare(self) -> None:
        """Write the taps down as JSON, so that the measured time holds none of it."""
        self.texts = [json.dumps({"update_id": n, **tap}).encode() for n, tap in enumerate(self.taps)]

    def call(self, connection: "Connection", method: bytes, body: bytes) -> None:
        """Answer any other call."""
        what = CALLS.get(method)
        if what is None:
            connection.answer(_ME if method == b"getMe" else _OK)
            return
        if what == "answered":
            self.answered[_FIELD[b"callback_query_id"].search(body)[1]] += 1  # type: ignore[index]
            connection.answer(_OK)
        else:
            chat = _CHAT.search(body)[1]  # type: ignore[index]
            if what == "edited":
                number = _FIELD[b"message_id"].search(body)[1]  # type: ignore[index]
                self.edited[chat + b"/" + number] += 1
            else:
                self.numbers += 1
                number = b"%d" % self.numbers
            connection.answer(
                b'{"ok":true,"result":{"message_id":%b,"date":1763863200,"chat":{"id":%b,"type":"private"},'
                b'"text":"Baik"}}' % (number, chat)
            )
        self.counts[what] += 1
        total = self.counts.total()
        if total == self.warm_up * CALLS_A_TAP:
            polls, self.waiting = self.waiting, []
            for poll in polls:
                self.poll(*poll)
        elif total == len(self.taps) * CALLS_A_TAP:
            self.ended = time.perf_counter()
            self.done.set()

    def faults(self) -> list[str]:
        """Return what came not exactly once."""
        number = len(self.taps)
        ids = {str(tap["callback_query"]["id"]).encode(): 1 for tap in self.taps}
        found = [f"{what}: {n} for {number} taps" for what, n in self.counts.items() if n != number]
        if self.answered != ids:
            found.append("some taps were not answered exactly once")
        messages = [tap["callback_query"]["message"] for tap in self.taps]
        if self.edited != {f"{m['chat']['id']}/{m['message_id']}".encode(): 1 for m in messages}:
            found.append("some cards were not edited exactly once")
        return found


_ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"Bangku","username":"bangku_bot"}}'


class Connection(asyncio.Protocol):
    """One client's connection: requests come one after the other."""

    def __init__(self, exam: Exam) -> None:
        self._exam = exam
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, _: Exception | None) -> None:
        """Forget polls of a client that went away."""
        self._exam.waiting = [poll for poll in self._exam.waiting if poll[0] is not self]

    def data_received(self, data: bytes) -> None:
        """Take whole requests from what has come."""
        self._buffer += data
        while True:
            head = self._buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            found = _LENGTH.search(self._buffer, 0, head + 2)
            end = head + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < end:
                return
            request, self._buffer = self._buffer[:end], self._buffer[end:]
            self._serve(request, head)

    def _serve(self, request: bytes, head: int) -> None:
        path = request[: request.index(b"\r\n")].split(b" ")[1]
        method, body = path.rpartition(b"/")[2].partition(b"?")[0], request[head + 4 :]
        if method == b"getUpdates":
            offset = _FIELD[b"offset"].search(body)
            self._exam.poll(self, int(offset[1]) if offset else 0)
        else:
            self._exam.call(self, method, body)

    def answer(self, body: bytes) -> None:
        """Send an answer."""
        assert self._transport is not None  # noqa: S101
        self._transport.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
            % (len(body), body)
        )


async def serve(taps: list[dict[str, Any]], warm_up: int) -> None:
    """Hold the exam."""
    exam = Exam(taps, warm_up)
    exam.prepare()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(exam), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await exam.done.wait()
    measured = len(taps) - warm_up
    seconds = exam.ended - exam.began
    print(json.dumps({"seconds": seconds, "rate": measured / seconds, "faults": exam.faults()}), flush=True)
    await asyncio.Event().wait()


def main() -> None:
    """Read the taps from a file and serve until killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("taps", type=Path, help="a JSON list of updates without their ids")
    parser.add_argument("--warm-up", type=int, default=0, help="how many of them are not measured")
    options = parser.parse_args()
    taps = json.loads(options.taps.read_text())
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(taps, options.warm_up))


if __name__ == "__main__":
    main()
