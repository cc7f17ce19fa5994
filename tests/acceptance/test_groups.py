"""A Kepala Bagian's group as the room of the post: bound, used, moved, lost and found again, on phones."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from handlers.call import GO_ON
from office import rooms
from sop.case import Part
from storage.transaction import Tx
from tests.support.nursery import Nursery
from tests.support.papers import DOCX, PDF, docx, pdf
from tests.support.phones import Message, Phone, showing, text_of
from tests.support.play import Play
from tests.support.refusing import refused
from tests.support.stage import Stage, stage

UNIT = "Tata Laksana"
WHOSE = "Mohon maaf, tugas ini menunggu Kepala Bagian Tata Laksana."
TITLE = "Bagian Tata Laksana"


@pytest.fixture
def office(tmp_path: Path, nursery: Nursery) -> Iterator[Stage]:
    """Set up an office of its own, for its clock is moved."""
    with stage(tmp_path, nursery) as found:
        yield found


@pytest.fixture
def play(here: Stage) -> Iterator[Play]:
    """Return a run; afterwards no position has a room any more."""
    yield here.play("Uji grup")

    def clear(tx: Tx) -> None:
        for room in tx.rooms.all():
            rooms.unbind(tx, here.office, room)

    here.settle()
    here.record.store.run_sync(clear)
    here.phones.advance(timedelta(seconds=2))  # the bot sees at once only what it changes itself


def group(here: Stage, **kind: bool) -> dict[str, Any]:
    """Return a group of the Bagian, with the office's admin, a colleague of another, and a stranger."""
    cast = here.cast
    members = [cast.yulia, cast.fajar, cast.siti, cast.hendra, cast.joko]
    found: dict[str, Any] = here.phones.group(TITLE, cast.rina, members, **kind)
    return found


def bind(here: Stage, chat: int, role: str = "Kepala Bagian", thread: Any = None) -> None:
    """Let the admin type the command in the group and tap the position."""
    rina, after = here.cast.rina, here.mark()
    rina.say("/hubungkan", chat_id=chat, thread_id=thread)
    rina.wait_for("menjadi ruang untuk jabatan mana", chat_id=chat, after=after)
    rina.tap(role, chat_id=chat)
    rina.tap(f"{role} {UNIT}", chat_id=chat)
    rina.wait_for("kini menjadi ruang", chat_id=chat, after=after)
    here.settle()


def gathered(play: Play) -> None:
    """Bring a case to where the pool drafts."""
    play.open()
    play.dispose()
    play.invite()
    play.meet()


def examined(here: Stage, play: Play) -> None:
    """Bring a case to where the Kepala Bagian examines."""
    gathered(play)
    play.draft()
    here.settle()


def card(here: Stage, chat: int, *parts: str, after: int = 0) -> Message:
    """Return the newest card of a group that shows this."""
    return here.cast.yulia.wait_for(showing(*parts), chat_id=chat, after=after)


def confirmed(message: Message) -> bool:
    """Match the confirmation of a file; a card that names one begins otherwise."""
    return text_of(message).startswith("Berkas diterima: ")


def now(phone: Phone, message: Message) -> Message:
    """Return a message as the phone shows it now."""
    shown = phone.messages(message["chat"]["id"])
    return next(m for m in shown if m["message_id"] == message["message_id"])


