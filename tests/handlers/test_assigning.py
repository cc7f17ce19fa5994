"""Giving a task to somebody on the phone: the notice, the list of people, the reason, and who is told."""

from datetime import timedelta

import pytest

from handlers.buttons import ListButton, ListVerb, TaskButton, Verb, encode
from office import cases, deadlines
from office.members import unreachable
from sop import actions as a
from sop.case import Part
from sop.people import Position
from tests.office.bureau import ADMIN, SEATS, Bureau
from tests.support.talk import Shown, Talk

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
TTL, JF = Position("kepala-bagian", "Tata Laksana"), Position("jf", "Tata Laksana")
JOKO = 199
TITLE = "Evaluasi <b>triwulan</b> III"
WAITS = f"Proses 1: {TITLE}\nSusun laporan hasil evaluasi menunggu diambil JF/Pelaksana Tata Laksana."


@pytest.fixture
def talk(bureau: Bureau) -> Talk:
    """Open an office in which Rina Marlina is an admin, and a case."""
    bureau.ask(lambda tx: tx.admins.grant(RINA, None, bureau.now))
    bureau.open()
    return Talk(bureau)


def labels(shown: Shown) -> list[str]:
    """Return the buttons beneath a message."""
    return list(shown.buttons)


def messages(talk: Talk, chat: int) -> list[Shown]:
    """Return what a chat shows, oldest first."""
    return list(talk.chats.get(chat, {}).values())


def reasons(talk: Talk) -> list[str]:
    """Return why anything was refused, oldest first."""
    return [refusal.reason for refusal in talk.refusals()]


def drafting(talk: Talk) -> Shown:
    """Bring the case to the draft that nobody took; return what the superior is told."""
    talk.bureau.to(Part.DRAFT)
    talk.deliver()
    return talk.card(YULIA, "menunggu diambil")


def taken(talk: Talk) -> None:
    """Let Fajar take the draft."""
    task = talk.bureau.to(Part.DRAFT)
    talk.bureau.act(talk.bureau.actor(FAJAR), a.Claim(task.id, task.version))
    talk.deliver()


def late(talk: Talk) -> Shown:
    """Let the draft be late; return what the superior is told."""
    due = talk.bureau.case().open_tasks()[0].due
    assert due is not None
    talk.bureau.now = due + timedelta(days=4)
    talk.bureau.ask(lambda tx: deadlines.sweep(tx, talk.bureau.office))
    talk.deliver()
    return talk.card(YULIA, "masih menunggu")


def card(talk: Talk, chat: int, head: str = "Susun laporan hasil evaluasi\n") -> Shown:
    """Return the latest copy of a card in a chat."""
    return talk.card(chat, f"{head}\nProses 1")


def test_the_superior_hears_of_a_task_that_nobody_took_and_gives_it(talk: Talk) -> None:
    """One short notice with one button; a name, how much that person has open, and it is theirs."""
    notice = drafting(talk)
    assert notice.text == f"\N{INFORMATION SOURCE} {WAITS}"
    assert labels(notice) == ["👤 Tugaskan"]
    assert talk.tap(YULIA, "Tugaskan") == ""
    listed = talk.last(YULIA)
    assert listed.text == f"Proses 1: {TITLE}\nSusun laporan hasil evaluasi\nDitugaskan kepada siapa?"
    assert labels(listed) == [
        "Fajar Ramadhan (1 tugas) \N{EN DASH} JF/Pelaksana Tata Laksana",
        "Siti Rahmah (1 tugas) \N{EN DASH} JF/Pelaksana Tata Laksana",
        "Yulia Fitri (0 tugas) \N{EN DASH} Kepala Bagian Tata Laksana",
        "Tidak jadi",
    ]
    assert talk.tap(YULIA, "Siti Rahmah") == "Penugasan telah dicatat."
    done = (
        f"Proses 1: {TITLE}\nSusun laporan hasil evaluasi telah ditugaskan kepada "
        "JF/Pelaksana Tata Laksana, Siti Rahmah."
    )
    assert [(m.text, labels(m)) for m in (notice, listed)] == [(done, [])] * 2
    assert talk.last(SITI).text == (
        "\N{INFORMATION SOURCE} Anda ditugaskan oleh Kepala Bagian Tata Laksana: "
        f"Susun laporan hasil evaluasi pada Proses 1: {TITLE}."
    )
    assert "👐 Lepas tugas" in labels(card(talk, SITI))
    left = card(talk, FAJAR)
    assert labels(left) == []
    assert "Telah ditugaskan kepada JF/Pelaksana Tata Laksana, Siti Rahmah" in left.text
    assert "dialihkan" not in " ".join(m.text for m in messages(talk, FAJAR))  # it was never theirs


