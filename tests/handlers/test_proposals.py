"""Cases that the calendar proposes, in the chat: once each, to whoever holds the post, begun with a tap."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handlers.buttons import ListButton, ListVerb, encode
from office import recurring, terms_told
from office.office import Office
from sop import facts as f
from sop.almanac import Entry, EntryKind
from sop.people import Standing
from sop.recurring import Every, Recurring
from storage.proposals import Stage
from storage.terms import Term
from tests.office.bureau import ADMIN, SEATS, Bureau, without
from tests.sop.office_2026 import wib
from tests.support.talk import Talk

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
CLERK = SEATS[RINA][1]
RULE = Recurring(
    "evaluasi-capaian-kinerja-internal",
    Every.QUARTER,
    5,
    "kasubag-tu",
    "Evaluasi Capaian Kinerja Internal {periode}",
)
TITLE = "Evaluasi Capaian Kinerja Internal Triwulan IV 2026"
SEEN, DUE = "2026-12-28 10:00", "2027-01-08 07:30"


def proposing(bureau: Bureau, *rules: Recurring) -> Talk:
    """Let an office know rules from the end of December on."""
    bureau.office = replace(bureau.office, recurring=rules or (RULE,))
    bureau.now = wib(SEEN)
    talk = Talk(bureau)
    at(talk, SEEN)
    return talk


def at(talk: Talk, moment: str) -> None:
    """Let the clock strike, and the office look at what has come due."""
    bureau = talk.bureau
    bureau.now = wib(moment)
    sweep(bureau, bureau.office)
    talk.deliver()


def sweep(bureau: Bureau, office: Office) -> None:
    """Do what the alarm sets off."""
    bureau.ask(lambda tx: terms_told.sweep(tx, office))
    bureau.ask(lambda tx: recurring.sweep(tx, office))


def wakes(talk: Talk) -> object:
    """Return when the alarm rings next for a proposal."""
    return talk.bureau.ask(lambda tx: recurring.next_at(tx, talk.bureau.office))


def cards(talk: Talk, chat: int) -> list[str]:
    """Return the cards of proposals in a chat, as they read now."""
    return [text for text in talk.texts(chat) if "Waktunya memulai" in text]


def stages(talk: Talk) -> list[Stage]:
    """Return where the proposals stand."""
    ids = range(1, 20)
    found = [talk.bureau.ask(lambda tx, i=i: tx.proposals.get(i)) for i in ids]  # type: ignore[misc]
    return [one.stage for one in found if one is not None and one.stage is not Stage.KNOWN]


@pytest.fixture
def talk(bureau: Bureau) -> Talk:
    return proposing(bureau)


@pytest.fixture
def offered(talk: Talk) -> Talk:
    """Return an office where the fourth quarter is proposed."""
    at(talk, DUE)
    return talk


def test_a_period_is_proposed_once_at_its_opening(talk: Talk) -> None:
    """Not a minute before, not again however often the program looks; only to whoever holds the post."""
    assert wakes(talk) == wib(DUE)
    at(talk, "2027-01-08 07:29")
    assert cards(talk, RINA) == []
    for moment in (DUE, DUE, "2027-01-08 11:00", "2027-01-11 08:00"):
        at(talk, moment)
    assert set(talk.chats) == {RINA}
    (card,) = cards(talk, RINA)
    assert card.splitlines() == [
        f"\N{SPIRAL CALENDAR PAD} Waktunya memulai {TITLE}.",
        "SOP Evaluasi Capaian Kinerja Internal",
        "Triwulan IV 2026 berakhir Kamis, 31 Desember 2026.",
    ]
    assert list(talk.last(RINA).buttons) == ["▶️ Mulai sekarang", "⏳ Tunda", "⏭ Lewati"]
    assert wakes(talk) == wib("2027-04-07 07:30")


def test_two_programs_that_look_at_once_propose_it_once(talk: Talk) -> None:
    """The row of rule and period is what makes it one, also after a restart."""
    bureau = talk.bureau
    bureau.now = wib(DUE)

    def both(tx: object) -> None:
        recurring.sweep(tx, bureau.office)  # type: ignore[arg-type]
        recurring.sweep(tx, bureau.office)  # type: ignore[arg-type]

    bureau.ask(both)
    sweep(bureau, replace(bureau.office))
    talk.deliver()
    assert len(cards(talk, RINA)) == 1


def test_a_rule_does_not_look_back(bureau: Bureau) -> None:
    """What came due before the rule was read is past; the next quarter is the first."""
    talk = proposing(bureau)
    bureau.office = replace(bureau.office, recurring=(replace(RULE, name="baru"),))
    at(talk, "2027-02-15 08:00")
    assert cards(talk, RINA) == []
    assert wakes(talk) == wib("2027-04-07 07:30")


def test_what_fell_due_at_night_or_while_the_bot_was_down_comes_in_office_hours(talk: Talk) -> None:
    """A week late on a Saturday: it waits for Monday's opening."""
    at(talk, "2027-01-16 10:00")
    assert cards(talk, RINA) == []
    assert wakes(talk) == wib("2027-01-18 07:30")
    at(talk, "2027-01-18 07:30")
    assert len(cards(talk, RINA)) == 1


