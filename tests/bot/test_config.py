"""Reading the configuration: defaults, overrides, and every fault with its key."""

import re
import tomllib
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import (
    DAYS,
    TOKEN_VARIABLE,
    CalendarConfig,
    Config,
    ConfigError,
    OfficeConfig,
    TelegramConfig,
    load,
)
from bot.config_shape import ConfigShape, RecurringShape
from sop.calendar import DayRule
from sop.errors import Fault
from sop.ladder import Ladder
from sop.recurring import Every
from sop.workweek import DayHours, default_week

ROOT = Path(__file__).parents[2]
EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
EVERYTHING = re.sub(r"^#(?=[a-z])", "", EXAMPLE, flags=re.MULTILINE)
SHOWN = tomllib.loads(EVERYTHING)
WRONG = tomllib.loads((ROOT / "tests" / "data" / "wrong" / "config.toml").read_text(encoding="utf-8"))
TOKEN = "123456789:AAH0tHkZ_8vX-invented_for_a_test_only"
MINIMAL = f'[telegram]\ntoken = "{TOKEN}"\n'

Load = Callable[..., Config]


@pytest.fixture(name="load_text")
def _load_text(tmp_path: Path) -> Load:
    def load_text(text: str, **environment: str) -> Config:
        file = tmp_path / "config.toml"
        file.write_text(text, encoding="utf-8")
        return load(file, environment)

    return load_text


def faults(load_text: Load, text: str, **environment: str) -> list[Fault]:
    with pytest.raises(ConfigError) as caught:
        load_text(text, **environment)
    assert TOKEN not in f"{caught.value!s}{caught.value!r}"
    return list(caught.value.faults)


def test_a_token_is_enough(load_text: Load, tmp_path: Path) -> None:
    """With a token and nothing else, every other key has its default, and data lies beside the file."""
    config = load_text(MINIMAL)
    assert config.telegram == TelegramConfig(token=TOKEN)
    assert config.telegram.base_url == "https://api.telegram.org/bot"
    assert config.storage.database_url == f"sqlite:///{tmp_path}/data/sopbot.db"
    assert config.storage.files_dir == tmp_path / "data" / "files"
    assert config.office == OfficeConfig(timezone=ZoneInfo("Asia/Jakarta"), meeting_places=("Ruang Rapat",))
    assert config.calendar == CalendarConfig(week=default_week())
    assert config.reminders == Ladder(notice=0.75, hourly=3, superior_at=2, admin_at=3)
    assert config.digest_at == time(7, 35)
    assert (config.sop_files, config.invitation_days) == ((), 7)


def test_the_example_needs_only_the_token(load_text: Load) -> None:
    """As it ships, the example has one fault: its placeholder for the token."""
    assert [fault.key for fault in faults(load_text, EXAMPLE)] == ["telegram.token"]
    filled = EXAMPLE.replace("<PASTE THE TOKEN FROM @BotFather HERE>", TOKEN)
    assert load_text(filled) == load_text(MINIMAL)


def test_the_defaults_in_the_example_are_the_defaults(load_text: Load) -> None:
    """Taking every "#" away from the example changes nothing."""
    assert load_text(EVERYTHING, SOPBOT_TOKEN=TOKEN) == load_text(MINIMAL)


def test_the_example_shows_every_key() -> None:
    """There is no key that the example does not explain."""
    for name, section in ConfigShape.model_fields.items():
        if name == "recurring":  # a table for each rule: the example's is looked at below
            continue
        assert isinstance(section.annotation, type)
        assert set(SHOWN[name]) == set(section.annotation.model_fields), name  # type: ignore[attr-defined]
    assert list(SHOWN["calendar"]["hours"]) == list(DAYS)


def test_the_season_in_the_example_is_right(load_text: Load) -> None:
    """The example's Ramadan hours can be used as they stand there."""
    season = "\n".join(re.findall(r"^# {5}(\S.*)$", EXAMPLE.partition("Ramadan, one table")[2], re.MULTILINE))
    (ramadan,) = load_text(MINIMAL + season).calendar.seasons
    assert ramadan.first == date(2027, 2, 8)
    assert ramadan.week[0] == DayHours.parse(["08.00-12.00", "12.30-15.00"])
    assert ramadan.week[1] == default_week()[1]


def test_the_rule_in_the_example_is_right(load_text: Load) -> None:
    """The example's recurring case can be used as it stands there, and shows every key."""
    text = "\n".join(re.findall(r"^# {5}(\S.*)$", EXAMPLE.partition("One table for each:")[2], re.MULTILINE))
    (rule,) = load_text(MINIMAL + text).recurring
    assert (rule.sop, rule.every, rule.opener) == (
        "evaluasi-capaian-kinerja-internal",
        Every.QUARTER,
        "kasubag-tu",
    )
    assert set(tomllib.loads(text)["recurring"][0]) == set(RecurringShape.model_fields)


