"""The form of a NIP: 18 digits that can be a birth, an appointment, a sex and a sequence."""

from datetime import date

import pytest

from office.nip import check, spaced
from sop.errors import Reason, Refused

TODAY = date(2026, 11, 23)
GOOD = "199001012015031001"


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        "19900101 201503 1 001",
        " 19900101.201503.1.001 ",
        "1990 0101\n2015\u00a003 1 001",
        "198802292010122999",  # a leap day
        "201001012026011001",  # sixteen years to the month
        "196001012026112001",  # appointed this month
    ],
)
def test_a_nip_is_taken_as_people_type_it(typed: str) -> None:
    """Spaces and dots between the digits are passed over."""
    assert check(typed, TODAY) == "".join(sign for sign in typed if sign.isdigit())


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "19900101201503100",
        GOOD + "1",
        "1990-0101-201503-1-001",
        GOOD[:-1] + "l",
        "\N{ARABIC-INDIC DIGIT ONE}" * 18,
        "²" * 18,
    ],
)
def test_what_is_not_18_digits_is_refused(typed: str) -> None:
    """Letters, signs and digits of other scripts are none."""
    with pytest.raises(Refused) as refused:
        check(typed, TODAY)
    assert refused.value.reason is Reason.NIP_DIGITS


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("199002302015031001", "tanggal lahir"),
        ("199013012015031001", "tanggal lahir"),
        ("000001012015031001", "tanggal lahir"),
        ("202611232015031001", "tanggal lahir"),  # today
        ("205001012066031001", "tanggal lahir"),
        ("199001012015001001", "tahun dan bulan"),
        ("199001012015131001", "tahun dan bulan"),
        ("199001012026121001", "tahun dan bulan"),  # next month
        ("199001012027011001", "tahun dan bulan"),
        ("199002012006011001", "tahun dan bulan"),  # a month before sixteen
        ("199001011989011001", "tahun dan bulan"),
        ("199001012015030001", "jenis kelamin"),
        ("199001012015033001", "jenis kelamin"),
        ("199001012015031000", "nomor urut"),
    ],
)
def test_a_part_that_cannot_be_is_named(typed: str, part: str) -> None:
    """So that whoever mistyped one digit finds it."""
    with pytest.raises(Refused) as refused:
        check(typed, TODAY)
    assert refused.value.reason is Reason.NIP_FORM
    assert refused.value.facts["part"].startswith(part)


def test_a_nip_is_shown_in_its_four_parts() -> None:
    """As it stands on letters."""
    assert spaced(GOOD) == "19900101 201503 1 001"
    assert check(spaced(GOOD), TODAY) == GOOD
