"""Giving a task to somebody on the phone: the notice, the list of people, the reason, and who is told."""

from datetime import timedelta

import pytest

from handlers.buttons import ListButton, ListVerb, TaskButton, Verb, encode
from office import deadlines
from office.members import unreachable
from sop import actions as a
from sop.case import Part
from sop.people import Position
from tests.handlers.counter import Counter, Shown
from tests.office.bureau import ADMIN, SEATS, Bureau

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
TTL, JF = Position("kepala-bagian", "Tata Laksana"), Position("jf", "Tata Laksana")
JOKO = 199
TITLE = "Evaluasi <b>triwulan</b> III"
WAITS = f"Proses 1: {TITLE}\nSusun laporan hasil evaluasi menunggu diambil JF/Pelaksana Tata Laksana."


@pytest.fixture
def counter(bureau: Bureau) -> Counter:
    """Open an office in which Rina Marlina is an admin, and a case."""
    bureau.ask(lambda tx: tx.admins.grant(RINA, None, bureau.now))
    bureau.open()
    return Counter(bureau)


def drafting(counter: Counter) -> Shown:
    """Bring the case to the draft that nobody took; return what the superior is told."""
    counter.bureau.to(Part.DRAFT)
    counter.deliver()
    return counter.find(YULIA, "menunggu diambil")


def taken(counter: Counter) -> None:
    """Let Fajar take the draft."""
    task = counter.bureau.to(Part.DRAFT)
    counter.bureau.act(counter.bureau.actor(FAJAR), a.Claim(task.id, task.version))
    counter.deliver()


def late(counter: Counter) -> Shown:
    """Let the draft be late; return what the superior is told."""
    due = counter.bureau.case().open_tasks()[0].due
    assert due is not None
    counter.bureau.now = due + timedelta(days=4)
    counter.bureau.ask(lambda tx: deadlines.sweep(tx, counter.bureau.office))
    counter.deliver()
    return counter.find(YULIA, "masih menunggu")


def card(counter: Counter, chat: int, head: str = "Susun laporan hasil evaluasi\n") -> Shown:
    """Return the latest copy of a card in a chat."""
    return counter.find(chat, f"{head}\nProses 1")


def test_the_superior_hears_of_a_task_that_nobody_took_and_gives_it(counter: Counter) -> None:
    """One short notice with one button; a name, how much that person has open, and it is theirs."""
    notice = drafting(counter)
    assert notice.text == f"\N{INFORMATION SOURCE} {WAITS}"
    assert notice.labels == ["👤 Tugaskan"]
    assert counter.tap(YULIA, "Tugaskan") == ""
    listed = counter.last(YULIA)
    assert listed.text == f"Proses 1: {TITLE}\nSusun laporan hasil evaluasi\nDitugaskan kepada siapa?"
    assert listed.labels == [
        "Fajar Ramadhan (1 tugas) \N{EN DASH} JF/Pelaksana Tata Laksana",
        "Siti Rahmah (1 tugas) \N{EN DASH} JF/Pelaksana Tata Laksana",
        "Yulia Fitri (0 tugas) \N{EN DASH} Kepala Bagian Tata Laksana",
        "Tidak jadi",
    ]
    assert counter.tap(YULIA, "Siti Rahmah") == "Penugasan telah dicatat."
    done = (
        f"Proses 1: {TITLE}\nSusun laporan hasil evaluasi telah ditugaskan kepada "
        "JF/Pelaksana Tata Laksana, Siti Rahmah."
    )
    assert [(m.text, m.labels) for m in (notice, listed)] == [(done, [])] * 2
    assert counter.last(SITI).text == (
        "\N{INFORMATION SOURCE} Anda ditugaskan oleh Kepala Bagian Tata Laksana: "
        f"Susun laporan hasil evaluasi pada Proses 1: {TITLE}."
    )
    assert "👐 Lepas tugas" in card(counter, SITI).labels
    left = card(counter, FAJAR)
    assert left.labels == []
    assert "Telah ditugaskan kepada JF/Pelaksana Tata Laksana, Siti Rahmah" in left.text
    assert "dialihkan" not in " ".join(m.text for m in counter.messages(FAJAR))  # it was never theirs