def test_of_several_periods_that_passed_the_latest_is_proposed(bureau: Bureau) -> None:
    """Down for three months of a monthly rule: one card, which names the months before."""
    talk = proposing(bureau, replace(RULE, every=Every.MONTH, title="Laporan {periode}"))
    at(talk, "2027-03-15 09:00")
    (card,) = cards(talk, RINA)
    assert "Waktunya memulai Laporan Februari 2027." in card
    assert "Tidak sempat diusulkan selama bot tidak berjalan: Desember 2026, Januari 2027." in card
    assert stages(talk) == [Stage.MISSED, Stage.MISSED, Stage.OFFERED]


def test_mulai_sekarang_asks_for_the_base_document_alone(offered: Talk) -> None:
    """The case bears the title, and every copy of the card says who began it."""
    offered.tap(RINA, "Mulai sekarang")
    assert f"Silakan kirim dokumen dasar untuk {TITLE}" in offered.last(RINA).text
    assert stages(offered) == [Stage.OFFERED]
    assert offered.send(RINA, "dasar.pdf")
    case = offered.bureau.case()
    assert (case.title, case.opener.position) == (TITLE, CLERK)
    (card,) = cards(offered, RINA)
    assert "Telah dimulai sebagai proses 1 oleh Kasubag TU, Rina Marlina, Jumat, 8 Januari 2027" in card
    assert offered.card(RINA, "Waktunya memulai").buttons == {}
    one = offered.bureau.ask(lambda tx: tx.proposals.of_period(RULE.key, "2026-T4"))
    assert one is not None
    assert (one.stage, one.case) == (Stage.STARTED, 1)


def test_the_base_document_may_be_photographed(offered: Talk) -> None:
    """Pages are gathered as for any case; the proposal is settled when the case is opened."""
    offered.tap(RINA, "Mulai sekarang")
    offered.send(RINA, "halaman.jpg", photo=True)
    assert stages(offered) == [Stage.OFFERED]
    offered.tap(RINA, "Selesai")
    assert offered.bureau.case().title == TITLE
    assert stages(offered) == [Stage.STARTED]


def test_a_form_that_was_left_begins_nothing(offered: Talk) -> None:
    """The card is there still, and begins it later."""
    offered.tap(RINA, "Mulai sekarang")
    offered.say(RINA, "/tugas")
    assert not offered.send(RINA, "dasar.pdf")
    assert stages(offered) == [Stage.OFFERED]
    offered.tap(RINA, "Mulai sekarang")
    offered.send(RINA, "dasar.pdf")
    assert stages(offered) == [Stage.STARTED]


def test_the_sifat_can_be_chosen_as_ever(offered: Talk) -> None:
    """The form keeps its proposal when the sifat changes."""
    offered.tap(RINA, "Mulai sekarang")
    offered.tap(RINA, "Sifat")
    offered.send(RINA, "dasar.pdf")
    assert offered.bureau.case().secrecy
    assert stages(offered) == [Stage.STARTED]


