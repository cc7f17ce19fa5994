"""What an SOP file must make sense of beyond its shape: names that exist, steps that can be gone back to.

The checks run on what could be read, so that an author sees a misspelt role in step 5 together with a wrong
time in step 2. Whatever is missing or of the wrong type has its own fault already and is passed over here.
"""

from collections.abc import Iterable, Iterator

from sop.definition import Kind
from sop.errors import Fault
from sop.faults import Table, one_of, quoted
from sop.sopfile_kinds import disposition, meeting, returns, signature
from sop.sopfile_rows import Row, rows

KEYS_OF_KIND = {
    Kind.DISPOSE: ("petunjuk", "derajat"),
    Kind.PREPARE: ("pengesahan", "kode_autentikator", "rapat", "templat", "distribusi"),
    Kind.MEET: ("ketua", "notulis", "templat"),
    Kind.DRAFT: ("templat",),
    Kind.EXAMINE: ("kembali_ke", "kembali_baku"),
    Kind.SIGN: ("pengesahan", "kode_autentikator", "kembali_ke", "kembali_baku"),
    Kind.ARCHIVE: ("distribusi",),
}
KIND_KEYS = tuple(dict.fromkeys(key for keys in KEYS_OF_KIND.values() for key in keys))


def checked(data: Table, declared: frozenset[str] | None) -> Iterator[Fault]:
    """Yield every fault in the sense of a pruned file.

    `declared` are the role ids the author wrote, wrong ones included, so that one bad id is one fault and not
    one for each use; None where the roles could not be read at all.
    """
    roles, steps = rows(data, "peran"), rows(data, "langkah")
    yield from _twice(roles, "id", "every role has an id of its own")
    yield from _superiors(roles, declared)
    yield from _twice(steps, "nomor", "every step has a number of its own")
    yield from _order(steps)
    pausers = Row("", data).entries("jeda_oleh")
    yield from _each_once(pausers)
    if declared is not None:
        yield from (_no_role(at, role, declared) for at, role in pausers if role not in declared)
    for step in steps:
        yield from _own_keys(step)
        yield from _performers(step)
        if declared is not None:
            yield from _roles_used(step, declared)
        yield from disposition(step, steps)
        yield from meeting(step, steps)
        yield from returns(step, steps)
        yield from signature(step)


def _twice(some: list[Row], key: str, right: str) -> Iterator[Fault]:
    seen: dict[object, str] = {}
    for row in some:
        value = row.values.get(key)
        if value in seen:
            yield Fault(f"{row.at}.{key}", f"{quoted([str(value)])} is that of {seen[value]} already", right)
        elif value is not None:
            seen[value] = row.at


def _superiors(roles: list[Row], declared: frozenset[str] | None) -> Iterator[Fault]:
    above = {name: superior for row in roles if (name := row.text("id")) and (superior := row.text("atasan"))}
    for row in roles:
        superior, name = row.text("atasan"), row.text("id")
        if superior and declared is not None and superior not in declared:
            yield _no_role(f"{row.at}.atasan", superior, declared)
        chain = [name] if name else []
        while chain and (higher := above.get(chain[-1])) and higher not in chain[1:]:
            chain.append(higher)
            if higher == name:
                right = "the highest role has no atasan"
                yield Fault(f"{row.at}.atasan", f"goes in a circle: {' -> '.join(chain)}", right)
                break


def _order(steps: list[Row]) -> Iterator[Fault]:
    highest = 0
    seen: set[int] = set()
    for row in steps:
        number = row.number()
        if number is None or number in seen:
            continue
        if number < highest:
            right = "steps stand in the order in which they are done"
            yield Fault(f"{row.at}.nomor", f"{number} stands after {highest}", right)
        highest = max(highest, number)
        seen.add(number)


def _own_keys(step: Row) -> Iterator[Fault]:
    kind = step.kind()
    if kind is None:
        return
    own = KEYS_OF_KIND[kind]
    right = f"take it out; its own keys are {quoted(own)}"
    for key in KIND_KEYS:
        if key in step.values and key not in own:
            yield Fault(f"{step.at}.{key}", f'does not belong to a step of kind "{kind}"', right)


def _performers(step: Row) -> Iterator[Fault]:
    for key in ("pelaksana", "distribusi", "jeda_oleh"):
        yield from _each_once(step.entries(key))
    kind, performers = step.kind(), step.values.get("pelaksana") or []
    if kind and kind is not Kind.MEET and len(performers) > 1:
        wrong = f'names {len(performers)} roles for a step of kind "{kind}"'
        yield Fault(f"{step.at}.pelaksana", wrong, "one role; only a rapat has several")


def _each_once(named: Iterable[tuple[str, str]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, role in named:
        if role in seen:
            yield Fault(at, f"names {quoted([role])} twice", "name each role once")
        seen.add(role)


def _roles_used(step: Row, declared: frozenset[str]) -> Iterator[Fault]:
    used = [(f"{step.at}.{key}", step.text(key)) for key in ("ketua", "notulis")]
    used += step.entries("pelaksana") + step.entries("distribusi") + step.entries("jeda_oleh")
    used.append((f"{step.at}.pengesahan.oleh", Row("", step.values.get("pengesahan") or {}).text("oleh")))
    for at, role in used:
        if role is not None and role not in declared:
            yield _no_role(at, role, declared)


def _no_role(at: str, role: str, declared: frozenset[str]) -> Fault:
    return Fault(at, f"there is no role {quoted([role])}", one_of(role, sorted(declared)))
