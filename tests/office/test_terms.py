"""Terms where several things meet: who is told, who has the task then, and how the record names them."""

from datetime import date, timedelta

import pytest

from handlers import assign_texts
from office import absence, cases, members, substitution, terms_told
from office.absence import Leave
from office.assigning import offer
from office.substitution import Wish
from sop import actions as a
from sop.case import Part
from sop.errors import Reason, Refused
from sop.facts import Assigned
from sop.people import Acting, Position, Standing
from storage.terms import Absence, Term
from tests.office.bureau import SEATS, Bureau, said

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = 101, 102, 103, 104, 105, 106, 107
HEAD, CLERK, TTL, OTHERS = (SEATS[chat][1] for chat in (ANDRI, RINA, YULIA, HENDRA))
JF = SEATS[FAJAR][1]
TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def person(bureau: Bureau, chat: int) -> int:
    """Return the id of somebody."""
    return bureau.actor(chat).person


def appoint(
    bureau: Bureau,
    by: int,
    chat: int,
    position: Position,
    standing: Standing = Standing.PLH,
    days: tuple[int, int] = (0, 3),
) -> Term:
    """Enter a term from one day to another, counted from today."""
    first, last = (TODAY + n * DAY for n in days)
    wish = Wish(position, standing, person(bureau, chat), first, last)
    actor = bureau.actor(by)
    return bureau.ask(lambda tx: substitution.appoint(tx, bureau.office, actor, wish))


def go(bureau: Bureau, chat: int, days: tuple[int, int], **subs: int | None) -> Absence:
    """Go on leave; the substitutes are named by role."""
    first, last = (TODAY + n * DAY for n in days)
    actor = bureau.actor(chat)
    mine = {p.role: p for p in bureau.ask(lambda tx: absence.posts_to_fill(tx, bureau.office, actor))}
    who = {mine[role.replace("_", "-")]: sub and person(bureau, sub) for role, sub in subs.items()}
    return bureau.ask(lambda tx: absence.enter(tx, bureau.office, actor, Leave(first, last, who)))


def sweep(bureau: Bureau) -> int:
    """Let begin and end what is due."""
    return bureau.ask(lambda tx: terms_told.sweep(tx, bureau.office))


def test_a_task_climbs_at_once_when_its_author_begins_to_stand_in(bureau: Bureau) -> None:
    """Who wrote the report becomes the Plh. of who examines it: the superior has the card in that moment."""
    bureau.open()
    task = bureau.to(Part.EXAMINE)
    author = next(p for t in bureau.case().tasks if t.part is Part.DRAFT for p in t.authors)
    assert task.open
    bureau.deliver()
    chat = bureau.ask(lambda tx: tx.people.chats((author,)))[author]
    appoint(bureau, ANDRI, chat, TTL)
    letters = bureau.deliver()
    assert any("Periksa" in text for text in said(letters[ANDRI])), letters.get(ANDRI)
    assert not any("tugas terbuka beralih kepada Anda" in text for text in said(letters[chat]))


def test_who_opened_a_case_as_plh_ends_it_in_their_own_post_later(bureau: Bureau) -> None:
    """The record names no post that is not held any more."""
    term = appoint(bureau, ANDRI, YULIA, HEAD)
    bureau.open(YULIA)
    andri = bureau.actor(ANDRI)
    bureau.ask(lambda tx: substitution.end_early(tx, bureau.office, andri, term.id))
    yulia = bureau.actor(YULIA)
    bureau.ask(lambda tx: cases.cancel(tx, bureau.office, yulia, 1, "Salah dokumen"))
    by = bureau.ask(lambda tx: tx.cases.events(1))[-1].by
    assert (by.position, by.acting) == (TTL, None)


def test_leave_tells_of_a_post_that_is_to_be_filled_only_later(bureau: Bureau) -> None:
    """Whoever is to be a Plh. next week and goes on leave then leaves that post open, too."""
    appoint(bureau, ANDRI, YULIA, OTHERS, days=(7, 9))
    bureau.deliver()
    go(bureau, YULIA, (8, 8), kepala_bagian=DEWI)
    told = said(bureau.deliver()[ANDRI])
    assert any("Kepala Bagian Kelembagaan tanpa pengganti" in text for text in told), told


