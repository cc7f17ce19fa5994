"""/orang and serah terima on the phone: the tree, the people, the preview, and who may."""

import pytest

from handlers.buttons import ListButton, ListVerb, encode
from office.members import unreachable
from sop.case import Part
from sop.people import Position
from storage.store import connection_of
from storage.tables import outbox
from tests.office.bureau import SEATS, Bureau
from tests.support.talk import Talk

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
NEW, JOKO = 150, 199
TTL, JF = Position("kepala-bagian", "Tata Laksana"), Position("jf", "Tata Laksana")
MANAGE = "⚙️ Kelola pejabat"


@pytest.fixture
def talk(bureau: Bureau) -> Talk:
    """Open an office in which Rina Marlina is an admin, and Budi Santoso came in without a post."""
    bureau.ask(lambda tx: tx.admins.grant(RINA, None, bureau.now))
    bureau.ask(lambda tx: tx.people.admit(NEW, "Budi Santoso", bureau.now))
    return Talk(bureau)


def reasons(talk: Talk) -> list[str]:
    """Return why anything was refused, oldest first."""
    return [refusal.reason for refusal in talk.refusals()]


def page(talk: Talk, name: str) -> None:
    """Let the admin open somebody's page."""
    talk.say(RINA, "/orang")
    talk.tap(RINA, "Kelola pejabat")
    talk.tap(RINA, name)


def test_every_member_sees_the_office_as_a_tree(talk: Talk) -> None:
    """Posts and names, no number of anybody; a stranger sees nothing."""
    talk.bureau.ask(lambda tx: tx.people.dismiss(Position("kasubag-tu"), talk.bureau.now))
    talk.bureau.ask(lambda tx: unreachable(tx, talk.bureau.office, DEWI))
    talk.deliver()
    talk.say(FAJAR, "/orang")
    shown = talk.last(FAJAR)
    assert shown.text == (
        "Susunan pejabat\n\n"
        "Kepala Biro\nAndri Saputra\n"
        "    Kasubag TU: belum terisi\n"
        "    Kepala Bagian Tata Laksana\n    Yulia Fitri\n"
        "        JF/Pelaksana Tata Laksana\n        Fajar Ramadhan\n        Siti Rahmah\n"
        "    Kepala Bagian Kelembagaan\n    Hendra Wijaya\n"
        "    Kepala Bagian Reformasi Birokrasi\n"
        "    Dewi Anggraini \N{WARNING SIGN} tidak dapat dihubungi"
    )
    assert shown.buttons == {}
    talk.say(RINA, "/orang")
    assert list(talk.last(RINA).buttons) == [MANAGE]
    talk.say(JOKO, "/orang")
    assert reasons(talk) == ["not_member"]
    assert "Andri" not in " ".join(talk.texts(JOKO))


def test_who_has_left_the_office_sees_it_no_more(talk: Talk) -> None:
    """What a stranger reads, and it is recorded."""
    talk.say(NEW, "/orang")
    assert reasons(talk) == ["not_member"]
    assert "Andri" not in " ".join(talk.texts(NEW))


def test_a_nip_and_a_number_stand_in_no_row_of_the_outbox(talk: Talk) -> None:
    """An admin reads them; they are looked up when the page is sent."""
    bureau = talk.bureau
    of = bureau.actor(ANDRI).person
    bureau.ask(lambda tx: tx.people.describe(of, "199001012015031001", "+6281200000001"))
    page(talk, "Andri Saputra")
    shown = talk.last(RINA).text
    assert "199001012015031001" in shown
    assert "+6281200000001" in shown
    rows = bureau.ask(lambda tx: connection_of(tx).execute(outbox.select()).all())
    assert "person" in {row.kind for row in rows}
    assert not any(secret in repr(row) for row in rows for secret in ("199001012015031001", "6281200000001"))


