"""Codes of authenticator apps: enrolled once, each served once, five wrong ones lock for 15 minutes."""

import base64
import io
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyotp
import pytest
import segno

from handlers.letter import NewImage
from handlers.stepup_letters import BORDER, DOT
from office import stepup
from office.vault import Vault
from sop import actions as a
from sop.case import FileRef, Part, Task
from sop.errors import Reason, Refused
from sop.people import Actor
from storage.authenticators import Authenticator
from storage.outbox import Outgoing
from storage.transaction import Tx
from tests.office.bureau import ADMIN, Bureau, said
from tests.support.codes import STEP, code, new_key, with_codes, wrong

KEY = new_key()
ANDRI = 101
MINUTE = timedelta(minutes=1)


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    bureau = Bureau(tmp_path, text=with_codes(), keys=(KEY,))
    yield bureau
    bureau.store.close()


def app(bureau: Bureau) -> Authenticator:
    person = bureau.actor(ANDRI).person
    found = bureau.ask(lambda tx: tx.authenticators.get(person))
    assert found is not None
    return found


def secret(bureau: Bureau) -> str:
    return bureau.office.vault.unseal(app(bureau).person, app(bureau).secret)


def confirm(bureau: Bureau, actor: Actor, digits: str) -> None:
    bureau.ask(lambda tx: stepup.confirm(tx, bureau.office, actor, digits))


def unreadable(bureau: Bureau) -> list[int]:
    return bureau.ask(lambda tx: stepup.unreadable(tx, bureau.office))


def tried(bureau: Bureau, digits: str) -> Refused | None:
    """Verify a code as a handler does: a refusal is caught within the transaction, which is committed."""
    actor = bureau.actor(ANDRI)

    def attempt(tx: Tx) -> Refused | None:
        try:
            stepup.verify(tx, bureau.office, actor, digits)
        except Refused as refused:
            return refused
        return None

    return bureau.ask(attempt)


def reason(bureau: Bureau, digits: str) -> Reason | None:
    refused = tried(bureau, digits)
    return refused.reason if refused else None


def enrol(bureau: Bureau) -> str:
    """Enrol Kepala Biro's app and return its secret, a minute later."""
    actor = bureau.actor(ANDRI)
    assert bureau.ask(lambda tx: stepup.offer(tx, bureau.office, actor))
    first = code(secret(bureau), bureau.now)
    confirm(bureau, actor, first)
    bureau.pass_time(MINUTE)
    return secret(bureau)


def lock(bureau: Bureau) -> datetime:
    """Let five wrong codes come; return when."""
    for _ in range(stepup.TRIES):
        tried(bureau, wrong(secret(bureau), bureau.now))
    return bureau.now


