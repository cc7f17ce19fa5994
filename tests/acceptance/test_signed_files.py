"""Electronic signatures over HTTP: read when a file comes, made by the office's seal and by the gateway."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from papers.signature_reading import read_signatures
from papers.signatures import Anchors, Integrity, Kind, Signature
from tests.support.gateway import NIK, PASSPHRASE, PASSWORD, USERNAME, Gateway, gateway
from tests.support.nursery import Nursery
from tests.support.papers import PDF
from tests.support.phones import Message, showing, text_of
from tests.support.pki import NOW, SIGNER, authority, paper, signed
from tests.support.play import Play
from tests.support.stage import Stage, stage

SEAL_PASSWORD = "sandi-segel-contoh"
PUBLIC = "https://sopbot.example.go.id"


@dataclass
class Signing:
    """An office with everything that signs."""

    here: Stage
    page: str
    """Where the bot serves its page on this machine."""
    stand_in: Gateway
    folder: Path

    def read(self, content: bytes) -> tuple[Signature, ...]:
        """Return the signatures of what came to a phone."""
        path = self.folder / "diterima.pdf"
        path.write_bytes(content)
        return read_signatures(path, Anchors((authority().pem,)), NOW)


@contextmanager
def beside() -> Iterator[Gateway]:
    """Run the stand-in of the gateway in a thread."""
    ready: threading.Event = threading.Event()
    found: list[Gateway] = []
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    async def run() -> None:
        async with gateway() as stand_in:
            found.append(stand_in)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(run()))
    thread.start()
    assert ready.wait(10)
    yield found[0]
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory, nursery: Nursery) -> Iterator[Signing]:
    folder = tmp_path_factory.mktemp("segel")
    (folder / "induk.pem").write_bytes(authority().pem)
    (folder / "segel.p12").write_bytes(authority().pkcs12("Segel Contoh Instansi", SEAL_PASSWORD))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with beside() as stand_in:
        more = (
            f'[signatures]\nroots = ["induk.pem"]\n'
            f'[seal]\npkcs12 = "segel.p12"\npassword = "{SEAL_PASSWORD}"\n'
            f'[bsre]\nurl = "{stand_in.url}"\nusername = "{USERNAME}"\npassword = "{PASSWORD}"\n'
            f'[web]\nlisten = "127.0.0.1:{port}"\npublic_url = "{PUBLIC}"\n'
        )
        with stage(folder, nursery, more=more) as found:
            yield Signing(found, f"http://127.0.0.1:{port}", stand_in, folder)


def prepared(signing: Signing, title: str, content: bytes) -> tuple[Play, Message]:
    """Play until Kepala Biro is to sign an invitation; return that card."""
    play = signing.here.play(title)
    play.open()
    play.dispose()
    rina = signing.here.cast.rina
    card = play.wait(rina, showing("Buat undangan", title))
    play.tap(rina, "Jadwal rapat", card)
    play.wait(rina, "Hari apa")
    play.say(rina, "Selasa 24/11 pukul 09.30-11.30")
    play.wait(rina, "Di mana")
    play.tap(rina, "Aula")
    play.tap(rina, "Simpan jadwal")
    play.wait(rina, "Jadwal rapat dicatat")
    play.send(rina, "undangan.pdf", content, PDF, reply_to=card)
    play.wait(rina, "Berkas diterima")
    play.tap(rina, "Selesai", card)
    return play, play.wait(signing.here.cast.andri, showing("Tanda tangani", title))


def test_a_signed_file_is_told_and_an_altered_one_refused(signing: Signing) -> None:
    """Approving it with the seal keeps what it bears; every guest gets it so."""
    once = signed(paper(), authority().pkcs12())
    here, rina, andri = signing.here, signing.here.cast.rina, signing.here.cast.andri
    begun = here.mark()
    play, card = prepared(signing, "Rapat bertanda tangan", once)
    told = rina.wait_for("Ditandatangani secara elektronik oleh", after=begun)
    assert SIGNER in text_of(told)
    assert "penerbit sertifikat dikenal" in text_of(told)
    assert "🔏 1 tanda tangan elektronik, utuh, penerbit dikenal" in text_of(card)

    altered = once.replace(b"/MediaBox", b"/MediaBux")
    play.send(andri, "undangan-ubah.pdf", altered, PDF, reply_to=card)
    andri.wait_for("tidak lagi sama dengan saat ditandatangani", after=begun)

    assert "sedang dibubuhi segel" in play.tap(andri, "Setujui dengan segel", card)
    news = play.wait(andri, "Disegel secara elektronik oleh")
    assert "bukan tanda tangan elektronik tersertifikasi" in text_of(news)
    sealed = andri.download(news)
    assert sealed.startswith(once)
    found = signing.read(sealed)
    assert [one.integrity for one in found] == [Integrity.INTACT, Integrity.INTACT]
    invitation = play.wait(here.cast.yulia, showing("Hadiri rapat", "1 segel elektronik"))
    assert here.cast.yulia.download(invitation) == sealed


def test_an_official_signs_on_the_page_that_the_card_opens(signing: Signing) -> None:
    """From the button through the gateway to the guests; nothing that was typed is in the log."""
    here, andri = signing.here, signing.here.cast.andri
    play, card = prepared(signing, "Rapat dengan TTE", paper("Undangan rapat evaluasi (contoh)."))
    label = next(label for label in andri.buttons(card) if "BSrE" in label)
    opened = here.phones.post(f"/people/{andri.id}/open", message_id=card["message_id"], button=label)
    address = urlsplit(opened["url"])
    assert opened["url"].startswith(f"{PUBLIC}/tte?")
    about = {name: values[0] for name, values in parse_qs(address.query).items()}
    body = {"init": parse_qs(address.fragment)["tgWebAppData"][0], **about}

    shown = httpx.post(f"{signing.page}/tte/show", json=body).json()
    assert shown["name"] == SIGNER
    secrets = {"sha256": shown["sha256"], "nik": NIK, "passphrase": PASSPHRASE}
    done = httpx.post(f"{signing.page}/tte/sign", json=body | secrets, timeout=60).json()
    assert done["ok"], done

    news = play.wait(andri, "tanda tangan elektronik tersertifikasi Anda")
    (found,) = signing.read(andri.download(news))
    assert (found.kind, found.integrity) == (Kind.SIGNATURE, Integrity.INTACT)
    play.wait(here.cast.yulia, showing("Hadiri rapat", "1 tanda tangan elektronik"))
    logged = here.bot.logged()
    for secret in (NIK, PASSPHRASE, PASSWORD, SEAL_PASSWORD):
        assert secret not in logged
