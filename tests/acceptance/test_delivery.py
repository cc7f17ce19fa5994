"""When the wire misbehaves: redelivery, flood waits, lost answers, blocked people, forgotten files."""

from datetime import datetime, timedelta

from tests.support.papers import PDF, pdf
from tests.support.phones import Message, Phone, text_of
from tests.support.play import Play
from tests.support.stage import Stage

HELP = "Setiap tugas datang sebagai kartu."
UNKNOWN_FILE = "Bad Request: wrong file identifier/HTTP URL specified"
BLOCKED = "Forbidden: bot was blocked by the user"


def helped(phone: Phone, after: int) -> list[Message]:
    """Return the answers to /bantuan that came after an event."""
    return [m for m in phone.messages(after=after) if not m["out"] and HELP in text_of(m)]


def opened(here: Stage, title: str) -> Play:
    """Open a case; the Kepala Biro's card is there."""
    play = here.play(title)
    play.open()
    play.wait(here.cast.andri, "Perintahkan")
    here.settle()
    return play


def meeting(here: Stage, title: str) -> Play:
    """Bring a case to where the invitation is about to be signed."""
    play = opened(here, title)
    play.dispose()
    rina = here.cast.rina
    card = play.wait(rina, lambda m: "Buat undangan" in str(m))
    rina.send_file("undangan.pdf", pdf("Undangan"), PDF, reply_to=card)
    play.wait(rina, "Hari apa")
    rina.say("besok pukul 09.00-11.00")
    play.wait(rina, "Di mana")
    rina.tap("Aula")
    rina.tap("Simpan jadwal")
    play.wait(rina, "Jadwal rapat dicatat")
    rina.tap("Selesai", card)
    play.wait(here.cast.andri, "Tanda tangani Undangan")
    here.settle()
    return play


def test_a_redelivered_update_is_applied_once(here: Stage) -> None:
    """Telegram delivers every update of a run once more: no event, no message and no version comes of it."""
    begun = set(here.phones.updates()["confirmed"])
    play = meeting(here, "Uji kirim ulang")
    before = here.record.story(play.number), here.record.outbox(), len(here.record.documents(play.number))
    for update in here.phones.updates()["confirmed"]:
        if update not in begun:
            here.phones.redeliver(update)
    after = here.mark()
    here.cast.fajar.say("/bantuan")
    here.phones.until(lambda: helped(here.cast.fajar, after) or None, "no answer")
    here.settle()
    story, outbox, documents = before
    assert here.record.story(play.number) == story
    assert len(here.record.documents(play.number)) == documents
    assert sum(here.record.outbox().values()) == sum(outbox.values()) + 1


def test_a_flood_wait_is_obeyed_and_holds_up_nobody_else(here: Stage) -> None:
    """After a 429 a chat waits as long as Telegram asks, while others get theirs; nothing comes twice."""
    rina, fajar = here.cast.rina, here.cast.fajar
    after = here.mark()
    here.phones.fault("error", method="sendMessage", chat_id=rina.id, retry_after=2)
    rina.say("/bantuan")
    here.phones.until(lambda: here.phones.requests("sendMessage", rina.id, after) or None, "no try")
    fajar.say("/bantuan")
    here.phones.until(lambda: helped(fajar, after) or None, "no answer")
    assert helped(rina, after) == []
    here.phones.until(lambda: helped(rina, after) or None, "no answer")
    first, second = here.phones.requests("sendMessage", rina.id, after)
    assert (first["status"], second["status"]) == (429, 200)
    waited = datetime.fromisoformat(second["time"]) - datetime.fromisoformat(first["time"])
    assert waited >= timedelta(seconds=2)
    here.settle()
    assert len(helped(rina, after)) == 1


def test_a_message_whose_answer_was_lost_comes_at_most_twice(here: Stage) -> None:
    """Nobody can know whether it arrived, so it is sent once more, and no more often."""
    rina = here.cast.rina
    after = here.mark()
    here.phones.fault("drop", method="sendMessage", chat_id=rina.id)
    rina.say("/bantuan")
    here.phones.until(lambda: len(helped(rina, after)) == 2 or None, "it did not come again")
    here.settle()
    assert len(helped(rina, after)) == 2
    assert here.record.unsent() == []


