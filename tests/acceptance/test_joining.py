"""Coming in without an invitation: /daftar on a phone, and an admin who decides with one tap."""

import itertools
from datetime import timedelta

import pytest

from tests.support.phones import Message, Phone, Toast, text_of
from tests.support.refusing import refused
from tests.support.stage import Stage

NIP, SPACED = "199001012015031001", "19900101 201503 1 001"
NUMBER = "+62 812-0000-7777"
_numbers = itertools.count(722000)


def newcomer(here: Stage, name: str = "Budi Santoso") -> Phone:
    """Give a phone to somebody who is not in the office, and let them press Start."""
    phone = here.phones.person(name, "baru", user_id=next(_numbers))
    phone.start()
    phone.wait_for("atau ketuk /daftar untuk mendaftar")
    here.settle()
    return phone


def to_the_post(here: Stage, phone: Phone, nip: str = NIP) -> Message:
    """Fill the form as far as the post; return the question."""
    after = here.mark()
    phone.say("/daftar")
    phone.wait_for("nama lengkap", after=after)
    phone.say("Budi Santoso, S.Sos.")
    phone.wait_for("NIP Anda", after=after)
    phone.say(nip)
    return phone.wait_for("Jabatan apa", after=after)


def to_the_phone(here: Stage, phone: Phone, *labels: str, nip: str = NIP) -> None:
    """Fill the form as far as the telephone number."""
    question = to_the_post(here, phone, nip)
    for label in labels or ("JF/Pelaksana", "Kelembagaan"):
        phone.tap(label, question)
        here.settle()
    phone.wait_for("bagikan nomor telepon")


def sent(here: Stage, phone: Phone, *labels: str) -> Message:
    """Send a registration without a telephone number; return the admin's card."""
    to_the_phone(here, phone, *labels)
    after = here.mark()
    phone.press("Lewati")
    phone.tap("Kirim", phone.wait_for("Periksa pendaftaran Anda", after=after))
    return here.cast.rina.wait_for("Pendaftaran baru", after=after)


def shown(phone: Phone, message: Message) -> Message:
    """Return a message as it reads now."""
    return next(m for m in phone.messages() if m["message_id"] == message["message_id"])


def database(here: Stage, *tables: str) -> str:
    """Return what is in these tables."""
    return here.record.store.run_sync(
        lambda tx: "\n".join(
            repr(tx.connection.exec_driver_sql(f"select * from {table}").all())  # noqa: S608 - our own names
            for table in tables
        )
    )


def test_somebody_registers_and_is_let_in(here: Stage) -> None:
    """Name, NIP, post, own number; every answer is asked for in turn, and the admin's tap seats them."""
    budi, rina = newcomer(here), here.cast.rina
    to_the_phone(here, budi)
    assert budi.keyboard() == ["Bagikan nomor telepon", "Lewati", "Batal"]
    after = here.mark()
    budi.share_contact(NUMBER)
    summary = budi.wait_for("Periksa pendaftaran Anda", after=after)
    assert text_of(summary).splitlines()[1:5] == [
        "Nama: Budi Santoso, S.Sos.",
        f"NIP: {SPACED}",
        "Jabatan: JF/Pelaksana Kelembagaan",
        "Telepon: +6281200007777",
    ]
    assert budi.keyboard() == []
    budi.tap("Kirim", summary)
    here.settle()
    assert text_of(shown(budi, summary)).startswith("Pendaftaran Anda telah dikirim kepada admin kantor.")
    card = rina.wait_for("Pendaftaran baru", after=after)
    assert f"NIP: {SPACED}" in text_of(card)
    assert rina.tap("Setujui", card) == "Pendaftaran telah disetujui."
    budi.wait_for("Anda terdaftar sebagai JF/Pelaksana Kelembagaan", after=after)
    here.settle()
    assert "tugas" in budi.commands()
    assert "Telah disetujui oleh Kasubag TU, Rina Marlina" in text_of(shown(rina, card))
    assert rina.buttons(shown(rina, card)) == []
    for phone in here.cast.officials[2:]:
        assert not any("Budi" in text for text in here.news(phone, after))
    kept = database(here, "updates", "outbox", "dialogs", "refusals")
    for secret in (NIP, SPACED, NUMBER, "81200007777", "0812 0000", "0812-0000"):
        assert secret not in kept
        assert secret not in here.bot.logged()


def test_a_refused_registration_is_told_politely(here: Stage) -> None:
    """Nobody is named, and the person stays a stranger."""
    budi, rina = newcomer(here), here.cast.rina
    card = sent(here, budi)
    after = here.mark()
    assert rina.tap("Tolak", card) == "Pendaftaran telah ditolak."
    said = budi.wait_for("belum dapat disetujui", after=after)
    assert text_of(said) == (
        "Mohon maaf, pendaftaran Anda sebagai JF/Pelaksana Kelembagaan belum dapat disetujui. "
        "Silakan hubungi admin kantor Anda."
    )
    here.settle()
    assert "Telah ditolak oleh Kasubag TU, Rina Marlina" in text_of(shown(rina, card))
    assert here.record.store.run_sync(lambda tx: here.office.actor(tx, budi.id)) is None


