"""Takes a document through the signing gateway and back: from the page, or from the command line.

The NIK and the passphrase are arguments on their way to the gateway, and nothing else: they are kept nowhere,
stand in no log, no message and no error.
"""

import asyncio
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from office import certified
from office.documents import Upload
from office.gateway import (
    Appearance,
    GatewayError,
    NotRegisteredError,
    SignedPdf,
    SigningGateway,
    UnavailableError,
    WrongPassphraseError,
)
from office.office import Office
from office.signing import Subject
from papers.kinds import PDF
from papers.press import Press, PressError
from papers.signed_over import signed_over
from sop.errors import Reason, Refused
from storage.files import Blob, FileStore
from storage.record import Refusal
from storage.store import Store

_NIK = re.compile(r"\d{16}", re.ASCII)
"""Nomor Induk Kependudukan: 16 digits (PP 37/2007, pasal 37)."""
LONGEST = 200
"""Characters of a passphrase."""
LARGEST = 50
"""Megabytes of a document that goes to the gateway: it is held in memory on its way, and on its way back."""
_SECONDS = 60.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be signed, and by whom: the person's chat, and the task as it was seen."""

    chat: int
    case: int
    task: int
    seen: int

    @property
    def about(self) -> tuple[int, int, int]:
        """The case, the task, and its version."""
        return self.case, self.task, self.seen


class Certifier:
    """Signs through the gateway, one document of a task at a time."""

    def __init__(
        self, store: Store, office: Office, files: FileStore, press: Press, gateway: SigningGateway
    ) -> None:
        self._store = store
        self._office = office
        self._files = files
        self._press = press
        self._gateway = gateway
        self._busy: set[tuple[int, int]] = set()

    async def show(self, order: Order) -> Subject:
        """Return what would be signed, if it may be signed now. Raises Refused, which is recorded."""
        try:
            return (await self._looked(order))[1]
        except Refused as refused:
            await self._record(order, refused)
            raise

    async def sign(self, order: Order, sha256: str, nik: str, passphrase: str) -> None:
        """Sign the document with this hash. Raises Refused, which is recorded; then nothing is signed."""
        try:
            with self._alone(order):
                await self._sign(order, sha256, nik, passphrase)
        except Refused as refused:
            await self._record(order, refused)
            raise

    @contextmanager
    def _alone(self, order: Order) -> Iterator[None]:
        """Keep a second signature of the same document out while one is under way."""
        key = order.case, order.task
        if key in self._busy:
            raise Refused(Reason.BEING_SIGNED)
        self._busy.add(key)
        try:
            yield
        finally:
            self._busy.discard(key)

    async def _sign(self, order: Order, sha256: str, nik: str, passphrase: str) -> None:
        if not _NIK.fullmatch(nik) or not 0 < len(passphrase) <= LONGEST:
            raise Refused(Reason.NIK_FORM)
        person, one = await self._looked(order)
        if one.document.sha256 != sha256:
            raise Refused(Reason.STALE)
        source = self._files.path(sha256)
        appearance = Appearance(reason=f"Disetujui selaku {one.capacity[0]}" if one.capacity else "")
        signed = await self._through(
            person, await asyncio.to_thread(source.read_bytes), nik, passphrase, appearance
        )
        with self._files.desk() as target:
            await asyncio.to_thread(target.write_bytes, signed.data)
            try:
                args = (source, target, self._office.anchors, self._office.now())
                found = await self._press.run(signed_over, *args, seconds=_SECONDS)
            except PressError as error:
                log.warning("what the gateway gave back could not be read: %s", error.why)
                raise Refused(Reason.NOT_WHAT_WAS_SENT) from None
            blob: Blob = await asyncio.to_thread(self._files.adopt, target)
        upload = Upload(blob.sha256, blob.size, one.document.name, PDF.mime, None, "document")
        try:
            await self._store.run(
                lambda tx: certified.finish(
                    tx, self._office, order.chat, order.about, one, upload, found, signed.document_id
                )
            )
        except BaseException:
            # Whoever asks the gateway what became of its transaction finds it here.
            log.warning("signed as %r by the gateway, and not written down", signed.document_id)
            raise

    async def _through(
        self, person: int, pdf: bytes, nik: str, passphrase: str, appearance: Appearance
    ) -> SignedPdf:
        """Let the gateway sign. Its own words go nowhere: they may quote what it was sent."""
        try:
            return await self._gateway.sign(pdf, nik, passphrase, appearance)
        except (WrongPassphraseError, NotRegisteredError) as error:
            wrong = isinstance(error, WrongPassphraseError)
            reason = Reason.TTE_WRONG if wrong else Reason.NIK_UNKNOWN
            refused = await self._store.run(lambda tx: certified.wrong(tx, self._office, person, reason))
            raise refused from None
        except UnavailableError as error:
            log.warning("the signing gateway is away: %s", error)
            raise Refused(Reason.GATEWAY_AWAY) from None
        except GatewayError as error:
            log.warning("the signing gateway refuses: %s, code %s", error, error.code)
            raise Refused(Reason.GATEWAY_REFUSED, code=str(error.code or "tanpa kode")) from None

    async def _looked(self, order: Order) -> tuple[int, Subject]:
        actor, one = await self._store.run(
            lambda tx: certified.look(tx, self._office, order.chat, *order.about)
        )
        if one.document.size > LARGEST * 1024 * 1024:
            raise Refused(Reason.FILE_TOO_BIG, limit=str(LARGEST))
        return actor.person, one

    async def _record(self, order: Order, refused: Refused) -> None:
        refusal = Refusal(self._office.now(), order.chat, "tte", refused.reason.value, order.case, order.task)
        await self._store.run(lambda tx: tx.record.refuse(refusal))