def test_rules_that_are_alike_need_names(load_text: Load) -> None:
    """Two of the same SOP, period and title are told from each other by their names."""
    rule = """
[[recurring]]
sop = "a"
every = "bulan"
working_days_after = 1
opener = "kasubag-tu"
title = "Laporan {periode}"
"""
    first, second = load_text(f'{MINIMAL}{rule}name = "satu"{rule}name = "dua"').recurring
    assert (first.key, second.key) == ("satu", "dua")


def test_files_of_a_local_server_lie_in_one_folder(load_text: Load, tmp_path: Path) -> None:
    """Which is of no use with Telegram's own servers."""
    local = f'{MINIMAL}local_files = "server"\nbase_url = "http://127.0.0.1:8081/bot"'
    assert load_text(local).telegram.local_files == tmp_path / "server"
    assert [f.key for f in faults(load_text, f'{MINIMAL}local_files = "server"')] == ["telegram.local_files"]


@pytest.mark.parametrize(
    "address", ["/run/clamav/clamd.ctl", "127.0.0.1:3310", "[::1]:3310", "clamd.kantor:1"]
)
def test_a_scanner_is_a_socket_or_a_host_with_its_port(load_text: Load, address: str) -> None:
    """As clamd listens."""
    assert load_text(f'{MINIMAL}[scanner]\nclamav = "{address}"').clamav == address


@pytest.mark.parametrize("address", ["clamd.ctl", "3310", "host:", "host:0", "host:99999", ":3310", " "])
def test_any_other_address_of_a_scanner_is_a_fault(load_text: Load, address: str) -> None:
    """None of them says where to ask."""
    assert [f.key for f in faults(load_text, f'{MINIMAL}[scanner]\nclamav = "{address}"')] == [
        "scanner.clamav"
    ]


def test_paths_are_relative_to_the_file(load_text: Load, tmp_path: Path) -> None:
    """Database, files and SOP files are found from the config file, wherever the program is started."""
    text = f'{MINIMAL}[storage]\ndatabase_url = "sqlite:///x.db?timeout=9"\nfiles_dir = "f"\n'
    config = load_text(text + '[sop]\nfiles = ["sop/a.toml", "/srv/b.toml"]')
    assert config.storage.database_url == f"sqlite:///{tmp_path}/x.db?timeout=9"
    assert config.storage.files_dir == tmp_path / "f"
    assert config.sop_files == (tmp_path / "sop" / "a.toml", Path("/srv/b.toml"))


def test_an_absolute_database_stays_where_it_is(load_text: Load) -> None:
    """Four slashes name a file from the root."""
    config = load_text(f'{MINIMAL}[storage]\ndatabase_url = "sqlite:////var/lib/sopbot.db"')
    assert config.storage.database_url == "sqlite:////var/lib/sopbot.db"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_the_driver_that_is_there(scheme: str, load_text: Load) -> None:
    """Any usual spelling of a PostgreSQL address becomes psycopg 3's."""
    config = load_text(f'{MINIMAL}[storage]\ndatabase_url = "{scheme}://u:p@h:5432/d"')
    assert config.storage.database_url == "postgresql+psycopg://u:p@h:5432/d"


def test_secrets_are_in_no_repr(load_text: Load) -> None:
    """Neither the token nor the database's password shows when a Config is printed."""
    config = load_text(f'{MINIMAL}[storage]\ndatabase_url = "postgresql://u:geheim@h/d"')
    assert TOKEN not in repr(config)
    assert "geheim" not in repr(config)


def test_the_environment_goes_before_the_file(load_text: Load) -> None:
    """SOPBOT_TOKEN overrides the file's token, and stands in for a missing table."""
    assert load_text(MINIMAL, SOPBOT_TOKEN="1:other").telegram.token == "1:other"
    assert load_text("", SOPBOT_TOKEN=TOKEN).telegram.token == TOKEN
    assert load_text(MINIMAL, SOPBOT_TOKEN=" ").telegram.token == TOKEN


SEALS = ("A" * 43 + "=", "_" * 42 + "8=")


