"""Serah terima: what moves, what ends, what lapses, who is told; and that the record keeps the old names."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from handlers.letter import Edit, NewFile
from office import terms_told
from office.handover import Plan, hand_over, items, plan
from office.members import unreachable
from sop import actions as a
from sop import facts as f
from sop.case import Part
from sop.errors import Reason, Refused
from sop.people import Position, Standing
from storage.terms import Absence, Term
from tests.office.bureau import ADMIN, SEATS, Bureau, said

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
NEW = 150
HEAD, TU = Position("kepala-biro"), Position("kasubag-tu")
TTL, KLB = Position("kepala-bagian", "Tata Laksana"), Position("kepala-bagian", "Kelembagaan")
JF, OTHERS = Position("jf", "Tata Laksana"), Position("jf", "Kelembagaan")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _admin(bureau: Bureau) -> None:
    """Let Rina Marlina be an admin, and Budi Santoso come in without a post."""
    bureau.ask(lambda tx: tx.admins.grant(RINA, None, bureau.now))
    bureau.ask(lambda tx: tx.people.admit(NEW, "Budi Santoso", bureau.now))


def person(bureau: Bureau, chat: int) -> int:
    """Return the number of somebody."""
    return bureau.actor(chat).person


def look(bureau: Bureau, chat: int, chosen: Sequence[int] | None = None) -> Plan:
    """Return the preview."""
    by, who = bureau.actor(RINA), person(bureau, chat)
    return bureau.ask(lambda tx: plan(tx, bureau.office, by, who, chosen))


def do(
    bureau: Bureau,
    chat: int,
    successor: int | None = NEW,
    chosen: Sequence[int] | None = None,
    by: int = RINA,
) -> Plan:
    """Hand over what somebody has, all of it by default."""
    actor, who = bureau.actor(by), person(bureau, chat)
    to = person(bureau, successor) if successor is not None else None
    held = [term.id for term in bureau.ask(lambda tx: items(tx, bureau.office, who))]
    wanted = held if chosen is None else chosen
    return bureau.ask(lambda tx: hand_over(tx, bureau.office, actor, who, wanted, to))


def term(bureau: Bureau, chat: int, position: Position, standing: Standing, **more: object) -> Term:
    """Let somebody fill a post for a time."""
    given: dict[str, object] = {"until": bureau.now + 5 * DAY, "begun": bureau.now, **more}
    one = Term(person(bureau, chat), position, bureau.now, standing=standing, **given)  # type: ignore[arg-type]
    return bureau.ask(lambda tx: tx.terms.add(one))


def refusal(bureau: Bureau, *args: object, **more: object) -> Reason:
    """Return why a hand-over is refused, and check that nothing changed."""
    before = bureau.everything()
    with pytest.raises(Refused) as caught:
        do(bureau, *args, **more)  # type: ignore[arg-type]
    assert bureau.everything() == before
    return caught.value.reason


def test_a_post_passes_with_its_tasks_and_everyone_is_told(bureau: Bureau) -> None:
    """The successor gets the card and may act; the former's loses its buttons; the record keeps the name."""
    bureau.open()
    bureau.to(Part.EXAMINE)
    bureau.deliver()
    would = look(bureau, YULIA)
    assert (would.posts, len(would.moving), would.admin) == ((TTL,), 1, False)
    assert do(bureau, YULIA) == would
    assert bureau.actor(YULIA).positions == frozenset()
    assert bureau.actor(NEW).positions == {TTL}
    letters = bureau.deliver()
    told, card = said(letters[NEW])
    assert told == (
        "\N{INFORMATION SOURCE} Anda menerima jabatan Kepala Bagian Tata Laksana dari Yulia Fitri.\n"
        "1 tugas terbuka beralih kepada Anda."
    )
    assert card.startswith("Periksa laporan hasil evaluasi")
    assert said(letters[YULIA])[0] == (
        "\N{INFORMATION SOURCE} Jabatan Anda Kepala Bagian Tata Laksana telah diserahterimakan kepada "
        "Budi Santoso. Terima kasih."
    )
    edits = [letter for letter in letters[YULIA] if isinstance(letter, Edit)]
    assert all(edit.buttons == () for edit in edits)
    assert "Jabatan ini kini dipegang pejabat lain" in edits[-1].text
    over = (
        "\N{INFORMATION SOURCE} Jabatan Kepala Bagian Tata Laksana beralih dari Yulia Fitri kepada "
        "Budi Santoso.\n1 tugas terbuka beralih."
    )
    assert said(letters[ANDRI]) == said(letters[ADMIN]) == [over]
    assert RINA not in letters  # who does it sees it done
    task = bureau.case().open_tasks()[0]
    bureau.act(bureau.actor(NEW), a.Approve(task.id, task.version))
    drafted = [e for e in bureau.ask(lambda tx: tx.cases.events(1)) if isinstance(e.fact, f.HandedOver)]
    assert drafted[-1].by.name in ("Fajar Ramadhan", "Siti Rahmah")


