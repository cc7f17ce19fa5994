from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones


@pytest.fixture
def phone(page: Page) -> Locator:
    return page.get_by_label("Ponsel Budi")


@pytest.fixture
def forum(phones: Phones, budi: Phone, siti: Phone) -> dict[str, Any]:
    return phones.group("Biro Organisasi", siti, [budi], forum=True)


@pytest.fixture
def topic(phones: Phones, forum: dict[str, Any]) -> dict[str, Any]:
    return phones.topic(forum, "Tata Laksana")


def test_a_group_is_one_of_the_phones_chats(
    page: Page, phone: Locator, bot: Api, phones: Phones, budi: Phone, siti: Phone, tmp_path: Path
) -> None:
    """A tap, a reply and a file in answer to the bot's card, and back to the private chat."""
    chat = phones.group("Rapat", siti, [budi])["id"]
    markup = {"inline_keyboard": [[{"text": "Hadir", "callback_data": "ya"}]]}
    card = bot.call("sendMessage", chat_id=chat, text="Undangan rapat", reply_markup=markup)
    phone.get_by_role("tab", name="Rapat").click()
    expect(phone.get_by_text("Grup · 2 orang · bot sebagai anggota")).to_be_visible()
    bot.updates()
    phone.get_by_role("button", name="Hadir").click()
    query = bot.updates(timeout=5)[0]["callback_query"]
    assert query["message"]["chat"]["id"] == chat
    bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Tercatat hadir")
    expect(phone.get_by_role("status").filter(has_text="Tercatat hadir")).to_be_visible()

    phone.get_by_text("Undangan rapat").hover()
    phone.get_by_role("button", name="Balas").last.click()
    notes = tmp_path / "notulen.pdf"
    notes.write_bytes(b"%PDF-1.7")
    phone.get_by_label("Lampirkan berkas atau foto").set_input_files(notes)
    phone.get_by_label("Kirim", exact=True).click()
    expect(phone.get_by_role("link", name="notulen.pdf")).to_be_visible()
    assert budi.last(chat)["reply_to_message"]["message_id"] == card["message_id"]
    phone.get_by_role("tab", name="SOP Bot").click()
    expect(phone.get_by_text("/start")).to_be_visible()
    expect(page.get_by_label("Ponsel Siti, Kepala Biro")).to_be_visible()


def test_a_topic_shows_its_messages_and_takes_what_is_typed(
    phone: Locator, bot: Api, budi: Phone, forum: dict[str, Any], topic: dict[str, Any]
) -> None:
    """All together each message names its topic; news of another topic mark it."""
    bot.call("sendMessage", chat_id=forum["id"], text="Umum saja")
    bot.call("sendMessage", chat_id=forum["id"], message_thread_id=topic["id"], text="Susun LKE")
    phone.get_by_role("tab", name="Biro Organisasi").click()
    expect(phone.locator(".topic-name", has_text="Tata Laksana")).to_be_visible()
    expect(phone.get_by_text("Umum saja")).to_be_visible()
    # On the wire it replies to the topic's first message; the phone shows no such quote.
    expect(phone.locator(".quote")).to_have_count(0)

    phone.get_by_role("tab", name="Tata Laksana").click()
    expect(phone.get_by_text("Umum saja")).to_have_count(0)
    expect(phone.locator(".topic-name")).to_have_count(0)
    phone.get_by_label("Tulis pesan").fill("Saya kerjakan")
    phone.get_by_label("Tulis pesan").press("Enter")
    expect(phone.get_by_text("Saya kerjakan")).to_be_visible()
    assert budi.last(forum["id"])["topic"]["name"] == "Tata Laksana"

    bot.call("sendMessage", chat_id=forum["id"], text="Kabar umum")
    expect(phone.get_by_role("tab", name="Umum")).to_have_class(re.compile("unread"))
    phone.get_by_role("tab", name="Umum").click()
    expect(phone.get_by_text("Kabar umum")).to_be_visible()
    expect(phone.get_by_text("Susun LKE")).to_have_count(0)
    expect(phone.get_by_placeholder("Pesan ke Umum")).to_be_visible()


