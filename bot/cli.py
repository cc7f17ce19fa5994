"""The command `sopbot`. What is wrong is said with where and how to mend it; exit status 2, no traceback."""

import asyncio
import gc
import logging
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console

from bot.config import Config, ConfigError, load
from bot.redaction import guard
from sop.errors import SopFileError

if TYPE_CHECKING:
    from bot.finding import Finding
    from office.package_check import Report

app = typer.Typer(
    name="sopbot",
    help="A Telegram bot that makes a government SOP run.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
sop_app = typer.Typer(help="Work with SOP files.", no_args_is_help=True)
app.add_typer(sop_app, name="sop")
admin_app = typer.Typer(help="Admin rights.", no_args_is_help=True)
app.add_typer(admin_app, name="admin")
authenticator_app = typer.Typer(help="Work with officials' authenticator apps.", no_args_is_help=True)
app.add_typer(authenticator_app, name="authenticator")

templates_app = typer.Typer(help="Work with the office's Word templates.", no_args_is_help=True)
app.add_typer(templates_app, name="templates")

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

BAD_INPUT = 2
MOMENT = "%Y-%m-%d %H:%M %Z"


class State:
    """What the options before the command say."""

    config = Path("config.toml")


@app.callback()
def main_options(
    config: Annotated[Path, typer.Option(help="The configuration file.")] = Path("config.toml"),
) -> None:
    """Take the options that stand before the command."""
    guard.install()
    State.config = config


def fail(*lines: str) -> NoReturn:
    """Say what is wrong and leave with status 2."""
    for line in lines:
        err.print(guard.redaction.clean(line), markup=False, style="red")
    raise typer.Exit(BAD_INPUT)


def configured() -> Config:
    """Return the configuration; every fault is named, then the program ends with status 2."""
    try:
        config = load(State.config)
    except ConfigError as error:
        fail(*str(error).splitlines())
    passwords = (one.password for one in (config.seal, config.bsre) if one is not None)
    guard.redaction.learn(config.telegram.token, *config.security.keys, *passwords)
    return config


def guarded(work: Any, *arguments: Any) -> Any:
    """Do something that needs the database, files and Telegram; what an admin can mend is said plainly."""
    from telegram.error import InvalidToken, TelegramError  # noqa: PLC0415

    from bot.security import NoKeyError  # noqa: PLC0415
    from bot.signing import PageError  # noqa: PLC0415
    from papers.seal import SealError  # noqa: PLC0415
    from storage.engine import AnotherRunError, ArgumentError  # noqa: PLC0415
    from storage.migrate import DatabaseError, NewerSchemaError  # noqa: PLC0415

    try:
        return work(*arguments)
    except SopFileError as error:
        fail(*str(error).splitlines())
    except NewerSchemaError as error:
        fail(f"storage.database_url: {error}; install a newer sopbot, or restore the matching database")
    except ArgumentError:
        fail("storage.database_url: is not an address that can be read")  # it may hold a password: not shown
    except DatabaseError as error:
        fail(f"storage.database_url: the database cannot be used: {_first_line(error)}")
    except (NoKeyError, SealError, PageError) as error:
        fail(str(error))
    except AnotherRunError as error:
        fail(f"storage.database_url: {error}; stop it first, or give this one a database of its own")
    except InvalidToken:
        fail("telegram.token: Telegram refuses the token; copy it again from @BotFather")
    except TelegramError as error:
        fail(f"telegram.base_url: Telegram cannot be reached: {_first_line(error)}")
    except OSError as error:
        where = error.filename or "storage.files_dir"
        fail(f"{where}: {error.strerror or error}; check that the folder exists and may be written")


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


@app.command()
def run(
    clock_file: Annotated[
        Path | None,
        typer.Option(hidden=True, help="Rehearsals only: a file with the seconds the clock is ahead."),
    ] = None,
    sweep_seconds: Annotated[
        float, typer.Option(hidden=True, min=0.05, help="Rehearsals only: look at the clock so often.")
    ] = 300.0,
) -> None:
    """Run the bot until it is stopped (Ctrl-C, or the service manager)."""
    config = configured()
    log_to_stderr()
    guarded(_run, config, clock_file, sweep_seconds)


def _run(config: Config, clock_file: Path | None, sweep_seconds: float) -> None:
    from bot.app import run as run_app  # noqa: PLC0415
    from bot.clock import FileClock, system_clock  # noqa: PLC0415

    # What is imported lives as long as the program: the collector need not look through it again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    # The worker threads hold the interpreter for short turns only; the default makes the loop wait for them.
    sys.setswitchinterval(0.0005)
    clock = FileClock(clock_file) if clock_file else system_clock
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(run_app(config, clock, timedelta(seconds=sweep_seconds)))


def _loop_factory() -> Any:
    try:
        import uvloop  # noqa: PLC0415
    except ImportError:  # not made for Windows
        return None
    return uvloop.new_event_loop


def log_to_stderr() -> None:
    """Log to standard error, where the service manager reads it; nothing secret passes."""
    guard.install(logging.INFO)
    for noisy in ("httpx", "apscheduler", "alembic", "uvicorn"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


@app.command()
def migrate() -> None:
    """Bring the database to the schema this version needs."""
    config = configured()
    changed = guarded(_migrate, config)
    out.print("The database was brought up to date." if changed else "The database is up to date.")


def _migrate(config: Config) -> bool:
    from storage.migrate import upgrade  # noqa: PLC0415

    return upgrade(config.storage.database_url)


@app.command()
def check() -> None:
    """Check config, token, database, SOP files and folders; say all that is wrong and how to mend it."""
    from bot.checkup import checkup  # noqa: PLC0415

    show(asyncio.run(checkup(State.config)))


def show(findings: "list[Finding]") -> None:
    """Print what was found; leave with status 2 where something is wrong."""
    for finding in findings:
        mark, style = ("ok  ", "green") if finding.good else ("FAIL", "red")
        out.print(f"[{style}]{mark}[/{style}] ", end="")
        out.print(finding.text, markup=False)
        if finding.mend:
            out.print(f"       {finding.mend}", markup=False)
    if not all(finding.good for finding in findings):
        raise typer.Exit(BAD_INPUT)


@templates_app.command("export")
def export_templates(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="The folder; templates.dir unless given.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite copies that were edited.")] = False,
) -> None:
    """Copy the Word templates that come with sopbot into a folder, to be edited in Word."""
    from papers.template_shelf import export  # noqa: PLC0415

    target = folder or configured().templates
    try:
        copies = export(target, force=force)
    except OSError as error:
        fail(f"{error.filename or target}: {error.strerror or error}; name a folder that may be written")
    for copy in copies:
        out.print(f"{copy.path}: {copy.told}", markup=False)
    if any(copy.edited and not copy.written for copy in copies):
        out.print("Edited copies are overwritten with --force only.")


