"""The form behind /cuti and /plh: which question comes next, and what an answer means.

What was answered so far is in the form itself, as plain data, so that a restart loses none of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from office.absence import Leave
from office.substitution import Wish
from sop.people import Position, Standing
from storage.terms import Order

KIND = "term"
LEAVE, FILL = "leave", "fill"
POST, STANDING, VIA, PERSON, SOPS = "post", "standing", "via", "person", "sops"
FIRST, LAST, NUMBER, DATED, PAPER, CONFIRM = "first", "last", "number", "dated", "paper", "confirm"
NOBODY = "none"
Data = dict[str, Any]


def packed(positions: Sequence[Position]) -> list[list[str | None]]:
    """Return positions as plain data."""
    return [[position.role, position.unit] for position in positions]


def position_of(pair: Sequence[str | None]) -> Position:
    """Return a position out of plain data."""
    return Position(str(pair[0]), pair[1])


@dataclass(frozen=True, slots=True)
class TermForm:
    """A form as far as it is answered."""

    data: Data

    @classmethod
    def leave(cls, posts: Sequence[Position]) -> Self:
        """Begin the form of somebody who goes on leave."""
        return cls({"for": LEAVE, "posts": packed(posts), "subs": []})

    @classmethod
    def fill(cls, offer: Sequence[Position]) -> Self:
        """Begin the form that names who fills a post."""
        return cls({"for": FILL, "offer": packed(offer)})

    @property
    def is_leave(self) -> bool:
        """Whether it is about one's own leave."""
        return bool(self.data["for"] == LEAVE)

    def having(self, **answers: Any) -> "TermForm":
        """Return the form with more answers; pages begin anew."""
        return TermForm({**self.data, "page": 0, **answers})

    def lacks(self, field: str) -> bool:
        """Whether a question is unanswered."""
        return field not in self.data

    @property
    def asked(self) -> str:
        """The question that comes next."""
        order: list[str] = []
        if self.is_leave:
            if len(self.data["subs"]) < len(self.data["posts"]):
                return PERSON
        else:
            order += [POST, STANDING]
            if self.data.get(STANDING) == Standing.UB:
                order.append(VIA)
            order += [PERSON, SOPS]
        order += [FIRST, LAST, NUMBER]
        if self.data.get(NUMBER):
            order += [DATED, PAPER]
        return next((field for field in order if self.lacks(field)), CONFIRM)

    @property
    def position(self) -> Position:
        """The post in question: of a leave, the one whose substitute is asked for now."""
        if self.is_leave:
            posts = self.data["posts"]
            return position_of(posts[min(len(self.data["subs"]), len(posts) - 1)])
        return position_of(self.data[POST])

    @property
    def standing(self) -> Standing:
        """In which capacity."""
        return Standing.PLH if self.is_leave else Standing(self.data[STANDING])

    @property
    def first(self) -> date:
        """The first day."""
        return date.fromisoformat(self.data[FIRST])

    @property
    def last(self) -> date:
        """The last day."""
        return date.fromisoformat(self.data[LAST])

    @property
    def order(self) -> Order:
        """The surat perintah."""
        dated = self.data.get(DATED)
        return Order(
            self.data.get(NUMBER) or "",
            date.fromisoformat(dated) if dated else None,
            self.data.get(PAPER) or None,
        )

    def wish(self) -> Wish:
        """Return what is to be entered for a post."""
        via = self.data.get(VIA)
        return Wish(
            self.position,
            self.standing,
            int(self.data[PERSON]),
            self.first,
            self.last,
            position_of(via) if via else None,
            tuple(self.data.get(SOPS) or ()),
            self.order,
        )

    def as_leave(self) -> Leave:
        """Return what is to be entered for a leave."""
        posts = [position_of(pair) for pair in self.data["posts"]]
        subs = self.data["subs"]
        return Leave(self.first, self.last, dict(zip(posts, subs, strict=True)), self.order)