@pytest.mark.parametrize(
    ("label", "until"),
    [
        ("1 hari kerja", "2027-01-11 07:30"),
        ("3 hari kerja", "2027-01-13 07:30"),
        ("1 minggu", "2027-01-15 07:30"),
    ],
)
def test_tunda_brings_it_again(offered: Talk, label: str, until: str) -> None:
    """At the opening of that day, as a new card; until then the old one says so, and begins it early."""
    offered.tap(RINA, "Tunda")
    toast = offered.tap(RINA, label)
    assert "datang kembali" in toast
    assert "Telah ditunda oleh Kasubag TU, Rina Marlina sampai" in offered.last(RINA).text
    assert list(offered.last(RINA).buttons) == ["▶️ Mulai sekarang"]
    assert wakes(offered) == wib(until)
    at(offered, "2027-01-08 15:00")
    assert len(cards(offered, RINA)) == 1
    for _ in range(2):
        at(offered, until)
    first, _ = cards(offered, RINA)
    assert first.endswith("Telah diusulkan kembali pada kartu yang lebih baru.")
    assert [bool(shown.buttons) for shown in offered.chats[RINA].values()] == [False, True]
    assert "Lewati" in "".join(offered.last(RINA).buttons)


def test_a_day_off_that_is_decreed_meanwhile_moves_what_was_put_off(offered: Talk) -> None:
    """It comes at the next opening."""
    offered.tap(RINA, "Tunda")
    offered.tap(RINA, "1 hari kerja")
    bureau = offered.bureau
    person = bureau.actor(RINA).person
    entry = Entry(0, EntryKind.CLOSED, date(2027, 1, 11), date(2027, 1, 11), "Libur", person=person)
    bureau.ask(lambda tx: tx.almanac.add(entry, bureau.now))
    at(offered, "2027-01-11 09:00")
    assert len(cards(offered, RINA)) == 1
    assert wakes(offered) == wib("2027-01-12 07:30")
    at(offered, "2027-01-12 07:30")
    assert len(cards(offered, RINA)) == 2


def test_lewati_asks_whether_it_is_meant(offered: Talk) -> None:
    """Kembali leaves all as it was; the second tap passes it over for good."""
    offered.tap(RINA, "Lewati")
    assert "Lewati usulan ini?" in offered.last(RINA).text
    offered.tap(RINA, "Kembali")
    assert "Lewati usulan ini?" not in offered.last(RINA).text
    offered.tap(RINA, "Lewati")
    offered.tap(RINA, "Ya, lewati")
    assert "Telah dilewati oleh Kasubag TU, Rina Marlina" in offered.last(RINA).text
    assert offered.last(RINA).buttons == {}
    at(offered, "2027-02-01 08:00")
    assert (stages(offered), len(cards(offered, RINA))) == ([Stage.SKIPPED], 1)


def test_a_reason_may_be_given(offered: Talk) -> None:
    """It stands on the card and in the record; an empty one is asked for again."""
    offered.tap(RINA, "Lewati")
    offered.tap(RINA, "Lewati dengan alasan")
    offered.say(RINA, "\u200b")
    assert offered.last(RINA).text == "Alasan perlu diisi."
    offered.say(RINA, "Digabung <b>dengan</b> triwulan I")
    assert "Alasan: Digabung <b>dengan</b> triwulan I" in offered.card(RINA, "Waktunya memulai").text
    one = offered.bureau.ask(lambda tx: tx.proposals.of_period(RULE.key, "2026-T4"))
    assert one is not None
    assert one.reason == "Digabung <b>dengan</b> triwulan I"


