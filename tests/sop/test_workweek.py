"""Opening hours as an admin types them."""

from datetime import UTC, time

import pytest

from sop.workweek import DayHours


def test_hours_are_read_with_dots_or_colons() -> None:
    """Both habits of writing a time mean the same."""
    spans = ((time(7, 30), time(12)), (time(13), time(16)))
    assert DayHours.parse(["07.30-12.00", "13.00-16.00"]).spans == spans
    assert DayHours.parse(["7:30 - 12:00", "13:00–16:00"]).spans == spans  # noqa: RUF001 - typed so


@pytest.mark.parametrize(
    ("spans", "complaint"),
    [
        (["07.30"], '"07.30" is not an opening span: write it as "07.30-12.00"'),
        (["07.30-25.00"], "is not a time of day"),
        (["12.00-07.30"], "must end after it begins"),
        (["07.30-07.30"], "must end after it begins"),
        (["07.30-12.00", "11.00-16.00"], '"11.00-16.00" must begin after "07.30-12.00" has ended'),
        (["13.00-16.00", "07.30-12.00"], "in order and without overlap"),
        ("07.30-12.00", "must be a list"),
    ],
)
def test_wrong_hours_are_refused_by_name(spans: list[str], complaint: str) -> None:
    """Each message names the span and what would be right."""
    with pytest.raises(ValueError, match=complaint.replace(".", r"\.")):
        DayHours.parse(spans)


def test_hours_with_a_zone_are_refused() -> None:
    """The zone belongs to the calendar, not to a time of day."""
    with pytest.raises(ValueError, match="time zone"):
        DayHours(((time(7, tzinfo=UTC), time(8, tzinfo=UTC)),))