def test_a_file_goes_into_the_topic(
    phone: Locator, budi: Phone, forum: dict[str, Any], topic: dict[str, Any], tmp_path: Path
) -> None:
    """The one that is open."""
    draft = tmp_path / "lke.pdf"
    draft.write_bytes(b"%PDF-1.7")
    phone.get_by_role("tab", name="Biro Organisasi").click()
    phone.get_by_role("tab", name="Tata Laksana").click()
    phone.get_by_label("Lampirkan berkas atau foto").set_input_files(draft)
    phone.get_by_label("Kirim", exact=True).click()
    expect(phone.get_by_role("link", name="lke.pdf")).to_be_visible()
    assert budi.last(forum["id"])["message_thread_id"] == topic["id"]


def test_a_topic_follows_what_happens_to_it(
    phone: Locator, phones: Phones, forum: dict[str, Any], topic: dict[str, Any]
) -> None:
    """Renamed, closed, deleted: the phone keeps up while it shows it."""
    phone.get_by_role("tab", name=forum["title"]).click()
    phone.get_by_role("tab", name="Tata Laksana").click()
    phones.rename_topic(topic, "Bagian TTL")
    expect(phone.get_by_role("tab", name="Bagian TTL")).to_have_attribute("aria-selected", "true")
    phones.close_topic(topic)
    expect(phone.get_by_text("Topik ini ditutup.")).to_be_visible()
    expect(phone.get_by_label("Tulis pesan")).to_be_hidden()
    phones.delete_topic(topic)
    expect(phone.get_by_role("tab", name="Semua")).to_have_attribute("aria-selected", "true")
    expect(phone.get_by_label("Tulis pesan")).to_be_visible()


def test_a_phone_moves_along_with_an_upgraded_group(
    phone: Locator, phones: Phones, budi: Phone, siti: Phone
) -> None:
    """And falls back to the bot's chat where its person was removed."""
    group = phones.group("Rapat", siti, [budi])
    phone.get_by_role("tab", name="Rapat").click()
    new = phones.migrate(group)
    expect(phone.get_by_text("Supergrup · 2 orang · bot sebagai anggota")).to_be_visible()
    expect(phone.get_by_role("tab", name="Rapat")).to_have_count(1)
    phones.bot_standing(new, "restricted")
    expect(phone.get_by_text("bot dibatasi")).to_be_visible()
    phones.post(f"/groups/{new['id']}/remove", user_id=budi.id)
    expect(phone.get_by_role("tab", name="Rapat")).to_have_count(0)
    expect(phone.get_by_text("/start")).to_be_visible()


def test_what_is_protected_has_a_lock_and_no_link(phone: Locator, bot: Api, budi: Phone, png: bytes) -> None:
    """The picture shows and leads nowhere, the file only names itself."""
    bot.call(
        "sendDocument",
        {"document": ("rahasia.pdf", b"%PDF", "application/pdf")},
        chat_id=budi.id,
        protect_content=True,
    )
    bot.call("sendPhoto", {"photo": ("a.png", png, "image/png")}, chat_id=budi.id, protect_content=True)
    expect(phone.get_by_role("img", name="Dilindungi")).to_have_count(2)
    expect(phone.get_by_text("Tidak dapat diunduh")).to_be_visible()
    expect(phone.locator("img")).to_have_js_property("complete", True)
    expect(phone.locator("a")).to_have_count(0)


def test_ready_answers_take_the_place_of_the_keys(phone: Locator, bot: Api, budi: Phone, page: Page) -> None:
    """A text, then the own number by a keyboard for one use, which is still gone when the page comes anew."""
    keys = phone.get_by_role("group", name="Papan tombol")
    number = {"text": "Bagikan nomor", "request_contact": True}
    markup = {"keyboard": [["Ya"], [number]], "one_time_keyboard": True}
    bot.call("sendMessage", chat_id=budi.id, text="Cocokkan?", reply_markup=markup)
    page.reload()
    keys.get_by_role("button", name="Bagikan nomor").click()
    expect(keys).to_be_hidden()
    assert budi.last()["contact"]["user_id"] == budi.id
    page.reload()
    expect(phone.get_by_text("Cocokkan?").first).to_be_visible()
    expect(keys).to_be_hidden()
    bot.call("sendMessage", chat_id=budi.id, text="Lagi?", reply_markup={"keyboard": [["Sudah"]]})
    keys.get_by_role("button", name="Sudah").click()
    expect(phone.get_by_text("Sudah", exact=True).first).to_be_visible()
    expect(keys).to_be_visible()
    bot.call("sendMessage", chat_id=budi.id, text="Baik", reply_markup={"remove_keyboard": True})
    expect(keys).to_be_hidden()


