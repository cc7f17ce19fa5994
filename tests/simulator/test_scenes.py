"""Scenes: phones that play by themselves, from beginning to end, and what is said of them."""

from __future__ import annotations

import base64
import threading
from datetime import timedelta, timezone
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.simulator.kit import Api, Simulator
    from tests.support.phones import Phone, Phones

WIB = timezone(timedelta(hours=7))
KEYS = {"inline_keyboard": [[{"text": "✅ Setujui", "callback_data": "yes"}]]}


@pytest.fixture
def echo(bot: Api, phones: Phones) -> Iterator[None]:
    """Run a bot that repeats what it is told under a button, and says who tapped first."""
    over = threading.Event()
    taps: list[int] = []

    def answer(update: dict[str, Any]) -> None:
        if query := update.get("callback_query"):
            taps.append(query["from"]["id"])
            text = "Tercatat" if len(taps) == 1 else f"Sudah diambil {taps[0]}"
            bot.call("answerCallbackQuery", callback_query_id=query["id"], text=text)
        elif "text" in update.get("message", {}):
            said = update["message"]
            bot.call(
                "sendMessage", chat_id=said["chat"]["id"], text=f"Kartu: {said['text']}", reply_markup=KEYS
            )

    def serve() -> None:
        while not over.is_set():
            for update in bot.updates(timeout=5):
                answer(update)

    thread = threading.Thread(target=serve)
    thread.start()
    yield
    over.set()
    phones.person("Penutup").start()
    thread.join(10)


def register(phones: Phones, *steps: dict[str, Any], name: str = "coba", title: str = "Coba {n}") -> None:
    phones.post(
        "/scenes", scenes=[{"name": name, "title": title, "about": "Sebuah percobaan.", "steps": steps}]
    )


def play(phones: Phones, name: str = "coba", patience: float = 10) -> dict[str, Any]:
    """Play a scene without pauses; return its progress at the end."""
    phones.post(f"/scenes/{name}/play", pace=0, patience=patience)
    return ended(phones)


def ended(phones: Phones) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        found: dict[str, Any] = phones.get("/scenes")["progress"]
        return found if found["state"] != "playing" else None

    return phones.until(look, "the scene does not end")


@pytest.mark.usefixtures("echo")
def test_phones_play_a_scene_and_every_step_is_told(phones: Phones, budi: Phone) -> None:
    """Words, the bot's answer, a tap with its toast; each with the phone, the message and the button."""
    begun = phones.seq()
    register(
        phones,
        {"do": "say", "who": budi.id, "text": "Halo {n}"},
        {"do": "wait", "who": budi.id, "text": "Kartu: Halo {n}", "shows": "Kartu datang"},
        {"do": "tap", "who": budi.id, "label": "Setujui", "on": "Halo", "toast": "Tercatat"},
    )
    end = play(phones)
    assert (end["state"], end["step"], end["steps"], end["title"]) == ("done", 3, 3, "Coba 1")
    events = phones.get("/wait", after=begun, timeout=0)["events"]
    told = [event["scene"] for event in events if event["kind"] == "scene"]
    assert [one["state"] for one in told] == ["playing"] * (len(told) - 1) + ["done"]
    assert {one["doing"]["text"] for one in told if one.get("step") == 1} == {"Halo 1"}
    assert {one["doing"].get("shows") for one in told if one["step"] == 2} == {"Kartu datang"}
    aimed = next(one for one in told if one["step"] == 3 and one["where"])["where"]
    card = budi.wait_for("Kartu: Halo 1")
    assert aimed == {
        "who": budi.id, "chat_id": budi.id, "message_id": card["message_id"], "button": "✅ Setujui",
    }  # fmt: skip


@pytest.mark.usefixtures("echo")
def test_a_scene_is_played_again_under_another_number(phones: Phones, budi: Phone) -> None:
    """Its second playing does not take the first one's messages for its own."""
    register(phones, {"do": "wait", "who": budi.id, "text": "Kartu: Halo"})
    budi.say("Halo")
    budi.wait_for("Kartu: Halo")
    assert play(phones, patience=0)["state"] == "failed"
    register(
        phones,
        {"do": "say", "who": budi.id, "text": "Halo {n}"},
        {"do": "wait", "who": budi.id, "text": ["Kartu", "Setujui"], "keep": r"Halo (?P<number>\d+)"},
        {"do": "say", "who": budi.id, "text": "Nomor {number}"},
        {"do": "wait", "who": budi.id, "text": "Kartu: Nomor {n}", "fresh": True},
    )
    assert [play(phones)["title"] for _ in "12"] == ["Coba 2", "Coba 3"]
    said = [message["text"] for message in budi.messages() if message["out"]][2:]
    assert said == ["Halo 2", "Nomor 2", "Halo 3", "Nomor 3"]


