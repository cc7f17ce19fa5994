"""A letter becomes exactly one call."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.delivery import Delivered, call_of, delivered
from handlers.letter import Answer, Button, Commands, Delete, Edit, NewFile, NewImage, NewText
from storage.documents import Document

DRAFT = Document(
    id=4,
    case=1,
    step=4,
    label="Konsep laporan",
    number=1,
    sha256="a" * 64,
    name="konsep.docx",
    mime="application/msword",
    size=10,
    telegram_file_id="F",
    medium="document",
    person=2,
    at=datetime(2026, 11, 23, tzinfo=UTC),
)
ROWS = ((Button("Setujui", "ap:1"), Button("Kembalikan", "rt:1")), (Button("Riwayat", "hi:1"),))
MARKUP = {
    "inline_keyboard": [
        [
            {"text": "Setujui", "callback_data": "ap:1"},
            {"text": "Kembalikan", "callback_data": "rt:1"},
        ],
        [{"text": "Riwayat", "callback_data": "hi:1"}],
    ]
}


def test_a_text_goes_in_html_without_previews() -> None:
    """A text message is HTML, shows no link previews, and carries its buttons in rows."""
    call = call_of(NewText(7, "<b>Tugas</b>", ROWS))
    assert call.method == "sendMessage"
    assert call.parameters == {
        "chat_id": 7,
        "text": "<b>Tugas</b>",
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "reply_markup": MARKUP,
    }


def test_a_question_asks_for_a_reply() -> None:
    """A ForceReply carries its placeholder, cut to what the Bot API allows."""
    call = call_of(NewText(7, "Alasan?", force_reply="x" * 70))
    assert call.parameters["reply_markup"] == {"force_reply": True, "input_field_placeholder": "x" * 64}
    assert call_of(NewText(7, "Alasan?", force_reply="")).parameters["reply_markup"] == {"force_reply": True}


def test_a_picture_is_covered_and_shown_in_no_repr() -> None:
    """It may show a secret: the phone uncovers it when it is touched, and no log shows it."""
    letter = NewImage(7, b"gambar", "kunci: <b>RAHASIA</b>", "6 angka")
    call = call_of(letter)
    assert (call.method, call.picture, call.upload) == ("sendPhoto", b"gambar", None)
    assert call.parameters == {
        "chat_id": 7,
        "has_spoiler": True,
        "caption": "kunci: <b>RAHASIA</b>",
        "parse_mode": "HTML",
        "reply_markup": {"force_reply": True, "input_field_placeholder": "6 angka"},
    }
    assert "reply_markup" not in call_of(replace(letter, force_reply=None)).parameters
    for shown in (repr(letter), repr(call)):
        assert "RAHASIA" not in shown
        assert "gambar" not in shown
    assert delivered(letter, {"message_id": 5, "photo": []}).message == 5


def test_a_message_is_deleted() -> None:
    """The answer is a plain yes."""
    call = call_of(Delete(7, 5))
    assert (call.method, call.parameters) == ("deleteMessage", {"chat_id": 7, "message_id": 5})
    assert delivered(Delete(7, 5), True) == Delivered(None, "")


def test_a_reply_is_sent_even_if_its_message_is_gone() -> None:
    """Replying to a deleted message must not keep the answer from being said."""
    expected = {"message_id": 3, "allow_sending_without_reply": True}
    assert call_of(NewText(7, "Ya", reply_to=3)).parameters["reply_parameters"] == expected
    assert call_of(NewFile(7, DRAFT, reply_to=3)).parameters["reply_parameters"] == expected


def test_a_message_for_a_topic_names_it_and_a_protected_one_says_so() -> None:
    """Neither is said where it does not apply."""
    more = {"message_thread_id": 8, "protect_content": True}
    for letter in (NewText(-7, "Ya"), NewFile(-7, DRAFT), NewFile(-7, replace(DRAFT, medium="photo"))):
        plain = call_of(letter)
        assert more.keys().isdisjoint(plain.parameters)
        assert call_of(replace(letter, topic=8, protect=True)).parameters == plain.parameters | more


def test_a_known_file_goes_by_its_id() -> None:
    """A file that Telegram keeps is sent by id, a photo as a photo."""
    call = call_of(NewFile(7, DRAFT, "Konsep", ROWS))
    assert (call.method, call.upload) == ("sendDocument", None)
    assert call.parameters == {
        "chat_id": 7,
        "caption": "Konsep",
        "parse_mode": "HTML",
        "reply_markup": MARKUP,
        "document": "F",
    }
    photo = call_of(NewFile(7, replace(DRAFT, medium="photo")))
    assert (photo.method, photo.parameters) == ("sendPhoto", {"chat_id": 7, "photo": "F"})


@pytest.mark.parametrize("medium", ["document", "photo"])
def test_other_files_go_from_the_store(medium: str) -> None:
    """A file without an id is uploaded as a document whatever it was, so that its bytes stay the same."""
    unknown = replace(DRAFT, telegram_file_id=None, medium=medium)
    call = call_of(NewFile(7, unknown))
    assert (call.method, call.upload) == ("sendDocument", unknown)
    assert call.parameters == {"chat_id": 7, "disable_content_type_detection": True}


def test_an_edit_without_buttons_takes_them_away() -> None:
    """An edit without buttons names no keyboard, which removes the old; a file's text is its caption."""
    text = call_of(Edit(7, 5, "Telah disetujui"))
    assert text.method == "editMessageText"
    assert "reply_markup" not in text.parameters
    caption = call_of(Edit(7, 5, "Telah disetujui", ROWS, caption=True))
    assert caption.method == "editMessageCaption"
    assert caption.parameters == {
        "chat_id": 7,
        "message_id": 5,
        "parse_mode": "HTML",
        "reply_markup": MARKUP,
        "caption": "Telah disetujui",
    }