def test_no_notice_where_the_superior_is_all_the_pool(counter: Counter) -> None:
    """Their own card says it; with a colleague in the pool they get both."""
    bureau = counter.bureau
    bureau.ask(lambda tx: tx.people.dismiss(JF, bureau.now))
    bureau.seat(YULIA, "Yulia Fitri", JF)
    bureau.to(Part.DRAFT)
    counter.deliver()
    assert card(counter, YULIA)
    assert not [m for m in counter.messages(YULIA) if "menunggu diambil" in m.text]


def test_no_notice_once_somebody_took_it(counter: Counter) -> None:
    """Composed when it is sent, it says nothing that is no longer so."""
    taken(counter)
    assert not [m for m in counter.messages(YULIA) if "menunggu diambil" in m.text]


def test_a_returned_draft_that_somebody_has_is_no_news_to_the_superior(counter: Counter) -> None:
    """It goes back to whoever drafted it."""
    bureau = counter.bureau
    examine = bureau.to(Part.EXAMINE)
    counter.deliver()
    bureau.act(bureau.actor(YULIA), a.Return(examine.id, examine.version, "Lengkapi"))
    before = len(counter.messages(YULIA))
    counter.deliver()
    assert not [m for m in counter.messages(YULIA)[before:] if "menunggu diambil" in m.text]


def test_a_late_task_goes_to_another_with_a_reason(counter: Counter) -> None:
    """Both are told who, to whom and why; the notice, the list and the former's card say so."""
    taken(counter)
    notice = late(counter)
    assert notice.labels == ["👐 Lepas tugas", "🔁 Alihkan"]
    counter.tap(YULIA, "Alihkan", notice)
    listed = counter.last(YULIA)
    assert "Saat ini pada JF/Pelaksana Tata Laksana, Fajar Ramadhan. Dialihkan kepada siapa?" in listed.text
    assert not [label for label in listed.labels if "Fajar" in label]
    assert counter.tap(YULIA, "Siti Rahmah", listed) == ""
    assert listed.text.endswith(
        "Dialihkan kepada JF/Pelaksana Tata Laksana, Siti Rahmah; alasannya ditunggu."
    )
    assert "Apa alasan tugas ini dialihkan" in counter.last(YULIA).text
    counter.say(YULIA, "Dinas <luar>")
    assert counter.last(YULIA).text == "Tugas telah dialihkan. Kedua pihak sudah diberi tahu."
    for message in (notice, listed):
        assert message.text.endswith("telah dialihkan kepada JF/Pelaksana Tata Laksana, Siti Rahmah.")
        assert message.labels == []
    assert counter.last(FAJAR).text == (
        f"\N{INFORMATION SOURCE} Tugas Susun laporan hasil evaluasi pada Proses 1: {TITLE} telah dialihkan "
        "oleh Kepala Bagian Tata Laksana kepada JF/Pelaksana Tata Laksana, Siti Rahmah.\n"
        "Alasan: “Dinas <luar>”"
    )
    assert counter.last(SITI).text.endswith("Alasan: “Dinas <luar>”")
    assert card(counter, FAJAR).labels == []
    assert "✅ Selesai" in card(counter, SITI).labels
    assert counter.refused() == []


