"""Domain values <-> JSON text: the one place that knows how the record is written down."""

import json
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter

from sop import facts
from sop.case import Case
from sop.people import Acting, Position

_CASE: TypeAdapter[Case] = TypeAdapter(Case)
_POSITIONS: TypeAdapter[tuple[Position, ...]] = TypeAdapter(tuple[Position, ...])
_ACTING: TypeAdapter[Acting] = TypeAdapter(Acting)
_FACTS: dict[str, type] = {fact.kind: fact for fact in get_args(facts.Fact)}

_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Made once: `json.dumps` makes an encoder at each call."""


@cache
def _fact_adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(_FACTS[kind])


def dump_case(case: Case) -> str:
    """Return the state as JSON."""
    return _CASE.dump_json(case).decode()


def load_case(text: str) -> Case:
    """Return the state; pydantic's ValidationError where the text is not one."""
    return _CASE.validate_json(text)


def dump_fact(fact: facts.Fact) -> str:
    """Return a fact's data as JSON; its kind is kept beside it."""
    data: bytes = _fact_adapter(fact.kind).dump_json(fact)
    return data.decode()


def load_fact(kind: str, text: str) -> facts.Fact:
    """Return a fact; KeyError for an unknown kind."""
    fact: facts.Fact = _fact_adapter(kind).validate_json(text)
    return fact


def dump_positions(positions: tuple[Position, ...]) -> str:
    """Return positions as JSON."""
    return _POSITIONS.dump_json(positions).decode()


def load_positions(text: str) -> tuple[Position, ...]:
    """Return positions."""
    return _POSITIONS.validate_json(text)


def dump_acting(acting: Acting | None) -> str | None:
    """Return a capacity as JSON, None for a definitive holder's."""
    return _ACTING.dump_json(acting).decode() if acting is not None else None


def load_acting(text: str | None) -> Acting | None:
    """Return a capacity."""
    return _ACTING.validate_json(text) if text is not None else None


def dump_plain(value: Any) -> str:
    """Return plain data (dicts, lists, text, numbers) as compact JSON."""
    return _PLAIN(value)


def load_plain(text: str) -> Any:
    """Return plain data."""
    return json.loads(text)