@templates_app.command("check")
def check_templates() -> None:
    """Try the office's Word templates with example data; name what is wrong in each."""
    from bot.finding import Finding  # noqa: PLC0415
    from bot.templates import findings  # noqa: PLC0415

    config = configured()
    nothing = f"no templates of the office in {config.templates}; the ones that come with sopbot serve"
    show(asyncio.run(findings(config)) or [Finding(good=True, text=nothing)])


@app.command()
def invite(
    role: Annotated[str, typer.Argument(help="The role's id, such as kepala-biro; or admin.")],
    bagian: Annotated[str | None, typer.Option(help="The unit, for roles that exist per unit.")] = None,
) -> None:
    """Make an invitation that serves once; prints a QR code and, last, the link."""
    from bot.inviting import make_invitation  # noqa: PLC0415
    from office.invitations import InvitationError  # noqa: PLC0415

    config = configured()
    try:
        invitation = guarded(make_invitation, config, role, bagian)
    except InvitationError as error:
        fail(str(error))
    out.print(invitation.qr, markup=False)
    out.print(f"{invitation.title}: serves once, until {invitation.expires:{MOMENT}}.", markup=False)
    out.print(invitation.link, markup=False)


@app.command()
def invitations() -> None:
    """List the invitations that can still be used."""
    from bot.inviting import list_invitations  # noqa: PLC0415

    found = guarded(list_invitations, configured())
    if not found:
        out.print("No invitation is open.")
    for number, one in enumerate(found, 1):
        line = (
            f"{number}. {one.reference}  {one.title}: made {one.made:{MOMENT}}, until {one.expires:{MOMENT}}"
        )
        out.print(line, markup=False)


@app.command()
def withdraw(
    which: Annotated[str, typer.Argument(help="Its number in the list, or how its reference begins.")],
) -> None:
    """Take an open invitation back, at once."""
    from bot.inviting import withdraw_invitation  # noqa: PLC0415
    from sop.errors import Refused  # noqa: PLC0415

    config = configured()
    try:
        one = guarded(withdraw_invitation, config, which)
    except Refused:
        fail(f"{which!r} names no open invitation, or several; see: sopbot invitations")
    out.print(f"Withdrawn: {one.reference}  {one.title}", markup=False)


@admin_app.command("add")
def admin_add(
    telegram_id: Annotated[int, typer.Argument(min=1, help="The person's Telegram user id.")],
) -> None:
    """Give a person admin rights, for when no admin can do it on the phone."""
    from bot.inviting import add_admin  # noqa: PLC0415

    name = guarded(add_admin, configured(), telegram_id)
    if name is None:
        out.print(f"{telegram_id} is an admin as soon as they write /start to the bot.")
    else:
        out.print(f"{name} is an admin.", markup=False)


