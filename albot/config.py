"""Settings, from the environment: what an operator may set, and what is wrong with what they set.

A wrong or missing setting is a `Fault`: the name of the setting and a code; the sentences are in the catalogue
(`operator.ftl`), and `cli` prints one line for each.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

TELEGRAM = "https://api.telegram.org"


@dataclass(frozen=True)
class Fault:
    """A setting that is wrong: its name in the environment, and a code such as `missing` or `not-a-key`."""

    setting: str
    code: str


class SettingsWrong(Exception):
    """The settings do not allow a start."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(", ".join(f"{fault.setting}: {fault.code}" for fault in faults))
        self.faults = faults


class Settings(BaseSettings):
    """The settings that PRODUCT lists, read from `ALBOT_*`."""

    model_config = SettingsConfigDict(env_prefix="ALBOT_", extra="ignore", hide_input_in_errors=True)

    token: SecretStr
    key: SecretStr
    operator: str = Field(min_length=3)
    database_url: str = "sqlite:///albot.db"
    api_url: str = TELEGRAM
    coordinators: str = ""
    webhook_url: str = ""
    webhook_secret: SecretStr = SecretStr("")
    listen: str = "127.0.0.1:8080"
    open_sets: bool = False
    tick_seconds: float = Field(default=5, gt=0, le=60)
    log_format: str = Field(default="text", pattern="^(text|json)$")
    log_level: str = Field(default="info", pattern="^(?i:debug|info|warning|error)$")

    @field_validator("token")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"\d+:[A-Za-z0-9_-]{20,}", value.get_secret_value()):
            raise ValueError("not-a-token")
        return value

    @field_validator("coordinators")
    @classmethod
    def _coordinators(cls, value: str) -> str:
        if not all(part.strip().isdigit() for part in value.split(",") if part.strip()):
            raise ValueError("not-ids")
        return value

    @field_validator("listen")
    @classmethod
    def _listen(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit():
            raise ValueError("not-an-address")
        return value

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: str) -> str:
        if not re.match(r"^(sqlite:///|postgresql://|postgresql\+psycopg://)", value):
            raise ValueError("not-a-database")
        return value

    @property
    def keys(self) -> list[str]:
        """The keys, the first of which encrypts."""
        return [part.strip() for part in self.key.get_secret_value().split(",") if part.strip()]

    @property
    def coordinator_ids(self) -> list[int]:
        """The Telegram ids of the first coordinators."""
        return [int(part) for part in self.coordinators.split(",") if part.strip()]


def read_settings(**given: Any) -> Settings:
    """The settings of this process; raises `SettingsWrong` with a fault for each that is wrong."""
    try:
        return Settings(**given)
    except ValidationError as problem:
        raise SettingsWrong([_fault(error) for error in problem.errors(include_input=False)]) from None


def _fault(error: Any) -> Fault:
    name = str(error["loc"][0]) if error["loc"] else "settings"
    known = {"missing": "missing", "value_error": str(error.get("ctx", {}).get("error", "wrong"))}
    return Fault(f"ALBOT_{name.upper()}", known.get(error["type"], "wrong"))
