"""Leave and terms in the chat: what is asked, what a forged answer gets, how capacities are printed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from handlers import term_texts as texts
from handlers.buttons import ListButton, ListVerb, encode
from handlers.words import shown
from simulator.rules.html import parse_html
from sop import actions as a
from sop import facts as f
from sop.case import Part
from sop.people import Position, Standing
from storage.cases import Done
from storage.terms import Order, Term
from tests.office.bureau import Bureau, said
from tests.support.authority_terms import (
    ANDRI,
    CLERK,
    DEWI,
    FAJAR,
    HEAD,
    HENDRA,
    KABAG,
    RINA,
    YULIA,
    admin,
    clock,
    end,
    fill,
    holders,
    sweep,
)
from tests.support.talk import Talk

WIB = ZoneInfo("Asia/Jakarta")
HOSTILE = "<b>&amp;</b> \u202eSiapa\n<a href='x'>" * 12
TEXT = 4096


@pytest.fixture
def talk(tmp_path: Path) -> Iterator[Talk]:
    bureau = Bureau(tmp_path)
    admin(bureau)
    yield Talk(bureau)
    bureau.store.close()


def asked(talk: Talk, who: int) -> str:
    """Return the latest question of a chat."""
    return talk.last(who).text


def test_a_leave_is_entered_by_taps(talk: Talk) -> None:
    """Who, from when, until when, by which order; then all of it at a glance, and entered with one tap."""
    talk.bureau.open()
    talk.bureau.to(Part.EXAMINE)
    talk.deliver()
    talk.say(YULIA, "/cuti")
    assert asked(talk, YULIA).startswith("Siapa yang menjadi Plh. Kepala Bagian Tata Laksana")
    talk.tap(YULIA, "Hendra Wijaya")
    talk.say(YULIA, "besok")
    assert "Mulai Selasa, 24 November 2026" in asked(talk, YULIA)
    talk.say(YULIA, "26/11")
    talk.say(YULIA, "800/17/ORG-2026")
    talk.say(YULIA, "20/11/2026")
    assert talk.send(YULIA, "surat-perintah.pdf")
    preview = asked(talk, YULIA)
    assert "Masa: Selasa, 24 November 2026 sampai dengan Kamis, 26 November 2026" in preview
    assert "Kepala Bagian Tata Laksana: Plh. Hendra Wijaya" in preview
    assert "Surat perintah: 800/17/ORG-2026 tanggal 20 November 2026 (berkas terlampir)" in preview
    assert "Tugas terbuka yang beralih (1):" in preview
    talk.tap(YULIA, "Tetapkan")
    assert any("Cuti Anda telah dicatat." in text for text in talk.texts(YULIA))
    (term,) = talk.bureau.ask(lambda tx: tx.terms.substitutes(talk.bureau.now))
    assert (term.order.number, term.order.dated) == ("800/17/ORG-2026", date(2026, 11, 20))
    assert term.order.document is not None
    assert any("Anda ditetapkan sebagai Plh. Kepala Bagian Tata Laksana" in t for t in talk.texts(HENDRA))
    talk.say(YULIA, "/cuti")
    talk.tap(YULIA, "Akhiri cuti")
    assert talk.bureau.ask(lambda tx: tx.terms.substitutes(talk.bureau.now)) == []


def test_a_double_tap_enters_one_leave(talk: Talk) -> None:
    """The second tap finds the form gone."""
    talk.say(FAJAR, "/cuti")
    talk.say(FAJAR, "besok")
    talk.say(FAJAR, "besok")
    talk.tap(FAJAR, "Lewati")
    data = next(data for label, data in talk.last(FAJAR).buttons.items() if "Tetapkan" in label)
    message = talk.last(FAJAR).message
    talk.press(FAJAR, FAJAR, message, data)
    talk.press(FAJAR, FAJAR, message, data)
    assert len(talk.bureau.ask(lambda tx: tx.terms.absences(talk.bureau.now))) == 1
    assert [refusal.reason for refusal in talk.refusals()] in (["form_passed"], ["already_away"])


@pytest.mark.parametrize("word", ["definitif", "plt", "raja", ""])
def test_a_forged_capacity_is_refused_at_once(talk: Talk, word: str) -> None:
    """Only what is offered for a post that is held can be tapped: nobody becomes its second holder."""
    talk.say(RINA, "/plh")
    talk.tap(RINA, "Kepala Biro")
    asked_for = talk.last(RINA)
    talk.press(RINA, RINA, asked_for.message, encode(ListButton(ListVerb.TERM, word, "standing")))
    assert [refusal.reason for refusal in talk.refusals()] == ["forged"]
    assert holders(talk.bureau, HEAD) == [ANDRI]


@pytest.mark.parametrize(
    ("question", "value"),
    [("person", "999"), ("person", "x"), ("person", "-1"), ("post", "77"), ("first", "20260101")],
)
def test_a_forged_answer_changes_nothing(talk: Talk, question: str, value: str) -> None:
    """Whatever does not belong to the question, or was not offered, is refused."""
    talk.say(RINA, "/plh")
    if question != "post":
        talk.tap(RINA, "Kepala Biro")
        talk.tap(RINA, "Plh.")
    if question == "first":
        talk.tap(RINA, "Yulia Fitri")
    before = talk.last(RINA).message
    talk.press(RINA, RINA, before, encode(ListButton(ListVerb.TERM, value, question)))
    assert len(talk.refusals()) == 1
    assert talk.last(RINA).message == before


def test_past_and_too_long_days_are_refused_at_their_question(talk: Talk) -> None:
    """And the question stands for another answer."""
    talk.say(YULIA, "/cuti")
    talk.tap(YULIA, "Hendra Wijaya")
    talk.say(YULIA, "23/11/2025")
    talk.say(YULIA, "24/11/2026")
    talk.say(YULIA, "24/2/2027")
    talk.say(YULIA, "23/11/2026")
    assert [refusal.reason for refusal in talk.refusals()] == ["term_past", "term_too_long", "term_reversed"]
    talk.say(YULIA, "23/2/2027")
    assert "Nomor surat perintah?" in asked(talk, YULIA)


def test_a_stranger_and_a_pool_get_what_fits_them(talk: Talk) -> None:
    """Leave of the pool needs no substitute; a stranger gets the one sentence."""
    talk.say(FAJAR, "/cuti")
    assert "Mulai kapan?" in asked(talk, FAJAR)
    talk.say(199, "/plh")
    talk.say(FAJAR, "/plh")
    assert [(r.telegram_id, r.reason) for r in talk.refusals()] == [(199, "not_member"), (FAJAR, "not_above")]


def test_somebody_else_cannot_end_a_term_by_its_button(talk: Talk) -> None:
    """The button of the list, forged by a colleague, by the substitute and by a stranger."""
    term = fill(talk.bureau, RINA, KABAG, HENDRA)
    forged = encode(ListButton(ListVerb.TERM_END, str(term.id)))
    for who in (FAJAR, HENDRA, DEWI, 199):
        talk.press(who, who, 5, forged)
    reasons = [refusal.reason for refusal in talk.refusals()]
    assert reasons == ["not_above", "not_above", "not_above", "not_member"]
    assert holders(talk.bureau, KABAG) == [HENDRA]


def capacities(bureau: Bureau, standing: Standing, **more: Position) -> tuple[str, str, str, str]:
    """Let Hendra decide in a capacity; return the card, the status, the history and the record's line."""
    fill(bureau, RINA, KABAG, HENDRA, standing=standing, **more)
    bureau.open()
    task = bureau.to(Part.EXAMINE)
    bureau.deliver()
    bureau.act(bureau.actor(HENDRA), a.Approve(task.id, task.version))
    card = next(text for text in said(bureau.deliver()[HENDRA]) if "Telah disetujui" in text)
    talk = Talk(bureau)
    talk.say(RINA, "/status 1")
    status = talk.last(RINA).text
    talk.tap(RINA, "Riwayat")
    history = talk.last(RINA).text
    (line,) = [line for line in history.splitlines() if "menyetujui" in line]
    return card, status, history, line


