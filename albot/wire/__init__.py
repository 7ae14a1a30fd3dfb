"""The only place that knows Telegram's library: what comes in becomes `chat.incoming`, parcels go out, menus are set."""