def test_an_examination_goes_to_another_head_from_the_status(counter: Counter) -> None:
    """The former's card says to whom, not that the post is somebody else's now."""
    counter.bureau.to(Part.EXAMINE)
    counter.deliver()
    counter.say(ANDRI, "/status 1")
    assert counter.last(ANDRI).labels[-1] == "🔁 Alihkan"
    counter.tap(ANDRI, "Alihkan")
    listed = counter.last(ANDRI)
    assert [label.rpartition("Kepala ")[2] for label in listed.labels[:-1]] == [
        "Bagian Kelembagaan",
        "Bagian Reformasi Birokrasi",
        "Biro",
    ]
    counter.tap(ANDRI, "Hendra Wijaya")
    counter.say(ANDRI, "Cuti mendadak")
    left = card(counter, YULIA, "Periksa laporan hasil evaluasi\n")
    assert left.labels == []
    assert "Telah dialihkan kepada Kepala Bagian Kelembagaan, Hendra Wijaya" in left.text
    assert "dipegang pejabat lain" not in left.text
    assert "✅ Setujui" in card(counter, HENDRA, "Periksa laporan hasil evaluasi\n").labels
    assert (
        "Tugas untuk: Kepala Bagian Kelembagaan"
        in card(counter, HENDRA, "Periksa laporan hasil evaluasi\n").text
    )
    counter.say(RINA, "/status 1")
    assert "Menunggu Kepala Bagian Kelembagaan" in counter.last(RINA).text


def test_several_open_tasks_are_told_apart(counter: Counter) -> None:
    """While the meeting is ahead only the minutes can be given to somebody; a second case is its own."""
    counter.bureau.to(Part.MINUTES)
    counter.deliver()
    counter.say(RINA, "/status 1")
    counter.tap(RINA, "Alihkan")
    assert "Unggah Notulen Rapat\nSaat ini pada Kasubag TU, Rina Marlina." in counter.last(RINA).text
    assert [label for label in counter.last(RINA).labels if "Andri" in label]


def test_a_status_has_no_button_for_who_may_not(counter: Counter) -> None:
    """And a button from elsewhere is refused, and recorded."""
    drafting(counter)
    for chat in (ANDRI, HENDRA, FAJAR):
        counter.say(chat, "/status 1")
        assert "🔁 Alihkan" not in counter.last(chat).labels
        data = encode(ListButton(ListVerb.MOVE, "1"))
        assert counter.send(chat, data, 1) == "Tindakan ini hanya untuk atasan jabatan tersebut atau admin."
    assert counter.refused() == ["not_above"] * 3


@pytest.mark.parametrize("verb", [Verb.HAND, Verb.HAND_TO])
@pytest.mark.parametrize("chat", [ANDRI, HENDRA, SITI, JOKO])
def test_a_button_of_another_is_refused_and_recorded(counter: Counter, verb: Verb, chat: int) -> None:
    """Authority is decided at the tap: by a colleague, another head, the head of all, a stranger."""
    drafting(counter)
    task = counter.bureau.case().open_tasks()[0]
    before = counter.bureau.everything()["events"]
    data = encode(TaskButton(verb, 1, task.id, task.version, f"{SITI}.0"))
    counter.send(chat, data, 1)
    assert counter.refused() == ["not_member" if chat == JOKO else "not_above"]
    assert counter.bureau.everything()["events"] == before


@pytest.mark.parametrize("arg", ["", "x", "1", "1.", ".1", "1.x", "1.1.1", "9999999999.1"])
def test_a_forged_choice_is_refused(counter: Counter, arg: str) -> None:
    """Nothing is given to anybody."""
    drafting(counter)
    task = counter.bureau.case().open_tasks()[0]
    counter.send(YULIA, encode(TaskButton(Verb.HAND_TO, 1, task.id, task.version, arg)), 1)
    assert counter.refused() == ["forged"]


def test_a_person_who_may_not_take_it_is_refused(counter: Counter) -> None:
    """A button that names somebody else; one that names a page too far shows the last."""
    drafting(counter)
    task = counter.bureau.case().open_tasks()[0]
    counter.send(YULIA, encode(TaskButton(Verb.HAND_TO, 1, task.id, task.version, "99.0")), 1)
    assert counter.refused() == ["not_for_person"]
    counter.send(YULIA, encode(TaskButton(Verb.HAND, 1, task.id, task.version, "50.0")), 0)
    assert len(counter.last(YULIA).labels) == 4


