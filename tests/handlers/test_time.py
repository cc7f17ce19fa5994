"""A task's time on the phone: more of it is asked for and decided upon, it stands and goes on."""

from datetime import timedelta

import pytest

from office import deadlines
from sop import actions as a
from sop.case import Part, Task
from tests.handlers.test_confidential import opened
from tests.handlers.test_groups import APART, bind
from tests.office.bureau import ADMIN, SEATS, Bureau
from tests.sop.office_2026 import wib
from tests.support.talk import GROUP, Shown, Talk

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
JOKO = 199
EXAMINE = "Periksa laporan hasil evaluasi\n"
SOON, LATER = "Selasa, 24 November 2026 pukul 16.00 WIB", "Rabu, 25 November 2026 pukul 16.00 WIB"


@pytest.fixture
def talk(bureau: Bureau) -> Talk:
    """Open a case that Yulia Fitri, Kepala Bagian, examines; Rina Marlina opened it, and is no admin."""
    bureau.open()
    talk = Talk(bureau)
    bureau.to(Part.EXAMINE)
    talk.deliver()
    return talk


def card(talk: Talk) -> Shown:
    """Return the card of who examines."""
    return talk.card(YULIA, EXAMINE, "Tugas untuk: ")


def task(talk: Talk, part: Part = Part.EXAMINE) -> Task:
    """Return the newest task of a part."""
    return next(t for t in reversed(talk.bureau.case().tasks) if t.part is part)


def reasons(talk: Talk) -> list[str]:
    """Return why anything was refused, oldest first."""
    return [refusal.reason for refusal in talk.refusals()]


def asked(talk: Talk, length: str = "1 hari") -> Shown:
    """Let the performer ask for more time; return what the superior is asked."""
    talk.tap(YULIA, "Waktu")
    talk.tap(YULIA, "Minta perpanjangan")
    talk.tap(YULIA, length)
    talk.say(YULIA, "Data <b>pendukung</b> belum lengkap")
    return talk.card(ANDRI, "memohon perpanjangan")


def test_the_time_opens_on_the_card_and_goes_away_again(talk: Talk) -> None:
    """Deadline, what is used and left; a card where nothing happened has no further line about it."""
    assert f"Tenggat: {SOON} (1 hari)" in card(talk).text
    assert "terpakai" not in card(talk).text
    plain = dict(card(talk).buttons)
    talk.bureau.pass_time(timedelta(hours=1, minutes=5))
    talk.tap(YULIA, "Waktu")
    assert "Waktu kerja terpakai 1 jam 5 menit dari " in card(talk).text
    assert list(card(talk).buttons) == ["⏳ Minta perpanjangan", "⏸ Jeda waktu", "Kembali"]
    talk.tap(YULIA, "Kembali")
    assert dict(card(talk).buttons) == plain


def test_more_time_is_asked_for_granted_and_everybody_hears(talk: Talk) -> None:
    """The superior sees why, the deadline as it is and as it would be; a second tap decides nothing."""
    notice = asked(talk)
    assert "Kepala Bagian Tata Laksana, Yulia Fitri memohon perpanjangan 1 hari" in notice.text
    assert "Alasan: “Data <b>pendukung</b> belum lengkap”" in notice.text
    assert f"Tenggat saat ini: {SOON}\nBila disetujui: {LATER}" in notice.text
    assert "Perpanjangan 1 hari menunggu keputusan" in card(talk).text
    stale = dict(notice.buttons)
    assert "Perpanjangan telah disetujui." in talk.tap(ANDRI, "Setujui", message=notice.message)
    assert notice.buttons == {}
    assert "Disetujui oleh Kepala Biro, Andri Saputra, Senin, 23 November 2026 pukul 08.00 WIB" in notice.text
    told = talk.card(YULIA, "Permohonan perpanjangan 1 hari")
    assert "Disetujui oleh Kepala Biro, Andri Saputra, Senin" in told.text
    assert f"Tenggat: {LATER} (1 hari, diperpanjang 1 hari)" in card(talk).text
    assert "sudah diputuskan" in talk.press(ANDRI, ANDRI, notice.message, next(iter(stale.values())))
    assert reasons(talk) == ["no_such_request"]
    assert len(talk.bureau.case().task(task(talk).id).clock.extensions) == 1  # type: ignore[union-attr]


