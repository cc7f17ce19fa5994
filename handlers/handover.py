"""Serah terima on the phone: which posts, to whom, a preview, and then all at once.

What was chosen so far is in the buttons, so that nothing is half-filled: the person, the posts as bits in
the order in which they are shown, and a mark of these posts, by which a choice made on an older list is seen.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from handlers import handover_texts as texts
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call
from handlers.cards import button
from handlers.incoming import Tap
from handlers.letter import Button, Keyboard
from handlers.paging import turns
from office.handover import hand_over, items, plan
from office.members import posts_of
from sop.errors import Reason, Refused
from storage.people import Person
from storage.terms import Term

SHOWN = 8
"""People on one page."""
MARK = 4
"""Signs of the mark."""
NOBODY = 0
"""The successor where there is none yet: no person has this number."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose posts, and which of them."""

    person: int
    bits: int
    mark: str

    def __str__(self) -> str:
        """Return it as a button carries it."""
        return f"{self.person}.{self.bits}.{self.mark}"

    def ids(self, held: Sequence[Term]) -> list[int]:
        """Return the appointments that are chosen."""
        return [term.id for i, term in enumerate(held) if self.bits >> i & 1]


def begin(person: int, *, end: bool = False) -> ListButton:
    """Return the button that begins a hand-over of all that somebody has, or ends one post."""
    return ListButton(ListVerb.END_POST if end else ListVerb.HANDOVER, str(person))


def _mark(held: Sequence[Term]) -> str:
    return sha256(",".join(str(term.id) for term in held).encode()).hexdigest()[:MARK]


def _held(call: Call, person: int) -> tuple[Term, ...]:
    """Return what somebody has; Refused for who is no admin, and where there is nothing."""
    call.admin  # noqa: B018 - Refused for anybody else
    held = items(call.tx, call.office, person)
    if not held:
        raise Refused(Reason.FORM_PASSED)
    return held


def _choice(call: Call, text: str) -> tuple[Choice, tuple[Term, ...]]:
    """Return what a button carries; Refused where the person's posts have changed since."""
    person, _, rest = text.partition(".")
    bits, _, mark = rest.partition(".")
    held = _held(call, number(person))
    found = Choice(number(person), number(bits), mark)
    if mark != _mark(held) or found.bits >> len(held):
        raise Refused(Reason.FORM_PASSED)
    return found, held


def on_begin(call: Call, tap: Tap, choice: ListButton) -> None:
    """Show the posts, all chosen, or with one turned over; a single one needs no choice."""
    if "." in choice.first:
        found, held = _choice(call, choice.first)
    else:
        person = number(choice.first)
        held = _held(call, person)
        found = Choice(person, (1 << len(held)) - 1, _mark(held))
        if len(held) == 1:
            _ask_successor(call, tap, found, 0)
            return
    library, zone = call.office.library, call.office.zone
    rows: list[tuple[Button, ...]] = []
    for i, term in enumerate(held):
        box = "☑️" if found.bits >> i & 1 else "⬜️"
        turned = Choice(found.person, found.bits ^ (1 << i), found.mark)
        label = f"{box} {texts.item(library, term, zone)}"[:60]
        rows.append((button(label, ListButton(ListVerb.HANDOVER, str(turned))),))
    if found.bits:
        rows.append((button("Lanjut ➡️", ListButton(ListVerb.SUCCESSOR, str(found), "0")),))
    call.edit(tap.message, texts.which(_name(call, found.person)), (*rows, _back(found.person)))


def on_end(call: Call, tap: Tap, choice: ListButton) -> None:
    """Ask which post ends; a single one goes straight to the preview."""
    person = number(choice.first)
    held = _held(call, person)
    if len(held) == 1:
        _look(call, tap, Choice(person, 1, _mark(held)), held, NOBODY)
        return
    library, zone = call.office.library, call.office.zone
    rows = []
    for i, term in enumerate(held):
        one = Choice(person, 1 << i, _mark(held))
        what = ListButton(ListVerb.HANDOVER_LOOK, str(one), str(NOBODY))
        rows.append((button(texts.item(library, term, zone)[:60], what),))
    call.edit(tap.message, texts.which_ends(_name(call, person)), (*rows, _back(person)))


