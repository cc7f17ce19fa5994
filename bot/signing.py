"""From the configuration of signatures to what the office works with, and what `sopbot check` says of it."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.config import Config
from bot.finding import Finding
from office.office import Office
from papers.press import Press
from papers.seal import Seal, SealError, seal_certificate, with_seal
from papers.signatures import Anchors
from storage.files import FileStore
from storage.store import Store

SOON = timedelta(days=30)
"""How long before its end a certificate is spoken of."""


class PageError(Exception):
    """The bot's own page cannot be served there."""


@asynccontextmanager
async def serving_page(
    config: Config, store: Store, office: Office, files: FileStore, press: Press
) -> AsyncIterator[tuple["asyncio.Task[None]", ...]]:
    """Serve the page inside the block, where there is one; yields its task. Raises PageError."""
    if not office.signing_page or config.web is None or config.bsre is None:
        yield ()
        return
    from bot.bsre import Bsre  # noqa: PLC0415 - only where it is configured
    from bot.certifier import Certifier  # noqa: PLC0415 - as above
    from bot.web import Page, server_of  # noqa: PLC0415 - as above

    gateway = Bsre(config.bsre.url, config.bsre.username, config.bsre.password)
    certifier = Certifier(store, office, files, press, gateway)
    server = server_of(config.web, Page(office, certifier, config.telegram.token, config.web.public_url))
    listener = _listening(config.web.host, config.web.port)
    task = asyncio.create_task(server.serve([listener]), name="sopbot-page")
    try:
        yield (task,)
    finally:
        server.stop()
        await asyncio.wait({task})
        listener.close()


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        text = f"web.listen: {host}:{port} cannot be served: {error.strerror or error}; name another port"
        raise PageError(text) from None


def seal_of(config: Config) -> Seal | None:
    """Return the office's seal, None where it has none. Raises OSError where its file cannot be read."""
    if config.seal is None:
        return None
    c = config.seal
    return Seal(c.pkcs12.read_bytes(), c.password, config.office.name, c.reason, c.location)


def anchors_of(config: Config) -> Anchors:
    """Return the trusted certificates. Raises OSError, SealError."""
    roots = tuple(one for path in config.roots for one in _certificates(path))
    return with_seal(Anchors(roots), seal_of(config))


def _certificates(path: Path) -> list[bytes]:
    """Return every certificate of a file, DER.

    Raises SealError where it is none: no signature could be read beside it, and each would seem broken.
    """
    from cryptography import x509  # noqa: PLC0415 - only where there are certificates
    from cryptography.hazmat.primitives.serialization import Encoding  # noqa: PLC0415 - as above

    data = path.read_bytes()
    try:
        pem = b"-----BEGIN" in data
        found = x509.load_pem_x509_certificates(data) if pem else [x509.load_der_x509_certificate(data)]
    except ValueError:
        raise SealError(f"signatures.roots: {path} is no certificate (PEM or DER)") from None
    return [one.public_bytes(Encoding.DER) for one in found]


def signatures(config: Config) -> list[Finding]:
    """Look at the trusted certificates and the seal: whether they can be read, and whether they are valid."""
    found = []
    for path in config.roots:
        try:
            found += [_certificate(f"signatures.roots: {path.name}", one) for one in _certificates(path)]
        except SealError as error:
            found.append(Finding(good=False, text=str(error), mend="name files of certificates"))
        except OSError as error:
            mend = "let the user that runs sopbot read it"
            text = f"signatures.roots: {path} cannot be read: {error.strerror or error}"
            found.append(Finding(good=False, text=text, mend=mend))
    if config.seal is not None:
        found.append(_seal(config))
    return found


def _seal(config: Config) -> Finding:
    try:
        seal = seal_of(config)
        assert seal is not None  # noqa: S101 - the caller looked
        return _certificate("seal", seal_certificate(seal))
    except SealError as error:
        mend = "check the file and its password: openssl pkcs12 -info -noout -in FILE"
        return Finding(good=False, text=str(error), mend=mend)
    except OSError as error:
        mend = "let the user that runs sopbot read it, and nobody else (chmod 600)"
        text = f"seal.pkcs12: cannot be read: {error.strerror or error}"
        return Finding(good=False, text=text, mend=mend)


def _certificate(what: str, data: bytes) -> Finding:
    from cryptography import x509  # noqa: PLC0415 - only where there are certificates

    pem = data.startswith(b"-----BEGIN")
    one = x509.load_pem_x509_certificate(data) if pem else x509.load_der_x509_certificate(data)
    names = one.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    name = str(names[0].value) if names else one.subject.rfc4514_string()
    last = one.not_valid_after_utc
    if last < datetime.now(UTC):
        mend = "replace it by a newer one; what was signed under it is shown as out of date"
        return Finding(good=False, text=f"{what}: {name} was valid until {last:%Y-%m-%d}", mend=mend)
    soon = "; renew it soon" if last < datetime.now(UTC) + SOON else ""
    return Finding(good=True, text=f"{what}: {name}, valid until {last:%Y-%m-%d}{soon}")
