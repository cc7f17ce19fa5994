"""Days and times as officials type them."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.when import When, odd_weekday, read
from sop.moments import DAYS, MONTHS

TODAY = date(2026, 11, 23)  # a Monday
NINE, NOON = time(9), time(12)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("besok", date(2026, 11, 24)),
        ("Besok pagi", date(2026, 11, 24)),
        ("lusa", date(2026, 11, 25)),
        ("hari ini", date(2026, 11, 23)),
        ("HARI INI", date(2026, 11, 23)),
        ("selasa", date(2026, 11, 24)),
        ("hari Jumat", date(2026, 11, 27)),
        ("Senin", date(2026, 11, 30)),
        ("minggu", date(2026, 11, 29)),
        ("Rabu depan", date(2026, 11, 25)),
        ("30/11", date(2026, 11, 30)),
        ("30/11/2026", date(2026, 11, 30)),
        ("30/11/26", date(2026, 11, 30)),
        ("30-11-2026", date(2026, 11, 30)),
        ("5/1", date(2027, 1, 5)),
        ("2026-12-01", date(2026, 12, 1)),
        ("30 November", date(2026, 11, 30)),
        ("30 november 2026", date(2026, 11, 30)),
        ("30 Nov", date(2026, 11, 30)),
        ("Senin, 30 November 2026", date(2026, 11, 30)),
        ("tanggal 1 desember", date(2026, 12, 1)),
        ("1 Agustus", date(2027, 8, 1)),
        ("1 Agt 2027", date(2027, 8, 1)),
        ("17 agu 2027", date(2027, 8, 17)),
        ("1 Mei 2027", date(2027, 5, 1)),
        ("23/11", date(2026, 11, 23)),
        ("22/11", date(2027, 11, 22)),
        ("besok lusa", date(2026, 11, 25)),
        ("25 Nopember 2026", date(2026, 11, 25)),
        ("25 nop", date(2026, 11, 25)),
        ("1 Pebruari 2027", date(2027, 2, 1)),
        ("Jum'at", date(2026, 11, 27)),
        ("Jum\N{RIGHT SINGLE QUOTATION MARK}at pagi", date(2026, 11, 27)),
        ("jum at", date(2026, 11, 27)),
        ("Ahad", date(2026, 11, 29)),
        ("30.11.2026", date(2026, 11, 30)),
        ("hari Minggu", date(2026, 11, 29)),
        ("hari Minggu depan", date(2026, 11, 29)),
        ("Minggu pukul 9", date(2026, 11, 29)),
        ("minggu depan", None),
        ("Minggu depan pukul 09.00", None),
        ("Jumat minggu depan", date(2026, 12, 4)),
        ("minggu depan hari Rabu", date(2026, 12, 2)),
        ("Senin minggu depan", date(2026, 11, 30)),
        ("hari Minggu minggu depan", date(2026, 12, 6)),
        ("Kamis minggu ini", date(2026, 11, 26)),
        ("tanggal 5", date(2026, 12, 5)),
        ("tgl. 27", date(2026, 11, 27)),
        ("tanggal 31", date(2026, 12, 31)),
        ("tanggal 32", None),
        ("esok", date(2026, 11, 24)),
        ("30.11.26", date(2026, 11, 30)),
        ("minggu ini", None),
        ("2 minggu lagi", None),
        ("minggu kedua", None),
        ("seminggu lagi", None),
        ("Kamis pekan depan", date(2026, 12, 3)),
        ("akhir pekan", None),
        ("Senin 31/11", None),
        ("Senin 31 November", None),
        ("nanti sore", date(2026, 11, 23)),
        ("siang ini", date(2026, 11, 23)),
        ("Senin nanti jam 9", date(2026, 11, 30)),
        ("pukul 9 WIB 30 November", date(2026, 11, 30)),
        ("kemarin", date(2026, 11, 22)),
        ("Senin minggu depan 30/11", date(2026, 11, 30)),
        ("29/2", None),
        ("31/11", None),
        ("99/99", None),
        ("kapan saja", None),
        ("", None),
    ],
)
def test_a_day_is_read(text: str, day: date | None) -> None:
    """Without a year the next such day is meant; a day that does not exist is not understood."""
    assert read(text, TODAY).day == day


@pytest.mark.parametrize(
    ("text", "starts", "ends"),
    [
        ("09.00", NINE, None),
        ("9", NINE, None),
        ("pukul 9", NINE, None),
        ("jam 09:00", NINE, None),
        ("pukul 09.00 WIB", NINE, None),
        ("09.00-12.00", NINE, NOON),
        ("09.00 - 12.00 WIB", NINE, NOON),
        ("09.30-11.30", time(9, 30), time(11, 30)),
        ("9-12", NINE, NOON),
        ("pukul 9 - 12", NINE, NOON),
        ("09.00\N{EN DASH}12.00", NINE, NOON),
        ("09.00 s.d. 12.00", NINE, NOON),
        ("09.00 s/d 12.00", NINE, NOON),
        ("09.00 sampai 12.00", NINE, NOON),
        ("9 WIB", NINE, None),
        ("pkl. 9", NINE, None),
        ("pkl 09.00 sd 12.00", NINE, NOON),
        ("09.00 hingga pukul 12.00", NINE, NOON),
        ("jam 9 sampai dengan jam 12", NINE, NOON),
        ("mulai jam 9 selesai jam 12", NINE, NOON),
        ("jam 9 di aula sampai jam 12", NINE, NOON),
        ("9 sampai 12.00", NINE, NOON),
        ("sampai 12", NOON, None),
        ("s.d. 12", NOON, None),
        ("2 siang", time(14), None),
        ("jam 2 siang", time(14), None),
        ("pukul 12 siang", NOON, None),
        ("11 siang", time(11), None),
        ("3.30 sore", time(15, 30), None),
        ("jam 7 malam", time(19), None),
        ("jam 9 pagi", NINE, None),
        ("14.00 siang", time(14), None),
        ("jam setengah 9", time(8, 30), None),
        ("setengah 3 sore", time(14, 30), None),
        ("jam 2 siang sampai jam 4", time(14), time(16)),
        ("jam 2 siang WIB - 4", time(14), time(16)),
        ("jam 2 siang sampai jam 4 sore", time(14), time(16)),
        ("jam 10 pagi sampai jam 2", time(10), time(14)),
        ("jam 9 pagi sampai 12 siang", NINE, NOON),
        ("1-3 siang", time(13), time(15)),
        ("2.30 sampai 4 sore", time(14, 30), time(16)),
        ("9 sampai 4 sore", NINE, time(16)),
        ("09.00 sampai 10 malam", NINE, time(22)),
        ("jam 8 malam sampai jam 12", time(20), None),
        ("11.00-09.00", time(11), NINE),
        ("08.00 lantai 3", time(8), None),
        ("lantai 3 pukul 8", time(8), None),
        ("lantai 3-4 pukul 8", time(8), None),
        ("08.00 lantai 3-4", time(8), None),
        ("08.00 selama 2 jam", time(8), time(10)),
        ("08.00 selama dua jam", time(8), time(10)),
        ("08.00 selama 1,5 jam", time(8), time(9, 30)),
        ("08.00 selama 1 jam 15 menit", time(8), time(9, 15)),
        ("jam 9 selama 90 menit", NINE, time(10, 30)),
        ("22.00 selama 3 jam", time(22), None),
        ("jam sembilan", NINE, None),
        ("jam sembilan sampai dua belas", NINE, NOON),
        ("jam setengah sepuluh", time(9, 30), None),
        ("jm 9", NINE, None),
        ("jam 2", time(14), None),
        ("jam 2 sampai jam 4", time(14), time(16)),
        ("jam setengah 2", time(13, 30), None),
        ("pukul 02.00", time(2), None),
        ("jam 5 pagi", time(5), None),
        ("08.00 ruang 2.05", time(8), None),
        ("ruang 5", None, None),
        ("25.00", None, None),
        ("09.75", None, None),
        ("nanti", None, None),
    ],
)
def test_a_time_is_read(text: str, starts: time | None, ends: time | None) -> None:
    """With a full stop or a colon, with pukul or jam, alone or from-to."""
    assert read(text, TODAY) == When(None, starts, ends)


@pytest.mark.parametrize(
    "text",
    [
        "Senin 30/11 pukul 09.00-12.00",
        "Senin, 30 November 2026 pukul 09.00 - 12.00 WIB",
        "30-11-2026 09:00 12:00",
        "2026-11-30 jam 9 s.d. 12",
        "30 Nov jam 9 sampai 12",
        "senin depan pukul 09.00 s/d 12.00",
    ],
)
def test_day_and_times_are_read_from_one_line(text: str) -> None:
    """The numbers of the day are not taken for times."""
    assert read(text, TODAY) == When(date(2026, 11, 30), NINE, NOON)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("besok jam 2 siang sampai jam 4", When(date(2026, 11, 24), time(14), time(16))),
        ("Besok 9-11", When(date(2026, 11, 24), NINE, time(11))),
        ("besok siang jam 2", When(date(2026, 11, 24), time(14))),
        ("besok sore pukul 4 sampai jam 5", When(date(2026, 11, 24), time(16), time(17))),
        ("Senin pagi 9-11", When(date(2026, 11, 30), NINE, time(11))),
        ("besok 9", When(date(2026, 11, 24))),
        ("Senin 30", When(date(2026, 11, 30))),
        ("besok pukul 08.00 lantai 3", When(date(2026, 11, 24), time(8))),
        ("Jumat 27 Nopember 2026 pkl 09.00 s/d 12.00", When(date(2026, 11, 27), NINE, NOON)),
        ("01.12.2026 pukul 9", When(date(2026, 12, 1), NINE)),
    ],
)
def test_a_number_is_a_time_only_where_it_is_said_to_be(text: str, understood: When) -> None:
    """A floor, a room or a day of the month beside a day is none: better asked again than wrong."""
    assert read(text, TODAY) == understood


@given(st.dates(TODAY, date(2099, 12, 31)), st.times(), st.sampled_from([".", ":"]))
def test_the_way_the_bot_writes_is_a_way_to_answer(day: date, at: time, dot: str) -> None:
    """A copied line of a card is understood as what it says."""
    at = at.replace(second=0, microsecond=0)
    text = (
        f"{DAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year} pukul {at:%H}{dot}{at:%M} WIB"
    )
    assert read(text, TODAY) == When(day, at, None)


@given(st.text(max_size=60))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    """What is not understood is left open."""
    found = read(text, TODAY)
    assert found.starts is not None or found.ends is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Selasa 30/11 jam 9", date(2026, 11, 30)),
        ("besok Rabu", date(2026, 11, 24)),
        ("Minggu 30/11", date(2026, 11, 30)),
        ("Senin 30/11 jam 9", None),
        ("Senin minggu depan 30/11", None),
        ("besok Selasa", None),
        ("Senin", None),
        ("30/11", None),
        ("Selasa 31/11", None),
    ],
)
def test_a_day_with_another_weekday_beside_it_is_noticed(text: str, day: date | None) -> None:
    """One of the two is a slip, and nobody here knows which."""
    assert odd_weekday(text, TODAY) == day
