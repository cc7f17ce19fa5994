"""Wrong taps, wrong files, wrong people: a clear sentence, no change, and the attempt is recorded."""

import io
import itertools
import zipfile
from datetime import timedelta

import pytest

from office.invitations import hash_code, withdraw
from tests.support.papers import DOCX, PDF, docx, pdf
from tests.support.phones import Message, Phone
from tests.support.play import Play
from tests.support.refusing import refused
from tests.support.stage import Stage

NOT_MEMBER = (
    "Mohon maaf, layanan ini hanya untuk pejabat yang terdaftar. "
    "Silakan gunakan tautan undangan dari admin kantor Anda, atau ketuk /daftar untuk mendaftar."
)
NOT_FOUND = "Tugas atau proses tersebut tidak ditemukan."
UNKNOWN_BUTTON = "Tombol ini tidak dikenal."
KINDS = "PDF, DOCX, XLSX, PPTX, JPEG, PNG, atau HEIC"
DISGUISED = f"Isi berkas tidak sesuai dengan namanya. Silakan kirim berkas {KINDS} yang asli."
ASK_ANEW = "Silakan minta undangan baru kepada admin kantor Anda."
INVITATIONS = {
    "invitation_unknown": f"Undangan ini tidak dikenal. {ASK_ANEW}",
    "invitation_used": f"Undangan ini telah digunakan; setiap undangan berlaku satu kali. {ASK_ANEW}",
    "invitation_withdrawn": f"Undangan ini telah ditarik oleh admin kantor. {ASK_ANEW}",
    "invitation_expired": f"Masa berlaku undangan ini telah berakhir. {ASK_ANEW}",
}
"""By the reason that is recorded."""
OUT_OF_DATE = "Kartu ini telah berubah dan sedang diperbarui. Silakan periksa lalu ketuk kembali."


@pytest.fixture
def play(here: Stage) -> Play:
    """Open a case that waits for the Kepala Biro."""
    play = here.play("Perkara salah ketuk")
    play.open()
    play.wait(here.cast.andri, "Perintahkan")
    here.settle()
    return play


@pytest.fixture
def case(play: Play) -> int:
    """Return the number of the case."""
    return play.number


@pytest.fixture
def invitation(here: Stage, play: Play) -> Message:
    """Bring the case to where TU writes the invitation, and return TU's card."""
    play.dispose()
    card = play.wait(here.cast.rina, lambda m: "Buat undangan" in str(m))
    here.settle()
    return card


_strangers = itertools.count(720100)


def stranger(here: Stage) -> Phone:
    """Give a phone to somebody the bot has never heard of: each is answered only so often."""
    return here.phones.person("Joko Susilo", "bukan pegawai", user_id=next(_strangers))


def data_of(message: Message, label: str) -> str:
    """Return what the button with this label sends."""
    rows = message["markup"]["inline_keyboard"]
    return str(next(button["callback_data"] for row in rows for button in row if label in button["text"]))


def hears(phone: Phone, after: int) -> str:
    """Return the last thing the bot said to a phone after an event."""
    return [m for m in phone.messages(after=after) if not m["out"]][-1]["text"]  # type: ignore[no-any-return]


def test_another_persons_task_is_refused_with_whose_it_is(here: Stage, case: int) -> None:
    """A button of somebody else's card, sent by who has seen its data, is answered with whose turn it is."""
    card = here.cast.andri.last()
    with refused(here, here.cast.rina, "not_yours"):
        toast = here.cast.rina.forge(data_of(card, "Disposisikan"), here.cast.rina.last())
        assert toast == "Mohon maaf, tugas ini menunggu Kepala Biro."
        assert toast.alert
    assert here.record.refusals()[-1].case == case


