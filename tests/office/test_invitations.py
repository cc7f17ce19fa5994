"""Invitations: a code serves once and for a time, can be taken back, and says why it does not serve."""

from datetime import timedelta

import pytest

from handlers.letter import NewText
from office import admin_rights
from office.invitations import (
    Arrival,
    InvitationError,
    accept,
    check_position,
    hash_code,
    invite,
    offer,
    waiting,
    withdraw,
)
from office.office import USERNAME
from sop.errors import Reason, Refused
from sop.people import ADMIN as ADMINS
from sop.people import Position
from storage.outbox import Outgoing
from storage.tables import outbox
from tests.office.bureau import ADMIN, SEATS, Bureau, said

ANDRI, RINA, *_ = SEATS
NEW, WEEK = 150, timedelta(days=7)
HEAD, JF = Position("kepala-biro"), Position("jf", "Tata Laksana")


def code_for(bureau: Bureau, position: Position, valid: timedelta = WEEK) -> str:
    """Return the code of a new invitation."""
    return bureau.ask(lambda tx: invite(tx, bureau.office, position, valid))


def come(bureau: Bureau, code: str, telegram_id: int = NEW, name: str = "Budi Santoso") -> Arrival:
    """Let somebody bring a code."""
    return bureau.ask(lambda tx: accept(tx, bureau.office, telegram_id, name, code))


def refusal(bureau: Bureau, code: str, telegram_id: int = NEW) -> Refused:
    """Return why a code is refused; nothing at all may have changed."""
    before = bureau.everything()
    with pytest.raises(Refused) as refused:
        come(bureau, code, telegram_id)
    assert bureau.everything() == before
    return refused.value


def make_admin(bureau: Bureau, telegram_id: int = RINA) -> None:
    """Give somebody the right."""
    bureau.ask(lambda tx: tx.admins.grant(telegram_id, None, bureau.now))


def offered(bureau: Bureau, position: Position = HEAD) -> str:
    """Let an admin ask for an invitation in the chat; return what waits to be sent: its nonce."""
    by = bureau.actor(RINA)
    return bureau.ask(lambda tx: offer(tx, bureau.office, by, position))


def test_a_code_lets_one_person_in_once(bureau: Bureau) -> None:
    """The second who brings it is told that it was used; the first, that it was they who used it."""
    code = code_for(bureau, JF)
    assert come(bureau, code).title == "JF/Pelaksana Tata Laksana"
    assert bureau.actor(NEW).positions == {JF}
    assert refusal(bureau, code, NEW + 1).reason is Reason.INVITATION_USED
    own = refusal(bureau, code)
    assert own.reason is Reason.INVITATION_USED_BY_SELF
    assert own.facts == {"posts": "JF/Pelaksana Tata Laksana"}
    assert bureau.ask(lambda tx: tx.people.by_telegram(NEW + 1, bureau.now)) is None


def test_ones_own_code_stays_ones_own_when_the_post_has_passed_on(bureau: Bureau) -> None:
    """It is who used it that counts, not what they hold now; and no name of the successor is told."""
    code = code_for(bureau, HEAD)
    come(bureau, code)
    come(bureau, code_for(bureau, HEAD), NEW + 1, "Bayu Nugroho")
    own = refusal(bureau, code)
    assert own.reason is Reason.INVITATION_USED_BY_SELF
    assert own.facts == {"posts": "pengguna tanpa jabatan"}
    assert refusal(bureau, code, NEW + 1).reason is Reason.INVITATION_USED


def test_an_unknown_code_lets_nobody_in(bureau: Bureau) -> None:
    """Whatever it looks like."""
    for code in ("x" * 24, "", "\x00", "A" * 64, "%", "'; drop table people"):
        assert refusal(bureau, code).reason is Reason.INVITATION_UNKNOWN


def test_a_late_code_lets_nobody_in(bureau: Bureau) -> None:
    """Expiry counts to the moment."""
    early, late = code_for(bureau, JF), code_for(bureau, JF)
    bureau.pass_time(WEEK - timedelta(microseconds=1))
    come(bureau, early)
    bureau.pass_time(timedelta(microseconds=1))
    assert refusal(bureau, late, NEW + 1).reason is Reason.INVITATION_EXPIRED


