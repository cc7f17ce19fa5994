"""What admins hear of the virus scanner: every find, and now and then that it is away."""

from datetime import timedelta

from handlers.letters import compose
from office.scanning import QUIET, report
from sop.errors import Reason, Refused
from storage.transaction import Tx
from tests.office.bureau import ADMIN, Bureau


def told(bureau: Bureau, refused: Refused) -> list[str]:
    """Report a refusal; return what an admin is told of it."""

    def work(tx: Tx) -> list[str]:
        before = {row.id for row in tx.outbox.pending(0, 999)}
        report(tx, bureau.office, refused, "Rina <Marlina>", "surat<1>.pdf", bureau.now)
        tx.outbox.write()
        new = [row for row in tx.outbox.pending(0, 999) if row.id not in before and row.chat == ADMIN]
        return [str(compose(tx, bureau.office, row)) for row in new]

    return bureau.ask(work)


def test_every_find_is_told_with_who_sent_it(bureau: Bureau) -> None:
    """Names are escaped."""
    for _ in range(2):
        (said,) = told(bureau, Refused(Reason.FILE_INFECTED, found="Win.Uji-1"))
        assert all(part in said for part in ("Win.Uji-1", "surat&lt;1&gt;.pdf", "Rina &lt;Marlina&gt;"))


def test_a_scanner_that_is_away_is_told_once_an_hour(bureau: Bureau) -> None:
    """However many files come meanwhile; other refusals are nobody's alarm."""
    away = Refused(Reason.SCANNER_AWAY, why="Connection refused")
    (said,) = told(bureau, away)
    assert "Connection refused" in said
    bureau.now += QUIET - timedelta(seconds=1)
    assert told(bureau, away) == []
    bureau.now += timedelta(seconds=1)
    assert len(told(bureau, away)) == 1
    assert told(bureau, Refused(Reason.FILE_BROKEN)) == []