def test_the_first_admin_decides(here: Stage) -> None:
    """Of two taps at the same time one counts; both cards show whose."""
    budi, rina, yulia = newcomer(here), here.cast.rina, here.cast.yulia
    here.record.store.run_sync(lambda tx: tx.admins.grant(yulia.id, None, here.office.now()))
    here.phones.advance(timedelta(seconds=2))  # what another process grants is seen after a second
    try:
        card = sent(here, budi)
        other = yulia.wait_for("Pendaftaran baru")
        here.settle()
        taps = []
        for phone, message, label in ((rina, card, 0), (yulia, other, 1)):
            data = message["markup"]["inline_keyboard"][0][label]["callback_data"]
            taps.append(
                here.phones.post(f"/people/{phone.id}/forge", message_id=message["message_id"], data=data)
            )
        here.settle()
        answers = sorted(here.phones.get(f"/callbacks/{tap['id']}")["text"] for tap in taps)
        assert answers[0] == "Pendaftaran ini sudah diputuskan atau diganti."
        assert answers[1] in ("Pendaftaran telah disetujui.", "Pendaftaran telah ditolak.")
        for phone, message in ((rina, card), (yulia, other)):
            assert phone.buttons(shown(phone, message)) == []
            assert "oleh K" in text_of(shown(phone, message))
    finally:
        here.record.store.run_sync(lambda tx: tx.admins.revoke(yulia.id, None, here.office.now()))


def test_a_wrong_nip_is_refused_with_what_is_wrong(here: Stage) -> None:
    """The form waits for a right one; the wrong one is not kept either."""
    budi = newcomer(here)
    after = here.mark()
    budi.say("/daftar")
    budi.wait_for("nama lengkap", after=after)
    budi.say("Budi Santoso")
    budi.wait_for("NIP Anda", after=after)
    wrong = ("19900101", "199002302015031001", "199001012015035001")
    with refused(here, budi, "nip_digits", "nip_form", "nip_form"):
        for nip in wrong:
            budi.say(nip)
            here.settle()
    again = "Silakan periksa lalu tulis kembali."
    assert here.news(budi, after)[2:] == [
        f"NIP terdiri atas 18 angka. {again}",
        f"NIP belum sesuai susunannya pada tanggal lahir (angka ke-1 sampai ke-8). {again}",
        f"NIP belum sesuai susunannya pada jenis kelamin (angka ke-15). {again}",
    ]
    budi.say(SPACED)
    budi.wait_for("Jabatan apa", after=after)
    here.settle()
    kept = database(here, "updates", "outbox", "refusals")
    assert not any(nip in kept for nip in (*wrong[1:], SPACED, NIP))


@pytest.mark.parametrize("name", ["ab", "12345", "x" * 81, "\u2800 \u2800", "😀😀😀"])
def test_what_is_no_name_is_refused(here: Stage, name: str) -> None:
    """Too short, too long, or without a letter."""
    budi = newcomer(here)
    budi.say("/daftar")
    budi.wait_for("nama lengkap")
    with refused(here, budi, "name_form"):
        budi.say(name)
        budi.wait_for("Nama ditulis dengan huruf")


def test_anothers_contact_is_not_taken(here: Stage) -> None:
    """Nothing of it is kept; nor is a number that is typed; one's own is then still asked for."""
    budi = newcomer(here)
    to_the_phone(here, budi)
    with refused(here, budi, "contact_not_own", "contact_not_own", "contact_typed"):
        budi.share_contact("+628120009999", of=here.cast.andri)
        here.settle()
        budi.share_contact("+628120008888", of="Kenalan")
        here.settle()
        budi.say("0812 0000 6666")
        here.settle()
    kept = database(here, "updates", "outbox", "dialogs", "registrations", "people")
    for number in ("8120009999", "8120008888", "0812 0000 6666", "Kenalan"):
        assert number not in kept
    assert "Kontak tersebut bukan milik akun Anda dan tidak disimpan." in "".join(budi.texts())
    budi.press("Lewati")
    budi.wait_for("Telepon: tidak diberikan")


