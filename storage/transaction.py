"""One transaction and what can be done in it."""

from functools import cached_property

from sqlalchemy import Connection

from sop.almanac import Entry
from storage.admins import Admins
from storage.almanac import Almanac
from storage.archives import Archives
from storage.authenticators import Authenticators
from storage.cards import Cards
from storage.cases import Cases, Recent
from storage.counters import Counters
from storage.dialogs import Dialogs
from storage.diaries import Diaries
from storage.digests import Digests
from storage.directory import Directory
from storage.documents import Documents
from storage.invitations import Invitations
from storage.kept import Kept
from storage.makings import Makings
from storage.meetings import Meetings
from storage.nudges import Nudges
from storage.outbox import Outbox
from storage.people import People
from storage.proposals import Proposals
from storage.record import Record
from storage.registrations import Registrations
from storage.reminded import Reminded
from storage.reminded import Tasks as Shown
from storage.rooms import Rooms
from storage.searches import Searches
from storage.sheaves import Sheaves
from storage.strangers import Strangers
from storage.tasks import Tasks
from storage.terms import Terms
from storage.texts import Texts
from storage.updates import Updates


class Tx:
    """Groups the queries by subject; everything done through one Tx commits together or not at all."""

    def __init__(
        self,
        connection: Connection,
        recent: Recent | None = None,
        directory: Directory | None = None,
        kept: Kept[tuple[Entry, ...]] | None = None,
        reminded: Kept[Shown] | None = None,
    ) -> None:
        self.connection = connection
        self._recent = recent or Recent()
        self._directory = directory or Directory()
        self._kept = kept or Kept()
        self._reminded = reminded or Kept()
        self.concerns: set[str] = set()
        """What to wake after the commit: "outbox", "deadlines", "makings"."""

    def begin(self) -> None:
        """Begin another use case in the same transaction: those of a group commit share what was read."""
        if "outbox" in self.__dict__:
            self.outbox.begin()

    def finish(self) -> None:
        """Write what was gathered; the store calls it before the commit."""
        if "outbox" in self.__dict__:
            self.outbox.write()
        if "terms" in self.__dict__ and self.terms.changed:
            self.concerns.add("deadlines")

    def committed(self) -> None:
        """Hear that all this is durable now: states may be remembered."""
        if "cases" in self.__dict__:
            self._recent.keep(self.cases.saved.values())
        if "people" in self.__dict__:
            self.people.committed()
        if "almanac" in self.__dict__:
            self.almanac.committed()
        if "reminded" in self.__dict__:
            self.reminded.committed()

    @cached_property
    def people(self) -> People:
        """People and their appointments."""
        return People(self.connection, self._directory)

    @cached_property
    def terms(self) -> Terms:
        """Appointments with their terms, and absences."""
        return Terms(self.connection, self.people)

    @cached_property
    def admins(self) -> Admins:
        """Admin rights."""
        return Admins(self.connection, self.people)

    @cached_property
    def invitations(self) -> Invitations:
        """Invitations to positions."""
        return Invitations(self.connection)

    @cached_property
    def rooms(self) -> Rooms:
        """Groups and topics where positions' cards go."""
        return Rooms(self.connection, self.people)

    @cached_property
    def authenticators(self) -> Authenticators:
        """Authenticator apps."""
        return Authenticators(self.connection)

    @cached_property
    def registrations(self) -> Registrations:
        """Who asked to come in without an invitation."""
        return Registrations(self.connection)

    @cached_property
    def strangers(self) -> Strangers:
        """How much each stranger has written lately."""
        return Strangers(self.connection)

    @cached_property
    def cases(self) -> Cases:
        """Cases, their events, and the SOP versions they are pinned to."""
        return Cases(self.connection, self._recent)

    @cached_property
    def tasks(self) -> Tasks:
        """Open tasks and their reminders."""
        return Tasks(self.connection, self.concerns)

    @cached_property
    def cards(self) -> Cards:
        """Copies of cards in chats."""
        return Cards(self.connection)

    @cached_property
    def outbox(self) -> Outbox:
        """Messages to send."""
        return Outbox(self.connection, self.concerns)

    @cached_property
    def updates(self) -> Updates:
        """Updates received."""
        return Updates(self.connection)

    @cached_property
    def documents(self) -> Documents:
        """Versions of uploaded files."""
        return Documents(self.connection)

    @cached_property
    def makings(self) -> Makings:
        """Papers to make."""
        return Makings(self.connection, self.concerns)

    @cached_property
    def texts(self) -> Texts:
        """Words by which cases and files are found."""
        return Texts(self.connection)

    @cached_property
    def searches(self) -> Searches:
        """What people looked for."""
        return Searches(self.connection)

    @cached_property
    def counters(self) -> Counters:
        """Numbers given out by the year."""
        return Counters(self.connection)

    @cached_property
    def archives(self) -> Archives:
        """Archive numbers that are taken."""
        return Archives(self.connection)

    @cached_property
    def almanac(self) -> Almanac:
        """Changes of the calendar."""
        return Almanac(self.connection, self._kept)

    @cached_property
    def meetings(self) -> Meetings:
        """Agreed meetings."""
        return Meetings(self.connection)

    @cached_property
    def proposals(self) -> Proposals:
        """Cases proposed by the calendar."""
        return Proposals(self.connection, self.concerns)

    @cached_property
    def reminded(self) -> Reminded:
        """Reminders that chats show."""
        return Reminded(self.connection, self._reminded)

    @cached_property
    def nudges(self) -> Nudges:
        """Reminders by hand that are still to be said."""
        return Nudges(self.connection, self.concerns)

    @cached_property
    def digests(self) -> Digests:
        """Morning digests."""
        return Digests(self.connection)

    @cached_property
    def diaries(self) -> Diaries:
        """What stands in the calendars of phones."""
        return Diaries(self.connection)

    @cached_property
    def dialogs(self) -> Dialogs:
        """Half-filled forms."""
        return Dialogs(self.connection)

    @cached_property
    def sheaves(self) -> Sheaves:
        """Photos that wait to become one PDF."""
        return Sheaves(self.connection)

    @cached_property
    def record(self) -> Record:
        """Refusals and settings."""
        return Record(self.connection)