def test_a_withdrawn_code_lets_nobody_in(bureau: Bureau) -> None:
    """At once, and only that one of two to the same post; it cannot be withdrawn again."""
    make_admin(bureau)
    gone, kept = code_for(bureau, JF), code_for(bureau, JF)
    by = bureau.actor(RINA)
    bureau.ask(lambda tx: withdraw(tx, bureau.office, by, hash_code(gone)[:16]))
    assert refusal(bureau, gone).reason is Reason.INVITATION_WITHDRAWN
    with pytest.raises(Refused) as again:
        bureau.ask(lambda tx: withdraw(tx, bureau.office, by, hash_code(gone)[:16]))
    assert again.value.reason is Reason.INVITATION_GONE
    come(bureau, kept)
    left = bureau.ask(lambda tx: tx.invitations.find(hash_code(gone)))
    assert left is not None
    assert left.withdrawn == bureau.now


@pytest.mark.parametrize("reference", ["", "0" * 16, "zz", "%"])
def test_nothing_is_withdrawn_by_a_reference_to_none_or_to_several(bureau: Bureau, reference: str) -> None:
    """An empty one begins every hash."""
    code_for(bureau, JF)
    with pytest.raises(Refused):
        bureau.ask(lambda tx: withdraw(tx, bureau.office, None, reference))
    assert len(bureau.ask(lambda tx: waiting(tx, bureau.office))) == 1


def test_what_is_used_withdrawn_or_over_is_not_in_the_list(bureau: Bureau) -> None:
    """The others stand in the order they were made."""
    make_admin(bureau)
    used, over = code_for(bureau, JF), code_for(bureau, JF, timedelta(minutes=1))
    bureau.pass_time(timedelta(minutes=2))
    first = code_for(bureau, HEAD)
    bureau.pass_time(timedelta(minutes=2))
    second = code_for(bureau, JF)
    come(bureau, used)
    assert over
    listed = bureau.ask(lambda tx: waiting(tx, bureau.office))
    assert [one.code_hash for one in listed] == [hash_code(first), hash_code(second)]


def test_only_an_admin_invites_and_withdraws(bureau: Bureau) -> None:
    """Whoever was one a moment ago is none."""
    code_for(bureau, JF)
    andri = bureau.actor(ANDRI)
    for attempt in (
        lambda tx: offer(tx, bureau.office, andri, HEAD),
        lambda tx: withdraw(tx, bureau.office, andri, "0"),
    ):
        with pytest.raises(Refused) as refused:
            bureau.ask(attempt)
        assert refused.value.reason is Reason.NOT_ADMIN


def test_the_database_alone_lets_nobody_in(bureau: Bureau) -> None:
    """Only the hash of a code is kept, and every code is another."""
    codes = {code_for(bureau, JF) for _ in range(20)}
    assert len(codes) == 20
    kept = {row[0] for row in bureau.everything()["invitations"]}
    assert kept == {hash_code(code) for code in codes}


def test_the_link_asked_for_in_the_chat_is_written_down_nowhere(bureau: Bureau) -> None:
    """It is made when it is sent, is the same when it is sent again, and lets somebody in."""
    make_admin(bureau)
    bureau.ask(lambda tx: tx.record.keep(USERNAME, "contoh_bot"))
    nonce = offered(bureau)
    links = []
    for _ in range(2):
        bureau.ask(lambda tx: tx.outbox.add([_message(nonce)], bureau.now))
        (letter,) = bureau.deliver()[RINA]
        assert isinstance(letter, NewText)
        assert letter.buttons == ()  # a tap would bring the text of the message back
        links.append(letter.text.splitlines()[1])
    assert links[0] == links[1]
    address, _, code = links[0].partition("?start=")
    assert address == "https://t.me/contoh_bot"
    assert len(code) == 24
    everything = repr(bureau.everything())
    assert nonce in everything
    assert code not in everything
    come(bureau, code)
    assert bureau.actor(NEW).positions == {HEAD}
    assert code not in repr(bureau.everything())


