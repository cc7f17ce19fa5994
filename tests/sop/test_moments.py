"""Times and amounts, as officials read them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop.moments import day, duration, moment, size, span

MOMENT = datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def test_a_moment_reads_as_the_design_says() -> None:
    """Weekday, day, month, year, time with a full stop, and the zone."""
    assert moment(MOMENT, ZoneInfo("Asia/Jakarta")) == "Senin, 23 November 2026 pukul 10.30 WIB"


@pytest.mark.parametrize(("name", "short"), ZONES.items())
def test_each_zone_of_the_country_has_its_name(name: str, short: str) -> None:
    """WIB, WITA and WIT."""
    assert moment(MOMENT, ZoneInfo(name)).endswith(f".30 {short}")


def test_the_day_is_that_of_the_offices_wall() -> None:
    """Late in the evening in UTC it is tomorrow already."""
    late = datetime(2026, 12, 31, 20, 0, tzinfo=UTC)
    assert moment(late, ZoneInfo("Asia/Jakarta")) == "Jumat, 1 Januari 2027 pukul 03.00 WIB"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (date(2026, 2, 1), "Minggu, 1 Februari 2026"),
        (date(2026, 5, 27), "Rabu, 27 Mei 2026"),
        (date(2026, 8, 15), "Sabtu, 15 Agustus 2026"),
        (date(2026, 10, 20), "Selasa, 20 Oktober 2026"),
        (date(2026, 12, 24), "Kamis, 24 Desember 2026"),
    ],
)
def test_days_and_months_have_their_indonesian_names(value: date, said: str) -> None:
    """As in official letters."""
    assert day(value) == said


def test_a_meeting_reads_as_one_line() -> None:
    """Day once, both times, the zone once."""
    zone = ZoneInfo("Asia/Jakarta")
    said = span(MOMENT, MOMENT + timedelta(hours=2), zone)
    assert said == "Senin, 23 November 2026 pukul 10.30\N{EN DASH}12.30 WIB"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "kurang dari 1 menit"),
        (0.99, "kurang dari 1 menit"),
        (1, "1 menit"),
        (59.9, "59 menit"),
        (60, "1 jam"),
        (80, "1 jam 20 menit"),
        (24 * 60, "24 jam"),
    ],
)
def test_working_time_is_said_in_hours_and_minutes(minutes: float, said: str) -> None:
    """Never in days: a working day is no day of 24 hours."""
    assert duration(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0 byte"),
        (1023, "1023 byte"),
        (1024, "1 KB"),
        (24_600, "24 KB"),
        (1024 * 1024, "1,0 MB"),
        (1_468_006, "1,4 MB"),
        (20 * 1024 * 1024, "20,0 MB"),
    ],
)
def test_a_size_has_its_unit_and_a_decimal_comma(value: int, said: str) -> None:
    """As numbers are written in Indonesian."""
    assert size(value) == said


@given(st.integers(0, 10**10))
def test_a_size_is_never_a_thousand_of_the_smaller_unit(value: int) -> None:
    """1024 KB is a megabyte."""
    assert not size(value).startswith(("1024 ", "1024,"))