def test_a_head_leaves_in_the_middle_of_the_signature(bureau: Bureau) -> None:
    """The signature waits for the new Kepala Biro; what the old one decided bears the old name."""
    bureau.open()
    bureau.to(Part.SIGN)
    bureau.deliver()
    do(bureau, ANDRI)
    bureau.deliver()
    task = bureau.to(Part.SIGN)
    with pytest.raises(Refused) as caught:
        bureau.act(bureau.actor(ANDRI), a.Sign(task.id, task.version))
    assert caught.value.reason is Reason.NOT_YOURS
    bureau.to(Part.ARCHIVE)
    by = {e.fact.kind: e.by.name for e in bureau.ask(lambda tx: tx.cases.events(1))}
    assert by["disposed"] == "Andri Saputra"
    assert by["signed"] == "Budi Santoso"


def test_what_was_taken_from_a_pool_goes_to_the_successor(bureau: Bureau) -> None:
    """Through the machine, with the reason on record, and without a message of its own for each task."""
    for _ in range(2):
        bureau.open()
    for number in (1, 2):
        task = bureau.to(Part.DRAFT, number)
        bureau.act(bureau.actor(FAJAR), a.Claim(task.id, task.version), number)
    bureau.deliver()
    assert len(look(bureau, FAJAR).taken) == 2
    do(bureau, FAJAR)
    letters = bureau.deliver()
    assert [said([letter])[0].split("\n")[0] for letter in letters[NEW] if not isinstance(letter, Edit)] == [
        "Susun laporan hasil evaluasi",
        "Susun laporan hasil evaluasi",
        "\N{INFORMATION SOURCE} Anda menerima jabatan JF/Pelaksana Tata Laksana dari Fajar Ramadhan.",
    ]
    assert "2 tugas terbuka beralih kepada Anda." in " ".join(said(letters[NEW]))
    for number in (1, 2):
        assert bureau.case(number).open_tasks()[0].holder_name == "Budi Santoso"
        event = bureau.ask(lambda tx, n=number: tx.cases.events(n))[-1]
        assert isinstance(event.fact, f.Assigned)
        assert event.fact.reason == "Serah terima jabatan"
        assert event.fact.of == "JF/Pelaksana Tata Laksana, Fajar Ramadhan"
        assert event.by.name == "Rina Marlina"
    assert bureau.actor(NEW).positions == {JF}
    assert bureau.actor(SITI).positions == {JF}


def test_without_a_successor_a_pool_gets_back_what_was_taken(bureau: Bureau) -> None:
    """The others have it again with buttons, and their superior hears that nobody has it."""
    bureau.open()
    task = bureau.to(Part.DRAFT)
    bureau.act(bureau.actor(FAJAR), a.Claim(task.id, task.version))
    bureau.deliver()
    do(bureau, FAJAR, None)
    letters = bureau.deliver()
    assert bureau.case().open_tasks()[0].holder is None
    (card,) = [letter for letter in letters[SITI] if isinstance(letter, Edit)]
    assert [b.label for row in card.buttons for b in row][0] == "✋ Ambil tugas"  # noqa: RUF015
    assert any("menunggu diambil JF/Pelaksana Tata Laksana" in text for text in said(letters[YULIA]))
    assert all("belum terisi" not in text for text in said(letters[YULIA]))
    edits = [letter for letter in letters[FAJAR] if isinstance(letter, Edit)]
    assert edits
    assert all(edit.buttons == () for edit in edits)


