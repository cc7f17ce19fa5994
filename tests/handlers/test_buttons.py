"""Buttons: what goes out comes back the same, fits 64 bytes, and what we did not send is known as forged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.buttons import (
    LIMIT,
    ForgedError,
    ListButton,
    ListVerb,
    TaskButton,
    Verb,
    decode,
    encode,
    number,
)

LARGEST = 10**9 - 1
ids = st.integers(0, LARGEST)
args = st.text("abcdefghijklmnopqrstuvwxyz0123456789-.", max_size=4)
numbers = st.integers(0, LARGEST).map(str) | st.just("")
task_buttons = st.builds(TaskButton, st.sampled_from(Verb), ids, ids, st.integers(1, 99999), args)
list_buttons = st.builds(ListButton, st.sampled_from(ListVerb), numbers, numbers)


@given(task_buttons | list_buttons)
def test_what_goes_out_comes_back(button: TaskButton | ListButton) -> None:
    """Every button survives the way to Telegram and back, in 64 bytes at most."""
    data = encode(button)
    assert decode(data) == button
    assert len(data.encode()) <= LIMIT


@pytest.mark.parametrize("verb", Verb)
def test_a_task_button_fits_with_the_largest_numbers_a_case_can_have(verb: Verb) -> None:
    """Case and task numbers of nine digits, and an argument, still fit."""
    assert len(encode(TaskButton(verb, LARGEST, LARGEST, 99999, "999")).encode()) <= LIMIT


def test_two_buttons_never_share_their_data() -> None:
    """Each verb has a code of its own."""
    codes = [encode(TaskButton(verb, 1, 1, 1)) for verb in Verb]
    codes += [encode(ListButton(verb)) for verb in ListVerb]
    assert len(set(codes)) == len(codes)


def test_what_is_too_long_is_never_sent() -> None:
    """Telegram would refuse the whole message, so the fault shows where it is made."""
    with pytest.raises(ValueError, match="65 bytes"):
        encode(ListButton(ListVerb.SOP, "x" * 58))


@pytest.mark.parametrize(
    "data",
    [
        "",
        "t",
        "l",
        "x:cl:1:1:1:",
        "t:cl:1:1",
        "t:cl:1:1:1",
        "t:cl:1:1:1::",
        "t:zz:1:1:1:",
        "t:CL:1:1:1:",
        "t:cl:-1:1:1:",
        "t:cl:+1:1:1:",
        "t:cl: 1:1:1:",
        "t:cl:1_0:1:1:",
        "t:cl:\u0661:1:1:",
        "t:cl:\u00b2:1:1:",
        "t:cl:1:1:1:A",
        "t:cl:1:1:1:<b>",
        "t:cl:1000000000:1:1:",
        "t:cl:1:9999999999999999999:1:",
        "l:nosuch::",
        "l:card:1",
        "l:card:1:2:3",
        "\x00",
    ],
)
def test_what_we_did_not_send_is_forged(data: str) -> None:
    """Nothing is guessed from data that no button of ours carries."""
    with pytest.raises(ForgedError):
        decode(data)


@given(st.text(max_size=64))
def test_any_data_is_a_button_or_forged(data: str) -> None:
    """No data whatever raises anything else, and what is a button is written the same again."""
    try:
        button = decode(data)
    except ForgedError:
        return
    assert decode(encode(button)) == button


@pytest.mark.parametrize("text", ["", "x", "-1", "1.5", "\u0661", "9" * 10, "1e3"])
def test_a_buttons_number_is_a_plain_one(text: str) -> None:
    """A list button's number is checked where it is used."""
    with pytest.raises(ForgedError):
        number(text)
    assert number("9" * 9) == LARGEST
