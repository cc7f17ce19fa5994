"""Groups as rooms: bound by an admin, used by those whose turn it is, and by nobody else."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.letter import Delete
from office import deadlines, rooms
from office.office import USERNAME
from sop.case import Part
from sop.people import Position, Standing
from storage.dialogs import Dialog
from storage.terms import Term
from storage.transaction import Tx
from tests.office.bureau import ADMIN, SEATS, Bureau
from tests.sop.worlds import UNITS
from tests.support.talk import GROUP, Talk

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
JOKO = 199
KABAG, POOL = Position("kepala-bagian", UNITS[0]), Position("jf", UNITS[0])
APART = "Silakan lanjutkan di percakapan pribadi dengan bot."


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    bureau = Bureau(tmp_path)
    yield Talk(bureau)
    bureau.store.close()


def bind(talk: Talk, position: Position = KABAG, chat: int = GROUP, topic: int | None = None) -> None:
    """Let a position have its room."""

    def do(tx: Tx) -> None:
        cards = rooms.bind(tx, talk.bureau.office, position, chat, topic, "Bagian Tata Laksana", ADMIN)
        tx.outbox.add(cards, talk.bureau.now)

    talk.bureau.ask(do)
    talk.deliver()


def examined(talk: Talk) -> None:
    """Bring a case to where the Kepala Bagian examines."""
    talk.bureau.open()
    talk.bureau.to(Part.EXAMINE)
    talk.deliver()


def drafted(talk: Talk) -> None:
    """Bring a case to where the pool drafts."""
    talk.bureau.open()
    talk.bureau.to(Part.DRAFT)
    talk.deliver()


def reasons(talk: Talk) -> list[tuple[int, str]]:
    """Return who was refused for what, and forget nothing."""
    return [(r.telegram_id, r.reason) for r in talk.refusals()]


def anonymous(**more: object) -> dict[str, object]:
    """Return an update of an admin who writes in the group's name."""
    who = {"id": 1087968824, "first_name": "Group", "username": "GroupAnonymousBot", "is_bot": True}
    chat = {"id": GROUP, "type": "supergroup", "title": "Bagian Tata Laksana"}
    return {"message": {"message_id": 9, "date": 0, "chat": chat, "from": who, "sender_chat": chat, **more}}


def test_an_anonymous_admin_is_told_why_nothing_happens(talk: Talk) -> None:
    """Telegram does not say who it is: neither a command nor a file counts, and both are refused aloud."""
    bind(talk)
    drafted(talk)
    bind(talk, POOL)
    talk.feed(anonymous(text="/hubungkan"))
    assert "Tetap anonim" in talk.last(GROUP).text
    card = talk.last(GROUP) if "Ambil" in str(talk.last(GROUP).buttons) else talk.card(GROUP, "Tugas untuk")
    file = {"file_id": "F", "file_name": "x.pdf", "file_size": 9}
    update = anonymous(document=file, reply_to_message={"message_id": card.message})
    assert not talk.feed(update)
    assert "Tetap anonim" in talk.last(GROUP).text
    assert [reason for _, reason in reasons(talk)] == ["anonymous", "anonymous"]
    talk.feed(anonymous(text="halo"))
    assert len(reasons(talk)) == 2


def test_a_command_for_another_bot_is_left_to_it(talk: Talk) -> None:
    """Where privacy mode is off, or the bot is an admin, it hears what others are asked."""
    talk.bureau.ask(lambda tx: tx.record.keep(USERNAME, "Contoh_bot"))
    talk.say(ADMIN, "/hubungkan@lain_bot", GROUP)
    talk.say(JOKO, "/status@lain_bot", GROUP)
    assert talk.texts(GROUP) == []
    assert reasons(talk) == []
    talk.say(ADMIN, "/hubungkan@contoh_bot", GROUP)
    assert "ruang untuk jabatan mana" in talk.last(GROUP).text