def test_who_was_faster_shows_on_the_list(counter: Counter) -> None:
    """Fajar takes the task while the list is open: the tap is stale, and the list says who has it."""
    drafting(counter)
    counter.tap(YULIA, "Tugaskan")
    listed = counter.last(YULIA)
    task = counter.bureau.case().open_tasks()[0]
    counter.bureau.act(counter.bureau.actor(FAJAR), a.Claim(task.id, task.version))
    counter.deliver()
    assert counter.tap(YULIA, "Siti Rahmah", listed).startswith("Kartu ini telah berubah")
    assert counter.refused() == ["stale"]
    assert "Saat ini pada JF/Pelaksana Tata Laksana, Fajar Ramadhan." in listed.text
    counter.tap(YULIA, "Siti Rahmah", listed)
    counter.say(YULIA, "Beban kerja")
    assert counter.bureau.case().open_tasks()[0].holder_name == "Siti Rahmah"


def test_an_upload_while_the_reason_is_written_is_no_hindrance(counter: Counter) -> None:
    """What matters is who has the task; another holder meanwhile is asked about anew."""
    taken(counter)
    counter.tap(YULIA, "Alihkan", late(counter))
    counter.tap(YULIA, "Siti Rahmah")
    counter.bureau.next()
    counter.deliver()
    counter.say(YULIA, "Beban kerja")
    task = counter.bureau.case().open_tasks()[0]
    assert (task.holder_name, task.file is not None) == ("Siti Rahmah", True)
    notice = counter.find(YULIA, "telah dialihkan")
    counter.say(YULIA, "/status 1")
    counter.tap(YULIA, "Alihkan")
    counter.tap(YULIA, "Fajar Ramadhan")
    counter.bureau.act(counter.bureau.actor(SITI), a.Release(task.id, task.version))
    counter.deliver()
    counter.say(YULIA, "Kembali")
    assert counter.refused() == ["stale"]
    assert "Ditugaskan kepada siapa?" in counter.find(YULIA, "Ditugaskan").text
    assert notice.labels == []


@pytest.mark.parametrize(("text", "reason"), [("\u200b", "needs_reason"), ("x" * 801, "too_long")])
def test_a_reason_that_says_nothing_or_too_much_is_asked_for_again(
    counter: Counter, text: str, reason: str
) -> None:
    """The form stays open, so that the next answer counts."""
    taken(counter)
    counter.tap(YULIA, "Alihkan", late(counter))
    counter.tap(YULIA, "Siti Rahmah")
    counter.say(YULIA, text)
    assert counter.refused() == [reason]
    counter.say(YULIA, "Beban kerja")
    assert counter.bureau.case().open_tasks()[0].holder_name == "Siti Rahmah"


def test_who_lost_the_authority_meanwhile_is_refused_at_the_end(counter: Counter) -> None:
    """It is decided when it is done, not when it was asked."""
    taken(counter)
    counter.tap(YULIA, "Alihkan", late(counter))
    counter.tap(YULIA, "Siti Rahmah")
    counter.bureau.ask(lambda tx: tx.people.dismiss(TTL, counter.bureau.now))
    counter.say(YULIA, "Beban kerja")
    assert counter.refused() == ["not_above"]
    assert counter.bureau.case().open_tasks()[0].holder_name == "Fajar Ramadhan"


def test_a_notice_that_is_over_says_so_at_the_tap(counter: Counter) -> None:
    """Its button goes, and the toast says who did it."""
    notice = drafting(counter)
    counter.bureau.to(Part.EXAMINE)
    counter.deliver()
    assert counter.tap(YULIA, "Tugaskan", notice).startswith("Tugas ini telah diselesaikan oleh JF/Pelaksana")
    assert notice.labels == []
    assert notice.text.endswith("Tugas ini sudah tidak menunggu lagi.")


def test_a_notice_is_no_card(counter: Counter) -> None:
    """A head who sits in the pool has a card of the task too: their notice does not become another."""
    bureau = counter.bureau
    bureau.seat(YULIA, "Yulia Fitri", JF)
    taken(counter)
    notice = late(counter)
    counter.tap(YULIA, "Alihkan", notice)
    assert notice.text.startswith("\N{INFORMATION SOURCE} Untuk diketahui")
    counter.tap(YULIA, "Lepas tugas", notice)
    assert notice.text.startswith("\N{INFORMATION SOURCE} Untuk diketahui")


