"""Phones whose every action brings a power cut: the bot is killed and started again, at changing moments."""

from collections import Counter
from collections.abc import Callable
from itertools import cycle
from time import monotonic
from typing import Any

from tests.support.line import File
from tests.support.phones import Json, Phones
from tests.support.running import Bot

SENDS = ("sendMessage", "sendDocument", "sendPhoto")
_ACTIONS = ("/say", "/tap", "/start", "/files")


class CrashingPhones(Phones):
    """Every message, tap and file that is sent brings a power cut with it."""

    def __init__(self, base_url: str, bot: Bot, settle: Callable[[], None]) -> None:
        super().__init__(base_url)
        self._bot = bot
        self._settle = settle
        self._moments = cycle(
            (self._handed_out, self._acknowledged, self._first_call, self._third_call, self._quiet)
        )
        self.cuts: Counter[str] = Counter()

    def post(self, path: str, **body: Any) -> Any:
        """POST, and cut the power where it was an action of a person."""
        before = self.seq()
        answer = super().post(path, **body)
        if path.endswith(_ACTIONS):
            self._cut(before)
        return answer

    def upload(self, path: str, files: list[tuple[str, File]], data: dict[str, str]) -> Any:
        """Send files, and cut the power."""
        before = self.seq()
        answer = super().upload(path, files, data)
        self._cut(before)
        return answer

    def _cut(self, before: int) -> None:
        moment = next(self._moments)
        moment(before)
        self._bot.kill()
        self._bot.start()
        self.cuts[moment.__name__.removeprefix("_")] += 1
        self._settle()

    def _handed_out(self, before: int) -> None:
        """Wait until the update was in an answer to a poll; nobody is told of that, so it is looked for."""
        deadline = monotonic() + self.patience
        while monotonic() < deadline:
            polls = self.requests("getUpdates", after=before)
            if any(poll["response"].get("result") for poll in polls):
                return
        raise AssertionError("the update was not handed out")

    def _acknowledged(self, before: int) -> None:
        self._wait(before, "update_confirmed")

    def _first_call(self, before: int) -> None:
        self._wait(before, "request")

    def _third_call(self, before: int) -> None:
        """Wait for the third call, or until the bot is quiet where the update brings fewer."""
        seen, calls = before, 0
        while calls < 3:
            news = self.get("/wait", after=seen, timeout=0.3)
            if not news["events"]:
                return
            calls += sum(event["kind"] == "request" for event in news["events"])
            seen = news["seq"]

    def _quiet(self, _: int) -> None:
        self.wait_quiet(0.2)

    def _wait(self, before: int, kind: str) -> None:
        seen = before
        deadline = monotonic() + self.patience
        while monotonic() < deadline:
            news = self.get("/wait", after=seen, timeout=1)
            if any(event["kind"] == kind for event in news["events"]):
                return
            seen = news["seq"]
        raise AssertionError(f"no {kind} came")


def repeated(requests: list[Json]) -> list[tuple[str, str]]:
    """Return the sends that were made again: (chat, what), once a repetition.

    Two sends are the same where method, chat, text or caption, file and buttons are.
    """
    said = Counter(_what(r) for r in requests if r["method"] in SENDS and r["status"] == 200)
    return [what for what, times in said.items() for _ in range(times - 1)]


def sends(requests: list[Json]) -> dict[int, tuple[str, str]]:
    """Return what each message said when it was sent, by its id."""
    done = (r for r in requests if r["method"] in SENDS and r["status"] == 200)
    return {r["response"]["result"]["message_id"]: _what(r) for r in done}


def _what(request: Json) -> tuple[str, str]:
    params = request["params"]
    parts = [params.get(name, "") for name in ("text", "caption", "document", "photo", "reply_markup")]
    files = [file["name"] for file in request["files"]]
    return str(params["chat_id"]), repr((parts, files))
