"""The command line: run, sandbox, check, migrate, key, backup, restore. What it says is in `operator.ftl`.

Everything heavy is imported by the command that needs it, and what other libraries import only in case somebody wants
it is kept out (`KEPT_OUT`). What stops a start is one line and an exit code: 2 for a setting that is missing or wrong,
1 for anything else.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from albot.config import Fault, Settings, SettingsWrong, read_settings, read_what_is_right
from albot.texts.args import Arg, pack_all
from albot.texts.catalogue import catalogue

if TYPE_CHECKING:
    from albot.store.rotation import Rotated
    from albot.store.vault import Vault

WRONG_SETTING = 2
FAILED = 1

KEPT_OUT = (
    "rich",  # with Pygments for structlog's colours: 7 MB, and Rich's tracebacks could show what people wrote
    "pygments",
    "click",  # for the command line of httpx; Typer brings its own
    "greenlet",  # for loggers that belong to a greenlet, of which there are none
    "cryptography.hazmat.primitives.asymmetric",  # for Telegram Passport, which nobody here shows
)
"""What this program's libraries import if it is there, and do without if it is not; the last three cost 2 MB."""


def words(message_id: str, **args: Arg) -> str:
    """A message of the catalogue, for the terminal."""
    return catalogue().plain(message_id, pack_all(args))