@pytest.mark.parametrize("how", ["/batal", "Batal", "button"])
def test_the_form_can_be_left(here: Stage, how: str) -> None:
    """By the command, by the key, by the button: nothing is sent, and nothing is kept of it."""
    budi, after, nip = newcomer(here), here.mark(), "198503032010012007"
    if how == "button":
        budi.tap("Batal", to_the_post(here, budi, nip))
    else:
        to_the_phone(here, budi, nip=nip)
        budi.say(how)
    budi.wait_for("Pendaftaran dibatalkan. Tidak ada yang dikirim.", after=after)
    here.settle()
    assert nip not in database(here, "dialogs", "registrations", "updates", "outbox")
    assert budi.keyboard() == []
    assert not any("Budi" in text for text in here.news(here.cast.rina, after))


def test_a_second_tap_sends_nothing(here: Stage) -> None:
    """The form is gone with the first."""
    budi = newcomer(here)
    to_the_phone(here, budi)
    budi.press("Lewati")
    summary = budi.wait_for("Periksa pendaftaran Anda")
    after = here.mark()
    budi.tap("Kirim", summary)
    with refused(here, budi, "form_passed"):
        assert budi.forge("l:regs::", summary) == "Isian ini sudah tidak berlaku."
    cards = [text for text in here.news(here.cast.rina, after) if "Pendaftaran baru" in text]
    assert len(cards) == 1


def test_a_newer_registration_replaces_the_older_and_three_a_day_are_enough(here: Stage) -> None:
    """The older card loses its buttons; the fourth /daftar of the day is refused."""
    budi, rina = newcomer(here), here.cast.rina
    first = sent(here, budi)
    second = sent(here, budi, "Kasubag TU")
    assert "Jabatan ini kini dipegang Rina Marlina dan akan berpindah bila disetujui." in text_of(second)
    here.settle()
    assert rina.buttons(shown(rina, first)) == []
    assert "Telah diganti oleh pendaftaran yang lebih baru." in text_of(shown(rina, first))
    third = sent(here, budi)
    with refused(here, budi, "registration_limit"):
        budi.say("/daftar")
        budi.wait_for("paling banyak tiga kali dalam sehari")
    rina.tap("Tolak", third)
    here.settle()


def test_a_member_asks_for_a_further_post(here: Stage) -> None:
    """The name is known; approved, they hold both."""
    siti, rina = here.cast.siti, here.cast.rina
    after = here.mark()
    siti.say("/daftar")
    siti.wait_for("NIP Anda", after=after)
    siti.say(NIP)
    question = siti.wait_for("Jabatan apa", after=after)
    for label in ("JF/Pelaksana", "Reformasi Birokrasi"):
        siti.tap(label, question)
        here.settle()
    siti.press("Lewati")
    siti.tap("Kirim", siti.wait_for("Periksa pendaftaran Anda", after=after))
    card = rina.wait_for("Permohonan jabatan tambahan", after=after)
    assert "Kini terdaftar sebagai: JF/Pelaksana Tata Laksana" in text_of(card)
    rina.tap("Setujui", card)
    siti.wait_for("Anda terdaftar sebagai JF/Pelaksana Reformasi Birokrasi", after=after)


def test_an_invitation_goes_before_the_form(here: Stage) -> None:
    """Whoever gets a link while they fill it is let in at once, and the form is over."""
    budi = newcomer(here)
    to_the_phone(here, budi)
    budi.start(here.code("jf", "Kelembagaan"))
    budi.wait_for("Anda terdaftar sebagai JF/Pelaksana Kelembagaan")
    here.settle()
    assert budi.keyboard() == []
    budi.say("Lewati")
    budi.wait_for("Pesan ini belum dapat dipahami")


def test_only_an_admin_decides_on_the_phone(here: Stage) -> None:
    """A forged tap of an official, or of whoever asks, is refused."""
    budi, andri = newcomer(here), here.cast.andri
    card = sent(here, budi)
    data = card["markup"]["inline_keyboard"][0][0]["callback_data"]
    with refused(here, andri, "not_admin"):
        assert andri.forge(data, andri.last()) == "Tindakan ini hanya untuk admin kantor."
    with refused(here, budi, "not_member"):
        said: Toast = budi.forge(data, budi.last())
        assert said.startswith("Mohon maaf, layanan ini hanya untuk pejabat yang terdaftar.")
    here.cast.rina.tap("Tolak", card)


def test_the_form_is_not_endless(here: Stage) -> None:
    """Sixty messages an hour; then what is left of three sentences, and silence; later it goes on."""
    budi = newcomer(here)
    budi.say("/daftar")
    budi.wait_for("nama lengkap")
    for _ in range(59):
        budi.say("1")
    here.settle()
    after = here.mark()
    for _ in range(5):
        budi.say("Budi Santoso")
    here.settle()
    assert here.news(budi, after) == ["Pesan Anda terlalu banyak. Silakan lanjutkan satu jam lagi."] * 2
    here.phones.advance(timedelta(hours=1))
    budi.say("Budi Santoso")
    budi.wait_for("NIP Anda", after=after)
