"""An SOP's time as written in its table."""

import pytest

from sop.duration import Duration


@pytest.mark.parametrize(
    ("label", "amount", "unit"),
    [
        ("60 menit", 60, "menit"),
        ("1 jam", 1, "jam"),
        ("2 Jam", 2, "jam"),
        ("1 HARI", 1, "hari"),
        ("2 hari kerja", 2, "hari"),
        (" 3jam ", 3, "jam"),
    ],
)
def test_a_duration_is_read_whatever_the_case_and_kept_as_written(label: str, amount: int, unit: str) -> None:
    """The label stays verbatim beside what it means."""
    found = Duration.parse(label)
    assert (found.label, found.amount, found.unit) == (label, amount, unit)


@pytest.mark.parametrize(
    "label", ["", "jam", "1,5 jam", "-1 jam", "1 minggu", "1 jam kerja", "1 hari 2 jam", "0 jam"]
)
def test_a_wrong_duration_is_refused_with_what_would_be_right(label: str) -> None:
    """The message shows the label and three right ones."""
    with pytest.raises(ValueError, match='such as "60 menit", "2 jam" or "1 hari"') as refused:
        Duration.parse(label)
    assert f'"{label}"' in str(refused.value)
