"""The shape of config.toml: which keys there are, of which type, and when a value is right."""

import re
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from office.vault import is_key
from sop.archive import MAX_TEXT, Fate, NumberPattern, is_code
from sop.calendar import DayRule
from sop.faults import fault_error, one_of
from sop.recurring import PERIOD, Every
from sop.workweek import DayHours

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
CLOCK = re.compile(r"([01]\d|2[0-3])[.:][0-5]\d")
CLOCK_RIGHT = 'a time of day in quotes, such as "07.35"'
_DATABASES = ("sqlite", "postgresql", "postgresql+psycopg", "postgres")
FROM_BOTFATHER = 'the token as BotFather gives it, like "123456789:AA…", in quotes'
FROM_SOPBOT_KEY = "a key as `sopbot key` prints it, in quotes, or a list of such keys, the newest first"
LAST_PORT = 65535
FATES = '"Musnah", "Permanen" or "Dinilai kembali"'
PATTERN = (
    'a text such as "{kode}/{nomor:03}/{unit}/{tahun}"; {nomor} and {tahun} are needed, {bulan} is known too'
)
YEARS = "a whole number of years from 0 to 100"
DAY_RULES = " or ".join(f'"{rule.value}"' for rule in DayRule)
DATE = 'a date such as "2026-12-24"'
CLAMD = 'where clamd listens, such as "/run/clamav/clamd.ctl" or "127.0.0.1:3310", or "" for none'
SPANS = 'a list of spans such as ["07.30-12.00", "13.00-16.00"], or [] for a closed day'


def _token(text: str) -> str:
    # Never says what it found: whatever stands here may be the secret, misspelt by one letter.
    if not _TOKEN.fullmatch(text):
        raise fault_error(
            "is empty" if not text.strip() else "is not in the form of a bot token", FROM_BOTFATHER
        )
    return text


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or re.search(r"\s", text):
        raise fault_error("is not an http address", 'an address such as "http://127.0.0.1:8081/bot"')
    if parts.path in {"", "/"}:
        raise fault_error("has no path", 'end it with "/bot" (base_file_url: "/file/bot")')
    return text


def _socket(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not text or re.fullmatch(r"/[^\0\n]{1,100}", text):
        return text
    if (
        not re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]", host)
        or not port.isascii()
        or not port.isdigit()
    ):
        raise fault_error("is neither the path of a socket nor host:port", CLAMD)
    if not 0 < int(port) <= LAST_PORT:
        raise fault_error("has a port that there is not", CLAMD)
    return text


def _database(text: str) -> str:
    scheme, separator, rest = text.partition("://")
    if not separator or scheme not in _DATABASES:
        right = '"sqlite:///data/sopbot.db" or "postgresql://user:password@host/database"'
        raise fault_error("is not the address of a database this program knows", right)
    if scheme == "sqlite" and rest and not rest.startswith("/"):
        raise fault_error("has two slashes where an SQLite file needs three", '"sqlite:///data/sopbot.db"')
    if scheme == "sqlite" and rest[1:].partition("?")[0] in {"", ":memory:"}:
        raise fault_error("is a database in memory, which forgets", '"sqlite:///data/sopbot.db"')
    from storage.engine import is_address  # noqa: PLC0415 - slow, and a wrong token should be said at once

    if not is_address(text):
        right = (
            "the port and the options of the address, or percent-encode signs such as @ : / in the password"
        )
        raise fault_error("is not an address that can be read", right)
    return text


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        near = get_close_matches(text[:60], available_timezones(), n=1)
        right = f'did you mean "{near[0]}"?' if near else '"Asia/Jakarta", "Asia/Makassar" or "Asia/Jayapura"'
        raise fault_error("is not a time zone", right) from None
    return text


def _date(value: object) -> object:
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise fault_error("is a day that no calendar has", DATE) from None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise fault_error("is not a date", DATE)


def _day_rule(value: object) -> object:
    if isinstance(value, str) and value in set(DayRule):
        return DayRule(value)
    raise fault_error("is not a rule of days", DAY_RULES)


def _dated(value: object) -> object:
    """Check the keys of a table of days; they stay text here and become dates in the Config."""
    if isinstance(value, dict):
        for day in value:
            if not isinstance(day, str) or not _DATE.fullmatch(day):
                raise fault_error(f"{str(day)[:60]!r} is not a date", f"{DATE} = what is so on that day")
            try:
                date.fromisoformat(day)
            except ValueError:
                raise fault_error(f"{day} is a day that no calendar has", DATE) from None
    return value


def _spans(value: list[str]) -> list[str]:
    try:
        DayHours.parse(value)
    except ValueError as error:
        raise fault_error(str(error), SPANS) from None
    return value


