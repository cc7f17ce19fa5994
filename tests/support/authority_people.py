"""Every kind of person of the table of authority: how they come to be, and how the record names them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sop.case import Part
from sop.people import ADMIN, Acting, Position, Standing
from storage.terms import Absence, Term
from storage.transaction import Tx
from tests.office.bureau import SEATS
from tests.support.authority_states import (
    DEWI,
    FAJAR,
    HEAD,
    HENDRA,
    HOLDER_OF,
    KABAG,
    OFFICE_CLERK,
    OTHER_KABAG,
    POOL,
    RINA,
    SITI,
    State,
)

PLAIN_ADMIN, NOBODY, STRANGER, SUCCESSOR = 109, 111, 112, 113
GROUP = -1009
DAY, MINUTE, INSTANT = timedelta(days=1), timedelta(minutes=1), timedelta(microseconds=1)
DEWIS_POST = SEATS[DEWI][1]
TITLES = {
    DEWIS_POST: "Kepala Bagian Reformasi Birokrasi",
    POOL: "JF/Pelaksana Tata Laksana",
    OFFICE_CLERK: "Kasubag TU",
}
ABOVE = {OFFICE_CLERK: HEAD, KABAG: HEAD, POOL: KABAG}
OTHER_SOP = "penerbitan-surat-keterangan"


@dataclass(frozen=True, slots=True)
class Capacity:
    """As whom the record names somebody: the post, and how it is held where not definitively."""

    position: Position | None
    acting: Acting | None = None


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Somebody in front of a task."""

    telegram_id: int
    doing: Capacity
    overseeing: Capacity
    chat: int | None = None
    """The group they tap in; their private chat where there is none."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A task, the office around it, and what can be written into it."""

    tx: Tx
    now: datetime
    state: State
    people: dict[int, int]
    """Telegram user id -> person id."""

    @property
    def post(self) -> Position:
        """The post that the task waits for."""
        return self.state.post

    @property
    def holder(self) -> int:
        """Who holds that post in an ordinary office."""
        return HOLDER_OF[self.post]

    @property
    def author(self) -> int:
        """Who wrote what the task judges: an invitation the office's clerk, a report somebody of the pool."""
        return RINA if self.state.part is Part.COUNTERSIGN else FAJAR

    def fill(
        self,
        who: int,
        standing: Standing = Standing.PLH,
        since: timedelta = -DAY,
        until: timedelta = DAY,
        post: Position | None = None,
        **more: object,
    ) -> None:
        """Let somebody fill the post for a time that is counted from now."""
        post = post or self.post
        begins, ends = self.now + since, self.now + until
        term = Term(self.people[who], post, begins, ends, standing, **more)  # type: ignore[arg-type]
        self.tx.terms.add(term)

    def away(self, who: int) -> None:
        """Let somebody be on leave."""
        absence = Absence(self.people[who], self.now - DAY, self.now + DAY, None, self.now - DAY)
        self.tx.terms.put_absence(absence)

    def dismiss(self, who: int) -> None:
        """End what somebody holds."""
        for term in self.tx.terms.of_person(self.people[who], self.now):
            self.tx.terms.end(term.id, self.now)

    def admit(self, telegram_id: int, name: str) -> None:
        """Write somebody down who holds nothing."""
        self.people[telegram_id] = self.tx.people.admit(telegram_id, name, self.now)


def _stand(
    scene: Scene, who: int, acting: Acting | None = None, *, above: Acting | None = None
) -> Standpoint:
    """Return somebody who does the task in its post, or has authority over it in the post above."""
    over = ABOVE.get(scene.post)
    return Standpoint(who, Capacity(scene.post, acting), Capacity(over, above))


def _acting(standing: Standing, own: Position = DEWIS_POST, via: str = "") -> Acting:
    return Acting(standing, TITLES[own], via)


def _holder(scene: Scene) -> Standpoint:
    return _stand(scene, scene.holder)


def _replaced(scene: Scene) -> Standpoint:
    scene.fill(DEWI)
    return _stand(scene, scene.holder)


def _mandator(scene: Scene) -> Standpoint:
    scene.fill(DEWI, Standing.AN)
    return _stand(scene, scene.holder)


def _on_leave(scene: Scene) -> Standpoint:
    scene.away(scene.holder)
    return _stand(scene, scene.holder)


def _blocked(scene: Scene) -> Standpoint:
    scene.tx.people.mark_blocked(scene.holder, scene.now)
    return _stand(scene, scene.holder)


def _former(scene: Scene) -> Standpoint:
    scene.dismiss(scene.holder)
    scene.admit(SUCCESSOR, "Bayu Pratama")
    scene.tx.people.appoint(scene.people[SUCCESSOR], scene.post, scene.now)
    return _stand(scene, scene.holder)


def _plh(since: timedelta = -DAY, until: timedelta = DAY, **more: object) -> Callable[[Scene], Standpoint]:
    def arrange(scene: Scene) -> Standpoint:
        scene.fill(DEWI, Standing.PLH, since, until, **more)  # type: ignore[arg-type]
        return _stand(scene, DEWI, _acting(Standing.PLH))

    return arrange


def _plh_on_leave(scene: Scene) -> Standpoint:
    scene.away(DEWI)
    return _plh()(scene)


