"""Applies one stored update: parse, route, and mark it done in the transaction of what it did."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter

from bot.errors import redact, retry_after
from bot.fetch import Fetcher
from bot.lanes import LaterError
from handlers import texts
from handlers.call import Call
from handlers.incoming import Incoming, Said, SentFile, Tap, parse
from handlers.keeping import brings_secret, concealed
from handlers.routes import (
    binds,
    expects_file,
    receive_bound,
    receive_file,
    refuse_bound,
    refuse_file,
    route,
)
from handlers.words import esc
from office.documents import Upload
from office.office import Office
from office.stepup import looks_like_code
from papers.kinds import PDF
from sop.errors import Refused
from storage.engine import is_outage
from storage.outbox import Outgoing
from storage.sheaves import Sheaf
from storage.store import Store
from storage.transaction import Tx
from storage.updates import AlreadyDoneError, Received

log = logging.getLogger(__name__)

TRIES = 3
"""How often an update that fails unexpectedly is tried before it is given up, with a record."""
FIRST_PAUSE = 0.5
LONGEST_OUTAGE, LONGEST_UNFETCHED = 10.0, 60.0
"""Seconds at most between two looks whether the database, or Telegram's files, are back."""
FETCH_PATIENCE = 300.0
"""How long a file that cannot be fetched holds up its chat, in seconds; then the tries begin to count."""


@dataclass(slots=True)
class _Trouble:
    """What an update went through so far."""

    tries: int
    pauses: int = 0
    waited: float = 0.0


