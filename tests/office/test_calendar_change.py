"""The calendar is changed: what is shown is done, deadlines follow, people are told, nothing twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.letter import NewText
from office import almanac
from office.calendar_change import (
    APPLIED,
    Change,
    Move,
    Preview,
    apply,
    look_at_configuration,
    preview,
    waiting,
)
from sop import actions as a
from sop import facts as f
from sop.almanac import Entry, EntryKind
from sop.calendar import DayRule, WorkCalendar
from sop.case import Part, Task
from sop.errors import Reason, Refused
from sop.workweek import DayHours, default_week
from storage.store import connection_of
from storage.tables import tasks
from storage.transaction import Tx
from tests.office.bureau import Bureau, said
from tests.sop.office_2026 import HOLIDAYS_2026, OVERRIDES, RAMADAN, WIB, wib
from tests.support.authority_terms import FAJAR, RINA, YULIA, admin

WHY = "SK Gubernur 800/12/2026"
TUESDAY = date(2026, 11, 24)


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    bureau = Bureau(tmp_path)
    admin(bureau)
    yield bureau
    bureau.store.close()


def entry(
    kind: EntryKind,
    first: date,
    last: date | None = None,
    week: dict[int, DayHours] | None = None,
    person: int = 2,
) -> Entry:
    """Return an entry as the form makes it."""
    return Entry(0, kind, first, last, "Libur daerah", week or {}, WHY, person)


def shown(bureau: Bureau, change: Change, who: int = RINA) -> Preview:
    """Look at a change."""
    actor = bureau.actor(who)
    return bureau.ask(lambda tx: preview(tx, bureau.office, actor, change))


def done(bureau: Bureau, change: Change, who: int = RINA) -> Preview:
    """Look at a change and do it."""
    token, actor = shown(bureau, change, who).token, bureau.actor(who)
    found = bureau.ask(lambda tx: apply(tx, bureau.office, actor, change, WHY, token))
    assert found is not None
    return found


def examined(bureau: Bureau) -> Task:
    """Return the task of "1 hari" of a new case."""
    bureau.open()
    return bureau.to(Part.EXAMINE)


def due(bureau: Bureau, task: Task, number: int = 1) -> datetime:
    """Return a task's deadline now."""
    found = bureau.case(number).task(task.id)
    assert found is not None
    assert found.due is not None
    return found.due


def planned(bureau: Bureau) -> dict[tuple[int, int], tuple[int, datetime]]:
    """Return which reminder comes when, by case and task."""
    rows = bureau.ask(lambda tx: tx.tasks.planned())
    return {(row.case, row.task): (row.rung, at) for row, at in rows}


def test_a_late_decree_moves_the_deadline_by_a_working_day(bureau: Bureau) -> None:
    """The record says why, the card is edited, the reminder follows, whoever has the task is told once."""
    task = examined(bureau)
    bureau.deliver()
    before = planned(bureau)[1, task.id]
    assert task.due == wib("2026-11-24 16:00")
    result = done(bureau, Change(entry(EntryKind.CLOSED, TUESDAY)))
    assert [(m.task.id, m.was, m.due) for m in result.moves] == [(task.id, task.due, wib("2026-11-25 16:00"))]
    assert due(bureau, task) == wib("2026-11-25 16:00")
    event = bureau.ask(lambda tx: tx.cases.events(1))[-1]
    assert event.fact == f.ClockMoved(task.id, task.starts, due(bureau, task), f.CALENDAR, WHY, task.due)
    assert event.by.name == "Rina Marlina"
    assert planned(bureau)[1, task.id][1] > before[1]
    told = bureau.deliver()
    notices = [t for letters in told.values() for t in said(letters) if "Kalender kerja berubah" in t]
    assert len(notices) == 1
    (notice,) = (t for t in said(told[YULIA]) if "Kalender" in t)
    assert "tenggat 1 tugas Anda bergeser" in notice
    assert WHY in notice
    assert "Rabu, 25 November 2026 pukul 16.00 WIB (semula Selasa, 24 November 2026" in notice


def test_withdrawing_it_moves_the_deadline_back(bureau: Bureau) -> None:
    """The withdrawn entry is kept with who did so, and the deadline is what it was."""
    task = examined(bureau)
    done(bureau, Change(entry(EntryKind.CLOSED, TUESDAY)))
    (kept,) = bureau.ask(lambda tx: tx.almanac.entries())
    result = done(bureau, Change(withdrawn=kept.id))
    assert [m.due for m in result.moves] == [task.due]
    assert due(bureau, task) == task.due
    with pytest.raises(Refused) as refused:
        shown(bureau, Change(withdrawn=kept.id))
    assert refused.value.reason is Reason.NO_SUCH_ENTRY


