"""Endpoints for scenes: which there are, playing one, stopping it."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from simulator.control.answering import SenselessError, decimal, read_json
from simulator.errors import PersonError
from simulator.scene_steps import fault_of
from simulator.scenes import Scene

if TYPE_CHECKING:
    from starlette.requests import Request

    from simulator.model import Json
    from simulator.world import World

_PACE = 1.2  # seconds: what people can follow
_PATIENCE = 20.0


async def list_scenes(world: World, _: Request) -> Json:
    """GET /sim/scenes: the scenes, and the progress of the one that runs or ran last."""
    known = world.scenes.known.values()
    return {"scenes": [scene.facts() for scene in known], "progress": world.scenes.progress}


async def register(world: World, request: Request) -> Json:
    """POST /sim/scenes {scenes: [{name, title, about, steps}]}: these in place of all others."""
    given = (await read_json(request)).get("scenes")
    if not isinstance(given, list):
        raise SenselessError("scenes must be a list")
    world.scenes.register([_scene(one) for one in given])
    return await list_scenes(world, request)


def _scene(given: object) -> Scene:
    if not isinstance(given, dict) or not given.get("name") or not isinstance(given.get("steps"), list):
        raise SenselessError("a scene needs a name and steps")
    for number, step in enumerate(given["steps"], 1):
        if fault := fault_of(step) or _content_fault(step):
            raise SenselessError(f"scene {given['name']}, step {number}: {fault}")
    name = str(given["name"])
    return Scene(name, str(given.get("title") or name), str(given.get("about", "")), given["steps"])


def _content_fault(step: Json) -> str:
    try:
        base64.b64decode(step.get("content", ""), validate=True)
    except ValueError:
        return "content must be base64"
    return ""


async def play(world: World, request: Request) -> Json:
    """POST /sim/scenes/{name}/play {pace?, patience?}: begin; the rest is told in events of kind "scene".

    `pace` is the pause between two steps in seconds, 0 for none; `patience` how long one waits for the bot.
    """
    body = await read_json(request)
    pace = decimal(body.get("pace"), "pace", _PACE)
    patience = decimal(body.get("patience"), "patience", _PATIENCE)
    if not (pace >= 0 and patience >= 0):
        raise SenselessError("pace and patience cannot be negative")
    return world.scenes.play(world, request.path_params["name"], pace, patience)


async def stop(world: World, _: Request) -> Json:
    """POST /sim/scenes/stop: stop the scene that runs."""
    await world.scenes.stop()
    if world.scenes.progress is None:
        raise PersonError("no scene was played")
    return world.scenes.progress