def test_several_holders_are_in_step(bureau: Bureau) -> None:
    """Three Kepala Bagian have it; what one does shows on every copy, and a stale tap is refused politely."""
    talk = proposing(bureau, replace(RULE, opener="kepala-bagian"))
    at(talk, DUE)
    assert set(talk.chats) == {YULIA, HENDRA, DEWI}
    data = dict(talk.last(HENDRA).buttons)
    talk.tap(YULIA, "Tunda")
    talk.tap(YULIA, "1 hari kerja")
    for chat in (YULIA, HENDRA, DEWI):
        assert "Telah ditunda oleh Kepala Bagian Tata Laksana, Yulia Fitri" in talk.last(chat).text
    message = talk.last(HENDRA).message
    toast = talk.press(HENDRA, HENDRA, message, data["⏭ Lewati"])
    assert toast == "Usulan ini telah ditunda oleh Kepala Bagian Tata Laksana, Yulia Fitri."
    # Begun earlier than that, it is begun once.
    talk.tap(HENDRA, "Mulai sekarang")
    talk.tap(DEWI, "Mulai sekarang")
    talk.send(HENDRA, "dasar.pdf")
    talk.send(DEWI, "dasar.pdf")
    assert "telah dimulai sebagai proses 1 oleh Kepala Bagian Kelembagaan, Hendra" in talk.last(DEWI).text
    assert bureau.ask(lambda tx: tx.cases.load(2)) is None
    assert [refusal.reason for refusal in talk.refusals()] == ["proposal_postponed", "proposal_started"]
    assert "Telah dimulai sebagai proses 1" in talk.card(YULIA, "Waktunya memulai").text


def test_a_plh_has_it_while_the_holder_is_away(talk: Talk) -> None:
    """Looked at when it is tapped: whoever is away has no buttons, and gets the card when back."""
    bureau = talk.bureau
    yulia, rina = bureau.actor(YULIA).person, bureau.actor(RINA).person
    term = Term(
        yulia,
        CLERK,
        wib("2027-01-08 12:00"),
        wib("2027-01-11 00:00"),
        Standing.PLH,
        for_person=rina,
    )
    bureau.ask(lambda tx: tx.terms.add(term))
    at(talk, DUE)
    data = dict(talk.last(RINA).buttons)
    at(talk, "2027-01-08 12:00")
    assert cards(talk, YULIA) == []  # the break: it waits
    at(talk, "2027-01-08 13:00")
    assert len(cards(talk, YULIA)) == 1
    card = talk.card(RINA, "Waktunya memulai")
    assert "Menunggu Plh. Kasubag TU." in card.text
    assert card.buttons == {}
    assert "menunggu Plh. Kasubag TU" in talk.press(RINA, RINA, card.message, data["⏭ Lewati"])
    at(talk, "2027-01-11 08:00")
    assert len(cards(talk, RINA)) == 2
    assert talk.card(YULIA, "Waktunya memulai").buttons == {}
    assert [refusal.reason for refusal in talk.refusals()] == ["not_your_proposal"]


def test_a_plh_is_named_as_such(talk: Talk) -> None:
    """The record keeps the capacity of that moment."""
    bureau = talk.bureau
    yulia, rina = bureau.actor(YULIA).person, bureau.actor(RINA).person
    since, until = wib("2027-01-05 00:00"), wib("2027-01-20 00:00")
    bureau.ask(lambda tx: tx.terms.add(Term(yulia, CLERK, since, until, Standing.PLH, for_person=rina)))
    at(talk, DUE)
    assert cards(talk, RINA) == []
    talk.tap(YULIA, "Mulai sekarang")
    talk.send(YULIA, "dasar.pdf")
    assert "oleh Plh. Kasubag TU (Kepala Bagian Tata Laksana), Yulia Fitri" in cards(talk, YULIA)[0]