def test_a_deadline_that_has_passed_moves_too(bureau: Bureau) -> None:
    """A decree that comes after the day makes nobody late who was not."""
    task = examined(bureau)
    bureau.now = wib("2026-11-25 09:00")
    done(bureau, Change(entry(EntryKind.CLOSED, TUESDAY)))
    assert due(bureau, task) == wib("2026-11-25 16:00")
    assert planned(bureau)[1, task.id][1] > bureau.now


def test_a_reminder_moves_where_the_deadline_stays(bureau: Bureau) -> None:
    """Half of the working time before a deadline goes: the notice at three quarters comes at another time."""
    task = examined(bureau)
    before = planned(bureau)[1, task.id]
    longer = {1: DayHours.parse(["05.00-12.00", "13.00-16.00"])}
    result = done(bureau, Change(entry(EntryKind.HOURS, TUESDAY, TUESDAY, longer)))
    assert result.moves == ()
    assert due(bureau, task) == task.due
    assert planned(bureau)[1, task.id] != before


def test_two_admins_at_once_see_what_the_other_did(bureau: Bureau) -> None:
    """The second is shown the new state before anything else happens."""
    task = examined(bureau)
    first, second = (
        Change(entry(EntryKind.CLOSED, TUESDAY)),
        Change(entry(EntryKind.CLOSED, date(2026, 11, 25), person=3)),
    )
    admin(bureau, YULIA)
    token = shown(bureau, second, YULIA).token
    done(bureau, first)
    actor = bureau.actor(YULIA)
    stale = bureau.ask(lambda tx: apply(tx, bureau.office, actor, second, WHY, token))
    assert stale is None
    assert due(bureau, task) == wib("2026-11-25 16:00")
    anew = shown(bureau, second, YULIA)
    assert [m.due for m in anew.moves] == [wib("2026-11-26 16:00")]
    assert len(bureau.ask(lambda tx: tx.almanac.entries())) == 1


def test_only_admins_change_the_calendar(bureau: Bureau) -> None:
    """Neither looking nor doing is for anybody else; and a reason is needed."""
    examined(bureau)
    change = Change(entry(EntryKind.CLOSED, TUESDAY))
    token, head = shown(bureau, change).token, bureau.actor(FAJAR)
    for deed in (
        lambda tx: preview(tx, bureau.office, head, change),
        lambda tx: apply(tx, bureau.office, head, change, WHY, token),
    ):
        with pytest.raises(Refused) as refused:
            bureau.ask(deed)
        assert refused.value.reason is Reason.NOT_ADMIN
    actor = bureau.actor(RINA)
    with pytest.raises(Refused) as refused:
        bureau.ask(lambda tx: apply(tx, bureau.office, actor, change, " ", token))
    assert refused.value.reason is Reason.NEEDS_REASON
    assert bureau.ask(lambda tx: tx.almanac.entries()) == ()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (entry(EntryKind.CLOSED, TUESDAY, date(2026, 11, 23)), Reason.TERM_REVERSED),
        (entry(EntryKind.CLOSED, TUESDAY, date(2027, 3, 1)), Reason.CALENDAR_LONG),
        (entry(EntryKind.CLOSED, date(2016, 11, 24)), Reason.CALENDAR_FAR),
        (entry(EntryKind.SEASON, TUESDAY, None, {0: DayHours.parse(["08.00-12.00"])}), Reason.TERM_REVERSED),
        (entry(EntryKind.WEEK, TUESDAY, None, {}), Reason.CALENDAR_EMPTY),
        (entry(EntryKind.WEEK, TUESDAY, None, {0: DayHours(())}), Reason.CALENDAR_EMPTY),
    ],
)
def test_what_cannot_be_is_refused(bureau: Bureau, wrong: Entry, reason: Reason) -> None:
    """Reversed, endless, far away, or a week without hours."""
    with pytest.raises(Refused) as refused:
        shown(bureau, Change(wrong))
    assert refused.value.reason is reason


def test_a_task_whose_clock_stands_does_not_move(bureau: Bureau) -> None:
    """What is left of it is reckoned when it goes on."""
    task = examined(bureau)
    bureau.act(bureau.actor(YULIA), a.PauseClock(task.id, task.version, "Menunggu data Bappeda"))
    result = done(bureau, Change(entry(EntryKind.CLOSED, TUESDAY)))
    assert (result.moves, result.people) == ((), ())
    assert due(bureau, task) == task.due