@pytest.mark.parametrize("why", ["", "Batas waktu laporan tidak dapat bergeser"])
def test_more_time_may_be_declined_with_a_reason_or_without(talk: Talk, why: str) -> None:
    """Whoever asked hears it, the deadline stays, and they may ask again."""
    notice = asked(talk, "2 jam")
    talk.tap(ANDRI, "Tolak", message=notice.message)
    if why:
        talk.say(ANDRI, why)
    else:
        talk.tap(ANDRI, "Tanpa alasan")
    said = talk.card(YULIA, "Permohonan perpanjangan 2 jam").text
    assert "Belum dapat disetujui oleh Kepala Biro, Andri Saputra" in said
    assert ("Alasan: “" in said) == bool(why)
    assert why in said
    assert notice.buttons == {}
    assert f"Tenggat: {SOON} (1 hari)" in card(talk).text
    asked(talk, "3 hari")
    assert reasons(talk) == []


def test_a_length_may_be_typed(talk: Talk) -> None:
    """What is no time is refused, and the form waits on."""
    talk.tap(YULIA, "Waktu")
    talk.tap(YULIA, "Minta perpanjangan")
    talk.tap(YULIA, "Lainnya")
    talk.say(YULIA, "secukupnya")
    assert "menit, jam, atau hari" in talk.last(YULIA).text
    talk.say(YULIA, "4  Jam")
    assert "Apa alasan perpanjangan 4 jam?" in talk.last(YULIA).text
    talk.say(YULIA, "Rapat <mendadak>")
    assert "memohon perpanjangan 4 jam" in talk.card(ANDRI, "memohon").text
    assert reasons(talk) == ["time_form"]


def test_without_a_superior_another_admin_decides_and_nobody_upon_their_own(talk: Talk) -> None:
    """The Kepala Biro, himself an admin, asks: the other admin is asked, and his own tap is refused."""
    talk.bureau.ask(lambda tx: tx.admins.grant(ANDRI, None, talk.bureau.now))
    talk.bureau.seat(ADMIN, "Gunawan Admin", SEATS[SITI][1])
    talk.bureau.to(Part.SIGN)
    talk.deliver()
    talk.tap(ANDRI, "Waktu")
    talk.tap(ANDRI, "Minta perpanjangan")
    talk.tap(ANDRI, "2 hari")
    talk.say(ANDRI, "Dinas luar")
    notice = talk.card(ADMIN, "memohon perpanjangan 2 hari")
    assert not [t for t in talk.texts(ANDRI) if "memohon perpanjangan" in t]
    data = next(iter(notice.buttons.values()))
    assert "atasan atau admin lain" in talk.press(ANDRI, ANDRI, 5, data)
    talk.tap(ADMIN, "Setujui", message=notice.message)
    assert reasons(talk) == ["own_request"]
    assert task(talk, Part.SIGN).clock.extensions[0].more == "2 hari"  # type: ignore[union-attr]


def test_where_nobody_could_decide_nothing_is_asked(talk: Talk) -> None:
    """An office whose only admin is the head who asks: it says so and nothing hangs."""
    talk.bureau.ask(lambda tx: tx.admins.revoke(ADMIN, None, talk.bureau.now))
    talk.bureau.ask(lambda tx: tx.admins.grant(ANDRI, None, talk.bureau.now))
    talk.bureau.to(Part.SIGN)
    talk.deliver()
    talk.tap(ANDRI, "Waktu")
    talk.tap(ANDRI, "Minta perpanjangan")
    talk.tap(ANDRI, "2 hari")
    talk.say(ANDRI, "Dinas luar")
    assert "tidak ada atasan atau admin lain" in talk.last(ANDRI).text
    assert task(talk, Part.SIGN).clock is None


def test_a_request_that_the_end_overtakes_needs_no_decision(talk: Talk) -> None:
    """The notice says so, and a late tap is refused."""
    notice = asked(talk)
    data = next(iter(notice.buttons.values()))
    talk.tap(YULIA, "Setujui", message=card(talk).message)
    assert "tidak perlu diputuskan lagi" in notice.text
    assert notice.buttons == {}
    talk.press(ANDRI, ANDRI, notice.message, data)
    assert reasons(talk) == ["ended"]