def test_no_notice_where_the_superior_is_all_the_pool(talk: Talk) -> None:
    """Their own card says it; with a colleague in the pool they get both."""
    bureau = talk.bureau
    bureau.ask(lambda tx: tx.people.dismiss(JF, bureau.now))
    bureau.seat(YULIA, "Yulia Fitri", JF)
    bureau.to(Part.DRAFT)
    talk.deliver()
    assert card(talk, YULIA)
    assert not [m for m in messages(talk, YULIA) if "menunggu diambil" in m.text]


def test_no_notice_once_somebody_took_it(talk: Talk) -> None:
    """Composed when it is sent, it says nothing that is no longer so."""
    taken(talk)
    assert not [m for m in messages(talk, YULIA) if "menunggu diambil" in m.text]


def test_a_returned_draft_that_somebody_has_is_no_news_to_the_superior(talk: Talk) -> None:
    """It goes back to whoever drafted it."""
    bureau = talk.bureau
    examine = bureau.to(Part.EXAMINE)
    talk.deliver()
    bureau.act(bureau.actor(YULIA), a.Return(examine.id, examine.version, "Lengkapi"))
    before = len(messages(talk, YULIA))
    talk.deliver()
    assert not [m for m in messages(talk, YULIA)[before:] if "menunggu diambil" in m.text]


def test_a_late_task_goes_to_another_with_a_reason(talk: Talk) -> None:
    """Both are told who, to whom and why; the notice, the list and the former's card say so."""
    taken(talk)
    notice = late(talk)
    assert labels(notice) == ["👐 Lepas tugas", "🔁 Alihkan", "⏱ Waktu", "🔔 Ingatkan"]
    talk.tap(YULIA, "Alihkan", message=notice.message)
    listed = talk.last(YULIA)
    assert "Saat ini pada JF/Pelaksana Tata Laksana, Fajar Ramadhan. Dialihkan kepada siapa?" in listed.text
    assert not [label for label in labels(listed) if "Fajar" in label]
    assert talk.tap(YULIA, "Siti Rahmah", message=listed.message) == ""
    assert listed.text.endswith(
        "Dialihkan kepada JF/Pelaksana Tata Laksana, Siti Rahmah; alasannya ditunggu."
    )
    assert "Apa alasan tugas ini dialihkan" in talk.last(YULIA).text
    talk.say(YULIA, "Dinas <luar>")
    assert talk.last(YULIA).text == "Tugas telah dialihkan. Kedua pihak sudah diberi tahu."
    for message in (notice, listed):
        assert message.text.endswith("telah dialihkan kepada JF/Pelaksana Tata Laksana, Siti Rahmah.")
        assert labels(message) == []
    assert talk.last(FAJAR).text == (
        f"\N{INFORMATION SOURCE} Tugas Susun laporan hasil evaluasi pada Proses 1: {TITLE} telah dialihkan "
        "oleh Kepala Bagian Tata Laksana kepada JF/Pelaksana Tata Laksana, Siti Rahmah.\n"
        "Alasan: “Dinas <luar>”"
    )
    assert talk.last(SITI).text.endswith("Alasan: “Dinas <luar>”")
    assert labels(card(talk, FAJAR)) == []
    assert "✅ Selesai" in labels(card(talk, SITI))
    assert reasons(talk) == []


def test_an_examination_goes_to_another_head_from_the_status(talk: Talk) -> None:
    """The former's card says to whom, not that the post is somebody else's now."""
    talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    talk.say(ANDRI, "/status 1")
    assert labels(talk.last(ANDRI))[-1] == "🔁 Alihkan"
    talk.tap(ANDRI, "Alihkan")
    listed = talk.last(ANDRI)
    assert [label.rpartition("Kepala ")[2] for label in labels(listed)[:-1]] == [
        "Bagian Kelembagaan",
        "Bagian Reformasi Birokrasi",
        "Biro",
    ]
    talk.tap(ANDRI, "Hendra Wijaya")
    talk.say(ANDRI, "Cuti mendadak")
    left = card(talk, YULIA, "Periksa laporan hasil evaluasi\n")
    assert labels(left) == []
    assert "Telah dialihkan kepada Kepala Bagian Kelembagaan, Hendra Wijaya" in left.text
    assert "dipegang pejabat lain" not in left.text
    assert "✅ Setujui" in labels(card(talk, HENDRA, "Periksa laporan hasil evaluasi\n"))
    assert (
        "Tugas untuk: Kepala Bagian Kelembagaan"
        in card(talk, HENDRA, "Periksa laporan hasil evaluasi\n").text
    )
    talk.say(RINA, "/status 1")
    assert "Menunggu Kepala Bagian Kelembagaan" in talk.last(RINA).text