cli = typer.Typer(
    help=words("cli-about"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """The `albot` command."""
    os.umask(0o077)  # what it makes is for its own user alone
    gc.disable()  # until everything is imported: saves a tenth of the start
    for name in KEPT_OUT:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # for Python, None is: not installed
    cli(prog_name="albot")


@cli.command(help=words("cli-run"))
def run() -> None:
    """Run the bot until SIGINT or SIGTERM."""
    from albot import logs
    from albot.app import running

    settings = _settings()
    logs.set_up(settings.log_format, settings.log_level, token=settings.token.get_secret_value())

    async def serve() -> None:
        async with _until_stopped() as stopped, running(settings):
            await stopped()

    _start(serve)


@cli.command(help=words("cli-sandbox"))
def sandbox(
    port: Annotated[int, typer.Option(min=1024, max=65_535, help=words("cli-sandbox-port"))] = 8081,
    keep: Annotated[Path | None, typer.Option(metavar="FILE", dir_okay=False, help=words("cli-sandbox-keep"))] = None,
    people: Annotated[int, typer.Option(min=1, max=8, help=words("cli-sandbox-people"))] = 3,
    show: Annotated[bool, typer.Option("--open/--no-open", help=words("cli-sandbox-open"))] = False,
) -> None:
    """Play with the bot on this machine."""
    from albot import logs, rehearsal

    logs.set_up(level="warning", token=rehearsal.TOKEN)

    async def serve() -> None:
        with rehearsal.database(keep) as kept:
            async with _until_stopped() as stopped, rehearsal.rehearsing(kept, port=port, members=people) as server:
                typer.echo(words("sandbox-runs", url=server.url))
                if show:
                    typer.launch(server.url)
                await stopped()

    try:
        _start(serve)
    except rehearsal.KeyLost as lost:
        _stop([words("sandbox-key-lost", file=str(lost.file), key=str(lost.key))], FAILED)
    except rehearsal.NoFile as problem:
        _stop([words("sandbox-no-file", file=str(problem.file), reason=problem.reason)], FAILED)


@cli.command(help=words("cli-check"))
def check(deploy: Annotated[bool, typer.Option("--deploy", help=words("cli-check-deploy"))] = False) -> None:
    """Say what is right and what is not; exit code 1 where anything is not."""
    from albot import checkup, logs

    logs.set_up(level="error")
    findings = asyncio.run(checkup.check())
    if deploy:
        from albot import checkup_deploy
        from albot.clock import SystemClock

        findings += asyncio.run(checkup_deploy.check_deploy(SystemClock()))
    for finding in findings:
        typer.echo(words(finding.message_id, **finding.args))
    if not all(finding.right for finding in findings):
        raise typer.Exit(FAILED)


@cli.command(help=words("cli-migrate"))
def migrate() -> None:
    """Bring the database up to date; of the settings it needs only the database's."""
    from albot.app import alone_with
    from albot.store import health, schema
    from albot.store.engine import make_engine

    settings = _settings_for("ALBOT_DATABASE_URL")

    async def bring_up_to_date() -> None:
        engine = make_engine(settings.database_url)
        health.reach(engine)
        with alone_with(settings.database_url):
            schema.migrate(engine)
        engine.dispose()
        typer.echo(words("migrate-done", version=schema.newest()))

    _start(bring_up_to_date)


keys = typer.Typer(invoke_without_command=True, rich_markup_mode=None)
cli.add_typer(keys, name="key", help=words("cli-key"))


@keys.callback()
def key(context: typer.Context) -> None:
    """Print a new key, where nothing else is asked for."""
    from albot.store.vault import new_key

    if context.invoked_subcommand is None:
        typer.echo(new_key())


@keys.command(help=words("key-rotate-about"))
def rotate() -> None:
    """Bring everything under the first key, while the bot runs; of the settings it needs key and database."""
    from albot import logs
    from albot.clock import SystemClock
    from albot.store import rotation
    from albot.store.engine import Store

    settings = _settings_for("ALBOT_KEY", "ALBOT_DATABASE_URL")
    if len(settings.keys) == 1:
        _stop([words("key-rotate-one-key")], WRONG_SETTING)
    logs.set_up(settings.log_format, settings.log_level)
    store = Store(settings.database_url, _vault(settings))
    done = rotation.Rotated()

    async def bring_over() -> None:
        nonlocal done
        done = await rotation.rotate(store, SystemClock().now())

    try:
        _start(bring_over)
    finally:
        store.stop()
    _say_what_was_rotated(done)


def _say_what_was_rotated(done: Rotated) -> None:
    """One line for what a rotation came to, and one for what ends with the old key."""
    if done.invites:
        typer.echo(words("key-rotate-invites", count=done.invites))
    if done.left:
        _stop([words("key-rotate-left", count=done.left)], FAILED)
    if done.broken:
        _stop([words("key-rotate-broken", values=done.values, count=len(done.broken))], FAILED)
    typer.echo(words("key-rotate-done", count=done.values))


@cli.command(help=words("cli-backup"))
def backup(file: Annotated[Path, typer.Argument(metavar="FILE", help=words("cli-backup-file"))]) -> None:
    """Write the database into a new, encrypted file, while the bot runs; of the settings it needs key and database."""
    from albot.clock import SystemClock
    from albot.store import backup as backups

    settings = _settings_for("ALBOT_KEY", "ALBOT_DATABASE_URL")
    vault = _vault(settings)
    with _failing_in_one_line(file):
        made = backups.back_up(settings.database_url, vault, file, SystemClock().now())
    size = -(-made.size // 1_000)
    typer.echo(words("backup-done", file=str(file), rows=made.rows, size=size, when=_utc(made.made_at)))


@cli.command(help=words("cli-restore"))
def restore(file: Annotated[Path, typer.Argument(metavar="FILE", help=words("cli-restore-file"))]) -> None:
    """Fill an empty database of either kind from a backup; of the settings it needs key and database."""
    from albot.app import alone_with
    from albot.store import backup as backups

    settings = _settings_for("ALBOT_KEY", "ALBOT_DATABASE_URL")
    vault = _vault(settings)
    with _failing_in_one_line(file):
        made = backups.restore(settings.database_url, vault, file, alone_with)
    typer.echo(words("restore-done", file=str(file), rows=made.rows, when=_utc(made.made_at)))
    typer.echo(words("restore-older", when=_utc(made.made_at)))


def _settings() -> Settings:
    """The settings, or the end with one line for each that is missing or wrong."""
    try:
        settings = read_settings()
    except SettingsWrong as problem:
        _stop_for(problem.faults)
    _vault(settings)
    return settings


def _settings_for(*needed: str) -> Settings:
    """The settings, of which only these have to be right; or the end with one line for each that is not."""
    settings, faults = read_what_is_right()
    if wrong := [fault for fault in faults if fault.setting in needed]:
        _stop_for(wrong)
    return settings


def _vault(settings: Settings) -> Vault:
    """The vault with the keys of the settings, or the end."""
    from albot.store.vault import Vault

    try:
        return Vault(settings.keys)
    except ValueError:
        _stop([words("start-keys-alike")], WRONG_SETTING)


def _stop_for(faults: Sequence[Fault]) -> NoReturn:
    """End with one line for each fault."""
    from albot.checkup import found_fault

    found = [found_fault(fault) for fault in faults]
    _stop([words(each.message_id, **each.args) for each in found], WRONG_SETTING)


def _stop(lines: Iterable[str], code: int) -> NoReturn:
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(code)


def _start(work: Callable[[], Awaitable[None]]) -> None:
    """Run something to its end; an expected failure is one line.

    What is imported by now stays for good: looking through it for garbage again and again would cost a tenth of a
    second each time, in which nobody is answered.
    """
    gc.collect()
    gc.freeze()
    gc.enable()
    try:
        asyncio.run(_run(work))
    except Exception as problem:
        line, code = _why(_cause(problem))
        if not line:
            raise
        _stop([line], code)


@contextmanager
def _failing_in_one_line(file: Path) -> Iterator[None]:
    """What an expected failure with a file says and how it ends. SIGTERM tidies up as Ctrl-C does."""
    from albot.store.backup import NotDone
    from albot.store.sealed_file import KeyMissing, Unreadable

    gc.enable()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except NotDone as problem:
        _stop([words(problem.message_id, file=str(file), reason=problem.reason)], FAILED)
    except Unreadable as problem:
        code = WRONG_SETTING if isinstance(problem, KeyMissing) else FAILED
        _stop([words(problem.message_id, file=str(file))], code)
    except Exception as problem:
        line, code = _why(problem)
        if not line:
            raise
        _stop([line], code)


def _utc(moment: datetime) -> str:
    """A moment as an operator of any zone reads it."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


async def _run(work: Callable[[], Awaitable[None]]) -> None:
    await work()


def _cause(problem: BaseException) -> BaseException:
    """What a task group wraps."""
    while isinstance(problem, BaseExceptionGroup):
        problem = problem.exceptions[0]
    return problem


def _why(problem: BaseException) -> tuple[str, int]:
    """The line and the exit code for what may stop a start; an empty line for what nobody expects."""
    from albot.app import AlreadyRunning, WrongKey
    from albot.store.backup import KeysWrong
    from albot.store.health import DatabaseAway
    from albot.store.rotation import NotUpToDate
    from albot.store.schema import NewerDatabase
    from albot.wire.contact import TokenRefused
    from albot.wire.web import CannotListen

    line = ""
    match problem:
        case WrongKey() | KeysWrong():
            return words("start-key-wrong"), WRONG_SETTING
        case NotUpToDate():
            line = words("key-rotate-database")
        case AlreadyRunning():
            line = words("start-already-running")
        case NewerDatabase():
            line = words("start-newer-database")
        case DatabaseAway():
            line = words("start-no-database", reason=str(problem))
        case CannotListen():
            line = words("start-cannot-listen", address=problem.address, reason=problem.reason)
        case TokenRefused():
            line = words("start-token-refused")
    return line, FAILED


@asynccontextmanager
async def _until_stopped() -> AsyncIterator[Callable[[], Awaitable[Any]]]:
    """What waits for SIGINT or SIGTERM. The second of them ends the process at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def once() -> None:
        stop.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, once)
    yield stop.wait