def _plt(until: timedelta = DAY) -> Callable[[Scene], Standpoint]:
    def arrange(scene: Scene) -> Standpoint:
        scene.dismiss(scene.holder)
        scene.fill(DEWI, Standing.PLT, until=until)
        return _stand(scene, DEWI, _acting(Standing.PLT))

    return arrange


def _an(scene: Scene) -> Standpoint:
    scene.fill(DEWI, Standing.AN)
    return _stand(scene, DEWI, _acting(Standing.AN))


def _ub(scene: Scene) -> Standpoint:
    via = HENDRA
    scene.fill(DEWI, Standing.UB, via=SEATS[via][1])
    return _stand(scene, DEWI, _acting(Standing.UB, via="Kepala Bagian Kelembagaan"))


def _colleague(scene: Scene) -> Standpoint:
    return _stand(scene, SITI)


def _colleague_on_leave(scene: Scene) -> Standpoint:
    scene.away(SITI)
    return _stand(scene, SITI)


def _author(scene: Scene) -> Standpoint:
    scene.fill(scene.author)
    return _stand(scene, scene.author, _acting(Standing.PLH, SEATS[scene.author][1]))


def _superior(scene: Scene) -> Standpoint:
    return _stand(scene, HOLDER_OF[ABOVE[scene.post]])


def _above_an_author(scene: Scene) -> Standpoint:
    scene.fill(scene.author)
    over = ABOVE[scene.post]
    return Standpoint(HOLDER_OF[over], Capacity(over), Capacity(over))


def _plh_above(scene: Scene) -> Standpoint:
    scene.fill(DEWI, post=ABOVE[scene.post])
    return _stand(scene, DEWI, above=_acting(Standing.PLH))


def _other_kabag(_: Scene) -> Standpoint:
    return Standpoint(HENDRA, Capacity(OTHER_KABAG), Capacity(None))


def _admin(scene: Scene) -> Standpoint:
    scene.admit(PLAIN_ADMIN, "Gunawan Admin")
    return Standpoint(PLAIN_ADMIN, Capacity(None), Capacity(ADMIN))


def _admin_with_post(scene: Scene) -> Standpoint:
    scene.tx.admins.grant(DEWI, None, scene.now)
    return Standpoint(DEWI, Capacity(None), Capacity(DEWIS_POST))


def _nobody(scene: Scene) -> Standpoint:
    scene.admit(NOBODY, "Maya Lestari")
    return Standpoint(NOBODY, Capacity(None), Capacity(None))


def _in_a_group(who: Callable[[Scene], Standpoint]) -> Callable[[Scene], Standpoint]:
    return lambda scene: replace(who(scene), chat=GROUP)


def _stranger(_: Scene) -> Standpoint:
    return Standpoint(STRANGER, Capacity(None), Capacity(None))


ARRANGE: dict[str, Callable[[Scene], Standpoint]] = {
    "holder": _holder,
    "holder whom a Plh. replaces": _replaced,
    "holder who gave a mandate": _mandator,
    "holder on leave": _on_leave,
    "holder who blocked the bot": _blocked,
    "former holder": _former,
    "Plh. in term": _plh(),
    "Plh. a minute before the term": _plh(MINUTE),
    "Plh. at its first instant": _plh(timedelta()),
    "Plh. at its last instant": _plh(until=INSTANT),
    "Plh. at its end": _plh(until=timedelta()),
    "Plh. in another SOP": _plh(sops=(OTHER_SOP,)),
    "Plh. on leave": _plh_on_leave,
    "Plt. of a vacant post": _plt(),
    "Plt. at the end": _plt(timedelta()),
    "a.n.": _an,
    "u.b.": _ub,
    "colleague": _colleague,
    "colleague on leave": _colleague_on_leave,
    "author as Plh.": _author,
    "superior": _superior,
    "superior above an author": _above_an_author,
    "Plh. of the superior": _plh_above,
    "other unit's Kepala Bagian": _other_kabag,
    "admin without post": _admin,
    "admin with another post": _admin_with_post,
    "member without post": _nobody,
    "stranger": _stranger,
    "holder, in a group": _in_a_group(_holder),
    "Plh., in a group": _in_a_group(_plh()),
    "member without post, in a group": _in_a_group(_nobody),
    "stranger, in a group": _in_a_group(_stranger),
}
"""Every kind of person of the table, and how the office is arranged so that there is one."""
STANDINGS = {
    "holder": Standing.DEFINITIVE,
    "Plh. in term": Standing.PLH,
    "Plt. of a vacant post": Standing.PLT,
    "a.n.": Standing.AN,
    "u.b.": Standing.UB,
}
"""In which kind of person each capacity of the rules is tried."""
TOP, ONE_SEAT = {HEAD}, {HEAD, OFFICE_CLERK, KABAG}


ABOVE_POST = frozenset({"superior", "superior above an author", "Plh. of the superior", "admin without post"})
"""Kinds of person whose capacity comes from above the post in question."""


def exists(person: str, post: Position) -> bool:
    """Whether there can be such a person for a post."""
    if person in ABOVE_POST - {"admin without post"}:
        if post == POOL:
            return person != "superior above an author"
        return post not in TOP
    if person.startswith("colleague"):
        return post == POOL
    substitute = person.startswith(("Plh.", "Plt.", "a.n.", "u.b.", "author"))
    return not (
        post == POOL
        and (substitute or person in ("holder whom a Plh. replaces", "holder who gave a mandate"))
    )
