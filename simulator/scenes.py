"""Scenes: plays for phones that anybody can start from the page. One runs at a time.

A scene is plain data: a name, a title, a sentence what one will see, and steps, whose kinds are in
`scene_steps.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from simulator.errors import ApiError, PersonError
from simulator.scene_run import Run, SceneError, filled
from simulator.scene_steps import STEPS

if TYPE_CHECKING:
    from simulator.model import Json
    from simulator.store import Store
    from simulator.world import World

State = Literal["playing", "done", "failed", "stopped"]
_SHOWN = ("do", "who", "label", "text", "name", "title", "shows")
"""The fields of a step that say what is being done."""


@dataclass
class Scene:
    """A play for phones; `plays` counts how often it was begun."""

    name: str
    title: str
    about: str
    steps: list[Json]
    plays: int = 0

    def facts(self) -> Json:
        """Return the scene as a list shows it."""
        return {**vars(self), "steps": len(self.steps)}


class Scenes:
    """The scenes that can be played, and the one that runs or ran last."""

    def __init__(self, store: Store) -> None:
        self._store = store
        found = {key: Scene(**value) for key, value in store.load("scene")}
        order: list[str] = next((value for key, value in store.load("scenes") if key == "order"), [])
        self.known = {name: found[name] for name in order if name in found}
        self.progress: Json | None = None
        self._task: asyncio.Task[None] | None = None

    def register(self, scenes: list[Scene]) -> None:
        """Take these scenes in place of all others; what was played already goes on counting."""
        for name in self.known:
            self._store.delete("scene", name)
        for scene in scenes:
            known = self.known.get(scene.name)
            scene.plays = known.plays if known else 0
            self._store.put("scene", scene.name, scene)
        self.known = {scene.name: scene for scene in scenes}
        self._store.put("scenes", "order", list(self.known))

    def play(self, world: World, name: str, pace: float, patience: float) -> Json:
        """Begin to play a scene; return its progress. Raises PersonError where it cannot begin.

        `pace` is the pause between two steps, `patience` how long a step waits for the bot, both in seconds.
        """
        scene = self.known.get(name)
        if scene is None:
            raise PersonError("no such scene")
        if self._task is not None and not self._task.done():
            raise PersonError("another scene is playing")
        scene.plays += 1
        self._store.put("scene", scene.name, scene)
        run = Run(world, {"n": str(scene.plays)}, pace, patience)
        title = filled(scene.title, run.words)
        self.progress = {"name": name, "title": title, "play": scene.plays, "steps": len(scene.steps)}
        self._tell(world, state="playing", step=0)
        self._task = asyncio.create_task(self._run(world, scene, run))
        return self.progress

    async def stop(self) -> None:
        """Stop the scene that runs; nothing where none does."""
        if self._task is None or self._task.done():
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _run(self, world: World, scene: Scene, run: Run) -> None:
        state: State = "failed"
        error = "the simulator stumbled"
        try:
            for number, step in enumerate(scene.steps, 1):
                run.announce = lambda number=number, step=step, **where: self._tell(
                    world, step=number, doing=_doing(step, run), where=where or None
                )
                run.announce()
                await STEPS[step["do"]].play(run, step)
                world.flush()
            state, error = "done", ""
        except asyncio.CancelledError:
            state, error = "stopped", ""
            raise
        except (SceneError, PersonError) as refused:
            error = str(refused)
        except ApiError as refused:
            error = refused.description
        finally:
            self._tell(world, state=state, error=error)

    def _tell(self, world: World, **news: object) -> None:
        self.progress = {**(self.progress or {}), **news}
        world.events.add("scene", scene=self.progress)
        world.flush()


def _doing(step: Json, run: Run) -> Json:
    return {key: filled(step[key], run.words) for key in _SHOWN if key in step}