def _unlike(values: list[Any]) -> list[Any]:
    if len(set(values)) < len(values):
        raise fault_error("names the same entry twice", "each entry once")
    return values


def _named(text: str) -> str:
    if not text.strip() or "\n" in text:
        raise fault_error("is empty or has several lines", "text on one line")
    return text


def _unless_empty(text: str) -> str:
    return _named(text) if text else text


def _key(text: str) -> str:
    # Never says what it found, as of the token.
    if not is_key(text):
        wrong = "is empty" if not text.strip() else "is not in the form of a key"
        raise fault_error(wrong, FROM_SOPBOT_KEY)
    return text


def _code(text: str) -> str:
    if not is_code(text):
        raise fault_error("is not in the form of a classification code", 'a code such as "000.8.6.3"')
    return text


def _fate(value: object) -> object:
    found = next(
        (fate for fate in Fate if isinstance(value, str) and fate.casefold() == value.casefold()), None
    )
    if found is None:
        raise fault_error("is not known", FATES)
    return found


def _pattern(text: str) -> str:
    try:
        # Whether {unit} has its value is looked at where both are known.
        NumberPattern(text, "unit")
    except ValueError as error:
        raise fault_error(str(error), PATTERN) from None
    return text


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


SERVICE = 'the address of the gateway, such as "https://esign.example.go.id"'
LISTEN = 'an address and a port, such as "127.0.0.1:8443"'
PUBLIC = 'the https address under which officials reach the page, such as "https://sopbot.example.go.id"'


def _url(text: str, schemes: tuple[str, ...]) -> bool:
    try:
        parts = urlsplit(text)
        sound = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username or parts.password)
    return sound and plain and not re.search(r"\s", text)


def _service(text: str) -> str:
    if text and not _url(text, ("http", "https")):
        raise fault_error("is not an http address without name, password and query", SERVICE)
    return text.rstrip("/")


def _public(text: str) -> str:
    # Telegram opens a Mini App over https only (Bot API, WebAppInfo).
    if text and not _url(text, ("https",)):
        raise fault_error("is not an https address", PUBLIC)
    return text.rstrip("/")


def _listening(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) <= LAST_PORT:
        raise fault_error("is not an address and a port", LISTEN)
    return text


def _every(value: object) -> object:
    if not isinstance(value, str) or value not in set(Every):
        raise fault_error("is no period that is known", one_of(str(value)[:60], Every, "one of"))
    return value


def _periodic(text: str) -> str:
    if PERIOD not in text:
        raise fault_error("has no {periode}", PROPOSED)
    if "{" in text.replace(PERIOD, "") or "}" in text.replace(PERIOD, ""):
        raise fault_error("has braces around something else than periode", PROPOSED)
    return text


def _clock(text: str) -> str:
    """Let a time of day pass as officials write it, with a dot."""
    if CLOCK.fullmatch(text) is None:
        raise fault_error("is not a time of day", CLOCK_RIGHT)
    return text


Rate = Annotated[float, Field(ge=0, allow_inf_nan=False)]
ClockText = Annotated[str, AfterValidator(_clock)]
Name = Annotated[str, AfterValidator(_named), Field(max_length=60)]
PathText = Annotated[str, AfterValidator(_named), Field(max_length=1000)]
OptionalText = Annotated[str, AfterValidator(_unless_empty), Field(max_length=1000)]
Names = Annotated[list[Name], AfterValidator(_unlike)]
HeadLines = Annotated[
    list[Annotated[str, AfterValidator(_named), Field(max_length=160)]], Field(max_length=6)
]
Key = Annotated[str, AfterValidator(_key)]
Spans = Annotated[list[str], AfterValidator(_spans)]
Address = Annotated[str, AfterValidator(_address)]
Day = Annotated[date, BeforeValidator(_date)]
RATE = "a number, 0 for no limit"
PROPOSED = 'a text such as "Evaluasi Kinerja {periode}"'


