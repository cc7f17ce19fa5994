"""Delivers updates to the bot's webhook, one after the other, again and again until it says 2xx."""

from __future__ import annotations

import asyncio
import http.client
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from simulator.model import Json
    from simulator.world import World

_PATIENCE = 30.0  # seconds for one delivery
_LONGEST_PAUSE = 60.0
_GOOD = range(200, 300)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def deliver(world: World) -> None:
    """Run until cancelled: send each pending update to the webhook, in order."""
    pause = world.webhook_retry
    while not world.events.closed:
        webhook = world.updates.webhook
        batch = world.updates.take(1) if webhook else []
        if not batch:
            await world.events.wait_any(_LONGEST_PAUSE)
            continue
        update = batch[0]
        error = await asyncio.to_thread(_post, webhook, update)
        if not error:
            pause = world.webhook_retry
            if update["update_id"] in world.updates.pending:
                world.updates.confirm(update["update_id"])
        elif world.updates.webhook == webhook:
            world.updates.put_back(update)
            _note_failure(world, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        world.flush()


def _note_failure(world: World, error: str) -> None:
    failed = world.updates.webhook | {"last_error_date": world.clock.unix(), "last_error_message": error}
    world.updates.set_webhook(failed)
    world.events.add("webhook_failed", error=error)


def _post(webhook: Json, update: Json) -> str:
    """Send one update; return what went wrong, or nothing."""
    url = urlsplit(webhook["url"])
    make = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    connection = make(url.netloc, timeout=_PATIENCE)
    headers = {"Content-Type": "application/json"}
    if webhook.get("secret_token"):
        headers[SECRET_HEADER] = webhook["secret_token"]
    path = url.path + (f"?{url.query}" if url.query else "") or "/"
    try:
        connection.request("POST", path, json.dumps(update), headers)
        response = connection.getresponse()
        response.read()
    except ConnectionRefusedError:
        return "Connection refused"
    except (OSError, http.client.HTTPException) as error:
        return f"Connection failed: {error}"
    finally:
        connection.close()
    if response.status in _GOOD:
        return ""
    return f"Wrong response from the webhook: {response.status} {response.reason}"
