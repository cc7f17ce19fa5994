"""Applies one stored update: parse, route, and mark it done in the transaction of what it did."""

import logging
from collections.abc import Callable
from typing import Any

from bot.fetch import Fetcher
from handlers import texts
from handlers.call import Call
from handlers.incoming import Incoming, SentFile, Tap, parse
from handlers.routes import expects_file, receive_file, refuse_file, route
from handlers.words import esc
from office.documents import Upload
from office.office import Office
from sop.errors import Refused
from storage.outbox import Outgoing
from storage.store import Store
from storage.transaction import Tx
from storage.updates import AlreadyDoneError, Received

log = logging.getLogger(__name__)

TRIES = 3
"""How often an update that fails unexpectedly is tried before it is given up, with a record."""


class Dispatcher:
    """Turns received updates into use cases."""

    def __init__(self, store: Store, office: Office, fetcher: Fetcher, limit: int) -> None:
        self._store = store
        self._office = office
        self._fetcher = fetcher
        self._limit = limit

    async def handle(self, received: Received) -> None:
        """Apply an update once; what fails unexpectedly is tried again, then given up with a record."""
        for attempt in range(received.attempts + 1, TRIES + 1):
            try:
                await self._apply(received)
            except AlreadyDoneError:
                return
            except Exception as error:
                log.exception("update %s failed (try %s of %s)", received.id, attempt, TRIES)
                await self._note_failure(received, error, last=attempt == TRIES)
            else:
                return

    async def _apply(self, received: Received) -> None:
        incoming = parse(received.data)
        if incoming is None:
            await self._store.run(lambda tx: tx.updates.done(received.id, self._office.now()))
        elif isinstance(incoming, SentFile):
            await self._file(received, incoming)
        else:
            await self._store.run(lambda tx: self._once(tx, received, incoming, route))

    def _once(self, tx: Tx, received: Received, incoming: Incoming, do: Callable[[Call], Any]) -> None:
        """Do it and mark the update done together; a second time is rolled back whole."""
        tx.updates.done(received.id, self._office.now())
        do(Call(tx, self._office, incoming))

    async def _file(self, received: Received, sent: SentFile) -> None:
        """Fetch a file only if something waits for it, and take it only if its bytes are what they claim."""
        wanted = await self._store.run(lambda tx: self._wanted(tx, received, sent))
        if not wanted:
            return
        do: Callable[[Call], Any]
        try:
            blob = await self._fetcher.fetch(sent, self._limit)
        except Refused as refused:
            refusal = refused
            do = lambda call: refuse_file(call, refusal)  # noqa: E731
        else:
            upload = Upload(blob.sha256, blob.size, sent.name, blob.mime, sent.file_id, sent.medium)
            do = lambda call: receive_file(call, sent, upload)  # noqa: E731
        await self._store.run(lambda tx: self._once(tx, received, sent, do))

    def _wanted(self, tx: Tx, received: Received, sent: SentFile) -> bool:
        if expects_file(Call(tx, self._office, sent), sent, self._limit):
            return True
        tx.updates.done(received.id, self._office.now())
        return False

    async def _note_failure(self, received: Received, error: Exception, *, last: bool) -> None:
        """Count the failure; when it is the last, say so to whoever wrote and to the admins."""
        now = self._office.now()

        def note(tx: Tx) -> None:
            tx.updates.failed(received.id, type(error).__name__, now if last else None)
            if last:
                self._apologise(tx, received)

        await self._store.run(note)

    def _apologise(self, tx: Tx, received: Received) -> None:
        now = self._office.now()
        try:
            incoming = parse(received.data)
        except (KeyError, TypeError, ValueError):
            incoming = None
        if isinstance(incoming, Tap):
            payload = {"id": incoming.callback_id, "text": texts.FAILED, "alert": True}
            tx.outbox.add([Outgoing(incoming.sender.chat, "answer", payload)], now)
        elif incoming is not None and incoming.sender.private:
            tx.outbox.add([Outgoing(incoming.sender.chat, "text", {"text": esc(texts.FAILED)})], now)
        failed = {"name": "failed", "update": received.id}
        tx.outbox.add([Outgoing(admin, "notice", failed) for admin in self._office.admins], now)
