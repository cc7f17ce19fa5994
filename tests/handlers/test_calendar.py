"""/kalender in the chat: what everybody sees, what admins change, and what a forged or late tap gets."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from handlers.buttons import LIMIT, ListButton, ListVerb, encode
from handlers.letter import Edit, NewText
from office.hijri import Ramadan, ramadan_from
from office.holidays_id import OfficeHolidays
from simulator.rules.keyboards import check_markup
from sop.almanac import Entry, EntryKind
from sop.calendar import WorkCalendar
from sop.case import Part
from sop.workweek import DayHours, default_week
from tests.office.bureau import Bureau
from tests.sop.office_2026 import WIB, wib
from tests.support.authority_terms import FAJAR, RINA, YULIA, admin
from tests.support.talk import Talk

HOLIDAYS = OfficeHolidays()
CALENDAR = WorkCalendar(WIB, default_week(), HOLIDAYS)
"""One for all tests: its years are looked up once."""
WHY = "SK Gubernur 800/12/2026"


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    bureau = Bureau(tmp_path)
    admin(bureau)
    bureau.office = replace(bureau.office, configured=CALENDAR, holiday_names=HOLIDAYS.of_year)
    yield Talk(bureau)
    bureau.store.close()


def entries(talk: Talk) -> tuple[Entry, ...]:
    """Return the changes in force."""
    return talk.bureau.ask(lambda tx: tx.almanac.entries())


def press(talk: Talk, who: int, verb: ListVerb, first: str = "", second: str = "") -> str:
    """Tap a button on the newest message, whether it is there or not."""
    return talk.press(who, who, talk.last(who).message, encode(ListButton(verb, first, second)))


def answer(talk: Talk, who: int, text: str) -> str:
    """Type something and return what is said next."""
    talk.say(who, text)
    return seen(talk, who)


def seen(talk: Talk, who: int) -> str:
    """Return what the newest message says, its dashes as people type them."""
    return talk.last(who).text.replace("\N{EN DASH}", "-")


def test_everybody_sees_the_month(talk: Talk) -> None:
    """The grid with what is closed, the hours of today, the holidays by name; no button changes anything."""
    talk.say(FAJAR, "/kalender")
    shown = talk.last(FAJAR)
    assert "Kalender kerja November 2026" in shown.text
    assert "Senin, 23 November 2026: 07.30-12.00, 13.00-16.00 WIB." in seen(talk, FAJAR)
    assert {"[23]", "24", "(28)", "(29)", "«", "»"} <= set(shown.buttons)
    assert not {"Libur", "Masuk", "Ramadan"} & set(shown.buttons)
    talk.tap(FAJAR, "»")
    december = talk.last(FAJAR)
    assert december.message == shown.message
    assert "• 25: Hari Raya Natal" in december.text
    assert "(25)" in december.buttons
    assert talk.press(FAJAR, FAJAR, december.message, december.buttons["(25)"]) == (
        "Jumat, 25 Desember 2026: kantor tutup. Hari Raya Natal."
    )
    assert "Kalender kerja Desember" in seen(talk, FAJAR)


def test_estimates_are_marked_and_ramadan_is_suggested(talk: Talk) -> None:
    """Eid of a year to come is an estimate; a Ramadan without hours is spoken of as one."""
    talk.say(FAJAR, "/kalender")
    press(talk, FAJAR, ListVerb.CAL, "202703")
    text = seen(talk, FAJAR)
    assert "Hari Raya Idul Fitri (perkiraan)" in text
    assert "Ramadan 1448 H (perkiraan): 8 Februari-8 Maret 2027" in text
    press(talk, FAJAR, ListVerb.CAL, "202608")
    assert "Ramadan" not in seen(talk, FAJAR)


def test_a_late_decree_is_entered_by_taps(talk: Talk) -> None:
    """The day, its name, the reason; then what moves; and only then does it."""
    talk.bureau.open()
    task = talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "24")
    assert seen(talk, RINA) == "Selasa, 24 November 2026: 07.30-12.00, 13.00-16.00 WIB."
    talk.tap(RINA, "Libur")
    assert "Sampai tanggal berapa?" in seen(talk, RINA)
    talk.tap(RINA, "Hanya satu hari")
    talk.tap(RINA, "Libur daerah")
    text = answer(talk, RINA, WHY)
    assert "Libur daerah, Selasa, 24 November 2026" in text
    assert "1 tenggat bergeser" in text
    assert (
        f"• Proses 1, langkah {task.step} (Kepala Bagian Tata Laksana): Selasa, 24 November 2026 pukul 16.00 "
        "WIB → Rabu, 25 November 2026 pukul 16.00 WIB"
    ) in text
    assert "Akan diberi tahu: Yulia Fitri." in text
    assert entries(talk) == ()
    talk.tap(RINA, "Terapkan")
    assert "Kalender telah diubah." in seen(talk, RINA)
    assert [(e.kind, e.first, e.last, e.name, e.reason) for e in entries(talk)] == [
        (EntryKind.CLOSED, date(2026, 11, 24), date(2026, 11, 24), "Libur daerah", WHY)
    ]
    found = talk.bureau.case().task(task.id)
    assert found is not None
    assert found.due == wib("2026-11-25 16:00")
    card = talk.card(YULIA, "Proses 1", "25 November")
    assert card.message < talk.card(YULIA, "Kalender kerja berubah").message
    assert "24 November" not in card.text


def test_a_change_is_withdrawn_from_the_list(talk: Talk) -> None:
    """The list names what is in force and why; withdrawing asks for a reason and shows what moves back."""
    for day in ("25/12/2026", "28/12/2026"):
        talk.say(RINA, "/kalender")
        talk.tap(RINA, "Libur")
        answer(talk, RINA, day)
        answer(talk, RINA, day)
        answer(talk, RINA, "Libur <b>daerah</b>")
        answer(talk, RINA, WHY)
        talk.tap(RINA, "Terapkan")
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "Perubahan (2)")
    listed = talk.last(RINA)
    assert "1. Libur <b>daerah</b>, Senin, 28 Desember 2026" in listed.text
    assert f"“{WHY}”, Rina Marlina" in listed.text
    withdraw = next(data for label, data in listed.buttons.items() if label.startswith("Tarik 1."))
    talk.tap(RINA, "Tarik 1.")
    text = answer(talk, RINA, "Surat dicabut")
    assert "Ditarik: Libur <b>daerah</b>, Senin, 28 Desember 2026" in text
    assert "Tidak ada tenggat terbuka yang bergeser." in text
    talk.tap(RINA, "Terapkan")
    assert [e.first for e in entries(talk)] == [date(2026, 12, 25)]
    talk.press(RINA, RINA, listed.message, withdraw)
    assert talk.refusals()[-1].reason == "no_such_entry"


def test_a_holiday_is_worked_and_a_day_is_half(talk: Talk) -> None:
    """Masuk opens a holiday; a half day takes typed hours."""
    talk.say(RINA, "/kalender")
    press(talk, RINA, ListVerb.CAL_DAY, "20261225")
    talk.tap(RINA, "Masuk")
    talk.tap(RINA, "Hanya satu hari")
    answer(talk, RINA, WHY)
    talk.tap(RINA, "Terapkan")
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "Setengah hari")
    answer(talk, RINA, "31/12/2026")
    assert "belum dapat dipahami" in answer(talk, RINA, "pagi saja")
    answer(talk, RINA, "07.30 sampai 11.00")
    assert "Jam khusus: Kamis, 31 Desember 2026, 07.30-11.00" in answer(talk, RINA, WHY)
    talk.tap(RINA, "Terapkan")
    calendar = talk.bureau.ask(talk.bureau.office.calendar)
    assert calendar.hours_on(date(2026, 12, 25)) == default_week()[4]
    assert calendar.hours_on(date(2026, 12, 31)) == DayHours.parse(["07.30-11.00"])
    talk.say(FAJAR, "/kalender")
    press(talk, FAJAR, ListVerb.CAL, "202612")
    assert {"31*", "25", "(24)"} <= set(talk.last(FAJAR).buttons)
    assert "• 31: Jam khusus: 07.30-11.00" in seen(talk, FAJAR)


def test_a_weekend_is_no_holiday_that_could_be_worked(talk: Talk) -> None:
    """It gets hours of its own instead; the day's panel offers nothing else."""
    talk.say(RINA, "/kalender")
    press(talk, RINA, ListVerb.CAL_DAY, "20261128")
    assert list(talk.last(RINA).buttons) == ["Setengah hari / jam lain", "« Kembali"]
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "Masuk")
    answer(talk, RINA, "28/11/2026")
    talk.tap(RINA, "Hanya satu hari")
    assert "bukan hari libur" in answer(talk, RINA, WHY)
    assert [refusal.reason for refusal in talk.refusals()] == ["not_a_holiday"]


