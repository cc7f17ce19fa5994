"""/orang: the office as a tree; for admins, the people one by one and what can be done about them."""

from collections.abc import Callable

from handlers import people_texts as texts
from handlers.buttons import ListButton, ListVerb, number
from handlers.call import Call, Handler
from handlers.cards import button
from handlers.incoming import Command, Tap
from handlers.inviting import turn
from handlers.letter import Keyboard
from office.chart import chart, profile
from office.members import posts_of
from office.stepup import reset
from sop.errors import Reason, Refused

SHOWN = 8
"""People on one page."""


def start(call: Call, _: Command) -> None:
    """Show the office; everyone who holds a post may, and the admins."""
    call.reply(*_chart(call, 0))


def on_chart(call: Call, tap: Tap, choice: ListButton) -> None:
    """Show another part of it."""
    call.edit(tap.message, *_chart(call, number(choice.first)))


def _chart(call: Call, at: int) -> tuple[str, Keyboard]:
    actor = call.actor
    if not (actor.admin or actor.positions or actor.replaced):
        raise Refused(Reason.NOT_MEMBER)  # who has left the office sees of it what a stranger does
    library, zone = call.office.library, call.office.zone
    found = texts.pages(library, zone, chart(call.tx, call.office))
    at = min(at, len(found) - 1)
    others = [
        button(label[:30], ListButton(ListVerb.CHART, str(i)))
        for i, (label, _) in enumerate(found)
        if i != at
    ]
    rows = [tuple(others[i : i + 2]) for i in range(0, len(others), 2)]
    manage = ((button("⚙️ Kelola pejabat", ListButton(ListVerb.PEOPLE, "0")),),) if actor.admin else ()
    return found[at][1], (*rows, *manage)


def on_people(call: Call, tap: Tap, choice: ListButton) -> None:
    """List everyone who came in, page by page."""
    call.admin  # noqa: B018 - Refused for anybody else
    people = call.tx.people.everyone()
    page = min(number(choice.first), max(0, len(people) - 1) // SHOWN)
    rows = []
    for one in people[page * SHOWN : (page + 1) * SHOWN]:
        actor = call.office.actor(call.tx, one.telegram_id)
        posts = posts_of(call.office, actor) if actor else ""
        mark = "" if one.reachable else "\N{WARNING SIGN} "
        label = f"{mark}{one.name}, {posts}" if posts else f"{mark}{one.name}"
        rows.append((button(label[:60], ListButton(ListVerb.PERSON, str(one.id))),))
    pages = turn(ListVerb.PEOPLE, page, len(people), SHOWN)
    back = (button("Kembali", ListButton(ListVerb.CHART, "0")),)
    call.edit(tap.message, texts.people(len(people)), (*rows, *pages, back))


def on_person(call: Call, tap: Tap, choice: ListButton) -> None:
    """Show one of them, with what an admin can do."""
    call.admin  # noqa: B018 - Refused for anybody else
    one = profile(call.tx, call.office, number(choice.first))
    if one is None:
        raise Refused(Reason.NO_SUCH_PERSON)
    call.send("person", {"person": one.person, "message": tap.message})


def on_app(call: Call, tap: Tap, choice: ListButton) -> None:
    """Ask before somebody's authenticator app is taken away."""
    call.admin  # noqa: B018 - Refused for anybody else
    one = profile(call.tx, call.office, number(choice.first))
    if one is None:
        raise Refused(Reason.NO_SUCH_PERSON)
    yes = button("Ya, atur ulang", ListButton(ListVerb.APP_RESET_DO, str(one.person)))
    back = button("Kembali", ListButton(ListVerb.PERSON, str(one.person)))
    call.edit(tap.message, texts.sure_to_reset(one.name), ((yes,), (back,)))


def on_app_reset(call: Call, tap: Tap, choice: ListButton) -> None:
    """Take the app away; its owner is told and enrols anew."""
    person = number(choice.first)
    name = call.tx.people.names((person,)).get(person)
    if name is None:
        raise Refused(Reason.NO_SUCH_PERSON)
    done = reset(call.tx, call.office, call.admin, person)
    back = button("Kembali", ListButton(ListVerb.PERSON, str(person)))
    call.edit(tap.message, texts.reset(name, done=done), ((back,),))


COMMANDS: dict[str, Handler] = {"orang": start}
TAPS: dict[ListVerb, Callable[[Call, Tap, ListButton], None]] = {
    ListVerb.CHART: on_chart,
    ListVerb.PEOPLE: on_people,
    ListVerb.PERSON: on_person,
    ListVerb.APP_RESET: on_app,
    ListVerb.APP_RESET_DO: on_app_reset,
}
