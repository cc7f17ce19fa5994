"""What the steps of a scene do: each finds what it needs on a phone and then acts."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, Final

from simulator import groups, people
from simulator.scene_run import SceneError, holds, plain, seen, wanted, words_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from simulator.model import Callback, Json, Message
    from simulator.scene_run import Run

_WIB: Final = timezone(timedelta(hours=7))
_SATURDAY: Final = 5
_SAFE_DAY: Final = 28


async def _wait(run: Run, step: Json) -> None:
    message = await seen(run, step, "text", fresh=step.get("fresh", False))
    for pattern in wanted(run, step, "keep"):
        kept = re.search(pattern, words_of(message))
        if kept is None:
            raise SceneError(f"{pattern} is not in the message")
        run.words |= kept.groupdict()
    await run.show(step, chat_id=message.chat_id, message_id=message.message_id)


async def _say(run: Run, step: Json) -> None:
    user = run.who(step)
    chat = run.chat(step, user)
    reply_to = (await seen(run, step, "reply_to")).message_id if "reply_to" in step else 0
    await run.show(step, chat_id=chat.id)
    run.acts()
    people.say(run.world, user, chat, run.text(step, "text"), reply_to)


async def _file(run: Run, step: Json) -> None:
    user = run.who(step)
    chat = run.chat(step, user)
    content = base64.b64decode(step["content"])
    file = people.Attachment(run.text(step, "name"), step["type"], content, step.get("as_photo", False))
    reply_to = (await seen(run, step, "reply_to")).message_id if "reply_to" in step else 0
    await run.show(step, chat_id=chat.id)
    run.acts()
    people.send_files(run.world, user, chat, [file], run.text(step, "caption"), reply_to)


async def _start(run: Run, step: Json) -> None:
    user = run.who(step)
    await run.show(step, chat_id=user.id)
    run.acts()
    people.start(run.world, user, run.text(step, "code"))


async def _button(run: Run, step: Json) -> tuple[Message, Json]:
    """Return the button to tap and its message: the latest that has one of this label, or so many."""
    user = run.who(step)
    chat = run.chat(step, user)
    number, on = step.get("number"), wanted(run, step, "on")
    label = plain(run.text(step, "label"))

    def look() -> tuple[Message, Json] | None:
        for message in run.newest(chat, run.began):
            buttons = [button for row in message.inline_keyboard for button in row]
            if number is not None:
                buttons = buttons[number - 1 : number]
            for button in buttons:
                if label in plain(button["text"]) and holds(message, on):
                    return message, button
        return None

    called = repr(label) if number is None else f"number {number}"
    return await run.until(look, f"no button {called} on the phone of {user.first_name}")


async def _aim(run: Run, step: Json) -> None:
    message, button = await _button(run, step)
    where = {"who": step["who"], "chat_id": message.chat_id, "message_id": message.message_id}
    await run.show(step, **where, button=button["text"])


async def _press(run: Run, step: Json) -> Callback:
    # Looked for once more: the message may have changed while people looked at it.
    message, button = await _button(run, step)
    user = run.who(step)
    data = button.get("callback_data", button["text"])
    return people.tap(run.world, user, run.world.chats[message.chat_id], message.message_id, str(data))


async def _answered(run: Run, step: Json, callback: Callback) -> None:
    answer = await run.until(
        lambda: callback if callback.answered else None, "the bot did not answer the tap"
    )
    toast = run.text(step, "toast")
    if toast not in answer.text:
        raise SceneError(f"the bot answered {answer.text!r}, not {toast!r}")


async def _tap(run: Run, step: Json) -> None:
    await _aim(run, step)
    run.acts()
    await _answered(run, step, await _press(run, step))


async def _together(run: Run, step: Json) -> None:
    """Let several tap at once: all have found their button before the first one taps."""
    for tap in step["taps"]:
        await _aim(run, {**tap, "hold": step.get("hold", 1)})
    run.acts()
    taps = [(tap, await _press(run, tap)) for tap in step["taps"]]
    for tap, callback in taps:
        await _answered(run, tap, callback)


async def _clock(run: Run, step: Json) -> None:
    clock = run.world.clock
    now = clock.now().astimezone(_WIB)
    target = now + timedelta(seconds=step.get("seconds", 0))
    if "hour" in step:
        target = _at_hour(now, step)
    await run.show(step)
    run.acts()
    clock.advance(max(0.0, (target.astimezone(UTC) - clock.now()).total_seconds()))
    run.world.events.add("clock", **clock.facts())


def _at_hour(now: datetime, step: Json) -> datetime:
    """Return the next such hour, `days` ahead at least; now, where it is early enough already.

    With `day` it is that day of a month, of the `months` named or of any; with `weekdays` never a weekend,
    nor a day that is `closed`, written as 2026-12-25.
    """
    weekdays, closed = step.get("weekdays", False), step.get("closed", [])

    def works(at: datetime) -> bool:
        return not weekdays or (at.weekday() < _SATURDAY and at.date().isoformat() not in closed)

    if works(now) and step["hour"] <= now.hour < step.get("unless_before", 0):
        return now
    target = (now + timedelta(days=step.get("days", 0))).replace(
        hour=step["hour"], minute=step.get("minute", 0), second=0, microsecond=0
    )
    months, day = step.get("months", range(1, 13)), step.get("day")
    while target <= now or (day is not None and (target.day != day or target.month not in months)):
        target += timedelta(days=1)
    while not works(target):
        target += timedelta(days=1)
    return target


async def _group(run: Run, step: Json) -> None:
    user = run.who(step)
    kind = {"supergroup": step.get("supergroup", False), "forum": step.get("forum", False)}
    await run.show(step)
    run.acts()
    chat = groups.create_group(run.world, run.text(step, "title"), user.id, **kind)
    for member in step.get("members", []):
        groups.add_member(run.world, chat, people.person(run.world, member).id, user.id)
    groups.set_bot(run.world, chat, step.get("bot", "member"), user.id)
    run.groups[step["as"]] = chat.id


async def _member(run: Run, step: Json) -> None:
    user = run.who(step)
    chat = run.chat(step, user)
    await run.show(step)
    run.acts()
    groups.add_member(run.world, chat, people.person(run.world, step["member"]).id, user.id)


async def _bot(run: Run, step: Json) -> None:
    user = run.who(step)
    chat = run.chat(step, user)
    await run.show(step, chat_id=chat.id)
    run.acts()
    groups.set_bot(run.world, chat, step["status"], user.id)


async def _migrate(run: Run, step: Json) -> None:
    user = run.who(step)
    chat = run.chat(step, user)
    await run.show(step, chat_id=chat.id)
    run.acts()
    run.groups[step["chat"]] = groups.migrate(run.world, chat, user.id).id


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of step: what plays it, and its fields, those it needs and those it may have."""

    play: Callable[[Run, Json], Awaitable[None]]
    needs: dict[str, type | tuple[type, ...]]
    may: dict[str, type | tuple[type, ...]] = field(default_factory=dict)