def test_the_whole_sop_runs_with_the_groups_of_a_bagian(here: Stage, play: Play) -> None:
    """Binding, cards, taps of the holder and of others, forms in private, and copies in step both ways."""
    yulia, hendra, joko, rina = here.cast.yulia, here.cast.hendra, here.cast.joko, here.cast.rina
    examined(here, play)
    before = play.wait(yulia, showing("langkah 5 dari 7", "Setujui"))
    chat = group(here)["id"]
    assert rina.commands(chat) == ["hubungkan", "putuskan"]
    with refused(here, hendra, "not_admin"):
        hendra.say("/hubungkan@sopbot_demo_bot", chat_id=chat)
        hendra.wait_for("hanya untuk admin kantor", chat_id=chat)
    bind(here, chat)
    there = card(here, chat, "langkah 5 dari 7", "Setujui")

    for phone in (hendra, joko):
        with refused(here, phone, "not_yours"):
            assert phone.tap("Setujui", there) == WHOSE
    assert yulia.tap("Riwayat", there) == GO_ON
    yulia.wait_for("Riwayat Proses")
    assert yulia.tap("Kembalikan", there) == GO_ON
    yulia.wait_for("Apa alasan pengembalian")
    yulia.say("Lengkapi tabel capaian")
    here.settle()
    for copy in (there, before):
        ended = now(yulia, copy)
        assert "Telah dikembalikan" in text_of(ended)
        assert yulia.buttons(ended) == []

    after = here.mark()
    play.draft(2)
    there = card(here, chat, "laporan-2.docx", "Setujui", after=after)
    assert not [text for text in here.news(yulia, after) if "langkah 5" in text]  # the group is enough
    yulia.say("/salinan")
    own = yulia.wait_for(showing("laporan-2.docx", "Setujui"), after=after)
    assert yulia.tap("Setujui", own) == "Telah disetujui."
    here.settle()
    ended = now(yulia, there)
    assert "Telah disetujui" in text_of(ended)
    assert "Kepala Bagian Tata Laksana, Yulia Fitri" in text_of(ended)
    assert yulia.buttons(ended) == []
    yulia.say("/salinan")
    play.sign()
    rina.tap("🗄 Arsipkan")
    rina.tap("✅ Arsipkan", rina.wait_for("Nomor arsip: 000.8/"))
    receipt = card(here, chat, "Terima Laporan Hasil Evaluasi")
    assert yulia.tap("Saya terima", receipt) == "Terima kasih, penerimaan Anda telah dicatat."
    here.settle()
    assert yulia.buttons(now(yulia, receipt)) == []


def test_a_file_that_answers_the_card_is_taken_under_privacy_mode(here: Stage, play: Play) -> None:
    """A draft of the pool, in the pool's group: of whoever may, and of nobody else."""
    fajar, hendra, joko = here.cast.fajar, here.cast.hendra, here.cast.joko
    gathered(play)
    chat = group(here)["id"]
    bind(here, chat, "JF/Pelaksana")
    there = card(here, chat, "Susun", "Ambil tugas")
    for phone in (hendra, joko):
        with refused(here, phone, "not_yours"):
            phone.send_file("x.docx", docx("Bukan"), DOCX, reply_to=there, chat_id=chat)
            phone.wait_for("menunggu JF/Pelaksana", chat_id=chat)
    downloads = len(here.phones.requests("getFile"))
    fajar.send_file("foto.pdf", pdf("Lain"), PDF, chat_id=chat)  # the bot does not even see it
    after = here.mark()
    fajar.send_file("laporan.docx", docx("Laporan"), DOCX, reply_to=there, chat_id=chat)
    said = here.cast.siti.wait_for(confirmed, chat_id=chat, after=after)
    assert text_of(said) == "Berkas diterima: Draft Laporan Hasil Evaluasi."
    here.settle()
    assert len(here.phones.requests("getFile")) == downloads + 1
    shown = now(fajar, there)
    assert "laporan.docx" in text_of(shown)
    assert "Telah diambil oleh JF/Pelaksana Tata Laksana, Fajar Ramadhan" in text_of(shown)
    with refused(here, here.cast.siti, "taken"):
        assert "telah diambil oleh" in here.cast.siti.tap("Selesai", shown)
    assert fajar.tap("Selesai", shown) == "Telah diserahkan."
    here.settle()
    assert here.record.case(play.number).open_tasks()[-1].part is Part.EXAMINE


