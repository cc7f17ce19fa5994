"""Coming in: invitations made, listed and taken back on the phone; admins made and unmade there."""

import re
from datetime import timedelta

import pytest

from handlers.texts import ADMIN_COMMANDS, COMMANDS
from tests.support.phones import Phone
from tests.support.refusing import refused
from tests.support.stage import Stage

LINK = re.compile(r"https://t\.me/(\w+)\?start=([\w-]{24})")
MEMBERS = [name for name, _ in COMMANDS]
OFFICE_ADMINS = [*MEMBERS, *(name for name, _ in ADMIN_COMMANDS)]
ONLY_ADMIN = "Tindakan ini hanya untuk admin kantor."


def newcomer(here: Stage, name: str, number: int) -> Phone:
    """Give a phone to somebody who is not in the office yet."""
    return here.phones.person(name, "baru", user_id=721000 + number)


def invited(here: Stage, *labels: str) -> str:
    """Let the admin make an invitation by these buttons; return its code."""
    rina = here.cast.rina
    after = here.mark()
    rina.say("/undang")
    question = rina.wait_for("jabatan apa", after=after)
    for label in labels:
        rina.tap(label, question)
        here.settle()
    found = LINK.search(rina.wait_for("t.me/", after=after)["text"])
    assert found
    return found.group(2)


def database(here: Stage) -> str:
    """Return everything the bot has written down."""
    dump = here.record.store.run_sync(
        lambda tx: [
            repr(tx.connection.exec_driver_sql(f"select * from {table}").all())  # noqa: S608 - our own names
            for table in ("outbox", "updates", "dialogs", "invitations", "settings", "refusals")
        ]
    )
    return "\n".join(dump)


def test_an_admin_invites_on_the_phone(here: Stage) -> None:
    """Role, unit, and the link is there, with what it is for and how long; it lets one person in."""
    rina, bayu = here.cast.rina, newcomer(here, "Bayu Nugroho", 1)
    after = here.mark()
    code = invited(here, "JF/Pelaksana", "Kelembagaan")
    asked, sent = here.news(rina, after)
    assert asked == "Undangan untuk JF/Pelaksana Kelembagaan telah dibuat."
    assert sent.startswith("Undangan sebagai JF/Pelaksana Kelembagaan:\nhttps://t.me/")
    assert "Berlaku satu kali, sampai Senin, 30 November 2026 pukul" in sent
    bayu.start(code)
    bayu.wait_for("Anda terdaftar sebagai JF/Pelaksana Kelembagaan")
    with refused(here, newcomer(here, "Citra Lestari", 2), "invitation_used"):
        newcomer(here, "Citra Lestari", 2).start(code)


def test_the_link_is_written_down_nowhere(here: Stage) -> None:
    """Not in what is sent, not in what comes back when it is replied to or forwarded, not in the log."""
    code = invited(here, "Kasubag TU")
    rina = here.cast.rina
    message = rina.last()
    rina.say("Mohon diteruskan", reply_to=message)
    rina.say(f"Tautannya: {message['text']}")
    here.settle()
    assert code in message["text"]
    assert code not in database(here)
    assert code not in here.bot.logged()


def test_an_invitation_to_a_held_post_says_from_whom_it_passes(here: Stage) -> None:
    """The admin sees it before the link goes to anybody."""
    after = here.mark()
    invited(here, "Kepala Bagian", "Kelembagaan")
    asked, _ = here.news(here.cast.rina, after)
    assert asked.endswith("Jabatan ini kini dipegang Hendra Wijaya dan akan berpindah.")


def test_a_second_tap_invites_nobody(here: Stage) -> None:
    """The form is answered: the button sent once more makes no second link."""
    rina = here.cast.rina
    after = here.mark()
    rina.say("/undang")
    question = rina.wait_for("jabatan apa", after=after)
    data = question["markup"]["inline_keyboard"][0][0]["callback_data"]
    here.settle()
    before = here.mark()
    taps = [
        here.phones.post(f"/people/{rina.id}/forge", message_id=question["message_id"], data=data)
        for _ in "12"
    ]
    here.settle()
    answers = [here.phones.get(f"/callbacks/{tap['id']}")["text"] for tap in taps]
    assert answers == ["", "Isian ini sudah tidak berlaku."]
    assert len([text for text in here.news(rina, before) if "t.me/" in text]) == 1