def _message(nonce: str) -> Outgoing:
    return Outgoing(RINA, "invitation", {"nonce": nonce})


def test_a_link_that_was_withdrawn_before_it_was_sent_is_not_sent(bureau: Bureau) -> None:
    """The network was away meanwhile."""
    make_admin(bureau)
    bureau.ask(lambda tx: tx.record.keep(USERNAME, "contoh_bot"))
    nonce = offered(bureau)
    bureau.ask(lambda tx: tx.outbox.add([_message(nonce)], bureau.now))
    (one,) = bureau.ask(lambda tx: waiting(tx, bureau.office))
    bureau.ask(lambda tx: withdraw(tx, bureau.office, None, one.code_hash))
    assert bureau.deliver() == {}
    assert bureau.ask(lambda tx: len(tx.connection.execute(outbox.select()).all())) == 1


def test_an_invited_admin_is_known_and_holds_no_post(bureau: Bureau) -> None:
    """They have the rights at once; the other admins hear of it, the newcomer is greeted by the handler."""
    come(bureau, code_for(bureau, ADMINS), name="Bayu Nugroho")
    actor = bureau.actor(NEW)
    assert (actor.admin, actor.positions) == (True, frozenset())
    letters = bureau.deliver()
    assert said(letters[ADMIN]) == [
        "\N{INFORMATION SOURCE} Bayu Nugroho telah ditetapkan sebagai admin kantor."
    ]
    assert said(letters[NEW]) == []  # the menu alone
    assert len(letters[NEW]) == 1


def test_who_invited_an_admin_is_told_and_named(bureau: Bureau) -> None:
    """The one who made the invitation hears that it was used."""
    make_admin(bureau)
    bureau.ask(lambda tx: tx.record.keep(USERNAME, "contoh_bot"))
    nonce = offered(bureau, ADMINS)
    bureau.ask(lambda tx: tx.outbox.add([_message(nonce)], bureau.now))
    (letter,) = bureau.deliver()[RINA]
    assert isinstance(letter, NewText)
    come(bureau, letter.text.splitlines()[1].partition("?start=")[2], name="Bayu Nugroho")
    letters = bureau.deliver()
    by = "Kasubag TU, Rina Marlina"
    text = f"\N{INFORMATION SOURCE} Bayu Nugroho telah ditetapkan oleh {by} sebagai admin kantor."
    assert said(letters[RINA]) == [text]
    assert said(letters[ADMIN]) == [text]


def test_an_admin_who_uses_an_invitation_of_an_admin_changes_nothing(bureau: Bureau) -> None:
    """One right, and nobody is told."""
    make_admin(bureau)
    come(bureau, code_for(bureau, ADMINS), RINA, "Rina Marlina")
    assert [one.telegram_id for one in bureau.ask(admin_rights.admins)] == [ADMIN, RINA]
    assert bureau.deliver() == {}


@pytest.mark.parametrize(
    ("role", "unit", "mend"),
    [
        ("bendahara", None, "the roles are: admin, jf, kasubag-tu, kepala-bagian, kepala-biro"),
        ("admin", "Kelembagaan", "leave --bagian away"),
        ("kepala-biro", "Kelembagaan", "leave --bagian away"),
        ("kepala-bagian", None, 'add --bagian "UNIT"'),
        ("kepala-bagian", "Umum", "the units are: Tata Laksana, Kelembagaan"),
    ],
)
def test_what_cannot_be_invited_is_said_with_the_mend(
    bureau: Bureau, role: str, unit: str | None, mend: str
) -> None:
    """Nothing is written down."""
    with pytest.raises(InvitationError, match=mend):
        check_position(bureau.office, role, unit)


def test_a_unit_is_found_whatever_its_capitals(bureau: Bureau) -> None:
    """As people type on a command line."""
    _, position = check_position(bureau.office, "kepala-bagian", " tata laksana ")
    assert position == Position("kepala-bagian", "Tata Laksana")


def test_the_admins_are_invited_by_a_word(bureau: Bureau) -> None:
    """There is no role of that name in any SOP."""
    assert check_position(bureau.office, "admin", None) == (None, ADMINS)