def test_a_card_that_has_changed_since_is_refused_and_brought_up_to_date(
    here: Stage, invitation: Message
) -> None:
    """A tap on what was shown before the file came does not count for the file that came since."""
    rina, card = here.cast.rina, invitation
    old = data_of(card, "Selesai")
    rina.send_file("undangan.docx", docx("Undangan"), DOCX, reply_to=card)
    with refused(here, rina, "stale"):
        assert rina.forge(old, card) == OUT_OF_DATE
    now = next(m for m in rina.messages() if m["message_id"] == card["message_id"])
    assert data_of(now, "Selesai") != old


def test_a_double_tap_acts_once(here: Stage, case: int) -> None:
    """Of two taps sent before either is answered the second one changes nothing."""
    andri = here.cast.andri
    andri.tap("Disposisikan")
    here.settle()
    card = andri.last()
    taps = [
        here.phones.post(
            f"/people/{andri.id}/tap", message_id=card["message_id"], button=data_of(card, "📨 Disposisikan")
        )
        for _ in range(2)
    ]
    here.settle()
    answers = [here.phones.get(f"/callbacks/{tap['id']}")["text"] for tap in taps]
    assert answers == ["Disposisi telah dikirim.", "Tugas ini telah diselesaikan oleh Anda."]
    assert [kind for kind, _ in here.record.story(case)].count("disposed") == 1
    assert here.record.refusals()[-1].reason == "ended"


@pytest.mark.parametrize(
    ("data", "sentence", "reason"),
    [
        ("sampah", UNKNOWN_BUTTON, "forged"),
        ("x" * 64, UNKNOWN_BUTTON, "forged"),
        (":::::", UNKNOWN_BUTTON, "forged"),
        ("T:DO:{case}:1:1:", UNKNOWN_BUTTON, "forged"),
        ("t:DO:{case}:1:1:", UNKNOWN_BUTTON, "forged"),
        ("t:zz:{case}:1:1:", UNKNOWN_BUTTON, "forged"),
        ("t:ds:{case}:1:1", UNKNOWN_BUTTON, "forged"),
        ("t:ds:{case}:1:-1:", UNKNOWN_BUTTON, "forged"),
        ("t:ds:{case}:1:1:é", UNKNOWN_BUTTON, "forged"),
        ("t:ds:{case}:1:1:'--", UNKNOWN_BUTTON, "forged"),
        ("t:ds:٣:1:1:", UNKNOWN_BUTTON, "forged"),
        ("t:ds:9999999999:1:1:", UNKNOWN_BUTTON, "forged"),
        ("t:ds:99999999999999999999:1:1:", UNKNOWN_BUTTON, "forged"),
        ("t:ds:999999999:1:1:", NOT_FOUND, "no_such_task"),
        ("t:ds:{case}:99:1:", NOT_FOUND, "no_such_task"),
        ("t:ds:{case}:1:99:", OUT_OF_DATE, "stale"),
        ("t:ap:{case}:1:1:", "Tindakan ini tidak berlaku untuk tugas tersebut.", "not_this_kind"),
        ("t:dt:{case}:1:1:0", "Tindakan ini tidak berlaku untuk tugas tersebut.", "not_this_kind"),
        ("t:re:{case}:1:1:", "Tugas ini belum diambil.", "not_claimed"),
        ("l:zzz:1:1", UNKNOWN_BUTTON, "forged"),
        ("l:card:²:1", UNKNOWN_BUTTON, "forged"),
        ("l:card:99999999999999999999:1", UNKNOWN_BUTTON, "forged"),
        ("l:card:{case}:99", NOT_FOUND, "no_such_task"),
        ("l:status:999:", NOT_FOUND, "no_such_task"),
        ("l:file:{case}:999999", NOT_FOUND, "no_such_task"),
        ("l:cancel:999:", NOT_FOUND, "no_such_task"),
        ("l:day:20261124:1.1", "Isian ini sudah tidak berlaku.", "form_passed"),
        ("l:put:99999999999999999999:1", "Isian ini sudah tidak berlaku.", "form_passed"),
        ("l:sop:tidak-ada:", "Isian ini sudah tidak berlaku.", "form_passed"),
    ],
)
def test_a_forged_button_changes_nothing(
    here: Stage, case: int, data: str, sentence: str, reason: str
) -> None:
    """Whatever a modified app sends, on a message that has no such button, is answered with one sentence."""
    welcome = here.cast.andri.wait_for("Selamat datang")
    with refused(here, here.cast.andri, reason):
        assert here.cast.andri.forge(data.format(case=case), welcome) == sentence