def test_a_clock_stands_while_work_goes_on(talk: Talk) -> None:
    """The card says since when, why and who; going on moves the deadline; what is done meanwhile counts."""
    talk.tap(YULIA, "Waktu")
    talk.tap(YULIA, "Jeda waktu")
    talk.say(YULIA, "Menunggu data <b>BKD</b>")
    assert (
        "⏸️ Waktu dijeda sejak Senin, 23 November 2026 pukul 08.00 WIB: “Menunggu data <b>BKD</b>” "
        "(oleh Kepala Bagian Tata Laksana)"
    ) in card(talk).text
    talk.bureau.now = wib("2026-11-24 09:00")
    assert "Lewat" not in card(talk).text
    talk.tap(YULIA, "Waktu")
    assert "Lanjutkan" in str(card(talk).buttons)
    assert f"Tenggat: {LATER}." in talk.tap(YULIA, "Lanjutkan")
    assert "dijeda" not in card(talk).text
    assert f"Tenggat: {LATER}" in card(talk).text
    talk.tap(YULIA, "Riwayat")
    history = talk.card(YULIA, "Riwayat").text
    assert "Kepala Bagian Tata Laksana, Yulia Fitri: menjeda waktu: “Menunggu data <b>BKD</b>”" in history
    assert f"melanjutkan waktu; tenggat {LATER}" in history


def test_what_is_finished_during_a_pause_is_finished(talk: Talk) -> None:
    """The case goes on; nothing of the pause was used."""
    talk.tap(YULIA, "Waktu")
    talk.tap(YULIA, "Jeda waktu")
    talk.say(YULIA, "Menunggu BKD")
    talk.bureau.pass_time(timedelta(hours=1))
    talk.tap(YULIA, "Setujui", message=card(talk).message)
    ended = talk.bureau.case().task(task(talk).id).ended  # type: ignore[union-attr]
    assert ended is not None
    assert ended.spent is not None
    assert (ended.spent.used, ended.spent.paused, ended.spent.late) == (0, 3600, 0)
    assert "dijeda" not in card(talk).text


def test_the_superior_stops_a_clock_from_the_status(talk: Talk) -> None:
    """Without a card of their own; who has the task is told, and the sheet is brought up to date."""
    talk.say(ANDRI, "/status 1")
    talk.tap(ANDRI, "Waktu")
    sheet = talk.last(ANDRI)
    assert "Menunggu Kepala Bagian Tata Laksana" in sheet.text
    assert list(sheet.buttons) == ["⏸ Jeda waktu", "🔔 Ingatkan"]
    talk.tap(ANDRI, "Jeda waktu")
    talk.say(ANDRI, "Menunggu arahan Gubernur")
    assert "Dijeda" not in card(talk).text
    assert "▶️ Lanjutkan" in sheet.buttons
    assert "s.d. sekarang: “Menunggu arahan Gubernur”" in sheet.text
    assert "waktu dijeda oleh Kepala Biro, Andri Saputra" in talk.card(YULIA, "dijeda oleh Kepala").text
    talk.tap(ANDRI, "Lanjutkan")
    assert "waktu berjalan kembali" in talk.last(YULIA).text


def test_whom_the_sop_does_not_name_stops_no_clock(talk: Talk) -> None:
    """The pool asks for time, its superior may stop the clock; the button is not offered, a tap refused."""
    talk.bureau.open()
    drafted = talk.bureau.to(Part.DRAFT, 2)
    talk.bureau.act(talk.bureau.actor(FAJAR), a.Claim(drafted.id, drafted.version), 2)
    talk.deliver()
    talk.tap(FAJAR, "Waktu")
    shown = talk.card(FAJAR, "Susun laporan")
    assert list(shown.buttons) == ["⏳ Minta perpanjangan", "Kembali"]
    seen = drafted.version + 1
    assert "oleh pejabat lain" in talk.press(FAJAR, FAJAR, shown.message, f"t:wp:2:{drafted.id}:{seen}:")


