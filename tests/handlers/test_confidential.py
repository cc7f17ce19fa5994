"""Confidential cases: the sifat is chosen at the opening, and groups learn nothing of the subject."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.letter import Edit, NewFile, NewText
from office import cases, deadlines
from sop.case import SECRECIES, Case, Part
from sop.people import Position
from tests.handlers.test_groups import APART, KABAG, bind
from tests.office.bureau import SEATS, Bureau
from tests.sop.worlds import UNITS
from tests.support.talk import GROUP, Talk

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
TITLE = "Pemeriksaan khusus pejabat"
QUESTION = "dokumen dasar untuk"


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    bureau = Bureau(tmp_path)
    yield Talk(bureau)
    bureau.store.close()


def opened(talk: Talk, secrecy: str = "Rahasia") -> Case:
    """Open a case of this sifat."""
    bureau = talk.bureau
    actor, upload = bureau.actor(RINA), bureau.upload()
    return bureau.ask(
        lambda tx: cases.open_case(tx, bureau.office, actor, bureau.sop.id, TITLE, upload, secrecy).case
    )


def asked_for_base(talk: Talk) -> None:
    """Come to the question for the base document."""
    talk.say(RINA, "/mulai")
    talk.tap(RINA, "SOP Evaluasi")
    talk.say(RINA, TITLE)


# The sifat at the opening


def test_who_does_not_touch_the_sifat_opens_a_usual_case(talk: Talk) -> None:
    """The flow is what it was; the question's button goes with the opening."""
    asked_for_base(talk)
    assert list(talk.card(RINA, QUESTION).buttons) == ["🔒 Sifat: Biasa"]
    assert talk.send(RINA, "dasar.pdf")
    assert talk.bureau.case().secrecy == ""
    assert "Sifat" not in talk.card(RINA, "telah dibuka").text
    assert talk.card(RINA, QUESTION).buttons == {}


def test_the_sifat_goes_round(talk: Talk) -> None:
    """Each tap shows the next one, on the button and in the toast, and after the last the first again."""
    asked_for_base(talk)
    shown = [talk.tap(RINA, "Sifat") for _ in range(4)]
    assert shown == [f"Sifat: {name}" for name in (*SECRECIES[1:], SECRECIES[0])]
    assert list(talk.card(RINA, QUESTION).buttons) == ["🔒 Sifat: Biasa"]


def test_the_chosen_sifat_is_the_cases(talk: Talk) -> None:
    """It is said at the opening, on cards, in status and history."""
    asked_for_base(talk)
    talk.tap(RINA, "Sifat")
    talk.tap(RINA, "Sifat")
    talk.send(RINA, "dasar.pdf", reply_to=talk.card(RINA, QUESTION).message)
    assert talk.bureau.case().secrecy == "Rahasia"
    assert "Sifat: Rahasia" in talk.card(RINA, "telah dibuka").text
    assert "Sifat: Rahasia" in talk.card(ANDRI, TITLE).text
    talk.say(RINA, "/status")
    assert "Sifat: Rahasia" in talk.last(RINA).text
    talk.tap(RINA, "Riwayat")
    assert "Sifat: Rahasia" in talk.last(RINA).text


def test_the_sifat_is_kept_by_the_question_itself(talk: Talk) -> None:
    """Another form in between, and a file that answers the question: what the button shows holds."""
    asked_for_base(talk)
    question = talk.card(RINA, QUESTION)
    for _ in range(2):
        talk.tap(RINA, "Sifat")
    talk.say(RINA, "/mulai")
    assert "tidak berlaku" in talk.tap(RINA, "Sifat", message=question.message)
    assert "🔒 Sifat: Rahasia" in question.buttons
    talk.send(RINA, "dasar.pdf", reply_to=question.message)
    assert talk.bureau.case().secrecy == "Rahasia"


def test_a_sifat_that_a_which_question_took_along_holds(talk: Talk) -> None:
    """Asked what a file is for, its answer opens the case as the button showed it."""
    talk.bureau.open(title="Lain")
    talk.bureau.to(Part.PREPARE)
    talk.deliver()
    asked_for_base(talk)
    for _ in range(2):
        talk.tap(RINA, "Sifat")
    talk.bureau.pass_time(timedelta(minutes=30))
    talk.send(RINA, "dasar.pdf")
    assert "tugas yang mana" in talk.last(RINA).text
    assert "tidak berlaku" in talk.tap(RINA, "Sifat")
    talk.tap(RINA, "Dokumen dasar")
    assert talk.bureau.case(2).secrecy == "Rahasia"


