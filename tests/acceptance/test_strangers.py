"""Strangers: whatever they send, one polite sentence, then silence, and never a name, a title or a file."""

import itertools
from datetime import timedelta

import pytest

from handlers.refusals import sentence
from office.strangers import RECORDED, SENTENCES, WINDOW
from sop.errors import Reason, Refused
from tests.support.papers import PDF, pdf
from tests.support.phones import Message, Phone, text_of
from tests.support.refusing import refused
from tests.support.stage import Stage

NOT_MEMBER = sentence(Refused(Reason.NOT_MEMBER))
_numbers = itertools.count(723000)


@pytest.fixture
def joko(here: Stage) -> Phone:
    """Somebody the bot has heard of once: they pressed Start."""
    phone = here.phones.person("Joko Susilo", "bukan pegawai", user_id=next(_numbers))
    phone.start()
    phone.wait_for(NOT_MEMBER)
    here.settle()
    return phone


@pytest.fixture
def case(here: Stage) -> int:
    """Open a case with a title, a file and names that nobody outside may learn."""
    play = here.play("Perkara yang tidak diketahui orang luar")
    play.open()
    play.wait(here.cast.andri, "Perintahkan")
    here.settle()
    return play.number


def heard(here: Stage, phone: Phone) -> list[Message]:
    """Return everything the bot ever sent to a phone."""
    here.settle()
    return [message for message in phone.messages() if not message["out"]]


def test_a_stranger_is_told_three_times_and_then_no_more(here: Stage, joko: Phone) -> None:
    """Refusals are recorded at most twenty times; taps are answered, with nothing; in time it begins anew."""
    for _ in range(30):
        joko.say("Selamat pagi")
    assert joko.forge("l:status:1:", joko.last()) == ""
    assert [text_of(message) for message in heard(here, joko)] == [NOT_MEMBER] * SENTENCES
    mine = [one for one in here.record.refusals() if one.telegram_id == joko.id]
    assert len(mine) == RECORDED
    here.phones.advance(WINDOW)
    after = here.mark()
    joko.say("Selamat siang")
    here.settle()
    assert here.news(joko, after) == [NOT_MEMBER]


def test_a_valid_invitation_and_a_registration_are_never_held_up(here: Stage) -> None:
    """Whoever wrote too much before is let in all the same."""
    for number in range(2):
        phone = here.phones.person("Budi Santoso", "baru", user_id=next(_numbers))
        phone.start()
        for _ in range(30):
            phone.say("Halo")
        here.settle()
        after = here.mark()
        if number:
            phone.say("/daftar")
            phone.wait_for("nama lengkap", after=after)
        else:
            phone.start(here.code("jf", "Tata Laksana"))
            phone.wait_for("Selamat datang", after=after)


TEXTS = (
    "/start",
    "/start x",
    "/mulai",
    "/tugas",
    "/status",
    "/status {case}",
    "/batal {case}",
    "/bantuan",
    "/help",
    "/cuti",
    "/plh",
    "/undang",
    "/undangan",
    "/admin",
    "/tidak-ada",
    "Kepala Biro",
)
TAPS = (
    "t:ds:{case}:1:1:",
    "t:hi:{case}:1:1:",
    "t:fl:{case}:1:1:",
    "l:status:{case}:",
    "l:log:{case}:",
    "l:file:{case}:1",
    "l:card:{case}:1",
    "l:cancel:{case}:",
    "l:undangs:0:",
    "l:invs:0:",
    "l:wd:0:0",
    "l:adm::",
    "l:admp:0:",
    "l:admr:720002:",
    "l:regy:1:",
    "l:regn:1:",
    "l:term:x:y",
    "sampah",
    "",
)


@pytest.mark.parametrize("text", TEXTS)
def test_no_command_tells_a_stranger_anything(here: Stage, joko: Phone, case: int, text: str) -> None:
    """One sentence, which is the same for everything; the attempt is recorded."""
    reason = "invitation_unknown" if text == "/start x" else "not_member"
    with refused(here, joko, reason):
        joko.say(text.format(case=case))
        _, said = heard(here, joko)
    assert text_of(said) == sentence(Refused(Reason(reason)))


@pytest.mark.parametrize("data", TAPS)
def test_no_button_tells_a_stranger_anything(here: Stage, joko: Phone, case: int, data: str) -> None:
    """On any message, of their own chat or of somebody else's card."""
    with refused(here, joko, "not_member"):
        assert joko.forge(data.format(case=case), joko.last()) == NOT_MEMBER
    assert len(heard(here, joko)) == 1


def test_no_reply_file_or_contact_tells_a_stranger_anything(here: Stage, joko: Phone, case: int) -> None:
    """Not a reply to what was said, not a file, not an album, not a contact; no file is fetched."""
    after = here.mark()
    said = heard(here, joko)[0]
    with refused(here, joko, *["not_member"] * 6):
        joko.say(f"Proses {case}", reply_to=said)
        joko.send_file("a.pdf", pdf("Titipan"), PDF, reply_to=said)
        joko.send_files([("a.pdf", pdf("A"), PDF), ("b.pdf", pdf("B"), PDF)])
        joko.share_contact("+62811000000")
        joko.share_contact(of=here.cast.andri, phone_number="+62811000001")
        here.settle()
    assert {text_of(message) for message in heard(here, joko)} == {NOT_MEMBER}
    assert len(heard(here, joko)) == SENTENCES
    assert here.phones.requests("getFile", after=after) == []


def test_in_a_group_a_stranger_learns_nothing(here: Stage, joko: Phone, case: int) -> None:
    """A command there is recorded and not answered at all."""
    group = here.phones.group("Ruang Biro", here.cast.andri, [joko])
    here.settle()
    after = here.mark()
    for text in (f"/status@{_username(here)} {case}", "/tugas", "/status", "/bantuan", "/mulai"):
        joko.say(text, chat_id=group["id"])
    here.settle()
    assert [m for m in here.cast.andri.messages(group["id"], after=after) if m["from"]["is_bot"]] == []
    assert here.record.refusals()[-1].reason == "not_member"
    assert len(heard(here, joko)) == 1


def _username(here: Stage) -> str:
    found = here.record.store.run_sync(lambda tx: tx.record.setting("bot_username"))
    assert found
    return found


def test_whoever_was_let_go_learns_nothing_of_others_cases(here: Stage, case: int) -> None:
    """A former holder is known, and still sees no case that they had no part in."""
    budi = here.phones.person("Budi Santoso", "baru", user_id=next(_numbers))
    here.phones.advance(timedelta(seconds=2))
    budi.start(here.code("admin-lama", None))
    budi.wait_for("Selamat datang")
    here.settle()
    after = here.mark()
    with refused(here, budi, "no_such_task"):
        budi.say(f"/status {case}")
        here.settle()
    assert here.news(budi, after) == ["Tugas atau proses tersebut tidak ditemukan."]