def test_a_reminder_comes_to_the_group_under_its_card_and_the_group_may_move(office: Stage) -> None:
    """To a supergroup, in the middle: one new card there, and the work goes on."""
    here, yulia = office, office.cast.yulia
    examined(here, here.play("Uji pindah"))
    old = group(here)
    bind(here, old["id"])
    there = card(here, old["id"], "langkah 5 dari 7", "Setujui")
    here.phones.advance(timedelta(days=2))
    reminder = card(here, old["id"], "masih ditunggu")
    assert reminder["reply_to_message"]["message_id"] == there["message_id"]
    here.settle()
    after = here.mark()
    new = here.phones.migrate(old)["id"]
    moved = card(here, new, "langkah 5 dari 7", "Setujui", after=after)
    here.settle()
    cards = [m for m in yulia.messages(new) if "langkah 5 dari 7" in text_of(m)]
    assert [m["message_id"] for m in cards] == [moved["message_id"]]
    assert yulia.tap("Setujui", moved) == "Telah disetujui."
    here.settle()
    assert yulia.buttons(now(yulia, moved)) == []
    assert here.record.unsent() == []
    assert [r for r in here.record.store.run_sync(lambda tx: tx.rooms.all()) if r.chat != new] == []


def test_a_group_that_moved_while_the_bot_was_down_is_followed_too(here: Stage, play: Play) -> None:
    """The error of the next message tells of it as well as the update does."""
    yulia = here.cast.yulia
    examined(here, play)
    old = group(here)
    bind(here, old["id"])
    there = card(here, old["id"], "langkah 5 dari 7", "Setujui")
    here.bot.stop()
    new = here.phones.migrate(old)["id"]
    here.bot.start()
    moved = card(here, new, "langkah 5 dari 7", "Setujui")
    assert moved["chat"]["id"] != there["chat"]["id"]
    assert yulia.tap("Setujui", moved) == "Telah disetujui."
    here.settle()


def test_a_bot_that_is_removed_brings_the_cards_to_people_and_back_again(here: Stage, play: Play) -> None:
    """Kicked in the middle: the card is in private at once and the admin is told; back, it is there again."""
    yulia, rina = here.cast.yulia, here.cast.rina
    chat = group(here, supergroup=True)["id"]
    gathered(play)
    bind(here, chat)
    play.draft()
    card(here, chat, "langkah 5 dari 7", "Setujui")
    after = here.mark()
    here.phones.bot_standing(chat, "kicked")
    told = rina.wait_for("terputus", after=after)
    assert "Ruang Kepala Bagian Tata Laksana pada grup “Bagian Tata Laksana”" in text_of(told)
    own = yulia.wait_for(showing("langkah 5 dari 7", "Setujui"), after=after)
    here.settle()
    after = here.mark()
    here.phones.bot_standing(chat, "member")
    rina.wait_for("tersambung kembali", after=after)
    back = card(here, chat, "langkah 5 dari 7", "Setujui", after=after)
    assert yulia.tap("Setujui", back) == "Telah disetujui."
    here.settle()
    assert yulia.buttons(now(yulia, own)) == []


def test_rights_that_are_taken_away_are_noticed_by_the_next_message(here: Stage, play: Play) -> None:
    """No update tells of a group's permissions: Telegram's refusal does, and the card goes to the person."""
    yulia, rina = here.cast.yulia, here.cast.rina
    chat = group(here, supergroup=True)["id"]
    gathered(play)
    bind(here, chat)
    off = ("can_send_messages", "can_send_documents", "can_send_photos")
    here.phones.permissions(chat, **dict.fromkeys(off, False))
    after = here.mark()
    play.draft()
    own = yulia.wait_for(showing("langkah 5 dari 7", "Setujui"), after=after)
    here.settle()
    assert len([text for text in here.news(rina, after) if "terputus" in text]) == 1
    assert yulia.tap("Setujui", own) == "Telah disetujui."
    here.phones.permissions(chat, **dict.fromkeys(off, True))
    bind(here, chat)  # what nobody tells of is said by hand
    assert here.record.store.run_sync(lambda tx: tx.rooms.all())[0].lost_why == ""


