"""albot: a Telegram bot that keeps action learning sets alive between their meetings."""

__version__ = "0.1.0"
