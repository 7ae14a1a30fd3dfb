"""The only place that knows Telegram's library: updates become `chat.incoming`, parcels go out, menus are set."""