SPANS = st.sampled_from([["07.30-12.00"], ["08.00-12.00", "12.30-15.00"], ["09.00-15.00"], []])
DAYS = st.dates(date(2026, 11, 20), date(2026, 12, 20))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    """Any change an admin can make."""
    kind = draw(st.sampled_from(EntryKind))
    first = draw(DAYS)
    last: date | None = first + timedelta(days=draw(st.integers(0, 12)))
    week = {day: DayHours.parse(draw(SPANS)) for day in range(5)} | {0: DayHours.parse(["08.00-15.00"])}
    if kind is EntryKind.WEEK:
        last = None
    return replace(entry(kind, first, last), hours=week)


def pointless(bureau: Bureau, change: Change) -> bool:
    """Whether a change is refused because it opens no day."""
    try:
        shown(bureau, change)
    except Refused as refused:
        return refused.reason is Reason.NOT_A_HOLIDAY
    return False


@pytest.fixture(scope="module")
def busy() -> Iterator[tuple[Bureau, list[Task]]]:
    """Keep an office with cases at several steps; its deadlines change from example to example."""
    with TemporaryDirectory() as folder:
        bureau = Bureau(Path(folder))
        admin(bureau)
        found = []
        for number, part in enumerate((Part.EXAMINE, Part.DISPOSE, Part.DRAFT, Part.SIGN), 1):
            bureau.open()
            found.append(bureau.to(part, number))
            bureau.pass_time(timedelta(hours=3))
        yield bureau, found
        bureau.store.close()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(entries(), min_size=1, max_size=3), back=st.booleans())
def test_what_is_shown_is_what_is_done(
    busy: tuple[Bureau, list[Task]], wanted: list[Entry], *, back: bool
) -> None:
    """Whatever changes, one after the other: the preview names exactly the deadlines that move."""
    bureau, _ = busy
    changes = [Change(one) for one in wanted]
    if back:
        changes += [Change(withdrawn=one.id) for one in bureau.ask(lambda tx: tx.almanac.entries())[:1]]
    for change in changes:
        before = _deadlines(bureau)
        if pointless(bureau, change):
            continue
        moves = shown(bureau, change).moves
        done(bureau, change)
        after = _deadlines(bureau)
        really = {key: at for key, at in after.items() if before[key] != at}
        assert {(m.case.id, m.task.id): m.due for m in moves} == really
        assert all(before[m.case.id, m.task.id] == m.was for m in moves)
        assert _rows(bureau) == after


def _deadlines(bureau: Bureau) -> dict[tuple[int, int], datetime | None]:
    found = bureau.ask(lambda tx: tx.cases.running())
    return {(case.id, task.id): task.due for case in found for task in case.open_tasks()}


def _rows(bureau: Bureau) -> dict[tuple[int, int], datetime | None]:
    columns = (tasks.c.case_id, tasks.c.task, tasks.c.due_at)
    statement = tasks.select().with_only_columns(*columns).where(tasks.c.ended_at.is_(None))
    return bureau.ask(lambda tx: {(r[0], r[1]): r[2] for r in connection_of(tx).execute(statement)})


def _configure(bureau: Bureau, *closed: date, rule: DayRule = DayRule.CLOSING) -> None:
    """Let the program start again with another configuration."""
    calendar = WorkCalendar(WIB, default_week(), {*HOLIDAYS_2026, *closed}, OVERRIDES, [RAMADAN], rule)
    mark = f"{rule} {sorted(closed)}"
    bureau.office = replace(bureau.office, configured=calendar, calendar_mark=lambda: mark)


def _start(bureau: Bureau) -> int:
    return bureau.ask(lambda tx: look_at_configuration(tx, bureau.office))


def test_a_changed_configuration_waits_for_an_admin(bureau: Bureau) -> None:
    """The admins are told once how many deadlines would move; one of them looks, gives a reason, applies."""
    assert _start(bureau) == 0
    task = examined(bureau)
    bureau.deliver()
    _configure(bureau, TUESDAY)
    assert _start(bureau) == 1
    (letter,) = (one for one in bureau.deliver()[RINA] if isinstance(one, NewText))
    assert "1 tenggat akan bergeser" in letter.text
    assert [b.label for row in letter.buttons for b in row] == ["Lihat pratinjau"]
    assert due(bureau, task) == task.due
    assert bureau.ask(lambda tx: waiting(tx, bureau.office))
    assert _start(bureau) == 1
    assert bureau.deliver() == {}
    done(bureau, Change())
    assert due(bureau, task) == wib("2026-11-25 16:00")
    assert not bureau.ask(lambda tx: waiting(tx, bureau.office))
    assert _start(bureau) == 0


