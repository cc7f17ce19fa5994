"""A month as an inline keyboard: a title that turns pages, the weekdays, and one button a day."""

from calendar import Calendar
from collections.abc import Callable
from datetime import date

from handlers.buttons import AnyButton, ForgedError, ListButton, ListVerb
from handlers.cards import button
from handlers.letter import Button, Keyboard
from sop.moments import MONTHS

WEEKDAYS = ("Sn", "Sl", "Rb", "Km", "Jm", "Sb", "Mg")
EMPTY = "·"
"""On a place of the grid that is no day of the month, or none that is offered."""
NOTHING = ListButton(ListVerb.NOTHING)
"""What a button without a meaning sends: the Bot API knows no inline button that sends nothing."""
FIRST_YEAR, LAST_YEAR = 2000, 2199


def grid(
    year: int,
    month: int,
    *,
    pick: Callable[[date], AnyButton | None],
    turn: Callable[[int, int], AnyButton | None],
    label: Callable[[date], str] = lambda day: str(day.day),
) -> Keyboard:
    """Return a month from Monday to Sunday.

    `pick` makes what the button of a day sends, None for a day that is not offered; `turn` what leads to
    another (year, month), None where there is no way; `label` is what a day's button says, to mark it.
    """
    weeks = Calendar().monthdatescalendar(year, month)
    rows = [tuple(_day(day, month, pick, label) for day in week) for week in weeks]
    names = tuple(button(name, NOTHING) for name in WEEKDAYS)
    return (_title(year, month, turn), names, *rows)


def beside(year: int, month: int, months: int) -> tuple[int, int]:
    """Return the year and month so many months later, or earlier."""
    years, index = divmod(year * 12 + month - 1 + months, 12)
    return years, index + 1


def named(year: int, month: int) -> str:
    """Return the month: "November 2026"."""
    return f"{MONTHS[month - 1]} {year}"


def read(text: str) -> tuple[int, int]:
    """Return the year and month of a button's "202611"; ForgedError for what is none."""
    if len(text) != len("202611") or not (text.isascii() and text.isdigit()):
        raise ForgedError(text)
    year, month = int(text[:4]), int(text[4:])
    if not FIRST_YEAR <= year <= LAST_YEAR or not 1 <= month <= len(MONTHS):
        raise ForgedError(text)
    return year, month


def _title(year: int, month: int, turn: Callable[[int, int], AnyButton | None]) -> tuple[Button, ...]:
    before, after = (turn(*beside(year, month, step)) for step in (-1, 1))
    # Of three in a row, a narrow phone would cut "November 2026".
    title = button(f"{MONTHS[month - 1][:3]} {year}", NOTHING)
    back = button("«" if before else EMPTY, before or NOTHING)
    on = button("»" if after else EMPTY, after or NOTHING)
    return (back, title, on)


def _day(
    day: date, month: int, pick: Callable[[date], AnyButton | None], label: Callable[[date], str]
) -> Button:
    wanted = pick(day) if day.month == month else None
    if wanted is None:
        return button(EMPTY, NOTHING)
    return button(label(day), wanted)
