"""Messages out: in order, paced, retried, recorded."""

import asyncio
import logging

import pytest
from telegram.error import InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.courier import AT_ONCE
from bot.errors import UnreachedError
from bot.outcome import AGING_TRIES, MAX_AGE, MAX_ATTEMPTS, MISSING_TRIES, WITHOUT_FILE, failure
from bot.pacing import Pace
from handlers.letter import NewText
from storage.outbox import Outgoing, Pending, State
from storage.store import connection_of
from storage.tables import outbox
from tests.bot.desk import Desk
from tests.bot.standin import BROKEN, Seen, error


def texts(calls: list[Seen]) -> list[str]:
    """Return what was said."""
    return [call.parameters["text"] for call in calls]


async def test_a_message_is_sent_and_recorded(desk: Desk) -> None:
    """What is in the outbox is sent once, and the message's number is written down."""
    desk.say(7, "Satu")
    await desk.idle()
    assert texts(desk.telegram.calls) == ["Satu"]
    assert desk.row(1) == (State.SENT, 101, None)


async def test_a_chat_keeps_the_order_of_the_outbox(desk: Desk) -> None:
    """The second message of a chat goes when the first is answered; another chat does not wait for it."""
    desk.telegram.gate.clear()
    desk.say(7, "Satu", "Dua")
    desk.say(8, "Lain")
    await desk.telegram.until(2, "sendMessage")
    assert sorted(texts(desk.telegram.calls)) == ["Lain", "Satu"]
    desk.telegram.gate.set()
    await desk.idle()
    assert texts([call for call in desk.telegram.calls if call.chat == 7]) == ["Satu", "Dua"]


async def test_a_tap_is_answered_ahead_of_the_chat(desk: Desk) -> None:
    """An answer waits neither for messages of its chat nor for any pace."""
    desk.telegram.gate.clear()
    desk.say(7, "Satu", "Dua")
    await desk.telegram.until(1, "sendMessage")
    desk.put(Outgoing(7, "answer", {"text": "Baik"}))
    assert (await desk.telegram.until(1, "answerCallbackQuery"))[0].parameters["text"] == "Baik"
    desk.telegram.gate.set()
    await desk.idle()


@pytest.mark.parametrize("pace", [Pace(chat_burst=3)])
async def test_a_chat_gets_its_pace(desk: Desk) -> None:
    """After a burst of three a chat gets one message a second, edits included; answers are not counted."""
    card = desk.card(7, message=50)
    desk.say(7, "Satu", "Dua", "Tiga")
    desk.put(*(Outgoing(7, "answer", {"text": f"{n}"}) for n in range(4)), Outgoing(7, "edit", {}, card))
    desk.say(7, "Lima")
    await desk.idle()
    assert len(desk.telegram.of("answerCallbackQuery")) == 4
    assert len(desk.telegram.of("sendMessage", "editMessageText")) == 3
    desk.clock.advance(0.5)
    await desk.idle()
    assert len(desk.telegram.of("editMessageText")) == 0
    desk.clock.advance(0.5)
    await desk.idle()
    assert len(desk.telegram.of("editMessageText")) == 1
    desk.clock.advance(1)
    await desk.idle()
    assert texts(desk.telegram.of("sendMessage")) == ["Satu", "Dua", "Tiga", "Lima"]


@pytest.mark.parametrize("pace", [Pace(per_second=5)])
async def test_all_chats_share_the_overall_pace(desk: Desk) -> None:
    """With five a second overall, twelve chats are served in three seconds."""
    for chat in range(1, 13):
        desk.say(chat, "Halo")
    counts = []
    for _ in range(3):
        await desk.idle()
        counts.append(len(desk.telegram.calls))
        desk.clock.advance(1)
    await desk.idle()
    assert counts == [5, 10, 12]