def on_successor(call: Call, tap: Tap, choice: ListButton) -> None:
    """Ask who succeeds; where nothing but terms as Plt. or Plh. ends, nobody does."""
    found, held = _choice(call, choice.first)
    _ask_successor(call, tap, found, number(choice.second), held)


def _ask_successor(
    call: Call, tap: Tap, found: Choice, page: int, held: Sequence[Term] | None = None
) -> None:
    held = held if held is not None else _held(call, found.person)
    if not plan(call.tx, call.office, call.admin, found.person, found.ids(held)).posts:
        _look(call, tap, found, held, NOBODY)
        return
    people = [one for one in call.tx.people.everyone() if one.id != found.person]
    page = min(page, max(0, len(people) - 1) // SHOWN)
    rows = [
        (button(_label(call, one)[:60], ListButton(ListVerb.HANDOVER_LOOK, str(found), str(one.id))),)
        for one in people[page * SHOWN : (page + 1) * SHOWN]
    ]
    pages = turns(page, len(people), SHOWN, lambda to: ListButton(ListVerb.SUCCESSOR, str(found), str(to)))
    nobody = ListButton(ListVerb.HANDOVER_LOOK, str(found), str(NOBODY))
    last: Keyboard = ((button("Belum ada pengganti", nobody),), _back(found.person))
    text = texts.successor(_name(call, found.person))
    call.edit(tap.message, text, (*rows, *pages, *last))


def _label(call: Call, one: Person) -> str:
    actor = call.office.actor(call.tx, one.telegram_id)
    posts = posts_of(call.office, actor) if actor else ""
    mark = "" if one.reachable else "\N{WARNING SIGN} "
    return f"{mark}{one.name}, {posts}" if posts else f"{mark}{one.name}"


def on_look(call: Call, tap: Tap, choice: ListButton) -> None:
    """Show what would happen."""
    found, held = _choice(call, choice.first)
    _look(call, tap, found, held, number(choice.second))


def _look(call: Call, tap: Tap, found: Choice, held: Sequence[Term], successor: int) -> None:
    to = next((one for one in call.tx.people.everyone() if one.id == successor), None)
    if successor and to is None:
        raise Refused(Reason.NO_SUCH_PERSON)
    if successor == found.person:
        raise Refused(Reason.SAME_PERSON)
    would = plan(call.tx, call.office, call.admin, found.person, found.ids(held))
    names = call.tx.people.names(tuple(term.person for term in would.beside))
    text = texts.preview(
        call.office.library,
        call.office.zone,
        would,
        to.name if to else "",
        names,
        reachable=to is None or to.reachable,
    )
    label = "🤝 Serahkan" if to else "⏹ Akhiri"
    do = button(label, ListButton(ListVerb.HANDOVER_DO, str(found), str(successor)))
    call.edit(tap.message, text, ((do,), _back(found.person)))


def on_do(call: Call, tap: Tap, choice: ListButton) -> None:
    """Do it; the posts are looked up once more, the tasks are those of this moment."""
    found, held = _choice(call, choice.first)
    successor = number(choice.second)
    done = hand_over(call.tx, call.office, call.admin, found.person, found.ids(held), successor or None)
    call.edit(tap.message, texts.done(done, _name(call, successor) if successor else ""))


def _name(call: Call, person: int) -> str:
    name = call.tx.people.names((person,)).get(person)
    if name is None:
        raise Refused(Reason.NO_SUCH_PERSON)
    return name


def _back(person: int) -> tuple[Button, ...]:
    return (
        button("Kembali", ListButton(ListVerb.PERSON, str(person))),
        button("Tidak jadi", ListButton(ListVerb.ABORT)),
    )


TAPS: dict[ListVerb, Callable[[Call, Tap, ListButton], None]] = {
    ListVerb.HANDOVER: on_begin,
    ListVerb.END_POST: on_end,
    ListVerb.SUCCESSOR: on_successor,
    ListVerb.HANDOVER_LOOK: on_look,
    ListVerb.HANDOVER_DO: on_do,
}