def test_open_invitations_are_listed_and_taken_back(here: Stage) -> None:
    """Each with its post and until when; taken back, it is gone from the list and lets nobody in."""
    rina, dina = here.cast.rina, newcomer(here, "Dina Kartika", 3)
    code = invited(here, "JF/Pelaksana", "Seluruh kantor")
    rina.say("/undangan")
    shown = rina.wait_for("Undangan yang belum digunakan")
    while "Berikutnya" in rina.buttons(shown):
        rina.tap("Berikutnya", shown)
        here.settle()
        shown = next(m for m in rina.messages() if m["message_id"] == shown["message_id"])
    last = max(
        (b for b in rina.buttons(shown) if b.startswith("Tarik")), key=lambda b: int(b.split()[1][:-1])
    )
    assert last.endswith(" JF/Pelaksana")
    assert "Berlaku sampai Senin, 30 November 2026" in shown["text"]
    assert rina.tap(last, shown) == "Undangan sebagai JF/Pelaksana telah ditarik."
    here.settle()
    now = next(m for m in rina.messages() if m["message_id"] == shown["message_id"])
    assert last not in rina.buttons(now)
    with refused(here, dina, "invitation_withdrawn"):
        dina.start(code)
        dina.wait_for("Undangan ini telah ditarik oleh admin kantor.")


def test_what_was_used_meanwhile_cannot_be_taken_back(here: Stage) -> None:
    """The button of an old list says so, and the list is brought up to date."""
    rina, eko = here.cast.rina, newcomer(here, "Eko Prasetyo", 4)
    code = invited(here, "JF/Pelaksana", "Reformasi Birokrasi")
    after = here.mark()
    rina.say("/undangan")
    shown = rina.wait_for("Undangan yang belum digunakan", after=after)
    rows = shown["markup"]["inline_keyboard"]
    data = next(b["callback_data"] for row in rows for b in row if "Reformasi Birokrasi" in b["text"])
    eko.start(code)
    eko.wait_for("Selamat datang")
    with refused(here, rina, "invitation_gone"):
        assert rina.forge(data, shown) == "Undangan tersebut sudah digunakan, ditarik, atau berakhir."
    here.settle()
    now = next(m for m in rina.messages() if m["message_id"] == shown["message_id"])
    assert "Reformasi Birokrasi" not in now["text"]


@pytest.mark.parametrize("command", ["/undang", "/undangan", "/admin"])
def test_commands_of_admins_are_for_admins(here: Stage, command: str) -> None:
    """Another official is told so, and it is recorded."""
    andri = here.cast.andri
    after = here.mark()
    with refused(here, andri, "not_admin"):
        andri.say(command)
        here.settle()
    assert here.news(andri, after) == [ONLY_ADMIN]


@pytest.mark.parametrize(
    "data",
    [
        "l:inv:admin.:",
        "l:inv:0:",
        "l:invu:0:0",
        "l:invs:0:",
        "l:wd:0:0",
        "l:adm::",
        "l:admp:0:",
        "l:adma:1:",
        "l:admg:1:",
        "l:admd:720002:",
        "l:admr:720002:",
    ],
)
def test_forged_buttons_of_admins_do_nothing(here: Stage, data: str) -> None:
    """Whoever has seen what such a button sends, and is no admin, is refused."""
    andri = here.cast.andri
    with refused(here, andri, "not_admin"):
        assert andri.forge(data, andri.last()) == ONLY_ADMIN