@pytest.mark.parametrize("number", ["99999999999999999999", "²", "-1", ""])
@pytest.mark.usefixtures("invitation")
def test_a_forged_answer_to_which_task_changes_nothing(here: Stage, number: str) -> None:
    """A file that waits for its task cannot be sent to a number that is none."""
    rina = here.cast.rina
    second = here.play("Perkara kedua")
    second.open()
    second.dispose()
    second.wait(rina, "Buat undangan")
    after = here.mark()
    sent = rina.send_file("undangan.pdf", pdf("Undangan mana"), PDF)["message_id"]
    question = rina.wait_for("yang mana", after=after)
    with refused(here, rina, "form_passed"):
        assert rina.forge("l:put:1.1:999999", question) == "Isian ini sudah tidak berlaku."
    with refused(here, rina, "forged"):
        assert rina.forge(f"l:put:{number}.1:{sent}", question) == UNKNOWN_BUTTON


def test_a_strangers_tap_is_refused(here: Stage, case: int) -> None:
    """Somebody who is not registered cannot act, whatever button they forge."""
    joko = stranger(here)
    greeting = joko.start()
    here.settle()
    with refused(here, joko, "not_member"):
        assert joko.forge(f"t:ds:{case}:1:1:", greeting) == NOT_MEMBER


@pytest.mark.parametrize(
    "text", ["/mulai", "/tugas", "/status 1", "/batal", "/bantuan", "Selamat pagi", "/x"]
)
def test_a_stranger_learns_nothing(here: Stage, text: str) -> None:
    """Any command or text of a stranger is answered with one polite sentence, and recorded."""
    joko = stranger(here)
    joko.start()
    here.settle()
    with refused(here, joko, "not_member"):
        after = here.mark()
        joko.say(text)
        here.settle()
        assert hears(joko, after) == NOT_MEMBER


def test_a_strangers_file_is_not_fetched(here: Stage) -> None:
    """A file from somebody who is not registered is refused before its bytes are asked for."""
    joko = stranger(here)
    joko.start()
    here.settle()
    after = here.mark()
    with refused(here, joko, "not_member"):
        joko.send_file("a.pdf", pdf("Titipan"), PDF)
        here.settle()
        assert hears(joko, after) == NOT_MEMBER
    assert here.phones.requests("getFile", after=after) == []


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "isi")
    return buffer.getvalue()


TOO_BIG = (
    "Berkas terlalu besar, paling besar 20 MB. Simpan sebagai PDF ukuran minimum, pindai dengan 150 dpi, "
    "atau kirim halamannya sebagai foto, lalu kirim kembali."
)


