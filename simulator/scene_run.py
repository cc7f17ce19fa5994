"""One playing of a scene: what it looks for on phones, waiting for the bot, and what it keeps.

Only what came or changed after the scene began is looked at, so that a scene can be played again and after
other things. In every text `{n}` stands for how many times the scene has been played, and `{name}` for what
a step kept under that name.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from simulator import people

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulator.model import Chat, Json, Message, User
    from simulator.world import World

T = TypeVar("T")
_WORD = re.compile(r"\{(\w+)\}")


class SceneError(Exception):
    """A step could not be done: what was waited for did not come, or says something else."""


def filled(value: Any, words: dict[str, str]) -> Any:
    """Return a value with its placeholders filled; unknown ones stay as they are."""
    if isinstance(value, list):
        return [filled(one, words) for one in value]
    if not isinstance(value, str):
        return value
    return _WORD.sub(lambda found: words.get(found[1], found[0]), value)


@dataclass
class Run:
    """One playing of a scene, as far as it has come."""

    world: World
    words: dict[str, str]
    pace: float
    patience: float
    groups: dict[str, int] = field(default_factory=dict)
    announce: Callable[..., None] = lambda **_: None

    def __post_init__(self) -> None:
        """Note where this playing begins."""
        self.began = self.acted = self.world.events.seq

    def text(self, step: Json, key: str) -> str:
        """Return a text of a step, filled."""
        return str(filled(step.get(key, ""), self.words))

    def who(self, step: Json) -> User:
        """Return the person whose phone it is. Raises PersonError."""
        return people.person(self.world, step["who"])

    def chat(self, step: Json, user: User) -> Chat:
        """Return the chat meant: with the bot, or the group that a step before opened under this name."""
        name = step.get("chat")
        if name is None:
            return self.world.chats[user.id]
        if name not in self.groups:
            raise SceneError(f"no group {name!r} was opened")
        return self.world.chats[self.groups[name]]

    def newest(self, chat: Chat, after: int) -> list[Message]:
        """Return what came or changed in a chat, the latest message first."""
        shown = self.world.messages.get(chat.id, {}).values()
        return [m for m in reversed(list(shown)) if m.seq > after and not m.deleted]

    def acts(self) -> None:
        """Note that somebody acts now: fresh is what comes after."""
        self.acted = self.world.events.seq

    async def until(self, look: Callable[[], T | None], what: str) -> T:
        """Return what `look` finds, looking again after every event. SceneError when it does not come."""
        deadline = monotonic() + self.patience
        while True:
            found = look()
            if found is not None:
                return found
            left = deadline - monotonic()
            if left <= 0 or self.world.events.closed:
                raise SceneError(what)
            self.world.flush()
            await self.world.events.wait_any(left)

    async def show(self, step: Json, **where: Any) -> None:
        """Say what is about to be done, and give people time to look."""
        self.announce(**where)
        await asyncio.sleep(self.pace * step.get("hold", 1))


def words_of(message: Message) -> str:
    """Return all that can be read on a message: text, file name, and the labels beneath it."""
    body = message.body
    name = body.get("document", {}).get("file_name", "")
    labels = [button["text"] for row in message.inline_keyboard for button in row]
    return "\n".join([body.get("text") or body.get("caption") or "", name, *labels])


def plain(label: str) -> str:
    """Return a label without emoji and signs, in lower case, to compare."""
    words = "".join(sign if sign.isalnum() or sign in " .-/" else " " for sign in label)
    return " ".join(words.split()).lower()


def holds(message: Message, parts: list[str]) -> bool:
    """Whether a message says all of this."""
    shown = words_of(message)
    return all(part in shown for part in parts)


def wanted(run: Run, step: Json, key: str) -> list[str]:
    """Return the texts of a field, one or several, filled."""
    value = step.get(key, [])
    found: list[str] = filled([value] if isinstance(value, str) else value, run.words)
    return found


async def seen(run: Run, step: Json, key: str, *, fresh: bool = False) -> Message:
    """Return the latest message of another with the words a step names, waiting for it."""
    user = run.who(step)
    chat = run.chat(step, user)
    parts = wanted(run, step, key)

    def look() -> Message | None:
        others = (m for m in run.newest(chat, run.acted if fresh else run.began) if m.from_id != user.id)
        return next((m for m in others if holds(m, parts)), None)

    return await run.until(look, f"nothing like {parts} came to {user.first_name}")
