"""Decisions and the bytes they belong to: an approval or a signature is of one version of a file."""

from collections.abc import Mapping
from dataclasses import dataclass

from sop.case import CHECKS, Case, FileRef, Outcome, Task


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A decision whose file was replaced since."""

    task: Task
    """The task that was decided."""
    old: FileRef
    """What was decided upon."""
    new: FileRef
    """What stands in its place."""
    brought: Task
    """The task that brought the new version."""


def decided_on(task: Task) -> FileRef | None:
    """Return the version that a task approved or signed; None where it did neither, or judged nothing."""
    return task.given if task.part in CHECKS and _done(task) else None


def overtaken(case: Case) -> Mapping[int, Overtaken]:
    """Return the decisions of a case that belong to a version which was replaced since, by task.

    A version is replaced when the part of the step that brought it brings other bytes: not while they are
    being written, but once they are handed on. The same bytes brought again leave a decision as it is.
    """
    if not any(task.ended and task.ended.outcome is Outcome.RETURNED for task in case.tasks):
        return {}  # only what was returned is ever brought again
    found = {}
    for task in case.tasks:
        old = decided_on(task)
        if old is None:
            continue
        origin = _bringer(case, task, old)
        later = [t for t in case.tasks if origin and t.id > task.id and _done(t) and _alike(t, origin)]
        new = (later[-1].file or later[-1].given) if later else None
        if new is not None and new.sha256 != old.sha256:
            found[task.id] = Overtaken(task, old, new, later[-1])
    return found


def _bringer(case: Case, before: Task, file: FileRef) -> Task | None:
    """Return the last task before another that brought these bytes; None for a case's base document."""
    earlier = (t for t in reversed(case.tasks) if t.id < before.id and t.file is not None)
    return next((t for t in earlier if t.file and t.file.sha256 == file.sha256), None)


def _alike(one: Task, other: Task) -> bool:
    return (one.step, one.part) == (other.step, other.part)


def _done(task: Task) -> bool:
    return task.ended is not None and task.ended.outcome is Outcome.DONE