@pytest.mark.parametrize(
    ("name", "content", "sentence", "reason"),
    [
        ("besar.pdf", b"%PDF-1.7" + bytes(21 * 1024 * 1024), TOO_BIG, "file_too_big"),
        ("kosong.pdf", b"", "Berkas kosong (0 byte). Silakan kirim berkas yang berisi.", "file_empty"),
        ("program.pdf", b"MZ\x90\x00" + bytes(4000), DISGUISED, "file_disguised"),
        ("program.docx", b"\x7fELF" + bytes(4000), DISGUISED, "file_disguised"),
        (
            "program.exe",
            b"MZ\x90\x00" + bytes(4000),
            f"Jenis berkas ini tidak diterima. Silakan kirim {KINDS}.",
            "file_kind",
        ),
        (
            "catatan.txt",
            b"Catatan rapat",
            f"Jenis berkas ini tidak diterima. Silakan kirim {KINDS}.",
            "file_kind",
        ),
        ("laporan.docx", pdf("Bukan Word"), DISGUISED, "file_disguised"),
        ("arsip.docx", _zip("a.txt"), DISGUISED, "file_disguised"),
        (
            "rusak.docx",
            docx("Rusak")[:2000],
            "Berkas rusak atau tidak lengkap. Silakan kirim kembali.",
            "file_broken",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value and " " not in value else "",
)
@pytest.mark.usefixtures("invitation")
def test_a_file_that_cannot_be_used_is_refused(
    here: Stage, case: int, name: str, content: bytes, sentence: str, reason: str
) -> None:
    """Too big, empty, broken, of a kind not taken, or not what its name says: the task waits on."""
    rina = here.cast.rina
    with refused(here, rina, reason):
        after = here.mark()
        rina.send_file(name, content)
        here.settle()
        assert hears(rina, after) == sentence
    assert [document.label for document in here.record.documents(case)] == [
        "Dokumen dasar",
        "Lembar Disposisi",
    ]


def test_a_file_that_no_task_waits_for_is_refused(here: Stage, case: int) -> None:
    """Whoever has no task that takes a file is told where to look, and the file is not fetched."""
    yulia = here.cast.yulia
    after = here.mark()
    with refused(here, yulia, "not_waiting"):
        yulia.send_file("laporan.pdf", pdf("Tidak diminta"), PDF)
        here.settle()
    assert hears(yulia, after) == (
        "Saat ini tidak ada tugas Anda yang menunggu berkas. Ketuk /tugas untuk melihat tugas Anda."
    )
    assert here.phones.requests("getFile", after=after) == []
    assert len(here.record.documents(case)) == 1


def test_the_same_file_again_is_refused(here: Stage, invitation: Message) -> None:
    """A replacement that is byte for byte the same is none."""
    rina, card = here.cast.rina, invitation
    rina.send_file("undangan.pdf", pdf("Undangan yang sama"), PDF, reply_to=card)
    here.settle()
    after = here.mark()
    with refused(here, rina, "same_file"):
        rina.send_file("undangan-lagi.pdf", pdf("Undangan yang sama"), PDF, reply_to=card)
        here.settle()
    assert hears(rina, after) == "Berkas ini sama dengan yang sudah diterima."


def test_a_file_in_reply_to_a_card_that_takes_none_is_refused(here: Stage, case: int) -> None:
    """A card that asks for a decision does not take a file."""
    andri = here.cast.andri
    card = andri.wait_for(f"Proses {case}:")
    after = here.mark()
    with refused(here, andri, "not_this_kind"):
        andri.send_file("jawaban.pdf", pdf("Jawaban"), PDF, reply_to=card)
        here.settle()
    assert hears(andri, after) == "Tindakan ini tidak berlaku untuk tugas tersebut."


@pytest.mark.parametrize("how", ["used", "expired", "withdrawn", "unknown", "long"])
def test_an_invitation_that_is_not_valid_lets_nobody_in(here: Stage, how: str) -> None:
    """Each is refused with a sentence of its own, the attempt is recorded, and the stranger stays one."""
    joko = stranger(here)
    code = {"unknown": "QWERTYUIOPASDFGHJKLZXCVB", "long": "A" * 64}.get(how, "")
    if how == "expired":
        code = here.code("jf", "Tata Laksana", timedelta(seconds=-1))
    if how in ("used", "withdrawn"):
        code = here.code("jf", "Tata Laksana")
    if how == "used":
        here.cast.siti.start(code)
        here.settle()
    if how == "withdrawn":
        here.record.store.run_sync(lambda tx: withdraw(tx, here.office, None, hash_code(code)))
    after = here.mark()
    reason = "invitation_unknown" if how == "long" else f"invitation_{how}"
    with refused(here, joko, reason):
        joko.start(code)
        here.settle()
    assert hears(joko, after) == INVITATIONS[reason]
    assert here.record.store.run_sync(lambda tx: here.office.actor(tx, joko.id)) is None


def test_ones_own_used_invitation_says_what_one_is(here: Stage) -> None:
    """Who taps the link of their own invitation once more is told so, which is recorded; nothing changes."""
    code = here.code("jf", "Tata Laksana")
    siti = here.cast.siti
    with refused(here, siti, "invitation_used_by_self"):
        siti.start(code)
        siti.wait_for("Anda terdaftar sebagai JF/Pelaksana Tata Laksana")
        here.settle()
        after = here.mark()
        siti.start(code)
        here.settle()
    assert hears(siti, after) == (
        "Undangan ini telah Anda gunakan; Anda terdaftar sebagai JF/Pelaksana Tata Laksana."
    )


def test_a_tap_after_the_case_was_cancelled_is_refused(here: Stage, case: int) -> None:
    """The card of a cancelled case has no buttons; an old one's tap says that the case has ended."""
    andri, rina = here.cast.andri, here.cast.rina
    card = andri.last()
    old = data_of(card, "Disposisikan")
    rina.say(f"/batal {case}")
    rina.tap(f"{case}. Perkara salah ketuk")
    rina.wait_for("Apa alasan pembatalan?")
    rina.say("Dokumen dasar keliru")
    rina.wait_for(f"Proses {case} telah dibatalkan.")
    here.settle()
    now = next(m for m in andri.messages() if m["message_id"] == card["message_id"])
    assert andri.buttons(now) == []
    assert "Telah dibatalkan" in now["caption"] or "Proses telah dibatalkan" in now["caption"]
    with refused(here, andri, "case_closed"):
        assert andri.forge(old, card) == "Proses ini telah berakhir."


@pytest.mark.parametrize("text", ["Selamat pagi", "/hapus", "Diteruskan: Setujui", "<b>&"])
def test_a_text_that_nothing_waits_for_is_answered(here: Stage, text: str) -> None:
    """What the bot does not understand it says so, and nothing changes."""
    fajar = here.cast.fajar
    after = here.mark()
    with refused(here, fajar):
        fajar.say(text)
        here.settle()
    assert hears(fajar, after) == "Pesan ini belum dapat dipahami. Ketuk /bantuan untuk petunjuk."


def test_another_kind_of_message_is_answered_with_what_is_taken(here: Stage) -> None:
    """A contact is neither a text nor a file."""
    fajar = here.cast.fajar
    after = here.mark()
    with refused(here, fajar):
        fajar.share_contact("+62811000000")
        here.settle()
    assert (
        hears(fajar, after)
        == "Silakan kirim berkas sebagai dokumen atau foto. Ketuk /bantuan untuk petunjuk."
    )


@pytest.mark.parametrize("text", ["/status 999", "/status abc", "/status 99999999999999999999", "/batal 999"])
def test_a_case_that_does_not_exist_is_not_found(here: Stage, text: str) -> None:
    """A number that is no case, or no number, is answered plainly."""
    rina = here.cast.rina
    after = here.mark()
    with refused(here, rina, "no_such_task"):
        rina.say(text)
        here.settle()
    assert hears(rina, after) == NOT_FOUND


def test_a_button_older_than_the_case_it_names_is_refused(here: Stage) -> None:
    """After a restore a new case may bear the number of a lost one; the lost one's cards do not reach it."""
    andri = here.cast.andri
    old = here.phones.person(andri.name, user_id=andri.id).messages()[0]
    here.phones.advance(timedelta(minutes=30))
    play = here.play("Nomor yang sama")
    play.open()
    play.wait(andri, "Perintahkan")
    here.settle()
    with refused(here, andri, "no_such_task"):
        assert andri.forge(f"t:ds:{play.number}:1:1:", old) == NOT_FOUND
