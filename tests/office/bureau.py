"""A whole office in one process: a store, seven posts, a clock moved by hand, and a postman."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from handlers.letter import Edit, Letter, NewAppointment, NewFile, NewText
from handlers.letters import compose
from office import cases, documents
from office.admin_rights import seed
from office.documents import Upload
from office.library import Edition, Library
from office.office import Office
from office.vault import Vault
from simulator.rules.html import parse_html
from simulator.rules.utf16 import utf16_length
from sop import actions as a
from sop.case import Case, Part, Task
from sop.ladder import Ladder
from sop.people import Actor, Position
from sop.sopfile import library_texts, parse
from storage.cases import SopSource
from storage.outbox import Result, State
from storage.store import Store, connection_of
from storage.tables import metadata
from storage.transaction import Tx
from tests.sop.office_2026 import OFFICE, WIB
from tests.sop.worlds import MONDAY, UNITS, World
from tests.support.ready import Template

T = TypeVar("T")
SEATS: dict[int, tuple[str, Position]] = {
    101: ("Andri Saputra", Position("kepala-biro")),
    102: ("Rina Marlina", Position("kasubag-tu")),
    103: ("Yulia Fitri", Position("kepala-bagian", UNITS[0])),
    104: ("Hendra Wijaya", Position("kepala-bagian", UNITS[1])),
    105: ("Dewi Anggraini", Position("kepala-bagian", UNITS[2])),
    106: ("Fajar Ramadhan", Position("jf", UNITS[0])),
    107: ("Siti Rahmah", Position("jf", UNITS[0])),
}
Seats = tuple[tuple[int, tuple[str, Position]], ...]
ADMIN = 109
CAPTION, TEXT = 1024, 4096
_TEMPLATES: dict[tuple[Seats, str], Template] = {}
"""Offices that have just begun, by who sits where and the SOP that is not the shipped one."""


class Bureau:
    """Runs use cases and delivers what they say."""

    def __init__(
        self,
        folder: Path,
        seats: dict[int, tuple[str, Position]] | None = None,
        text: str = "",
        keys: tuple[str, ...] = (),
    ) -> None:
        """Make an office that runs the shipped SOP, or this text of one; `keys` are for what it encrypts."""
        self.now: datetime = MONDAY
        edition = _edition(text)
        self.sop = edition.sop
        self.office = Office(
            "Biro Organisasi",
            WIB,
            UNITS,
            (ADMIN,),
            ("Aula",),
            Library([edition]),
            OFFICE,
            Ladder(),
            lambda: self.now,
            vault=Vault(keys),
        )
        self.letters: dict[int, list[Letter]] = {}
        self.messages = 0
        self.files = 0
        self.bytes: dict[str, bytes] = {}
        """What was uploaded, by its SHA-256."""
        chosen = tuple((SEATS if seats is None else seats).items())
        if (chosen, text) not in _TEMPLATES:
            _TEMPLATES[chosen, text] = Template(lambda url: self._seat_all(url, chosen))
        self.store = Store(_TEMPLATES[chosen, text].copy_to(folder / "bureau.db"))

    def _seat_all(self, url: str, seats: Seats) -> None:
        """Let an office begin in an empty database."""
        self.store = Store(url)
        self.ask(lambda tx: self.office.library.keep(tx, self.now))
        self.ask(lambda tx: seed(tx, self.office))
        for telegram_id, (person, position) in seats:
            self.seat(telegram_id, person, position)
        self.store.close()

    def ask(self, question: Callable[[Tx], T]) -> T:
        """Run a use case."""
        return self.store.run_sync(question)

    def seat(self, telegram_id: int, name: str, position: Position) -> None:
        """Let somebody hold a position from now on."""

        def appoint(tx: Tx) -> None:
            tx.people.appoint(tx.people.admit(telegram_id, name, self.now), position, self.now)

        self.ask(appoint)

    def actor(self, telegram_id: int) -> Actor:
        """Return somebody as the office sees them now."""
        found = self.ask(lambda tx: self.office.actor(tx, telegram_id))
        assert found is not None
        return found

    def upload(self, content: str = "") -> Upload:
        """Return a file whose bytes are kept, as far as anybody here asks."""
        self.files += 1
        written = (content or f"berkas {self.files}").encode()
        digest = sha256(written).hexdigest()
        self.bytes[digest] = written
        return Upload(digest, 24_000, f"berkas-{self.files}.pdf", "application/pdf", None, "document")

    def open(self, telegram_id: int = 102, title: str = "Evaluasi <b>triwulan</b> III") -> Case:
        """Open a case."""
        actor, upload = self.actor(telegram_id), self.upload()
        return self.ask(lambda tx: cases.open_case(tx, self.office, actor, self.sop.id, title, upload).case)

    def case(self, number: int = 1) -> Case:
        """Return a case as it is kept."""
        found = self.ask(lambda tx: tx.cases.load(number))
        assert found is not None
        return found

    def act(self, actor: Actor, action: a.TaskAction, number: int = 1) -> Case:
        """Do an action; a file is written down first, as the handler does."""

        def do(tx: Tx) -> Case:
            wanted = action
            if isinstance(action, a.Attach):
                sop, case = cases.find(tx, self.office, number)
                task = case.task(action.task)
                assert task is not None
                upload = self.upload(action.file.sha256)
                wanted = documents.attach(tx, actor, sop, task, case, upload, self.now)
            return cases.act(tx, self.office, actor, number, wanted).case

        return self.ask(do)

    def next(self, number: int = 1) -> bool:
        """Do what brings a case nearer to its end; False where nothing is left."""
        guide = object.__new__(World)
        guide.sop, guide.case, guide.now = self.sop, self.case(number), self.now
        guide.roster = self.ask(self.office.roster)
        guide.files, guide.words = 0, ""
        step = guide.next_action()
        if step is None:
            return False
        actor, action = step
        known = self.ask(lambda tx: tx.people.chats((actor.person,)))[actor.person]
        self.act(self.actor(known), action, number)
        return True

    def to(self, part: Part, number: int = 1) -> Task:
        """Go straight on until a task of this part waits."""
        while True:
            found = [t for t in self.case(number).open_tasks() if t.part is part]
            if found:
                return found[0]
            assert self.next(number), part

    def deliver(self) -> dict[int, list[Letter]]:
        """Compose everything that waits, check that Telegram would take it, and return it by chat."""
        found: dict[int, list[Letter]] = {}

        def work(tx: Tx) -> None:
            for row in tx.outbox.pending(0, 10_000):
                letter = compose(tx, self.office, row)
                if letter is None:
                    tx.outbox.finish([Result(row.id, State.DROPPED)], self.now)
                    continue
                check(letter)
                found.setdefault(row.chat, []).append(letter)
                new = isinstance(letter, NewText | NewFile)
                self.messages += new
                message = self.messages if new else None
                tx.outbox.finish([Result(row.id, State.SENT, message)], self.now)
                if isinstance(letter, NewText | NewFile) and letter.card is not None:
                    medium = "text" if isinstance(letter, NewText) else "document"
                    tx.cards.sent([(letter.card, self.messages, medium)])

        self.ask(work)
        return found

    def pass_time(self, by: timedelta) -> None:
        """Move the clock."""
        self.now += by

    def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Return every row of every table."""

        def read(tx: Tx) -> dict[str, list[tuple[object, ...]]]:
            connection = connection_of(tx)
            return {
                table.name: [tuple(row) for row in connection.execute(table.select())]
                for table in metadata.sorted_tables
            }

        return self.ask(read)


@cache
def _edition(text: str) -> Edition:
    """Return the shipped SOP, or this text of one."""
    ((name, shipped),) = library_texts().items()
    return Edition(parse(text or shipped, name), SopSource(name, text or shipped))


def said(letters: list[Letter]) -> list[str]:
    """Return what the letters to a chat show, without the formatting."""
    found = []
    for letter in letters:
        if isinstance(letter, NewText | Edit):
            found.append(parse_html(letter.text)[0])
        elif isinstance(letter, NewFile):
            found.append(parse_html(letter.caption)[0])
    return found


def check(letter: Letter) -> None:
    """Fail where Telegram would refuse a letter's text."""
    if isinstance(letter, NewFile | NewAppointment):
        shown, _ = parse_html(letter.caption)
        assert utf16_length(shown) <= CAPTION
    elif isinstance(letter, NewText | Edit):
        shown, _ = parse_html(letter.text)
        assert 0 < utf16_length(shown) <= TEXT


def without(position: Position) -> dict[int, tuple[str, Position]]:
    """Return the seats with one position empty."""
    return {chat: seat for chat, seat in SEATS.items() if seat[1] != position}
