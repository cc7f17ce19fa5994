"""A month as an inline keyboard."""

from datetime import date

import pytest

from handlers import month
from handlers.buttons import LIMIT, AnyButton, ForgedError, ListButton, ListVerb, decode
from handlers.month import EMPTY, NOTHING, beside, grid, read


def _pick(day: date) -> AnyButton:
    return ListButton(ListVerb.DAY, f"{day:%Y%m%d}")


def _turn(year: int, at: int) -> AnyButton:
    return ListButton(ListVerb.PAGE, f"{year}{at:02}")


def test_a_month_stands_under_its_weekdays() -> None:
    """Monday comes first; the days before the first and after the last are empty."""
    rows = grid(2026, 11, pick=_pick, turn=_turn)
    assert [b.label for b in rows[0]] == ["«", "Nov 2026", "»"]
    assert [b.label for b in rows[1]] == ["Sn", "Sl", "Rb", "Km", "Jm", "Sb", "Mg"]
    assert [b.label for b in rows[2]] == [EMPTY] * 6 + ["1"]
    assert [b.label for b in rows[-1]] == ["30", *[EMPTY] * 6]
    assert {len(row) for row in rows[1:]} == {7}


def test_every_button_of_a_month_says_what_it_means_within_the_limit() -> None:
    """A tap on a day names that day, the arrows the months beside; the rest names nothing."""
    rows = grid(2026, 12, pick=_pick, turn=_turn)
    assert decode(rows[0][0].data) == ListButton(ListVerb.PAGE, "202611")
    assert decode(rows[0][2].data) == ListButton(ListVerb.PAGE, "202701")
    assert decode(rows[0][1].data) == NOTHING
    days = [b for row in rows[2:] for b in row if b.label != EMPTY]
    assert [decode(b.data) for b in days] == [_pick(date(2026, 12, day)) for day in range(1, 32)]
    assert all(len(b.data.encode()) <= LIMIT for row in rows for b in row)


def test_days_that_are_not_offered_and_ways_that_end_are_empty() -> None:
    """Who picks a day from today on cannot tap what has passed."""
    rows = grid(
        2026,
        11,
        pick=lambda day: _pick(day) if day.day >= 23 else None,
        turn=lambda *to: _turn(*to) if to > (2026, 11) else None,
        label=lambda day: f"({day.day})",
    )
    assert rows[0][0].label == EMPTY
    said = [b.label for row in rows[2:] for b in row if b.label != EMPTY]
    assert said == [f"({day})" for day in range(23, 31)]


def test_months_are_counted_across_years() -> None:
    """December follows November, January December."""
    assert beside(2026, 12, 1) == (2027, 1)
    assert beside(2026, 1, -1) == (2025, 12)
    assert beside(2026, 11, 14) == (2028, 1)
    assert read("202611") == (2026, 11)
    assert month.named(2026, 11) == "November 2026"


@pytest.mark.parametrize("text", ["", "2026", "202613", "199912", "2026-1", "二〇二六一一", "20261x"])
def test_a_forged_month_is_no_month(text: str) -> None:
    """What no button of ours says is refused."""
    with pytest.raises(ForgedError):
        read(text)
