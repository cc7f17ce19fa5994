"""Nobody examines or signs what they wrote: the task climbs, or those who can help are told."""

from datetime import timedelta

import pytest

from handlers.letter import Edit, NewFile
from office import members
from sop import actions as a
from sop.case import Meeting, Part
from sop.errors import Reason, Refused
from storage.transaction import Tx
from tests.office.bureau import ADMIN, Bureau, said
from tests.support.authority_terms import (
    ANDRI,
    CLERK,
    DEWI,
    FAJAR,
    HEAD,
    HENDRA,
    KABAG,
    RINA,
    SITI,
    YULIA,
    admin,
    end,
    fill,
    person,
)


def cards(letters: dict[int, list[object]], chat: int) -> list[NewFile]:
    """Return the new cards of a chat."""
    return [letter for letter in letters.get(chat, []) if isinstance(letter, NewFile) and letter.card]


def refused(bureau: Bureau, who: int, action: a.TaskAction) -> Reason:
    """Return why somebody may not."""
    with pytest.raises(Refused) as found:
        bureau.act(bureau.actor(who), action)
    return found.value.reason


def test_the_clerk_who_is_plh_of_the_head_does_not_sign_the_own_invitation(bureau: Bureau) -> None:
    """Inside step 2, too: nobody stands above, so the admins are told, and a mandate mends it."""
    fill(bureau, admin(bureau), HEAD, RINA)
    bureau.open()
    bureau.deliver()
    bureau.to(Part.COUNTERSIGN)
    letters = bureau.deliver()
    assert any("Penyusun tidak dapat memeriksa" in text for text in said(letters[ADMIN]))
    task = bureau.to(Part.COUNTERSIGN)
    for action in (a.Sign(task.id, task.version), a.Return(task.id, task.version, "Ulangi")):
        assert refused(bureau, RINA, action) is Reason.FOUR_EYES
        assert refused(bureau, ANDRI, action) is Reason.REPLACED
    (substitute,) = bureau.ask(lambda tx: tx.terms.substitutes(bureau.now))
    end(bureau, ANDRI, substitute)
    letters = bureau.deliver()
    assert len(cards(letters, ANDRI)) == 1
    bureau.act(bureau.actor(ANDRI), a.Sign(task.id, task.version))


def test_who_only_sets_the_meeting_wrote_nothing(bureau: Bureau) -> None:
    """The author of an invitation is whoever sends its file or hands it on."""
    fill(bureau, admin(bureau), CLERK, HENDRA)
    bureau.open(YULIA)
    task = bureau.to(Part.PREPARE)
    meeting = Meeting(bureau.now + timedelta(days=1), bureau.now + timedelta(days=1, hours=2), "Aula")
    bureau.act(bureau.actor(HENDRA), a.Schedule(task.id, meeting))
    assert bureau.to(Part.PREPARE).authors == ()
    bureau.to(Part.COUNTERSIGN)
    prepared = next(t for t in bureau.case().tasks if t.part is Part.PREPARE)
    assert prepared.authors == (person(bureau, HENDRA),)


def test_a_successor_takes_back_what_climbed(bureau: Bureau) -> None:
    """The author held the post; whoever comes in now examines, and the superior's card says so."""
    author = person(bureau, FAJAR)
    bureau.ask(lambda tx: tx.people.dismiss(KABAG, bureau.now))
    bureau.ask(lambda tx: tx.people.appoint(author, KABAG, bureau.now))
    bureau.open()
    bureau.to(Part.EXAMINE)
    assert len(cards(bureau.deliver(), ANDRI)) == 1
    new = bureau.ask(lambda tx: tx.people.admit(120, "Bayu Pratama", bureau.now))
    role = bureau.sop.role("kepala-bagian")
    bureau.now += timedelta(hours=1)

    def seat(tx: Tx) -> None:
        found = members.seat(tx, bureau.office, new, "Bayu Pratama", KABAG, role)
        tx.outbox.add(found, bureau.now)

    bureau.ask(seat)
    letters = bureau.deliver()
    assert len(cards(letters, 120)) == 1
    (edit,) = [letter for letter in letters[ANDRI] if isinstance(letter, Edit)]
    assert edit.buttons == ()


