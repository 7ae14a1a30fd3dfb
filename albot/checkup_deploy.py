"""`albot check --deploy`: the place where the bot runs for real, beyond what `albot check` looks at.

It changes nothing: files and their folder, how random the keys are, room on the disk, whether an SQLite file is sound,
this machine's clock beside the database's and Telegram's, who can reach the port, and what Telegram says of the webhook
and of updates that wait. What is wrong already for `albot check` is said there and left out here.
"""

from __future__ import annotations

import ipaddress
import os
import re
import shlex
import shutil
import stat
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

from albot.checkup import Finding
from albot.clock import Clock
from albot.config import Settings, read_what_is_right
from albot.store import health
from albot.store.engine import make_engine, sqlite_file
from albot.store.sealed_file import MAGIC
from albot.store.vault import read_key
from albot.texts.args import Term
from albot.wire.contact import (
    NotReached,
    TokenRefused,
    WebhookInfo,
    ask_who_we_are,
    make_bot,
    server_time,
    webhook_info,
)
from albot.wire.receive import UPDATE_KINDS

MB = 1_000_000
LEAST_FREE = 200 * MB
LOOKED_THROUGH = 1_000 * MB
"""An SQLite file up to this size is read whole, which takes a few seconds at the most."""

CLOCKS_APART = timedelta(seconds=10)
"""A `Date` header has whole seconds and an answer may take some: less than this is no finding."""

RECENT = timedelta(hours=1)
"""A webhook's error is told by Telegram until the next one, however long ago it was."""

MANY_WAITING = 100
LEAST_DIFFERENT = 18
"""Of 32 random bytes, and of 43 random letters, at least this many differ: all but one key in a thousand million."""


async def check_deploy(clock: Clock) -> list[Finding]:
    """Look at everything that can be looked at; what depends on a wrong setting is left out."""
    settings, faults = read_what_is_right()
    wrong = {fault.setting for fault in faults}
    findings: list[Finding] = []
    if not wrong & {"ALBOT_LISTEN", "ALBOT_WEBHOOK_URL"}:
        findings.append(_listening(settings))
    if "ALBOT_KEY" not in wrong:
        findings += _keys(settings.keys)
    if "ALBOT_DATABASE_URL" not in wrong:
        findings += _database(settings.database_url, clock)
    if not wrong & {"ALBOT_TOKEN", "ALBOT_API_URL"}:
        findings += await _telegram(settings, clock, judge_webhook="ALBOT_WEBHOOK_URL" not in wrong)
    return findings


def looks_made_up(key: str) -> bool:
    """Whether a key is repeated, counted up, typed or a text, rather than drawn at random as `albot key` does."""
    raw = read_key(key)
    strides = {(after - before) % 256 for before, after in pairwise(raw)}
    too_alike = min(len(set(raw)), len(set(key.rstrip("="))), len(strides)) < LEAST_DIFFERENT
    typed = not (re.search("[a-z]", key) and re.search("[A-Z]", key))
    return too_alike or typed or all(byte < 128 for byte in raw)


def _keys(keys: list[str]) -> Iterator[Finding]:
    for number, key in enumerate(keys, start=1):
        if looks_made_up(key):
            yield Finding(False, "deploy-key-made-up", {"number": number})
        else:
            yield Finding(True, "deploy-key-random", {"number": number})


def _listening(settings: Settings) -> Finding:
    """Who can reach the port. A container has a network of its own: there it is published, or not, from outside."""
    if _is_loopback(settings.listen.rpartition(":")[0]):
        return Finding(True, "deploy-listen-right")
    if "container" in os.environ:  # set by deploy/Containerfile, and by what follows systemd's container interface
        return Finding(True, "deploy-listen-container")
    return Finding(True, "deploy-listen-webhook") if settings.webhook_url else Finding(False, "deploy-listen-open")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _database(url: str, clock: Clock) -> Iterator[Finding]:
    """The database as it lies there; nothing where it is not there yet or cannot be reached."""
    file = sqlite_file(url)
    if file is not None:
        if not os.access(file, os.F_OK):
            return
        yield from _files(file.absolute())  # before it is opened, which makes the files beside it
        yield _space(file.absolute())
    engine = make_engine(url)
    try:
        health.reach(engine)
        if file is None:
            yield _clock(health.database_time(engine), clock.now(), "deploy-clock-database")
        elif file.stat().st_size > LOOKED_THROUGH:
            yield Finding(True, "deploy-file-large")
        else:
            yield Finding(True, "deploy-file-sound") if health.is_sound(engine) else Finding(False, "deploy-damaged")
    except health.DatabaseAway:
        return
    finally:
        engine.dispose()