def test_a_configuration_that_moves_nothing_is_taken_in_silence(bureau: Bureau) -> None:
    """A new holiday months ahead concerns no open deadline; going back to the old calendar neither."""
    assert _start(bureau) == 0
    examined(bureau)
    bureau.deliver()
    _configure(bureau, date(2027, 6, 1))
    assert _start(bureau) == 0
    kept = bureau.ask(lambda tx: tx.record.setting(APPLIED))
    assert kept == bureau.office.calendar_mark()
    _configure(bureau, TUESDAY)
    assert _start(bureau) == 1
    _configure(bureau, date(2027, 6, 1))
    assert _start(bureau) == 0
    assert not bureau.ask(lambda tx: waiting(tx, bureau.office))
    bureau.deliver()
    _configure(bureau, date(2027, 6, 2))
    assert _start(bureau) == 0
    assert bureau.deliver() == {}


def test_another_rule_of_days_is_another_calendar(bureau: Bureau) -> None:
    """How days end moves deadlines as a holiday does."""
    assert _start(bureau) == 0
    task = examined(bureau)
    _configure(bureau, rule=DayRule.FIRST_COUNTS)
    assert _start(bureau) == 1
    done(bureau, Change())
    assert due(bureau, task) == wib("2026-11-23 16:00")


def test_the_notice_counts_what_it_does_not_name(bureau: Bureau) -> None:
    """Seven cases, one message: five lines and the rest as a number."""
    for number in range(1, 8):
        bureau.open()
        bureau.to(Part.EXAMINE, number)
    bureau.deliver()
    done(bureau, Change(entry(EntryKind.CLOSED, TUESDAY)))
    (notice,) = (t for t in said(bureau.deliver()[YULIA]) if "Kalender" in t)
    assert "tenggat 7 tugas Anda" in notice
    assert notice.count("•") == 5
    assert "dan 2 tugas lainnya" in notice


def test_the_calendar_knows_the_names_of_days(bureau: Bureau) -> None:
    """A closed day has the name an admin gave it; a holiday that is worked has none any more."""
    names = {date(2026, 12, 25): "Hari Raya Natal", date(2026, 12, 24): "Cuti Bersama Natal"}
    bureau.office = replace(bureau.office, holiday_names=lambda year: names if year == 2026 else {})
    done(bureau, Change(entry(EntryKind.CLOSED, date(2026, 12, 28))))
    done(bureau, Change(replace(entry(EntryKind.OPEN, date(2026, 12, 24)), name="")))
    facts = {one.day: one for one in bureau.ask(lambda tx: almanac.month_of(tx, bureau.office, 2026, 12))}
    assert facts[date(2026, 12, 25)].name == "Hari Raya Natal"
    assert facts[date(2026, 12, 25)].hours is None
    assert (facts[date(2026, 12, 24)].name, facts[date(2026, 12, 24)].hours) == ("", default_week()[3])
    assert (facts[date(2026, 12, 28)].name, facts[date(2026, 12, 28)].hours) == ("Libur daerah", None)
    assert facts[date(2026, 12, 31)].special
    assert len(facts) == 31


def test_moves_are_of_the_machine(bureau: Bureau) -> None:
    """Nobody acts in a mere look: nothing is written, whoever looks."""
    task = examined(bureau)
    before = bureau.everything()
    found = shown(bureau, Change(entry(EntryKind.CLOSED, TUESDAY)))
    assert found.moves == (Move(bureau.case(), task, task.due, wib("2026-11-25 16:00")),)
    assert bureau.everything() == before


def test_a_change_that_was_taken_back_at_once_leaves_no_trace(bureau: Bureau) -> None:
    """Its transaction failed after deadlines were asked for: the next change has its number, not its days."""
    wednesday = TUESDAY + timedelta(days=1)

    def fails(tx: Tx) -> None:
        tx.almanac.add(entry(EntryKind.CLOSED, TUESDAY), bureau.now)
        assert not bureau.office.calendar(tx).is_working_day(TUESDAY)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        bureau.ask(fails)
    done(bureau, Change(entry(EntryKind.CLOSED, wednesday)))
    calendar = bureau.ask(bureau.office.calendar)
    assert (calendar.is_working_day(TUESDAY), calendar.is_working_day(wednesday)) == (True, False)
