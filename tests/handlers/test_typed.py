"""One typed text that says the day, the times and the place of a meeting at once."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.refusals import sentence
from handlers.typed import Typed, end_after, only_place, otherwise, understand
from sop.errors import Reason, Refused

WIB, WITA, WIT = (ZoneInfo(f"Asia/{name}") for name in ("Jakarta", "Makassar", "Jayapura"))
NOW = datetime(2026, 11, 23, 8, tzinfo=WIB)  # a Monday
PLACES = ("Ruang Rapat Biro Organisasi", "Aula")
MONDAY, NINE, TEN, ELEVEN = date(2026, 11, 30), time(9), time(10), time(11)


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("besok jam 9", Typed(date(2026, 11, 24), NINE)),
        ("Senin 30/11 pukul 09.00", Typed(MONDAY, NINE)),
        ("lusa jam 2 siang sampai selesai", Typed(date(2026, 11, 25), time(14))),
        ("30 November pukul 9 s.d. 11 di Aula", Typed(MONDAY, NINE, ELEVEN, "Aula")),
        ("minggu depan hari rabu jam 10", Typed(date(2026, 12, 2), TEN)),
        ("di aula besok jam 9", Typed(date(2026, 11, 24), NINE, None, "Aula")),
        ("Senin 9-11 AULA", Typed(MONDAY, NINE, ELEVEN, "Aula")),
        ("jam 9 di aula sampai jam 12", Typed(None, NINE, time(12), "Aula")),
        ("tempat: Kantor Gubernur", Typed(place="Kantor Gubernur")),
        ("tempatnya di Aula Besar", Typed(place="Aula Besar")),
        ("bertempat di Hotel X, pukul 09.00 s.d. selesai", Typed(None, NINE, None, "Hotel X")),
        (
            "Rabu minggu depan 9-11 di ruang 2.05 lantai 3",
            Typed(date(2026, 12, 2), NINE, ELEVEN, "ruang 2.05 lantai 3"),
        ),
        (
            "di Padang Panjang lantai 2 tanggal 30 November jam 9-11",
            Typed(MONDAY, NINE, ELEVEN, "Padang Panjang lantai 2"),
        ),
        ("dua minggu lagi pukul 10", Typed(date(2026, 12, 7), TEN)),
        ("sepekan lagi jam 9 di Aula", Typed(MONDAY, NINE, None, "Aula")),
        ("dua pekan lagi pukul 10", Typed(date(2026, 12, 7), TEN)),
        ("besok jam 9 selama 2 jam di Aula", Typed(date(2026, 11, 24), NINE, ELEVEN, "Aula")),
        ("senin 31/11 jam 9", Typed(None, NINE)),
        ("jam 9 selama 2 jam", Typed(None, NINE, ELEVEN)),
        ("selama 2 jam", Typed()),
        ("seminggu lagi jam 9 di Aula", Typed(MONDAY, NINE, None, "Aula")),
        ("nanti saja", Typed()),
        ("", Typed()),
    ],
)
def test_one_text_may_say_everything(text: str, understood: Typed) -> None:
    """What is not said stays open; a known place is written as the office writes it."""
    assert understand(text, NOW, WIB, PLACES) == understood


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2 minggu lagi", date(2026, 12, 7)),
        ("3 hari lagi", date(2026, 11, 26)),
        ("dalam 3 hari", date(2026, 11, 26)),
        ("sebulan lagi", date(2026, 12, 23)),
        ("tanggal 5 bulan depan", date(2026, 12, 5)),
        ("november 30", MONDAY),
        ("2026/11/30", MONDAY),
        ("30Nov", MONDAY),
        ("10 hari kerja lagi", None),
        ("bulan depan", None),
        ("akhir bulan", None),
        ("awal Desember", None),
        ("Mei", None),
        ("2027", None),
        ("9", None),
        ("9 10", None),
        ("kemarin", None),
        ("2 hari yang lalu", None),
        ("ruang 5", None),
        ("oke", None),
    ],
)
def test_days_the_grammar_does_not_know_are_looked_up_strictly(text: str, day: date | None) -> None:
    """A month without a day, a bare number, a day gone by and what is half understood are no day."""
    assert otherwise(text, NOW, WIB) == day


@pytest.mark.parametrize(
    ("text", "zone", "starts", "ends"),
    [
        ("pukul 10 WIB", WIB, TEN, None),
        ("pukul 10 WITA", WIB, NINE, None),
        ("pukul 11.00-13.00 WIT", WIB, NINE, ELEVEN),
        ("pukul 9 WIB", WITA, TEN, None),
        ("pukul 9 WIB", WIT, ELEVEN, None),
        ("pukul 9 WIT", WIT, NINE, None),
        ("pukul 10", WIT, TEN, None),
        ("pukul 01.00 WIT", WIB, None, None),
        ("09.00 WIB - 11.00 WITA", WIB, None, None),
    ],
)
def test_another_zone_of_the_country_is_reckoned_into_ours(
    text: str, zone: ZoneInfo, starts: time | None, ends: time | None
) -> None:
    """Ten in Makassar is nine in Padang; two zones in one text, or another day, are asked about again."""
    found = understand(text, NOW, zone, PLACES)
    assert (found.starts, found.ends) == (starts, ends)


@settings(max_examples=60)
@given(st.text(max_size=60))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    """And a day that was found is never one gone by."""
    found = understand(text, NOW, WIB, PLACES)
    assert found.day is None or found.starts is None or isinstance(found.starts, time)
    looked_up = otherwise(text, NOW, WIB)
    assert looked_up is None or looked_up >= NOW.date()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("di aula", "Aula"),
        ("AULA.", "Aula"),
        ("bertempat di Hotel X", "Hotel X"),
        ("tempat: Ruang Wali Nagari", "Ruang Wali Nagari"),
        ("Ruang Wali Nagari", "Ruang Wali Nagari"),
        ("Kantor Gubernur di Padang", "Kantor Gubernur di Padang"),
        ("Aula lantai 2", "Aula lantai 2"),
    ],
)
def test_an_answer_to_where_is_a_place_as_the_office_writes_it(text: str, place: str) -> None:
    """Else the same room under two names would be free."""
    assert only_place(text, PLACES) == place


def test_a_date_on_another_weekday_is_asked_about() -> None:
    """Either may be the slip: neither is taken."""
    with pytest.raises(Refused) as refused:
        understand("Selasa 30/11 pukul 09.00", NOW, WIB, PLACES)
    assert refused.value.reason is Reason.MEETING_WEEKDAY
    assert "jatuh pada Senin, 30 November 2026" in sentence(refused.value)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("2 jam", ELEVEN),
        ("selama dua jam", ELEVEN),
        ("90 menit", time(10, 30)),
        ("1 jam 15 menit", time(10, 15)),
        ("1,5 jam.", time(10, 30)),
        ("jam 11", None),
        ("11.00", None),
        ("berapa jam", None),
    ],
)
def test_an_end_may_be_said_as_a_length(text: str, ends: time | None) -> None:
    """As the buttons beside it say it."""
    assert end_after("09:00", text, WIB, NOW) == ends