_TEXTS = (str, list)
_WHERE: dict[str, type | tuple[type, ...]] = {"chat": str}
ALWAYS: dict[str, type | tuple[type, ...]] = {"do": str, "shows": str, "hold": (int, float)}
"""What every step may have: a sentence to show instead of the usual one; how many paces it is shown."""

STEPS: dict[str, Kind] = {
    "say": Kind(_say, {"who": int, "text": str}, {**_WHERE, "reply_to": _TEXTS}),
    "tap": Kind(_tap, {"who": int}, {**_WHERE, "label": str, "number": int, "on": _TEXTS, "toast": str}),
    "together": Kind(_together, {"taps": list}),
    "file": Kind(
        _file,
        {"who": int, "name": str, "content": str, "type": str},
        {**_WHERE, "as_photo": bool, "caption": str, "reply_to": _TEXTS},
    ),
    "wait": Kind(_wait, {"who": int, "text": _TEXTS}, {**_WHERE, "fresh": bool, "keep": _TEXTS}),
    "start": Kind(_start, {"who": int}, {"code": str}),
    "clock": Kind(
        _clock,
        {},
        {
            "seconds": (int, float),
            "days": int,
            "hour": int,
            "minute": int,
            "weekdays": bool,
            "unless_before": int,
            "day": int,
            "months": list,
            "closed": list,
        },
    ),
    "group": Kind(
        _group,
        {"who": int, "title": str, "as": str},
        {"members": list, "bot": str, "supergroup": bool, "forum": bool},
    ),
    "member": Kind(_member, {"who": int, "chat": str, "member": int}),
    "bot": Kind(_bot, {"who": int, "chat": str, "status": str}),
    "migrate": Kind(_migrate, {"who": int, "chat": str}),
}


def fault_of(step: Any) -> str:
    """Return what is wrong with a step, "" where nothing is."""
    if not isinstance(step, dict) or step.get("do") not in STEPS:
        return f"do must be one of {', '.join(STEPS)}"
    kind = STEPS[step["do"]]
    fields = {**ALWAYS, **kind.needs, **kind.may}
    for name in (*kind.needs, *step):
        if name not in step:
            return f"{name} is missing"
        if name not in fields:
            return f"{step['do']} has no {name!r}"
        if not isinstance(step[name], fields[name]):
            return f"{name} is of another type"
    return _contradiction(step)


def _contradiction(step: Json) -> str:
    if step["do"] == "tap" and ("label" in step) == ("number" in step):
        return "a tap needs a label, or the number of a button"
    # Some day that no month has would be looked for for ever.
    months = step.get("months", [1])
    if not 1 <= step.get("day", 1) <= _SAFE_DAY or not all(month in range(1, 13) for month in months):
        return f"a clock's day is from 1 to {_SAFE_DAY}, and its months from 1 to 12"
    if not months or ("day" in step and "hour" not in step):
        return "a clock's day needs its hour, and months name one at least"
    keep = step.get("keep", [])
    for pattern in [keep] if isinstance(keep, str) else keep:
        try:
            re.compile(pattern)
        except re.error:
            return "keep is no regular expression"
    taps = [{"do": "tap", **tap} if isinstance(tap, dict) else tap for tap in step.get("taps", [])]
    return next((fault for fault in map(fault_of, taps) if fault), "")
