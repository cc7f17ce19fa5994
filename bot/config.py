"""The configuration: config.toml in, a frozen `Config` out; every fault at once, with its key.

Every key, with its meaning and default: config.example.toml. The token and the database's address are
secrets: they stand in no repr and in no fault.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot import config_archive, config_recurring
from bot import config_signing as signing
from bot.config_shape import CalendarShape, ConfigShape, HoursShape, LetterheadShape, TelegramShape
from papers.letterhead import Letterhead
from sop.archive import Archiving
from sop.calendar import DayRule
from sop.errors import Fault
from sop.faults import Table, faults_of, prune, read_text, read_toml
from sop.ladder import DIGEST_AT, Ladder
from sop.recurring import Recurring
from sop.workweek import DayHours, Season, Week, default_week

TOKEN_VARIABLE = "SOPBOT_TOKEN"  # noqa: S105 - the name of a variable
KEY_VARIABLE = "SOPBOT_KEY"
DAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
CLOUD_FILE_MB = 20
"""What a bot may download from Telegram's own servers. Source: core.telegram.org/bots/api#getfile."""


class ConfigError(Exception):
    """A configuration that cannot be used, with all its faults."""

    def __init__(self, file: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(file, faults)
        self.file = file
        self.faults = faults

    def __str__(self) -> str:
        """Return the file's name and one line a fault."""
        return "\n".join(f"{self.file}: {fault}" for fault in self.faults)


@dataclass(frozen=True)
class TelegramConfig:
    """How Telegram is reached, and how fast. A rate of 0 is no limit."""

    token: str = field(repr=False)
    base_url: str = "https://api.telegram.org/bot"
    base_file_url: str = "https://api.telegram.org/file/bot"
    messages_per_second: float = 30
    messages_per_second_per_chat: float = 1
    chat_burst: int = 6
    messages_per_minute_per_group: float = 20
    max_file_mb: int = CLOUD_FILE_MB
    local_files: Path | None = None
    """The folder in which a Bot API server in --local mode keeps files."""


@dataclass(frozen=True)
class StorageConfig:
    """Where everything is kept. The URL is ready for SQLAlchemy, both paths are absolute."""

    database_url: str = field(repr=False)
    files_dir: Path


@dataclass(frozen=True)
class OfficeConfig:
    """The office itself."""

    name: str = "Kantor"
    timezone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Jakarta"))
    units: tuple[str, ...] = ()
    admins: tuple[int, ...] = ()
    """Telegram user ids."""
    meeting_places: tuple[str, ...] = ("Ruang Rapat",)


@dataclass(frozen=True)
class CalendarConfig:
    """When the office works: what `WorkCalendar` and `OfficeHolidays` are made with."""

    week: Week = field(default_factory=default_week)
    national_holidays: bool = True
    collective_leave: bool = True
    extra_holidays: Mapping[date, str] = field(default_factory=dict)
    not_holidays: frozenset[date] = frozenset()
    special_hours: Mapping[date, DayHours] = field(default_factory=dict)
    seasons: tuple[Season, ...] = ()
    day_rule: DayRule = DayRule.CLOSING

    def mark(self, zone: ZoneInfo, *also: str) -> str:
        """Return what tells this calendar from another; `also` is whatever else it comes of."""
        seasons = [(each.first, each.last, sorted(each.week.items())) for each in self.seasons]
        week, special = sorted(self.week.items()), sorted(self.special_hours.items())
        days = (sorted(self.extra_holidays.items()), sorted(self.not_holidays), special)
        flags = (self.national_holidays, self.collective_leave, self.day_rule.value)
        return sha256(repr((zone.key, week, seasons, days, flags, also)).encode()).hexdigest()


@dataclass(frozen=True)
class SecurityConfig:
    """The keys for what is encrypted at rest: the first encrypts, each may decrypt."""

    keys: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Config:
    """The whole configuration; `path` is the file it came from."""

    path: Path
    telegram: TelegramConfig
    storage: StorageConfig
    office: OfficeConfig = field(default_factory=OfficeConfig)
    calendar: CalendarConfig = field(default_factory=CalendarConfig)
    reminders: Ladder = field(default_factory=Ladder)
    digest_at: time = DIGEST_AT
    """When the list of open tasks comes on working days, by the office's wall clock."""
    sop_files: tuple[Path, ...] = ()
    """SOP files beside the ones that ship with the product."""
    invitation_days: int = 7
    security: SecurityConfig = field(default_factory=SecurityConfig)
    roots: tuple[Path, ...] = ()
    """Certificates of issuers whose signatures are trusted."""
    seal: signing.SealConfig | None = None
    bsre: signing.BsreConfig | None = None
    web: signing.WebConfig | None = None
    clamav: str = ""
    """Where a clamd listens, "/path/of/its.socket" or "host:port"; "" for none."""
    letterhead: Letterhead = field(default_factory=lambda: Letterhead(()))
    """The head of the office's papers; without lines, each SOP's own form says them."""
    templates: Path = Path("templates")
    """The folder of the office's own Word templates; it need not be there."""
    archiving: Archiving = field(default_factory=Archiving)
    """How cases are archived: classifications, numbers, locations."""
    recurring: tuple[Recurring, ...] = ()
    """Cases that are proposed after each period; whether their SOP is known, `office_of` looks at."""


def load(path: Path, environment: Mapping[str, str] = os.environ) -> Config:
    """Read a configuration file; secrets in the environment (SOPBOT_TOKEN and others) go before what it says.

    Relative paths in it are relative to the file. Raises ConfigError with every fault.
    """
    data = _read(path)
    given = _take_environment(data, environment)
    faults: list[Fault] = []
    shape = None
    try:
        shape = ConfigShape.model_validate(data)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        faults = [_of_environment(fault, given) for fault in faults_of(errors, ConfigShape)]
        prune(data, errors)
    faults += _checked(data) + _missing(data, path.absolute().parent)
    faults += signing.missing(data, path.absolute().parent)
    if shape is None or faults:
        raise ConfigError(str(path), tuple(faults))
    return _config(shape, path.absolute())


def _read(path: Path) -> Table:
    text = read_text(path)
    if isinstance(text, Fault):
        if not path.exists():
            right = "copy config.example.toml to this path and put the bot's token in it"
            text = Fault("file", "does not exist", right)
        raise ConfigError(str(path), (text,))
    data = read_toml(text)
    if isinstance(data, Fault):
        raise ConfigError(str(path), (data,))
    return data


def _take_environment(data: Table, environment: Mapping[str, str]) -> dict[str, str]:
    """Put the secrets of the environment into the data; return which variable stands for which key.

    Several keys are separated by blanks or commas.
    """
    token = environment.get(TOKEN_VARIABLE, "").strip()
    keys = environment.get(KEY_VARIABLE, "").replace(",", " ").split()
    passwords = {
        "seal": signing.SEAL_VARIABLE,
        "bsre": signing.BSRE_VARIABLE,
    }
    wanted: tuple[tuple[str, str, str, object], ...] = (
        *((name, "password", key, environment.get(key, "")) for name, key in passwords.items()),
        ("telegram", "token", TOKEN_VARIABLE, token),
        ("security", "key", KEY_VARIABLE, keys),
    )
    given = {}
    for section, key, variable, value in wanted:
        table = data.setdefault(section, {}) if value else None
        if isinstance(table, dict):
            table[key] = value
            given[f"{section}.{key}"] = variable
    return given


def _of_environment(fault: Fault, given: Mapping[str, str]) -> Fault:
    """Blame the environment for a bad secret that stands there."""
    variable = given.get(fault.key.partition("[")[0])
    return Fault(f"{variable} (environment)", fault.wrong, fault.right) if variable else fault


def _checked(data: Table) -> list[Fault]:
    """Return what does not go together in a pruned configuration."""
    telegram, calendar = data.get("telegram") or {}, data.get("calendar") or {}
    faults = []
    size, address = telegram.get("max_file_mb"), telegram.get("base_url", TelegramConfig.base_url)
    if size and size > CLOUD_FILE_MB and "//api.telegram.org/" in address:
        right = f"{CLOUD_FILE_MB} at most, or base_url of a Bot API server of your own"
        faults.append(
            Fault("telegram.max_file_mb", "is more than Telegram's servers let a bot download", right)
        )
    if telegram.get("local_files") and "//api.telegram.org/" in address:
        right = "base_url of a Bot API server of your own, or no local_files"
        faults.append(Fault("telegram.local_files", "is of no use with Telegram's own servers", right))
    removed = {str(day) for day in calendar.get("not_holidays") or []}
    faults += [
        Fault("calendar.not_holidays", f"{day} is in extra_holidays as well", "take one of the two out")
        for day in sorted(removed & set(calendar.get("extra_holidays") or {}))
    ]
    faults += config_archive.faults(data)
    faults += config_recurring.faults(data)
    hours = calendar.get("hours") or {}
    if all(hours.get(day) == [] or (day in DAYS[5:] and day not in hours) for day in DAYS):
        faults.append(Fault("calendar.hours", "closes the office on every day", "hours on one day at least"))
    for number, season in enumerate(calendar.get("seasons") or [], 1):
        first, last = (str((season or {}).get(key, "")) for key in ("first", "last"))
        if last and last < first:
            right = "a day on or after first"
            faults.append(Fault(f"calendar.seasons[{number}].last", "is before first", right))
    return faults


def _missing(data: Table, home: Path) -> list[Fault]:
    """Return what a pruned configuration names and is not there."""
    logo = (data.get("letterhead") or {}).get("logo")
    if not logo or (home / Path(logo).expanduser()).is_file():
        return []
    return [Fault("letterhead.logo", "is no file", "the path of a picture, relative to this file")]


_LADDER = {"first_notice_share": "notice", "hourly_after_due": "hourly"}
"""The keys of [reminders] that are called otherwise in `Ladder`."""


def _config(shape: ConfigShape, path: Path) -> Config:
    home = path.parent
    office = _given(shape.office)
    if "timezone" in office:
        office["timezone"] = ZoneInfo(shape.office.timezone)
    said = _given(shape.reminders)
    said.pop("digest_at", None)
    digest_at = time.fromisoformat(shape.reminders.digest_at.replace(".", ":"))
    return Config(
        path=path,
        telegram=TelegramConfig(**_telegram(shape.telegram, home)),
        storage=StorageConfig(
            database_url=_database_url(shape.storage.database_url or "sqlite:///data/sopbot.db", home),
            files_dir=home / Path(shape.storage.files_dir or "data/files").expanduser(),
        ),
        office=OfficeConfig(**office),
        calendar=_calendar(shape.calendar),
        reminders=Ladder(**{_LADDER.get(key, key): value for key, value in said.items()}, daily_at=digest_at),
        digest_at=digest_at,
        sop_files=tuple(home / Path(file).expanduser() for file in shape.sop.files),
        invitation_days=shape.invitations.valid_days,
        security=SecurityConfig(tuple(shape.security.key)),
        roots=tuple(f for pattern in shape.signatures.roots for f in signing.matching(home, pattern)),
        seal=signing.seal(shape.seal, home),
        bsre=signing.bsre(shape.bsre),
        web=signing.web(shape.web),
        letterhead=_letterhead(shape.letterhead, home),
        clamav=shape.scanner.clamav,
        templates=home / Path(shape.templates.dir or "templates").expanduser(),
        archiving=config_archive.archiving(shape.archive),
        recurring=config_recurring.rules(shape.recurring),
    )


def _telegram(shape: TelegramShape, home: Path) -> dict[str, Any]:
    given = _given(shape)
    folder = given.pop("local_files", "")
    return given | ({"local_files": home / Path(folder).expanduser()} if folder else {})


def _letterhead(shape: LetterheadShape, home: Path) -> Letterhead:
    logo = home / Path(shape.logo).expanduser() if shape.logo else None
    return Letterhead(tuple(shape.lines), tuple(shape.address), logo, shape.town)


def _given(section: Any) -> dict[str, Any]:
    """Return what the file says of a section, lists as tuples; the rest keeps its default."""
    given = {name: getattr(section, name) for name in section.model_fields_set}
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


def _calendar(shape: CalendarShape) -> CalendarConfig:
    week = _week(shape.hours, default_week())
    return CalendarConfig(
        week=week,
        national_holidays=shape.national_holidays,
        collective_leave=shape.collective_leave,
        extra_holidays={date.fromisoformat(day): name for day, name in shape.extra_holidays.items()},
        not_holidays=frozenset(shape.not_holidays),
        special_hours={
            date.fromisoformat(day): DayHours.parse(spans) for day, spans in shape.special_hours.items()
        },
        seasons=tuple(Season(each.first, each.last, _week(each.hours, week)) for each in shape.seasons),
        day_rule=shape.day_rule,
    )


def _week(shape: HoursShape, usual: Week) -> Week:
    """Return the week: a day that is not named keeps its usual hours, one without spans is closed."""
    named = {n: spans for n, day in enumerate(DAYS) if (spans := getattr(shape, day)) is not None}
    week = {**usual, **{day: DayHours.parse(spans) for day, spans in named.items()}}
    return {day: hours for day, hours in sorted(week.items()) if hours.spans}


def _database_url(url: str, home: Path) -> str:
    """Make an SQLite file's path absolute, and name the driver that is installed for PostgreSQL."""
    scheme, _, rest = url.partition("://")
    if scheme != "sqlite":
        return f"postgresql+psycopg://{rest}"
    path, question, options = rest[1:].partition("?")
    if path.startswith("file:"):
        return url
    return f"sqlite:///{home / path}{question}{options}"
