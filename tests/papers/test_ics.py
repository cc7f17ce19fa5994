"""Calendar files, read back by a parser that had no hand in making them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from papers.ics import Appointment, calendar_file
from tests.support.calendars import read

STARTS = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)
MEETING = Appointment(
    "proses-12-langkah-3-1a2b3c@sopbot",
    0,
    datetime(2026, 11, 23, 1, 0, tzinfo=UTC),
    STARTS,
    STARTS + timedelta(hours=2),
    ZoneInfo("Asia/Jakarta"),
    "Rapat: Evaluasi triwulan III",
    "Ruang Rapat Biro Organisasi",
    "Jawab kehadiran melalui bot.",
    "Biro Organisasi",
    "https://t.me/contoh_bot?start=p12",
)
LONG = (
    "Rapat: Evaluasi Capaian Kinerja Internal; Triwulan III, Tahun Anggaran 2026 \N{EN DASH} Penyelarasan "
    'Sasaran, Indikator, dan Target pada Bagian Tata Laksana "lanjutan"\nserta é\\garis miring'
)


def test_a_meeting_reads_back_as_it_was_agreed() -> None:
    """Every part of it, as another program understands it."""
    found = read(calendar_file(MEETING))
    assert found.method == "PUBLISH"
    assert (found.uid, found.sequence) == (MEETING.uid, 0)
    assert (found.starts, found.ends) == (MEETING.starts, MEETING.ends)
    assert (found.summary, found.place) == (MEETING.summary, MEETING.place)
    assert found.description == "Jawab kehadiran melalui bot."
    assert found.url == MEETING.url
    assert found.status == "CONFIRMED"
    assert found.alarm == timedelta(minutes=-30)
    assert found.stamp == MEETING.stamp


@pytest.mark.parametrize(
    ("zone", "clock"),
    [("Asia/Jakarta", "T090000"), ("Asia/Makassar", "T100000"), ("Asia/Jayapura", "T110000")],
)
def test_times_stand_in_the_offices_zone_and_mean_the_same_moment(zone: str, clock: str) -> None:
    """Of Indonesia's three zones each writes its own time of day, and the UTC instant stays."""
    made = calendar_file(replace(MEETING, zone=ZoneInfo(zone)))
    assert f"DTSTART;TZID={zone}:20261130{clock}\r\n".encode() in made
    assert f"TZID:{zone}\r\n".encode() in made
    found = read(made)
    assert (found.zone, found.starts, found.ends) == (zone, MEETING.starts, MEETING.ends)


@pytest.mark.parametrize("text", [LONG, "; , \\ \n:", "Ä" * 400, "rapat " * 60])
def test_any_text_survives_escaping_and_folding(text: str) -> None:
    """Commas, semicolons, backslashes and new lines come back; no line is longer than 75 octets."""
    made = calendar_file(replace(MEETING, summary=text.strip(), place=text.strip()))
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert b"\n" not in made.replace(b"\r\n", b"")
    found = read(made)
    assert (found.summary, found.place) == (text.strip(), text.strip())


def test_a_withdrawn_meeting_takes_itself_out_of_a_calendar() -> None:
    """METHOD:CANCEL and STATUS:CANCELLED of the same UID, and no alarm."""
    found = read(calendar_file(replace(MEETING, sequence=2, withdrawn=True)))
    assert (found.method, found.status, found.sequence) == ("CANCEL", "CANCELLED", 2)
    assert found.uid == MEETING.uid
    assert found.alarm is None


@pytest.mark.parametrize("of", [lambda one: one, lambda one: replace(one, withdrawn=True)])
def test_nobodys_address_is_invented(of: Callable[[Appointment], Appointment]) -> None:
    """Without an organizer or guests, whose addresses the office does not know."""
    made = calendar_file(of(MEETING))
    assert b"ORGANIZER" not in made
    assert b"ATTENDEE" not in made
    assert b"mailto" not in made.lower()