def test_without_a_successor_the_posts_are_vacant_and_the_tasks_are_named_at_once(bureau: Bureau) -> None:
    """To the admins, who get a button for each, and to the superior."""
    bureau.open()
    bureau.to(Part.EXAMINE)
    bureau.deliver()
    do(bureau, YULIA, None)
    letters = bureau.deliver()
    (text,) = [t for t in said(letters[RINA]) if "belum terisi" in t]
    assert text == (
        "\N{WARNING SIGN} Jabatan Kepala Bagian Tata Laksana belum terisi sejak Yulia Fitri tidak lagi "
        "memegangnya. Kirim undangan atau tetapkan Plt.\n"
        "Tugas terbuka yang menunggu (1):\n"
        "1. Periksa laporan hasil evaluasi \N{EN DASH} Proses 1: Evaluasi <b>triwulan</b> III"
    )
    for chat in (RINA, ANDRI):
        (notice,) = [one for one in letters[chat] if "belum terisi" in said([one])[0]]
        assert [b.label for row in notice.buttons for b in row] == ["🔁 Alihkan proses 1"]  # type: ignore[union-attr]
    assert said(letters[YULIA])[0].endswith(
        "Jabatan Anda Kepala Bagian Tata Laksana telah diakhiri. Terima kasih."
    )
    bureau.seat(HENDRA, "Hendra Wijaya", TTL)
    assert bureau.next()


def test_terms_as_plt_and_plh_end_and_do_not_move(bureau: Bureau) -> None:
    """Nobody hands them on; who they stood in for has the tasks again, and those above hear of it."""
    plh = term(bureau, YULIA, HEAD, Standing.PLH, for_person=person(bureau, ANDRI))
    bureau.ask(lambda tx: tx.people.dismiss(KLB, bureau.now))
    plt = term(bureau, YULIA, KLB, Standing.PLT)
    bureau.open()
    bureau.deliver()
    assert bureau.actor(YULIA).positions == {HEAD, TTL, KLB}
    would = look(bureau, YULIA)
    assert would.posts == (TTL,)
    assert [t.id for t in would.acting] == [plh.id, plt.id]
    do(bureau, YULIA)
    letters = bureau.deliver()
    assert bureau.actor(NEW).positions == {TTL}
    assert bureau.actor(ANDRI).positions == {HEAD}
    texts = said(letters[RINA])
    assert any(
        "Kepala Bagian Kelembagaan belum terisi: penugasan Yulia Fitri sebagai Plt." in t for t in texts
    )
    assert any("Kepala Biro kembali kepada pejabatnya" in t for t in texts)
    assert any("Plh. Kepala Biro, Yulia Fitri, telah berakhir." in t for t in said(letters[ANDRI]))
    assert any(isinstance(letter, NewFile) for letter in letters[ANDRI])


def test_only_a_term_may_be_ended(bureau: Bureau) -> None:
    """The post of one's own stays; a term that has not begun is called off."""
    bureau.ask(lambda tx: tx.people.dismiss(KLB, bureau.now))
    later = Term(person(bureau, YULIA), KLB, bureau.now + DAY, bureau.now + 5 * DAY, Standing.PLT)
    later = bureau.ask(lambda tx: tx.terms.add(later))
    do(bureau, YULIA, None, [later.id])
    letters = bureau.deliver()
    assert (
        "Penugasan Plt. Kepala Bagian Kelembagaan, Yulia Fitri, telah dibatalkan." in said(letters[YULIA])[0]
    )
    assert bureau.actor(YULIA).positions == {TTL}
    bureau.pass_time(2 * DAY)
    assert bureau.ask(lambda tx: terms_told.sweep(tx, bureau.office)) == 0
    assert bureau.deliver() == {}