def test_keys_are_one_or_a_list_and_in_no_repr(load_text: Load) -> None:
    """The newest first; the environment goes before the file."""
    one = load_text(f'{MINIMAL}[security]\nkey = "{SEALS[0]}"')
    assert one.security.keys == SEALS[:1]
    both = load_text(f'{MINIMAL}[security]\nkey = ["{SEALS[0]}", "{SEALS[1]}"]')
    assert both.security.keys == SEALS
    assert not any(key in repr(both) for key in SEALS)
    assert load_text(MINIMAL).security.keys == ()
    assert load_text(MINIMAL, SOPBOT_KEY=f" {SEALS[1]}, {SEALS[0]} ").security.keys == SEALS[::-1]
    other = load_text(f'{MINIMAL}[security]\nkey = "{SEALS[0]}"', SOPBOT_KEY=SEALS[1])
    assert other.security.keys == SEALS[1:]


def test_a_bad_key_of_the_environment_is_blamed_on_it_and_not_shown(load_text: Load) -> None:
    """A fault of SOPBOT_KEY names the variable, and never what stands in it."""
    (fault,) = faults(load_text, MINIMAL, SOPBOT_KEY=f"{SEALS[0]} geheim")
    assert fault.key == "SOPBOT_KEY (environment)"
    assert "geheim" not in str(fault)
    assert SEALS[0] not in str(fault)


def test_a_bad_token_of_the_environment_is_blamed_on_it(load_text: Load) -> None:
    """A fault of SOPBOT_TOKEN names the variable and not the file's key."""
    (fault,) = faults(load_text, MINIMAL, SOPBOT_TOKEN="nothing")
    assert TOKEN_VARIABLE in fault.key
    assert "nothing" not in str(fault)


@pytest.mark.parametrize(
    "token", ["", "  ", "abc", "123:", ":abc", "123: abc", "<PASTE>", TOKEN + "\\n", "x" + TOKEN]
)
def test_what_cannot_be_a_token_is_refused_unseen(token: str, load_text: Load) -> None:
    """A wrong token is told by its key and never repeated."""
    (fault,) = faults(load_text, f'[telegram]\ntoken = "{token}"')
    assert fault.key == "telegram.token"
    assert "BotFather" in fault.right
    assert not token.strip() or token not in f"{fault.key} {fault.wrong}"


def test_a_token_without_quotes_is_not_repeated(load_text: Load) -> None:
    """The commonest slip, a token without quotes, is told with its line and without the token."""
    (fault,) = faults(load_text, f"[telegram]\ntoken = {TOKEN}")
    assert fault.key.startswith("line 2, column")


def test_the_week_and_the_holidays_are_the_offices_own(load_text: Load) -> None:
    """Named days change, the others keep their hours, [] closes; holidays are dates or texts."""
    text = (
        f"{MINIMAL}[calendar]\ncollective_leave = false\n"
        'extra_holidays = {"2026-12-24" = "Libur daerah"}\nnot_holidays = [2026-12-26, "2026-12-25"]\n'
        '[calendar.hours]\nsenin = ["08:00-12:00"]\njumat = []\nsabtu = ["08.00-11.00"]'
    )
    calendar = load_text(text).calendar
    assert calendar.week == {
        0: DayHours.parse(["08.00-12.00"]),
        1: default_week()[1],
        2: default_week()[2],
        3: default_week()[3],
        5: DayHours.parse(["08.00-11.00"]),
    }
    assert (calendar.national_holidays, calendar.collective_leave) == (True, False)
    assert calendar.extra_holidays == {date(2026, 12, 24): "Libur daerah"}
    assert calendar.not_holidays == {date(2026, 12, 25), date(2026, 12, 26)}


def test_single_days_and_the_rule_of_days_are_the_offices_own(load_text: Load) -> None:
    """A half day and a Saturday at work have hours of their own; how days end is one of three rules."""
    text = (
        f'{MINIMAL}[calendar]\nday_rule = "hari-pertama-dihitung"\n'
        'special_hours = {"2026-12-31" = ["07.30-12.00"], "2026-12-30" = []}'
    )
    calendar = load_text(text).calendar
    assert calendar.day_rule is DayRule.FIRST_COUNTS
    assert calendar.special_hours == {
        date(2026, 12, 31): DayHours.parse(["07.30-12.00"]),
        date(2026, 12, 30): DayHours(()),
    }
    assert load_text(MINIMAL).calendar.day_rule is DayRule.CLOSING


@pytest.mark.parametrize(
    ("line", "key", "right"),
    [
        ('day_rule = "besok"', "calendar.day_rule", "jam-sama"),
        ("day_rule = 1", "calendar.day_rule", "jam-sama"),
        ('special_hours = {"2026-12-32" = []}', "calendar.special_hours", "2026-12-24"),
        ('special_hours = {"2026-12-31" = ["12.00-07.30"]}', "calendar.special_hours", "07.30-12.00"),
        ('special_hours = ["2026-12-31"]', "calendar.special_hours", "07.30-12.00"),
    ],
)
def test_a_wrong_special_day_or_rule_is_named(load_text: Load, line: str, key: str, right: str) -> None:
    """It is said which key is wrong, and what would be right."""
    (fault,) = faults(load_text, f"{MINIMAL}[calendar]\n{line}")
    assert fault.key.startswith(key)
    assert right in fault.right