def test_a_card_whose_answer_was_lost_works_on_both_copies(here: Stage) -> None:
    """The copy that nobody wrote down is known once it is tapped: it composes, and closes with the other."""
    andri = here.cast.andri
    here.phones.fault("drop", method="sendDocument", chat_id=andri.id)
    play = here.play("Uji kartu ganda")
    play.open()
    here.phones.until(lambda: len(_cards(andri, play)) == 2 or None, "the card did not come again")
    here.settle()
    lost, known = _cards(andri, play)
    andri.tap("Disposisikan", lost)
    andri.tap("Segera", lost)
    assert andri.tap("📨 Disposisikan", lost) == "Disposisi telah dikirim."
    here.settle()
    for copy in _cards(andri, play):
        assert copy["message_id"] in (lost["message_id"], known["message_id"])
        assert andri.buttons(copy) == []
        assert "Telah didisposisikan" in text_of(copy)


def _cards(phone: Phone, play: Play) -> list[Message]:
    wanted = f"Proses {play.number}:"
    return [m for m in phone.messages() if "document" in m and not m["out"] and wanted in text_of(m)]


def test_a_server_error_is_tried_again(here: Stage) -> None:
    """A failure of Telegram's own is no reason to lose a message."""
    rina = here.cast.rina
    after = here.mark()
    here.phones.fault("error", method="sendMessage", chat_id=rina.id, code=502, description="Bad Gateway")
    rina.say("/bantuan")
    here.phones.until(lambda: helped(rina, after) or None, "no answer")
    here.settle()
    assert len(helped(rina, after)) == 1


def test_somebody_who_blocked_the_bot_is_reported_and_holds_up_nobody(here: Stage) -> None:
    """The admin is told once, everyone else is served, and what was missed comes after Start."""
    cast = here.cast
    play = meeting(here, "Uji blokir")
    after = here.mark()
    cast.hendra.block()
    told = cast.rina.wait_for("Hendra Wijaya tidak dapat dihubungi", after=after)
    assert "Mohon yang bersangkutan diminta menekan Start." in text_of(told)
    cast.andri.tap("Tanda tangani")
    for phone in cast.officials:
        if phone is not cast.hendra:
            phone.wait_for("Pimpin rapat" if phone is cast.andri else "Hadiri rapat", after=after)
    here.settle()
    assert len([t for t in here.news(cast.rina, after) if "tidak dapat dihubungi" in t]) == 1
    cast.hendra.block(blocked=False)
    back = here.mark()
    cast.hendra.start()
    missed = cast.hendra.wait_for("Hadiri rapat", after=back)
    cast.hendra.tap("Hadir", missed)
    here.settle()
    assert ("attended", "Hendra") in here.record.story(play.number)


def test_a_refused_chat_is_reported_to_the_admin(here: Stage) -> None:
    """A 403 that comes only with a message is noticed as well, and the others get theirs."""
    cast = here.cast
    play = meeting(here, "Uji tolak")
    after = here.mark()
    here.phones.fault("error", method="sendDocument", chat_id=cast.dewi.id, code=403, description=BLOCKED)
    cast.andri.tap("Tanda tangani")
    cast.rina.wait_for("Dewi Anggraini tidak dapat dihubungi", after=after)
    cast.siti.wait_for("Hadiri rapat", after=after)
    here.settle()
    assert not any("Hadiri rapat" in text for text in here.news(cast.dewi, after))
    assert here.record.case(play.number).step == 3
    cast.dewi.start()
    cast.dewi.wait_for("Hadiri rapat", after=after)


def test_a_file_that_telegram_has_forgotten_is_sent_from_the_store(here: Stage) -> None:
    """An unknown file_id is answered with the bytes themselves, and the new id serves from then on."""
    andri, yulia = here.cast.andri, here.cast.yulia
    play = here.play("Uji berkas hilang")
    after = here.mark()
    here.phones.fault("error", method="sendDocument", chat_id=andri.id, code=400, description=UNKNOWN_FILE)
    play.open()
    shown = play.wait(andri, "Perintahkan")
    assert andri.download(shown) == pdf("Dokumen Pengukuran Kinerja")
    first, second = here.phones.requests("sendDocument", andri.id, after)
    assert (first["status"], first["files"]) == (400, [])
    assert second["status"] == 200
    assert [file["name"] for file in second["files"]] == ["pengukuran-kinerja.pdf"]
    play.dispose()
    here.settle()
    # The card with the base document; the sheet of the disposition follows it.
    third = here.phones.requests("sendDocument", here.cast.rina.id, after)[0]
    assert (third["status"], third["files"]) == (200, [])
    assert third["params"]["document"] != first["params"]["document"]
    assert yulia.texts() == [text for text in yulia.texts() if "Uji berkas hilang" not in text]