def test_a_superior_who_is_replaced_does_not_judge_what_climbs(bureau: Bureau) -> None:
    """Their Plh. does; the superior's card and the refusal say so."""
    rina = admin(bureau)
    fill(bureau, rina, KABAG, FAJAR)
    bureau.open()
    task = bureau.to(Part.EXAMINE)
    bureau.deliver()
    fill(bureau, rina, HEAD, DEWI)
    letters = bureau.deliver()
    assert len(cards(letters, DEWI)) == 1
    assert any("tugas ini dijalankan Plh. Kepala Biro" in text for text in said(letters[ANDRI]))
    with pytest.raises(Refused) as found:
        bureau.act(bureau.actor(ANDRI), a.Approve(task.id, task.version))
    assert (found.value.reason, found.value.facts) == (Reason.REPLACED, {"whose": "Plh. Kepala Biro"})
    with pytest.raises(Refused) as found:
        bureau.act(bureau.actor(HENDRA), a.Approve(task.id, task.version))
    assert (found.value.reason, found.value.facts) == (Reason.NOT_YOURS, {"whose": "Plh. Kepala Biro"})


def test_a_vacant_superior_is_told_of(bureau: Bureau) -> None:
    """The unit's head wrote it and nobody leads the office: that is told, for nobody can judge it."""
    rina = admin(bureau)
    fill(bureau, rina, KABAG, FAJAR)
    bureau.open()
    bureau.to(Part.DRAFT)
    bureau.ask(lambda tx: tx.people.dismiss(HEAD, bureau.now))
    bureau.deliver()
    bureau.to(Part.EXAMINE)
    letters = bureau.deliver()
    assert any("tidak ada atasan yang dapat menggantikan" in text for text in said(letters[rina]))
    assert not cards(letters, FAJAR)


def test_a_plh_of_the_superior_judges_what_climbs(bureau: Bureau) -> None:
    """And if that one wrote it too, nobody is left."""
    rina = admin(bureau)
    fill(bureau, rina, KABAG, FAJAR)
    fill(bureau, rina, HEAD, DEWI)
    bureau.open()
    task = bureau.to(Part.EXAMINE)
    bureau.act(bureau.actor(DEWI), a.Approve(task.id, task.version))
    ended = bureau.case().task(task.id)
    assert ended is not None
    assert ended.ended is not None
    assert ended.ended.by is not None
    assert ended.ended.by.position == HEAD
    assert ended.ended.by.acting is not None


def test_who_wrote_it_and_left_is_still_its_author(bureau: Bureau) -> None:
    """Dismissed from the pool and made head of the unit: what they drafted before is not theirs to judge."""
    bureau.open()
    bureau.to(Part.EXAMINE)
    bureau.deliver()

    author = person(bureau, FAJAR)

    def promote(tx: Tx) -> None:
        for term in tx.terms.of_person(author, bureau.now):
            tx.terms.end(term.id, bureau.now)
        tx.people.dismiss(KABAG, bureau.now)
        tx.people.appoint(author, KABAG, bureau.now)

    bureau.ask(promote)
    bureau.now += timedelta(seconds=1)
    task = bureau.to(Part.EXAMINE)
    assert refused(bureau, FAJAR, a.Approve(task.id, task.version)) is Reason.FOUR_EYES
    bureau.act(bureau.actor(ANDRI), a.Approve(task.id, task.version))


def test_two_authors_are_both_barred(bureau: Bureau) -> None:
    """One uploaded, the other replaced the file and handed it on."""
    bureau.open()
    draft = bureau.to(Part.DRAFT)
    bureau.act(bureau.actor(FAJAR), a.Claim(draft.id, draft.version))
    bureau.act(bureau.actor(FAJAR), a.Attach(draft.id, bureau.case().base))
    draft = bureau.to(Part.DRAFT)
    bureau.act(bureau.actor(FAJAR), a.Release(draft.id, draft.version))
    draft = bureau.to(Part.DRAFT)
    bureau.act(bureau.actor(SITI), a.Claim(draft.id, draft.version))
    draft = bureau.to(Part.DRAFT)
    bureau.act(bureau.actor(SITI), a.Finish(draft.id, draft.version))
    task = bureau.to(Part.EXAMINE)
    for who in (FAJAR, SITI):
        term = fill(bureau, ANDRI, KABAG, who)
        assert refused(bureau, who, a.Approve(task.id, task.version)) is Reason.FOUR_EYES
        end(bureau, ANDRI, term)


def test_a_card_that_came_to_the_superior_says_when_it_went_back(bureau: Bureau) -> None:
    """The superior still holds the post: the card says for whom the task waits now, not that they lost it."""
    bureau.open()
    term = fill(bureau, admin(bureau), KABAG, FAJAR)
    bureau.to(Part.EXAMINE)
    letters = bureau.deliver()
    (card,) = cards(letters, ANDRI)
    assert "Sampai kepada Anda selaku atasan" in card.caption
    end(bureau, RINA, term)
    letters = bureau.deliver()
    (edit,) = [letter for letter in letters[ANDRI] if isinstance(letter, Edit)]
    assert "Tugas ini kini menunggu Kepala Bagian Tata Laksana" in edit.text
    assert edit.buttons == ()
    assert len(cards(letters, YULIA)) == 1
