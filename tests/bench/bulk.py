"""Rows in bulk: values for Core inserts, sealed as the program seals. A thousand sets have millions of rows."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Connection, insert

from albot.domain.columns import Noun
from albot.domain.passages import Passage
from albot.store.rows import place_in
from albot.store.tables import METADATA
from albot.store.vault import Vault


class Made:
    """Rows that are made and not written yet. Their ids and whatever else is left to chance follow from a seed."""

    def __init__(self, vault: Vault, seed: int) -> None:
        self.vault = vault
        self.chance = random.Random(seed)
        self._waiting: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self._defaults: dict[type[Noun], dict[str, Any]] = {}

    def new_id(self) -> int:
        """A random id as the program makes them, from the seed."""
        return self.chance.getrandbits(63) or 1

    def add(self, noun: type[Noun], **values: Any) -> Any:
        """A row with these values, an id where it has one, and what the noun says for all else."""
        row = SimpleNamespace(**{**self._defaults_of(noun), **values})
        if hasattr(row, "id") and row.id is None:
            row.id = self.new_id()
        self._waiting[table_of(noun)].append(vars(row))
        return row

    def _defaults_of(self, noun: type[Noun]) -> dict[str, Any]:
        if noun not in self._defaults:
            fields = noun.model_fields.items()
            self._defaults[noun] = {name: None if each.is_required() else each.default for name, each in fields}
            if "id" in noun.model_fields:
                self._defaults[noun]["id"] = None
        return self._defaults[noun]

    def seal(self, noun: type[Noun], row: Any, column: str, text: str, extra: bytes = b"") -> None:
        """Seal a text into a column of a row, for its place."""
        setattr(row, column, self.vault.seal(text, place_in(table_of(noun), row, column, extra)))

    def seal_json(self, noun: type[Noun], row: Any, column: str, content: Any) -> None:
        """Seal what JSON can carry."""
        self.seal(noun, row, column, json.dumps(content, ensure_ascii=False))

    def write_text(self, owner_id: int, row_id: int, text: str, at: datetime, field: str = "text") -> None:
        """Somebody types a text into a field of a row."""
        message_id = self.chance.randrange(1, 20_000)
        passage = self.add(Passage, owner_id=owner_id, row_id=row_id, field=field, message_id=message_id, at=at)
        self.seal(Passage, passage, "text_sealed", text)

    def write(self, connection: Connection) -> None:
        """Put everything into the database, those first that others refer to."""
        for table in METADATA.sorted_tables:
            if rows := self._waiting.pop(table.name, None):
                connection.execute(insert(table), rows)


def table_of(noun: type[Noun]) -> str:
    """The name of a noun's table."""
    return str(noun.__tablename__)
