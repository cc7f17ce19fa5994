"""Registrations: every admin sees one, the first tap decides, all copies say who, and nothing leaks."""

from datetime import timedelta

import pytest

from handlers.letter import Commands, Edit, Letter, NewText
from office import admin_rights
from office.registrations import Wish, approve, refuse, submit
from sop.errors import Reason, Refused
from sop.people import Position
from storage.outbox import Result, State
from storage.registrations import Registration, Stage
from tests.office.bureau import ADMIN, SEATS, Bureau, said

ANDRI, RINA, YULIA, HENDRA, *_ = SEATS
NEW = 150
NIP, PHONE = "199001012015031001", "+6281234567890"
JF, HEAD, UNIT = (
    Position("jf", "Tata Laksana"),
    Position("kepala-biro"),
    Position("kepala-bagian", "Kelembagaan"),
)


@pytest.fixture
def here(bureau: Bureau) -> Bureau:
    """Return an office with two admins: the Kasubag TU, and one without a post."""
    bureau.ask(lambda tx: tx.admins.grant(RINA, None, bureau.now))
    bureau.ask(lambda tx: tx.people.admit(ADMIN, "Bayu Nugroho", bureau.now))
    return bureau


def ask_for(
    bureau: Bureau, position: Position = JF, telegram_id: int = NEW, phone: str | None = PHONE, nip: str = NIP
) -> Registration:
    """Let somebody ask for a post."""
    wish = Wish("Budi Santoso, S.Sos.", nip, position, phone)
    return bureau.ask(lambda tx: submit(tx, bureau.office, telegram_id, wish))


def deliver(bureau: Bureau) -> dict[int, list[Letter]]:
    """Deliver what waits, and write down which message each became, as the courier does."""
    rows = bureau.ask(lambda tx: tx.outbox.pending(0, 1000))
    found = bureau.deliver()
    sent = [Result(row.id, State.SENT, 1000 + row.id) for row in rows]
    bureau.ask(lambda tx: tx.outbox.finish(sent, bureau.now))
    return found


def decide(bureau: Bureau, number: int, by: int = RINA, *, yes: bool = True) -> Registration:
    """Let an admin decide."""
    actor = bureau.actor(by)
    do = approve if yes else refuse
    return bureau.ask(lambda tx: do(tx, bureau.office, actor, number))


def test_every_admin_gets_a_card_and_nobody_else(here: Bureau) -> None:
    """With the name, the NIP, the post and the telephone, and two buttons."""
    ask_for(here)
    letters = deliver(here)
    assert set(letters) == {RINA, ADMIN}
    (card,) = letters[RINA]
    assert isinstance(card, NewText)
    assert [b.label for row in card.buttons for b in row] == ["Setujui", "Tolak"]
    assert said([card])[0].splitlines() == [
        "\N{BUST IN SILHOUETTE} Pendaftaran baru",
        "Nama: Budi Santoso, S.Sos.",
        "NIP: 19900101 201503 1 001",
        "Jabatan: JF/Pelaksana Tata Laksana",
        "Telepon: +6281234567890",
    ]


def test_nip_and_telephone_stand_in_no_row_but_the_registrations(here: Bureau) -> None:
    """The outbox names the registration alone."""
    ask_for(here)
    deliver(here)
    tables = here.everything()
    assert NIP in repr(tables.pop("registrations"))
    assert NIP not in repr(tables)
    assert PHONE not in repr(tables)


def test_approval_seats_whoever_asked_as_an_invitation_would(here: Bureau) -> None:
    """They are welcomed, get their tasks and a menu; both copies say who decided, without buttons."""
    here.open()
    deliver(here)
    one = ask_for(here, HEAD)
    deliver(here)
    decide(here, one.id)
    letters = deliver(here)
    actor = here.actor(NEW)
    assert (actor.name, actor.positions) == ("Budi Santoso, S.Sos.", {HEAD})
    menu, welcome, task = letters[NEW]
    assert isinstance(menu, Commands)
    assert said([welcome])[0].startswith(
        "Selamat datang, Budi Santoso, S.Sos.\nAnda terdaftar sebagai Kepala Biro"
    )
    assert said([task])[0].startswith("Perintahkan")
    for chat in (RINA, ADMIN):
        (edit,) = [letter for letter in letters[chat] if isinstance(letter, Edit)]
        assert edit.buttons == ()
        assert "Telah disetujui oleh Kasubag TU, Rina Marlina, Senin, 23 November 2026" in edit.text
    assert any("Kepala Biro kini dipegang oleh Budi Santoso" in text for text in said(letters[ANDRI]))
    assert here.ask(lambda tx: tx.people.particulars(actor.person)) == (NIP, PHONE)


def test_refusal_is_polite_and_forgets_what_was_told(here: Bureau) -> None:
    """No admin is named to whoever asked; the record keeps who asked for what and who declined."""
    one = ask_for(here)
    deliver(here)
    decide(here, one.id, ADMIN, yes=False)
    letters = deliver(here)
    (text,) = said(letters[NEW])
    assert text.startswith("Mohon maaf, pendaftaran Anda sebagai JF/Pelaksana Tata Laksana belum dapat")
    (edit,) = said(letters[RINA])
    assert "Telah ditolak oleh Admin, Bayu Nugroho" in edit
    assert "NIP" not in edit
    assert NIP not in repr(here.everything())
    assert here.ask(lambda tx: here.office.actor(tx, NEW)) is None
    kept = here.ask(lambda tx: tx.registrations.get(one.id))
    assert kept is not None
    assert (kept.stage, kept.name, kept.position, kept.nip) == (Stage.REFUSED, "Budi Santoso, S.Sos.", JF, "")


