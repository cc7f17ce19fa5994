"""Admin rights: person by person, given and taken back in the open, and never all of them gone."""

import pytest

from handlers.letter import Commands
from office import admin_rights
from office.admin_rights import grant, revoke, seed
from office.members import unreachable
from sop.errors import Reason, Refused
from tests.office.bureau import ADMIN, SEATS, Bureau, said

ANDRI, RINA, YULIA, *_ = SEATS
INFO = "\N{INFORMATION SOURCE}"


@pytest.fixture
def here(bureau: Bureau) -> Bureau:
    """Return an office whose Kasubag TU is an admin beside the one of the configuration, who never came."""
    bureau.ask(lambda tx: tx.admins.grant(RINA, None, bureau.now))
    return bureau


def person(bureau: Bureau, telegram_id: int) -> int:
    """Return somebody's number."""
    return bureau.actor(telegram_id).person


def give(bureau: Bureau, to: int, by: int = RINA) -> None:
    """Let an admin give the right to somebody."""
    giver, whom = bureau.actor(by), person(bureau, to)
    bureau.ask(lambda tx: grant(tx, bureau.office, giver, whom))


def take(bureau: Bureau, whose: int, by: int = RINA) -> str:
    """Let an admin take somebody's right back."""
    taker = bureau.actor(by)
    return bureau.ask(lambda tx: revoke(tx, bureau.office, taker, whose))


def test_a_right_is_given_in_the_open(here: Bureau) -> None:
    """Whoever gets it, and the other admins, hear by whom; their menu changes; the record keeps it."""
    give(here, ANDRI)
    assert here.actor(ANDRI).admin
    letters = here.deliver()
    assert set(letters) == {ANDRI, ADMIN}
    (text,) = said(letters[ANDRI])
    assert text == (
        f"{INFO} Anda telah ditetapkan oleh Kasubag TU, Rina Marlina sebagai admin Biro Organisasi. "
        "Ketuk /bantuan untuk petunjuk."
    )
    assert len(letters[ANDRI]) == 2
    assert said(letters[ADMIN]) == [
        f"{INFO} Andri Saputra telah ditetapkan oleh Kasubag TU, Rina Marlina sebagai admin kantor."
    ]
    right = here.ask(lambda tx: tx.admins.all())[-1]
    assert (right.telegram_id, right.source, right.granted_by) == (ANDRI, "grant", person(here, RINA))


def test_a_right_is_taken_back_in_the_open(here: Bureau) -> None:
    """At once, and the record keeps that there was one, and who took it."""
    give(here, ANDRI)
    here.deliver()
    assert take(here, ANDRI) == "Andri Saputra"
    assert not here.actor(ANDRI).admin
    letters = here.deliver()
    assert said(letters[ANDRI]) == [
        f"{INFO} Hak admin Anda pada Biro Organisasi telah dicabut oleh Kasubag TU, Rina Marlina."
    ]
    assert said(letters[ADMIN]) == [
        f"{INFO} Hak admin Andri Saputra telah dicabut oleh Kasubag TU, Rina Marlina."
    ]
    right = here.ask(lambda tx: tx.admins.all())[-1]
    assert (right.revoked, right.revoked_by) == (here.now, person(here, RINA))
    give(here, ANDRI)
    assert [r.telegram_id for r in here.ask(lambda tx: tx.admins.all())] == [ADMIN, RINA, ANDRI, ANDRI]


def test_the_last_admin_cannot_be_removed(here: Bureau) -> None:
    """Who never pressed Start, or cannot be reached, is none that could put it right."""
    with pytest.raises(Refused) as refused:
        take(here, RINA)
    assert refused.value.reason is Reason.LAST_ADMIN
    give(here, ANDRI)
    here.ask(lambda tx: unreachable(tx, here.office, ANDRI))
    with pytest.raises(Refused) as refused:
        take(here, RINA)
    assert refused.value.reason is Reason.LAST_ADMIN
    assert here.actor(RINA).admin
    here.ask(lambda tx: tx.people.mark_reachable(ANDRI))
    take(here, RINA)
    assert not here.actor(RINA).admin


def test_a_right_that_nobody_uses_can_be_taken_back(here: Bureau) -> None:
    """The configuration named an account that never wrote; it cannot be written to, and is told nothing."""
    assert take(here, ADMIN) == str(ADMIN)
    assert here.ask(here.office.admins) == (RINA,)
    assert here.deliver() == {}


def test_only_an_admin_may_give_and_take(here: Bureau) -> None:
    """Whatever a forged button says."""
    for attempt in (lambda: give(here, YULIA, by=ANDRI), lambda: take(here, RINA, by=ANDRI)):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.reason is Reason.NOT_ADMIN


def test_whoever_loses_the_right_meanwhile_gives_it_to_nobody(here: Bureau) -> None:
    """Two admins take each other's right back at the same time: the second of them has none any more."""
    give(here, ANDRI)
    late = here.actor(ANDRI)
    take(here, ANDRI)
    for attempt in (
        lambda tx: revoke(tx, here.office, late, RINA),
        lambda tx: grant(tx, here.office, late, late.person),
    ):
        with pytest.raises(Refused) as refused:
            here.ask(attempt)
        assert refused.value.reason is Reason.NOT_ADMIN


def test_what_is_there_already_is_not_given_and_what_is_not_there_not_taken(here: Bureau) -> None:
    """Each with its own reason."""
    with pytest.raises(Refused) as refused:
        give(here, RINA)
    assert refused.value.reason is Reason.ALREADY_ADMIN
    with pytest.raises(Refused) as refused:
        take(here, YULIA)
    assert refused.value.reason is Reason.NO_SUCH_ADMIN
    rina = here.actor(RINA)
    with pytest.raises(Refused) as refused:
        here.ask(lambda tx: grant(tx, here.office, rina, 999_999))
    assert refused.value.reason is Reason.NO_SUCH_PERSON


def test_an_admin_of_the_configuration_comes_in_by_start(bureau: Bureau) -> None:
    """As a person without a post; anybody else stays outside."""
    assert bureau.ask(lambda tx: admin_rights.arrive(tx, bureau.office, ADMIN, "Bayu Nugroho"))
    actor = bureau.actor(ADMIN)
    assert (actor.name, actor.admin, actor.positions) == ("Bayu Nugroho", True, frozenset())
    assert not bureau.ask(lambda tx: admin_rights.arrive(tx, bureau.office, 555, "Joko Susilo"))
    assert bureau.ask(lambda tx: bureau.office.actor(tx, 555)) is None


def test_the_configuration_gives_each_right_once(here: Bureau) -> None:
    """What an admin took back stays taken back; what the configuration took back, it may give again."""

    def named(*admins: int) -> set[int]:
        object.__setattr__(here.office, "config_admins", admins)
        here.ask(lambda tx: seed(tx, here.office))
        return set(here.ask(here.office.admins))

    assert named(ADMIN, ANDRI) == {ADMIN, RINA, ANDRI}
    assert [type(letter) for letter in here.deliver()[ANDRI]] == [Commands]
    take(here, ANDRI)
    assert named(ADMIN, ANDRI) == {ADMIN, RINA}
    assert named() == {RINA}
    assert named(ADMIN) == {ADMIN, RINA}
    assert named(ADMIN, RINA) == {ADMIN, RINA}
    assert named() == {RINA}  # whose right came from the phone