def test_leave_is_silent_about_what_ends_before_it_and_about_mandates(bureau: Bureau) -> None:
    """A post whose Plh. is through by then, or whose holder never left, is not without anyone."""
    appoint(bureau, ANDRI, YULIA, OTHERS, days=(0, 1))
    appoint(bureau, ANDRI, YULIA, HEAD, Standing.AN, (0, 9))
    bureau.deliver()
    go(bureau, YULIA, (5, 6), kepala_bagian=DEWI)
    told = said(bureau.deliver().get(ANDRI, []))
    assert not any("tanpa pengganti" in text for text in told), told


def test_leave_is_silent_about_a_post_that_has_a_plh_already(bureau: Bureau) -> None:
    """The superior named one before: nothing is open."""
    appoint(bureau, ANDRI, DEWI, TTL, days=(0, 9))
    bureau.deliver()
    go(bureau, YULIA, (1, 2), kepala_bagian=None)
    told = said(bureau.deliver().get(ANDRI, []))
    assert not any("tanpa pengganti" in text for text in told), told


def test_a_leave_that_never_began_does_not_end(bureau: Bureau) -> None:
    """Nobody is welcomed back who never went."""
    go(bureau, YULIA, (3, 4), kepala_bagian=DEWI)
    bureau.deliver()
    yulia = bureau.actor(YULIA)
    bureau.ask(lambda tx: absence.come_back(tx, bureau.office, yulia))
    told = said(bureau.deliver()[YULIA])
    assert not any("Selamat bertugas kembali" in text for text in told), told
    assert sweep(bureau) == 0


def test_a_post_that_is_filled_needs_no_plt_later(bureau: Bureau) -> None:
    """A Plt. was to come next week; somebody is appointed before: nobody fills the post beside them."""
    hendra = person(bureau, HENDRA)
    bureau.ask(lambda tx: tx.people.dismiss(OTHERS, bureau.now))
    bureau.pass_time(timedelta(minutes=1))
    appoint(bureau, ANDRI, DEWI, OTHERS, Standing.PLT, (2, 9))
    bureau.deliver()
    role = bureau.office.library.roles()[OTHERS.role]
    bureau.ask(
        lambda tx: tx.outbox.add(
            members.seat(tx, bureau.office, hendra, "Hendra Wijaya", OTHERS, role), bureau.now
        )
    )
    told = said(bureau.deliver()[DEWI])
    assert any("telah dibatalkan" in text for text in told), told
    bureau.pass_time(3 * DAY)
    sweep(bureau)
    assert bureau.ask(bureau.office.roster).holders[OTHERS] == (hendra,)


def test_of_a_plh_who_cannot_be_reached_is_told_once(bureau: Bureau) -> None:
    """The beginning of the leave and of the term are one thing to those above."""
    bureau.open()
    bureau.to(Part.EXAMINE)
    bureau.ask(lambda tx: members.unreachable(tx, bureau.office, DEWI))
    bureau.deliver()
    go(bureau, YULIA, (0, 1), kepala_bagian=DEWI)
    alarms = [
        text for text in said(bureau.deliver()[ANDRI]) if "Dewi Anggraini" in text and "dihubungi" in text
    ]
    assert len(alarms) == 1, alarms


def test_one_plh_after_another_brings_nothing_back_between(bureau: Bureau) -> None:
    """The holder is not told that tasks are theirs which the next Plh. has by then."""
    bureau.open()
    bureau.to(Part.EXAMINE)
    appoint(bureau, ANDRI, DEWI, TTL, days=(0, 1))
    appoint(bureau, ANDRI, HENDRA, TTL, days=(2, 3))
    bureau.deliver()
    bureau.pass_time(2 * DAY)
    sweep(bureau)
    letters = bureau.deliver()
    assert any("Tidak ada tugas terbuka yang kembali" in text for text in said(letters[YULIA]))
    assert any("1 tugas terbuka beralih kepada Anda" in text for text in said(letters[HENDRA]))


@pytest.mark.parametrize(
    ("chat", "acting"),
    [
        (DEWI, Acting(Standing.PLH, "Kepala Bagian Reformasi Birokrasi")),
        (RINA, Acting(Standing.AN, "Kasubag TU")),
    ],
)
def test_a_task_given_to_a_substitute_names_the_capacity(bureau: Bureau, chat: int, acting: Acting) -> None:
    """As on every action: the way the post is filled, and the substitute's own post."""
    appoint(bureau, ANDRI, chat, OTHERS, acting.standing)
    bureau.open()
    task = bureau.to(Part.EXAMINE)
    andri = bureau.actor(ANDRI)
    action = a.Assign(task.id, task.version, person(bureau, chat), OTHERS, "Beban kerja")
    fact = bureau.ask(lambda tx: cases.act(tx, bureau.office, andri, 1, action)).events[0].fact
    assert isinstance(fact, Assigned)
    assert fact.to.acting == acting


