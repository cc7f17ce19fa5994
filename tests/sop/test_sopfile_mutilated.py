"""SOP files mutilated at random: read or refused, never anything else."""

import tomllib
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sop.definition import Sop
from sop.errors import Fault, SopFileError
from sop.sopfile import parse

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "sop" / "library" / "evaluasi-capaian-kinerja-internal.toml").read_text(encoding="utf-8")


def places(value: Any, at: tuple[int | str, ...] = ()) -> list[tuple[int | str, ...]]:
    """List every place of a parsed file."""
    if isinstance(value, dict):
        inner = list(value.items())
    else:
        inner = list(enumerate(value)) if isinstance(value, list) else []
    return [at, *(place for key, each in inner for place in places(each, (*at, key)))]


def written(value: Any) -> str:
    """Write a value as TOML on one line."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escapes = {ord('"'): '\\"', ord("\\"): "\\\\", **{n: f"\\u{n:04x}" for n in [*range(32), 127]}}
        return f'"{value.translate(escapes)}"'
    if isinstance(value, list):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{written(k)} = {written(v)}' for k, v in value.items())}}}"
    return repr(value)


PLACES = [place for place in places(tomllib.loads(TEXT)) if place]
WORDS = ["jf", "kepala-biro", "susun", "periksa", "rapat", "arsip", "kembali_ke", "pelaksana", "petunjuk"]
VALUES = st.one_of(
    st.booleans(),
    st.integers(-2, 12),
    st.floats(),
    st.sampled_from(["", " ", "1 hari", *WORDS]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    st.lists(st.sampled_from([*WORDS, "x"]) | st.integers(0, 9), max_size=3),
    st.dictionaries(
        st.sampled_from(["teks", "oleh", "cara", "nomor", "x"]), st.text("ab", max_size=2), max_size=2
    ),
)
CHANGES = st.lists(
    st.tuples(
        st.sampled_from(PLACES),
        st.sampled_from(["delete", "rename", "retype", "copy"]),
        VALUES,
        st.sampled_from(PLACES),
    ),
    min_size=1,
    max_size=6,
)


def at(data: Any, place: tuple[int | str, ...]) -> Any:
    for part in place:
        data = data[part]
    return data


def mutate(
    data: Any, place: tuple[int | str, ...], how: str, value: Any, other: tuple[int | str, ...]
) -> None:
    """Change one place of a parsed file; KeyError and the like where an earlier change took it away."""
    holder, last = at(data, place[:-1]), place[-1]
    if how == "retype":
        holder[last] = value
    elif how == "copy":
        holder[last] = tomllib.loads(f"a = {written(at(data, other))}")["a"]
    else:
        kept = holder.pop(last)
        if how == "rename" and isinstance(holder, dict):
            holder[str(value)] = kept


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CHANGES)
def test_a_mutilated_file_is_read_or_refused(changes: list[Any]) -> None:
    """Whatever is deleted, renamed, retyped or copied about: an Sop or its faults, and nothing else."""
    data = tomllib.loads(TEXT)
    for change in changes:
        try:
            mutate(data, *change)
        except (KeyError, IndexError, TypeError, AttributeError):
            continue
    text = "\n".join(f"{written(key)} = {written(value)}" for key, value in data.items())
    assert_read_or_refused(text)


def assert_read_or_refused(text: str) -> None:
    """Check that reading ends in a sound Sop or in faults that say something."""
    faults: tuple[Fault, ...] = ()
    try:
        assert_sound(parse(text, "a"))
    except SopFileError as error:
        faults = error.faults
        assert faults
    assert all(fault.key and fault.wrong and fault.right for fault in faults)


def assert_sound(sop: Sop) -> None:
    """Check that what was read refers only to what is there."""
    roles = {role.id for role in sop.roles}
    for step in sop.steps:
        named = {*step.performers, *step.distribute_to, step.performer, step.chair, step.signer} - {None}
        assert named <= roles
        assert all(sop.step(target).number < step.number for target in step.returns_to)
        assert step.return_default is None or step.return_default in step.returns_to


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(TEXT)), st.integers(0, 40), st.text(max_size=5))
def test_a_garbled_file_is_read_or_refused(start: int, length: int, put: str) -> None:
    """A few characters lost or typed anywhere end in an Sop or its faults, and nothing else."""
    assert_read_or_refused(TEXT[:start] + put + TEXT[start + length :])