def test_a_vacant_post_is_the_admins_matter(tmp_path: Path) -> None:
    """The admin may put it off or pass it over; whoever comes into the post gets the card then."""
    bureau = Bureau(tmp_path, without(CLERK))
    bureau.ask(lambda tx: tx.people.admit(ADMIN, "Budi Santoso", bureau.now))
    talk = proposing(bureau)
    at(talk, DUE)
    (card,) = cards(talk, ADMIN)
    assert "Kasubag TU belum terisi atau tidak dapat dihubungi" in card
    assert "tidak tercantum dalam SOP" in talk.tap(ADMIN, "Mulai sekarang")
    talk.tap(ADMIN, "Tunda")
    talk.tap(ADMIN, "1 hari kerja")
    assert "Telah ditunda oleh Admin, Budi Santoso" in talk.card(ADMIN, "Waktunya").text
    bureau.seat(RINA, *SEATS[RINA])
    at(talk, "2027-01-11 07:30")
    assert len(cards(talk, RINA)) == 1
    assert len(cards(talk, ADMIN)) == 1
    bureau.store.close()


def test_who_cannot_be_reached_does_not_keep_it(talk: Talk) -> None:
    """The holder has blocked the bot: the admins get it."""
    bureau = talk.bureau
    bureau.ask(lambda tx: tx.people.admit(ADMIN, "Budi Santoso", bureau.now))
    bureau.ask(lambda tx: tx.people.mark_blocked(RINA, bureau.now))
    at(talk, DUE)
    assert (len(cards(talk, RINA)), len(cards(talk, ADMIN))) == (0, 1)


def test_a_case_that_was_opened_by_hand_is_named(offered: Talk) -> None:
    """The card says so when it comes or is touched; whoever opened it cannot begin it once more."""
    bureau = offered.bureau
    bureau.open(title=TITLE)
    offered.tap(RINA, "Tunda")
    assert "Proses 1 dengan judul ini telah dibuka Jumat, 8 Januari 2027 pukul 07.30 WIB dan sedang" in (
        offered.last(RINA).text
    )
    offered.tap(RINA, "Kembali")
    assert "Proses 1 dengan judul ini" in offered.tap(RINA, "Mulai sekarang")
    assert [refusal.reason for refusal in offered.refusals()] == ["proposal_running"]


def test_others_may_not_decide(offered: Talk) -> None:
    """Nor may a forged button do anything; each attempt is recorded."""
    for who, data in (
        (FAJAR, "yes"),
        (ADMIN, "1"),
        (RINA, "apa"),
        (RINA, ""),
    ):
        offered.press(who, who, 1, encode(ListButton(ListVerb.PROPOSAL, "2", data)))
    offered.press(RINA, RINA, 1, encode(ListButton(ListVerb.PROPOSAL, "1", "yes")))
    assert [refusal.reason for refusal in offered.refusals()] == [
        "not_your_proposal",
        "not_member",
        "forged",
        "forged",
        "proposal_gone",
    ]
    assert stages(offered) == [Stage.OFFERED]


def test_a_rule_that_is_gone_leaves_a_card_that_does_nothing(offered: Talk) -> None:
    """What was configured before is refused politely, and the card says so."""
    offered.bureau.office = replace(offered.bureau.office, recurring=(replace(RULE, name="lain"),))
    toast = offered.tap(RINA, "Mulai sekarang")
    assert toast == offered.last(RINA).text == "Usulan ini tidak berlaku lagi."
    assert offered.last(RINA).buttons == {}


def test_a_form_of_another_case_is_not_mixed_up(bureau: Bureau) -> None:
    """Two proposals of one SOP are begun side by side: each file belongs to the question it answers."""
    talk = proposing(bureau, RULE, replace(RULE, title="Laporan {periode}"))
    at(talk, DUE)
    questions = []
    for shown in [s for s in list(talk.chats[RINA].values()) if "Waktunya" in s.text]:
        talk.press(RINA, RINA, shown.message, shown.buttons["▶️ Mulai sekarang"])
        questions.append(talk.last(RINA).message)
    for question in questions:
        talk.send(RINA, "dasar.pdf", reply_to=question)
    assert [bureau.case(n).title for n in (1, 2)] == [TITLE, "Laporan Triwulan IV 2026"]
    assert all(
        isinstance(bureau.ask(lambda tx, n=n: tx.cases.events(n))[0].fact, f.CaseOpened) for n in (1, 2)
    )  # type: ignore[misc]
    assert stages(talk) == [Stage.STARTED, Stage.STARTED]
