"""`albot check`: what is right and what is not about the settings, the database, the key and the token."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from albot.config import Fault, Settings, read_what_is_right, setting_name
from albot.store import health, rotation, schema
from albot.store.engine import Store, sqlite_file
from albot.store.vault import Vault
from albot.texts.args import Arg, Term
from albot.wire.contact import NotReached, TokenRefused, ask_who_we_are, make_bot


@dataclass(frozen=True)
class Finding:
    """One line of a check: whether it is right, and the message that says so or how to mend it."""

    right: bool
    message_id: str
    args: Mapping[str, Arg] = field(default_factory=dict)


def found_fault(fault: Fault) -> Finding:
    """The line about a setting that is missing or wrong."""
    mend = Term(f"mend-{fault.setting.removeprefix('ALBOT_').lower()}")
    message_id = "setting-missing" if fault.missing else "setting-wrong"
    return Finding(False, message_id, {"setting": fault.setting, "mend": mend})


async def check() -> list[Finding]:
    """Look at everything that can be looked at; what depends on a wrong setting is left out."""
    settings, faults = read_what_is_right()
    wrong = {fault.setting for fault in faults}
    findings = [*_settings(faults), *_misspelt()]
    if not wrong & {"ALBOT_DATABASE_URL", "ALBOT_KEY"}:
        findings += _store(settings)
    if not wrong & {"ALBOT_TOKEN", "ALBOT_API_URL"}:
        findings.append(await _token(settings))
    return findings


def _settings(faults: list[Fault]) -> Iterator[Finding]:
    by_name = {fault.setting: fault for fault in faults}
    for name in map(setting_name, Settings.model_fields):
        yield found_fault(by_name[name]) if name in by_name else Finding(True, "setting-right", {"setting": name})


def _misspelt() -> Iterator[Finding]:
    """Names that look like settings and are none; they may be somebody else's, so they are not wrong."""
    known = set(map(setting_name, Settings.model_fields))
    for name in sorted(name.upper() for name in os.environ):
        if name.startswith("ALBOT_") and name not in known:
            yield Finding(True, "setting-unknown", {"setting": name})


def _store(settings: Settings) -> Iterator[Finding]:
    """The database and the key; makes no database."""
    file = sqlite_file(settings.database_url)
    if file is not None and not os.access(file, os.F_OK):  # nor where this user may not look
        usable = os.access(file.absolute().parent, os.W_OK)
        yield Finding(usable, "check-database-new" if usable else "check-database-folder")
        return
    try:
        vault = Vault(settings.keys)
    except ValueError:
        yield Finding(False, "start-keys-alike")
        return
    store = Store(settings.database_url, vault)
    try:
        with health.what_fails_is_away():
            yield from _database(store)
    except health.DatabaseAway as problem:
        yield Finding(False, "start-no-database", {"reason": str(problem)})
    finally:
        store.stop()


def _database(store: Store) -> Iterator[Finding]:
    health.reach(store.engine)
    version = schema.current(store.engine)
    if version is None:
        yield Finding(True, "check-database-new")
        return
    if not schema.known(version):
        yield Finding(False, "start-newer-database")
        return
    is_newest = version == schema.newest()
    yield Finding(True, "check-database-right" if is_newest else "check-database-older", {"version": version})
    opens = store.submit(health.keys_open).result()
    yield Finding(opens, "check-key-right" if opens else "start-key-wrong")
    if is_newest and len(store.vault.numbers) > 1:
        left = store.submit(rotation.left).result()
        yield Finding(True, "check-keys-left" if left else "check-keys-first", {"count": left})


async def _token(settings: Settings) -> Finding:
    bot = make_bot(settings.token.get_secret_value(), settings.api_url)
    try:
        return Finding(True, "check-token-right", {"bot": await ask_who_we_are(bot)})
    except TokenRefused:
        return Finding(False, "start-token-refused")
    except NotReached as problem:
        return Finding(False, "check-token-not-reached", {"problem": str(problem)})
    finally:
        await bot.shutdown()