def test_tasks_of_somebody_unreachable_go_to_others(counter: Counter) -> None:
    """Whatever waits for them alone, taken from a pool or not, the admin gives on from the notice."""
    bureau = counter.bureau
    bureau.to(Part.EXAMINE)
    counter.deliver()
    bureau.ask(lambda tx: unreachable(tx, bureau.office, YULIA))
    counter.deliver()
    notice = counter.find(RINA, "Yulia Fitri tidak dapat dihubungi")
    assert notice.labels == ["🔁 Alihkan"]
    counter.tap(RINA, "Alihkan", notice)
    counter.tap(RINA, "Dewi Anggraini")
    counter.say(RINA, "Tidak dapat dihubungi")
    assert "✅ Setujui" in card(counter, DEWI, "Periksa laporan hasil evaluasi\n").labels
    assert notice.labels == []
    assert all("🔁 Alihkan" not in m.labels for m in counter.messages(ADMIN))  # no member: could not tap


def test_who_is_unreachable_is_marked_on_the_list(counter: Counter) -> None:
    """They may be given the task; that it cannot reach them is said at once."""
    bureau = counter.bureau
    drafting(counter)
    bureau.ask(lambda tx: unreachable(tx, bureau.office, SITI))
    counter.deliver()
    counter.tap(YULIA, "Tugaskan")
    listed = counter.last(YULIA)
    assert any("Siti Rahmah \N{WARNING SIGN} (" in label for label in listed.labels)
    assert listed.text.endswith("\N{WARNING SIGN} tidak dapat dihubungi oleh bot.")
    counter.tap(YULIA, "Siti Rahmah", listed)
    told = counter.find(YULIA, "tidak dapat dihubungi: bot diblokir")
    assert "🔁 Alihkan" in told.labels


def test_a_stalled_task_is_given_from_its_notice(counter: Counter) -> None:
    """A vacant post above which somebody sits: the admin gives the task there."""
    bureau = counter.bureau
    bureau.to(Part.SIGN)
    tu = Position("kasubag-tu")
    bureau.seat(ADMIN, "Bayu Nugroho", JF)
    bureau.ask(lambda tx: tx.people.dismiss(tu, bureau.now))
    counter.deliver()
    bureau.next()
    bureau.next()
    counter.deliver()
    notice = counter.find(ADMIN, "jabatan itu belum terisi")
    counter.tap(ADMIN, "Alihkan", notice)
    counter.tap(ADMIN, "Andri Saputra")
    counter.say(ADMIN, "Jabatan belum terisi")
    assert "🗄 Arsipkan" in card(counter, ANDRI, "Arsipkan dan sampaikan laporan\n").labels


def test_the_people_come_in_pages(counter: Counter) -> None:
    """Eight names at a time, in the same message, with the way back."""
    bureau = counter.bureau
    for i in range(10):
        bureau.seat(300 + i, f"Pelaksana {i}", JF)
    drafting(counter)
    counter.tap(YULIA, "Tugaskan")
    listed = counter.last(YULIA)
    assert listed.labels[-2:] == ["Berikutnya ➡️", "Tidak jadi"]
    assert len(listed.labels) == 10
    counter.tap(YULIA, "Berikutnya", listed)
    assert listed.labels[-2:] == ["⬅️ Sebelumnya", "Tidak jadi"]
    assert counter.tap(YULIA, "Pelaksana 9", listed) == "Penugasan telah dicatat."


def test_who_takes_a_task_over_is_not_told_of_it(counter: Counter) -> None:
    """The head drafts it: the card comes, and no message that they gave it to themselves."""
    drafting(counter)
    counter.tap(YULIA, "Tugaskan")
    counter.tap(YULIA, "Yulia Fitri")
    assert "📤 Unggah" in card(counter, YULIA).labels
    assert not [m for m in counter.messages(YULIA) if "Anda ditugaskan" in m.text]
    assert "Telah dialihkan kepada Kepala Bagian Tata Laksana, Yulia Fitri" in card(counter, FAJAR).text
