"""/arsip in a chat: what it asks, finds, shows and opens."""

import pytest

from handlers import search_texts
from handlers.buttons import ListButton, ListVerb, encode
from handlers.excerpts import excerpt
from handlers.letter import NewFile
from office import cases, documents
from office.search import Found, Page, query
from simulator.rules.html import parse_html
from simulator.rules.utf16 import utf16_length
from sop import actions as a
from sop.case import Part
from storage.documents import Document
from storage.lexemes import wanted
from storage.transaction import Tx
from tests.handlers.test_cards import HOSTILE, tour
from tests.handlers.test_sheets import MAX_TEXT, fits
from tests.office.bureau import Bureau
from tests.sop.office_2026 import WIB
from tests.sop.worlds import MONDAY
from tests.support.talk import GROUP, Talk

RINA, FAJAR, HENDRA = 102, 106, 104
TEXT = "Pembukaan rapat.\nCapaian <program> prioritas melampaui target & anggaran terserap penuh."


@pytest.fixture
def talk(bureau: Bureau) -> Talk:
    """Return a conversation with an office that has one case, with a draft that can be read."""
    bureau.open(title="Evaluasi <b>triwulan</b> III")
    task = bureau.to(Part.DRAFT)
    bring(bureau, task.id, TEXT)
    return Talk(bureau)


def bring(bureau: Bureau, task: int, text: str, number: int = 1) -> None:
    """Let the JF bring a file with this text."""
    fajar = bureau.actor(FAJAR)
    new = bureau.upload()
    upload = documents.Upload(new.sha256, 10, "laporan.docx", new.mime, None, "document", text=text)

    def do(tx: Tx) -> None:
        sop, case = cases.find(tx, bureau.office, number)
        of = case.task(task)
        assert of is not None
        cases.act(
            tx, bureau.office, fajar, number, documents.attach(tx, fajar, sop, of, case, upload, bureau.now)
        )

    bureau.ask(do)


def test_the_words_behind_the_command_are_looked_for(talk: Talk) -> None:
    """Title, number, year, step, the file that has them, and the words around them, escaped."""
    talk.say(FAJAR, "/arsip anggaran triwulan")
    shown = talk.last(FAJAR)
    assert shown.text.split("\n") == [
        "Hasil pencarian “anggaran triwulan”: 1 proses",
        "",
        "1. Proses 1: Evaluasi <b>triwulan</b> III",
        "    Tahun 2026, langkah 4 dari 7",
        "    \N{PAPERCLIP} Draft Laporan Hasil Evaluasi versi 1",
        "    … rapat. Capaian <program> prioritas melampaui target & anggaran terserap penuh.",
    ]
    assert list(shown.buttons) == ["\N{PAPERCLIP} 1. Draft Laporan Hasil Eva…", "\N{BAR CHART} Proses 1"]


def test_each_hit_opens_its_file_and_its_case(talk: Talk) -> None:
    """The file itself is sent, and the case's state."""
    talk.say(FAJAR, "/arsip anggaran")
    talk.tap(FAJAR, "1. Draft")
    file = talk.last(FAJAR).letter
    assert isinstance(file, NewFile)
    assert file.document.name == "laporan.docx"
    talk.tap(FAJAR, "Proses 1")
    assert "4. " in talk.last(FAJAR).text
    assert talk.refusals() == []


def test_the_command_alone_asks_and_takes_the_next_answer(talk: Talk) -> None:
    """With examples; an answer of signs alone is asked for again, and the form stays open."""
    talk.say(FAJAR, "/arsip")
    asked = talk.last(FAJAR)
    assert "Contoh: rapat evaluasi 2026" in asked.text
    assert {"Tahun 2026", "Tahun 2025"} <= {label[2:] for label in asked.buttons}
    assert any("Notulen Rapat" in label for label in asked.buttons)
    talk.say(FAJAR, "???")
    assert "sekurang-kurangnya satu kata" in talk.last(FAJAR).text
    talk.say(FAJAR, "terserap")
    assert talk.last(FAJAR).text.startswith("Hasil pencarian “terserap”: 1 proses")
    talk.say(FAJAR, "terserap")
    assert "belum dapat dipahami" in talk.last(FAJAR).text