def test_a_plh_of_the_leaver_ends_with_the_post(bureau: Bureau) -> None:
    """The substitute stood in for who is gone; one who becomes the holder hears only of that."""
    leave = Absence(person(bureau, ANDRI), bureau.now, bureau.now + 5 * DAY, None, bureau.now, bureau.now)
    bureau.ask(lambda tx: tx.terms.put_absence(leave))
    plh = term(bureau, YULIA, HEAD, Standing.PLH, for_person=person(bureau, ANDRI))
    bureau.open()
    bureau.deliver()
    would = look(bureau, ANDRI)
    assert [t.id for t in would.beside] == [plh.id]
    assert len(would.leaves) == 1
    do(bureau, ANDRI)
    letters = bureau.deliver()
    assert said(letters[YULIA])[0] == (
        "\N{INFORMATION SOURCE} Tugas Anda sebagai Plh. Kepala Biro telah berakhir. Terima kasih."
    )
    assert bureau.actor(NEW).positions == {HEAD}
    assert bureau.actor(YULIA).positions == {TTL}
    bureau.pass_time(10 * DAY)
    assert bureau.ask(lambda tx: terms_told.sweep(tx, bureau.office)) == 0


def test_the_plh_becomes_the_holder(bureau: Bureau) -> None:
    """Definitively: the term ends without a message of farewell, and the task stays theirs."""
    term(bureau, YULIA, HEAD, Standing.PLH, for_person=person(bureau, ANDRI))
    bureau.open()
    bureau.deliver()
    do(bureau, ANDRI, YULIA)
    letters = bureau.deliver()
    assert bureau.actor(YULIA).positions == {HEAD, TTL}
    assert bureau.actor(YULIA).acting == {}
    assert not any("telah berakhir" in text for text in said(letters[YULIA]))
    task = bureau.case().open_tasks()[0]
    bureau.act(bureau.actor(YULIA), a.Dispose(task.id, task.version, ("Tindak lanjuti",), "Biasa"))


def test_planned_leave_lapses_with_the_last_post_only(bureau: Bureau) -> None:
    """Who keeps a post goes on leave as planned."""
    bureau.seat(FAJAR, "Fajar Ramadhan", OTHERS)
    leave = Absence(person(bureau, FAJAR), bureau.now + DAY, bureau.now + 3 * DAY, None, bureau.now)
    bureau.ask(lambda tx: tx.terms.put_absence(leave))
    one, both = (look(bureau, FAJAR, chosen) for chosen in ([_id(bureau, FAJAR, OTHERS)], None))
    assert (len(one.leaves), len(both.leaves)) == (0, 1)
    do(bureau, FAJAR)
    bureau.deliver()
    bureau.pass_time(DAY)
    assert bureau.ask(lambda tx: terms_told.sweep(tx, bureau.office)) == 0
    assert bureau.ask(lambda tx: tx.terms.next_edge()) is None


def _id(bureau: Bureau, chat: int, position: Position) -> int:
    who = person(bureau, chat)
    held = bureau.ask(lambda tx: tx.terms.of_person(who, bureau.now))
    return next(t.id for t in held if t.position == position)


def test_part_of_what_somebody_has_may_stay(bureau: Bureau) -> None:
    """Two posts, one handed over: the other keeps its holder and its tasks."""
    bureau.seat(YULIA, "Yulia Fitri", JF)
    bureau.open()
    bureau.to(Part.EXAMINE)
    bureau.deliver()
    do(bureau, YULIA, NEW, [_id(bureau, YULIA, JF)])
    assert bureau.actor(YULIA).positions == {TTL}
    assert bureau.actor(NEW).positions == {JF}
    task = bureau.case().open_tasks()[0]
    bureau.act(bureau.actor(YULIA), a.Approve(task.id, task.version))


def test_somebody_who_blocked_the_bot_can_be_succeeded(bureau: Bureau) -> None:
    """It needs nothing of them."""
    bureau.open()
    bureau.to(Part.EXAMINE)
    bureau.ask(lambda tx: unreachable(tx, bureau.office, YULIA))
    bureau.deliver()
    do(bureau, YULIA)
    assert any("Periksa laporan" in text for text in said(bureau.deliver()[NEW]))
    assert bureau.actor(NEW).positions == {TTL}


def test_a_successor_who_cannot_be_reached_is_told_of_at_once(bureau: Bureau) -> None:
    """The admins and those above hear it with the task."""
    bureau.open()
    bureau.to(Part.EXAMINE)
    bureau.ask(lambda tx: unreachable(tx, bureau.office, NEW))
    bureau.deliver()
    do(bureau, YULIA)
    assert any("tidak dapat dihubungi" in text for text in said(bureau.deliver()[RINA]))