def test_a_reminder_by_hand_is_given_once_in_four_working_hours(talk: Talk) -> None:
    """By the opener, by those above; the refusal says when again, as people read it; not to oneself."""
    talk.say(RINA, "/status 1")
    assert "telah dikirim" in talk.tap(RINA, "Ingatkan")
    talk.say(ANDRI, "/status 1")
    said = talk.tap(ANDRI, "Ingatkan")
    assert "dapat dikirim Senin, 23 November 2026 pukul 12.00 WIB" in said
    talk.bureau.now = wib("2026-11-23 18:00")
    assert "Pengingat disampaikan Selasa, 24 November 2026 pukul 07.30 WIB" in talk.tap(ANDRI, "Ingatkan")
    talk.say(YULIA, "/status 1")
    assert "🔔 Ingatkan" not in talk.last(YULIA).buttons
    assert reasons(talk) == ["nudged_lately"]


def test_a_reminder_soon_after_another_says_when_it_comes(talk: Talk) -> None:
    """A task is spoken of once an hour at most; the performer hears of it then, once."""
    due = task(talk).due
    assert due is not None
    talk.bureau.now = wib("2026-11-24 14:20")
    talk.bureau.ask(lambda tx: deadlines.sweep(tx, talk.bureau.office))
    talk.deliver()
    talk.bureau.pass_time(timedelta(minutes=10))
    talk.say(RINA, "/status 1")
    assert "disampaikan Selasa, 24 November 2026 pukul 15.20 WIB" in talk.tap(RINA, "Ingatkan")
    before = len(talk.texts(YULIA))
    talk.bureau.pass_time(timedelta(minutes=49))
    talk.bureau.ask(lambda tx: deadlines.sweep(tx, talk.bureau.office))
    talk.deliver()
    assert len(talk.texts(YULIA)) == before
    talk.bureau.pass_time(timedelta(minutes=1))
    talk.bureau.ask(lambda tx: deadlines.sweep(tx, talk.bureau.office))
    talk.deliver()
    assert "Kasubag TU" in talk.last(YULIA).text


def test_a_clock_that_stands_reminds_of_nothing(talk: Talk) -> None:
    """However long; when it goes on, the reminders are those of the new deadline."""
    talk.tap(YULIA, "Waktu")
    talk.tap(YULIA, "Jeda waktu")
    talk.say(YULIA, "Menunggu BKD")
    for day in (24, 25, 26, 27):
        talk.bureau.now = wib(f"2026-11-{day} 10:00")
        talk.bureau.ask(lambda tx: deadlines.sweep(tx, talk.bureau.office))
    assert not [text for text in said_to(talk) if "Pengingat" in text or "ditunggu" in text]
    talk.tap(YULIA, "Waktu")
    talk.tap(YULIA, "Lanjutkan")
    talk.bureau.now = wib("2026-11-30 10:00")
    talk.bureau.ask(lambda tx: deadlines.sweep(tx, talk.bureau.office))
    assert [text for text in said_to(talk) if "Pengingat" in text or "ditunggu" in text]


def said_to(talk: Talk) -> list[str]:
    """Deliver what waits and return what who examines is shown, without the digest of the morning."""
    talk.deliver()
    return [text for text in talk.texts(YULIA) if "Ringkasan" not in text]


def test_the_notice_that_a_task_is_late_leads_to_its_time(talk: Talk) -> None:
    """The superior sees the time and reminds from there; the button opens no card."""
    talk.bureau.now = wib("2026-11-25 10:00")
    talk.bureau.ask(lambda tx: deadlines.sweep(tx, talk.bureau.office))
    talk.deliver()
    notice = talk.card(ANDRI, "masih menunggu")
    assert {"⏱ Waktu", "🔔 Ingatkan"} <= set(notice.buttons)
    talk.tap(ANDRI, "Waktu", message=notice.message)
    assert "lewat" in talk.last(ANDRI).text
    assert "masih menunggu" in notice.text


def test_an_end_after_the_deadline_is_said_without_blame(talk: Talk) -> None:
    """On the card, in the same words as everywhere."""
    talk.bureau.now = wib("2026-11-25 09:35")
    talk.tap(YULIA, "Setujui", message=card(talk).message)
    assert "Selesai 2 jam 5 menit kerja setelah tenggat" in card(talk).text