def test_what_is_offered_is_looked_for(talk: Talk) -> None:
    """A year, and a kind of file."""
    talk.say(FAJAR, "/arsip")
    asked = talk.last(FAJAR).message
    talk.tap(FAJAR, "Tahun 2026", message=asked)
    assert talk.last(FAJAR).text.startswith("Hasil pencarian tahun 2026: 1 proses")
    talk.tap(FAJAR, "Tahun 2025", message=asked)
    assert talk.last(FAJAR).text.startswith("Tidak ada yang ditemukan untuk tahun 2025")
    talk.tap(FAJAR, "Draft Laporan Hasil", message=asked)
    assert "Draft Laporan Hasil Evaluasi versi 1" in talk.last(FAJAR).text


def test_a_long_list_is_turned_in_place(bureau: Bureau) -> None:
    """The same message shows another page; the buttons serve whoever searched alone."""
    for number in range(7):
        bureau.open(title=f"Rapat {number}")
    talk = Talk(bureau)
    talk.say(RINA, "/arsip rapat")
    shown = talk.last(RINA)
    assert shown.text.startswith("Hasil pencarian “rapat”: 7 proses (1\N{EN DASH}5)")
    forward = shown.buttons["Berikutnya ➡️"]
    talk.tap(RINA, "Berikutnya")
    assert talk.last(RINA).message == shown.message
    assert "6. Proses 2: Rapat 1" in talk.last(RINA).text
    assert "7. Proses 1: Rapat 0" in talk.last(RINA).text
    talk.tap(RINA, "Sebelumnya")
    assert "1. Proses 7: Rapat 6" in talk.last(RINA).text
    talk.say(101, "/tugas")
    assert "sudah tidak berlaku" in talk.press(101, 101, talk.last(101).message, forward) or talk.refusals()
    assert [refusal.reason for refusal in talk.refusals()] == ["form_passed"]


def test_who_may_not_see_a_case_finds_nothing_of_it(talk: Talk) -> None:
    """Neither how many there are nor what they are called."""
    bureau = talk.bureau
    bureau.open(title="Rahasia jabatan")
    talk.say(HENDRA, "/arsip rahasia")
    assert talk.last(HENDRA).text.startswith("Tidak ada yang ditemukan untuk “rahasia”")
    talk.say(999, "/arsip rahasia")
    assert "terdaftar" in talk.last(999).text


def test_of_a_confidential_case_no_words_of_its_files_are_shown(bureau: Bureau) -> None:
    """Its files go out protected; a message with their words would not be."""
    rina, base = bureau.actor(RINA), bureau.upload()
    bureau.ask(
        lambda tx: cases.open_case(tx, bureau.office, rina, bureau.sop.id, "Disiplin", base, "Rahasia")
    )
    bring(bureau, bureau.to(Part.DRAFT).id, TEXT)
    talk = Talk(bureau)
    talk.say(FAJAR, "/arsip anggaran")
    assert "Proses 1: Disiplin" in talk.last(FAJAR).text
    assert "terserap" not in talk.last(FAJAR).text


def test_a_group_is_sent_to_the_private_chat(talk: Talk) -> None:
    """What is found is for one person's eyes."""
    talk.say(FAJAR, "/arsip anggaran", chat=GROUP)
    assert talk.texts(GROUP)[-1] == "Silakan gunakan layanan ini melalui percakapan pribadi dengan bot."


@pytest.mark.parametrize(("text", "said"), [("kata " * 13, None), ("abc " * 60, "200")])
def test_too_much_to_look_for_is_said(talk: Talk, text: str, said: str | None) -> None:
    """Nothing is cut in silence."""
    words = " ".join(f"{word}{i}" for i, word in enumerate(text.split()))
    talk.say(FAJAR, f"/arsip {words}")
    assert (said or "paling banyak 12 kata") in talk.last(FAJAR).text