async def test_no_more_calls_than_the_limit_run_at_once(desk: Desk) -> None:
    """However many chats wait, only so many calls are under way."""
    desk.telegram.gate.clear()
    for chat in range(1, AT_ONCE + 20):
        desk.say(chat, "Halo")
    await desk.telegram.until(AT_ONCE, "sendMessage")
    assert desk.telegram.under_way == AT_ONCE
    desk.telegram.gate.set()
    await desk.idle()
    assert (len(desk.telegram.calls), desk.telegram.most) == (AT_ONCE + 19, AT_ONCE)


async def test_an_error_of_the_server_is_tried_again_later(desk: Desk) -> None:
    """A 5xx is tried again after growing pauses; the chat's next message waits behind it."""
    desk.telegram.answer("sendMessage", error(502, "Bad Gateway"), BROKEN)
    desk.say(7, "Satu", "Dua")
    await desk.idle()
    assert len(desk.telegram.calls) == 1
    desk.clock.advance(1)
    await desk.idle()
    assert len(desk.telegram.calls) == 2
    desk.clock.advance(0.9)
    await desk.idle()
    assert len(desk.telegram.calls) == 2
    desk.clock.advance(1.1)
    await desk.idle()
    assert texts(desk.telegram.calls) == ["Satu", "Satu", "Satu", "Dua"]
    assert desk.row(1)[0] is State.SENT


async def test_a_flood_wait_is_obeyed(desk: Desk) -> None:
    """A chat told to wait waits just so long, others go on, and the wait is no failed attempt."""
    desk.telegram.answer("sendMessage", error(429, "Too Many Requests: retry after 9", retry_after=9))
    desk.say(7, "Satu")
    await desk.idle()
    desk.say(8, "Lain")
    await desk.idle()
    desk.clock.advance(8.9)
    await desk.idle()
    assert texts(desk.telegram.calls) == ["Satu", "Lain"]
    assert desk.pending()[0].attempts == 0
    desk.clock.advance(0.1)
    await desk.idle()
    assert texts(desk.telegram.calls) == ["Satu", "Lain", "Satu"]


async def test_a_wait_outlives_a_restart(desk: Desk) -> None:
    """A message that waits is not tried earlier because the program was started anew."""
    desk.telegram.answer("sendMessage", error(429, "Too Many Requests", retry_after=60))
    desk.say(7, "Satu")
    await desk.idle()
    await desk.restart()
    await desk.idle()
    assert len(desk.telegram.calls) == 1
    desk.clock.advance(60)
    await desk.idle()
    assert len(desk.telegram.calls) == 2