def test_an_impossible_day_is_refused_at_its_question(talk: Talk) -> None:
    """A slip of the year is told before anything else is asked, and the right one is taken then."""
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "Libur")
    assert "terlalu jauh" in answer(talk, RINA, "24/12/2056")
    assert "Mulai Kamis, 24 Desember 2026" in answer(talk, RINA, "24/12/2026")
    assert "Paling banyak 60 hari" in answer(talk, RINA, "24/3/2027")
    assert "Apa nama libur ini?" in answer(talk, RINA, "26/12/2026")


def test_a_typed_day_without_a_year_may_be_a_late_decree(talk: Talk) -> None:
    """Last Friday is meant and not the one in a year; a weekday that does not fit its date is asked again."""
    for typed, meant in (("20/11", "20 November 2026"), ("24/12", "24 Desember 2026")):
        talk.say(RINA, "/kalender")
        talk.tap(RINA, "Libur")
        assert meant in answer(talk, RINA, typed)
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "Libur")
    assert "belum dapat dipahami" in answer(talk, RINA, "Senin 24/12/2026")
    assert "20 November 2027" in answer(talk, RINA, "20/11/2027")


def test_the_week_changes_from_a_day_on(talk: Talk) -> None:
    """Day by day with taps, or all of it typed; from the day that is named."""
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "Jam kerja")
    talk.tap(RINA, "Jumat:")
    assert "Jam kerja hari Jumat?" in seen(talk, RINA)
    panel = talk.last(RINA)
    talk.press(RINA, RINA, panel.message, panel.buttons["07.30-12.00"])
    assert "Jumat: 07.30\N{EN DASH}12.00" in talk.last(RINA).buttons
    talk.tap(RINA, "Sabtu:")
    answer(talk, RINA, "08.00-11.00")
    talk.tap(RINA, "Lanjut")
    assert "berlaku mulai tanggal berapa" in seen(talk, RINA)
    answer(talk, RINA, "1/1/2027")
    text = answer(talk, RINA, "Perpres baru")
    assert "Jam kerja mulai 1 Januari 2027: Senin-Kamis 07.30-12.00, 13.00-16.00; Jumat 07.30-12.00" in text
    talk.tap(RINA, "Terapkan")
    calendar = talk.bureau.ask(talk.bureau.office.calendar)
    assert calendar.hours_on(date(2027, 1, 8)) == DayHours.parse(["07.30-12.00"])
    assert calendar.hours_on(date(2027, 1, 9)) == DayHours.parse(["08.00-11.00"])
    assert calendar.hours_on(date(2026, 12, 18)) == default_week()[4]