def test_the_list_of_people_says_who_would_do_it_under_a_mandate(bureau: Bureau) -> None:
    """Whoever acts in the holder's name is not shown as the holder."""
    appoint(bureau, ANDRI, RINA, OTHERS, Standing.AN)
    bureau.open()
    task = bureau.to(Part.EXAMINE)
    andri = bureau.actor(ANDRI)
    found = bureau.ask(lambda tx: offer(tx, bureau.office, andri, 1, task.id))
    roster = bureau.ask(lambda tx: bureau.office.roster(tx, bureau.sop))
    _, rows = assign_texts.whom(found, roster, {}, 0, 0)
    labels = [button.label for row in rows for button in row]
    assert "Rina Marlina (0 tugas) \N{EN DASH} a.n. Kepala Bagian Kelembagaan" in labels
    assert "Hendra Wijaya (0 tugas) \N{EN DASH} Kepala Bagian Kelembagaan" in labels


def test_a_preview_leaves_out_what_does_not_move(bureau: Bureau) -> None:
    """Of a term for another SOP the tasks of this one are none."""
    bureau.open()
    bureau.to(Part.EXAMINE)

    def shown(sops: tuple[str, ...]) -> int:
        return len(bureau.ask(lambda tx: substitution.preview(tx, bureau.office, TTL, sops)))

    assert (shown(()), shown((bureau.sop.id,)), shown(("lain",))) == (1, 1, 0)


def test_two_who_end_a_term_at_once_end_it_once(bureau: Bureau) -> None:
    """Both had read it as running: everyone is told once."""
    term = appoint(bureau, ANDRI, DEWI, TTL)
    bureau.deliver()
    bureau.ask(lambda tx: terms_told.finish(tx, bureau.office, term))
    bureau.ask(lambda tx: terms_told.finish(tx, bureau.office, term))
    assert len(said(bureau.deliver()[DEWI])) == 1


def test_who_has_no_post_any_more_cannot_stand_in(bureau: Bureau) -> None:
    """The form was half-filled when the one chosen there left the office."""
    chosen = person(bureau, DEWI)
    post = SEATS[DEWI][1]
    bureau.ask(lambda tx: tx.people.dismiss(post, bureau.now))
    bureau.pass_time(timedelta(minutes=1))
    wish = Wish(TTL, Standing.PLH, chosen, TODAY, TODAY + DAY)
    andri = bureau.actor(ANDRI)
    with pytest.raises(Refused) as refusal:
        bureau.ask(lambda tx: substitution.appoint(tx, bureau.office, andri, wish))
    assert refusal.value.reason is Reason.NO_SUCH_PERSON


def test_leave_tells_of_a_pool_that_nobody_is_left_in(bureau: Bureau) -> None:
    """A pool with colleagues goes on without a word; the last one's leave is told to the superior."""
    go(bureau, FAJAR, (0, 2))
    assert not any("cuti" in text for text in said(bureau.deliver().get(YULIA, [])))
    go(bureau, SITI, (1, 2))
    told = said(bureau.deliver()[YULIA])
    assert any("JF/Pelaksana Tata Laksana" in text and "cuti" in text for text in told), told


def test_a_request_for_more_time_comes_to_who_fills_the_post_above(bureau: Bureau) -> None:
    """The Plh. who begins is asked what the holder was asked; nobody is asked twice."""
    bureau.open()
    task = bureau.to(Part.EXAMINE)
    bureau.act(bureau.actor(YULIA), a.AskTime(task.id, task.version, "1 hari", "Data kurang"))
    asked = "memohon perpanjangan 1 hari"

    def hear() -> list[int]:
        letters = bureau.deliver()
        return [chat for chat, all_ in letters.items() for text in said(all_) if asked in text]

    assert hear() == [ANDRI]
    appoint(bureau, ANDRI, DEWI, HEAD, days=(1, 1))
    assert hear() == []
    bureau.now += DAY
    sweep(bureau)
    assert hear() == [DEWI]
    bureau.now += DAY
    sweep(bureau)
    assert hear() == []
    bureau.act(bureau.actor(ANDRI), a.GrantTime(task.id, 1))
    settled = bureau.deliver()
    assert {chat for chat, all_ in settled.items() if any("Disetujui oleh" in t for t in said(all_))} >= {
        YULIA
    }
