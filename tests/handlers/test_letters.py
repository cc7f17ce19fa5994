"""Every kind of message that anything puts into the outbox can be composed."""

import ast
from collections.abc import Iterator
from pathlib import Path

from handlers.buttons import ListVerb, Verb
from handlers.letters import _COMPOSE
from handlers.notice_letters import COMPOSE as _NOTICES
from handlers.routes import TAPS
from handlers.taps import _VERBS

ROOT = Path(__file__).parents[2]


def calls() -> Iterator[ast.Call]:
    """Yield every call in the floors that speak."""
    for floor in ("bot", "handlers", "office"):
        for path in (ROOT / floor).glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call):
                    yield node


def constants(name: str, place: int) -> set[str]:
    """Return the words that stand in one place of every call of a function or method."""
    found = set()
    for call in calls():
        called = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if called == name and len(call.args) > place:
            argument = call.args[place]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found.add(argument.value)
    return found


def names() -> set[object]:
    """Return every name that a notice's payload is given, in a dict or beside its people."""
    found: set[object] = set()
    for floor in ("bot", "office"):
        for path in (ROOT / floor).glob("*.py"):
            if path.name.startswith("demo"):  # whose dicts are orders for the simulator
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Dict):
                    found |= {
                        value.value
                        for key, value in zip(node.keys, node.values, strict=True)
                        if isinstance(key, ast.Constant)
                        and key.value == "name"
                        and isinstance(value, ast.Constant)
                    }
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
                    targets = [getattr(target, "id", "") for target in node.targets[0].elts]
                    if "name" in targets and isinstance(node.value, ast.Tuple):
                        value = node.value.elts[targets.index("name")]
                        found |= {value.value} if isinstance(value, ast.Constant) else set()
    return found


def test_every_kind_in_the_outbox_has_its_composer_and_none_is_left_over() -> None:
    """What is written anywhere is exactly what can be composed."""
    assert constants("Outgoing", 1) | constants("send", 0) == set(_COMPOSE)


def test_every_notice_has_its_composer_and_none_is_left_over() -> None:
    """Reminders, news for superiors and admins, deliveries and ends."""
    assert names() == set(_NOTICES)


def test_every_button_is_answered() -> None:
    """No verb of a card or a list is without its handler."""
    assert set(_VERBS) == set(Verb)
    assert set(TAPS) == set(ListVerb)