@pytest.mark.parametrize("second", [True, False])
def test_the_first_tap_decides(here: Bureau, second: bool) -> None:
    """Whoever is too late is told so, and changes nothing."""
    one = ask_for(here)
    decide(here, one.id)
    before = here.everything()
    with pytest.raises(Refused) as refused:
        decide(here, one.id, ADMIN, yes=second)
    assert refused.value.reason is Reason.REGISTRATION_DECIDED
    assert here.everything() == before


def test_only_an_admin_decides(here: Bureau) -> None:
    """Not whoever holds the post, and not about what does not exist."""
    one = ask_for(here)
    with pytest.raises(Refused) as refused:
        decide(here, one.id, ANDRI)
    assert refused.value.reason is Reason.NOT_ADMIN
    with pytest.raises(Refused) as refused:
        decide(here, 999)
    assert refused.value.reason is Reason.NO_SUCH_REGISTRATION


def test_a_newer_registration_takes_the_place_of_one_that_waits(here: Bureau) -> None:
    """The old card says so and has no buttons; its NIP is gone; the old one cannot be decided any more."""
    old = ask_for(here)
    deliver(here)
    new = ask_for(here, UNIT, nip="199102022016041002")
    letters = deliver(here)
    edit, card = letters[RINA]
    assert isinstance(edit, Edit)
    assert edit.buttons == ()
    assert said([edit])[0].endswith("Telah diganti oleh pendaftaran yang lebih baru.")
    assert "Kepala Bagian Kelembagaan" in said([card])[0]
    assert NIP not in repr(here.everything())
    with pytest.raises(Refused):
        decide(here, old.id)
    decide(here, new.id)


def test_a_card_on_its_way_is_sent_as_decided(here: Bureau) -> None:
    """The network was away: whoever gets it afterwards sees who decided, and no button."""
    one = ask_for(here)
    decide(here, one.id)
    first = deliver(here)[ADMIN][0]
    assert isinstance(first, NewText)
    assert first.buttons == ()
    assert "Telah disetujui oleh" in first.text


def test_at_most_three_a_day(here: Bureau) -> None:
    """The fourth is refused until a day has passed since the first."""
    for _ in range(3):
        ask_for(here)
        here.pass_time(timedelta(hours=1))
    with pytest.raises(Refused) as refused:
        ask_for(here)
    assert refused.value.reason is Reason.REGISTRATION_LIMIT
    ask_for(here, telegram_id=NEW + 1)
    here.pass_time(timedelta(hours=21))
    ask_for(here)


def test_the_card_says_from_whom_a_post_passes(here: Bureau) -> None:
    """Of a pool nobody: it takes in another."""
    ask_for(here, UNIT)
    (card,) = said(deliver(here)[RINA])
    assert card.endswith("Jabatan ini kini dipegang Hendra Wijaya dan akan berpindah bila disetujui.")


def test_the_card_says_that_a_nip_is_known_already(here: Bureau) -> None:
    """Somebody with a new account, or somebody who uses another's number: the admin should look."""
    decide(here, ask_for(here).id)
    deliver(here)
    ask_for(here, telegram_id=NEW + 1)
    (card,) = said(deliver(here)[RINA])
    assert card.endswith("NIP ini tercatat pula pada akun lain: Budi Santoso, S.Sos.")


def test_a_member_may_ask_for_a_further_post(here: Bureau) -> None:
    """The card says what they are now; approved, they hold both under the name they had."""
    one = ask_for(here, UNIT, telegram_id=YULIA, phone=None)
    (card,) = said(deliver(here)[RINA])
    assert "Permohonan jabatan tambahan" in card
    assert "Kini terdaftar sebagai: Kepala Bagian Tata Laksana" in card
    assert "Telepon: tidak diberikan" in card
    decide(here, one.id)
    actor = here.actor(YULIA)
    assert actor.name == "Yulia Fitri"
    assert actor.positions == {UNIT, Position("kepala-bagian", "Tata Laksana")}


def test_ones_own_post_is_not_asked_for(here: Bureau) -> None:
    """It is held already."""
    with pytest.raises(Refused) as refused:
        ask_for(here, HEAD, telegram_id=ANDRI)
    assert refused.value.reason is Reason.POST_YOURS


@pytest.mark.parametrize("position", [Position("bendahara"), Position("kepala-bagian")])
def test_a_post_that_does_not_exist_is_not_asked_for(here: Bureau, position: Position) -> None:
    """A role that no SOP knows, or one of a unit without its unit."""
    with pytest.raises(Refused) as refused:
        ask_for(here, position)
    assert refused.value.reason is Reason.FORM_PASSED


def test_a_new_admin_gets_what_waits(here: Bureau) -> None:
    """Who was no admin when it came; who is none any more gets no card and no news of it."""
    ask_for(here)
    deliver(here)
    rina, andri = here.actor(RINA), here.actor(ANDRI)
    here.ask(lambda tx: admin_rights.grant(tx, here.office, rina, andri.person))
    (card,) = [letter for letter in deliver(here)[ANDRI] if isinstance(letter, NewText) and letter.buttons]
    assert "Budi Santoso" in card.text
    one = ask_for(here, telegram_id=NEW + 1)
    here.ask(lambda tx: admin_rights.revoke(tx, here.office, rina, ANDRI))
    decide(here, one.id)
    assert not any("Budi Santoso" in text for text in said(deliver(here)[ANDRI]))