def test_a_large_office_comes_unit_by_unit(talk: Talk) -> None:
    """Each page fits a message, with buttons to the others; a crowd is counted."""
    for i in range(120):
        talk.bureau.seat(1000 + i, f"Pelaksana {'Panjang ' * 5}{i}", JF)
        talk.bureau.seat(2000 + i, f"Pelaksana {'Panjang ' * 5}{i}", Position("jf", "Kelembagaan"))
        talk.bureau.seat(3000 + i, f"Pelaksana {'Panjang ' * 5}{i}", Position("jf", "Reformasi Birokrasi"))
    talk.say(FAJAR, "/orang")
    shown = talk.last(FAJAR)
    assert shown.text.startswith("Susunan pejabat: Pimpinan\n\nKepala Biro")
    assert list(shown.buttons) == ["Tata Laksana", "Kelembagaan", "Reformasi Birokrasi"]
    talk.tap(FAJAR, "Kelembagaan")
    assert "Hendra Wijaya" in shown.text
    assert "… dan 100 orang lain" in shown.text
    assert list(shown.buttons) == ["Pimpinan", "Tata Laksana", "Reformasi Birokrasi"]


def test_an_admin_sees_more_of_a_person(talk: Talk) -> None:
    """Posts with their day, rights, number of tasks; and the way back."""
    talk.bureau.open()
    talk.deliver()
    page(talk, "Andri Saputra")
    shown = talk.last(RINA)
    assert shown.text == (
        "Andri Saputra\n\N{BULLET} Kepala Biro, sejak 23 November 2026\nNIP: belum diisi\nTugas terbuka: 1"
    )
    assert list(shown.buttons) == ["🤝 Serah terima", "⏹ Akhiri jabatan", "Beri hak admin", "Kembali"]
    talk.tap(RINA, "Kembali")
    assert shown.text == "Pejabat yang terdaftar (8). Pilih untuk melihat atau mengubah."
    talk.tap(RINA, "Rina Marlina")
    assert "Admin kantor" in shown.text
    assert "Cabut hak admin" in shown.buttons
    talk.tap(RINA, "Kembali")
    talk.tap(RINA, "Budi Santoso")
    assert "Tidak memegang jabatan." in shown.text
    assert "🤝 Serah terima" not in shown.buttons


def test_a_hand_over_on_the_phone(talk: Talk) -> None:
    """Posts, successor, preview, done: in one message, which says what was done."""
    talk.bureau.seat(YULIA, "Yulia Fitri", JF)
    talk.bureau.open()
    talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    page(talk, "Yulia Fitri")
    shown = talk.last(RINA)
    talk.tap(RINA, "Serah terima")
    assert shown.text.startswith("Serah terima\nPejabat: Yulia Fitri\n\nPilih jabatan")
    assert [label[:2] for label in shown.buttons][:2] == ["☑️", "☑️"]
    talk.tap(RINA, "JF/Pelaksana Tata Laksana")
    talk.tap(RINA, "Kepala Bagian Tata Laksana")
    assert "Lanjut ➡️" not in shown.buttons
    talk.tap(RINA, "Kepala Bagian Tata Laksana")
    talk.tap(RINA, "Lanjut")
    assert shown.text.endswith("Siapa penggantinya?")
    assert "Yulia Fitri" not in " ".join(shown.buttons)
    talk.tap(RINA, "Budi Santoso")
    assert shown.text == (
        "Serah terima\nPejabat: Yulia Fitri\nPengganti: Budi Santoso\n\n"
        "Jabatan yang berpindah:\n\N{BULLET} Kepala Bagian Tata Laksana\n\n"
        "Tugas terbuka pada jabatan itu (1):\n"
        "\N{BULLET} Periksa laporan hasil evaluasi \N{EN DASH} proses 1: Evaluasi <b>triwulan</b> III\n\n"
        "Periksa, lalu ketuk Serahkan."
    )
    assert talk.bureau.actor(NEW).positions == frozenset()
    again = shown.buttons["🤝 Serahkan"]
    talk.tap(RINA, "Serahkan")
    assert shown.text == "Serah terima Yulia Fitri kepada Budi Santoso telah dicatat."
    assert shown.buttons == {}
    assert talk.bureau.actor(NEW).positions == {TTL}
    assert talk.bureau.actor(YULIA).positions == {JF}
    assert "Periksa laporan hasil evaluasi" in talk.last(NEW).text
    talk.press(RINA, RINA, shown.message, again)  # the second of two quick taps
    assert reasons(talk) == ["form_passed"]


