"""The buttons to the pages before and after the one that is shown."""

from collections.abc import Callable

from handlers.buttons import AnyButton
from handlers.cards import button
from handlers.letter import Keyboard

Words = tuple[str, str]
"""What the two buttons say."""
PLAIN: Words = ("Sebelumnya", "Berikutnya")
ARROWS: Words = ("⬅️ Sebelumnya", "Berikutnya ➡️")
QUOTES: Words = ("« Sebelumnya", "Berikutnya »")


def turns(page: int, total: int, size: int, to: Callable[[int], AnyButton], words: Words = PLAIN) -> Keyboard:
    """Return one row with the buttons to the neighbouring pages that exist; no row where none does.

    `to` makes what a button sends of the number of its page. There is a way back from any page but the first,
    also where the list has become shorter since.
    """
    row = tuple(
        button(label, to(other))
        for label, other in zip(words, (page - 1, page + 1), strict=True)
        if other >= 0 and (other < page or other * size < total)
    )
    return (row,) if row else ()
