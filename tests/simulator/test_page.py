from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Route

    from tests.simulator.kit import Api
    from tests.support.phones import Phone, Phones

WIB = ZoneInfo("Asia/Jakarta")


def test_an_official_writes_taps_and_uploads(
    page: Page, bot: Api, phones: Phones, budi: Phone, tmp_path: Path
) -> None:
    """Typing, a button with its spinner and toast, a file with its caption: all from the page."""
    phone = page.get_by_label("Ponsel Budi")
    phone.get_by_label("Tulis pesan").fill("Selamat <b>pagi</b>")
    phone.get_by_label("Tulis pesan").press("Enter")
    expect(phone.get_by_text("Selamat <b>pagi</b>", exact=True)).to_be_visible()
    assert budi.last()["text"] == "Selamat <b>pagi</b>"

    markup = {"inline_keyboard": [[{"text": "Setujui", "callback_data": "ok"}]]}
    bot.call(
        "sendMessage", chat_id=budi.id, text="<b>Kartu</b> tugas", parse_mode="HTML", reply_markup=markup
    )
    expect(phone.locator("b", has_text="Kartu")).to_be_visible()
    button = phone.get_by_role("button", name="Setujui")
    bot.updates()
    button.click()
    expect(button).to_have_attribute("aria-busy", "true")
    answer_last_tap(bot)
    expect(button).not_to_have_attribute("aria-busy", "true")
    expect(phone.get_by_role("status").filter(has_text="Tercatat")).to_be_visible()

    file = tmp_path / "Nota dinas.pdf"
    file.write_bytes(b"%PDF-1.7 isi")
    phone.get_by_label("Lampirkan berkas atau foto").set_input_files(file)
    phone.get_by_label("Tulis pesan").fill("Mohon diperiksa")
    phone.get_by_label("Kirim", exact=True).click()
    expect(phone.get_by_role("link", name="Nota dinas.pdf")).to_be_visible()
    assert budi.last()["caption"] == "Mohon diperiksa"
    assert budi.download(budi.last()) == b"%PDF-1.7 isi"
    assert phones.updates()["pending"] > 0


def answer_last_tap(bot: Api) -> None:
    (update,) = bot.updates(timeout=5)
    query = update["callback_query"]
    bot.call("answerCallbackQuery", callback_query_id=query["id"], text="Tercatat")


def test_what_the_bot_does_shows_live(page: Page, bot: Api, budi: Phone) -> None:
    """An edit marks the message and takes its buttons, a deletion removes it, a file can be fetched."""
    phone = page.get_by_label("Ponsel Budi")
    sent = bot.call(
        "sendMessage",
        chat_id=budi.id,
        text="Menunggu",
        reply_markup={"inline_keyboard": [[{"text": "Ambil tugas", "callback_data": "x"}]]},
    )
    expect(phone.get_by_role("button", name="Ambil tugas")).to_be_visible()
    place = {"chat_id": budi.id, "message_id": sent["message_id"]}
    bot.call("editMessageText", **place, text="Telah diambil")
    expect(phone.get_by_text("Telah diambil")).to_be_visible()
    expect(phone.get_by_text("diedit")).to_be_visible()
    expect(phone.get_by_role("button", name="Ambil tugas")).to_have_count(0)
    bot.call("deleteMessage", **place)
    expect(phone.get_by_text("Telah diambil")).to_have_count(0)


def test_news_that_overtakes_a_loading_chat_is_kept(
    page: Page, bot: Api, budi: Phone, phones: Phones
) -> None:
    """The list of messages was read before the new one came, and arrives after it."""
    held: list[Route] = []
    page.route("**/messages?*", lambda route: held.append(route))  # noqa: PLW0108  # it wants a function
    page.reload()
    # The page asks for messages before it opens the stream.
    expect(page.get_by_label("Tersambung")).to_be_visible()
    older = held[0].fetch()
    bot.call("sendMessage", chat_id=budi.id, text="Menyusul")
    phones.person("Arif")
    # The stream is in order: the page that shows Arif's phone has heard of the message, too.
    expect(page.get_by_label("Ponsel Arif")).to_be_visible()
    held[0].fulfill(response=older)
    expect(page.get_by_label("Ponsel Budi").get_by_text("/start")).to_be_visible()
    expect(page.get_by_label("Ponsel Budi").get_by_text("Menyusul")).to_be_visible()


