from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    ReplyParameters,
)
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter

from tests.simulator.kit import TOKEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.simulator.kit import Simulator
    from tests.support.phones import Phone, Phones


@pytest.fixture
async def ptb(simulator: Simulator) -> AsyncIterator[Bot]:
    """Make python-telegram-bot's own Bot, which only knows two addresses."""
    client = Bot(TOKEN, base_url=f"{simulator.base_url}/bot", base_file_url=f"{simulator.base_url}/file/bot")
    async with client:
        yield client


async def test_the_library_sends_edits_and_deletes(ptb: Bot, budi: Phone) -> None:
    """Its objects parse what we answer."""
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Setujui", callback_data="ok")]])
    card = await ptb.send_message(budi.id, "<b>Kartu</b>", parse_mode="HTML", reply_markup=keys)
    assert card.text_html == "<b>Kartu</b>"
    answer = await ptb.send_message(
        budi.id,
        "Alasan?",
        reply_parameters=ReplyParameters(card.message_id),
        reply_markup=ForceReply(input_field_placeholder="Alasan"),
    )
    assert answer.reply_to_message is not None
    edited = await card.edit_text("Selesai")
    assert not isinstance(edited, bool)
    assert edited.edit_date is not None
    await ptb.send_chat_action(budi.id, "typing")
    copied = await ptb.copy_message(budi.id, budi.id, card.message_id)
    await ptb.pin_chat_message(budi.id, card.message_id)
    assert await ptb.delete_messages(budi.id, [copied.message_id, answer.message_id])
    with pytest.raises(BadRequest, match="Message is not modified"):
        await card.edit_text("Selesai")


async def test_the_library_uploads_downloads_and_replaces_files(ptb: Bot, budi: Phone, png: bytes) -> None:
    """Multipart with attach:// names, albums and file paths."""
    sent = await ptb.send_document(
        budi.id, b"isi", filename="Nota dinas.pdf", caption="<i>Nota</i>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption_html) == ("Nota dinas.pdf", "<i>Nota</i>")
    file = await ptb.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"isi"
    album = await ptb.send_media_group(
        budi.id,
        [InputMediaDocument(b"1", filename="1.txt", caption="satu"), InputMediaDocument(sent.document)],
    )
    assert len({message.media_group_id for message in album}) == 1
    photo = await ptb.send_photo(budi.id, png)
    assert photo.photo[-1].width == 400
    replaced = await ptb.edit_message_media(
        InputMediaDocument(b"baru", filename="v2.pdf"), chat_id=budi.id, message_id=sent.message_id
    )
    assert not isinstance(replaced, bool)
    assert replaced.document is not None
    assert replaced.document.file_name == "v2.pdf"


async def test_the_library_takes_updates_and_answers_taps(ptb: Bot, phones: Phones, budi: Phone) -> None:
    """Messages and callback queries come as its own objects."""
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Setujui", callback_data="ok")]])
    card = await ptb.send_message(budi.id, "Kartu", reply_markup=keys)
    callback = phones.post(f"/people/{budi.id}/tap", message_id=card.message_id, button="ok")
    updates = await ptb.get_updates(timeout=5, allowed_updates=["message", "callback_query"])
    assert updates[0].message is not None
    assert updates[0].message.text == "/start"
    query = updates[-1].callback_query
    assert query is not None
    assert (query.data, query.message) == ("ok", card)
    await query.answer("Tercatat", show_alert=True)
    assert phones.get(f"/callbacks/{callback['id']}")["text"] == "Tercatat"


async def test_the_library_reads_our_errors(
    ptb: Bot, phones: Phones, budi: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each error becomes the exception a bot must tell apart."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # or the library warns about its own future
    siti = phones.person("Siti")
    with pytest.raises(Forbidden, match="can't initiate"):
        await ptb.send_message(siti.id, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(1, "x")
    phones.fault("error", "sendMessage", retry_after=3)
    with pytest.raises(RetryAfter):
        await ptb.send_message(budi.id, "x")
    group = phones.group("Rapat", siti, [budi])["id"]
    new = phones.post(f"/groups/{group}/migrate")["id"]
    with pytest.raises(ChatMigrated) as moved:
        await ptb.send_message(group, "x")
    assert moved.value.new_chat_id == new
    await ptb.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict):
        await ptb.get_updates()


async def test_the_library_sets_up_the_bot(ptb: Bot, budi: Phone) -> None:
    """Commands, names, chats and members."""
    assert ptb.username == "sopbot_demo_bot"
    await ptb.set_my_commands([BotCommand("tugas", "Tugas saya")], scope=BotCommandScopeChat(budi.id))
    assert budi.commands() == ["tugas"]
    assert (await ptb.get_my_commands(scope=BotCommandScopeChat(budi.id)))[0].description == "Tugas saya"
    await ptb.set_my_name("Bot SOP Biro Organisasi")
    await ptb.set_my_description("Menjalankan SOP")
    await ptb.set_my_short_description("SOP")
    assert (await ptb.get_my_name()).name == "Bot SOP Biro Organisasi"
    assert (await ptb.get_chat(budi.id)).first_name == "Budi"
    assert (await ptb.get_chat_member(budi.id, budi.id)).status == "member"
    assert (await ptb.get_chat_menu_button(budi.id)).type == "commands"
    assert (await ptb.get_webhook_info()).url == ""


async def test_a_wrong_token_is_told_apart(simulator: Simulator) -> None:
    """The library raises InvalidToken on the first call."""
    stranger = Bot("1:wrong", base_url=f"{simulator.base_url}/bot")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