class Dispatcher:
    """Turns received updates into use cases."""

    def __init__(self, store: Store, office: Office, fetcher: Fetcher, limit: int) -> None:
        self._store = store
        self._office = office
        self._fetcher = fetcher
        self._limit = limit
        self._troubles: dict[int, _Trouble] = {}
        self._secret: set[int] = set()
        """Updates under way that say a secret: given up, they are concealed all the same."""

    async def handle(self, received: Received) -> None:
        """Apply an update once; what fails unexpectedly is tried again, then given up with a record.

        Raises LaterError where not the update is at fault but the database or the network.
        """
        trouble = self._troubles.pop(received.id, None) or _Trouble(received.attempts)
        try:
            while trouble.tries < TRIES and await self._fails(received, trouble):
                trouble.tries += 1
        except LaterError:
            self._troubles[received.id] = trouble
            raise
        self._secret.discard(received.id)

    async def _fails(self, received: Received, trouble: _Trouble) -> bool:
        """Try once; return whether that failed and was counted."""
        try:
            await self._apply(received)
        except AlreadyDoneError:
            return False
        except Exception as error:
            _wait_if_outside(received, error, trouble)
            attempt = trouble.tries + 1
            log.exception("update %s failed (try %s of %s)", received.id, attempt, TRIES)
            try:
                return await self._note_failure(received, error, last=attempt == TRIES)
            except Exception as unnoted:
                _wait_if_outside(received, unnoted, trouble)
                raise
        return False

    async def _apply(self, received: Received) -> None:
        incoming = parse(received.data)
        if incoming is None:
            await self._store.run(lambda tx: self._done(tx, received))
        elif isinstance(incoming, SentFile):
            await self._file(received, incoming)
        elif isinstance(incoming, Tap) and binds(incoming):
            await self._bind(received, incoming)
        else:
            await self._store.run(lambda tx: self._once(tx, received, incoming, route))

    def _once(self, tx: Tx, received: Received, incoming: Incoming, do: Callable[[Call], Any]) -> None:
        """Do it and mark the update done together; a second time is rolled back whole."""
        tx.updates.done(received.id, self._office.now())
        call = Call(tx, self._office, incoming)
        try:
            do(call)
        finally:
            if call.concealed:
                self._secret.add(received.id)
        self._forget(tx, received)

    def _done(self, tx: Tx, received: Received) -> None:
        tx.updates.done(received.id, self._office.now())
        self._forget(tx, received)

    def _forget(self, tx: Tx, received: Received) -> None:
        """Let the store forget what was written: what came of it is kept where it belongs.

        It may be a secret that nobody expected: the code of an invitation on its own, a NIP after its form
        was left, a code that was typed into a group.
        """
        kept = concealed(received.data)
        if kept is not received.data:
            tx.updates.keep_instead(received.id, kept)

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
            do = lambda call: refuse_file(call, sent, refusal)  # noqa: E731
        else:
            upload = Upload(
                blob.sha256,
                blob.size,
                sent.name,
                blob.found.mime,
                sent.file_id,
                sent.medium,
                blob.found.facts(),
                blob.found.text,
            )
            do = lambda call: receive_file(call, sent, upload)  # noqa: E731
        await self._store.run(lambda tx: self._once(tx, received, sent, do))

    async def _bind(self, received: Received, tap: Tap) -> None:
        """Make a PDF of the photos that a tap asks for, then take it as a file that was sent.

        Until then the tap is not done: after a crash it is handled anew, and makes the same bytes.
        """
        sheaf = await self._store.run(lambda tx: self._to_bind(tx, received, tap))
        if sheaf is None:
            return
        do: Callable[[Call], Any]
        try:
            made = await self._fetcher.bind([photo.sha256 for photo in sheaf.photos])
        except Refused as refused:
            refusal = refused
            do = lambda call: refuse_bound(call, refusal)  # noqa: E731
        else:
            pages = {"pages": len(sheaf.photos)}
            upload = Upload(made.sha256, made.size, "", PDF.mime, None, "document", pages)
            do = lambda call: receive_bound(call, tap, sheaf, upload)  # noqa: E731
        await self._store.run(lambda tx: self._once(tx, received, tap, do))

    def _to_bind(self, tx: Tx, received: Received, tap: Tap) -> Sheaf | None:
        call = Call(tx, self._office, tap)
        route(call)
        if call.bind is None:
            self._done(tx, received)
        return call.bind

    def _wanted(self, tx: Tx, received: Received, sent: SentFile) -> bool:
        if expects_file(Call(tx, self._office, sent), sent, self._limit):
            return True
        self._done(tx, received)
        return False

    async def _note_failure(self, received: Received, error: Exception, *, last: bool) -> bool:
        """Count the failure; when it is the last, say so to whoever wrote and to the admins.

        Return False where the update is done all the same.
        """
        now = self._office.now()

        def note(tx: Tx) -> bool:
            counted = tx.updates.failed(received.id, type(error).__name__, now if last else None)
            if counted and last:
                if received.id in self._secret or brings_secret(received.data):
                    self._forget(tx, received)
                self._apologise(tx, received)
            return counted

        return await self._store.run(note)

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
        if isinstance(incoming, Said) and received.id in self._secret and looks_like_code(incoming.text):
            # Its deletion was rolled back with the rest.
            gone = Outgoing(incoming.sender.chat, "delete", {"message": incoming.message})
            tx.outbox.add([gone], now, first=True)
        failed = {"name": "failed", "update": received.id}
        tx.outbox.add([Outgoing(admin, "notice", failed) for admin in self._office.admins(tx)], now)


def _wait_if_outside(received: Received, error: Exception, trouble: _Trouble) -> None:
    """Raise LaterError where the same update may well succeed later; it then counts as no try."""
    longest = None
    if is_outage(error):
        longest = LONGEST_OUTAGE
    elif _is_network(error) and trouble.waited < FETCH_PATIENCE:
        longest = LONGEST_UNFETCHED
    if longest is None:
        return
    pause = min(longest, FIRST_PAUSE * 2.0 ** min(trouble.pauses, 20))
    if isinstance(error, RetryAfter):
        pause = max(pause, retry_after(error))
    if not trouble.pauses:
        said = (str(error).strip().splitlines() or [""])[0]
        log.warning("update %s waits: %s", received.id, redact(f"{type(error).__name__}: {said}"))
    trouble.pauses += 1
    trouble.waited += pause
    raise LaterError(pause) from error


def _is_network(error: Exception) -> bool:
    """Return whether Telegram could not be asked; BadRequest, a refusal, is a NetworkError there too."""
    return isinstance(error, (NetworkError, RetryAfter)) and not isinstance(error, BadRequest)