# In groups


SECRETS = (TITLE, "berkas-", "Aula", "Agendakan", "Segera", "Lampiran")


def test_a_groups_card_of_a_confidential_case_says_little(talk: Talk) -> None:
    """At no step of the whole run: what to do, whose, by when; no subject, note, place, file or its name."""
    for position in (
        Position("kepala-biro"),
        Position("kasubag-tu"),
        KABAG,
        Position("jf", UNITS[0]),
    ):
        bind(talk, position)
    opened(talk)
    while talk.bureau.next():
        talk.deliver()
    talk.bureau.pass_time(timedelta(days=3))
    cards = [text for text in talk.texts(GROUP) if "Proses 1" in text]
    assert len(cards) > 8
    everything = [*talk.texts(GROUP), *(x.text for x in talk.letters if isinstance(x, Edit) and x.chat < 0)]
    for text in everything:
        assert not [secret for secret in SECRETS if secret in text], text
    for text in cards:
        assert "Proses 1 (Rahasia)" in text
        assert "Tugas untuk: " in text
    assert not [x for x in talk.letters if isinstance(x, NewFile) and x.chat < 0]


def test_a_reminder_in_a_group_names_no_subject(talk: Talk) -> None:
    """What to do, the number, the deadline."""
    bind(talk, Position("kasubag-tu"))
    opened(talk)
    talk.bureau.to(Part.PREPARE)
    talk.deliver()
    talk.bureau.pass_time(timedelta(hours=5))
    talk.bureau.ask(lambda tx: deadlines.sweep(tx, talk.bureau.office))
    talk.deliver()
    reminder = talk.card(GROUP, "masih ditunggu").text
    assert "(proses 1)" in reminder
    assert TITLE not in reminder


def test_everyone_whose_turn_it_is_has_the_whole_card_in_private(talk: Talk) -> None:
    """With its file, protected; the group's own card has none."""
    bind(talk)
    opened(talk)
    talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    card = talk.card(YULIA, TITLE)
    assert isinstance(card.letter, NewFile)
    assert card.letter.protect
    assert talk.tap(YULIA, "Setujui", GROUP) == "Telah disetujui."


def test_whatever_carries_a_confidential_file_is_protected(talk: Talk) -> None:
    """Cards, deliveries, and files that are looked at again; those of a usual case are not."""
    opened(talk)
    while talk.bureau.next():
        talk.deliver()
    talk.say(RINA, "/status 1")
    talk.tap(RINA, "Lihat berkas")
    talk.tap(RINA, "1. ")
    sent = [x for x in talk.letters if isinstance(x, NewFile)]
    assert len(sent) > 5
    assert all(x.protect for x in sent)
    assert all(x.protect for x in talk.letters if isinstance(x, NewText) and x.card is not None)
    before = len(talk.letters)
    opened(talk, "")
    talk.bureau.to(Part.EXAMINE, 2)
    talk.deliver()
    assert not any(getattr(x, "protect", False) for x in talk.letters[before:])


def test_limited_is_said_but_hides_nothing(talk: Talk) -> None:
    """Terbatas is no secret: its card in a group is whole."""
    bind(talk)
    opened(talk, "Terbatas")
    talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    card = talk.card(GROUP, TITLE)
    assert "Sifat: Terbatas" in card.text
    assert isinstance(card.letter, NewFile)
    assert not card.letter.protect


@pytest.mark.parametrize("label", ["Disposisikan"])
def test_what_would_show_contents_is_not_opened_in_the_group(talk: Talk, label: str) -> None:
    """The composer's ticks are instructions: the private copy is there for it."""
    bind(talk, Position("kepala-biro"))
    opened(talk)
    talk.deliver()
    assert "percakapan pribadi" in talk.tap(ANDRI, label, GROUP)
    assert "menunggu Kepala Biro" in talk.tap(RINA, label, GROUP)
    assert talk.tap(ANDRI, label) == ""
    assert len(talk.card(ANDRI, "Diteruskan").buttons) > 5


def test_forms_of_a_confidential_case_are_private_too(talk: Talk) -> None:
    """As of any case: the reason is asked for in private, and the group never sees it."""
    bind(talk)
    opened(talk)
    talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    assert talk.tap(YULIA, "Kembalikan", GROUP) == APART
    talk.say(YULIA, "Nama pejabat keliru")
    assert "keliru" not in str(talk.texts(GROUP))