def _files(file: Path) -> Iterator[Finding]:
    """Who may open the database's files and the backups beside them, and who may put others in their place."""
    beside = sorted(file.parent.iterdir()) if os.access(file.parent, os.R_OK) else []
    backups = [each for each in beside if _is_backup(each)]
    ours = [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", ".lock"))]
    wrong = [*_open_files([*ours, *backups])]
    if _mode(file.parent) & (stat.S_IWGRP | stat.S_IWOTH):
        wrong.append(Finding(False, "deploy-folder-open", {"folder": shlex.quote(str(file.parent))}))
    yield from wrong or [Finding(True, "deploy-files-private")]
    if backups:
        yield Finding(True, "deploy-backups-beside", {"count": len(backups)})


def _open_files(files: Iterable[Path]) -> Iterator[Finding]:
    for each in files:
        if each.exists() and _mode(each) & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding(False, "deploy-file-open", {"file": shlex.quote(str(each))})


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _is_backup(path: Path) -> bool:
    """Whether a file begins as `albot backup` begins one; not where this user may not read it."""
    if not path.is_file() or not os.access(path, os.R_OK):
        return False
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _space(file: Path) -> Finding:
    """Room for twice the database: so much SQLite takes to make a file anew (sqlite.org/lang_vacuum.html)."""
    size, free = file.stat().st_size, shutil.disk_usage(file.parent).free
    enough = free >= max(LEAST_FREE, 2 * size)
    figures = {"free": free // MB, "size": -(-size // MB)}
    return Finding(enough, "deploy-space-right" if enough else "deploy-space-short", figures)


def _clock(theirs: datetime, ours: datetime, whose: str) -> Finding:
    apart = abs(theirs - ours)
    right = apart <= CLOCKS_APART
    seconds = int(apart.total_seconds())
    return Finding(right, "deploy-clock-right" if right else "deploy-clock-off", {"whose": Term(whose), "by": seconds})


async def _telegram(settings: Settings, clock: Clock, *, judge_webhook: bool) -> list[Finding]:
    """What the Bot API server says; nothing where it does not answer or refuses the token."""
    bot = make_bot(settings.token.get_secret_value(), settings.api_url)
    try:
        await ask_who_we_are(bot)
        told = await webhook_info(bot)
        date = await server_time(settings.api_url)
    except (TokenRefused, NotReached):
        return []
    finally:
        await bot.shutdown()
    findings = [_clock(date, clock.now(), "deploy-clock-telegram")] if date else []
    if judge_webhook:
        findings += _webhook(told, settings.webhook_url, clock.now())
    many = told.pending > MANY_WAITING
    return [*findings, Finding(not many, "deploy-pending-many" if many else "deploy-pending", {"count": told.pending})]


def _webhook(told: WebhookInfo, wanted: str, now: datetime) -> Iterator[Finding]:
    """Whether updates come the way the settings say, and whether they come through."""
    if not told.url:
        yield Finding(True, "deploy-webhook-not-yet" if wanted else "deploy-webhook-none")
        return
    if told.url != wanted:
        yield Finding(False, "deploy-webhook-other" if wanted else "deploy-webhook-left")
        return
    yield Finding(True, "deploy-webhook-ours", {"count": told.connections})
    left_out = [kind for kind in UPDATE_KINDS if told.kinds and kind not in told.kinds]
    if left_out:
        yield Finding(False, "deploy-webhook-kinds", {"kinds": ", ".join(left_out)})
    if told.failed_at and now - told.failed_at < RECENT:
        yield Finding(False, "deploy-webhook-failed", {"error": told.error})
