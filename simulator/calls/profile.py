"""getMe, logOut, close, and the bot's name and descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from simulator.calls.registry import CALLS, call
from simulator.errors import bad_request
from simulator.world import DEFAULT_NAME

if TYPE_CHECKING:
    from simulator.args import Args
    from simulator.model import Json
    from simulator.world import World

# Of each text: the parameter, the longest allowed in characters, what Telegram says of a longer one.
_TEXTS: Final = {
    "Name": ("name", 64, "BOT_TITLE_INVALID"),
    "Description": ("description", 512, "BOT_DESCRIPTION_INVALID"),
    "ShortDescription": ("short_description", 120, "BOT_SHORT_DESCRIPTION_INVALID"),
}


@call("getMe")
def get_me(world: World, _: Args) -> Json:
    """Return the bot itself."""
    return world.bot_user() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@call("logOut")
def log_out(_: World, __: Args) -> bool:
    """Say yes: there is no cloud to log out of."""
    return True


@call("close")
def close(_: World, __: Args) -> bool:
    """Say yes: the simulator keeps the bot."""
    return True


def _register_text(what: str) -> None:
    parameter, longest, too_long = _TEXTS[what]

    def setter(world: World, args: Args) -> bool:
        text, language = args.text(parameter), args.text("language_code")
        if len(text) > longest:
            raise bad_request(too_long)
        world.set_setting(f"{parameter} {language}".rstrip(), text or None)
        return True

    def getter(world: World, args: Args) -> Json:
        spoken = f"{parameter} {args.text('language_code')}".rstrip()
        default = DEFAULT_NAME if parameter == "name" else ""
        return {parameter: world.settings.get(spoken) or world.settings.get(parameter, default)}

    CALLS[f"setMy{what}"] = setter
    CALLS[f"getMy{what}"] = getter


for _what in _TEXTS:
    _register_text(_what)