def test_rates_and_reminders_are_taken_over(load_text: Load) -> None:
    """Numbers arrive where they belong; 0 is no limit."""
    config = load_text(
        f"{MINIMAL}messages_per_second = 0\nchat_burst = 5\n[reminders]\nfirst_notice_share = 0.5\n"
        'hourly_after_due = 0\nsuperior_at = 0\nadmin_at = 5\ndigest_at = "08.00"\n'
        "[invitations]\nvalid_days = 1"
    )
    assert (config.telegram.messages_per_second, config.telegram.chat_burst) == (0, 5)
    assert config.reminders == Ladder(notice=0.5, hourly=0, superior_at=0, admin_at=5, daily_at=time(8))
    assert config.digest_at == time(8)
    assert config.invitation_days == 1


def test_a_bigger_file_needs_a_server_of_ones_own(load_text: Load) -> None:
    """More than 20 MB is accepted where a Bot API server of one's own is named."""
    text = f'{MINIMAL}max_file_mb = 200\nbase_url = "http://127.0.0.1:8081/bot"'
    assert load_text(text).telegram.max_file_mb == 200


@pytest.mark.parametrize(("text", "key", "wrong", "right"), WRONG.values(), ids=WRONG)
def test_a_wrong_key_is_named(text: str, key: str, wrong: str, right: str, load_text: Load) -> None:
    """Every fault names the exact key, what is wrong there and what would be right."""
    (fault,) = faults(load_text, MINIMAL + text)
    assert fault.key == key
    assert wrong in fault.wrong
    assert right in fault.right


def test_all_faults_are_told_at_once(load_text: Load) -> None:
    """A wrong token, zone, day and number are told together."""
    text = (
        '[telegram]\ntoken = ""\nmax_file_mb = "20"\n[office]\ntimezone = "Jakarta"\n'
        '[calendar]\nnot_holidays = ["2026-02-30"]\n[calendar.hours]\nsenen = []'
    )
    assert {fault.key for fault in faults(load_text, text)} == {
        "telegram.token",
        "telegram.max_file_mb",
        "office.timezone",
        "calendar.not_holidays[1]",
        "calendar.hours.senen",
    }


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    """Without a config file the admin is told to copy the example."""
    with pytest.raises(ConfigError, match=r"none\.toml: file: does not exist -> copy config\.example\.toml"):
        load(tmp_path / "none.toml", {})


@pytest.mark.parametrize("path", [".", "a\0b"])
def test_a_path_that_is_no_file_is_told(path: str, tmp_path: Path) -> None:
    """A folder, or a path no system has, is a fault like any other."""
    with pytest.raises(ConfigError, match="file: "):
        load(tmp_path / path, {})


SCALARS = st.sampled_from(
    ["true", "-2", "0", "1", "30", "1.5", "nan", '""', '"a"', '"2026-12-24"', "2026-12-24"]
)
VALUES = SCALARS | st.lists(SCALARS, max_size=2).map(lambda each: f"[{', '.join(each)}]") | st.just("{a = 1}")
KEYS = [f"{section}.{key}" for section, keys in SHOWN.items() for key in [*keys, "unknown"]]
KEYS += [f"calendar.hours.{day}" for day in DAYS]


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=5))
def test_whatever_stands_at_a_key_is_taken_or_told(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, str]
) -> None:
    """Any value at any key ends in a Config or a ConfigError, never in anything else."""
    lines = [f"{key} = {value}" for key, value in values.items()]
    file = tmp_path_factory.mktemp("config") / "config.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    faults: tuple[Fault, ...] | None = None
    try:
        config = load(file, {TOKEN_VARIABLE: TOKEN})
    except ConfigError as error:
        faults = error.faults
    assert faults or config.telegram.token == TOKEN


@pytest.mark.parametrize(
    "address", ["postgresql://u:geheim@h:abc/x", "postgresql://u:geheim@[::1", "sqlite:///x.db?timeout=abc"]
)
def test_an_address_of_a_database_that_cannot_be_read_is_a_fault(address: str, load_text: Load) -> None:
    """Port and options are read here, so that no command stumbles over them; the password is not shown."""
    (fault,) = faults(load_text, f'{MINIMAL}[storage]\ndatabase_url = "{address}"')
    assert fault.key == "storage.database_url"
    assert "is not an address that can be read" in fault.wrong
    assert "geheim" not in str(fault)