def test_an_admin_is_made_and_unmade_on_the_phone(here: Stage) -> None:
    """Chosen from everyone, confirmed, told to both, shown in the menu; and all that again on the way out."""
    rina, yulia = here.cast.rina, here.cast.yulia
    assert yulia.commands() == MEMBERS
    rina.say("/admin")
    shown = rina.wait_for("Admin kantor (1)")
    rina.tap("Tambah admin", shown)
    pages = 0
    while True:
        here.settle()
        labels = rina.buttons(next(m for m in rina.messages() if m["message_id"] == shown["message_id"]))
        if any(label.startswith("Yulia Fitri, Kepala Bagian") for label in labels):
            break
        assert pages < 5
        pages += 1
        rina.tap("Berikutnya", shown)
    after = here.mark()
    rina.tap("Yulia Fitri", shown)
    rina.wait_for("Tetapkan Yulia Fitri sebagai admin kantor?", after=after)
    rina.tap("Ya, tetapkan", shown)
    yulia.wait_for("Anda telah ditetapkan oleh Kasubag TU, Rina Marlina sebagai admin", after=after)
    here.settle()
    assert yulia.commands() == OFFICE_ADMINS
    yulia.say("/admin")
    seen = yulia.wait_for("Admin kantor (2)")
    after = here.mark()
    rina.tap("Kembali", shown)
    here.settle()
    rina.tap("Cabut 2. Yulia Fitri", shown)
    rina.wait_for("Cabut hak admin Yulia Fitri?", after=after)
    rina.tap("Ya, cabut", shown)
    yulia.wait_for("Hak admin Anda pada Biro Organisasi (contoh) telah dicabut", after=after)
    here.settle()
    assert yulia.commands() == MEMBERS
    with refused(here, yulia, "not_admin"):
        assert yulia.tap("Tambah admin", seen) == ONLY_ADMIN


def test_the_last_admin_stays(here: Stage) -> None:
    """Whoever wants to leave makes somebody else an admin first."""
    rina = here.cast.rina
    after = here.mark()
    rina.say("/admin")
    shown = rina.wait_for("Admin kantor (1)", after=after)
    rina.tap("Cabut 1. Rina Marlina", shown)
    here.settle()
    with refused(here, rina, "last_admin"):
        assert rina.tap("Ya, cabut", shown).startswith("Kantor memerlukan paling sedikit satu admin")


def test_an_admin_is_invited(here: Stage) -> None:
    """Without a post, with the menu of an admin, known to the other admins."""
    rina, gita = here.cast.rina, newcomer(here, "Gita Permata", 5)
    code = invited(here, "Admin (tanpa jabatan)")
    after = here.mark()
    gita.start(code)
    gita.wait_for("Anda terdaftar sebagai Admin pada Biro Organisasi (contoh).")
    rina.wait_for("Gita Permata telah ditetapkan oleh Kasubag TU, Rina Marlina sebagai admin", after=after)
    here.settle()
    assert gita.commands() == OFFICE_ADMINS
    assert here.news(gita, after) == [here.news(gita, after)[0]]
    shown = gita.messages()[-1]
    rina.say("/admin")
    listed = rina.wait_for("Gita Permata", after=here.phones.seq() - 5)
    rina.tap("Gita Permata", listed)
    here.settle()
    rina.tap("Ya, cabut", listed)
    gita.wait_for("telah dicabut")
    assert shown


def test_the_list_is_paged(here: Stage) -> None:
    """More open invitations than one message shows."""
    rina = here.cast.rina
    for _ in range(8):
        here.code("jf", "Tata Laksana", timedelta(hours=1))
    after = here.mark()
    rina.say("/undangan")
    shown = rina.wait_for("Undangan yang belum digunakan", after=after)
    assert rina.buttons(shown)[-1] == "Berikutnya"
    rina.tap("Berikutnya", shown)
    here.settle()
    now = next(m for m in rina.messages() if m["message_id"] == shown["message_id"])
    assert "7. JF/Pelaksana" in now["text"] or "7. " in now["text"]
    assert "Sebelumnya" in rina.buttons(now)