def test_ramadan_is_suggested_corrected_and_entered(talk: Talk) -> None:
    """The Hijri calendar suggests; a day more or less by taps; the usual hours; all an estimate."""
    assert ramadan_from(date(2026, 11, 23)) == Ramadan(1448, date(2027, 2, 8), date(2027, 3, 8))
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "Ramadan")
    assert "Ramadan 1448 H (perkiraan)" in seen(talk, RINA)
    talk.tap(RINA, "Pertama +1")
    talk.tap(RINA, "Terakhir +1")
    assert "Hari pertama: Selasa, 9 Februari 2027" in seen(talk, RINA)
    assert "Hari terakhir: Selasa, 9 Maret 2027" in seen(talk, RINA)
    talk.tap(RINA, "Lanjut")
    assert "Senin-Kamis 08.00-12.00, 12.30-15.00; Jumat 08.00-11.30, 12.30-15.30" in seen(talk, RINA)
    talk.tap(RINA, "Jam Ramadan yang lazim")
    text = answer(talk, RINA, "SE Menpan RB")
    assert "Ramadan 1448 H (perkiraan), 9 Februari-9 Maret 2027" in text
    talk.tap(RINA, "Terapkan")
    calendar = talk.bureau.ask(talk.bureau.office.calendar)
    monday, saturday = wib("2027-02-15 00:00"), wib("2027-02-20 00:00")
    assert calendar.between(monday, saturday).total_seconds() == 32.5 * 3600
    talk.say(FAJAR, "/kalender")
    press(talk, FAJAR, ListVerb.CAL, "202702")
    assert "Ramadan 1448 H (perkiraan), 9 Februari-9 Maret 2027: Senin-Kamis" in seen(talk, FAJAR)