OWN = "Kepala Bagian Kelembagaan"


def test_a_plh_is_named_as_such_everywhere(talk: Talk) -> None:
    """The post acted for first, the own post below it, then the name."""
    card, status, _, line = capacities(talk.bureau, Standing.PLH)
    assert f"oleh Plh. Kepala Bagian Tata Laksana,\n{OWN},\nHendra Wijaya\n" in card
    assert f"Plh. Kepala Bagian Tata Laksana ({OWN}), Hendra Wijaya" in status
    assert f"Plh. Kepala Bagian Tata Laksana ({OWN}), Hendra Wijaya: menyetujui" in line


def test_a_mandate_is_named_as_such_everywhere(talk: Talk) -> None:
    """The post that gave it after "a.n.", the own post below."""
    card, status, _, line = capacities(talk.bureau, Standing.AN)
    assert f"oleh a.n. Kepala Bagian Tata Laksana,\n{OWN},\nHendra Wijaya\n" in card
    assert f"a.n. Kepala Bagian Tata Laksana, {OWN}, Hendra Wijaya" in status
    assert f"a.n. Kepala Bagian Tata Laksana, {OWN}, Hendra Wijaya: menyetujui" in line


def test_a_mandate_handed_down_is_named_as_such_everywhere(talk: Talk) -> None:
    """The post that gave it, the post between, and the own post after "u.b."."""
    card, status, _, line = capacities(talk.bureau, Standing.UB, via=CLERK)
    assert f"oleh a.n. Kepala Bagian Tata Laksana,\nKasubag TU,\nu.b. {OWN},\nHendra Wijaya\n" in card
    assert f"a.n. Kepala Bagian Tata Laksana, Kasubag TU, u.b. {OWN}, Hendra Wijaya" in status
    assert f"a.n. Kepala Bagian Tata Laksana, Kasubag TU, u.b. {OWN}, Hendra Wijaya: menyetujui" in line


