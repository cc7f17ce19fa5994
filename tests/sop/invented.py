"""Hypothesis strategies: SOPs that the reader of SOP files takes, and offices that are fully staffed."""

from dataclasses import dataclass

from hypothesis import strategies as st

from sop.definition import Kind, Seat, Sop
from sop.people import Position, Roster
from sop.sopfile import parse
from sop.sopfile_kinds import RETURNABLE
from tests.sop.worlds import UNITS, World, second, shipped, staffed

HEAD = """
kode = "uji"
[identitas]
nomor = ""
nama = "SOP UJI"
unit = "BIRO UJI"
"""
TIMES = ("30 menit", "1 jam", "2 hari")


@dataclass(frozen=True)
class Plan:
    """A step before it has its place in the file."""

    kind: Kind
    role: int
    extra: int


def _roles(seats: list[Seat]) -> str:
    rows = []
    for number, seat in enumerate(seats):
        superior = f'atasan = "peran-{number - 1}"\n' if number else ""
        rows.append(
            f'[[peran]]\nid = "peran-{number}"\nnama = "Peran {number}"\njenis = "{seat}"\n{superior}'
        )
    return "\n".join(rows)


def _step(number: int, plans: list[Plan], roles: int) -> str:
    """Return a step; what does not fit its place becomes a plain draft."""
    plan = plans[number - 1]
    earlier = [n for n, p in enumerate(plans[: number - 1], 1) if p.kind in RETURNABLE]
    role, other = f'"peran-{plan.role % roles}"', f'"peran-{plan.extra % roles}"'
    performers = f"[{role}]"
    lines: list[str] = []
    if plan.kind is Kind.DISPOSE:
        lines = ['petunjuk = [{ teks = "Tindak lanjuti" }]']
    elif plan.kind is Kind.PREPARE:
        meetings = [n for n, p in enumerate(plans, 1) if p.kind is Kind.MEET and n > number]
        callers = [n for n, p in enumerate(plans[: number - 1], 1) if p.kind is Kind.PREPARE]
        lines += [f"rapat = {meetings[0]}"] if meetings and not callers else []
        cara = ("berkas", "percakapan")[plan.extra % 2]
        lines += [f'pengesahan = {{ oleh = {other}, cara = "{cara}" }}'] if plan.extra % 3 else []
        lines += ["kode_autentikator = true"] if plan.extra % 3 and plan.extra > 5 else []
        lines += [f"distribusi = [{other}]"] if plan.extra % 4 == 1 else []
    elif plan.kind is Kind.MEET:
        lines = [f"notulis = {role}"]
        performers = f"[{role}]" if role == other else f"[{role}, {other}]"
    elif plan.kind is Kind.EXAMINE:
        lines = [f"kembali_ke = {earlier}"]
    elif plan.kind is Kind.SIGN:
        lines = [f'pengesahan = {{ cara = "{("berkas", "percakapan")[plan.extra % 2]}" }}']
        lines += ["kode_autentikator = true"] if plan.extra % 3 == 0 else []
        lines += [f"kembali_ke = {earlier[::-1]}"] if earlier else []
    elif plan.kind is Kind.ARCHIVE and plan.extra % 3:
        lines = [f"distribusi = [{other}]"]
    head = [
        "[[langkah]]",
        f"nomor = {number}",
        'kegiatan = "Mengerjakan"',
        f"pelaksana = {performers}",
        f'jenis_tindakan = "{plan.kind}"',
        'kelengkapan = ""',
        f'waktu = "{TIMES[plan.extra % len(TIMES)]}"',
        'output = "Hasil"',
    ]
    return "\n".join([*head, *lines])


def _settled(plans: list[Plan]) -> list[Plan]:
    """Make kinds that cannot stand where they are into drafts."""
    found: list[Plan] = []
    for place, plan in enumerate(plans):
        last_disposes = plan.kind is Kind.DISPOSE and place == len(plans) - 1
        nowhere_back = plan.kind is Kind.EXAMINE and not any(p.kind in RETURNABLE for p in found)
        drafted = Plan(Kind.DRAFT, plan.role, plan.extra)
        found.append(drafted if last_disposes or nowhere_back else plan)
    return found


_plans = st.builds(Plan, st.sampled_from(Kind), st.integers(0, 5), st.integers(0, 11))


@st.composite
def sops(draw: st.DrawFn) -> Sop:
    """Draw an SOP; the reader of SOP files has taken it, so it is valid by the product's own measure."""
    seats = draw(st.lists(st.sampled_from(Seat), min_size=1, max_size=4))
    plans = _settled(draw(st.lists(_plans, min_size=1, max_size=6)))
    steps = [_step(number, plans, len(seats)) for number in range(1, len(plans) + 1)]
    return parse("\n".join([HEAD, _roles(seats), *steps]), "uji.toml")


@st.composite
def rosters(draw: st.DrawFn, sop: Sop) -> Roster:
    """Draw an office where every position is held; people may hold several, pools may be of units."""
    units = UNITS[: draw(st.integers(1, 3))]
    people = st.integers(1, 6)
    holders: dict[Position, tuple[int, ...]] = {}
    for role in sop.roles:
        if role.seat is Seat.POOL:
            places = draw(st.lists(st.sampled_from([None, *units]), min_size=1, max_size=2, unique=True))
            for unit in places:
                members = draw(st.lists(people, min_size=1, max_size=3, unique=True))
                holders[Position(role.id, unit)] = tuple(members)
            continue
        for unit in (None,) if role.seat is Seat.SINGLE else units:
            holders[Position(role.id, unit)] = (draw(people),)
    return Roster(units, holders)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Draw a case that was just opened: of the shipped SOP, of the second one, or of an invented one."""
    sop = draw(st.one_of(st.builds(shipped), st.builds(second), sops()))
    return World(sop, draw(st.one_of(st.just(staffed(sop)), rosters(sop))))


choices = st.lists(st.integers(0, 5000), max_size=25)
"""Numbers that lead a walk: each picks one of the allowed actions."""