def test_typed_dates_and_hours_of_ramadan_are_taken(talk: Talk) -> None:
    """Whoever knows the decree types it; once decreed it is no estimate."""
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "Ramadan")
    assert "belum dapat dipahami" in answer(talk, RINA, "bulan depan")
    answer(talk, RINA, "9/2/2027 - 9/3/2027")
    talk.tap(RINA, "Tandai telah ditetapkan")
    talk.tap(RINA, "Lanjut")
    text = answer(talk, RINA, "08.00-12.00, 12.30-15.00; Jumat 08.00-11.00")
    assert "alasan" in text
    answer(talk, RINA, "SE Menpan RB")
    talk.tap(RINA, "Terapkan")
    (kept,) = entries(talk)
    assert (kept.name, kept.first, kept.last) == ("Ramadan 1448 H", date(2027, 2, 9), date(2027, 3, 9))
    assert kept.hours[4] == DayHours.parse(["08.00-11.00"])
    assert kept.hours[0] == DayHours.parse(["08.00-12.00", "12.30-15.00"])


def test_what_another_admin_did_meanwhile_is_shown_first(talk: Talk) -> None:
    """Two admins at once: the second sees a new preview, and nothing of theirs is done yet."""
    admin(talk.bureau, YULIA)
    talk.bureau.open()
    task = talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    for who, day in ((YULIA, "25/11/2026"), (RINA, "24/11/2026")):
        talk.say(who, "/kalender")
        talk.tap(who, "Libur")
        answer(talk, who, day)
        talk.tap(who, "Hanya satu hari")
        answer(talk, who, "Libur daerah")
        answer(talk, who, WHY)
    talk.tap(RINA, "Terapkan")
    assert "berubah sejak pratinjau" in talk.tap(YULIA, "Terapkan")
    assert len(entries(talk)) == 1
    anew = talk.card(YULIA, "Pratinjau", "berubah sejak")
    assert "Rabu, 25 November 2026 pukul 16.00 WIB → Kamis, 26 November 2026 pukul 16.00 WIB" in anew.text
    talk.tap(YULIA, "Terapkan")
    found = talk.bureau.case().task(task.id)
    assert found is not None
    assert found.due == wib("2026-11-26 16:00")


def test_a_double_tap_changes_the_calendar_once(talk: Talk) -> None:
    """The second tap finds the form gone."""
    talk.say(RINA, "/kalender")
    press(talk, RINA, ListVerb.CAL_DAY, "20261225")
    talk.tap(RINA, "Masuk")
    talk.tap(RINA, "Hanya satu hari")
    answer(talk, RINA, WHY)
    preview = talk.last(RINA)
    apply = preview.buttons["Terapkan"]
    talk.press(RINA, RINA, preview.message, apply)
    talk.press(RINA, RINA, preview.message, apply)
    assert len(entries(talk)) == 1
    assert [refusal.reason for refusal in talk.refusals()] == ["form_passed"]


@pytest.mark.parametrize(
    ("verb", "first", "second"),
    [
        (ListVerb.CAL_LIST, "0", ""),
        (ListVerb.CAL_NEW, "libur", "20261224"),
        (ListVerb.CAL_NEW, "musim", "20261201"),
        (ListVerb.CAL_NEW, "konfigurasi", ""),
        (ListVerb.CAL_SET, "one", "last"),
    ],
)
def test_who_is_no_admin_changes_nothing(talk: Talk, verb: ListVerb, first: str, second: str) -> None:
    """Whatever an official taps, it is refused, and recorded."""
    talk.say(FAJAR, "/kalender")
    said = press(talk, FAJAR, verb, first, second)
    assert said == "Tindakan ini hanya untuk admin kantor."
    assert [refusal.reason for refusal in talk.refusals()] == ["not_admin"]