class Shape(BaseModel):
    """Strict: nothing is guessed, and no key is passed over. What is absent has its default in the Config."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class TelegramShape(Shape):
    """`[telegram]`."""

    token: Annotated[str, AfterValidator(_token)] = Field(description=FROM_BOTFATHER)
    base_url: Address = Field("", description='an address such as "https://api.telegram.org/bot"')
    base_file_url: Address = Field("", description='an address such as "https://api.telegram.org/file/bot"')
    messages_per_second: Rate = Field(0, description=RATE)
    messages_per_second_per_chat: Rate = Field(0, description=RATE)
    chat_burst: int = Field(0, ge=1, description="a whole number from 1")
    messages_per_minute_per_group: Rate = Field(0, description=RATE)
    max_file_mb: int = Field(0, ge=1, le=2000, description="a whole number of megabytes from 1 to 2000")
    local_files: OptionalText = Field("", description="text, the path of a folder")


class ScannerShape(Shape):
    """`[scanner]`."""

    clamav: Annotated[str, AfterValidator(_socket)] = Field("", description=CLAMD)


class StorageShape(Shape):
    """`[storage]`."""

    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "", description="text, a database address"
    )
    files_dir: PathText = Field("", description="text, the path of a folder")


class OfficeShape(Shape):
    """`[office]`."""

    name: Name = Field("", description="text, the office's name of 60 characters at most")
    timezone: Annotated[str, AfterValidator(_zone)] = Field("", description='text such as "Asia/Jakarta"')
    units: Names = Field([], description='a list of texts, such as ["Tata Laksana", "Kelembagaan"]')
    admins: Annotated[list[Annotated[int, Field(ge=1)]], AfterValidator(_unlike)] = Field(
        [], description="a list of Telegram user ids, whole numbers such as [123456789]"
    )
    meeting_places: Names = Field([], description='a list of texts, such as ["Ruang Rapat", "Aula"]')


class HoursShape(Shape):
    """`[calendar.hours]`: a day that is left out keeps its hours."""

    senin: Spans | None = Field(None, description=SPANS)
    selasa: Spans | None = Field(None, description=SPANS)
    rabu: Spans | None = Field(None, description=SPANS)
    kamis: Spans | None = Field(None, description=SPANS)
    jumat: Spans | None = Field(None, description=SPANS)
    sabtu: Spans | None = Field(None, description=SPANS)
    minggu: Spans | None = Field(None, description=SPANS)


class SeasonShape(Shape):
    """`[[calendar.seasons]]`: other hours from one day to another, as in Ramadan."""

    first: Day = Field(description=DATE)
    last: Day = Field(description=DATE)
    hours: HoursShape = Field(description='a table: { senin = ["08.00-15.00"] }')


class CalendarShape(Shape):
    """`[calendar]`."""

    hours: HoursShape = Field(HoursShape(), description="a table [calendar.hours] with senin to minggu")
    national_holidays: bool = Field(default=True, description="true or false, without quotes")
    collective_leave: bool = Field(default=True, description="true or false, without quotes")
    extra_holidays: Annotated[dict[str, Name], BeforeValidator(_dated)] = Field(
        {}, description='a table of days and names: { "2026-12-24" = "Libur daerah" }'
    )
    not_holidays: list[Day] = Field([], description='a list of dates, such as ["2026-12-26"]')
    special_hours: Annotated[dict[str, Spans], BeforeValidator(_dated)] = Field(
        {}, description='a table of days and their hours: { "2026-12-31" = ["07.30-12.00"] }'
    )
    day_rule: Annotated[DayRule, BeforeValidator(_day_rule)] = Field(DayRule.CLOSING, description=DAY_RULES)
    seasons: list[SeasonShape] = Field(
        [], description="a table [[calendar.seasons]] for each season, with first, last and hours"
    )


class RemindersShape(Shape):
    """`[reminders]`."""

    first_notice_share: float = Field(0.5, gt=0, lt=1, description="a number between 0 and 1, such as 0.75")
    hourly_after_due: int = Field(0, ge=0, le=100, description="a whole number from 0 to 100")
    superior_at: int = Field(0, ge=0, le=100, description="a whole number from 0 to 100, 0 for never")
    admin_at: int = Field(0, ge=0, le=100, description="a whole number from 0 to 100, 0 for never")
    digest_at: ClockText = Field("07.35", description=CLOCK_RIGHT)


class SopShape(Shape):
    """`[sop]`."""

    files: Annotated[list[PathText], AfterValidator(_unlike)] = Field(
        [], description='a list of paths, such as ["sop/surat-keterangan.toml"]'
    )


class InvitationsShape(Shape):
    """`[invitations]`."""

    valid_days: int = Field(7, ge=1, le=365, description="a whole number from 1 to 365")


class SecurityShape(Shape):
    """`[security]`."""

    key: Annotated[list[Key], BeforeValidator(_listed), AfterValidator(_unlike)] = Field(
        [], description=FROM_SOPBOT_KEY
    )


class LetterheadShape(Shape):
    """`[letterhead]`."""

    lines: HeadLines = Field([], description='a list of texts, such as ["PEMERINTAH …", "BIRO ORGANISASI"]')
    address: HeadLines = Field([], description='a list of texts, such as ["Jalan … No. 1, Padang 25123"]')
    logo: OptionalText = Field("", description="text, the path of a picture (PNG, JPEG or SVG)")
    town: OptionalText = Field("", description='text such as "Padang"')


class SignaturesShape(Shape):
    """`[signatures]`."""

    roots: Annotated[list[PathText], AfterValidator(_unlike)] = Field(
        [], description='a list of paths of certificates, such as ["certs/*.pem"]'
    )


class SealShape(Shape):
    """`[seal]`."""

    pkcs12: str = Field("", max_length=1000, description="text, the path of a PKCS#12 file (.p12, .pfx)")
    password: str = Field("", max_length=1000, description="text, the password of that file")
    reason: str = Field("", max_length=200, description="text on one line")
    location: str = Field("", max_length=60, description='text such as "Padang"')


class BsreShape(Shape):
    """`[bsre]`."""

    url: Annotated[str, AfterValidator(_service)] = Field("", description=SERVICE)
    username: str = Field("", max_length=200, description="text, the name the gateway knows this bot by")
    password: str = Field("", max_length=1000, description="text, the password for that name")


class WebShape(Shape):
    """`[web]`."""

    listen: Annotated[str, AfterValidator(_listening)] = Field("127.0.0.1:8443", description=LISTEN)
    public_url: Annotated[str, AfterValidator(_public)] = Field("", description=PUBLIC)


class TemplatesShape(Shape):
    """`[templates]`."""

    dir: PathText = Field("", description="text, the path of a folder")


class ClassificationShape(Shape):
    """One of `[archive] classifications`."""

    code: Annotated[str, AfterValidator(_code)] = Field(description='a code such as "000.8.6.3"')
    name: Annotated[str, AfterValidator(_named), Field(max_length=MAX_TEXT)] = Field(
        description='text such as "Akuntabilitas Kinerja Instansi Pemerintah"'
    )
    active_years: int = Field(2, ge=0, le=100, description=YEARS)
    inactive_years: int = Field(3, ge=0, le=100, description=YEARS)
    fate: Annotated[Fate, BeforeValidator(_fate)] = Field(Fate.REVIEWED, description=FATES)


class ArchiveShape(Shape):
    """`[archive]`."""

    classifications: list[ClassificationShape] = Field(
        [], max_length=12, description='a list of tables { code = "000.8.6.3", name = "…", active_years = 2 }'
    )
    number: Annotated[str, AfterValidator(_named), AfterValidator(_pattern), Field(max_length=60)] = Field(
        "", description=PATTERN
    )
    unit: OptionalText = Field("", max_length=20, description='text such as "ORG", for {unit} of the number')
    locations: Annotated[Names, Field(max_length=12)] = Field(
        [], description='a list of texts, such as ["Lemari A1", "Record Center"]'
    )


class RecurringShape(Shape):
    """One of `[[recurring]]`."""

    sop: Annotated[str, AfterValidator(_named), Field(max_length=200)] = Field(
        description='the kode of an SOP, such as "evaluasi-capaian-kinerja-internal"'
    )
    every: Annotated[str, BeforeValidator(_every)] = Field(
        description='"bulan", "triwulan", "semester" or "tahun"'
    )
    working_days_after: int = Field(ge=1, le=60, description="a whole number of working days from 1 to 60")
    opener: Name = Field(description='the id of a role of that SOP, such as "kasubag-tu"')
    title: Annotated[str, AfterValidator(_named), AfterValidator(_periodic), Field(max_length=170)] = Field(
        description=PROPOSED
    )
    name: Annotated[str, AfterValidator(_unless_empty), Field(max_length=60)] = Field(
        "", description="text of 60 characters at most, or none"
    )


class ConfigShape(Shape):
    """The whole file."""

    telegram: TelegramShape = Field(description="a table [telegram] with token")
    storage: StorageShape = Field(StorageShape(), description="a table [storage]")
    office: OfficeShape = Field(OfficeShape(), description="a table [office]")
    calendar: CalendarShape = Field(CalendarShape(), description="a table [calendar]")
    reminders: RemindersShape = Field(RemindersShape(), description="a table [reminders]")
    sop: SopShape = Field(SopShape(), description="a table [sop]")
    invitations: InvitationsShape = Field(InvitationsShape(), description="a table [invitations]")
    security: SecurityShape = Field(SecurityShape(), description="a table [security]")
    signatures: SignaturesShape = Field(SignaturesShape(), description="a table [signatures]")
    seal: SealShape = Field(SealShape(), description="a table [seal]")
    bsre: BsreShape = Field(BsreShape(), description="a table [bsre]")
    web: WebShape = Field(WebShape(), description="a table [web]")
    scanner: ScannerShape = Field(ScannerShape(), description="a table [scanner]")
    letterhead: LetterheadShape = Field(LetterheadShape(), description="a table [letterhead]")
    templates: TemplatesShape = Field(TemplatesShape(), description="a table [templates]")
    archive: ArchiveShape = Field(ArchiveShape(), description="a table [archive]")
    recurring: list[RecurringShape] = Field(
        [],
        max_length=50,
        description="a table [[recurring]] for each rule: sop, every, working_days_after, opener, title",
    )