def test_several_open_tasks_are_told_apart(talk: Talk) -> None:
    """While the meeting is ahead only the minutes can be given to somebody; a second case is its own."""
    talk.bureau.to(Part.MINUTES)
    talk.deliver()
    talk.say(RINA, "/status 1")
    talk.tap(RINA, "Alihkan")
    assert "Unggah Notulen Rapat\nSaat ini pada Kasubag TU, Rina Marlina." in talk.last(RINA).text
    assert [label for label in labels(talk.last(RINA)) if "Andri" in label]


def test_a_status_has_no_button_for_who_may_not(talk: Talk) -> None:
    """And a button from elsewhere is refused, and recorded."""
    drafting(talk)
    for chat in (ANDRI, HENDRA, FAJAR):
        talk.say(chat, "/status 1")
        assert "🔁 Alihkan" not in labels(talk.last(chat))
        data = encode(ListButton(ListVerb.MOVE, "1"))
        assert (
            talk.press(chat, chat, 1, data) == "Tindakan ini hanya untuk atasan jabatan tersebut atau admin."
        )
    assert reasons(talk) == ["not_above"] * 3


@pytest.mark.parametrize("verb", [Verb.HAND, Verb.HAND_TO])
@pytest.mark.parametrize("chat", [ANDRI, HENDRA, SITI, JOKO])
def test_a_button_of_another_is_refused_and_recorded(talk: Talk, verb: Verb, chat: int) -> None:
    """Authority is decided at the tap: by a colleague, another head, the head of all, a stranger."""
    drafting(talk)
    task = talk.bureau.case().open_tasks()[0]
    before = talk.bureau.everything()["events"]
    data = encode(TaskButton(verb, 1, task.id, task.version, f"{SITI}.0"))
    talk.press(chat, chat, 1, data)
    assert reasons(talk) == ["not_member" if chat == JOKO else "not_above"]
    assert talk.bureau.everything()["events"] == before


@pytest.mark.parametrize("arg", ["", "x", "1", "1.", ".1", "1.x", "1.1.1", "9999999999.1"])
def test_a_forged_choice_is_refused(talk: Talk, arg: str) -> None:
    """Nothing is given to anybody."""
    drafting(talk)
    task = talk.bureau.case().open_tasks()[0]
    talk.press(YULIA, YULIA, 1, encode(TaskButton(Verb.HAND_TO, 1, task.id, task.version, arg)))
    assert reasons(talk) == ["forged"]


def test_a_person_who_may_not_take_it_is_refused(talk: Talk) -> None:
    """A button that names somebody else; one that names a page too far shows the last."""
    drafting(talk)
    task = talk.bureau.case().open_tasks()[0]
    talk.press(YULIA, YULIA, 1, encode(TaskButton(Verb.HAND_TO, 1, task.id, task.version, "99.0")))
    assert reasons(talk) == ["not_for_person"]
    talk.press(YULIA, YULIA, 0, encode(TaskButton(Verb.HAND, 1, task.id, task.version, "50.0")))
    assert len(labels(talk.last(YULIA))) == 4


def test_who_was_faster_shows_on_the_list(talk: Talk) -> None:
    """Fajar takes the task while the list is open: the tap is stale, and the list says who has it."""
    drafting(talk)
    talk.tap(YULIA, "Tugaskan")
    listed = talk.last(YULIA)
    task = talk.bureau.case().open_tasks()[0]
    talk.bureau.act(talk.bureau.actor(FAJAR), a.Claim(task.id, task.version))
    talk.deliver()
    assert talk.tap(YULIA, "Siti Rahmah", message=listed.message).startswith("Kartu ini telah berubah")
    assert reasons(talk) == ["stale"]
    assert "Saat ini pada JF/Pelaksana Tata Laksana, Fajar Ramadhan." in listed.text
    talk.tap(YULIA, "Siti Rahmah", message=listed.message)
    talk.say(YULIA, "Beban kerja")
    assert talk.bureau.case().open_tasks()[0].holder_name == "Siti Rahmah"


