"""One file a conversation. `FEATURES` is what the bot can do: adding one adds a line here."""

from albot.features import helping, talking

FEATURES = (talking.FEATURE, helping.FEATURE)