def test_force_reply_opens_the_reply_bar(page: Page, bot: Api, budi: Phone) -> None:
    """What is typed next answers the question."""
    markup = {"force_reply": True, "input_field_placeholder": "Alasan pengembalian"}
    asked = bot.call("sendMessage", chat_id=budi.id, text="Tuliskan alasan", reply_markup=markup)
    field = page.get_by_placeholder("Alasan pengembalian")
    expect(field).to_be_visible()
    field.fill("Lampiran kurang")
    field.press("Enter")
    expect(page.locator(".own .quote", has_text="Tuliskan alasan")).to_be_visible()
    assert budi.last()["reply_to_message"]["message_id"] == asked["message_id"]


def test_an_answer_from_elsewhere_closes_the_reply_bar(page: Page, bot: Api, budi: Phone) -> None:
    """What another window has answered is not asked for here any more; what is being typed is kept."""
    markup = {"force_reply": True, "input_field_placeholder": "Alasan pengembalian"}
    bot.call("sendMessage", chat_id=budi.id, text="Tuliskan alasan", reply_markup=markup)
    field = page.get_by_label("Ponsel Budi").get_by_label("Tulis pesan")
    expect(field).to_have_attribute("placeholder", "Alasan pengembalian")
    field.fill("Lam")
    budi.say("Sebentar")
    expect(page.locator(".own", has_text="Sebentar")).to_be_visible()
    expect(field).to_have_attribute("placeholder", "Alasan pengembalian")
    field.fill("")
    budi.say("Lampiran kurang")
    expect(field).to_have_attribute("placeholder", "Pesan")


def test_a_new_official_starts_with_an_invitation(page: Page, phones: Phones) -> None:
    """The START button takes a whole t.me link and then gives way to the input."""
    siti = phones.person("Siti", "Kepala Biro")
    phone = page.get_by_label("Ponsel Siti, Kepala Biro")
    phone.get_by_label("Kode atau tautan undangan").fill("https://t.me/sopbot_demo_bot?start=abc123")
    phone.get_by_role("button", name="MULAI").click()
    expect(phone.get_by_label("Tulis pesan")).to_be_visible()
    assert siti.last()["text"] == "/start abc123"


def test_a_refusal_reads_in_indonesian(page: Page, budi: Phone) -> None:
    """What the simulator refuses, the phone says in an official's words."""
    phone = page.get_by_label("Ponsel Budi")
    phone.get_by_label("Tulis pesan").fill("a" * 4097)
    phone.get_by_label("Kirim", exact=True).click()
    expect(phone.get_by_role("status")).to_have_text("Pesan paling panjang 4096 karakter.")
    assert [m["text"] for m in budi.messages()] == ["/start"]


def test_the_clock_moves_and_reads_in_wib(page: Page, phones: Phones) -> None:
    """The bar shows the day, the date and the hour in Indonesian."""
    before = phones.now()
    page.get_by_role("button", name="besok 08.00").click()
    expect(page.locator("#now")).to_contain_text("pukul 08.00 WIB")
    assert phones.now() > before


def test_the_clock_goes_to_the_next_working_morning(page: Page, phones: Phones) -> None:
    """From whatever day, a week long: never to a Saturday or a Sunday, and never past a day of work."""
    days = []
    for _ in range(7):
        before = phones.now().astimezone(WIB).date()
        page.get_by_role("button", name="hari kerja 07.30").click()
        expect(page.locator("#now")).to_contain_text("pukul 07.30 WIB")
        phones.until(lambda b=before: phones.now().astimezone(WIB).date() != b or None, "the clock stands")
        days.append((before.weekday(), phones.now().astimezone(WIB).date() - before))
    assert all(step == timedelta(days={4: 3, 5: 2}.get(day, 1)) for day, step in days)


def test_on_a_narrow_screen_one_phone_shows_at_a_time(
    page: Page, bot: Api, budi: Phone, phones: Phones
) -> None:
    """A switcher names the posts and marks what is unread."""
    phones.person("Siti", "Kepala Biro")
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("tab", name="Kepala Biro").click()
    expect(page.get_by_label("Ponsel Siti, Kepala Biro")).to_be_visible()
    expect(page.get_by_label("Ponsel Budi")).to_be_hidden()
    bot.call("sendMessage", chat_id=budi.id, text="Ada tugas")
    tab: Any = page.get_by_role("tab", name="Kasubag TU")
    expect(tab).to_have_class("unread")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