def test_a_topic_of_a_forum_is_a_room_until_it_is_deleted(here: Stage, play: Play) -> None:
    """Card, file and answer stay in the topic; when it goes, the next card goes to the people."""
    fajar, rina = here.cast.fajar, here.cast.rina
    gathered(play)
    forum = group(here, forum=True)
    chat = forum["id"]
    topic = here.phones.topic(forum, "Tugas JF")
    bind(here, chat, "JF/Pelaksana", topic)
    there = card(here, chat, "Susun", "Ambil tugas")
    assert there["message_thread_id"] == topic["id"]
    fajar.send_file("laporan.docx", docx("Laporan"), DOCX, reply_to=there, chat_id=chat)
    said = fajar.wait_for(confirmed, chat_id=chat)
    assert said["message_thread_id"] == topic["id"]
    fajar.send_file("lain.docx", docx("Lain"), DOCX, chat_id=chat, thread_id=topic)  # answers the topic only
    here.settle()
    here.phones.delete_topic(topic)
    after = here.mark()
    assert fajar.tap("Selesai") == "Telah diserahkan."
    here.cast.yulia.wait_for(showing("langkah 5 dari 7", "Kembalikan"))
    here.cast.yulia.tap("Kembalikan")
    here.cast.yulia.wait_for("Apa alasan pengembalian", after=after)
    here.cast.yulia.say("Lengkapi")
    told = rina.wait_for("terputus", after=after)
    assert "Bagian Tata Laksana / Tugas JF" in text_of(told)
    assert "topiknya dihapus" in text_of(told)
    fajar.wait_for(showing("Susun", "percobaan ke-2", "Unggah"), after=after)
    here.settle()
    assert here.record.outbox()[2] == 0


def test_a_confidential_case_tells_a_group_next_to_nothing(here: Stage, play: Play) -> None:
    """Chosen with two taps at the opening: the group has number and sifat, the whole card is private."""
    rina, yulia, andri = here.cast.rina, here.cast.yulia, here.cast.andri
    chat = group(here)["id"]
    rina.say("/mulai")
    rina.tap("SOP Evaluasi Capaian Kinerja Internal")
    play.wait(rina, "judul proses")
    rina.say(play.title)
    play.wait(rina, "dokumen dasar untuk")
    assert rina.tap("Sifat: Biasa") == "Sifat: Terbatas"
    rina.wait_for(showing("Sifat: Terbatas"))
    assert rina.tap("Sifat: Terbatas") == "Sifat: Rahasia"
    rina.send_file("dasar-rahasia.pdf", pdf("Dasar"), PDF)
    said = play.wait(rina, "telah dibuka")
    assert "Sifat: Rahasia" in text_of(said)
    play.number = int(text_of(said).split()[1])
    base = play.wait(andri, showing("Perintahkan", "Sifat: Rahasia"))
    assert base["has_protected_content"]
    play.dispose()
    play.invite()
    bind(here, chat)
    play.meet()
    play.draft()
    there = card(here, chat, "Periksa")
    assert f"Proses {play.number} (Rahasia)" in text_of(there)
    assert "document" not in there
    own = yulia.wait_for(showing("Periksa", "laporan-1.docx"))
    assert own["has_protected_content"]
    yulia.tap("Lihat berkas", there)
    yulia.tap("1. ")
    file = yulia.wait_for(lambda m: "document" in m and "langkah" not in text_of(m))
    assert file["has_protected_content"]
    assert yulia.tap("Setujui", there) == "Telah disetujui."
    here.settle()
    shown = " ".join(text_of(m) + str(m.get("document", "")) for m in yulia.messages(chat))
    for secret in (play.title, "dasar-rahasia", "laporan-1", "Ruang Rapat", "Agendakan"):
        assert secret not in shown
