"""The configuration of signatures, and what `sopbot check` says of it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from bot import checkup
from bot.app import office_of
from bot.config import Config, ConfigError, load
from bot.signing import signatures
from papers.seal import SealError
from tests.support.pki import authority

TOKEN = "123456789:AAH0tHkZ_8vX-invented_for_a_test_only"
SECRET = "sandi-segel-rahasia"
SECTION = '[seal]\npkcs12 = "segel.p12"\nlocation = "Padang"\n[signatures]\nroots = ["certs/*.pem"]\n'
LONG = {"first": datetime.now(UTC) - timedelta(days=9), "last": datetime.now(UTC) + timedelta(days=90)}


@pytest.fixture(name="home")
def _home(tmp_path: Path) -> Path:
    ca = authority()
    (tmp_path / "certs").mkdir()
    (tmp_path / "certs" / "induk.pem").write_bytes(ca.pem)
    (tmp_path / "segel.p12").write_bytes(ca.pkcs12("Segel Contoh", SECRET, **LONG))
    return tmp_path


def config(home: Path, more: str = SECTION, **environment: str) -> Config:
    """Return a configuration."""
    file = home / "config.toml"
    file.write_text(f'[telegram]\ntoken = "{TOKEN}"\n[office]\nname = "Contoh Instansi"\n{more}')
    return load(file, environment)


def test_roots_and_the_seal_come_into_the_office(home: Path) -> None:
    """The password may stand in the environment, and shows in nothing."""
    found = config(home, SOPBOT_SEAL_PASSWORD=SECRET)
    office = office_of(found)
    assert len(office.anchors.roots) == len(office.anchors.seals) == 1
    assert office.seal is not None
    assert (office.seal.office, office.seal.location) == ("Contoh Instansi", "Padang")
    assert SECRET not in repr(found) + repr(office)
    assert [one.good for one in signatures(found)] == [True, True]
    assert "Segel Contoh, valid until" in signatures(found)[1].text


def test_without_a_seal_there_is_none(home: Path) -> None:
    """Nothing of all this has to be configured."""
    office = office_of(config(home, ""))
    assert office.seal is None
    assert office.anchors.roots == office.anchors.seals == ()
    assert office.signing_page == ""


def test_the_page_needs_a_gateway(home: Path) -> None:
    """An address alone opens nothing."""
    web = '[web]\npublic_url = "https://sopbot.example.go.id/"\n'
    bsre = '[bsre]\nurl = "https://esign.example.go.id"\nusername = "sopbot"\n'
    assert office_of(config(home, web)).signing_page == ""
    found = config(home, web + bsre, SOPBOT_BSRE_PASSWORD=SECRET)
    assert office_of(found).signing_page == "https://sopbot.example.go.id/tte"
    assert SECRET not in repr(found)
    assert found.web is not None
    assert (found.web.host, found.web.port) == ("127.0.0.1", 8443)


def test_a_missing_password_is_told(home: Path) -> None:
    """For the seal and for the gateway, with where it may stand."""
    with pytest.raises(ConfigError, match=r"seal\.password: is missing.*SOPBOT_SEAL_PASSWORD"):
        config(home)
    with pytest.raises(ConfigError, match=r"bsre\.password: is missing.*SOPBOT_BSRE_PASSWORD"):
        config(home, '[bsre]\nurl = "https://esign.example.go.id"\nusername = "sopbot"\n')


def test_what_cannot_be_used_is_told_with_how_to_mend_it(home: Path) -> None:
    """A wrong password, a certificate that is none, one out of date; the password is not repeated."""
    (home / "certs" / "bukan.pem").write_text("bukan sertifikat")
    old = authority("Induk Lama")
    past = datetime.now(UTC) - timedelta(days=1)
    lapsed = old.issue("Lama", first=past - timedelta(days=9), last=past)
    (home / "certs" / "lama.pem").write_bytes(lapsed.public_bytes(Encoding.DER))
    found = config(home, SOPBOT_SEAL_PASSWORD="salah-sandi")

    said = {one.text.split(":")[1].split(" ")[1].rpartition("/")[2]: one for one in signatures(found)[:3]}
    assert not said["bukan.pem"].good
    assert not said["lama.pem"].good
    assert "was valid until" in said["lama.pem"].text
    seal = signatures(found)[-1]
    assert not seal.good
    assert "another password" in seal.text
    assert "salah-sandi" not in seal.text + seal.mend
    with pytest.raises(SealError):
        office_of(found)
    # `sopbot check` looks at everything else all the same.
    assert checkup._codes(found) == []
    assert checkup._hours(found).good


def test_a_file_of_several_certificates_brings_them_all(home: Path) -> None:
    """As issuers hand out their chains."""
    (home / "certs" / "rantai.pem").write_bytes(authority("Induk Satu").pem + authority("Induk Dua").pem)
    found = config(home, SOPBOT_SEAL_PASSWORD=SECRET)
    assert len(office_of(found).anchors.roots) == 3
    assert [one.good for one in signatures(found)] == [True] * 4


def test_a_root_that_is_none_is_said_at_the_start(home: Path) -> None:
    """Beside it every signed file would seem broken."""
    (home / "certs" / "bukan.pem").write_bytes((home / "segel.p12").read_bytes())
    with pytest.raises(SealError, match=r"bukan\.pem is no certificate"):
        office_of(config(home, SOPBOT_SEAL_PASSWORD=SECRET))