def test_a_file_that_came_while_the_reason_was_typed_is_no_hindrance(talk: Talk) -> None:
    """A pause is about the time, not about the file."""
    talk.bureau.open()
    drafted = talk.bureau.to(Part.DRAFT, 2)
    talk.bureau.act(talk.bureau.actor(FAJAR), a.Claim(drafted.id, drafted.version), 2)
    talk.deliver()
    talk.tap(FAJAR, "Waktu")
    talk.tap(FAJAR, "Minta perpanjangan")
    talk.tap(FAJAR, "1 jam")
    question = talk.last(FAJAR)
    talk.send(FAJAR, reply_to=talk.card(FAJAR, "Susun laporan").message)
    talk.say(FAJAR, "Tabel belum final", reply_to=question.message)
    assert "telah disampaikan" in talk.last(FAJAR).text
    assert reasons(talk) == []


def test_in_a_group_the_time_opens_on_its_card_and_forms_in_private(talk: Talk) -> None:
    """Who is not concerned is told whose task it is."""
    bind(talk)
    talk.bureau.open()
    talk.bureau.to(Part.EXAMINE, 2)
    talk.deliver()
    talk.tap(YULIA, "Waktu", GROUP)
    shown = talk.card(GROUP, EXAMINE)
    assert list(shown.buttons) == ["⏳ Minta perpanjangan", "⏸ Jeda waktu", "Kembali"]
    assert "menunggu Kepala Bagian Tata Laksana" in talk.press(
        FAJAR, GROUP, shown.message, shown.buttons["⏸ Jeda waktu"]
    )
    assert talk.tap(YULIA, "Jeda waktu", GROUP) == APART
    talk.say(YULIA, "Menunggu BKD")
    assert "dijeda" in talk.card(GROUP, EXAMINE).text


def test_a_group_learns_nothing_of_why_a_confidential_case_stands(talk: Talk) -> None:
    """The time is opened in private alone; the group's card says since when and by whom."""
    bind(talk)
    number = opened(talk).id
    talk.bureau.to(Part.EXAMINE, number)
    talk.deliver()
    assert "percakapan pribadi" in talk.tap(YULIA, "Waktu", GROUP)
    talk.tap(YULIA, "Waktu")
    talk.tap(YULIA, "Jeda waktu")
    talk.say(YULIA, "Menunggu saksi rahasia")
    assert "Waktu dijeda sejak" in talk.last(GROUP).text
    assert not [text for text in talk.texts(GROUP) if "saksi" in text]
    assert reasons(talk) == ["only_private"]


@pytest.mark.parametrize("where", ["card", "sheet"])
def test_whatever_people_type_the_time_fits(talk: Talk, where: str) -> None:
    """Long reasons, many pauses: the card fits a caption, the sheet a message; markup is shown."""
    hostile = "<b>&" * 99
    bureau, yulia, andri = talk.bureau, talk.bureau.actor(YULIA), talk.bureau.actor(ANDRI)
    for i in range(1, 9):
        bureau.act(yulia, a.PauseClock(task(talk).id, task(talk).version, hostile))
        bureau.pass_time(timedelta(hours=1))
        bureau.act(yulia, a.ResumeClock(task(talk).id, task(talk).version))
        bureau.act(yulia, a.AskTime(task(talk).id, task(talk).version, "30 hari", hostile))
        bureau.act(andri, a.GrantTime(task(talk).id, i))
    bureau.act(yulia, a.AskTime(task(talk).id, task(talk).version, "30 hari", hostile))
    bureau.act(yulia, a.PauseClock(task(talk).id, task(talk).version, hostile))
    talk.deliver()
    if where == "card":
        talk.tap(YULIA, "Waktu")
        shown = card(talk)
    else:
        talk.say(ANDRI, "/status 1")
        talk.tap(ANDRI, "Waktu")
        shown = talk.last(ANDRI)
        assert "menunggu keputusan" in shown.text
        assert "✅ Setujui perpanjangan" in shown.buttons
    assert "Tenggat: " in shown.text
    assert "<b>&<b>&" in shown.text
    assert "Lanjutkan" in str(shown.buttons)