def test_a_single_post_ends_with_a_preview(talk: Talk) -> None:
    """No list for one post; a leaver who is an admin is named as one."""
    page(talk, "Rina Marlina")
    shown = talk.last(RINA)
    talk.tap(RINA, "Akhiri jabatan")
    assert shown.text == (
        "Akhiri jabatan\nPejabat: Rina Marlina\nPengganti: belum ada; jabatan menjadi belum terisi\n\n"
        "Jabatan yang berakhir:\n\N{BULLET} Kasubag TU\n\nTidak ada tugas terbuka yang berpindah.\n\n"
        "Rina Marlina adalah admin; hak itu tidak berubah. Cabut dengan /admin.\n\n"
        "Periksa, lalu ketuk Akhiri."
    )
    talk.tap(RINA, "⏹ Akhiri")
    assert shown.text == "Jabatan Rina Marlina telah diakhiri."
    assert talk.bureau.actor(RINA).admin


def test_one_of_several_posts_ends(talk: Talk) -> None:
    """Without SQL: one person leaves a pool of several, and keeps the rest."""
    talk.bureau.seat(FAJAR, "Fajar Ramadhan", Position("jf", "Kelembagaan"))
    page(talk, "Fajar Ramadhan")
    talk.tap(RINA, "Akhiri jabatan")
    talk.tap(RINA, "JF/Pelaksana Tata Laksana")
    talk.tap(RINA, "⏹ Akhiri")
    assert talk.bureau.actor(FAJAR).positions == {Position("jf", "Kelembagaan")}
    assert talk.bureau.actor(SITI).positions == {JF}


def test_nobody_yet_is_a_successor_too(talk: Talk) -> None:
    """The post becomes vacant, and whoever looks at the tree sees it."""
    page(talk, "Yulia Fitri")
    talk.tap(RINA, "Serah terima")
    talk.tap(RINA, "Belum ada pengganti")
    talk.tap(RINA, "⏹ Akhiri")
    talk.say(FAJAR, "/orang")
    assert "Kepala Bagian Tata Laksana: belum terisi" in talk.last(FAJAR).text


def test_a_choice_on_an_older_list_is_refused(talk: Talk) -> None:
    """The posts have changed since: nothing is handed over by mistake."""
    page(talk, "Yulia Fitri")
    talk.tap(RINA, "Serah terima")
    talk.bureau.seat(YULIA, "Yulia Fitri", JF)
    talk.tap(RINA, "Budi Santoso")
    assert reasons(talk) == ["form_passed"]
    assert talk.bureau.actor(NEW).positions == frozenset()


def test_an_authenticator_is_reset_after_a_question(talk: Talk) -> None:
    """Its owner is told; whoever has none, and the admin's own page, have no button."""
    andri = talk.bureau.actor(ANDRI).person
    talk.bureau.ask(lambda tx: tx.authenticators.offer(andri, "rahasia", talk.bureau.now))
    talk.bureau.ask(lambda tx: tx.authenticators.enrol(andri, 1, talk.bureau.now))
    rina = talk.bureau.actor(RINA).person
    talk.bureau.ask(lambda tx: tx.authenticators.offer(rina, "rahasia", talk.bureau.now))
    talk.bureau.ask(lambda tx: tx.authenticators.enrol(rina, 1, talk.bureau.now))
    page(talk, "Andri Saputra")
    shown = talk.last(RINA)
    assert "Autentikator: terdaftar" in shown.text
    talk.tap(RINA, "Atur ulang autentikator")
    assert shown.text.startswith("Atur ulang autentikator Andri Saputra?")
    talk.tap(RINA, "Ya, atur ulang")
    assert shown.text == (
        "Autentikator Andri Saputra telah diatur ulang. Yang bersangkutan sudah diberi tahu."
    )
    assert "Autentikator Anda telah direset" in talk.last(ANDRI).text
    assert talk.bureau.ask(lambda tx: tx.authenticators.get(andri)) is None
    talk.tap(RINA, "Kembali")
    assert "🔑 Atur ulang autentikator" not in shown.buttons
    talk.tap(RINA, "Kembali")
    talk.tap(RINA, "Rina Marlina")
    assert "🔑 Atur ulang autentikator" not in shown.buttons
    talk.press(RINA, RINA, shown.message, encode(ListButton(ListVerb.APP_RESET_DO, str(rina))))
    assert reasons(talk) == ["not_own_reset"]