def test_what_is_shown_follows_a_version_that_is_new(talk: Talk) -> None:
    """The newest version of a file is the one that is named."""
    task = talk.bureau.to(Part.DRAFT)
    bring(talk.bureau, task.id, "Anggaran direvisi")
    talk.say(FAJAR, "/arsip anggaran")
    assert "Draft Laporan Hasil Evaluasi versi 2" in talk.last(FAJAR).text
    assert "versi 1" not in talk.last(FAJAR).text
    current = talk.bureau.case().task(task.id)
    assert current is not None
    talk.bureau.act(talk.bureau.actor(FAJAR), a.Finish(task.id, current.version))


@pytest.mark.parametrize(
    ("text", "looked_for", "shown"),
    [
        ("rapat kerja", "kerja", "rapat <b>kerja</b>"),
        ("Undang-Undang Nomor 5", "undang-undang", "<b>Undang-Undang</b> Nomor 5"),
        ("a < b & Capaiannya", "capaian", "a &lt; b &amp; <b>Capaiannya</b>"),
        ("efisiensi É. Évaluasi", "evaluasi", "efisiensi É. <b>Évaluasi</b>"),
        ("kata lain", "rapat", ""),
        ("", "rapat", ""),
        ("satu\n\ndua\ttiga", "dua tiga", "satu <b>dua</b> <b>tiga</b>"),
        ("rapatkan", "rapat rapatkan", "<b>rapatkan</b>"),
    ],
)
def test_an_excerpt_is_the_words_around_the_first_place(text: str, looked_for: str, shown: str) -> None:
    """Escaped, on one line, what was looked for in bold."""
    assert excerpt(text, wanted(looked_for)) == shown


def test_an_excerpt_of_a_long_text_is_short() -> None:
    """It is cut at blanks, with an ellipsis at each end."""
    text = "awal " * 5000 + "Temuan utama " + "akhir " * 5000
    shown = excerpt(text, wanted("temuan"))
    assert shown.startswith("… awal awal")
    assert "<b>Temuan</b> utama akhir" in shown
    assert shown.endswith("akhir …")
    assert len(shown) < 150
    assert len(excerpt("x" * 9000 + " temuan" + "y" * 9000, wanted("temuan*"))) < 9200


@pytest.mark.parametrize("words_name", HOSTILE)
def test_results_fit_a_message_and_their_buttons_the_wire(words_name: str) -> None:
    """Whatever cases, files and texts are called."""
    word = HOSTILE[words_name] or "Andri Saputra"
    world = tour("wide", words_name)[-1]
    files = tuple(
        Document(n, 1, 1, f"{word} {n}", 1, "ab" * 32, word, "x/y", 1, None, "document", 1, MONDAY)
        for n in (1, 2)
    )
    page = Page(tuple(Found(world.case, files) for _ in range(5)), 999, more=True)
    what = query(word[:200])
    excerpts = {n: excerpt(f"{word} kata {word}", wanted("kata")) for n in (1, 2)}
    fits(search_texts.results(what, page, 3, excerpts, {world.case.id: 9}, WIB))
    shown, _ = parse_html(search_texts.nothing(what))
    assert utf16_length(shown) <= MAX_TEXT
    assert search_texts.buttons(page, 3, 10**9)
    assert encode(ListButton(ListVerb.SEEK, "=" * 48))


def test_the_kinds_that_are_offered_fit_a_button() -> None:
    """A long label loses its last words, and is still found."""
    world = tour("wide", "long")[0]
    rows = search_texts.offers(MONDAY, [world.sop])
    assert all(len(one.data.encode()) <= 64 for row in rows for one in row)
    assert search_texts.sought("tahun=2026") == "tahun:2026"