def test_a_code_typed_into_a_group_goes_away_and_is_no_try(talk: Talk) -> None:
    """Only while one is asked for; six digits are else nobody's business."""
    bureau = talk.bureau
    talk.say(YULIA, "123456", GROUP)
    assert talk.texts(GROUP) == []
    data = {"case": 1, "task": 1, "seen": 1, "until": (bureau.now + timedelta(minutes=5)).isoformat()}
    bureau.ask(lambda tx: tx.dialogs.put(YULIA, Dialog("code", data), bureau.now))
    talk.say(YULIA, "ya", GROUP)
    talk.say(YULIA, "123 456", GROUP)
    assert "percakapan pribadi" in talk.last(GROUP).text
    (gone,) = [letter for letter in talk.letters if isinstance(letter, Delete)]
    assert gone.chat == GROUP
    assert reasons(talk) == [(YULIA, "code_astray")]


# Binding


def test_an_admin_binds_a_group_by_tapping_the_position(talk: Talk) -> None:
    """Role, then unit; what waits for the position comes there at once, and later cards too."""
    examined(talk)
    talk.say(ADMIN, "/hubungkan@sopbot", GROUP)
    assert "ruang untuk jabatan mana" in talk.last(GROUP).text
    talk.tap(ADMIN, "Kepala Bagian", GROUP)
    talk.tap(ADMIN, UNITS[0], GROUP)
    assert any("kini menjadi ruang Kepala Bagian Tata Laksana" in text for text in talk.texts(GROUP))
    card = talk.card(GROUP, "Tugas untuk: Kepala Bagian Tata Laksana")
    assert "✅ Setujui" in card.buttons
    (room,) = talk.bureau.ask(lambda tx: tx.rooms.all())
    assert (room.position, room.chat, room.topic, room.title) == (KABAG, GROUP, None, "Bagian Tata Laksana")


def test_only_the_admin_who_asked_chooses(talk: Talk) -> None:
    """Others' taps are refused and recorded, and change nothing."""
    talk.say(ADMIN, "/hubungkan", GROUP)
    assert "menunggu admin" in talk.tap(YULIA, "Kepala Biro", GROUP)
    assert "menunggu admin" in talk.tap(JOKO, "Kepala Biro", GROUP)
    assert talk.bureau.ask(lambda tx: tx.rooms.all()) == []
    assert reasons(talk) == [(YULIA, "not_asked"), (JOKO, "not_asked")]


def test_who_is_no_admin_is_refused_and_a_stranger_is_not_answered(talk: Talk) -> None:
    """One sentence in the group, as a reply; both are recorded."""
    talk.say(YULIA, "/hubungkan", GROUP)
    assert talk.texts(GROUP) == ["Tindakan ini hanya untuk admin kantor."]
    assert talk.last(GROUP).letter.reply_to is not None
    talk.say(JOKO, "/hubungkan", GROUP)
    talk.say(JOKO, "/putuskan", GROUP)
    talk.say(JOKO, "selamat pagi", GROUP)
    assert len(talk.texts(GROUP)) == 1
    assert reasons(talk) == [(YULIA, "not_admin"), (JOKO, "not_member"), (JOKO, "not_member")]


def test_a_topic_of_a_forum_can_be_a_room(talk: Talk) -> None:
    """Cards, confirmations and reminders go to that topic; another topic is another room."""
    examined(talk)
    talk.say(ADMIN, "/hubungkan", GROUP, topic=7)
    assert talk.last(GROUP).letter.topic == 7
    talk.tap(ADMIN, "Kepala Bagian", GROUP)
    talk.tap(ADMIN, UNITS[0], GROUP)
    (room,) = talk.bureau.ask(lambda tx: tx.rooms.all())
    assert (room.topic, room.title) == (7, "Bagian Tata Laksana / Tugas")
    assert talk.card(GROUP, "Periksa").letter.topic == 7
    card = talk.card(GROUP, "Periksa").message
    talk.bureau.pass_time(timedelta(days=2))
    talk.bureau.ask(lambda tx: deadlines.sweep(tx, talk.bureau.office))
    talk.deliver()
    reminder = talk.card(GROUP, "masih ditunggu").letter
    assert (reminder.topic, reminder.reply_to) == (7, card)
    bind(talk, POOL, topic=8)
    assert [r.topic for r in talk.bureau.ask(lambda tx: tx.rooms.by_chat(GROUP))] == [7, 8]
    talk.say(ADMIN, "/putuskan", GROUP, topic=8)
    assert [r.topic for r in talk.bureau.ask(lambda tx: tx.rooms.by_chat(GROUP))] == [7]


