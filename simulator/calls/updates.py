"""getUpdates, setWebhook, deleteWebhook, getWebhookInfo."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from simulator.calls.registry import call, slow_call
from simulator.errors import bad_request
from simulator.updates import MAX_LIMIT, MAX_TIMEOUT

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Json
    from simulator.world import World

_MAX_SECRET: Final = 256
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]*")
_URL: Final = re.compile(r"https?://[^\s/]+(?:/\S*)?", re.IGNORECASE)
_CONNECTIONS: Final = (1, 40, 100)  # least, default, most


@slow_call("getUpdates")
async def get_updates(world: World, args: Args) -> list[Json]:
    """Return pending updates, waiting for some if asked to."""
    limit = min(max(args.number("limit", MAX_LIMIT), 1), MAX_LIMIT)
    timeout = min(max(args.number("timeout"), 0), MAX_TIMEOUT)
    return await world.updates.poll(args.number("offset"), limit, timeout, _allowed(args))


@call("setWebhook")
def set_webhook(world: World, args: Args) -> bool:
    """Deliver updates to a URL. Plain http is taken, unlike at Telegram: this is one machine."""
    url = args.text("url")
    secret = args.text("secret_token")
    if not _URL.fullmatch(url):
        raise bad_request("bad webhook: invalid webhook URL specified")
    if len(secret) > _MAX_SECRET:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    world.updates.allow(_allowed(args))
    if args.flag("drop_pending_updates"):
        world.updates.drop()
    least, default, most = _CONNECTIONS
    connections = min(max(args.number("max_connections", default), least), most)
    world.updates.set_webhook({"url": url, "secret_token": secret, "max_connections": connections})
    return True


@call("deleteWebhook")
def delete_webhook(world: World, args: Args) -> bool:
    """Go back to getUpdates."""
    if args.flag("drop_pending_updates"):
        world.updates.drop()
    world.updates.set_webhook({})
    return True


@call("getWebhookInfo")
def get_webhook_info(world: World, _: Args) -> Json:
    """Return the webhook, what waits for it, and its last error."""
    webhook = world.updates.webhook
    info: Json = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if webhook:
        shown = ("max_connections", "last_error_date", "last_error_message")
        info.update({name: webhook[name] for name in shown if name in webhook})
    if world.updates.allowed:
        info["allowed_updates"] = world.updates.allowed
    return info


def _allowed(args: Args) -> list[str] | None:
    types: Any = args.json("allowed_updates")
    if types is None:
        return None
    if not isinstance(types, list) or not all(isinstance(t, str) for t in types):
        raise bad_request("can't parse allowed_updates: expected an Array of String")
    return types