def test_a_narrow_screen_has_room_for_topics(
    page: Page, phone: Locator, phones: Phones, forum: dict[str, Any], topic: dict[str, Any]
) -> None:
    """Long rows of chips scroll in themselves."""
    for name in ("Kelembagaan", "Reformasi Birokrasi dan Akuntabilitas", topic["name"] + " II"):
        phones.topic(forum, name)
    page.set_viewport_size({"width": 390, "height": 844})
    phone.get_by_role("tab", name="Biro Organisasi").click()
    chip = phone.get_by_role("tab", name="Reformasi Birokrasi dan Akuntabilitas")
    chip.click()
    expect(chip).to_be_in_viewport()
    expect(phone.get_by_label("Tulis pesan")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def choose(phone: Locator, entry: str) -> None:
    phone.get_by_label("Menu ponsel").click()
    phone.get_by_role("button", name=entry, exact=True).click()


def test_a_group_is_opened_from_the_page(page: Page, phones: Phones, budi: Phone, siti: Phone) -> None:
    """With those who are chosen, and the bot as an ordinary member of it."""
    phones.person("Arif")
    expect(page.get_by_label("Ponsel Arif")).to_be_visible()
    page.get_by_role("button", name="+ Grup").click()
    page.get_by_label("Nama grup").fill("Tim Kerja")
    page.get_by_label("Jenis").select_option("Forum dengan topik")
    page.get_by_role("checkbox", name="Arif").uncheck()
    page.get_by_role("button", name="Buat").click()
    expect(page.get_by_label("Ponsel Siti, Kepala Biro").get_by_role("tab", name="Tim Kerja")).to_be_visible()
    (group,) = phones.get("/groups")
    assert (group["is_forum"], group["bot"]) == (True, "member")
    assert group["members"] == {str(budi.id): "creator", str(siti.id): "member"}


def test_who_is_in_charge_of_a_group_rules_it_from_the_phone(
    page: Page, phone: Locator, bot: Api, phones: Phones, budi: Phone, siti: Phone
) -> None:
    """Topics come and go, the bot is restricted; an ordinary member may only leave."""
    forum = phones.group("Tim Kerja", budi, [siti], forum=True)
    phone.get_by_role("tab", name="Tim Kerja").click()
    choose(phone, "Topik baru…")
    page.get_by_label("Nama topik").fill("Kelembagaan")
    page.get_by_role("button", name="Buat").click()
    phone.get_by_role("tab", name="Kelembagaan").click()
    choose(phone, "Tutup topik ini")
    expect(phone.get_by_role("tab", name="Kelembagaan, ditutup")).to_be_visible()
    choose(phone, "Hapus topik ini")
    page.get_by_role("button", name="Hapus", exact=True).click()
    expect(phone.get_by_role("tab", name="Kelembagaan")).to_have_count(0)
    choose(phone, "Batasi bot")
    expect(phone.get_by_text("bot dibatasi")).to_be_visible()
    assert bot.updates()[-1]["my_chat_member"]["from"]["id"] == budi.id
    assert bot.error("sendMessage", chat_id=forum["id"], text="x")[0] == 400

    other = page.get_by_label("Ponsel Siti, Kepala Biro")
    other.get_by_role("tab", name="Tim Kerja").click()
    other.get_by_label("Menu ponsel").click()
    expect(other.locator(".menu button")).to_have_text(["Keluar dari grup"])
    other.get_by_role("button", name="Keluar dari grup").click()
    expect(other.get_by_role("tab", name="Tim Kerja")).to_have_count(0)


@pytest.mark.parametrize("known", [True, False])
def test_somebody_elses_contact_is_shared_from_the_menu(
    page: Page, phone: Locator, budi: Phone, siti: Phone, *, known: bool
) -> None:
    """With an account where the name has a phone here."""
    expect(page.get_by_label("Ponsel Siti, Kepala Biro")).to_be_visible()
    name = siti.name if known else "Bapak Camat"
    choose(phone, "Bagikan kontak lain…")
    page.get_by_label("Nama", exact=True).fill(name)
    page.get_by_label("Nomor telepon").fill("+628110000009")
    page.get_by_role("button", name="Bagikan", exact=True).click()
    expect(phone.get_by_text("+628110000009")).to_be_visible()
    contact = budi.last()["contact"]
    assert (contact["first_name"], contact.get("user_id")) == (name, siti.id if known else None)