@pytest.mark.usefixtures("echo")
def test_what_is_fresh_came_after_the_last_act(phones: Phones, budi: Phone) -> None:
    """A message from before is not taken for the answer, however alike."""
    register(
        phones,
        {"do": "say", "who": budi.id, "text": "Halo"},
        {"do": "wait", "who": budi.id, "text": "Kartu: Halo"},
        {"do": "clock", "seconds": 60},
        {"do": "wait", "who": budi.id, "text": "Kartu: Halo", "fresh": True},
    )
    end = play(phones, patience=0.5)
    assert (end["state"], end["step"]) == ("failed", 4)


@pytest.mark.usefixtures("echo")
def test_two_tap_at_the_same_time(phones: Phones, budi: Phone, siti: Phone) -> None:
    """Both have found their button before the first one taps; each answer is looked at."""
    siti.start()
    taps = [
        {"who": budi.id, "label": "Setujui", "toast": "Tercatat"},
        {"who": siti.id, "label": "Setujui", "toast": f"Sudah diambil {budi.id}"},
    ]
    steps = [{"do": "say", "who": who, "text": "Halo"} for who in (budi.id, siti.id)]
    register(phones, *steps, {"do": "together", "taps": taps})
    assert play(phones)["state"] == "done"
    end = play(phones)
    assert end["error"] == f"the bot answered 'Sudah diambil {budi.id}', not 'Tercatat'"


def test_what_does_not_come_ends_the_scene_with_its_step(phones: Phones, budi: Phone, bot: Api) -> None:
    """It says what was waited for, on whose phone."""
    register(
        phones, {"do": "say", "who": budi.id, "text": "Halo"}, {"do": "wait", "who": budi.id, "text": "Kartu"}
    )
    end = play(phones, patience=0.05)
    assert (end["state"], end["step"]) == ("failed", 2)
    assert end["error"] == "nothing like ['Kartu'] came to Budi"
    register(phones, {"do": "tap", "who": budi.id, "label": "Setujui"})
    assert play(phones, patience=0.05)["error"] == "no button 'setujui' on the phone of Budi"
    register(phones, {"do": "say", "who": 5, "text": "Halo"})
    assert play(phones)["error"] == "no person 5"
    assert bot.updates()


def test_a_scene_is_stopped_and_only_one_plays(phones: Phones, budi: Phone) -> None:
    """A second one is refused meanwhile; after the stop it can be played."""
    register(phones, {"do": "wait", "who": budi.id, "text": "Kartu"})
    phones.post("/scenes/coba/play", pace=0, patience=60)
    with pytest.raises(AssertionError, match="another scene is playing"):
        phones.post("/scenes/coba/play")
    assert phones.post("/scenes/stop")["state"] == "stopped"
    assert play(phones, patience=0)["state"] == "failed"
    with pytest.raises(AssertionError, match="no such scene"):
        phones.post("/scenes/lain/play")


def test_a_file_is_sent_as_it_is(phones: Phones, budi: Phone) -> None:
    """Byte for byte, with its name, type and caption."""
    content = base64.b64encode(b"%PDF-1.7 isi").decode()
    file = {
        "do": "file",
        "who": budi.id,
        "name": "nota {n}.pdf",
        "type": "application/pdf",
        "content": content,
    }
    register(phones, {**file, "caption": "Mohon diperiksa"})
    assert play(phones)["state"] == "done"
    sent = budi.last()
    assert budi.download(sent) == b"%PDF-1.7 isi"
    assert (sent["document"]["file_name"], sent["caption"]) == ("nota 1.pdf", "Mohon diperiksa")


def test_the_clock_goes_to_an_hour(phones: Phones) -> None:
    """To the next one, so many days ahead, on a weekday; and not at all where it is early enough."""
    before = phones.now().astimezone(WIB)
    register(phones, {"do": "clock", "days": 1, "hour": 9, "weekdays": True})
    assert play(phones)["state"] == "done"
    now = phones.now().astimezone(WIB)
    assert now.weekday() < 5
    assert (now.hour, now.minute) == (9, 0)
    assert timedelta() < now.replace(hour=0) - before.replace(hour=0) < timedelta(days=4)
    assert now.date() > before.date()
    register(phones, {"do": "clock", "hour": 8, "unless_before": 10})
    play(phones)
    assert phones.now().astimezone(WIB) - now < timedelta(minutes=5)
    register(phones, {"do": "clock", "hour": 8, "unless_before": 9})
    play(phones)
    later = phones.now().astimezone(WIB)
    assert later.date() - now.date() == timedelta(days=1)
    assert later.hour == 8


def test_the_clock_goes_to_a_day_of_some_months(phones: Phones) -> None:
    """To the next of them, twice a year; from a weekend on to the Monday after it."""
    seen = []
    for _ in range(6):
        register(phones, {"do": "clock", "day": 20, "months": [2, 8], "hour": 8, "weekdays": True})
        play(phones)
        seen.append(phones.now().astimezone(WIB))
    assert all(at.hour == 8 and at.weekday() < 5 and 20 <= at.day <= 22 for at in seen)
    months = [at.month for at in seen]
    assert months in ([2, 8] * 3, [8, 2] * 3)
    assert all(timedelta(170) < later - at < timedelta(200) for at, later in pairwise(seen))


