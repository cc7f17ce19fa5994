"""The calendar over the whole way: a holiday entered on the phone, and a configuration that was changed."""

from pathlib import Path

from sop import facts as f
from tests.support.nursery import Nursery
from tests.support.phones import Phone, text_of
from tests.support.stage import Stage, stage

NINE, ELEVEN = ("Senin, 23 November 2026 pukul 09.00 WIB", "Senin, 23 November 2026 pukul 11.00 WIB")
TUESDAY = "Selasa, 24 November 2026 pukul 08.30 WIB"


def go_on(phone: Phone, after: int, words: str) -> str:
    """Wait for the next question, and return what it says."""
    return text_of(phone.wait_for(words, after=after))


def why(here: Stage) -> list[str]:
    """Return the reasons for which clocks were set anew, in their order."""
    events = here.record.store.run_sync(lambda tx: tx.cases.events(1))
    return [event.fact.why for event in events if isinstance(event.fact, f.ClockMoved)]


def test_a_deadline_follows_the_phone_and_waits_for_a_confirmed_configuration(
    tmp_path: Path, nursery: Nursery
) -> None:
    """An hour given at eight: other hours of the office move it after an admin said so, a holiday at once."""
    with stage(tmp_path, nursery) as here:
        rina, andri = here.cast.rina, here.cast.andri
        here.play("Uji kalender").open()
        andri.wait_for(NINE)
        here.settle()
        here.bot.stop()
        with here.bot.config.open("a", encoding="utf-8") as config:
            config.write('[calendar.hours]\nsenin = ["10.00-16.00"]\n')
        before = here.mark()
        here.bot.start()
        rina.wait_for("1 tenggat akan bergeser", after=before)
        here.settle()
        assert any(NINE in text for text in andri.texts())

        rina.tap("Lihat pratinjau")
        go_on(rina, before, "alasan")
        rina.say("Perubahan jam kerja 800/9")
        assert f"{NINE} → {ELEVEN}" in go_on(rina, before, "1 tenggat bergeser")
        rina.tap("Terapkan")
        andri.wait_for("Kalender kerja berubah", after=before)
        here.settle()
        card, notice = (text for text in here.news(andri, before) if ELEVEN in text)
        assert NINE not in card
        assert f"{ELEVEN} (semula {NINE})" in notice

        after = here.mark()
        rina.say("/kalender")
        rina.wait_for("Kalender kerja November 2026", after=after)
        rina.tap("[23]")
        rina.wait_for("Senin, 23 November 2026: 10.00", after=after)
        rina.tap("Libur")
        go_on(rina, after, "Sampai tanggal berapa?")
        rina.tap("Hanya satu hari")
        go_on(rina, after, "Apa nama libur ini?")
        rina.say("Pilkada")
        go_on(rina, after, "alasan")
        rina.say("SK Gubernur 800/12")
        assert f"{ELEVEN} → {TUESDAY}" in go_on(rina, after, "1 tenggat bergeser")
        rina.tap("Terapkan")
        go_on(andri, after, "SK Gubernur 800/12")
        here.settle()
        assert why(here) == [
            "Kalender pada konfigurasi. Perubahan jam kerja 800/9",
            "Libur: Pilkada, Senin, 23 November 2026. SK Gubernur 800/12",
        ]
        here.record.assert_consistent()