@pytest.mark.parametrize(
    ("at", "digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_codes_are_those_of_rfc_6238(at: int, digits: str) -> None:
    """Appendix B, of whose eight digits apps show the last six; checked by the function that signs."""
    key = base64.b32encode(b"12345678901234567890").decode()
    now = datetime.fromtimestamp(at, UTC)
    assert stepup._steps_of(key, digits[-6:], now) == [at // STEP]


def test_enrolling_is_done_once_by_the_first_code(bureau: Bureau) -> None:
    """Until then nothing signs; afterwards nothing more is offered."""
    actor = bureau.actor(ANDRI)
    assert reason(bureau, "123456") is Reason.NO_AUTHENTICATOR
    assert bureau.ask(lambda tx: stepup.offer(tx, bureau.office, actor))
    assert reason(bureau, code(secret(bureau), bureau.now)) is Reason.NO_AUTHENTICATOR
    confirm(bureau, actor, code(secret(bureau), bureau.now))
    assert bureau.ask(lambda tx: stepup.enrolled(tx, actor.person))
    assert not bureau.ask(lambda tx: stepup.offer(tx, bureau.office, actor))
    assert bureau.ask(lambda tx: stepup.offered(tx, bureau.office, actor)) is None


def test_the_first_code_signs_nothing_more(bureau: Bureau) -> None:
    """Whoever saw it typed cannot use it."""
    actor = bureau.actor(ANDRI)
    bureau.ask(lambda tx: stepup.offer(tx, bureau.office, actor))
    first = code(secret(bureau), bureau.now)
    confirm(bureau, actor, first)
    assert reason(bureau, first) is Reason.CODE_USED


def test_asked_again_within_the_hour_it_is_the_same_secret_and_later_a_new_one(bureau: Bureau) -> None:
    """An app that scanned the first QR code is not left with a dead secret; an old QR code is worthless."""
    actor = bureau.actor(ANDRI)
    bureau.ask(lambda tx: stepup.offer(tx, bureau.office, actor))
    first = secret(bureau)
    bureau.pass_time(timedelta(minutes=59))
    bureau.ask(lambda tx: stepup.offer(tx, bureau.office, actor))
    assert secret(bureau) == first
    bureau.pass_time(MINUTE)
    late = code(first, bureau.now)
    with pytest.raises(Refused) as refused:
        confirm(bureau, actor, late)
    assert refused.value.reason is Reason.ENROLMENT_OVER
    bureau.ask(lambda tx: stepup.offer(tx, bureau.office, actor))
    assert secret(bureau) != first


def test_a_wrong_first_code_is_refused_and_asked_again(bureau: Bureau) -> None:
    """It locks nothing: nothing is enrolled yet."""
    actor = bureau.actor(ANDRI)
    bureau.ask(lambda tx: stepup.offer(tx, bureau.office, actor))
    for _ in range(6):
        bad = wrong(secret(bureau), bureau.now)
        with pytest.raises(Refused) as refused:
            confirm(bureau, actor, bad)
        assert refused.value.reason is Reason.FIRST_CODE_WRONG
    confirm(bureau, actor, code(secret(bureau), bureau.now))


@pytest.mark.parametrize(("steps", "serves"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_of_the_step_before_or_after_serves_and_no_other(
    bureau: Bureau, steps: int, serves: bool
) -> None:
    """A telephone's clock may differ by half a minute."""
    key = enrol(bureau)
    bureau.pass_time(timedelta(hours=1))
    found = reason(bureau, code(key, bureau.now, steps))
    assert found is (None if serves else Reason.WRONG_CODE)


def test_each_code_serves_once(bureau: Bureau) -> None:
    """Nor does an earlier one after it; the next one does. None of this is a wrong code."""
    key = enrol(bureau)
    right = code(key, bureau.now)
    assert reason(bureau, right) is None
    assert reason(bureau, right) is Reason.CODE_USED
    assert reason(bureau, code(key, bureau.now, -1)) is Reason.CODE_USED
    assert app(bureau).failures == 0
    assert reason(bureau, code(key, bureau.now, 1)) is None


def test_blanks_in_a_code_do_not_matter_and_other_texts_are_no_try(bureau: Bureau) -> None:
    """Apps show "123 456"; a word or five digits is told as such and not counted."""
    key = enrol(bureau)
    for text in ("", "kode", "12345", "1234567", "١٢٣٤٥٦", "12345a"):
        assert reason(bureau, text) is Reason.CODE_FORM
    assert app(bureau).failures == 0
    digits = code(key, bureau.now)
    assert reason(bureau, f" {digits[:3]} {digits[3:]}\n") is None


def test_wrong_codes_are_counted_although_they_are_refused(bureau: Bureau) -> None:
    """The count is committed with the refusal, and says how many tries are left; a right one begins anew."""
    key = enrol(bureau)
    for left in (4, 3, 2, 1):
        refused = tried(bureau, wrong(key, bureau.now))
        assert refused is not None
        assert (refused.reason, refused.facts) == (Reason.WRONG_CODE, {"left": str(left)})
    assert app(bureau).failures == 4
    assert reason(bureau, code(key, bureau.now)) is None
    assert app(bureau).failures == 0


def test_the_fifth_wrong_code_locks_for_fifteen_minutes_exactly(bureau: Bureau) -> None:
    """Until then not even the right code serves, and trying makes it no longer."""
    key = enrol(bureau)
    begun = lock(bureau)
    bureau.pass_time(timedelta(minutes=15) - timedelta(microseconds=1))
    assert reason(bureau, code(key, bureau.now)) is Reason.CODE_LOCKED
    assert reason(bureau, wrong(key, bureau.now)) is Reason.CODE_LOCKED
    assert app(bureau).locked_until == begun + timedelta(minutes=15)
    bureau.pass_time(timedelta(microseconds=1))
    assert reason(bureau, code(key, bureau.now)) is None
    assert app(bureau).locked_until is None


def test_after_a_lock_there_are_five_tries_again(bureau: Bureau) -> None:
    """And the fifth locks again."""
    key = enrol(bureau)
    lock(bureau)
    bureau.pass_time(timedelta(minutes=15))
    refused = tried(bureau, wrong(key, bureau.now))
    assert refused is not None
    assert refused.facts == {"left": "4"}


def test_the_admins_are_told_once_of_a_lock_and_read_no_code(bureau: Bureau) -> None:
    """Who, in which post, and until when."""
    enrol(bureau)
    bad = wrong(secret(bureau), bureau.now)
    lock(bureau)
    tried(bureau, bad)
    tried(bureau, bad)
    told = said(bureau.deliver().get(ADMIN, []))
    assert len(told) == 1
    assert "Kepala Biro, Andri Saputra" in told[0]
    assert "Senin, 23 November 2026 pukul 08.16 WIB" in told[0]
    assert bad not in told[0]
    bureau.pass_time(timedelta(minutes=15))
    lock(bureau)
    assert len(said(bureau.deliver().get(ADMIN, []))) == 1


def test_a_lock_is_one_persons_alone(bureau: Bureau) -> None:
    """Whoever else signs is not held up."""
    enrol(bureau)
    lock(bureau)
    rina = bureau.actor(102)
    assert bureau.ask(lambda tx: stepup.offer(tx, bureau.office, rina))


def reset(bureau: Bureau, admin: Actor | None, chat: int = ANDRI) -> bool:
    person = bureau.actor(chat).person
    return bureau.ask(lambda tx: stepup.reset(tx, bureau.office, admin, person))


def test_an_admin_resets_an_app_and_its_owner_is_told(bureau: Bureau) -> None:
    """The lock goes with it; the owner enrols anew, with another secret."""
    key = enrol(bureau)
    lock(bureau)
    bureau.deliver()
    admin = replace(bureau.actor(102), admin=True)
    assert reset(bureau, admin)
    assert not reset(bureau, admin)
    (told,) = said(bureau.deliver()[ANDRI])
    assert "telah direset" in told
    assert reason(bureau, code(key, bureau.now)) is Reason.NO_AUTHENTICATOR
    assert enrol(bureau) != key


def test_nobody_else_resets_and_an_admin_not_their_own(bureau: Bureau) -> None:
    """Else whoever has an admin's telephone in the hand would need no code."""
    enrol(bureau)
    for admin, why in (
        (bureau.actor(102), Reason.NOT_ADMIN),
        (replace(bureau.actor(ANDRI), admin=True), Reason.NOT_OWN_RESET),
    ):
        with pytest.raises(Refused) as refused:
            reset(bureau, admin)
        assert refused.value.reason is why
    assert app(bureau).enrolled is not None
    assert reset(bureau, None)  # the command line


# Keys


def test_the_secret_is_encrypted_at_rest_and_in_no_repr(bureau: Bureau) -> None:
    """Neither the row, nor anything that might be logged, shows it or the key."""
    key = enrol(bureau)
    everything = str(bureau.everything())
    offer = stepup.Offer("otpauth://totp/x?secret=" + key, key)
    for shown in (everything, repr(app(bureau)), repr(bureau.office), repr(bureau.office.vault), repr(offer)):
        assert key not in shown
        assert KEY not in shown


def with_keys(bureau: Bureau, *keys: str) -> None:
    bureau.office = replace(bureau.office, vault=Vault(keys))


def test_under_another_key_it_is_refused_with_a_sentence_and_logged(
    bureau: Bureau, caplog: pytest.LogCaptureFixture
) -> None:
    """The official is told to enrol anew by an admin; nothing crashes, no try is counted."""
    key = enrol(bureau)
    with_keys(bureau, new_key())
    with caplog.at_level(logging.ERROR):
        assert reason(bureau, code(key, bureau.now)) is Reason.AUTHENTICATOR_LOST
    assert "cannot be read" in caplog.text
    assert unreadable(bureau) == [app(bureau).person]
    assert app(bureau).failures == 0


def test_a_key_is_changed_by_putting_the_new_one_first(bureau: Bureau) -> None:
    """At the next start everything is encrypted with it, and the old key can go."""
    key, newer = enrol(bureau), new_key()
    with_keys(bureau, newer, KEY)
    assert reason(bureau, code(key, bureau.now)) is None
    bureau.ask(lambda tx: stepup.reseal(tx, bureau.office))
    with_keys(bureau, newer)
    assert unreadable(bureau) == []
    before = app(bureau).secret
    bureau.ask(lambda tx: stepup.reseal(tx, bureau.office))
    assert app(bureau).secret == before


def test_a_row_put_in_anothers_place_opens_nothing(bureau: Bureau) -> None:
    """Whoever can write into the database cannot sign with an app of their own."""
    enrol(bureau)
    row = app(bureau)
    fajar = bureau.actor(106)

    def swap(tx: Tx) -> None:
        tx.authenticators.offer(fajar.person, row.secret, bureau.now)
        tx.authenticators.enrol(fajar.person, 0, bureau.now)

    bureau.ask(swap)
    with pytest.raises(Refused) as refused:
        bureau.ask(lambda tx: stepup.ready(tx, bureau.office, fajar))
    assert refused.value.reason is Reason.AUTHENTICATOR_LOST


def test_without_a_key_nothing_is_offered(bureau: Bureau) -> None:
    """An office that asks for no codes needs none."""
    with_keys(bureau)
    actor = bureau.actor(ANDRI)
    with pytest.raises(Refused) as refused:
        bureau.ask(lambda tx: stepup.offer(tx, bureau.office, actor))
    assert refused.value.reason is Reason.CODES_OFF


# Signing


def signing(bureau: Bureau) -> tuple[Actor, Task]:
    bureau.open()
    return bureau.actor(ANDRI), bureau.to(Part.COUNTERSIGN)


def sign(bureau: Bureau, actor: Actor, task: Task, digits: str) -> Reason | None:
    def attempt(tx: Tx) -> Reason | None:
        try:
            stepup.sign(tx, bureau.office, actor, 1, task.id, task.version, digits)
        except Refused as refused:
            return refused.reason
        return None

    return bureau.ask(attempt)


def test_the_right_code_signs_and_the_wrong_one_leaves_the_task_as_it_was(bureau: Bureau) -> None:
    """Counted all the same, in the same transaction."""
    key = enrol(bureau)
    actor, task = signing(bureau)
    assert sign(bureau, actor, task, wrong(key, bureau.now)) is Reason.WRONG_CODE
    assert bureau.case().task(task.id) == task
    assert app(bureau).failures == 1
    assert sign(bureau, actor, task, code(key, bureau.now)) is None
    signed = bureau.case().task(task.id)
    assert signed is not None
    assert signed.verified == "totp"


def test_a_stale_task_uses_up_no_code_and_counts_no_try(bureau: Bureau) -> None:
    """What stands in the way is said before the code is looked at."""
    key = enrol(bureau)
    actor, task = signing(bureau)
    old = replace(task, version=task.version + 1)
    assert sign(bureau, actor, old, wrong(key, bureau.now)) is Reason.STALE
    assert sign(bureau, actor, old, code(key, bureau.now)) is Reason.STALE
    assert app(bureau).failures == 0
    assert sign(bureau, actor, task, code(key, bureau.now)) is None


def test_a_task_of_a_changed_file_is_refused(bureau: Bureau) -> None:
    """The signature is for what was shown when it was asked for."""
    key = enrol(bureau)
    actor, task = signing(bureau)
    prepare = bureau.to(Part.PREPARE)
    other = a.Attach(prepare.id, FileRef(0, "lain", "lain.pdf", 1, "", 1))
    bureau.act(bureau.actor(102), other)
    assert sign(bureau, actor, task, code(key, bureau.now)) is Reason.SUPERSEDED


def test_the_qr_code_is_composed_when_it_is_sent_and_not_after_the_first_code(bureau: Bureau) -> None:
    """The outbox names nobody's secret; a repeated row after enrolment shows nothing."""
    actor = bureau.actor(ANDRI)

    def show(tx: Tx) -> None:
        stepup.offer(tx, bureau.office, actor)
        tx.outbox.add([Outgoing(ANDRI, "enrol", {}), Outgoing(106, "enrol", {})], bureau.now)

    bureau.ask(show)
    letters = bureau.deliver()
    (picture,) = letters[ANDRI]
    assert isinstance(picture, NewImage)
    offered = bureau.ask(lambda tx: stepup.offered(tx, bureau.office, actor))
    assert offered is not None
    read = pyotp.parse_uri(offered.uri)
    assert (read.secret, read.name, read.issuer) == (secret(bureau), "Andri Saputra", "Biro Organisasi")
    drawn = io.BytesIO()
    segno.make(offered.uri, error="m").save(drawn, kind="png", scale=DOT, border=BORDER)
    assert picture.png == drawn.getvalue()
    assert secret(bureau) in picture.caption
    assert secret(bureau) not in repr(picture)
    assert 106 not in letters
    confirm(bureau, actor, code(secret(bureau), bureau.now))
    bureau.ask(show)
    assert ANDRI not in bureau.deliver()
