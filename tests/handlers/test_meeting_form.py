"""Setting a meeting on the phone: picked step by step on one message, or typed; shown, and only then set."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers.buttons import ListButton, ListVerb, encode
from sop import actions as a
from sop.calendar import WorkCalendar, default_week
from sop.case import Meeting, Part
from sop.moments import span
from tests.office.bureau import Bureau
from tests.support.talk import Shown, Talk

RINA, YULIA, HENDRA, STRANGER = 102, 103, 104, 555
FORM = "1.2"
"""The mark of the form: case 1, task 2."""
SAVE = "Simpan jadwal"


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    """Return chats in which TU is to write the invitation, on Monday morning."""
    bureau = Bureau(tmp_path)
    bureau.open()
    bureau.to(Part.PREPARE)
    talk = Talk(bureau)
    talk.deliver()
    yield talk
    bureau.store.close()


def begin(talk: Talk) -> Shown:
    """Open the form; return its message."""
    talk.tap(RINA, "Jadwal rapat")
    return talk.card(RINA, "Hari apa rapat dilaksanakan?")


def agreed(talk: Talk) -> Meeting | None:
    """Return the meeting as it is kept."""
    return talk.bureau.case().meeting


def said(talk: Talk) -> str:
    """Return when and where the meeting is, in words."""
    meeting = agreed(talk)
    assert meeting is not None
    return f"{span(meeting.starts, meeting.ends, talk.bureau.office.zone)}, {meeting.place}"


def refused(talk: Talk, data: str, message: int) -> str:
    """Press a button that is not there (any more); return the reason it is refused for."""
    before = len(talk.refusals())
    talk.press(RINA, RINA, message, data)
    assert len(talk.refusals()) == before + 1
    return talk.refusals()[-1].reason


def of_form(verb: ListVerb, first: str = "") -> str:
    """Return what a button of the form sends."""
    return encode(ListButton(verb, first, FORM))


# Picking


def test_five_taps_on_one_message_set_a_meeting(talk: Talk) -> None:
    """Day, start, length, place, and the save; every step is an edit of the question."""
    form = begin(talk)
    count = len(talk.texts(RINA))
    for label, shows in (
        ("Selasa, 24 Nov", "Selasa, 24 November 2026\nPukul berapa rapat dimulai?"),
        ("09.00", "Selasa, 24 November 2026 pukul 09.00 WIB\nPukul berapa rapat selesai?"),
        ("11.00 (2 jam)", "pukul 09.00–11.00 WIB\nDi mana rapat dilaksanakan?"),  # noqa: RUF001
        ("Aula", "Rapat: Selasa, 24 November 2026 pukul 09.00–11.00 WIB, Aula\nUndangan: Kepala Biro, "),  # noqa: RUF001
    ):
        talk.tap(RINA, label)
        assert shows in form.text
        assert agreed(talk) is None
    assert "Bentrok" not in form.text
    talk.tap(RINA, SAVE)
    assert said(talk) == "Selasa, 24 November 2026 pukul 09.00–11.00 WIB, Aula"  # noqa: RUF001
    assert "Jadwal rapat dicatat" in form.text
    assert form.buttons == {}
    assert len(talk.texts(RINA)) == count


def test_the_calendar_turns_pages_and_marks_closed_days(talk: Talk) -> None:
    """Days gone by are not offered, closed ones are marked, and there is no way into the past."""
    form = begin(talk)
    assert "23" in form.buttons
    assert not {"22", "22*", "20"} & form.buttons.keys()
    assert {"28*", "29*", "30"} <= form.buttons.keys()
    assert "«" not in form.buttons
    weeks = len(form.letter.buttons) - len(("shortcuts", "title", "weekdays", "Batal"))
    assert weeks == len(("23 to 29", "30"))
    talk.tap(RINA, "»")
    assert {"Des 2026", "«", "24*", "25*", "31"} <= form.buttons.keys()
    talk.tap(RINA, "«")
    assert "Nov 2026" in form.buttons


def test_the_year_ahead_ends_the_calendar(talk: Talk) -> None:
    """The last month that can be opened is the one a year from now."""
    form = begin(talk)
    talk.press(RINA, RINA, form.message, of_form(ListVerb.MEETING_MONTH, "202711"))
    assert "»" not in form.buttons
    assert "24" in form.buttons
    assert "25" not in form.buttons


def test_minutes_move_the_hours_that_are_offered(talk: Talk) -> None:
    """A quarter to and past are one tap more; only working hours are offered."""
    form = begin(talk)
    talk.tap(RINA, "Selasa, 24 Nov")
    assert [label for label in form.buttons if len(label) == len("00.00")][:2] == ["08.00", "09.00"]
    assert "12.00" not in form.buttons
    talk.tap(RINA, ".45")
    assert {"07.45", "11.45", "13.45", "• .45"} <= form.buttons.keys()
    talk.tap(RINA, "09.45")
    assert "10.45 (1 jam)" in form.buttons
    talk.tap(RINA, "Jam lain")
    talk.tap(RINA, ".15")
    assert "09.15" not in form.buttons
    talk.tap(RINA, "10.15")
    talk.tap(RINA, "Aula")
    talk.tap(RINA, SAVE)
    assert "09.45–10.15" in said(talk)  # noqa: RUF001


def test_today_offers_only_hours_to_come(talk: Talk) -> None:
    """What has begun is not offered; another hour is typed."""
    talk.bureau.pass_time(timedelta(hours=6))  # 14.00 and later
    form = begin(talk)
    talk.tap(RINA, "23")
    assert "09.00" not in form.buttons
    assert "15.00" in form.buttons
    assert talk.tap(RINA, "Jam lain") == "Silakan ketik jam mulainya, misalnya 07.15."


def test_a_closed_day_is_possible_once_it_is_said_plainly(talk: Talk) -> None:
    """The confirmation names the day before anything is saved."""
    form = begin(talk)
    talk.tap(RINA, "28*")
    talk.tap(RINA, "09.00")
    talk.tap(RINA, "(1 jam)")
    talk.tap(RINA, "Aula")
    assert "Sabtu, di luar hari kerja" in form.text
    assert agreed(talk) is None
    talk.tap(RINA, SAVE)
    assert said(talk).startswith("Sabtu, 28 November 2026")


def test_times_outside_working_hours_are_said(talk: Talk) -> None:
    """An evening is possible, and is not taken for a slip silently."""
    form = begin(talk)
    talk.say(RINA, "besok jam 7 malam sampai jam 9 malam di Aula")
    assert "Di luar jam kerja (07.30–16.00)" in form.text  # noqa: RUF001


def test_kembali_leads_back_step_by_step(talk: Talk) -> None:
    """And what was answered may be answered otherwise."""
    form = begin(talk)
    talk.tap(RINA, "Selasa, 24 Nov")
    talk.tap(RINA, "09.00")
    talk.tap(RINA, "Kembali")
    assert "Pukul berapa rapat dimulai?" in form.text
    talk.tap(RINA, "Kembali")
    assert "Hari apa" in form.text
    talk.press(RINA, RINA, form.message, of_form(ListVerb.DAY, "20261126"))
    talk.tap(RINA, "(1 jam)")
    assert "Kamis, 26 November 2026 pukul 09.00–10.00" in form.text  # noqa: RUF001


def test_ubah_changes_one_thing_and_keeps_the_rest(talk: Talk) -> None:
    """Another start keeps the length; Kembali leads to the confirmation again."""
    form = begin(talk)
    talk.say(RINA, "besok 9-11 di Aula")
    talk.tap(RINA, "Ubah")
    assert "Apa yang diubah?" in form.text
    talk.tap(RINA, "Mulai")
    talk.tap(RINA, "13.00")
    assert "pukul 13.00–15.00 WIB, Aula" in form.text  # noqa: RUF001
    talk.tap(RINA, "Ubah")
    talk.tap(RINA, "Tempat")
    talk.tap(RINA, "Kembali")
    talk.tap(RINA, "Kembali")
    assert SAVE in "".join(form.buttons)


def test_batal_changes_nothing(talk: Talk) -> None:
    """The question ends, and neither a tap nor an answer to it counts any more."""
    form = begin(talk)
    talk.tap(RINA, "Batal")
    assert (form.text, form.buttons) == ("Jadwal rapat tidak diubah.", {})
    assert refused(talk, of_form(ListVerb.DAY, "20261124"), form.message) == "form_passed"
    talk.say(RINA, "besok", reply_to=form.message)
    assert "belum dapat dipahami" in talk.texts(RINA)[-1]
    assert agreed(talk) is None


# Stale and forged


@pytest.mark.parametrize(
    ("verb", "first", "reason"),
    [
        (ListVerb.DAY, "20261122", "meeting_past"),
        (ListVerb.DAY, "20281124", "meeting_far"),
        (ListVerb.DAY, "20261399", "forged"),
        (ListVerb.DAY, "besok", "forged"),
        (ListVerb.MEETING_MONTH, "209913", "forged"),
        (ListVerb.MEETING_MONTH, "x", "forged"),
        (ListVerb.START, "0900", "form_passed"),
        (ListVerb.PLACE, "0", "form_passed"),
        (ListVerb.MEETING_SAVE, "0", "form_passed"),
    ],
)
def test_a_forged_or_early_tap_is_refused(talk: Talk, verb: ListVerb, first: str, reason: str) -> None:
    """No day gone by, no day that there is not, and no step before its turn."""
    form = begin(talk)
    assert refused(talk, of_form(verb, first), form.message) == reason
    assert agreed(talk) is None


@pytest.mark.parametrize(
    ("way", "verb", "first"),
    [
        (("Selasa, 24 Nov",), ListVerb.START, "2560"),
        (("Selasa, 24 Nov",), ListVerb.MEETING_MINUTE, "07"),
        (("Selasa, 24 Nov", "09.00"), ListVerb.END, "9"),
        (("Selasa, 24 Nov", "09.00", "(1 jam)"), ListVerb.PLACE, "7"),
        (("Selasa, 24 Nov", "09.00", "(1 jam)"), ListVerb.PLACE, "-1"),
        (("Selasa, 24 Nov", "09.00", "(1 jam)", "Aula", "Ubah"), ListVerb.MEETING_CHANGE, "case"),
    ],
)
def test_a_forged_answer_is_refused_at_every_step(
    talk: Talk, way: tuple[str, ...], verb: ListVerb, first: str
) -> None:
    """The question stays as it was."""
    form = begin(talk)
    for label in way:
        talk.tap(RINA, label)
    before = form.text
    assert refused(talk, of_form(verb, first), form.message) == "forged"
    assert form.text == before


def test_the_end_must_follow_the_start(talk: Talk) -> None:
    """A forged end before the start is refused as one that was typed."""
    form = begin(talk)
    talk.tap(RINA, "Selasa, 24 Nov")
    talk.tap(RINA, "09.00")
    assert refused(talk, of_form(ListVerb.END, "0830"), form.message) == "meeting_reversed"


def test_a_button_of_another_form_is_refused(talk: Talk) -> None:
    """Its mark names another case."""
    form = begin(talk)
    other = encode(ListButton(ListVerb.DAY, "20261124", "7.2"))
    assert refused(talk, other, form.message) == "form_passed"


def test_a_screen_gone_by_counts_no_more(talk: Talk) -> None:
    """The day was answered by typing; a late tap on the calendar does not answer the hour."""
    form = begin(talk)
    talk.say(RINA, "besok")
    assert refused(talk, of_form(ListVerb.DAY, "20261130"), form.message) == "form_passed"
    assert "Selasa, 24 November 2026" in form.text


def test_a_save_counts_for_what_was_shown(talk: Talk) -> None:
    """Typed over meanwhile: the old button shows what it would be now, and sets nothing."""
    form = begin(talk)
    talk.say(RINA, "besok 9-11 di Aula")
    old = next(data for label, data in form.buttons.items() if SAVE in label)
    talk.say(RINA, "Rabu")
    assert "Rabu, 25 November 2026" in form.text
    toast = talk.press(RINA, RINA, form.message, old)
    assert toast == "Keterangan jadwal telah berubah. Silakan periksa, lalu simpan kembali."
    assert agreed(talk) is None
    talk.tap(RINA, SAVE)
    assert said(talk).startswith("Rabu, 25 November 2026")


def test_saving_twice_sets_it_once(talk: Talk) -> None:
    """The second tap comes too late."""
    form = begin(talk)
    talk.say(RINA, "besok 9-11 di Aula")
    save = next(data for label, data in form.buttons.items() if SAVE in label)
    talk.tap(RINA, SAVE)
    assert refused(talk, save, form.message) == "form_passed"
    meeting = agreed(talk)
    assert meeting is not None
    assert meeting.sequence == 0


def test_a_time_that_passes_before_the_save_is_refused(talk: Talk) -> None:
    """The question stays open for another."""
    form = begin(talk)
    talk.say(RINA, "hari ini 10.00-11.00 di Aula")
    save = next(data for label, data in form.buttons.items() if SAVE in label)
    talk.bureau.pass_time(timedelta(hours=3))
    assert refused(talk, save, form.message) == "meeting_past"
    talk.say(RINA, "besok")
    assert "Selasa, 24 November 2026 pukul 10.00–11.00" in talk.texts(RINA)[-1]  # noqa: RUF001


def test_nobody_else_sees_or_saves_it(talk: Talk) -> None:
    """Authority is asked at each tap: whoever was replaced meanwhile learns of no conflicts."""
    form = begin(talk)
    assert talk.press(STRANGER, RINA, form.message, of_form(ListVerb.DAY, "20261124"))
    talk.press(YULIA, YULIA, form.message, of_form(ListVerb.DAY, "20261124"))
    assert [r.reason for r in talk.refusals()] == ["not_member", "form_passed"]


# Typing


def test_one_typed_text_fills_everything(talk: Talk) -> None:
    """And still nothing is set before it was read over."""
    form = begin(talk)
    talk.say(RINA, "30 November pukul 9 s.d. 11 di aula")
    assert "Rapat: Senin, 30 November 2026 pukul 09.00–11.00 WIB, Aula" in form.text  # noqa: RUF001
    assert agreed(talk) is None
    talk.tap(RINA, SAVE)
    assert said(talk).startswith("Senin, 30 November 2026")


def test_typing_goes_on_at_any_step(talk: Talk) -> None:
    """Picked and typed answers mix; a single time at the end is the end."""
    form = begin(talk)
    talk.tap(RINA, "Selasa, 24 Nov")
    talk.say(RINA, "09.30")
    talk.say(RINA, "jam 11")
    talk.say(RINA, "Ruang <b>Rapat</b> Gubernur")
    assert "pukul 09.30–11.00 WIB, Ruang <b>Rapat</b> Gubernur" in form.text  # noqa: RUF001
    talk.say(RINA, "pukul 13")
    assert "pukul 13.00–14.30 WIB" in form.text  # noqa: RUF001


def test_the_end_may_be_typed_as_a_length(talk: Talk) -> None:
    """Two hours after nine it is eleven, as on the buttons."""
    begin(talk)
    talk.say(RINA, "besok jam 9")
    talk.say(RINA, "2 jam")
    talk.say(RINA, "di aula")
    talk.tap(RINA, SAVE)
    assert said(talk) == "Selasa, 24 November 2026 pukul 09.00\N{EN DASH}11.00 WIB, Aula"


def test_what_is_not_understood_is_asked_again_below(talk: Talk) -> None:
    """The form goes on under the answer, not out of sight above it; the old message says so."""
    form = begin(talk)
    talk.say(RINA, "kapan saja")
    assert "Hari tersebut belum dapat dipahami. Contoh: Senin, 30/11, besok." in talk.texts(RINA)[-1]
    talk.say(RINA, "besok")
    assert (form.text, form.buttons) == ("Isian jadwal rapat dilanjutkan pada pesan di bawah.", {})
    assert "Pukul berapa rapat dimulai?" in talk.last(RINA).text
    talk.say(RINA, "9-10", reply_to=form.message)
    assert "Di mana" in talk.last(RINA).text


def test_an_impossible_time_leaves_the_form_as_it_was(talk: Talk) -> None:
    """Nothing of a refused text is kept."""
    form = begin(talk)
    talk.say(RINA, "besok 11.00-09.00 di Aula")
    assert talk.refusals()[-1].reason == "meeting_reversed"
    assert "Hari apa" in form.text
    talk.say(RINA, "besok 9-11")
    assert "Di mana" in talk.last(RINA).text


def test_a_place_too_long_is_refused_and_not_cut(talk: Talk) -> None:
    """Nothing may be lost."""
    begin(talk)
    talk.say(RINA, "besok 9-11")
    talk.say(RINA, "x" * 121)
    assert talk.refusals()[-1].reason == "too_long"
    talk.say(RINA, "\u200b")
    assert talk.refusals()[-1].reason == "needs_answer"


def test_with_the_file_there_the_saved_meeting_leads_straight_on(talk: Talk) -> None:
    """The invitation came first: the form opened by itself, and its last word is the button that ends it."""
    card = talk.card(RINA, "Buat undangan")
    assert talk.send(RINA, "undangan.pdf", reply_to=card.message)
    form = talk.card(RINA, "Hari apa rapat dilaksanakan?")
    talk.say(RINA, "besok 9-11 di Aula")
    talk.tap(RINA, SAVE)
    assert "sudah benar, ketuk Selesai." in form.text
    assert talk.tap(RINA, "Selesai", message=form.message) == "Telah diserahkan."
    assert any(t.part is Part.COUNTERSIGN for t in talk.bureau.case().open_tasks())


def test_a_file_in_between_leaves_the_form_where_it_was(talk: Talk) -> None:
    """The day stays answered, and the hour is asked for below."""
    begin(talk)
    talk.tap(RINA, "Selasa, 24 Nov")
    assert talk.send(RINA, "undangan.pdf", reply_to=talk.card(RINA, "Buat undangan").message)
    talk.say(RINA, "09.30")
    assert "Selasa, 24 November 2026 pukul 09.30 WIB\nPukul berapa rapat selesai?" in talk.last(RINA).text


def test_two_meetings_are_set_side_by_side(talk: Talk) -> None:
    """A reply belongs to the form it answers, and so does a tap; the other stays as it is."""
    bureau = talk.bureau
    bureau.open(title="Rapat kedua")
    bureau.to(Part.PREPARE, 2)
    talk.deliver()
    for case in ("Proses 1", "Proses 2"):
        talk.tap(RINA, "Jadwal rapat", message=talk.card(RINA, "Buat undangan", case).message)
    first, second = (talk.card(RINA, "Hari apa", case) for case in ("Proses 1", "Proses 2"))
    talk.say(RINA, "besok", reply_to=first.message)
    assert "Proses 1" in first.text
    assert "Pukul berapa rapat dimulai?" in first.text
    assert "Hari apa" in second.text
    talk.press(RINA, RINA, second.message, second.buttons["26"])
    assert "Kamis, 26 November 2026" in second.text
    assert "Selasa, 24 November 2026" in first.text


# Setting anew


def held(talk: Talk) -> None:
    """Let the invitation be sent, for Tuesday."""
    talk.bureau.to(Part.MINUTES)
    talk.deliver()


def test_a_meeting_is_moved_with_three_taps_and_a_save(talk: Talk) -> None:
    """Whoever keeps the minutes changes the day alone; all are told what it was and what it is."""
    held(talk)
    before = agreed(talk)
    assert before is not None
    talk.tap(RINA, "Ubah jadwal")
    form = talk.card(RINA, "Apa yang diubah?")
    talk.tap(RINA, "Hari", message=form.message)
    talk.press(RINA, RINA, form.message, form.buttons["26"])
    assert "Rapat: Kamis, 26 November 2026" in form.text
    talk.tap(RINA, SAVE)
    assert "Perubahan jadwal disampaikan kepada semua undangan." in form.text
    after = agreed(talk)
    assert after is not None
    assert (after.starts - before.starts, after.sequence) == (timedelta(days=2), before.sequence + 1)
    for chat in (RINA, YULIA, HENDRA):
        assert sum("Jadwal rapat berubah" in text for text in talk.texts(chat)) == 1
    assert "Kamis, 26 November 2026" in talk.card(YULIA, "Hadiri rapat").text


def test_saved_as_it_was_nothing_happens(talk: Talk) -> None:
    """Nobody is told of no change, and the answers that were given stay."""
    held(talk)
    version = talk.bureau.case().version
    talk.tap(RINA, "Ubah jadwal")
    form = talk.card(RINA, "Apa yang diubah?")
    talk.tap(RINA, "Kembali", message=form.message)
    talk.tap(RINA, SAVE)
    assert "Jadwal rapat tetap" in form.text
    assert talk.bureau.case().version == version


def test_a_postponed_meeting_is_set_anew_after_its_time(talk: Talk) -> None:
    """Only the place is taken from what was agreed; the rest is asked."""
    held(talk)
    meeting = agreed(talk)
    assert meeting is not None
    talk.bureau.now = meeting.ends + timedelta(hours=1)
    talk.tap(RINA, "Ubah jadwal")
    form = talk.card(RINA, "Hari apa rapat dilaksanakan?")
    talk.say(RINA, "minggu depan hari Rabu jam 10 sampai jam 12")
    assert f"Rabu, 2 Desember 2026 pukul 10.00–12.00 WIB, {meeting.place}" in form.text  # noqa: RUF001
    talk.tap(RINA, SAVE)
    assert "Rabu, 2 Desember 2026" in talk.card(YULIA, "Jadwal rapat berubah").text


def test_while_it_is_signed_a_new_time_is_signed_again(talk: Talk) -> None:
    """As long as the invitation has not gone out, the signer signs what will be sent."""
    talk.bureau.to(Part.COUNTERSIGN)
    talk.deliver()
    talk.tap(RINA, "Jadwal rapat")
    form = talk.card(RINA, "Apa yang diubah?")
    talk.say(RINA, "lusa")
    talk.tap(RINA, SAVE)
    assert "dimintakan tanda tangan kembali" in form.text
    assert sum(t.part is Part.COUNTERSIGN for t in talk.bureau.case().tasks) == 2


# Conflicts


def test_conflicts_are_listed_before_anything_is_saved(talk: Talk) -> None:
    """Another meeting of the same officials, the same room, and who is on leave."""
    bureau = talk.bureau
    held(talk)
    meeting = agreed(talk)
    assert meeting is not None
    bureau.open(title="Rapat kedua")
    bureau.to(Part.PREPARE, 2)
    talk.deliver()
    talk.tap(RINA, "Jadwal rapat")
    form = talk.card(RINA, "Proses 2", "Hari apa")
    start = meeting.starts.astimezone(bureau.office.zone)
    talk.say(
        RINA, f"{start:%d/%m} pukul {start:%H.%M} - {start + timedelta(hours=1):%H.%M} di {meeting.place}"
    )
    assert "Bentrok dengan rapat lain" in form.text
    assert "• Proses 1 (Evaluasi <b>triwulan</b> III), " in form.text
    assert "Kepala Bagian Tata Laksana, Yulia Fitri" in form.text
    assert "Tempat sudah dipakai" in form.text
    assert "Jadwal tetap dapat disimpan." in form.text
    assert bureau.case(2).meeting is None
    talk.tap(RINA, SAVE)
    assert bureau.case(2).meeting is not None


def test_a_conflict_that_comes_up_meanwhile_is_shown_before_the_save_counts(talk: Talk) -> None:
    """Between the confirmation and the tap another meeting was agreed."""
    bureau = talk.bureau
    form = begin(talk)
    talk.say(RINA, "besok 9-11 di Aula")
    bureau.open(title="Rapat lain")
    task = bureau.to(Part.PREPARE, 2)
    starts = bureau.now.astimezone(bureau.office.zone).replace(hour=10, minute=0) + timedelta(days=1)
    other = Meeting(starts, starts + timedelta(hours=1), "Ruang lain")
    bureau.act(bureau.actor(RINA), a.Schedule(task.id, other), 2)
    assert "telah berubah" in talk.tap(RINA, SAVE, message=form.message)
    assert "Bentrok dengan rapat lain" in form.text
    assert agreed(talk) is None


@pytest.mark.parametrize(
    ("name", "hour", "short"), [("Jakarta", 2, "WIB"), ("Makassar", 1, "WITA"), ("Jayapura", 0, "WIT")]
)
def test_nine_o_clock_is_nine_where_the_office_is(tmp_path: Path, name: str, hour: int, short: str) -> None:
    """The moment that is kept is UTC, and what is shown names the zone."""
    bureau = Bureau(tmp_path)
    zone = ZoneInfo(f"Asia/{name}")
    bureau.office = replace(bureau.office, zone=zone, configured=WorkCalendar(zone, default_week()))
    bureau.open()
    bureau.to(Part.PREPARE)
    talk = Talk(bureau)
    talk.deliver()
    form = begin(talk)
    talk.tap(RINA, "Selasa, 24 Nov")
    talk.tap(RINA, "09.00")
    talk.tap(RINA, "(1 jam)")
    talk.tap(RINA, "Aula")
    assert f"pukul 09.00–10.00 {short}" in form.text  # noqa: RUF001
    talk.tap(RINA, SAVE)
    meeting = agreed(talk)
    assert meeting is not None
    assert (meeting.starts.astimezone(ZoneInfo("UTC")).hour, meeting.ends - meeting.starts) == (
        hour,
        timedelta(hours=1),
    )
    bureau.store.close()