def test_an_upload_while_the_reason_is_written_is_no_hindrance(talk: Talk) -> None:
    """What matters is who has the task; another holder meanwhile is asked about anew."""
    taken(talk)
    talk.tap(YULIA, "Alihkan", message=late(talk).message)
    talk.tap(YULIA, "Siti Rahmah")
    talk.bureau.next()
    talk.deliver()
    talk.say(YULIA, "Beban kerja")
    task = talk.bureau.case().open_tasks()[0]
    assert (task.holder_name, task.file is not None) == ("Siti Rahmah", True)
    notice = talk.card(YULIA, "telah dialihkan")
    talk.say(YULIA, "/status 1")
    talk.tap(YULIA, "Alihkan")
    talk.tap(YULIA, "Fajar Ramadhan")
    talk.bureau.act(talk.bureau.actor(SITI), a.Release(task.id, task.version))
    talk.deliver()
    talk.say(YULIA, "Kembali")
    assert reasons(talk) == ["stale"]
    assert "Ditugaskan kepada siapa?" in talk.card(YULIA, "Ditugaskan").text
    assert labels(notice) == []


@pytest.mark.parametrize(("text", "reason"), [("\u200b", "needs_reason"), ("x" * 801, "too_long")])
def test_a_reason_that_says_nothing_or_too_much_is_asked_for_again(
    talk: Talk, text: str, reason: str
) -> None:
    """The form stays open, so that the next answer counts."""
    taken(talk)
    talk.tap(YULIA, "Alihkan", message=late(talk).message)
    talk.tap(YULIA, "Siti Rahmah")
    talk.say(YULIA, text)
    assert reasons(talk) == [reason]
    talk.say(YULIA, "Beban kerja")
    assert talk.bureau.case().open_tasks()[0].holder_name == "Siti Rahmah"


def test_who_lost_the_authority_meanwhile_is_refused_at_the_end(talk: Talk) -> None:
    """It is decided when it is done, not when it was asked."""
    taken(talk)
    talk.tap(YULIA, "Alihkan", message=late(talk).message)
    talk.tap(YULIA, "Siti Rahmah")
    talk.bureau.ask(lambda tx: tx.people.dismiss(TTL, talk.bureau.now))
    talk.say(YULIA, "Beban kerja")
    assert reasons(talk) == ["not_above"]
    assert talk.bureau.case().open_tasks()[0].holder_name == "Fajar Ramadhan"


def test_a_task_let_go_is_told_anew_and_with_its_case_is_over(talk: Talk) -> None:
    """The first notice keeps saying what it came to; the second one loses its button, too."""
    notice = drafting(talk)
    task = talk.bureau.case().open_tasks()[0]
    fajar, andri = talk.bureau.actor(FAJAR), talk.bureau.actor(ANDRI)
    talk.bureau.act(fajar, a.Claim(task.id, task.version))
    talk.deliver()
    assert labels(notice) == []
    talk.bureau.act(fajar, a.Release(task.id, task.version + 1))
    talk.deliver()
    again = talk.card(YULIA, "menunggu diambil")
    assert (again.message != notice.message, labels(again)) == (True, ["👤 Tugaskan"])
    talk.bureau.ask(lambda tx: cases.cancel(tx, talk.bureau.office, andri, 1, "Ditunda"))
    talk.deliver()
    assert labels(again) == []


@pytest.mark.parametrize(
    ("name", "who"),
    [
        ("Siti Rahmah", "JF/Pelaksana Tata Laksana, Siti Rahmah"),
        ("Yulia Fitri", "Kepala Bagian Tata Laksana"),
    ],
)
def test_the_notice_says_to_whom_an_admin_gave_the_task(talk: Talk, name: str, who: str) -> None:
    """Of the pool or the head, from wherever it was given: assigned, not taken; its button goes."""
    notice = drafting(talk)
    talk.say(RINA, "/status 1")
    talk.tap(RINA, "Alihkan")
    talk.tap(RINA, name)
    assert notice.text.endswith(f"telah ditugaskan kepada {who}.")
    assert labels(notice) == []


def test_a_notice_that_is_over_says_so_at_the_tap(talk: Talk) -> None:
    """Its button has gone; a tap that was under way is told who did it."""
    notice = drafting(talk)
    (button,) = notice.buttons.values()
    talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    assert labels(notice) == []
    assert talk.press(YULIA, YULIA, notice.message, button).startswith(
        "Tugas ini telah diselesaikan oleh JF/Pelaksana"
    )
    assert notice.text.endswith("Tugas ini sudah tidak menunggu lagi.")


