"""An office for the benchmarks: many units, and cases that each wait for one tap of a real SOP."""

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.app import office_of
from bot.config import load
from handlers.buttons import TaskButton, Verb, encode
from office import cases
from office.documents import Upload, attach
from office.office import Office
from sop.people import Actor, Position
from storage.migrate import upgrade
from storage.outbox import Result, State
from storage.store import Store
from storage.transaction import Tx

TOKEN = "1234567890:bench"  # noqa: S105 - invented
SOP = Path(__file__).parent.parent / "tests" / "data" / "penerbitan-surat-keterangan.toml"
STAFF, HEAD = 50_000, 51_000
"""Chats: a unit's staff, and 1,000 above it its head."""
TOGETHER = 50
SHA = "c0ffee" + "0" * 58

CONFIG = """
[telegram]
token = "{token}"
base_url = "{base}/bot"
base_file_url = "{base}/file/bot"
messages_per_second = 0
messages_per_second_per_chat = 0
messages_per_minute_per_group = 0

[office]
units = {units}

[sop]
files = {files}
"""


def write_config(folder: Path, base: str, units: int) -> Path:
    """Write a configuration without any pace, with an SOP a unit; return its path."""
    text = SOP.read_text(encoding="utf-8")
    files = []
    for unit in range(units):
        path = folder / f"sop-{unit}.toml"
        own = text.replace('bagian = "Bidang Pembinaan SD"', f'bagian = "Bidang {unit}"')
        own = own.replace('kode = "penerbitan-surat-keterangan"', f'kode = "surat-{unit}"')
        path.write_text(own, encoding="utf-8")
        files.append(str(path))
    names = [f"Bidang {unit}" for unit in range(units)]
    path = folder / "config.toml"
    path.write_text(CONFIG.format(token=TOKEN, base=base, units=_toml(names), files=_toml(files)))
    return path


def _toml(names: list[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"


def fill(config: Path, units: int, count: int) -> list[dict[str, Any]]:
    """Fill the configured database with cases that wait for one "Selesai" each; return the taps."""
    loaded = load(config)
    office = office_of(loaded)
    upgrade(loaded.storage.database_url)
    store = Store(loaded.storage.database_url)
    now = office.now()
    actors = store.run_sync(lambda tx: _people(tx, office, units, now))
    taps: list[dict[str, Any]] = []
    for start in range(0, count, TOGETHER):
        numbers = range(start, min(count, start + TOGETHER))
        taps += store.run_sync(partial(_cases, office=office, actors=actors, numbers=numbers))
    store.run_sync(lambda tx: _settle(tx, now))
    store.close()
    return taps


def _people(tx: Tx, office: Office, units: int, now: datetime) -> list[Actor]:
    office.library.keep(tx, now)
    actors = []
    for unit in range(units):
        staff, head = Position("staf-bidang", f"Bidang {unit}"), Position("kepala-bidang", f"Bidang {unit}")
        for chat, position in ((STAFF + unit, staff), (HEAD + unit, head)):
            person = tx.people.admit(chat, f"Pejabat {chat}", now)
            tx.people.appoint(person, position, now)
        actor = office.actor(tx, STAFF + unit)
        assert actor is not None  # noqa: S101
        actors.append(actor)
    return actors


def _cases(tx: Tx, *, office: Office, actors: list[Actor], numbers: range) -> list[dict[str, Any]]:
    return [_case(tx, office, actors, number) for number in numbers]


def _case(tx: Tx, office: Office, actors: list[Actor], number: int) -> dict[str, Any]:
    """Open a case, attach its draft, and return the tap that hands it in."""
    unit = number % len(actors)
    actor = actors[unit]
    base = Upload(SHA, 9, "permohonan.pdf", "application/pdf", "FILE-1", "document")
    opened = cases.open_case(tx, office, actor, f"surat-{unit}", f"Surat keterangan {number}", base)
    draft = Upload(SHA, 9, "konsep.docx", "application/msword", "FILE-2", "document")
    (task,) = opened.case.open_tasks()
    action = attach(tx, actor, opened.sop, task, opened.case, draft, office.now())
    ready = cases.act(tx, office, actor, opened.case.id, action).case.task(task.id)
    assert ready is not None  # noqa: S101
    ((card, chat, _),) = tx.cards.of_tasks(opened.case.id, [task.id])
    message = 1000 + number
    tx.cards.sent([(card, message, "text")])
    return tap(number, chat, message, encode(TaskButton(Verb.FINISH, opened.case.id, task.id, ready.version)))


def tap(number: int, chat: int, message: int, data: str) -> dict[str, Any]:
    """Return a tap on a message as Telegram tells of it."""
    return {
        "callback_query": {
            "id": f"77{number:012d}",
            "from": {"id": chat, "is_bot": False, "first_name": "Pejabat", "language_code": "id"},
            "message": {
                "message_id": message,
                "from": {"id": 1, "is_bot": True, "first_name": "Bangku", "username": "bangku_bot"},
                "chat": {"id": chat, "first_name": "Pejabat", "type": "private"},
                "date": 1763863200,
                "text": "Susun konsep surat keterangan",
            },
            "chat_instance": str(chat),
            "data": data,
        }
    }


def _settle(tx: Tx, now: datetime) -> None:
    """Note everything that was said so far as sent."""
    while waiting := tx.outbox.pending(0, 1000):
        tx.outbox.finish([Result(row.id, State.SENT) for row in waiting], now)