def test_a_position_has_one_room_at_most(talk: Talk) -> None:
    """Bound elsewhere, its cards move there, and those it had say that they are no longer served."""
    examined(talk)
    bind(talk)
    bind(talk, chat=-600)
    old = talk.card(GROUP, "Periksa")
    assert "tidak lagi dilayani di grup ini" in old.text
    assert old.buttons == {}
    assert "✅ Setujui" in talk.card(-600, "Periksa").buttons
    assert [r.chat for r in talk.bureau.ask(lambda tx: tx.rooms.all())] == [-600]


def test_unbinding_brings_the_cards_back_to_people(talk: Talk) -> None:
    """At once; with several positions in the group it is asked of which."""
    drafted(talk)
    bind(talk)
    bind(talk, POOL)
    assert "Ambil tugas" in str(talk.card(GROUP, "Susun").buttons)
    talk.say(ADMIN, "/putuskan", GROUP)
    talk.tap(ADMIN, "JF/Pelaksana", GROUP)
    assert talk.card(GROUP, "Susun").buttons == {}
    assert [r.position for r in talk.bureau.ask(lambda tx: tx.rooms.all())] == [KABAG]
    talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    assert "Setujui" in str(talk.card(GROUP, "Periksa").buttons)
    talk.say(ADMIN, "/putuskan", GROUP)
    assert talk.card(GROUP, "Periksa").buttons == {}
    assert "Setujui" in str(talk.card(YULIA, "Periksa").buttons)
    talk.say(ADMIN, "/putuskan", GROUP)
    assert talk.last(GROUP).text == "Grup ini bukan ruang jabatan mana pun."


def test_in_private_the_commands_say_where_they_belong(talk: Talk) -> None:
    """And other commands in a group point to the private chat, for members alone."""
    talk.say(RINA, "/hubungkan")
    assert "digunakan di dalam grup" in talk.last(RINA).text
    talk.say(RINA, "/tugas", GROUP)
    talk.say(JOKO, "/tugas", GROUP)
    assert talk.texts(GROUP) == ["Silakan gunakan layanan ini melalui percakapan pribadi dengan bot."]


# Who gets which copy


def test_the_holder_gets_a_personal_copy_only_by_wish(talk: Talk) -> None:
    """/salinan turns it on, with what waits already, and off again."""
    bind(talk)
    examined(talk)
    assert talk.card(GROUP, "Periksa")
    assert not any("Periksa Laporan" in text for text in talk.texts(YULIA))
    talk.say(YULIA, "/salinan")
    assert "dinyalakan" in talk.texts(YULIA)[-2]
    assert "Setujui" in str(talk.last(YULIA).buttons)
    talk.say(YULIA, "/salinan")
    assert "dimatikan" in talk.last(YULIA).text


def test_a_substitute_always_gets_a_copy(talk: Talk) -> None:
    """A Plh. may not be in the group."""
    bind(talk)
    now = talk.bureau.now
    person = talk.bureau.actor(HENDRA).person
    term = Term(person, KABAG, now, now + timedelta(days=9), Standing.PLH, begun=now)
    talk.bureau.ask(lambda tx: tx.terms.add(term))
    talk.bureau.open()
    talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    assert "Plh. Kepala Bagian" in talk.card(GROUP, "Periksa").text
    assert "Setujui" in str(talk.card(HENDRA, "Periksa").buttons)
    assert "telah disetujui" in talk.tap(HENDRA, "Setujui").lower()
    card = talk.card(GROUP, "Telah disetujui")
    assert "Plh. Kepala Bagian Tata Laksana" in card.text
    assert card.buttons == {}


