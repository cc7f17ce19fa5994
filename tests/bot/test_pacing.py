"""How fast messages may go."""

from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Pace, Pacer

GROUP = -100


def sent(pacer: Pacer, chat: int, seconds: float) -> list[float]:
    """Send to a chat whenever it may be, for some seconds; return when."""
    now = 0.0
    times: list[float] = []
    while True:
        now += max(pacer.wait(now), pacer.wait_chat(chat, now))
        if now >= seconds:
            return times
        pacer.spend(chat, now)
        times.append(round(now, 6))


def test_a_chat_gets_a_burst_and_then_its_rate() -> None:
    """Three messages go at once, then one a second."""
    assert sent(Pacer(Pace(chat_burst=3)), 7, 4.5) == [0, 0, 0, 1, 2, 3, 4]


def test_a_group_gets_no_more_than_its_minute_allows() -> None:
    """Within any minute a group gets 20 messages at the most."""
    times = sent(Pacer(Pace(chat_per_second=0)), GROUP, 130)
    assert times == [0] * 20 + [60] * 20 + [120] * 20


def test_all_chats_together_keep_the_overall_rate() -> None:
    """Thirty messages go in a second whatever chats they are for; the room says how many are left."""
    pacer = Pacer(Pace())
    for chat in range(1, 31):
        assert pacer.room(0.5) == 31 - chat
        pacer.spend(chat, 0.5)
    assert (pacer.room(1.0), pacer.wait(1.0), pacer.room(1.5)) == (0, 0.5, 30)


def test_zero_is_no_limit() -> None:
    """With every rate at 0 nothing waits."""
    pacer = Pacer(Pace(0, 0, 3, 0))
    for _ in range(500):
        pacer.spend(GROUP, 0.0)
    assert (pacer.wait(0.0), pacer.wait_chat(GROUP, 0.0), pacer.room(0.0)) == (0, 0, None)


def test_less_than_one_message_a_second_is_one_in_longer() -> None:
    """Half a message a second overall is one every two seconds."""
    assert sent(Pacer(Pace(per_second=0.5, chat_per_second=0)), 7, 7) == [0, 2, 4, 6]


def test_a_flood_wait_holds_its_chat_only() -> None:
    """A chat that must wait holds up no other."""
    pacer = Pacer(Pace())
    pacer.hold(7, 10, 0.0)
    assert (pacer.wait_chat(7, 4.0), pacer.wait_chat(8, 4.0), pacer.wait(4.0)) == (6, 0, 0)


def test_flood_waits_of_two_chats_hold_everything() -> None:
    """When a second chat must wait at the same time the flood is the bot's own."""
    pacer = Pacer(Pace())
    pacer.hold(7, 10, 0.0)
    pacer.hold(8, 5, 1.0)
    assert (pacer.wait(1.0), pacer.room(1.0), pacer.room(10.0)) == (9, 0, 30)


def test_a_flood_wait_that_is_over_counts_no_more() -> None:
    """Two chats that must wait one after the other are not a flood."""
    pacer = Pacer(Pace())
    pacer.hold(7, 10, 0.0)
    pacer.hold(8, 5, 10.0)
    assert pacer.wait(10.0) == 0


@given(
    st.lists(st.tuples(st.sampled_from([1, 2, GROUP, GROUP - 1]), st.floats(0, 3)), min_size=1, max_size=120)
)
def test_no_limit_is_ever_passed(wishes: list[tuple[int, float]]) -> None:
    """Whatever is sent when, no window of a limit holds more than it may, and every wait is enough."""
    pacer, now, log = Pacer(Pace()), 0.0, list[tuple[float, int]]()
    for chat, later in wishes:
        now += later
        now += max(pacer.wait(now), pacer.wait_chat(chat, now))
        assert max(pacer.wait(now), pacer.wait_chat(chat, now)) < 1e-6
        pacer.spend(chat, now)
        log.append((now, chat))
    for at, chat in log:
        inside = [c for t, c in log if at <= t < at + 1 - 1e-6]
        minute = [c for t, c in log if at <= t < at + 60 - 1e-6]
        assert len(inside) <= 30
        # A bucket that was full, and what comes into it within the second.
        assert inside.count(chat) <= Pace().chat_burst + 1
        assert chat > 0 or minute.count(chat) <= 20
