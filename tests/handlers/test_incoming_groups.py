"""What updates say of groups: topics, titles, the bot's standing, and the move to a supergroup."""

from typing import Any

import pytest

from handlers.incoming import InGroup, Moved, Said, Sender, lanes, parse

USER = {"id": 7, "first_name": "Rina"}
GROUP = {"id": -5, "type": "supergroup", "title": "Bagian Tata Laksana"}


def message(**more: Any) -> dict[str, Any]:
    """Return an update with a message in a group."""
    return {"message": {"message_id": 9, "chat": GROUP, "from": USER, **more}}


def sender(update: dict[str, Any]) -> Sender:
    """Return who sent it, and where."""
    found = parse(update)
    assert found is not None
    return found.sender


def test_a_topic_is_told_from_a_thread_of_replies() -> None:
    """In a group without topics a reply has a thread's id, too."""
    assert sender(message(text="x", message_thread_id=4)).topic is None
    created = {"message_id": 4, "forum_topic_created": {"name": "Tugas"}}
    there = message(text="x", message_thread_id=4, is_topic_message=True, reply_to_message=created)
    assert (sender(there).topic, sender(there).title) == (4, "Bagian Tata Laksana / Tugas")
    assert sender(message(text="x")).title == "Bagian Tata Laksana"


def test_a_private_chat_has_neither() -> None:
    """Whatever Telegram adds there."""
    private = {"id": 7, "type": "private"}
    said = parse({"message": {"message_id": 9, "chat": private, "from": USER, "text": "x"}})
    assert isinstance(said, Said)
    assert (said.sender.topic, said.sender.title, said.sender.private) == (None, "", True)


@pytest.mark.parametrize(
    ("update", "old", "new"),
    [(message(migrate_to_chat_id=-1005), -5, -1005), (message(migrate_from_chat_id=-4), -4, -5)],
)
def test_both_service_messages_tell_of_a_move(update: dict[str, Any], old: int, new: int) -> None:
    """Even from a bot, or from nobody; and they keep their order with what both chats say."""
    moved = parse(update)
    assert isinstance(moved, Moved)
    assert (moved.old, moved.new) == (old, new)
    assert {f"chat:{old}", f"chat:{new}"} <= set(lanes(update))
    del update["message"]["from"]
    assert isinstance(parse(update), Moved)


@pytest.mark.parametrize(
    ("member", "may"),
    [
        ({"status": "member"}, True),
        ({"status": "administrator"}, True),
        ({"status": "left"}, False),
        ({"status": "kicked"}, False),
        ({"status": "restricted", "is_member": True, "can_send_messages": True}, True),
        ({"status": "restricted", "is_member": True, "can_send_messages": False}, False),
        ({"status": "restricted", "is_member": False, "can_send_messages": True}, False),
        (
            {
                "status": "restricted",
                "is_member": True,
                "can_send_messages": True,
                "can_send_documents": False,
            },
            False,
        ),
    ],
)
def test_the_bots_standing_says_whether_it_may_write(member: dict[str, Any], may: bool) -> None:
    """Texts and documents: that is what cards are."""
    found = parse({"my_chat_member": {"chat": GROUP, "from": USER, "new_chat_member": member}})
    assert isinstance(found, InGroup)
    assert (found.may_write, found.sender.chat) == (may, -5)


def test_a_channel_is_no_group() -> None:
    """Nobody taps there."""
    change = {"chat": {"id": -9, "type": "channel"}, "from": USER, "new_chat_member": {"status": "member"}}
    assert parse({"my_chat_member": change}) is None