def test_a_tap_is_answered() -> None:
    """A silent answer names the tap only; a sentence comes as a toast or an alert."""
    assert call_of(Answer("Q")).parameters == {"callback_query_id": "Q"}
    expected = {"callback_query_id": "Q", "text": "Bukan tugas Anda", "show_alert": True}
    assert call_of(Answer("Q", "Bukan tugas Anda", alert=True)).parameters == expected


def test_commands_are_for_one_chat() -> None:
    """A menu is set for its chat only; an empty one is taken away."""
    scope = {"type": "chat", "chat_id": 7}
    call = call_of(Commands(7, (("tugas", "Tugas saya"),)))
    assert call.method == "setMyCommands"
    expected = {"commands": [{"command": "tugas", "description": "Tugas saya"}], "scope": scope}
    assert call.parameters == expected
    assert call_of(Commands(7, ())) == replace(call, method="deleteMyCommands", parameters={"scope": scope})


def test_an_uploaded_file_is_known_afterwards() -> None:
    """The answer to an upload says under which id Telegram keeps it, whatever it calls the file."""
    letter = NewFile(7, replace(DRAFT, telegram_file_id=None))
    result = {"message_id": 9, "document": {"file_id": "N"}}
    assert delivered(letter, result) == Delivered(9, "document", "N")
    assert delivered(letter, {"message_id": 9, "video": {"file_id": "V"}}).file_id == "V"
    assert delivered(NewFile(7, DRAFT), result) == Delivered(9, "document", None)


def test_a_message_is_known_by_its_number() -> None:
    """Answers say where the message is; an edited one stays where it was; a tap's answer is nowhere."""
    assert delivered(NewText(7, "Ya"), {"message_id": 9}) == Delivered(9, "text")
    assert delivered(Edit(7, 5, "Ya"), True) == Delivered(5, "")
    assert delivered(Answer("Q"), True) == Delivered(None, "")
    photo = NewFile(7, replace(DRAFT, medium="photo"))
    assert delivered(photo, {"message_id": 9, "photo": [{"file_id": "P"}]}) == Delivered(9, "photo")
