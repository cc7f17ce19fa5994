"""The office as a tree: who is above whom, who fills what and how, and what is vacant."""

from datetime import timedelta
from pathlib import Path

from office.chart import Node, chart, profile
from office.library import Edition, Library
from office.members import unreachable
from sop.people import Position, Standing
from sop.sopfile import parse
from storage.cases import SopSource
from storage.terms import Absence, Term
from tests.office.bureau import SEATS, Bureau

ANDRI, RINA, YULIA, HENDRA, DEWI, FAJAR, SITI = SEATS
HEAD, TU = Position("kepala-biro"), Position("kasubag-tu")
TTL, KLB, RB = (Position("kepala-bagian", u) for u in ("Tata Laksana", "Kelembagaan", "Reformasi Birokrasi"))
JF = Position("jf", "Tata Laksana")
DAY = timedelta(days=1)


def nodes(bureau: Bureau) -> dict[Position, Node]:
    """Return the tree by position."""
    return {node.position: node for node in bureau.ask(lambda tx: chart(tx, bureau.office))}


def test_the_tree_follows_the_superiors_of_the_sop(bureau: Bureau) -> None:
    """Each post stands below the one above it, in the order of the SOP's roles and the office's units."""
    found = bureau.ask(lambda tx: chart(tx, bureau.office))
    assert [(node.position, node.depth) for node in found] == [
        (HEAD, 0),
        (TU, 1),
        (TTL, 1),
        (JF, 2),
        (KLB, 1),
        (RB, 1),
    ]
    assert [one.name for one in found[3].people] == ["Fajar Ramadhan", "Siti Rahmah"]


def test_a_pool_of_the_whole_office_stands_beside_the_heads(bureau: Bureau) -> None:
    """No head of a unit is above it."""
    bureau.seat(150, "Budi Santoso", Position("jf"))
    assert nodes(bureau)[Position("jf")].depth == 1


def test_how_a_post_is_filled_is_shown(bureau: Bureau) -> None:
    """The holder on leave, the Plh. with the last day, who cannot be reached, and what is vacant."""
    yulia, andri = bureau.actor(YULIA).person, bureau.actor(ANDRI).person
    until = bureau.now + 5 * DAY
    plh = Term(yulia, HEAD, bureau.now, until, Standing.PLH, for_person=andri, begun=bureau.now)
    bureau.ask(lambda tx: tx.terms.add(plh))
    leave = Absence(andri, bureau.now, until, None, bureau.now)
    bureau.ask(lambda tx: tx.terms.put_absence(leave))
    bureau.ask(lambda tx: unreachable(tx, bureau.office, DEWI))
    bureau.ask(lambda tx: tx.people.dismiss(KLB, bureau.now))
    later = Term(yulia, TU, bureau.now + DAY, until, Standing.PLH)
    bureau.ask(lambda tx: tx.terms.add(later))
    found = nodes(bureau)
    holder, acting = found[HEAD].people
    assert (holder.name, holder.standing, holder.away) == ("Andri Saputra", Standing.DEFINITIVE, until)
    assert (acting.name, acting.standing, acting.until) == ("Yulia Fitri", Standing.PLH, until)
    assert found[KLB].people == ()
    assert [one.reachable for one in found[RB].people] == [False]
    assert len(found[TU].people) == 1  # not begun yet


def test_a_group_is_named_at_its_post(bureau: Bureau) -> None:
    """The room where the cards of a position go."""
    bureau.ask(lambda tx: tx.rooms.bind(TTL, -500, None, "Bagian Tata Laksana", RINA, bureau.now))
    assert nodes(bureau)[TTL].room == "Bagian Tata Laksana"


def test_sops_that_disagree_about_who_is_above_make_no_circle(bureau: Bureau) -> None:
    """Every post is in the tree once, whatever another SOP says."""
    text = Path("tests/data/penerbitan-surat-keterangan.toml").read_text("utf-8")
    second = Edition(parse(text, "second"), SopSource("second", text))
    first = Edition(bureau.sop, SopSource("first", ""))
    object.__setattr__(bureau.office, "library", Library([first, second]))
    found = bureau.ask(lambda tx: chart(tx, bureau.office))
    assert len({node.position for node in found}) == len(found)
    assert {role for sop in (bureau.sop, second.sop) for role in (r.id for r in sop.roles)} == {
        node.position.role for node in found
    }


def test_a_profile_says_what_an_admin_needs(bureau: Bureau) -> None:
    """Posts, reachability, rights, and how much waits."""
    bureau.open()
    andri = bureau.actor(ANDRI).person
    found = bureau.ask(lambda tx: profile(tx, bureau.office, andri))
    assert found is not None
    assert (found.name, found.telegram_id, found.reachable, found.admin) == (
        "Andri Saputra",
        ANDRI,
        True,
        False,
    )
    assert [term.position for term in found.terms] == [HEAD]
    assert (found.tasks, found.nip, found.phone, found.away) == (1, None, None, None)
    assert bureau.ask(lambda tx: profile(tx, bureau.office, 999)) is None