def test_whoever_takes_a_pools_task_gets_a_copy_and_the_group_sees_who(talk: Talk) -> None:
    """The group's card keeps the buttons; those of the task work for whoever took it alone."""
    bind(talk, POOL)
    drafted(talk)
    assert talk.tap(FAJAR, "Ambil tugas", GROUP) == "Tugas telah Anda ambil."
    card = talk.card(GROUP, "Susun")
    assert "Telah diambil oleh JF/Pelaksana Tata Laksana, Fajar Ramadhan" in card.text
    assert "👐 Lepas tugas" in card.buttons
    assert "Unggah" in str(talk.card(FAJAR, "Susun").buttons)
    assert "telah diambil oleh" in talk.tap(SITI, "Lepas tugas", GROUP)
    assert talk.tap(FAJAR, "Lepas tugas", GROUP) == "Tugas telah Anda lepas."
    assert "✋ Ambil tugas" in talk.card(GROUP, "Susun").buttons


def test_copies_stay_in_step_both_ways(talk: Talk) -> None:
    """A decision in private takes the group's buttons away and says who, and the other way round."""
    bind(talk)
    examined(talk)
    talk.say(YULIA, "/salinan")
    talk.tap(YULIA, "Setujui")
    assert "Yulia Fitri" in talk.card(GROUP, "Telah disetujui").text
    talk.bureau.open(title="Kedua")
    talk.bureau.to(Part.EXAMINE, 2)
    talk.deliver()
    assert talk.tap(YULIA, "Setujui", GROUP) == "Telah disetujui."
    assert talk.card(YULIA, "Kedua", "Telah disetujui").buttons == {}


# Taps


def test_everyone_else_is_told_whose_task_it_is(talk: Talk) -> None:
    """Members without the post and strangers alike; each refusal is recorded, and nothing changes."""
    bind(talk)
    examined(talk)
    whose = "Mohon maaf, tugas ini menunggu Kepala Bagian Tata Laksana."
    before = talk.bureau.case()
    for who in (HENDRA, FAJAR, JOKO, ADMIN):
        assert talk.tap(who, "Setujui", GROUP) == whose
    assert talk.bureau.case() == before
    assert [r for _, r in reasons(talk)] == ["not_yours"] * 4
    assert all((r.case, r.task) == (1, before.open_tasks()[-1].id) for r in talk.refusals())


def test_a_strangers_forged_tap_in_a_group_tells_nothing(talk: Talk) -> None:
    """Only a real card of that chat says whose it is."""
    bind(talk)
    examined(talk)
    data = talk.card(GROUP, "Periksa").buttons["✅ Setujui"]
    assert "hanya untuk pejabat yang terdaftar" in talk.press(JOKO, -999, 5, data)
    assert "hanya untuk pejabat yang terdaftar" in talk.press(JOKO, GROUP, 5, "x:y")
    assert "hanya untuk pejabat yang terdaftar" in talk.press(JOKO, GROUP, 5, "l:status:1:")
    assert talk.press(HENDRA, GROUP, 5, "l:status:1:") == "Tombol ini tidak dikenal."


def test_what_is_asked_is_asked_in_private(talk: Talk) -> None:
    """The reason of a return, with a toast that says where to go on."""
    bind(talk)
    examined(talk)
    assert talk.tap(YULIA, "Kembalikan", GROUP) == APART
    assert "Apa alasan pengembalian" in talk.last(YULIA).text
    talk.say(YULIA, "Lengkapi tabel")
    assert "Telah dikembalikan" in talk.last(YULIA).text
    assert "Telah dikembalikan" in talk.card(GROUP, "Periksa").text


def test_sheets_go_to_the_private_chat(talk: Talk) -> None:
    """Files and history; who may not see the case is told whose task it is."""
    bind(talk)
    examined(talk)
    before = len(talk.texts(GROUP))
    assert talk.tap(YULIA, "Riwayat", GROUP) == APART
    assert "Riwayat Proses 1" in talk.last(YULIA).text
    assert talk.tap(YULIA, "Lihat berkas", GROUP) == APART
    assert len(talk.texts(GROUP)) == before
    assert "menunggu Kepala Bagian Tata Laksana" in talk.tap(JOKO, "Riwayat", GROUP)