def test_the_clock_keeps_clear_of_closed_days(phones: Phones) -> None:
    """A holiday that is named is no working day, from which the clock goes on."""
    today = phones.now().astimezone(WIB).date()
    closed = [str(today + timedelta(days=n)) for n in range(8)]
    step = {"do": "clock", "hour": 8, "weekdays": True, "closed": closed, "unless_before": 24}
    register(phones, step)
    play(phones)
    now = phones.now().astimezone(WIB)
    assert now.date() - today in (timedelta(8), timedelta(9), timedelta(10))
    assert now.weekday() < 5
    register(phones, step)
    play(phones)
    assert phones.now().astimezone(WIB).date() == now.date()


def test_a_group_is_opened_and_goes_on_as_a_supergroup(phones: Phones, budi: Phone, siti: Phone) -> None:
    """Steps name it; after the upgrade the same name means the new chat."""
    siti.start()
    register(
        phones,
        {"do": "group", "who": budi.id, "title": "Ruang {n}", "as": "ruang"},
        {"do": "member", "who": budi.id, "chat": "ruang", "member": siti.id},
        {"do": "bot", "who": budi.id, "chat": "ruang", "status": "administrator"},
        {"do": "migrate", "who": budi.id, "chat": "ruang"},
        {"do": "say", "who": siti.id, "chat": "ruang", "text": "Baik"},
    )
    assert play(phones)["state"] == "done"
    old, new = phones.get("/groups")
    assert (new["migrated_from"], new["title"], new["bot"]) == (old["id"], "Ruang 1", "administrator")
    assert siti.last(new["id"])["text"] == "Baik"
    register(phones, {"do": "say", "who": siti.id, "chat": "lain", "text": "Baik"})
    assert play(phones)["error"] == "no group 'lain' was opened"


@pytest.mark.parametrize(
    ("step", "fault"),
    [
        ({"do": "dance"}, "do must be one of say, tap"),
        ("say", "do must be one of"),
        ({"do": "say", "who": 1}, "text is missing"),
        ({"do": "say", "who": "Budi", "text": "Halo"}, "who is of another type"),
        ({"do": "say", "who": 1, "text": "Halo", "loud": True}, "say has no 'loud'"),
        ({"do": "together", "taps": [{"who": 1}]}, "a tap needs a label, or the number"),
        ({"do": "together", "taps": ["x"]}, "do must be one of"),
        ({"do": "wait", "who": 1, "text": "x", "keep": "("}, "keep is no regular expression"),
        ({"do": "clock", "hour": 8, "day": 31}, "a clock's day is from 1 to 28"),
        ({"do": "clock", "hour": 8, "day": 3, "months": [0]}, "its months from 1 to 12"),
        ({"do": "clock", "hour": 8, "day": 3, "months": [[1]]}, "its months from 1 to 12"),
        ({"do": "clock", "hour": 8, "day": 3, "months": []}, "months name one at least"),
        ({"do": "clock", "hour": 8, "closed": "2026-12-25"}, "closed is of another type"),
        ({"do": "clock", "day": 3}, "a clock's day needs its hour"),
        ({"do": "file", "who": 1, "name": "a", "type": "b", "content": "ä"}, "content must be base64"),
    ],
)
def test_a_senseless_step_is_refused_with_its_number(phones: Phones, step: Any, fault: str) -> None:
    """Before anything is played; the scenes that were there stay."""
    register(phones, {"do": "clock", "seconds": 1})
    with pytest.raises(AssertionError, match=f"scene lain, step 2: .*{fault}"):
        register(phones, {"do": "clock", "seconds": 1}, step, name="lain")
    assert [scene["name"] for scene in phones.get("/scenes")["scenes"]] == ["coba"]


def test_scenes_are_there_after_a_restart(run_simulator: Callable[..., Simulator]) -> None:
    """In their order, with how often each was played; registering them anew keeps the count."""
    both = [{"name": name, "steps": [{"do": "clock", "seconds": 1}]} for name in ("dua", "satu")]
    with run_simulator() as first:
        first.phones.post("/scenes", scenes=both)
        assert play(first.phones, "satu")["state"] == "done"
    with run_simulator() as second:
        found = second.phones.get("/scenes")
        assert [(one["name"], one["plays"], one["steps"]) for one in found["scenes"]] == [
            ("dua", 0, 1),
            ("satu", 1, 1),
        ]
        assert found["progress"] is None
        second.phones.post("/scenes", scenes=both[1:])
        assert play(second.phones, "satu")["play"] == 2


def test_a_restart_in_the_middle_of_a_scene_ends_it(run_simulator: Callable[..., Simulator]) -> None:
    """The simulator stops at once, however long the scene would wait."""
    with run_simulator() as first:
        budi = first.phones.person("Budi")
        register(first.phones, {"do": "wait", "who": budi.id, "text": "Kartu"})
        first.phones.post("/scenes/coba/play", pace=0, patience=600)
    with run_simulator() as second:
        assert second.phones.get("/scenes")["progress"] is None