def test_a_plt_is_named_as_such_on_card_and_history(talk: Talk) -> None:
    """The post is vacant; its task waits for the Plt. by that name."""
    bureau = talk.bureau
    bureau.ask(lambda tx: tx.people.dismiss(KABAG, bureau.now))
    card, _, _, line = capacities(bureau, Standing.PLT)
    assert f"oleh Plt. Kepala Bagian Tata Laksana,\n{OWN},\nHendra Wijaya\n" in card
    assert f"Plt. Kepala Bagian Tata Laksana ({OWN}), Hendra Wijaya: menyetujui" in line


def test_the_record_keeps_the_capacity_after_the_term(talk: Talk) -> None:
    """A year later the history still says who signed as what, and who fills the post now changes nothing."""
    _, _, history, _ = capacities(talk.bureau, Standing.PLH)
    clock(talk.bureau, "2026-11-30 08:00")
    sweep(talk.bureau)
    again = Talk(talk.bureau)
    again.say(RINA, "/status 1")
    again.tap(RINA, "Riwayat")
    assert again.last(RINA).text == history


def hostile_term(standing: Standing = Standing.PLH) -> Term:
    """Return a term about which everything is as long and as evil as it may be."""
    at = datetime(2026, 11, 23, 3, tzinfo=UTC)
    order = Order("<" * 80, date(2026, 11, 20), 1)
    return Term(1, HEAD, at, at + timedelta(days=3), standing, CLERK, (), 2, order)


@pytest.mark.parametrize("standing", [s for s in Standing if s is not Standing.DEFINITIVE])
@pytest.mark.parametrize("side", ["to", "for", "over"])
@pytest.mark.parametrize("what", ["named", "begun", "ended", "called_off"])
def test_every_notice_fits_and_escapes(what: str, side: str, standing: Standing) -> None:
    """Names and posts of any length, with signs of HTML and turns of writing in them."""
    text = texts.notice(what, side, hostile_term(standing), {1: HOSTILE, 2: HOSTILE}, HOSTILE, WIB, 12)
    plain, _ = parse_html(text)
    assert shown(text) <= TEXT
    assert "\u202e" not in plain
    assert "<a href" not in text


def test_a_summary_of_many_long_deeds_fits_one_message() -> None:
    """The newest are kept; how many are left out is said; the tasks that are back are said last."""
    at = datetime(2026, 11, 23, 3, tzinfo=UTC)
    long = f.Returned(1, 4, "<alasan> " * 88, "ab" * 32)
    done = [Done(1, at + timedelta(minutes=i), long) for i in range(40)]
    text = texts.deeds(done, {1: "<b>Evaluasi</b> " * 12}, WIB, 3)
    head = texts.notice("ended", "for", hostile_term(), {1: HOSTILE, 2: HOSTILE}, HOSTILE, WIB, 3)
    assert shown(f"{head}\n{text}") <= TEXT
    lines = text.splitlines()
    assert lines[0] == "Yang dilakukan atas nama jabatan Anda:"
    assert "tindakan sebelumnya; lihat Riwayat." in lines[1]
    assert "10.39 WIB" in lines[-2]
    assert lines[-1] == "3 tugas terbuka kembali kepada Anda."