def test_a_notice_is_no_card(talk: Talk) -> None:
    """A head who sits in the pool has a card of the task too: their notice does not become another."""
    bureau = talk.bureau
    bureau.seat(YULIA, "Yulia Fitri", JF)
    taken(talk)
    notice = late(talk)
    talk.tap(YULIA, "Alihkan", message=notice.message)
    assert notice.text.startswith("\N{INFORMATION SOURCE} Untuk diketahui")
    talk.tap(YULIA, "Lepas tugas", message=notice.message)
    assert notice.text.startswith("\N{INFORMATION SOURCE} Untuk diketahui")


def test_tasks_of_somebody_unreachable_go_to_others(talk: Talk) -> None:
    """Whatever waits for them alone, taken from a pool or not, the admin gives on from the notice."""
    bureau = talk.bureau
    bureau.to(Part.EXAMINE)
    talk.deliver()
    bureau.ask(lambda tx: unreachable(tx, bureau.office, YULIA))
    talk.deliver()
    notice = talk.card(RINA, "Yulia Fitri tidak dapat dihubungi")
    assert labels(notice) == ["🔁 Alihkan proses 1"]
    talk.tap(RINA, "Alihkan", message=notice.message)
    talk.tap(RINA, "Dewi Anggraini")
    talk.say(RINA, "Tidak dapat dihubungi")
    assert "✅ Setujui" in labels(card(talk, DEWI, "Periksa laporan hasil evaluasi\n"))
    assert labels(notice) == []
    assert all("🔁 Alihkan" not in labels(m) for m in messages(talk, ADMIN))  # no member: could not tap


def test_who_is_unreachable_is_marked_on_the_list(talk: Talk) -> None:
    """They may be given the task; that it cannot reach them is said at once."""
    bureau = talk.bureau
    drafting(talk)
    bureau.ask(lambda tx: unreachable(tx, bureau.office, SITI))
    talk.deliver()
    talk.tap(YULIA, "Tugaskan")
    listed = talk.last(YULIA)
    assert any("Siti Rahmah \N{WARNING SIGN} (" in label for label in labels(listed))
    assert listed.text.endswith("\N{WARNING SIGN} tidak dapat dihubungi oleh bot.")
    talk.tap(YULIA, "Siti Rahmah", message=listed.message)
    told = talk.card(YULIA, "tidak dapat dihubungi: bot diblokir")
    assert "🔁 Alihkan" in labels(told)


def test_a_stalled_task_is_given_from_its_notice(talk: Talk) -> None:
    """A vacant post above which somebody sits: the admin gives the task there."""
    bureau = talk.bureau
    bureau.to(Part.SIGN)
    tu = Position("kasubag-tu")
    bureau.seat(ADMIN, "Bayu Nugroho", JF)
    bureau.ask(lambda tx: tx.people.dismiss(tu, bureau.now))
    talk.deliver()
    bureau.next()
    bureau.next()
    talk.deliver()
    notice = talk.card(ADMIN, "jabatan itu belum terisi")
    talk.tap(ADMIN, "Alihkan", message=notice.message)
    talk.tap(ADMIN, "Andri Saputra")
    talk.say(ADMIN, "Jabatan belum terisi")
    assert "🗄 Arsipkan" in labels(card(talk, ANDRI, "Arsipkan dan sampaikan laporan\n"))


def test_the_people_come_in_pages(talk: Talk) -> None:
    """Eight names at a time, in the same message, with the way back."""
    bureau = talk.bureau
    for i in range(10):
        bureau.seat(300 + i, f"Pelaksana {i}", JF)
    drafting(talk)
    talk.tap(YULIA, "Tugaskan")
    listed = talk.last(YULIA)
    assert labels(listed)[-2:] == ["Berikutnya ➡️", "Tidak jadi"]
    assert len(labels(listed)) == 10
    talk.tap(YULIA, "Berikutnya", message=listed.message)
    assert labels(listed)[-2:] == ["⬅️ Sebelumnya", "Tidak jadi"]
    assert talk.tap(YULIA, "Pelaksana 9", message=listed.message) == "Penugasan telah dicatat."


def test_who_takes_a_task_over_is_not_told_of_it(talk: Talk) -> None:
    """The head drafts it: the card comes, and no message that they gave it to themselves."""
    drafting(talk)
    talk.tap(YULIA, "Tugaskan")
    talk.tap(YULIA, "Yulia Fitri")
    assert "📤 Unggah" in labels(card(talk, YULIA))
    assert not [m for m in messages(talk, YULIA) if "Anda ditugaskan" in m.text]
    assert "Telah dialihkan kepada Kepala Bagian Tata Laksana, Yulia Fitri" in card(talk, FAJAR).text