def test_a_successor_who_wrote_the_draft_does_not_examine_it(bureau: Bureau) -> None:
    """Four eyes hold: the task goes to Kepala Biro, whoever the successor is."""
    bureau.open()
    bureau.to(Part.EXAMINE)
    bureau.deliver()
    drafter = next(
        e.by.person
        for e in bureau.ask(lambda tx: tx.cases.events(1))
        if e.fact.kind == "file_attached" and e.by.position == JF
    )
    chat = bureau.ask(lambda tx: tx.people.chats((drafter,)))[drafter]
    do(bureau, YULIA, chat)
    bureau.deliver()
    task = bureau.case().open_tasks()[0]
    with pytest.raises(Refused) as caught:
        bureau.act(bureau.actor(chat), a.Approve(task.id, task.version))
    assert caught.value.reason is Reason.FOUR_EYES
    bureau.act(bureau.actor(ANDRI), a.Approve(task.id, task.version))


def test_an_admin_who_leaves_stays_admin(bureau: Bureau) -> None:
    """The preview says so; the rights are a matter of their own."""
    would = look(bureau, RINA)
    assert would.admin
    do(bureau, RINA)
    assert bureau.actor(RINA).admin
    assert bureau.actor(NEW).positions == {TU}
    assert bureau.actor(RINA).positions == frozenset()


@pytest.mark.parametrize("chat", [ANDRI, YULIA, NEW])
def test_only_an_admin_hands_over(bureau: Bureau, chat: int) -> None:
    """Neither the head of all, nor who leaves, nor who comes."""
    assert refusal(bureau, YULIA, NEW, by=chat) is Reason.NOT_ADMIN


def test_what_cannot_be_handed_over_is_refused(bureau: Bureau) -> None:
    """To oneself, to nobody known, nothing, somebody else's post, or one that has ended meanwhile."""
    assert refusal(bureau, YULIA, YULIA) is Reason.SAME_PERSON
    actor, who = bureau.actor(RINA), person(bureau, YULIA)
    for chosen, successor, reason in (
        ([_id(bureau, YULIA, TTL)], 999, Reason.NO_SUCH_PERSON),
        ([], None, Reason.FORM_PASSED),
        ([_id(bureau, HENDRA, KLB)], None, Reason.FORM_PASSED),
    ):
        with pytest.raises(Refused) as caught:
            bureau.ask(lambda tx, c=chosen, s=successor: hand_over(tx, bureau.office, actor, who, c, s))
        assert caught.value.reason is reason
    with pytest.raises(Refused) as caught:
        bureau.ask(lambda tx: plan(tx, bureau.office, actor, 999))
    assert caught.value.reason is Reason.NO_SUCH_PERSON
    chosen = [_id(bureau, YULIA, TTL)]
    do(bureau, YULIA)
    assert refusal(bureau, YULIA, NEW, chosen) is Reason.FORM_PASSED


def test_a_hand_over_that_fails_half_way_changes_nothing(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is one transaction: the taken task, the appointments and the messages go together."""
    bureau.open()
    task = bureau.to(Part.DRAFT)
    bureau.act(bureau.actor(FAJAR), a.Claim(task.id, task.version))
    bureau.deliver()
    before = bureau.everything()

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("office.handover._tell_of_open_posts", fail)
    with pytest.raises(RuntimeError):
        do(bureau, FAJAR)
    assert bureau.everything() == before
    assert bureau.actor(FAJAR).positions == {JF}


def test_a_planned_plh_of_a_post_that_passed_on_does_not_begin(bureau: Bureau) -> None:
    """Neither after a hand-over nor after an invitation: its day comes, and nobody hears of it."""
    later = Term(
        person(bureau, YULIA),
        HEAD,
        bureau.now + DAY,
        bureau.now + 2 * DAY,
        Standing.PLH,
        for_person=person(bureau, ANDRI),
    )
    bureau.ask(lambda tx: tx.terms.add(later))
    bureau.ask(lambda tx: tx.people.dismiss(HEAD, bureau.now))
    bureau.pass_time(DAY)
    assert bureau.ask(lambda tx: terms_told.sweep(tx, bureau.office)) == 0
    assert bureau.deliver() == {}
