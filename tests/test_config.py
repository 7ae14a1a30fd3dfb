"""Settings: what is right, what is wrong, and that a wrong one is named and never shown."""

from __future__ import annotations

import base64
import os

import pytest

from albot.config import (
    Fault,
    Settings,
    SettingsWrong,
    read_settings,
    read_what_is_right,
    setting_name,
    settings_of_our_own,
)
from albot.store.vault import Vault
from albot.texts.catalogue import catalogue

TOKEN = "1234567:" + "A" * 35
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
OTHER_KEY = "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1-f4CBgoM"


@pytest.fixture
def right(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The three settings that there must be."""
    for name, value in {"TOKEN": TOKEN, "KEY": KEY, "OPERATOR": "Ada, ada@example.org"}.items():
        monkeypatch.setenv(f"ALBOT_{name}", value)
    return monkeypatch


def test_three_settings_are_enough(right: pytest.MonkeyPatch) -> None:
    settings = read_settings()
    assert settings.token.get_secret_value() == TOKEN
    assert settings.keys == [KEY]
    assert settings.database_url == "sqlite:///albot.db"
    assert settings.api_url == "https://api.telegram.org"
    assert settings.coordinator_ids == []
    assert settings.tick_seconds == 5
    assert settings.listen == "127.0.0.1:8080"
    assert settings.open_sets is False


def test_everything_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsWrong) as found:
        read_settings()
    assert found.value.faults == [
        Fault("ALBOT_TOKEN", missing=True),
        Fault("ALBOT_KEY", missing=True),
        Fault("ALBOT_OPERATOR", missing=True),
    ]


@pytest.mark.parametrize("name", ["TOKEN", "KEY", "OPERATOR"])
def test_set_to_nothing_is_not_set(right: pytest.MonkeyPatch, name: str) -> None:
    right.setenv(f"ALBOT_{name}", "")
    with pytest.raises(SettingsWrong) as found:
        read_settings()
    assert found.value.faults == [Fault(f"ALBOT_{name}", missing=True)]


WRONG = {
    "TOKEN": ["token", "1234567", "1234567:short", f"{TOKEN}!"],
    "KEY": ["key", KEY[:-1], f"{KEY}!", f"{KEY},{KEY}", f"{KEY},nonsense", ",", base64.b64encode(b"x" * 31).decode()],
    "OPERATOR": ["  a  "],
    "DATABASE_URL": ["albot.db", "sqlite://", "sqlite:///", "sqlite:///:memory:", "mysql://host/name"],
    "API_URL": ["api.telegram.org", "ftp://host", "https://", "https://host/?x=1"],
    "COORDINATORS": ["@ada", "12, x", "12 13", "-5"],
    "WEBHOOK_URL": [
        "http://host/hook",
        "http://127.0.0.1.example.org/hook",
        "host/hook",
        "https://",
        "https:///hook",
        "https://host/metrics",
        "https://host/{token}",
        "https://host/a%20hook",
        "ftp://127.0.0.1/hook",
    ],
    "WEBHOOK_SECRET": ["a secret", "x" * 257],
    "LISTEN": ["8080", "127.0.0.1", "127.0.0.1:http", "127.0.0.1:70000"],
    "OPEN_SETS": ["perhaps"],
    "TICK_SECONDS": ["0", "-1", "61", "often"],
    "LOG_FORMAT": ["xml"],
    "LOG_LEVEL": ["loud"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_wrong_setting_is_named_and_its_value_is_not(right: pytest.MonkeyPatch, name: str, value: str) -> None:
    right.setenv(f"ALBOT_{name}", value)
    with pytest.raises(SettingsWrong) as found:
        read_settings()
    assert found.value.faults == [Fault(f"ALBOT_{name}")]
    assert str(found.value) == f"ALBOT_{name}"
    assert found.value.__cause__ is None, "pydantic's own message would quote"


RIGHT = {
    "TOKEN": [f" {TOKEN}\n"],
    "KEY": [f"{KEY},{OTHER_KEY}", f" {KEY} , {OTHER_KEY} ", f"{KEY}="],
    "DATABASE_URL": ["sqlite:////var/lib/albot.db", "postgresql://albot@db/albot", "postgresql+psycopg://u:p@h:5432/n"],
    "API_URL": ["http://127.0.0.1:8081", "https://api.example.org/telegram"],
    "COORDINATORS": ["1", "1,2", " 1 , 2, ", "5000000000"],
    "WEBHOOK_SECRET": ["a-secret_1"],
    "LISTEN": ["0.0.0.0:80", "[::1]:8080"],
    "OPEN_SETS": ["true", "false", "1", "TRUE"],
    "TICK_SECONDS": ["0.5", "60"],
    "LOG_FORMAT": ["json", "text"],
    "LOG_LEVEL": ["debug", "WARNING"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in RIGHT.items() for value in values])
def test_a_right_setting_is_taken(right: pytest.MonkeyPatch, name: str, value: str) -> None:
    right.setenv(f"ALBOT_{name}", value)
    settings = read_settings()
    Vault(settings.keys)
    assert settings.token.get_secret_value() == TOKEN


def test_several_keys_and_coordinators_keep_their_order(right: pytest.MonkeyPatch) -> None:
    right.setenv("ALBOT_KEY", f"{OTHER_KEY}, {KEY}")
    right.setenv("ALBOT_COORDINATORS", "7, 5")
    settings = read_settings()
    assert settings.keys == [OTHER_KEY, KEY]
    assert settings.coordinator_ids == [7, 5]


WEBHOOKS = {
    "https://host/hook": "/hook",
    "https://bot.example.org:8443/a/b-c_d.e~f?from=telegram": "/a/b-c_d.e~f",
    "https://host": "/",
    "http://localhost:8080/hook": "/hook",
    "http://127.0.0.2/hook": "/hook",
    "http://[::1]:8080/hook": "/hook",
}


@pytest.mark.parametrize(("url", "path"), WEBHOOKS.items())
def test_a_webhook_is_reached_with_tls_or_from_this_machine(right: pytest.MonkeyPatch, url: str, path: str) -> None:
    right.setenv("ALBOT_WEBHOOK_URL", url)
    right.setenv("ALBOT_WEBHOOK_SECRET", "a-secret_1")
    assert read_settings().webhook_path == path


def test_a_webhook_needs_a_secret(right: pytest.MonkeyPatch) -> None:
    right.setenv("ALBOT_WEBHOOK_URL", "https://host/hook")
    right.setenv("ALBOT_LISTEN", "nowhere")
    with pytest.raises(SettingsWrong) as found:
        read_settings()
    assert found.value.faults == [Fault("ALBOT_WEBHOOK_SECRET", missing=True), Fault("ALBOT_LISTEN")]


def test_what_is_right_can_be_used_beside_what_is_wrong(right: pytest.MonkeyPatch) -> None:
    for name, values in WRONG.items():
        right.setenv(f"ALBOT_{name}", values[0])
    right.setenv("ALBOT_OPERATOR", "Ada")
    settings, faults = read_what_is_right()
    assert settings.operator == "Ada"
    assert {fault.setting for fault in faults} == {f"ALBOT_{name}" for name in WRONG} - {"ALBOT_OPERATOR"}


def test_settings_of_our_own_do_not_ask_the_environment(right: pytest.MonkeyPatch) -> None:
    right.setenv("ALBOT_OPEN_SETS", "true")
    right.setenv("ALBOT_LISTEN", "nonsense")
    settings = settings_of_our_own(token=TOKEN, key=KEY, operator="Me, here")
    assert settings.open_sets is False
    assert "ALBOT_OPEN_SETS" in os.environ


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_has_a_mend(field: str) -> None:
    mend = catalogue().plain(f"mend-{field}", {})
    assert mend.endswith(".")
    assert setting_name(field) == f"ALBOT_{field.upper()}"


def test_secrets_do_not_show_when_settings_are_printed(right: pytest.MonkeyPatch) -> None:
    right.setenv("ALBOT_WEBHOOK_SECRET", "very-secret")
    shown = repr(read_settings())
    assert TOKEN not in shown
    assert KEY not in shown
    assert "very-secret" not in shown
