"""Settings, from the environment: what an operator may set, and what is wrong with what they set.

A wrong or missing setting is a `Fault`. It names the setting and whether it is missing or wrong, and never holds what
was set; the sentences are in the catalogue (`operator.ftl`), and `cli` prints one line for each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

TELEGRAM = "https://api.telegram.org"
KEY = "[A-Za-z0-9_-]{43}=?"
"""What 32 bytes look like in URL-safe base64."""

PATH = "[A-Za-z0-9/._~-]*"
"""A path that nobody between Telegram and this process has a reason to write in another way."""

PAGES = ("/healthz", "/readyz", "/metrics")
"""What is served beside the webhook."""


@dataclass(frozen=True)
class Fault:
    """A setting that stops the start: its name in the environment, and whether it is missing or set to no good."""

    setting: str
    missing: bool = False


class SettingsWrong(Exception):
    """The settings do not allow a start."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(fault.setting for fault in faults))
        self.faults = faults


class Settings(BaseSettings):
    """The settings that PRODUCT lists, read from `ALBOT_*`; one that is set to nothing counts as not set."""

    model_config = SettingsConfigDict(
        env_prefix="ALBOT_", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True, str_strip_whitespace=True
    )

    token: SecretStr
    key: SecretStr
    operator: str = Field(min_length=3)
    database_url: str = "sqlite:///albot.db"
    api_url: str = TELEGRAM
    coordinators: str = Field(default="", pattern=r"^\s*(\d+\s*(,\s*\d+\s*)*,?\s*)?$")
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    listen: str = "127.0.0.1:8080"
    open_sets: bool = False
    paid_broadcasts: bool = False
    tick_seconds: float = Field(default=5, gt=0, le=60)
    log_format: str = Field(default="text", pattern="^(text|json)$")
    log_level: str = Field(default="info", pattern="^(?i:debug|info|warning|error)$")

    @field_validator("token")
    @classmethod
    def _is_token(cls, value: SecretStr) -> SecretStr:
        """A bot's number, a colon, and its secret, as BotFather writes them."""
        token = value.get_secret_value().strip()
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]{20,}", token):
            raise ValueError
        return SecretStr(token)

    @field_validator("key")
    @classmethod
    def _are_keys(cls, value: SecretStr) -> SecretStr:
        """One key or several different ones, each as `albot key` prints it."""
        keys = _parts(value.get_secret_value())
        if not keys or len(set(keys)) != len(keys) or not all(re.fullmatch(KEY, key) for key in keys):
            raise ValueError
        return value

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: str) -> str:
        """A file, or a PostgreSQL database. One in memory would lose everything at the end."""
        if not re.match(r"^(sqlite:///(?!:memory:)[^?]|postgresql(\+psycopg)?://)", value):
            raise ValueError
        return value

    @field_validator("api_url")
    @classmethod
    def _is_root(cls, value: str) -> str:
        """The root of a Bot API server."""
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ValueError
        return value

    @field_validator("webhook_url")
    @classmethod
    def _is_webhook(cls, value: str) -> str:
        """An address with TLS, or one on this machine, with a plain path that is none of the pages beside it."""
        parts = urlsplit(value)
        right = parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or ""))
        if value and not (right and parts.hostname and re.fullmatch(PATH, parts.path) and parts.path not in PAGES):
            raise ValueError
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _is_secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Up to 256 of the characters that Telegram allows (core.telegram.org/bots/api#setwebhook, secret_token).

        Without one anybody could post updates to the webhook.
        """
        if not re.fullmatch("[A-Za-z0-9_-]{0,256}", value.get_secret_value()):
            raise ValueError
        if info.data.get("webhook_url") and not value.get_secret_value():
            raise PydanticCustomError("missing", "needed for a webhook")
        return value

    @field_validator("listen")
    @classmethod
    def _is_listen(cls, value: str) -> str:
        """A host and a port."""
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or int(port) > 65_535:
            raise ValueError
        return value

    @property
    def webhook_path(self) -> str:
        """Where on this server updates are posted to."""
        return urlsplit(self.webhook_url).path or "/"

    @property
    def keys(self) -> list[str]:
        """The keys, the first of which encrypts."""
        return _parts(self.key.get_secret_value())

    @property
    def coordinator_ids(self) -> list[int]:
        """The Telegram ids of the first coordinators."""
        return [int(part) for part in _parts(self.coordinators)]


def read_settings(**given: Any) -> Settings:
    """The settings of this process; what is given stands before the environment. Raises `SettingsWrong`."""
    try:
        return Settings(**given)
    except ValidationError as problem:
        raise SettingsWrong([_fault(error) for error in problem.errors(include_input=False)]) from None


def read_what_is_right() -> tuple[Settings, list[Fault]]:
    """The settings, with a stand-in for each that is wrong, and what is wrong: for whoever checks the rest."""
    try:
        return read_settings(), []
    except SettingsWrong as problem:
        wrong = {name for name in _STAND_INS if any(setting_name(name) == each.setting for each in problem.faults)}
        return read_settings(**{name: _STAND_INS[name] for name in wrong}), problem.faults


def settings_of_our_own(**given: Any) -> Settings:
    """Settings that are handed in, whatever the environment says; what is not given has its default."""
    return Settings(**{**_STAND_INS, **given})


def setting_name(field: str) -> str:
    """What a setting is called in the environment."""
    return f"ALBOT_{field.upper()}"


_STAND_INS: dict[str, Any] = {
    **{name: field.default for name, field in Settings.model_fields.items() if not field.is_required()},
    "token": "0:" + "x" * 35,
    "key": "A" * 43,
    "operator": "nobody",
    "webhook_secret": "stand-in",
}
"""A default, or something that can be read, for each setting. Nothing is ever done with what is no default."""


def _is_here(host: str) -> bool:
    """Whether a host is this machine's own."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _fault(error: Any) -> Fault:
    return Fault(setting_name(str(error["loc"][0])), missing=error["type"] == "missing")