async def test_a_message_is_given_up_in_the_end(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """What fails at the server again and again is FAILED with the error, and the chat goes on."""
    desk.telegram.answer("sendMessage", *[error(500, "Internal Server Error")] * MAX_ATTEMPTS)
    desk.say(7, "Satu", "Dua")
    for _ in range(MAX_ATTEMPTS + 1):
        await desk.idle()
        desk.clock.advance(300)
    await desk.idle()
    assert desk.row(1) == (State.FAILED, None, "Internal Server Error")
    assert desk.row(2)[0] is State.SENT
    assert "given up" in caplog.text


async def test_no_network_is_waited_for_up_to_days(desk: Desk) -> None:
    """Attempts that reach nobody are not counted out, but what was tried for days is given up; no card is."""
    await desk.telegram.__aexit__()
    desk.say(7, "Satu")
    desk.put(Outgoing(8, "card", {}, desk.card(8, message=None)))
    for _ in range(MAX_ATTEMPTS + 10):
        await desk.idle()
        desk.clock.advance(60)
    await desk.idle()
    assert desk.pending()[0].attempts > MAX_ATTEMPTS
    await desk.crash()
    tried = outbox.update().values(attempts=AGING_TRIES)
    desk.store.run_sync(lambda tx: connection_of(tx).execute(tried))
    desk.clock.advance(MAX_AGE.total_seconds())
    await desk.start()
    await desk.idle()
    assert desk.row(1)[0] is State.FAILED
    assert desk.row(2)[0] is State.PENDING


@pytest.mark.parametrize("attempts", [0, MAX_ATTEMPTS - 2])
@pytest.mark.parametrize(
    "trouble", [RetryAfter(9), UnreachedError("no network"), NetworkError("bad gateway")]
)
async def test_what_is_old_because_the_bot_was_down_is_tried_on(
    desk: Desk, attempts: int, trouble: TelegramError
) -> None:
    """The first failures of a message of last week mean no more than those of a new one."""
    now = desk.clock.wall()
    old = Pending(1, 7, "text", {}, None, attempts, now - 3 * MAX_AGE, now - 3 * MAX_AGE)
    assert failure(old, NewText(7, "Satu"), trouble, now).state is None


async def test_the_admins_hear_of_a_card_that_is_lost(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Nobody else would know: the task stands, and whoever should do it has no card."""
    card = desk.card(8, message=None)
    desk.telegram.answer("sendMessage", error(400, "Bad Request: can't parse entities"))
    desk.put(Outgoing(8, "card", {}, card))
    await desk.idle()
    assert desk.row(1)[0] is State.FAILED
    told = [call for call in desk.telegram.calls if call.chat != 8]
    assert [call.chat for call in told] == [900, 901]
    assert "Kartu tugas untuk Budi Santoso gagal dikirim" in told[0].parameters["text"]
    assert "given up" in caplog.text


@pytest.mark.parametrize(
    ("description", "state"),
    [
        ("Bad Request: message is not modified: specified new message content …", State.SENT),
        ("Bad Request: message to edit not found", State.DROPPED),
        ("Bad Request: message can't be edited", State.DROPPED),
        ("Bad Request: can't parse entities", State.FAILED),
    ],
)
async def test_a_refused_edit_is_never_tried_again(desk: Desk, description: str, state: State) -> None:
    """A BadRequest is final; one that says the message is gone retires the card."""
    card = desk.card(7, message=50)
    desk.telegram.answer("editMessageText", error(400, description))
    desk.put(Outgoing(7, "edit", {}, card))
    await desk.idle()
    desk.clock.advance(1000)
    await desk.idle()
    assert len(desk.telegram.calls) == 1
    assert desk.row(1)[0] is state
    assert desk.kept_in_step(card) is (state is not State.DROPPED)


async def test_a_message_with_a_secret_is_deleted_ahead_of_the_chat(desk: Desk) -> None:
    """It waits for no other message, and counts for no limit."""
    desk.telegram.gate.clear()
    desk.say(7, "Satu", "Dua")
    await desk.telegram.until(1, "sendMessage")
    desk.put(Outgoing(7, "delete", {"message": 5}))
    (call,) = await desk.telegram.until(1, "deleteMessage")
    assert call.parameters == {"chat_id": 7, "message_id": 5}
    desk.telegram.gate.set()
    await desk.idle()
    assert desk.row(3) == (State.SENT, None, None)


async def test_what_cannot_be_deleted_stays_and_holds_up_nobody(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """Gone, or too old: it is tried once, logged, and no error of the bot."""
    desk.telegram.answer("deleteMessage", error(400, "Bad Request: message can't be deleted for everyone"))
    desk.put(Outgoing(7, "delete", {"message": 5}))
    with caplog.at_level(logging.INFO):
        await desk.idle()
    assert desk.row(1)[0] is State.DROPPED
    assert len(desk.telegram.of("deleteMessage")) == 1
    assert "message 5 of chat 7 stays" in caplog.text
    assert "given up" not in caplog.text


async def test_a_deletion_is_tried_again_when_the_server_fails(desk: Desk) -> None:
    """What held a secret is not left there for a hiccup."""
    desk.telegram.answer("deleteMessage", error(500, "Internal Server Error"))
    desk.put(Outgoing(7, "delete", {"message": 5}))
    await desk.idle()
    desk.clock.advance(10)
    await desk.idle()
    assert desk.row(1)[0] is State.SENT


async def test_a_picture_from_memory_is_uploaded(desk: Desk) -> None:
    """It comes from no file and leaves none."""
    desk.put(Outgoing(7, "image"))
    await desk.idle()
    (call,) = desk.telegram.of("sendPhoto")
    assert call.files["photo"] == ("gambar.png", "image/png", b"gambar")
    assert desk.row(1)[0] is State.SENT


async def test_a_tap_too_old_to_be_answered_is_dropped(desk: Desk) -> None:
    """Telegram no longer waits for the answer, and neither do we."""
    text = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    desk.telegram.answer("answerCallbackQuery", error(400, text))
    desk.put(Outgoing(7, "answer", {"text": "Baik"}))
    await desk.idle()
    assert desk.row(1)[0] is State.DROPPED


async def test_the_admins_hear_once_of_who_cannot_be_reached(desk: Desk) -> None:
    """A person who blocked the bot is marked, each admin is told once, and the messages are FAILED."""
    desk.person(7, "Sari Melati")
    blocked = error(403, "Forbidden: bot was blocked by the user")
    desk.telegram.answer("sendMessage", blocked, blocked)
    desk.say(7, "Satu", "Dua")
    await desk.idle()
    notices = [call for call in desk.telegram.calls if call.chat != 7]
    assert [(call.chat, call.parameters["text"]) for call in notices] == [
        (900, "blocked Sari Melati"),
        (901, "blocked Sari Melati"),
    ]
    assert [desk.row(n)[0] for n in (1, 2)] == [State.FAILED, State.FAILED]


async def test_no_admin_is_told_of_themselves(desk: Desk) -> None:
    """Of an admin who blocked the bot only the others hear."""
    desk.person(900, "Admin Kantor")
    desk.telegram.answer("sendMessage", error(403, "Forbidden: bot was blocked by the user"))
    desk.say(900, "Satu")
    await desk.idle()
    assert [call.chat for call in desk.telegram.calls] == [900, 901]


async def test_a_group_that_moved_is_followed(desk: Desk) -> None:
    """What waits for a group goes to the supergroup it became, in order; cards that were sent stay behind."""
    card, unsent = desk.card(-5, message=50), desk.card(-5, message=None)
    moved = error(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1005)
    desk.telegram.answer("sendMessage", moved)
    desk.say(-5, "Satu", "Dua")
    await desk.idle()
    assert [(call.chat, call.parameters["text"]) for call in desk.telegram.calls] == [
        (-5, "Satu"),
        (-1005, "Satu"),
        (-1005, "Dua"),
    ]
    assert (desk.copy(card).retired, desk.copy(card).message) == (True, None)
    assert (desk.copy(unsent).retired, desk.copy(unsent).chat) == (False, -1005)


async def test_an_unknown_file_is_sent_from_the_store(desk: Desk) -> None:
    """When Telegram forgot a file its bytes are sent under their own name, and the new id is remembered."""
    document = desk.document(b"%PDF-1.7 isi", "Surat Undangan.pdf", file_id="old")
    wrong = error(400, "Bad Request: wrong file identifier/HTTP URL specified")
    desk.telegram.answer("sendDocument", wrong)
    desk.put(Outgoing(7, "file", {"document": document}))
    await desk.idle()
    first, second = desk.telegram.of("sendDocument")
    assert first.parameters["document"] == "old"
    assert second.files == {"document": ("Surat Undangan.pdf", "application/pdf", b"%PDF-1.7 isi")}
    desk.put(Outgoing(8, "file", {"document": document}))
    await desk.idle()
    assert desk.telegram.calls[-1].parameters["document"] == "kept-101"


async def test_a_file_that_is_not_there_at_once_is_waited_for(desk: Desk) -> None:
    """A store that cannot be read for a moment costs nothing but time."""
    document = desk.document(b"%PDF-1.7 isi", "Surat.pdf", file_id=None)
    path = desk.files.path(desk.sha256(document))
    aside = path.rename(path.with_suffix(".aside"))
    desk.put(Outgoing(7, "file", {"document": document}))
    await desk.idle()
    assert desk.telegram.calls == []
    aside.rename(path)
    desk.clock.advance(1)
    await desk.idle()
    assert desk.telegram.calls[0].files["document"][2] == b"%PDF-1.7 isi"
    assert desk.row(1)[0] is State.SENT


async def test_a_card_whose_file_is_gone_comes_without_it(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    """What the card says and its buttons arrive as a text, which is edited as one from then on."""
    document = desk.document(b"%PDF-1.7 isi", "Surat.pdf", file_id=None)
    desk.files.path(desk.sha256(document)).unlink()
    card = desk.card(8, message=None)
    desk.put(Outgoing(8, "card", {"document": document, "caption": "Tugas <b>Anda</b>"}, card))
    for _ in range(MISSING_TRIES):
        await desk.idle()
        desk.clock.advance(60)
    await desk.idle()
    (sent,) = desk.telegram.calls
    assert sent.parameters["text"] == f"Tugas <b>Anda</b>\n\n{WITHOUT_FILE}"
    assert "Ambil" in str(sent.parameters["reply_markup"])
    assert (desk.row(1)[0], desk.copy(card).message, desk.copy(card).medium) == (State.SENT, 101, "text")
    assert "goes without its file" in caplog.text


async def test_a_card_is_known_by_its_message(desk: Desk) -> None:
    """A card that is sent has its message and its medium written down, so that it can be edited."""
    card = desk.card(7, message=None)
    desk.put(Outgoing(7, "card", {}, card))
    await desk.idle()
    copy = desk.copy(card)
    assert (copy.message, copy.medium) == (101, "text")


async def test_only_the_last_of_consecutive_edits_is_sent(desk: Desk) -> None:
    """Edits of one card that wait together are one edit; the needless ones are DROPPED."""
    one, two = desk.card(7, message=50), desk.card(7, message=51)
    desk.put(*(Outgoing(7, "edit", {}, card) for card in (one, two, one, one)))
    desk.say(7, "Sela")
    desk.put(Outgoing(7, "edit", {"text": "Kartu lebih baru"}, one))
    await desk.idle()
    seen = [call.parameters.get("message_id") for call in desk.telegram.calls]
    assert seen == [51, 50, None, 50]
    assert [desk.row(n)[0] for n in (1, 3)] == [State.DROPPED, State.DROPPED]


async def test_an_edit_that_would_change_nothing_is_not_sent(desk: Desk) -> None:
    """Two edits at different moments that read the same cost one call; after a restart both would go."""
    card = desk.card(7, message=50)
    desk.put(Outgoing(7, "edit", {}, card))
    await desk.idle()
    desk.put(Outgoing(7, "edit", {}, card))
    await desk.idle()
    assert len(desk.telegram.of("editMessageText")) == 1
    assert [desk.row(1)[0], desk.row(2)[0]] == [State.SENT, State.DROPPED]
    await desk.restart()
    desk.put(Outgoing(7, "edit", {}, card))
    await desk.idle()
    assert len(desk.telegram.of("editMessageText")) == 2


@pytest.mark.parametrize("trouble", [BROKEN, error(502, "Bad Gateway"), error(400, "Bad Request: no idea")])
async def test_an_edit_of_unknown_end_is_forgotten(desk: Desk, trouble: dict[str, object]) -> None:
    """It may have been carried out: that the card read otherwise before is no reason to leave an edit out."""
    card = desk.card(7, message=50)
    desk.put(Outgoing(7, "edit", {"text": "Lama"}, card))
    await desk.idle()
    desk.telegram.answer("editMessageText", trouble)
    desk.put(Outgoing(7, "edit", {"text": "Baru"}, card))
    await desk.idle()
    desk.put(Outgoing(7, "edit", {"text": "Lama"}, card))
    desk.clock.advance(1)
    await desk.idle()
    assert texts(desk.telegram.of("editMessageText")) == ["Lama", "Baru", "Lama"]


async def test_what_events_have_overtaken_is_dropped(desk: Desk) -> None:
    """A row that composes to nothing is DROPPED, and the next of its chat goes at once."""
    desk.put(Outgoing(7, "nothing"))
    desk.say(7, "Dua")
    await desk.idle()
    assert [desk.row(1)[0], desk.row(2)[0]] == [State.DROPPED, State.SENT]


async def test_what_cannot_be_composed_holds_up_nothing(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """A row that raises is FAILED with its error, and everything else goes on."""
    desk.put(Outgoing(7, "poison"))
    desk.say(7, "Dua")
    await desk.idle()
    assert desk.row(1) == (State.FAILED, None, "KeyError: 'poison'")
    assert desk.row(2)[0] is State.SENT
    assert "cannot be composed" in caplog.text


async def test_a_crash_repeats_only_what_was_not_recorded(desk: Desk) -> None:
    """Killed between sending and recording, the courier sends that one message again and no other."""
    desk.say(7, "Satu")
    await desk.idle()
    desk.telegram.gate.clear()
    desk.say(7, "Dua")
    await desk.telegram.until(2, "sendMessage")
    await desk.crash()
    desk.telegram.gate.set()
    await desk.start()
    await desk.idle()
    assert texts(desk.telegram.calls) == ["Satu", "Dua", "Dua"]


async def test_stop_records_what_is_under_way(desk: Desk) -> None:
    """Asked to stop, the courier sends nothing more, and records the answers it still gets."""
    desk.telegram.gate.clear()
    desk.say(7, "Satu", "Dua")
    await desk.telegram.until(1, "sendMessage")
    desk.courier.stop()
    desk.telegram.gate.set()
    await desk.task
    assert [desk.row(1)[0], desk.row(2)[0]] == [State.SENT, State.PENDING]


async def test_results_survive_a_store_that_fails(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """When results cannot be recorded they are kept and recorded later; nothing is sent twice."""
    desk.telegram.gate.clear()
    desk.say(7, "Satu", "Dua")
    await desk.telegram.until(1, "sendMessage")
    failed = asyncio.Event()

    async def fail(_: object) -> None:
        failed.set()
        raise OSError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "run", fail)
        desk.telegram.gate.set()
        await failed.wait()
    desk.clock.advance(1)
    await desk.idle()
    assert texts(desk.telegram.calls) == ["Satu", "Dua"]
    assert [desk.row(1)[0], desk.row(2)[0]] == [State.SENT, State.SENT]


async def test_a_refused_token_stops_it(desk: Desk) -> None:
    """With a token that Telegram refuses the courier ends with a clear error, and the message stays."""
    desk.telegram.answer("sendMessage", error(401, "Unauthorized"))
    desk.say(7, "Satu")
    with pytest.raises(InvalidToken, match=r"telegram\.token"):
        await desk.task
    assert desk.row(1)[0] is State.PENDING


async def test_a_message_written_before_the_start_is_sent(desk: Desk) -> None:
    """What waits in the outbox at the start goes out without anything else happening."""
    await desk.crash()
    desk.say(7, "Satu")
    await desk.start()
    await desk.idle()
    assert texts(desk.telegram.calls) == ["Satu"]


async def test_two_floods_at_once_hold_everything(desk: Desk) -> None:
    """When two chats are told to wait at the same time, a third waits as well; answers do not."""
    flood = error(429, "Too Many Requests", retry_after=9)
    desk.telegram.answer("sendMessage", flood, flood)
    desk.say(7, "Satu")
    desk.say(8, "Dua")
    await desk.idle()
    desk.say(9, "Tiga")
    desk.put(Outgoing(9, "answer", {"text": "Baik"}))
    await desk.idle()
    assert len(desk.telegram.of("answerCallbackQuery")) == 1
    assert len(desk.telegram.of("sendMessage")) == 2
    desk.clock.advance(9)
    await desk.idle()
    assert len(desk.telegram.of("sendMessage")) == 5
