"""Handing the archive package out: to whom, when, and what is said where Telegram would not take it."""

from dataclasses import replace
from pathlib import Path

import pytest

from handlers.buttons import ListButton, ListVerb, encode
from handlers.letter import NewFile, NewText
from office import packages
from sop.case import Part
from storage.documents import Document, DocumentKind
from tests.office.bindery import bind
from tests.office.bureau import ADMIN, SEATS, Bureau
from tests.support.talk import Talk

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
BUTTON = "📦 Paket arsip"


@pytest.fixture
def talk(bureau: Bureau) -> Talk:
    """Open an office with a closed case whose papers are not made yet."""
    bureau.ask(lambda tx: tx.people.admit(ADMIN, "Admin Kantor", bureau.now))
    bureau.open()
    while bureau.next():
        pass
    talk = Talk(bureau)
    talk.deliver()
    return talk


def shown(talk: Talk, who: int) -> dict[str, str]:
    """Ask for the status and return the buttons beneath it."""
    talk.say(who, "/status 1")
    talk.deliver()
    return talk.last(who).buttons


def sent(talk: Talk, who: int) -> list[Document]:
    """Return the packages that a chat has got."""
    letters = [one.letter for one in talk.chats.get(who, {}).values()]
    return [
        one.document
        for one in letters
        if isinstance(one, NewFile) and one.document.kind == DocumentKind.PACKAGE
    ]


def test_who_archived_gets_it_and_may_ask_again(talk: Talk, tmp_path: Path) -> None:
    """Once by itself, then as often as asked for, always the very same."""
    bind(talk.bureau, tmp_path)
    talk.deliver()
    (package,) = sent(talk, RINA)
    assert package.name == "arsip-proses-1_000-8-001-2026.zip"
    text = talk.card(RINA, "Paket Arsip").text
    assert "Nomor arsip: 000.8/001/2026" in text
    assert package.sha256 in text
    assert BUTTON in shown(talk, RINA)
    assert talk.tap(RINA, BUTTON) == "Paket arsip dikirim."
    talk.deliver()
    assert sent(talk, RINA) == [package, package]
    assert sent(talk, ANDRI) == sent(talk, YULIA) == []


def test_an_admin_gets_it_and_others_do_not(talk: Talk, tmp_path: Path) -> None:
    """It holds everything: who acted in the case has its files one by one, and no button for the whole."""
    bind(talk.bureau, tmp_path)
    assert BUTTON in shown(talk, ADMIN)
    talk.tap(ADMIN, BUTTON)
    talk.deliver()
    (package,) = sent(talk, ADMIN)
    data = encode(ListButton(ListVerb.FILE, "1", str(package.id)))  # as a search would offer it
    assert talk.press(ADMIN, ADMIN, talk.last(ADMIN).message, data) == "Paket arsip dikirim."
    talk.deliver()
    assert sent(talk, ADMIN) == [package, package]
    for who in (ANDRI, YULIA, FAJAR):
        assert BUTTON not in shown(talk, who)
        for verb, second in ((ListVerb.PACKAGE, ""), (ListVerb.FILE, str(package.id))):
            data = encode(ListButton(verb, "1", second))
            assert talk.press(who, who, talk.last(who).message, data).startswith("Tugas atau proses")
        talk.deliver()
        assert sent(talk, who) == []


def test_it_follows_where_it_was_not_made_yet(talk: Talk, tmp_path: Path) -> None:
    """A case from before there were packages gets one when it is asked for; taps do not pile up."""
    talk.bureau.ask(lambda tx: [tx.makings.done(n, talk.bureau.now) for n in range(1, 10)])
    shown(talk, RINA)
    for _ in range(3):
        assert talk.tap(RINA, BUTTON) == "Paket arsip sedang dibuat dan segera dikirim."
    bind(talk.bureau, tmp_path)
    talk.deliver()
    assert len(sent(talk, RINA)) == 1


def test_an_open_case_has_none(bureau: Bureau) -> None:
    """It is made of what is closed."""
    talk = Talk(bureau)
    bureau.open()
    bureau.to(Part.ARCHIVE)
    assert BUTTON not in shown(talk, RINA)
    data = encode(ListButton(ListVerb.PACKAGE, "1"))
    assert talk.press(RINA, RINA, 1, data).startswith("Paket arsip belum tersedia.")


def test_what_telegram_does_not_take_is_told_where_it_is(talk: Talk, tmp_path: Path) -> None:
    """With its size, its hash, and the command that writes it out."""
    talk.bureau.office = replace(talk.bureau.office, upload_limit=1000)
    bind(talk.bureau, tmp_path)
    talk.deliver()
    assert sent(talk, RINA) == []
    told = talk.card(RINA, "Paket Arsip telah dibuat")
    assert isinstance(told.letter, NewText)
    assert "terlalu besar untuk dikirim melalui Telegram" in told.text
    assert "sopbot export 1" in told.text
    kept = talk.bureau.ask(lambda tx: packages.latest(tx, 1))
    assert kept is not None
    assert kept.sha256 in told.text


def test_a_successor_may_have_it(talk: Talk, tmp_path: Path) -> None:
    """Whoever holds the post of the archive step now, whoever held it then."""
    talk.bureau.seat(120, "Gita Lestari", SEATS[RINA][1])
    bind(talk.bureau, tmp_path)
    assert BUTTON in shown(talk, 120)
