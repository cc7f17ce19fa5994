"""Words and buttons of giving a task to somebody."""

from collections.abc import Mapping

from handlers import card_texts, words
from handlers.buttons import ListButton, ListVerb, TaskButton, Verb
from handlers.cards import button
from handlers.letter import Button, Keyboard
from handlers.paging import ARROWS, turns
from office.assigning import Offer, offer
from office.office import Office
from sop.case import Case, Task
from sop.definition import Sop
from sop.errors import Refused
from sop.people import By, Roster
from sop.turn import CAPACITIES, holder, title
from storage.transaction import Tx

MOVE = "🔁 Alihkan"
GIVE = "👤 Tugaskan"
PAGE = 8
"""People one message offers."""
NOBODY = (
    "Saat ini tidak ada pejabat lain yang dapat menerima tugas ini menurut SOP. "
    "Tetapkan Plh. atau Plt. untuk jabatannya."
)


def hand(tx: Tx, office: Office, chat: int, case: Case, task: Task, *, named: bool = False) -> Button | None:
    """Return the button that gives a task to somebody; None for whom may not, or where nobody may take it.

    With `named` it names the case, for a notice about several.
    """
    actor = office.actor(tx, chat)
    if actor is None:
        return None
    try:
        found = offer(tx, office, actor, case.id, task.id)
    except Refused:
        return None
    if not found.people:
        return None
    label = (MOVE if found.needs_reason else GIVE) + (f" proses {case.id}" if named else "")
    return button(label, TaskButton(Verb.HAND, found.case.id, found.task.id, found.task.version))


def unclaimed(sop: Sop, case: Case, task: Task) -> str:
    """Tell the superior of a pool that a task waits there and nobody has it yet."""
    return (
        f"\N{INFORMATION SOURCE} {words.case_line(case)}\n{card_texts.what(sop, task)} menunggu diambil "
        f"{words.esc(title(sop, task.positions), 120)}."
    )


def claimed(sop: Sop, case: Case, task: Task) -> str:
    """Tell the superior that somebody has the task now, or that it waits no more."""
    what = f"\N{INFORMATION SOURCE} {words.case_line(case)}\n{card_texts.what(sop, task)}"
    if task.assigned:
        to = holder(sop, task) if task.holder_name else title(sop, task.positions)
        return f"{what} telah ditugaskan kepada {words.esc(to, 160)}."
    if task.holder_name:
        return f"{what} telah diambil oleh {words.esc(holder(sop, task), 160)}."
    return f"{what} tidak lagi menunggu."


def elsewhere(sop: Sop, task: Task, roster: Roster) -> str:
    """Say on the card of who had a task, or might have had it, where it is now."""
    posts = title(sop, task.positions, roster.acting)
    names = [roster.names.get(person, "") for person in roster.people(task.positions)]
    name = task.holder_name or (names[0] if len(names) == 1 else "")
    to = words.esc(f"{posts}, {name}" if name else posts, 160)
    return f"Telah dialihkan kepada {to}" if task.assigned else f"Tugas ini kini menunggu {to}"


def which(case: Case, found: list[Offer]) -> tuple[str, Keyboard]:
    """Ask which of several open tasks goes to somebody else."""
    rows = [
        (
            button(
                f"{card_texts.plain_what(one.sop, one.task)} \N{EN DASH} "
                f"{title(one.sop, one.task.positions)}"[:60],
                TaskButton(Verb.HAND, case.id, one.task.id, one.task.version),
            ),
        )
        for one in found
    ]
    return f"{words.case_line(case)}\nTugas mana yang dialihkan?", (*rows, _leave())


def whom(
    found: Offer, roster: Roster, load: Mapping[int, int], page: int, notice: int
) -> tuple[str, Keyboard]:
    """Ask to whom a task goes: a page of people, each with the post and how many tasks they have open."""
    sop, case, task = found.sop, found.case, found.task
    head = f"{words.case_line(case)}\n{card_texts.what(sop, task)}\n"
    if not found.people:
        return head + NOBODY, ()
    now = having(found, roster)
    ask = f"Saat ini pada {now}. Dialihkan kepada siapa?" if now else "Ditugaskan kepada siapa?"
    shown = found.people[page * PAGE : (page + 1) * PAGE]
    rows: list[tuple[Button, ...]] = []
    for position, person in shown:
        name = roster.names.get(person, "")
        mark = " \N{WARNING SIGN}" if person in roster.unreachable else ""
        how = roster.by(person, position).acting
        post = f"{CAPACITIES.get(how.standing, '') if how else ''}{title(sop, (position,))}"
        what = TaskButton(Verb.HAND_TO, case.id, task.id, task.version, f"{person}.{notice}")
        rows.append((button(f"{name}{mark} ({load.get(person, 0)} tugas) \N{EN DASH} {post}"[:60], what),))
    rows += turns(
        page,
        len(found.people),
        PAGE,
        lambda to: TaskButton(Verb.HAND, case.id, task.id, task.version, f"{to}.{notice}"),
        ARROWS,
    )
    blocked = any(person in roster.unreachable for _, person in shown)
    note = "\n\N{WARNING SIGN} tidak dapat dihubungi oleh bot." if blocked else ""
    return head + ask + note, (*rows, _leave())


def having(found: Offer, roster: Roster) -> str:
    """Return who has a task now, "" where nobody has."""
    names = ", ".join(filter(None, (roster.names.get(person, "") for person in found.had)))
    posts = title(found.sop, found.task.positions, roster.acting)
    return words.esc(f"{posts}, {names}" if names else posts, 160) if found.had else ""


def _leave() -> tuple[Button, ...]:
    return (button("Tidak jadi", ListButton(ListVerb.ABORT)),)


def why(found: Offer, to: str) -> str:
    """Ask why a task is taken from who has it."""
    return (
        f"{words.case_line(found.case)}\nApa alasan tugas ini dialihkan kepada {words.esc(to, 120)}? "
        "Balas pesan ini."
    )


def waits_for_reason(case: Case, to: str) -> str:
    """Say on the list whom the task will go to once the reason is given."""
    return f"{words.case_line(case)}\nDialihkan kepada {words.esc(to, 120)}; alasannya ditunggu."


def over(case: Case) -> str:
    """Say on a notice that what it told of is over."""
    return f"{words.case_line(case)}\nTugas ini sudah tidak menunggu lagi."


def done(sop: Sop, case: Case, task: Task, to: By, *, moved: bool) -> str:
    """Say on the list, and on the notice it came from, to whom the task went."""
    verb = "dialihkan" if moved else "ditugaskan"
    return (
        f"{words.case_line(case)}\n{card_texts.what(sop, task)} telah {verb} kepada {words.person(sop, to)}."
    )