def test_an_admin_who_is_none_any_more_cannot_apply(talk: Talk) -> None:
    """The right is asked at the tap."""
    admin(talk.bureau, YULIA)
    talk.say(YULIA, "/kalender")
    press(talk, YULIA, ListVerb.CAL_DAY, "20261225")
    talk.tap(YULIA, "Masuk")
    talk.tap(YULIA, "Hanya satu hari")
    answer(talk, YULIA, WHY)
    talk.bureau.ask(lambda tx: tx.admins.revoke(YULIA, None, talk.bureau.now))
    assert talk.tap(YULIA, "Terapkan") == "Tindakan ini hanya untuk admin kantor."
    assert entries(talk) == ()


@pytest.mark.parametrize(
    ("verb", "first", "second"),
    [
        (ListVerb.CAL, "20261", ""),
        (ListVerb.CAL, "", ""),
        (ListVerb.CAL, "202613", ""),
        (ListVerb.CAL_DAY, "20261131", ""),
        (ListVerb.CAL_DAY, "\uff12\uff10\uff12\uff161101", ""),
        (ListVerb.CAL_LIST, "-1", ""),
        (ListVerb.CAL_NEW, "perang", ""),
        (ListVerb.CAL_NEW, "libur", "besok"),
        (ListVerb.CAL_NEW, "tarik", "x"),
        (ListVerb.CAL_NEW, "musim", ""),
        (ListVerb.CAL_SET, "20269999", "first"),
        (ListVerb.CAL_SET, "p2026", "first"),
        (ListVerb.CAL_SET, "", "first"),
    ],
)
def test_a_forged_button_is_refused(talk: Talk, verb: ListVerb, first: str, second: str) -> None:
    """What none of our buttons says is answered so, and nothing happens."""
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "Libur")
    press(talk, RINA, verb, first, second)
    assert [refusal.reason for refusal in talk.refusals()] == ["forged"]


@pytest.mark.parametrize("value", ["", "d", "d7", "x1", "s0", "s99", "dd", "d-1"])
def test_a_forged_answer_to_a_panel_is_refused(talk: Talk, value: str) -> None:
    """Only what the panel of the week shows can be tapped."""
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "Jam kerja")
    press(talk, RINA, ListVerb.CAL_SET, value, "days")
    assert [refusal.reason for refusal in talk.refusals()] == ["forged"]


def test_an_answer_to_another_question_is_refused(talk: Talk) -> None:
    """A tap on an old question finds it answered."""
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "Libur")
    old = talk.last(RINA)
    answer(talk, RINA, "24/12/2026")
    talk.press(RINA, RINA, old.message, old.buttons["24"])
    assert [refusal.reason for refusal in talk.refusals()] == ["form_passed"]
    assert "belum dapat dipahami" not in seen(talk, RINA)
    answer(talk, RINA, "1/12/2026")
    assert [refusal.reason for refusal in talk.refusals()] == ["form_passed", "term_reversed"]


def test_every_button_fits_and_every_text_too(talk: Talk) -> None:
    """The grids and panels stay within 64 bytes a button, 100 buttons and eight in a row."""
    for label in ("Libur", "Masuk", "Setengah hari", "Jam kerja", "Ramadan", "Perubahan"):
        talk.say(RINA, "/kalender")
        talk.tap(RINA, label)
    keyboards = [one.buttons for one in talk.letters if isinstance(one, NewText | Edit) and one.buttons]
    assert len(keyboards) > 10
    for rows in keyboards:
        assert sum(map(len, rows)) <= 100
        assert all(len(row) <= 8 for row in rows)
        assert all(len(b.data.encode()) <= LIMIT for row in rows for b in row)
        plain = [[{"text": b.label, "callback_data": b.data} for b in row] for row in rows]
        assert check_markup({"inline_keyboard": plain})


def test_a_confidential_case_shows_no_subject_in_the_preview(talk: Talk) -> None:
    """The preview names the case by its number alone."""
    talk.bureau.open(title="Sangat rahasia sekali")
    talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    talk.say(RINA, "/kalender")
    talk.tap(RINA, "24")
    talk.tap(RINA, "Libur")
    talk.tap(RINA, "Hanya satu hari")
    talk.tap(RINA, "Libur daerah")
    assert "rahasia" not in answer(talk, RINA, WHY)
    talk.tap(RINA, "Terapkan")
    assert "rahasia" not in talk.card(YULIA, "Kalender kerja berubah").text
