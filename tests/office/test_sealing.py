"""Approving in the chat with the office's seal: authorised at the tap, and again when the paper is there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.delivery import call_of
from bot.workshop import Workshop
from handlers.letter import NewFile, NewText
from handlers.sheets import deed
from handlers.signing_letters import signing_ways
from office import sealing
from office.making import Made
from papers.press import Press
from papers.seal import Seal, with_seal
from papers.signatures import Anchors, Kind
from sop import actions as a
from sop import facts as f
from sop.case import Part, Task
from sop.errors import Reason, Refused
from sop.facts import Signed
from storage.documents import DocumentKind
from storage.files import FileStore
from storage.makings import Making
from storage.transaction import Tx
from tests.office.bureau import Bureau, said
from tests.support.pki import NOW, OFFICE, authority, paper

ANDRI, RINA, YULIA = 101, 102, 103
SEAL = Seal(authority().pkcs12("Segel Contoh Instansi"), "rahasia", OFFICE)


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    bureau = Bureau(tmp_path)
    bureau.now = NOW
    bureau.office = replace(bureau.office, seal=SEAL, anchors=with_seal(Anchors(), SEAL))
    bureau.open()
    yield bureau
    bureau.store.close()


def tap(bureau: Bureau, task: Task, who: int = ANDRI, seen: int | None = None) -> Reason | None:
    """Approve with the seal; return why not."""
    actor = bureau.actor(who)
    try:
        bureau.ask(
            lambda tx: sealing.request(tx, bureau.office, actor, who, 1, task.id, seen or task.version)
        )
    except Refused as refused:
        return refused.reason
    return None


def asked(bureau: Bureau) -> Making | None:
    """Return the sealed paper that is asked for; the other papers of the case are let go."""

    def look(tx: Tx) -> Making | None:
        while (making := tx.makings.next(bureau.now)) is not None and making.kind != sealing.KIND:
            tx.makings.done(making.id, bureau.now)
        return making

    return bureau.ask(look)


def make(bureau: Bureau, folder: Path) -> Made:
    """Make the paper as the workshop does, without its child process."""
    making = asked(bureau)
    assert making is not None
    source, target = folder / "asli.pdf", folder / "segel.pdf"
    source.write_bytes(paper())
    job = bureau.ask(lambda tx: sealing.MAKER.prepare(tx, bureau.office, making, lambda _: source))
    assert job is not None
    return Made("5e" * 32, 4000, job.name, job.mime, job.make(target, *job.args))


def finish(bureau: Bureau, made: Made) -> Reason | None:
    """Write down what came of it; return why not."""
    making = asked(bureau)
    assert making is not None
    reason = None
    try:
        bureau.ask(lambda tx: sealing.MAKER.finish(tx, bureau.office, making, made))
    except Refused as refused:
        reason = refused.reason
        error = refused
        bureau.ask(lambda tx: sealing.MAKER.refused(tx, bureau.office, making, error))
    bureau.ask(lambda tx: tx.makings.done(making.id, bureau.now))
    return reason


def signed(bureau: Bureau) -> list[Signed]:
    events = bureau.ask(lambda tx: tx.cases.events(1))
    return [e.fact for e in events if isinstance(e.fact, Signed)]


def test_the_sealed_paper_is_signed_in_the_name_of_who_approved_it(bureau: Bureau, tmp_path: Path) -> None:
    """One transaction takes the sealed file and the signature; the record says who, as what, and how."""
    task = bureau.to(Part.SIGN)
    bureau.deliver()
    before = len(signed(bureau))
    assert tap(bureau, task) is None
    assert len(signed(bureau)) == before  # not before the paper is there

    assert finish(bureau, make(bureau, tmp_path)) is None

    fact = signed(bureau)[-1]
    assert task.given is not None
    assert (fact.shown, fact.file.sha256, fact.how, fact.verified) == (
        task.given.sha256,
        "5e" * 32,
        f.SEAL,
        "",
    )
    assert "dengan segel elektronik" in str(deed(fact))
    ended = bureau.case().task(task.id)
    assert ended is not None
    assert ended.signed_by == f.SEAL
    document = bureau.ask(lambda tx: tx.documents.get(fact.file.id))
    assert document is not None
    assert (document.kind, document.label) == (DocumentKind.SEALED, task_label(bureau, task))
    assert [one["kind"] for one in document.found["signatures"]] == [Kind.SEAL]
    letters = bureau.deliver()
    (news,) = [one for one in letters[ANDRI] if isinstance(one, NewFile)]
    assert "Disegel secara elektronik oleh" in news.caption
    assert "bukan tanda tangan elektronik tersertifikasi" in news.caption
    card = next(text for text in said(letters[RINA]) if "Lampiran" in text)
    assert "🔏 1 segel elektronik, utuh, penerbit dikenal" in card


def task_label(bureau: Bureau, task: Task) -> str:
    return f"{bureau.sop.step(task.step).file_label} (ditandatangani)"


def test_an_invitation_is_sealed_as_well(bureau: Bureau, tmp_path: Path) -> None:
    """Inside a step, too."""
    assert tap(bureau, bureau.to(Part.COUNTERSIGN)) is None
    assert finish(bureau, make(bureau, tmp_path)) is None
    assert signed(bureau)[-1].how == f.SEAL


def test_only_whose_turn_it_is_may_ask_for_the_seal(bureau: Bureau) -> None:
    """On the card as it is, for a part that is signed, in an office that has a seal."""
    task = bureau.to(Part.SIGN)
    assert tap(bureau, task, RINA) is Reason.NOT_YOURS
    assert tap(bureau, task, seen=task.version + 1) is Reason.STALE
    bureau.office = replace(bureau.office, seal=None)
    assert tap(bureau, task) is Reason.NOT_THIS_KIND
    assert asked(bureau) is None


def test_it_is_asked_for_once(bureau: Bureau) -> None:
    """A second tap before the paper is there is told to wait."""
    task = bureau.to(Part.SIGN)
    assert tap(bureau, task) is None
    assert tap(bureau, task) is Reason.BEING_SIGNED


def test_who_lost_the_post_meanwhile_has_signed_nothing(bureau: Bureau, tmp_path: Path) -> None:
    """The right is looked at when the paper is there; a sentence says so, and nothing is written."""
    task = bureau.to(Part.SIGN)
    tap(bureau, task)
    made = make(bureau, tmp_path)
    person = bureau.actor(ANDRI).person
    bureau.ask(lambda tx: [tx.terms.end(t.id, bureau.now) for t in tx.terms.of_person(person, bureau.now)])
    before = bureau.case().version
    bureau.deliver()

    assert finish(bureau, made) is Reason.NOT_YOURS

    assert bureau.case().version == before
    (news,) = bureau.deliver()[ANDRI]
    assert isinstance(news, NewText)
    assert "segel tidak dibubuhkan" in news.text


def test_what_was_decided_otherwise_meanwhile_stays_so(bureau: Bureau, tmp_path: Path) -> None:
    """A return after the tap wins over the seal."""
    task = bureau.to(Part.SIGN)
    tap(bureau, task)
    made = make(bureau, tmp_path)
    bureau.act(bureau.actor(ANDRI), a.Return(task.id, task.version, "Mohon dilengkapi"))
    assert finish(bureau, made) is Reason.RETURNED


def test_the_card_offers_the_seal_only_where_there_is_one(bureau: Bureau) -> None:
    """And never the page of a certified signature where there is no gateway."""
    bureau.to(Part.SIGN)
    cards = [one for one in bureau.deliver()[ANDRI] if isinstance(one, NewFile) and one.buttons]
    labels = [b.label for row in cards[-1].buttons for b in row]
    assert "🔏 Setujui dengan segel" in labels
    assert not any(b.page for row in cards[-1].buttons for b in row)


def test_the_page_of_certified_signatures_is_offered_in_private_only(bureau: Bureau) -> None:
    """As a Mini App, which Telegram lets nobody open in a group."""
    page = "https://sopbot.example.go.id/tte"
    bureau.office = replace(bureau.office, signing_page=page, seal=None)
    task = bureau.to(Part.SIGN)
    cards = [one for one in bureau.deliver()[ANDRI] if isinstance(one, NewFile)]
    buttons = [b for one in cards for row in one.buttons for b in row]
    (found,) = [b for b in buttons if b.page]
    assert found.page == f"{page}?case=1&task={task.id}&seen={task.version}"
    assert call_of(NewText(ANDRI, "Kartu", ((found,),))).parameters["reply_markup"] == {
        "inline_keyboard": [[{"text": found.label, "web_app": {"url": found.page}}]]
    }
    case = bureau.case()
    ways = bureau.ask(lambda tx: signing_ways(tx, bureau.office, case, task, public=True))
    assert "page" not in ways


async def test_the_workshop_seals_in_its_child_process(bureau: Bureau, tmp_path: Path) -> None:
    """What the maker hands over can be handed over, and what cannot be sealed comes back as a refusal."""
    files = FileStore(tmp_path / "files")
    files.prepare()
    task = bureau.to(Part.SIGN)
    assert task.given is not None
    kept = files.path(task.given.sha256)
    kept.parent.mkdir()
    press = Press()
    workshop = Workshop(bureau.store, bureau.office, files, press)
    for content, how in ((b"%PDF-1.7 rusak", ""), (paper(), f.SEAL)):
        kept.write_bytes(content)
        assert tap(bureau, task) is None
        making = asked(bureau)
        assert making is not None
        await workshop.make(making)
        assert [one.how for one in signed(bureau) if one.task == task.id] == ([how] if how else [])
    await press.close()
