"""Signatures with a code of an authenticator app, from the QR code to the archive, over HTTP."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import select

from office import rooms
from sop.errors import Reason
from storage.tables import updates
from storage.transaction import Tx
from tests.support.codes import STEP, code, new_key, with_codes, wrong
from tests.support.nursery import Nursery
from tests.support.papers import PDF, pdf
from tests.support.phones import Message, Phone, showing, text_of
from tests.support.play import Play
from tests.support.stage import Stage, stage

KEY = new_key()
NEXT = timedelta(seconds=STEP)
QUESTION = "balas pesan ini dengan 6 angka"


@dataclass
class Signer:
    """An official with an authenticator app."""

    here: Stage
    phone: Phone
    secret: str = ""
    typed: list[Message] = field(default_factory=list)
    """Every message in which a code was typed."""

    def enrol(self) -> None:
        """Ask for the QR code, read the key beneath it, and answer with the first code."""
        begun = self.here.mark()
        self.phone.say("/autentikator")
        shown = self.phone.wait_for("Pendaftaran autentikator", after=begun)
        assert shown["photo"]
        assert shown["has_media_spoiler"]
        (hidden,) = [e for e in shown["caption_entities"] if e["type"] == "spoiler"]
        self.secret = shown["caption"][hidden["offset"] : hidden["offset"] + hidden["length"]]
        self.type(self.code(), shown)
        self.phone.wait_for("Autentikator telah aktif", after=begun)
        self.here.settle()
        assert not self.has(shown)

    def code(self) -> str:
        """Return what the app shows."""
        return code(self.secret, self.here.phones.now())

    def fresh(self) -> str:
        """Wait, by the clock, until the app shows a code that has not served, and return it."""
        self.here.phones.advance(2 * NEXT)
        return self.code()

    def wrong(self) -> str:
        """Return digits that the app does not show."""
        return wrong(self.secret, self.here.phones.now())

    def type(self, digits: str, reply_to: Message | None = None) -> None:
        """Type a code."""
        self.typed.append(self.phone.say(digits, reply_to))

    def answer(self, digits: str, *expected: str) -> None:
        """Type a code and wait for what is said to it."""
        begun = self.here.mark()
        self.type(digits)
        for text in expected:
            self.phone.wait_for(text, after=begun)

    def has(self, message: Message) -> bool:
        """Return whether a message is still to be seen in the chat."""
        return message["message_id"] in {m["message_id"] for m in self.phone.messages()}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("codes")
    file = folder / "sop.toml"
    file.write_text(with_codes(), encoding="utf-8")
    more = f'[sop]\nfiles = ["{file}"]\n[security]\nkey = "{KEY}"'
    with stage(folder, nursery, more=more) as found:
        yield found


@pytest.fixture
def here(office: Stage) -> Iterator[Stage]:
    yield office

    def clear(tx: Tx) -> None:
        for owner in tx.authenticators.owners():
            tx.authenticators.remove(owner.person)
        for room in tx.rooms.all():
            rooms.unbind(tx, office.office, room)

    office.settle()
    office.record.store.run_sync(clear)
    office.phones.advance(timedelta(seconds=2))  # the bot sees at once only what it changes itself
    office.clear_the_desk()


@pytest.fixture
def signer(here: Stage) -> Signer:
    return Signer(here, here.cast.andri)


class Signing(Play):
    """The SOP with codes at both signatures."""

    def invite(self) -> None:
        """Let TU prepare the invitation; who signs it is up to the test."""
        rina = self.cast.rina
        card = self.wait(rina, showing("Buat undangan", self.title))
        self.tap(rina, "Jadwal rapat", card)
        self.wait(rina, "Hari apa")
        self.say(rina, "Selasa 24/11 pukul 09.30-11.30")
        self.wait(rina, "Di mana")
        self.tap(rina, "Aula")
        self.tap(rina, "Simpan jadwal")
        self.wait(rina, "Jadwal rapat dicatat")
        self.send(rina, "undangan.pdf", pdf("Undangan rapat evaluasi"), PDF, reply_to=card)
        self.wait(rina, "Berkas diterima")
        self.tap(rina, "Selesai", card)

    def to_the_invitation(self) -> Message:
        """Play until Kepala Biro is to sign the invitation; return that card."""
        self.open()
        self.dispose()
        self.invite()
        return self.wait(self.cast.andri, showing("Tanda tangani", "undangan.pdf", self.title))


def asked(play: Play, signer: Signer, card: Message) -> None:
    """Tap "Tanda tangani" and wait for the question."""
    begun = signer.here.mark()
    assert play.tap(signer.phone, "Tanda tangani", card) == "Silakan kirim kode autentikator Anda."
    signer.phone.wait_for(QUESTION, after=begun)


def test_the_sop_runs_with_codes_at_both_signatures(here: Stage, signer: Signer, office: Stage) -> None:
    """Enrolled, signed with a code inside step 2 and after the file of step 6; nothing secret is kept."""
    play = Signing(here.cast, title="Evaluasi dengan kode")
    card = play.to_the_invitation()
    refused = play.tap(here.cast.andri, "Tanda tangani", card)
    assert "/autentikator" in refused
    assert refused.alert
    signer.enrol()
    asked(play, signer, card)
    signer.answer(signer.fresh(), "tandatangani dengan kode autentikator")
    ended = play.wait(here.cast.andri, "Telah ditandatangani dengan kode autentikator")
    assert ended["message_id"] == card["message_id"]
    play.wait(here.cast.rina, "Telah ditandatangani dengan kode autentikator")

    play.meet()
    play.draft()
    play.validate()
    begun = here.mark()
    play.tap(here.cast.andri, "Tanda tangani")
    here.cast.andri.wait_for("Setelah berkas diterima, kode autentikator Anda diminta.", after=begun)
    play.send(here.cast.andri, "laporan-ttd.pdf", pdf("Laporan bertanda tangan"), PDF)
    here.cast.andri.wait_for("Berkas diterima: Laporan Hasil Evaluasi (ditandatangani).", after=begun)
    here.cast.andri.wait_for(QUESTION, after=begun)
    signer.answer(signer.wrong(), "Kode belum sesuai. Sisa percobaan: 4.")
    signer.answer(signer.fresh(), "tandatangani dengan kode autentikator")
    play.archive()
    here.settle()

    verified = [e.fact.verified for e in here.record.events(play.number) if e.fact.kind == "signed"]  # type: ignore[union-attr]
    assert verified == ["totp", "totp"]
    here.record.assert_consistent(play.number)
    assert here.record.failed_updates() == []
    no_code_is_left(signer)
    nothing_secret_is_kept(office, signer.secret)


def no_code_is_left(signer: Signer) -> None:
    """Every message with a code has gone from the chat, and from the stored updates."""
    signer.here.settle()
    assert signer.typed
    assert [m for m in signer.typed if signer.has(m)] == []
    texts = {
        json.loads(row.payload).get("message", {}).get("text")
        for row in signer.here.record._rows(select(updates))
    }
    assert texts.isdisjoint(m["text"] for m in signer.typed)


def nothing_secret_is_kept(here: Stage, secret: str) -> None:
    """Look for the secret of the app in all that the bot keeps, database, files and log: it is not there."""
    kept = [path for path in here.folder.rglob("*") if path.is_file()]
    ours = [path for path in kept if here.folder / "telegram" not in path.parents]
    assert {"sopbot.db", "bot.log"} <= {path.name for path in ours}
    for path in ours:
        content = path.read_bytes()
        assert secret.encode() not in content, path
        assert b"otpauth" not in content, path
        if path.suffix != ".toml":
            assert KEY.encode() not in content, path


def test_five_wrong_codes_lock_for_a_quarter_of_an_hour(here: Stage, signer: Signer) -> None:
    """The admin is told once; the right code serves no earlier, and its message goes away all the same."""
    play = Signing(here.cast, title="Lima kode keliru")
    signer.enrol()
    card = play.to_the_invitation()
    asked(play, signer, card)
    for left in (4, 3, 2, 1):
        signer.answer(signer.wrong(), f"Kode belum sesuai. Sisa percobaan: {left}.")
    begun = here.mark()
    signer.answer(signer.wrong(), "dikunci sampai pukul")
    here.cast.rina.wait_for("Kepala Biro, Andri Saputra", after=begun)
    refused = play.tap(here.cast.andri, "Tanda tangani", card)
    assert "dikunci sampai pukul" in refused
    begun = here.mark()
    signer.type(signer.fresh())
    here.settle()
    assert not any("tandatangani" in text for text in here.news(here.cast.andri, begun))
    assert not any("Lima kode" in text for text in here.news(here.cast.rina, begun))
    here.phones.advance(timedelta(minutes=15))
    asked(play, signer, card)
    signer.answer(signer.code(), "tandatangani dengan kode autentikator")
    no_code_is_left(signer)
    reasons = [r.reason for r in here.record.refusals() if r.action == "code"]
    assert reasons.count(Reason.WRONG_CODE) >= 4
    assert Reason.CODE_LOCKED in reasons


def test_a_code_serves_once_also_for_another_case(here: Stage, signer: Signer) -> None:
    """Whoever looked over the shoulder signs nothing with it."""
    signer.enrol()
    first = Signing(here.cast, title="Pertama")
    card = first.to_the_invitation()
    asked(first, signer, card)
    used = signer.fresh()
    signer.answer(used, "tandatangani dengan kode autentikator")
    second = Signing(here.cast, title="Kedua")
    other = second.to_the_invitation()
    asked(second, signer, other)
    signer.answer(used, "Kode ini sudah dipakai")
    signer.answer(signer.fresh(), "tandatangani dengan kode autentikator")
    no_code_is_left(signer)


def test_a_code_for_what_has_changed_is_refused_as_stale(here: Stage, signer: Signer) -> None:
    """The meeting was moved after the code was asked for: the signature would be for something else."""
    play = Signing(here.cast, title="Berubah sementara itu")
    signer.enrol()
    card = play.to_the_invitation()
    asked(play, signer, card)
    begun = here.mark()
    play.tap(here.cast.rina, "Ganti berkas")
    here.cast.rina.wait_for("Silakan kirim", after=begun)
    play.send(here.cast.rina, "undangan-2.pdf", pdf("Undangan diganti"), PDF)
    here.cast.rina.wait_for("dimintakan tanda tangan kembali", after=begun)
    signer.answer(signer.fresh(), "Berkas telah diganti")
    no_code_is_left(signer)
    assert all(e.fact.kind != "signed" for e in here.record.events(play.number))


def test_a_code_that_comes_too_late_is_deleted(here: Stage, signer: Signer) -> None:
    """Typed after the form was left, or after ten minutes, it signs nothing and does not stay."""
    play = Signing(here.cast, title="Kode terlambat")
    signer.enrol()
    card = play.to_the_invitation()
    asked(play, signer, card)
    begun = here.mark()
    here.cast.andri.say("/tugas")
    here.cast.andri.wait_for("Tugas Anda", after=begun)
    signer.answer(signer.fresh(), "telah dihapus")
    asked(play, signer, card)
    here.phones.advance(timedelta(minutes=11))
    signer.answer(signer.code(), "telah dihapus")
    no_code_is_left(signer)
    here.phones.advance(timedelta(hours=1))
    begun = here.mark()
    kept = here.cast.andri.say("123456")
    here.cast.andri.wait_for("belum dapat dipahami", after=begun)
    here.settle()
    assert signer.has(kept)


def test_anything_typed_for_a_code_is_deleted_and_no_other_word_is_a_try(here: Stage, signer: Signer) -> None:
    """Whatever somebody types there may be a secret: a password, or a code with a slip."""
    play = Signing(here.cast, title="Bukan kode")
    signer.enrol()
    card = play.to_the_invitation()
    asked(play, signer, card)
    signer.answer("rahasia saya", "terdiri dari 6 angka")
    signer.answer(signer.wrong(), "Sisa percobaan: 4.")
    signer.answer(signer.fresh(), "tandatangani dengan kode autentikator")
    no_code_is_left(signer)


def test_the_command_is_for_private_chats_and_says_when_one_is_enrolled(here: Stage, signer: Signer) -> None:
    """Asked again it shows no secret, and says whom to ask for a new one."""
    signer.enrol()
    begun = here.mark()
    signer.phone.say("/autentikator")
    said = signer.phone.wait_for("telah aktif", after=begun)
    assert "admin" in text_of(said)
    assert signer.secret not in str(signer.phone.messages(after=begun))


def test_a_reset_on_the_command_line_lets_the_official_enrol_anew(here: Stage, signer: Signer) -> None:
    """By name or by Telegram user id; whoever has none is named as such."""
    signer.enrol()
    old = signer.secret
    done = here.bot.command("authenticator", "reset", "Andri Saputra")
    assert done.returncode == 0, done.stderr
    again = here.bot.command("authenticator", "reset", str(here.cast.andri.id))
    assert again.returncode == 2
    assert "nobody with an authenticator" in again.stderr
    signer.enrol()
    assert signer.secret != old
    signer.phone.wait_for("telah direset oleh admin")


def test_a_qr_code_asked_for_twice_goes_away_twice(here: Stage, signer: Signer) -> None:
    """Neither of the two stays in the chat once the app is enrolled."""
    begun = here.mark()
    signer.phone.say("/autentikator")
    first = signer.phone.wait_for("Pendaftaran autentikator", after=begun)
    signer.enrol()
    here.settle()
    assert not signer.has(first)


def test_messages_that_cannot_be_deleted_hold_up_nothing(here: Stage, signer: Signer) -> None:
    """Telegram may refuse it; the signature counts all the same, and nobody is bothered."""
    play = Signing(here.cast, title="Tidak terhapus")
    signer.enrol()
    card = play.to_the_invitation()
    asked(play, signer, card)
    here.phones.fault(
        "error", "deleteMessage", code=400, description="Bad Request: message can't be deleted", times=1
    )
    signer.answer(signer.fresh(), "tandatangani dengan kode autentikator")
    here.settle()
    assert signer.has(signer.typed[-1])


def test_a_tap_in_a_group_asks_for_the_code_in_the_signers_own_chat(here: Stage, signer: Signer) -> None:
    """The group sees the signature, and no code."""
    play = Signing(here.cast, title="Dari grup")
    signer.enrol()
    chat = here.phones.group("Pimpinan", here.cast.rina, [here.cast.andri, here.cast.fajar])["id"]
    here.cast.rina.say("/hubungkan", chat_id=chat)
    here.cast.rina.tap("Kepala Biro", chat_id=chat)
    here.cast.rina.wait_for("kini menjadi ruang", chat_id=chat)
    here.settle()
    play.open()
    begun = here.mark()
    there = here.cast.andri.wait_for(showing("Perintahkan", play.title), chat_id=chat)
    for button in ("Disposisikan", "📨 Disposisikan"):
        play.tap(here.cast.andri, button, there)
    play.invite()
    card = here.cast.andri.wait_for(showing("Tanda tangani", play.title), chat_id=chat, after=begun)
    toast = play.tap(here.cast.andri, "Tanda tangani", card)
    assert "Silakan kirim kode autentikator Anda." in toast
    here.cast.andri.wait_for(QUESTION, after=begun)
    signer.answer(signer.fresh(), "tandatangani dengan kode autentikator")
    here.cast.fajar.wait_for("Telah ditandatangani dengan kode autentikator", chat_id=chat)
    seen = [text_of(m) for m in here.cast.fajar.messages(chat)]
    assert not any(QUESTION in text for text in seen)
    no_code_is_left(signer)


def test_the_menu_names_the_command_where_codes_are_asked_for(here: Stage) -> None:
    """And the help does, too."""
    here.settle()
    assert "autentikator" in here.cast.andri.commands()
    begun = here.mark()
    here.cast.andri.say("/bantuan")
    here.cast.andri.wait_for("/autentikator", after=begun)
