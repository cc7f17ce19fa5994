"""Entries of the record, as they are written down, and the events they say."""

from sop.facts import Event
from sop.people import By, Position
from storage.chain import Entry
from storage.codec import dump_acting, dump_fact, load_acting, load_fact


def entry_of(case: int, event: Event) -> Entry:
    """Return an event as it is written down, its chain's value still open."""
    position = event.by.position
    return Entry(
        case,
        event.seq,
        event.at,
        event.by.person,
        event.by.name,
        position.role if position else None,
        position.unit if position else None,
        event.fact.kind,
        dump_fact(event.fact),
        dump_acting(event.by.acting),
    )


def event_of(entry: Entry) -> Event:
    """Return what an entry says; KeyError for an unknown kind, pydantic's ValidationError for wrong data."""
    position = Position(entry.role, entry.unit) if entry.role else None
    by = By(entry.person, entry.name, position, load_acting(entry.acting))
    return Event(entry.seq, entry.at, by, load_fact(entry.kind, entry.data))