def test_the_composer_opens_in_the_group_itself(talk: Talk) -> None:
    """Its panel is on the group's card; the note is asked for in private."""
    bind(talk, Position("kepala-biro"))
    talk.bureau.open()
    talk.deliver()
    assert talk.tap(ANDRI, "Disposisikan", GROUP) == ""
    assert "menunggu Kepala Biro" in talk.tap(RINA, "Catatan", GROUP)
    assert talk.tap(ANDRI, "Catatan", GROUP) == APART
    talk.say(ANDRI, "Segera dibahas")
    assert "Segera dibahas" in talk.card(GROUP, "Catatan").text
    assert talk.tap(ANDRI, "📨 Disposisikan", GROUP) == "Disposisi telah dikirim."


# Files


def test_a_file_that_answers_the_groups_card_is_taken(talk: Talk) -> None:
    """Confirmed in the group in one sentence; the card shows the file."""
    bind(talk, POOL)
    drafted(talk)
    card = talk.card(GROUP, "Susun")
    assert talk.send(FAJAR, "laporan.pdf", GROUP, reply_to=card.message)
    assert any(text.startswith("Berkas diterima: ") and "\n" not in text for text in talk.texts(GROUP))
    assert "laporan.pdf" in talk.card(GROUP, "Susun").text
    assert talk.bureau.case().open_tasks()[-1].holder == talk.bureau.actor(FAJAR).person
    assert talk.tap(FAJAR, "Selesai", GROUP) == "Telah diserahkan."


def test_a_file_that_answers_a_reminder_is_taken_too(talk: Talk) -> None:
    """People answer what they saw last."""
    bind(talk, POOL)
    drafted(talk)
    talk.bureau.pass_time(timedelta(days=1))
    talk.bureau.ask(lambda tx: deadlines.sweep(tx, talk.bureau.office))
    talk.deliver()
    assert talk.send(FAJAR, "laporan.pdf", GROUP, reply_to=talk.card(GROUP, "masih ditunggu").message)


def test_a_wrong_senders_file_is_refused_in_one_sentence_and_never_fetched(talk: Talk) -> None:
    """A member without the post and a stranger, as a reply, recorded."""
    bind(talk, POOL)
    drafted(talk)
    card = talk.card(GROUP, "Susun")
    for who in (HENDRA, JOKO):
        assert not talk.send(who, "x.pdf", GROUP, reply_to=card.message)
        assert "menunggu JF/Pelaksana" in talk.last(GROUP).text
        assert talk.last(GROUP).letter.reply_to is not None
    assert [r for _, r in reasons(talk)] == ["not_yours", "not_yours"]


def test_files_that_answer_no_card_are_nobodys_business(talk: Talk) -> None:
    """They are neither fetched nor answered nor recorded."""
    bind(talk, POOL)
    drafted(talk)
    before = talk.texts(GROUP)
    assert not talk.send(FAJAR, "foto.pdf", GROUP)
    assert not talk.send(FAJAR, "foto.pdf", GROUP, reply_to=1)
    assert talk.texts(GROUP) == before
    assert talk.refusals() == []


def test_an_album_in_a_group_is_refused_once(talk: Talk) -> None:
    """As everywhere."""
    bind(talk, POOL)
    drafted(talk)
    card = talk.card(GROUP, "Susun")
    for _ in range(3):
        assert not talk.send(FAJAR, "x.pdf", GROUP, reply_to=card.message, album="a")
    assert sum("album" in text for text in talk.texts(GROUP)) == 1
    assert [reason for _, reason in reasons(talk)] == ["album"] * 3


def test_a_signature_asked_for_from_the_group_is_completed_there_or_in_private(talk: Talk) -> None:
    """The signed file may answer the group's card."""
    bind(talk, Position("kepala-biro"))
    talk.bureau.open()
    talk.bureau.to(Part.SIGN)
    talk.deliver()
    assert APART in talk.tap(ANDRI, "Tanda tangani", GROUP)
    assert talk.send(ANDRI, "ttd.pdf", GROUP, reply_to=talk.card(GROUP, "langkah 6").message)
    assert "Telah ditandatangani" in talk.card(GROUP, "langkah 6").text
