"""A task of a pool: two race for it, the head of the unit gives it to one, and to another in flight."""

import pytest

from tests.acceptance.test_wrong_taps import data_of
from tests.support.papers import DOCX, docx
from tests.support.phones import Message, Phone, showing, text_of
from tests.support.refusing import refused
from tests.support.stage import Stage

DRAFTING = "Susun laporan hasil evaluasi"


@pytest.fixture
def cards(here: Stage) -> dict[str, Message]:
    """Bring a case to the draft; return its card on the phones of both in the pool."""
    play = here.play("Uji kelompok")
    for step in (play.open, play.dispose, play.invite, play.meet):
        step()
    found = {
        phone.name: play.wait(phone, showing(DRAFTING, "Ambil tugas"))
        for phone in (here.cast.fajar, here.cast.siti)
    }
    here.settle()
    return found


def now(phone: Phone, card: Message) -> Message:
    """Return a message as the phone shows it now."""
    return next(m for m in phone.messages() if m["message_id"] == card["message_id"])


def test_of_two_who_race_for_a_task_one_gets_it(here: Stage, cards: dict[str, Message]) -> None:
    """Both tap before either is answered: the other hears who was faster, and that is on record."""
    case, both = here.newest(), (here.cast.fajar, here.cast.siti)
    taps = {
        phone.name: here.phones.post(
            f"/people/{phone.id}/tap",
            message_id=cards[phone.name]["message_id"],
            button=data_of(cards[phone.name], "Ambil tugas"),
        )
        for phone in both
    }
    here.settle()
    answers = {name: here.phones.get(f"/callbacks/{tap['id']}")["text"] for name, tap in taps.items()}
    task = here.record.case(case).open_tasks()[0]
    first, second = sorted(both, key=lambda phone: phone.name != task.holder_name)
    assert answers == {
        first.name: "Tugas telah Anda ambil.",
        second.name: f"Tugas ini telah diambil oleh JF/Pelaksana Tata Laksana, {first.name}.",
    }
    assert [kind for kind, _ in here.record.story(case)].count("claimed") == 1
    last = here.record.refusals()[-1]
    assert (last.reason, last.case, last.task) == ("taken", case, task.id)
    assert "Lepas tugas" in str(now(first, cards[first.name])["markup"])
    lost = now(second, cards[second.name])
    assert second.buttons(lost) == []
    assert f"Telah diambil oleh JF/Pelaksana Tata Laksana, {first.name}" in text_of(lost)


def test_the_head_of_the_unit_gives_a_task_and_moves_it_in_flight(
    here: Stage, cards: dict[str, Message]
) -> None:
    """To Fajar at once, then to Siti with a reason: both are told, and Siti hands the draft over."""
    yulia, fajar, siti = here.cast.yulia, here.cast.fajar, here.cast.siti
    case, after = here.newest(), here.mark()
    yulia.tap("Tugaskan", yulia.wait_for("menunggu diambil JF/Pelaksana Tata Laksana."))
    listed = yulia.wait_for("Ditugaskan kepada siapa?", after=after)
    assert yulia.buttons(listed)[0].startswith("Fajar Ramadhan (1 tugas)")
    assert yulia.tap("Fajar Ramadhan", listed) == "Penugasan telah dicatat."
    fajar.wait_for("Anda ditugaskan oleh Kepala Bagian Tata Laksana", after=after)
    here.settle()
    assert siti.buttons(now(siti, cards[siti.name])) == []
    with refused(here, siti, "taken"):
        assert siti.forge(data_of(cards[siti.name], "Ambil tugas"), cards[siti.name]).startswith(
            "Tugas ini telah diambil oleh JF/Pelaksana Tata Laksana, Fajar Ramadhan"
        )

    after = here.mark()
    yulia.say(f"/status {case}")
    yulia.tap("Alihkan", yulia.wait_for("berjalan", after=after))
    listed = yulia.wait_for("Dialihkan kepada siapa?", after=after)
    yulia.tap("Siti Rahmah", listed)
    yulia.wait_for("Apa alasan tugas ini dialihkan", after=after)
    yulia.say("Pemeriksaan lapangan")
    yulia.wait_for("Kedua pihak sudah diberi tahu.", after=after)
    told = text_of(fajar.wait_for("telah dialihkan oleh Kepala Bagian Tata Laksana", after=after))
    assert told.endswith("kepada JF/Pelaksana Tata Laksana, Siti Rahmah.\nAlasan: “Pemeriksaan lapangan”")
    card = siti.wait_for(showing(DRAFTING, "Lepas tugas"), after=after)
    here.settle()
    left = fajar.wait_for("Telah ditugaskan kepada JF/Pelaksana Tata Laksana, Siti Rahmah")
    assert fajar.buttons(left) == []

    play = here.play("Uji kelompok")
    siti.send_file("laporan.docx", docx("Laporan"), DOCX, reply_to=card)
    siti.wait_for("Berkas diterima", after=after)
    siti.tap("Selesai", card)
    play.wait(yulia, showing("Periksa", "Setujui"))
    here.settle()
    kinds = [kind for kind, _ in here.record.story(case)]
    assert kinds.count("assigned") == 2
    yulia.say(f"/status {case}")
    yulia.tap("Riwayat", yulia.wait_for("berjalan", after=after))
    history = text_of(yulia.wait_for("Riwayat"))
    assert (
        "mengalihkan tugas dari JF/Pelaksana Tata Laksana, Fajar Ramadhan kepada "
        "JF/Pelaksana Tata Laksana, Siti Rahmah: "
        "“Pemeriksaan lapangan”" in history
    )


def test_the_superior_sees_who_took_a_task_and_keeps_no_button(here: Stage) -> None:
    """The notice that a task waits in the pool is brought up to date once somebody has it."""
    play = here.play("Uji pemberitahuan")
    play.open()
    play.dispose()
    play.invite()
    play.meet()
    yulia = here.cast.yulia
    notice = play.wait(yulia, "menunggu diambil JF/Pelaksana Tata Laksana.")
    assert any("Tugaskan" in label for label in yulia.buttons(notice))
    here.cast.siti.tap("Ambil tugas", play.wait(here.cast.siti, showing("Susun", "Ambil tugas")))
    taken = play.wait(yulia, "telah diambil oleh JF/Pelaksana Tata Laksana, Siti Rahmah.")
    assert taken["message_id"] == notice["message_id"]
    assert yulia.buttons(taken) == []
