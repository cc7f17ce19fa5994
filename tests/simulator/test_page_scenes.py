"""The page's menu of scenes, and how one looks while it plays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones

KEYS = {"inline_keyboard": [[{"text": "✅ Setujui", "callback_data": "yes"}]]}


@pytest.fixture
def yulia(phones: Phones) -> Phone:
    """Give a second phone."""
    yulia = phones.person("Yulia Fitri (contoh)", "Kepala Bagian")
    yulia.start()
    return yulia


@pytest.fixture
def scene(phones: Phones, budi: Phone, yulia: Phone) -> None:
    """Register a scene in which the second phone acts once the bot has sent a card."""
    steps = [
        {"do": "say", "who": budi.id, "text": "Mohon diperiksa"},
        {"do": "tap", "who": yulia.id, "label": "Setujui", "toast": "Tercatat"},
        {
            "do": "wait",
            "who": yulia.id,
            "text": "Telah disetujui",
            "shows": "Kartu menyebut siapa yang menyetujui",
        },
    ]
    about = "Seorang pejabat menyetujui."
    phones.post(
        "/scenes", scenes=[{"name": "setuju", "title": "Persetujuan {n}", "about": about, "steps": steps}]
    )


def reload(page: Page, query: str = "?pace=0") -> None:
    page.goto(page.url.partition("?")[0] + query)
    expect(page.get_by_label("Tersambung")).to_be_visible()


def send_card(bot: Api, phone: Phone) -> int:
    sent = bot.call("sendMessage", chat_id=phone.id, text="Kartu", reply_markup=KEYS)
    return int(sent["message_id"])


def answer_the_tap(bot: Api, phone: Phone, card: int) -> None:
    """Wait for the tap, answer it, and bring the card up to date."""
    query = None
    while query is None:
        query = next((u["callback_query"] for u in bot.updates(timeout=5) if "callback_query" in u), None)
    bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Tercatat")
    bot.call("editMessageText", chat_id=phone.id, message_id=card, text="Telah disetujui")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.usefixtures("scene")
def test_a_scene_is_played_from_the_menu(page: Page, bot: Api, yulia: Phone, width: int) -> None:
    """The line says who does what, the phone that acts stands out with its button, and the end is said."""
    page.set_viewport_size({"width": width, "height": 844})
    reload(page)
    page.get_by_role("button", name="Adegan").click()
    expect(page.get_by_text("Seorang pejabat menyetujui.")).to_be_visible()
    page.get_by_role("button", name="Putar Persetujuan").click()
    line = page.locator("#playing")
    card = send_card(bot, yulia)
    expect(line).to_contain_text("Persetujuan 1 · 2/3")
    expect(line).to_contain_text("Yulia Fitri mengetuk Setujui")
    phone = page.get_by_label("Ponsel Yulia Fitri (contoh), Kepala Bagian")
    expect(phone).to_be_visible()
    expect(phone).to_have_class(re.compile("acting"))
    expect(phone.get_by_role("button", name="Setujui")).to_have_class("key aim")
    expect(page.get_by_role("button", name="Berhenti")).to_be_in_viewport()
    answer_the_tap(bot, yulia, card)
    expect(line).to_contain_text("Persetujuan 1: selesai")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    line.get_by_role("button", name="Tutup").click()
    expect(line).to_be_hidden()
    expect(phone).not_to_have_class(re.compile("acting"))


@pytest.mark.usefixtures("scene")
def test_a_scene_is_stopped_from_the_page(page: Page, phones: Phones) -> None:
    """It waits for a card that does not come, until somebody stops it; it can be played again."""
    reload(page)
    page.get_by_role("button", name="Adegan").click()
    page.get_by_role("button", name="Putar Persetujuan").click()
    page.get_by_role("button", name="Berhenti").click()
    line = page.locator("#playing")
    expect(line).to_contain_text("Persetujuan 1: dihentikan")
    line.get_by_role("button", name="Putar lagi").click()
    expect(line).to_contain_text("Persetujuan 2")
    expect(line.get_by_role("button", name="Berhenti")).to_be_visible()
    phones.post("/scenes/stop")
    expect(line).to_contain_text("Persetujuan 2: dihentikan")


@pytest.mark.usefixtures("scene")
def test_a_scene_that_fails_says_where(page: Page, phones: Phones) -> None:
    """The step in words, and what was waited for."""
    reload(page)
    phones.post("/scenes/setuju/play", pace=0, patience=0.05)
    line = page.locator("#playing")
    expect(line).to_contain_text("Persetujuan 1: terhenti pada langkah 2 dari 3")
    expect(line).to_contain_text("no button 'setujui' on the phone of Yulia Fitri (contoh)")


def test_without_scenes_there_is_no_menu(page: Page, budi: Phone) -> None:
    """The button is there only where something can be played."""
    reload(page)
    expect(page.get_by_label(f"Ponsel {budi.name}")).to_be_visible()
    expect(page.get_by_role("button", name="Adegan")).to_be_hidden()