VERBS = (
    ListVerb.APP_RESET,
    ListVerb.APP_RESET_DO,
    ListVerb.PEOPLE,
    ListVerb.PERSON,
    ListVerb.HANDOVER,
    ListVerb.END_POST,
    ListVerb.SUCCESSOR,
    ListVerb.HANDOVER_LOOK,
    ListVerb.HANDOVER_DO,
)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("chat", [ANDRI, FAJAR, NEW, JOKO])
def test_nobody_but_an_admin_manages(talk: Talk, verb: ListVerb, chat: int) -> None:
    """Whatever button they forge, they learn nothing and change nothing."""
    before = talk.bureau.everything()["appointments"]
    first = "1.1.0000" if verb in VERBS[6:] else "1"
    talk.press(chat, chat, 1, encode(ListButton(verb, first, "0")))
    assert reasons(talk) == ["not_member" if chat == JOKO else "not_admin"]
    assert talk.bureau.everything()["appointments"] == before


@pytest.mark.parametrize(
    ("verb", "first", "second", "reason"),
    [
        (ListVerb.PERSON, "999", "", "no_such_person"),
        (ListVerb.PERSON, "x", "", "forged"),
        (ListVerb.CHART, "", "", "forged"),
        (ListVerb.PEOPLE, "-1", "", "forged"),
        (ListVerb.HANDOVER, "999", "", "form_passed"),
        (ListVerb.HANDOVER, "1.x.0000", "", "forged"),
        (ListVerb.HANDOVER, "1.1.0000", "", "form_passed"),
        (ListVerb.SUCCESSOR, "1", "0", "forged"),
        (ListVerb.HANDOVER_DO, "1.1.", "2", "form_passed"),
    ],
)
def test_a_forged_button_is_refused(talk: Talk, verb: ListVerb, first: str, second: str, reason: str) -> None:
    """Nothing happens."""
    before = talk.bureau.everything()["appointments"]
    talk.press(RINA, RINA, 1, encode(ListButton(verb, first, second)))
    assert reasons(talk) == [reason]
    assert talk.bureau.everything()["appointments"] == before


def test_people_come_in_pages(talk: Talk) -> None:
    """Eight at a time, as successors too."""
    for i in range(10):
        talk.bureau.seat(1000 + i, f"Aa {i}", JF)
    talk.say(RINA, "/orang")
    talk.tap(RINA, "Kelola pejabat")
    shown = talk.last(RINA)
    assert list(shown.buttons)[-2:] == ["Berikutnya", "Kembali"]
    talk.tap(RINA, "Berikutnya")
    talk.tap(RINA, "Andri Saputra")
    talk.tap(RINA, "Serah terima")
    talk.tap(RINA, "Berikutnya")
    assert list(shown.buttons)[-5:] == [
        "Sebelumnya",
        "Berikutnya",
        "Belum ada pengganti",
        "Kembali",
        "Tidak jadi",
    ]
    talk.tap(RINA, "Dewi Anggraini")
    assert "Pengganti: Dewi Anggraini" in shown.text
