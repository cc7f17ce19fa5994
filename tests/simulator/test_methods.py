from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.calls import every
from simulator.calls.registry import CALLS, SLOW_CALLS
from simulator.methods import METHODS, NOT_SIMULATED

API = Path(__file__).parents[2].parent / "shared" / "telegram-bot-api" / "api.json"


def kind_of(types: list[str]) -> str:
    if "InputFile" in types:
        return "file"
    simple = {"String": "str", "Integer": "int", "Boolean": "bool"}
    return "chat" if types == ["Integer", "String"] else simple.get("|".join(types), "json")


@pytest.fixture(scope="module")
def api() -> Any:
    if not API.exists():
        pytest.skip("the machine-readable Bot API is not beside this repository")
    return json.loads(API.read_text(encoding="utf-8"))["methods"]


@pytest.mark.parametrize("name", METHODS)
def test_the_table_is_the_bot_api(api: Any, name: str) -> None:
    """Every parameter with its kind and whether it is required, none missing and none invented."""
    official = {
        field["name"]: (kind_of(field["types"]), field["required"]) for field in api[name].get("fields", [])
    }
    ours = {p.name: (p.kind, p.required) for p in METHODS[name].parameters.values()}
    assert ours == official


def test_every_method_of_the_table_is_answered() -> None:
    """No method is listed without a function, and none answers that is not listed."""
    assert every.__all__
    assert CALLS.keys() | SLOW_CALLS.keys() == METHODS.keys()


def test_what_is_not_simulated_is_a_real_parameter() -> None:
    """The list of refused parameters names no parameter that does not exist."""
    known = {name for method in METHODS.values() for name in method.parameters}
    assert known >= NOT_SIMULATED
