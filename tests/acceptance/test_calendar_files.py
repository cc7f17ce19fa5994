"""Meetings on phones over HTTP: the calendar files as Telegram carried them, read by another program."""

from datetime import UTC, datetime, timedelta

from tests.support.calendars import Read, read
from tests.support.phones import Message, Phone
from tests.support.stage import Stage


def calendar_files(phone: Phone) -> list[tuple[Message, Read]]:
    """Return the calendar files a phone has got, oldest first."""
    found = [m for m in phone.messages() if not m["out"] and "document" in m]
    files = [m for m in found if m["document"]["mime_type"] == "text/calendar"]
    return [(message, read(phone.download(message))) for message in files]


def test_a_meeting_comes_to_every_phone_is_moved_and_goes_again(here: Stage) -> None:
    """One UID through all of it, rising SEQUENCE, the right UTC instants in the office's zone."""
    play, cast = here.play("Rapat; \N{EN DASH} evaluasi, triwulan III"), here.cast
    play.open()
    play.dispose()
    play.invite()
    rina, yulia = cast.rina, cast.yulia
    for phone in cast.officials:
        play.wait(phone, "Ketuk berkas ini untuk menambahkannya ke kalender")
    rina.tap("Ubah jadwal", play.wait(rina, "Unggah Notulen Rapat"))
    play.wait(rina, "Apa yang diubah?")
    play.say(rina, "Rabu 25/11 pukul 10.00-12.00 di Aula Lantai 2")
    play.tap(rina, "Simpan jadwal")
    for phone in cast.officials:
        play.wait(phone, "jadwal telah berubah")
    play.say(rina, "/batal")
    play.tap(rina, f"Batalkan {play.number}.")
    play.wait(rina, "Apa alasan pembatalan?")
    play.say(rina, "Ditunda")
    play.wait(yulia, "Rapat ini dibatalkan.")
    here.settle()
    for phone in cast.officials:
        messages, files = zip(*calendar_files(phone), strict=True)
        assert [m["document"]["file_name"] for m in messages] == ["rapat.ics", "rapat.ics", "rapat-batal.ics"]
        assert [one.method for one in files] == ["PUBLISH", "PUBLISH", "CANCEL"]
        assert [one.status for one in files] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        assert [one.sequence for one in files] == [0, 1, 2]
        assert len({one.uid for one in files}) == 1
        assert {one.zone for one in files} == {"Asia/Jakarta"}
        assert {one.summary for one in files} == {"Rapat: Rapat; \N{EN DASH} evaluasi, triwulan III"}
        first, moved, _ = files
        assert first.starts == datetime(2026, 11, 24, 2, 30, tzinfo=UTC)  # 09.30 WIB
        assert first.ends - first.starts == timedelta(hours=2)
        assert (moved.starts, moved.place) == (datetime(2026, 11, 25, 3, tzinfo=UTC), "Aula Lantai 2")
        assert first.url.startswith("https://t.me/")
        assert first.url.endswith(f"?start=p{play.number}")