def test_the_summary_names_what_was_done_for_the_holder_and_nothing_else(talk: Talk) -> None:
    """Not what the substitute did in the own post, nor before or after, nor what somebody else did."""
    bureau = talk.bureau
    bureau.open(HENDRA, "Sebelum masa")
    term = fill(bureau, RINA, KABAG, HENDRA)
    bureau.open(HENDRA, "Dalam masa")
    task = bureau.to(Part.EXAMINE, 2)
    bureau.act(bureau.actor(HENDRA), a.Approve(task.id, task.version), 2)
    sign = bureau.to(Part.SIGN, 2)
    bureau.act(bureau.actor(ANDRI), a.Return(sign.id, sign.version, "Perbaiki"), 2)
    again = bureau.to(Part.EXAMINE, 2)
    bureau.act(bureau.actor(HENDRA), a.Approve(again.id, again.version), 2)
    bureau.deliver()
    bureau.now += timedelta(minutes=1)
    end(bureau, YULIA, term)
    (summary,) = [text for text in said(bureau.deliver()[YULIA]) if "atas nama jabatan Anda" in text]
    deeds = [line for line in summary.splitlines() if line.startswith("\N{BULLET}")]
    assert ["menyetujui" in line and "proses 2 (Dalam masa)" in line for line in deeds] == [True, True]


def test_the_end_of_a_mandate_tells_the_holder_what_was_done_under_it(talk: Talk) -> None:
    """The holder stayed in office, so no task comes back and none is spoken of."""
    bureau = talk.bureau
    bureau.open(HENDRA, "Dalam mandat")
    term = fill(bureau, RINA, KABAG, HENDRA, standing=Standing.AN)
    task = bureau.to(Part.EXAMINE)
    bureau.act(bureau.actor(HENDRA), a.Approve(task.id, task.version))
    bureau.deliver()
    end(bureau, RINA, term)
    (summary,) = [text for text in said(bureau.deliver()[YULIA]) if "atas nama jabatan Anda" in text]
    assert "menyetujui" in summary
    assert "proses 1 (Dalam mandat)" in summary
    assert "kembali" not in summary


def test_a_term_in_one_sop_tells_of_that_one(talk: Talk) -> None:
    """A deed of another SOP, done under another term, is not told a second time."""
    bureau = talk.bureau
    bureau.open()
    term = fill(bureau, RINA, KABAG, HENDRA, sops=("sop-lain",))
    fill(bureau, RINA, KABAG, HENDRA, sops=(bureau.sop.id,))
    task = bureau.to(Part.EXAMINE)
    bureau.act(bureau.actor(HENDRA), a.Approve(task.id, task.version))
    bureau.deliver()
    bureau.now += timedelta(minutes=1)
    end(bureau, YULIA, term)
    (summary,) = [text for text in said(bureau.deliver()[YULIA]) if "telah berakhir" in text]
    assert "Tidak ada tindakan atas nama jabatan Anda." in summary


def test_a_long_list_of_terms_is_turned_page_by_page(talk: Talk) -> None:
    """An office with more substitutes than a message shows: each can be ended all the same."""
    bureau = talk.bureau
    for day in range(24, 29):
        fill(bureau, RINA, KABAG, HENDRA, date(2026, 11, day), date(2026, 11, day))
        fill(bureau, RINA, CLERK, DEWI, date(2026, 11, day), date(2026, 11, day))
    talk.say(RINA, "/plh")
    talk.tap(RINA, "Berikutnya")
    assert talk.last(RINA).text.splitlines()[2].startswith("9. Plh. Kepala Bagian Tata Laksana")
    talk.tap(RINA, "Akhiri 10.")
    assert len(bureau.ask(lambda tx: tx.terms.substitutes(bureau.now))) == 9
    talk.say(RINA, "/plh")
    talk.tap(RINA, "Berikutnya")
    talk.tap(RINA, "Sebelumnya")
    assert "1. Plh. Kepala Bagian Tata Laksana" in talk.last(RINA).text
    talk.tap(RINA, "Tetapkan pejabat lain")
    assert asked(talk, RINA) == "Jabatan mana yang akan dijalankan pejabat lain?"
