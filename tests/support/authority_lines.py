"""Reads the table of authority: its lines, and what a cell says."""

from dataclasses import dataclass
from pathlib import Path

from tests.office import authority_table as table
from tests.office.bureau import SEATS
from tests.support.authority import DONE, QUIET
from tests.support.authority_people import ABOVE, ABOVE_POST, Capacity, Standpoint
from tests.support.authority_states import HEAD
from tests.support.authority_ways import Way

TABLE = Path(table.__file__).with_suffix(".txt")
HEADS = 2
"""Lines that head a section."""


@dataclass(frozen=True, slots=True)
class Line:
    """A part of a step in a state."""

    part: str
    state: str
    doing: str
    overseeing: str
    may: str
    may_above: str

    def __str__(self) -> str:
        """Return what the line is about."""
        return f"{self.part} {self.state}"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """What concerns a whole case, as those around one post may."""

    deed: str
    state: str
    post: tuple[str, str | None]
    signs: str

    def __str__(self) -> str:
        """Return what the line is about."""
        return f"{self.deed} {self.state} {self.post[0]}"


@dataclass(frozen=True, slots=True)
class TimeLine:
    """What concerns the time of a task in a state."""

    deed: str
    part: str
    state: str
    signs: str
    verdict: str

    def __str__(self) -> str:
        """Return what the line is about."""
        return f"{self.deed} {self.part} {self.state}"


def people() -> list[str]:
    """Return every kind of person, in the order of the columns."""
    return [person for group in table.PERSONS.values() for person in group]


def _section(name: str) -> list[str]:
    """Return the lines of a section of the table, without its head."""
    text = TABLE.read_text(encoding="utf-8").partition(f"\n{name}\n")[2].partition("\n\n\n")[0]
    return [line for line in text.splitlines()[HEADS:] if "|" in line]


def lines() -> list[Line]:
    """Return the lines of the table of tasks."""
    found = []
    for text in _section("TASKS"):
        head, *columns = (column.strip() for column in text.split("|"))
        part, _, state = head.partition(" ")
        found.append(Line(part.lower(), state.strip(), *columns))
    return found


def case_lines() -> list[CaseLine]:
    """Return the lines of the table of cases."""
    found = []
    for text in _section("CASES"):
        head, signs = text.split("|")
        deed, state, role = head.split()
        post = next(p for p in (*ABOVE, HEAD) if p.role == role)
        found.append(CaseLine(deed, state, (post.role, post.unit), signs.strip()))
    return found


def time_lines() -> list[TimeLine]:
    """Return the lines of the table of time."""
    found = []
    for text in _section("TIME"):
        head, signs, verdict = (column.strip() for column in text.split("|"))
        deed, part, state = head.split(maxsplit=2)
        found.append(TimeLine(deed, part.lower(), state, signs, verdict))
    return found


def cells(signs: str) -> dict[str, str]:
    """Return the sign of each kind of person."""
    return dict(zip(people(), signs.replace(" ", ""), strict=True))


def people_of(signs: str) -> list[str]:
    """Return the kinds of person that there are for a line."""
    return [person for person, sign in cells(signs).items() if sign != "."]


def expected(line: Line, person: str, way: Way) -> str:
    """Return what the table says becomes of a way: DONE, QUIET or a reason."""
    above = way.deed in table.OVERSEEING
    sign = cells(line.overseeing if above else line.doing)[person]
    if sign != "+":
        reasons = table.REASONS | (table.GIVING_REASONS if way.deed in table.GIVING else {})
        return reasons[sign]
    if not way.deed:
        return QUIET
    verdict = _verdicts(line.may_above if above else line.may).get(way.deed)
    if verdict is None:
        return way.otherwise or table.OTHERWISE.get(way.deed, "not_this_kind")
    return QUIET if way.asks and verdict == DONE else verdict


def _verdicts(may: str) -> dict[str, str]:
    """Return what a list of deeds says of each deed it names."""
    pairs = (word.partition("=") for word in may.split())
    found = {deed: verdict or DONE for deed, _, verdict in pairs}
    if "seen" in found:
        found = dict.fromkeys(table.CARRY_VERSION, found.pop("seen")) | found
    return {deed: QUIET if verdict == "asks" else verdict for deed, verdict in found.items()}


def expected_of_case(line: CaseLine, person: str, way: Way) -> str:
    """Return what the table says becomes of a way that concerns a whole case."""
    sign = cells(line.signs)[person]
    if sign == "-":
        return table.CASE_REASONS[line.deed]
    if sign not in "+o":
        return table.REASONS[sign]
    return QUIET if way.asks else DONE


def expected_of_time(line: TimeLine, person: str, way: Way) -> str:
    """Return what the table says becomes of a way that concerns a task's time."""
    sign = cells(line.signs)[person]
    if sign not in "+o":
        reasons = table.REASONS | table.TIME_REASONS
        return table.TIME_REASONS_OF.get(line.deed, {}).get(sign, reasons[sign])
    return line.verdict or (QUIET if way.asks else DONE)


def time_capacity(line: TimeLine, person: str, who: Standpoint) -> Capacity:
    """Return in which capacity somebody does what concerns a task's time."""
    if cells(line.signs)[person] == "o":
        return Capacity(SEATS[who.telegram_id][1])
    above = person in ABOVE_POST or "admin" in person
    return who.overseeing if above and line.deed not in table.OWN_TIME else who.doing


def capacity(who: Standpoint, way: Way) -> Capacity:
    """Return in which capacity somebody does a deed."""
    return who.overseeing if way.deed in table.OVERSEEING else who.doing


def case_capacity(line: CaseLine, person: str, who: Standpoint) -> Capacity:
    """Return in which capacity somebody does what concerns a whole case."""
    if cells(line.signs)[person] == "o":
        return Capacity(SEATS[who.telegram_id][1])
    return who.overseeing if who.overseeing.position and person in ABOVE_POST else who.doing