@app.command()
def key() -> None:
    """Make a key for what is encrypted at rest; it is printed and kept nowhere."""
    from office.vault import new_key  # noqa: PLC0415

    for line in (
        "Put this under [security] into the configuration, or the key alone into SOPBOT_KEY.",
        "Keep a copy apart from your backups: without it everyone enrols their authenticator app anew.",
    ):
        err.print(line, markup=False)
    out.print(f'key = "{new_key()}"', markup=False)


@app.command()
def sign(
    case: Annotated[int, typer.Argument(min=1, help="The number of the case (proses).")],
    who: Annotated[str, typer.Option("--as", help="Who signs: the official's name, or Telegram user id.")],
) -> None:
    """Sign what a case waits for with an official's certificate, through the gateway of [bsre].

    NIK and passphrase are asked for on this terminal, passed on, and kept nowhere.
    """
    from bot.signing_cli import CannotSignError, sign_case  # noqa: PLC0415
    from office.signing import Subject  # noqa: PLC0415

    def ask(one: Subject) -> tuple[str, str]:
        for line in (
            f"{one.document.label}: {one.document.name}",
            f"SHA-256 {one.document.sha256}",
            f"{', '.join(one.capacity)}, {one.by.name}",
        ):
            out.print(line, markup=False)
        nik = typer.prompt("NIK", hide_input=True)
        return str(nik).strip(), str(typer.prompt("Passphrase", hide_input=True))

    config = configured()
    try:
        label = guarded(sign_case, config, case, who, ask)
    except CannotSignError as error:
        fail(str(error))
    out.print(f"Signed: {label}", markup=False)


@authenticator_app.command("reset")
def reset_authenticator(
    who: Annotated[str, typer.Argument(help="The official's name, or Telegram user id.")],
) -> None:
    """Take an official's authenticator app away; they are told, and enrol anew."""
    from bot.app import office_of  # noqa: PLC0415
    from bot.security import NobodyError  # noqa: PLC0415
    from bot.security import reset_authenticator as reset  # noqa: PLC0415

    config = configured()
    office = guarded(office_of, config)
    try:
        name = guarded(reset, config, office, who)
    except NobodyError as error:
        fail(str(error))
    out.print(f"{name} enrols anew with /autentikator.", markup=False)


@app.command()
def verify(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="An archive package: its folder or its ZIP.")],
) -> None:
    """Check an archive package: 0 for whole and true to its record, 1 for altered, 2 for no package."""
    from bot.packages import verify as verify_package  # noqa: PLC0415
    from papers.bag import NotABagError  # noqa: PLC0415

    try:
        report = verify_package(path)
    except NotABagError as error:
        fail(plain(f"{path}: {error}"))
    except OSError as error:
        fail(plain(f"{error.filename or path}: {error.strerror or error}"))
    tell(report)


@app.command()
def export(
    case: Annotated[int, typer.Argument(min=1, max=2**31 - 1, help="The number of a closed case.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where its folder is written.")] = Path(),
) -> None:
    """Write the archive package of a closed case out as a folder, and check it."""
    from bot.packages import ExportError  # noqa: PLC0415
    from bot.packages import export as export_package  # noqa: PLC0415

    config = configured()
    try:
        target, report = guarded(export_package, config, case, folder)
    except ExportError as error:
        fail(str(error))
    out.print(str(target), markup=False)
    tell(report)


def tell(report: "Report") -> None:
    """Print what was found in a package; leave with status 1 where something is wrong."""
    if report.title:
        out.print(plain(report.title), markup=False)
    for check in report.checks:
        mark, style = ("ok  ", "green") if check.good else ("FAIL", "red")
        out.print(f"[{style}]{mark}[/{style}] ", end="")
        out.print(plain(check.text), markup=False)
    if not report.good:
        raise typer.Exit(1)


def plain(text: str) -> str:
    """Return a text from a package without signs that would steer the terminal it is shown on."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


@sop_app.command("lint")
def lint(
    file: Annotated[Path, typer.Argument(help="The SOP file (TOML).")],
) -> None:
    """Check an SOP file; all faults at once, each with its key and what would be right."""
    from sop.sopfile import load as load_sop  # noqa: PLC0415

    try:
        sop = load_sop(file)
    except SopFileError as error:
        fail(*str(error).splitlines())
    out.print(f"{file}: {sop.identity.name}, {len(sop.steps)} steps, no faults", markup=False)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where the page is served.", min=1, max=65535)] = 8081,
    data: Annotated[Path, typer.Option(help="The folder that keeps everything.")] = Path("demo-data"),
    browser: Annotated[bool, typer.Option(help="Open the page.")] = True,
) -> None:
    """Run the whole product on this machine: no Telegram, no token, no internet."""
    from bot.demo import run_demo  # noqa: PLC0415

    guarded(run_demo, port, data, browser)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
