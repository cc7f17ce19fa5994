"""Endpoints for the machine itself: clock, faults, requests, updates, waiting, the live stream."""

from __future__ import annotations

import json
from time import monotonic
from typing import TYPE_CHECKING, get_args

from starlette.responses import StreamingResponse

from simulator.control.answering import SenselessError, decimal, read_json, whole
from simulator.control.views import chat_view, message_view, person_view
from simulator.errors import PersonError
from simulator.faults import Action, Fault

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from simulator.model import Json
    from simulator.world import World

_LONGEST_WAIT = 60.0  # seconds
_HEARTBEAT = 15.0


async def state(world: World, request: Request) -> Json:
    """GET /sim/state: all the page needs to begin with."""
    base = str(request.base_url).rstrip("/").removesuffix("/sim")
    return {
        "seq": world.events.seq,
        "bot": world.bot_user(),
        "token": world.token,
        "base_url": f"{base}/bot",
        "base_file_url": f"{base}/file/bot",
        "clock": world.clock.facts(),
        "rate_limits": world.limits.on,
        "privacy": world.privacy,
        "people": [person_view(world, user) for user in world.users.values()],
        "groups": [chat_view(world, chat) for chat in world.chats.values() if not chat.is_private],
    }


async def show_clock(world: World, _: Request) -> Json:
    """GET /sim/clock."""
    return world.clock.facts()


async def advance_clock(world: World, request: Request) -> Json:
    """POST /sim/clock {seconds}: move forward."""
    seconds = decimal((await read_json(request)).get("seconds"), "seconds", -1)
    try:
        world.clock.advance(seconds)
    except ValueError as error:
        raise SenselessError(str(error)) from None
    clock = world.clock.facts()
    world.events.add("clock", **clock)
    return clock


async def list_faults(world: World, _: Request) -> list[Json]:
    """GET /sim/faults."""
    return [fault.facts() for fault in world.faults.all()]


async def order_fault(world: World, request: Request) -> Json:
    """POST /sim/faults {action, method?, chat_id?, times?, code?, description?, retry_after?}."""
    body = await read_json(request)
    action: Action = body.get("action", "error")
    if action not in get_args(Action):
        raise SenselessError("action must be error, drop or delay")
    chat_id = body.get("chat_id")
    fault = Fault(
        0,
        action,
        str(body.get("method", "")),
        None if chat_id is None else whole(chat_id, "chat_id"),
        whole(body.get("times"), "times", 1),
        whole(body.get("code"), "code", 500),
        str(body.get("description", "Internal Server Error")),
        whole(body.get("retry_after"), "retry_after"),
    )
    return world.faults.add(fault).facts()


async def release_fault(world: World, request: Request) -> Json:
    """POST /sim/faults/{id}/release: let the calls held by a delay go on."""
    if not world.faults.release(whole(request.path_params["fault_id"], "fault id")):
        raise PersonError("no such fault")
    return {"released": True}


async def clear_faults(world: World, _: Request) -> Json:
    """DELETE /sim/faults: lift all."""
    world.faults.clear()
    return {"cleared": True}


async def requests(world: World, request: Request) -> list[Json]:
    """GET /sim/requests?after=SEQ&method=&chat_id=: the Bot API requests, oldest first."""
    query = request.query_params
    chat_id = whole(query["chat_id"], "chat_id") if "chat_id" in query else None
    return world.requests.entries(whole(query.get("after"), "after"), query.get("method", ""), chat_id)


async def updates(world: World, _: Request) -> Json:
    """GET /sim/updates: what waits for the bot, and which updates it has confirmed."""
    return {
        "seq": world.events.seq,
        "pending": len(world.updates.pending),
        "pending_updates": list(world.updates.pending.values()),
        "confirmed": world.updates.delivered_ids(),
    }


async def redeliver(world: World, request: Request) -> Json:
    """POST /sim/updates/redeliver {update_id}: deliver a confirmed update once more."""
    update_id = whole((await read_json(request)).get("update_id"), "update_id")
    if not world.updates.redeliver(update_id):
        raise PersonError(f"update {update_id} was not confirmed lately")
    return {"update_id": update_id}


async def settings(world: World, request: Request) -> Json:
    """POST /sim/settings {rate_limits?, privacy?}."""
    body = await read_json(request)
    if "rate_limits" in body:
        world.limits.on = bool(body["rate_limits"])
    if "privacy" in body:
        world.set_privacy(on=bool(body["privacy"]))
    return {"rate_limits": world.limits.on, "privacy": world.privacy}


async def wait(world: World, request: Request) -> Json:
    """GET /sim/wait?after=SEQ&timeout=S&chat_id=: return as soon as anything happened after SEQ.

    With a chat_id: anything in that chat.
    """
    query = request.query_params
    after = whole(query.get("after"), "after")
    timeout = decimal(query.get("timeout"), "timeout", 25.0)
    chat_id = whole(query["chat_id"], "chat_id") if "chat_id" in query else None
    await world.events.wait(after, min(timeout, _LONGEST_WAIT), chat_id)
    return {
        "seq": world.events.seq,
        "pending": len(world.updates.pending),
        "events": world.events.after(after),
    }


async def quiet(world: World, request: Request) -> Json:
    """GET /sim/quiet?seconds=Q&timeout=S: return once nothing happened for Q and no update waits for the bot.

    `quiet` tells whether it came to that within S.
    """
    seconds = decimal(request.query_params.get("seconds"), "seconds", 0.3)
    timeout = decimal(request.query_params.get("timeout"), "timeout", 25.0)
    until = monotonic() + min(timeout, _LONGEST_WAIT)
    found = False
    while not found and not world.events.closed and monotonic() < until:
        found = await world.events.quiet(seconds) and not world.updates.pending
    return {"seq": world.events.seq, "pending": len(world.updates.pending), "quiet": found}


async def stream(world: World, request: Request) -> StreamingResponse:
    """GET /sim/stream?after=SEQ: server-sent events; messages come with their content."""
    resumed = request.headers.get("last-event-id") or request.query_params.get("after")
    after = whole(resumed, "after", world.events.seq)
    return StreamingResponse(
        _events(world, after), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


async def _events(world: World, after: int) -> AsyncIterator[str]:
    yield "retry: 1000\n\n"
    while not world.events.closed:
        for event in world.events.after(after):
            after = event["seq"]
            if event["kind"] != "request":
                yield f"id: {after}\ndata: {json.dumps(_with_content(world, event))}\n\n"
        seen = world.events.seq
        await world.events.wait(after, _HEARTBEAT)
        if world.events.seq == seen:
            yield ": still here\n\n"


def _with_content(world: World, event: Json) -> Json:
    """Add the message or person an event is about, so that the page need not ask."""
    if "user_id" in event and event["kind"] == "person":
        return {**event, "person": person_view(world, world.users[event["user_id"]])}
    if "message_id" in event and event["kind"] not in {"callback_answered", "tap"}:
        message = world.messages[event["chat_id"]][event["message_id"]]
        author = world.users.get(message.from_id) or next(iter(world.users.values()))
        return {**event, "message": message_view(world, author, message)}
    return event
