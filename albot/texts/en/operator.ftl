# What the people who run the bot read: the command line, its checks, and what stops a start.
cli-about = A Telegram bot that keeps action learning sets alive between their meetings.
cli-run = Run the bot, with settings from the environment.
cli-sandbox = Play with the bot on this machine; no token is needed.
cli-sandbox-port = The port of the page; the next free one, if this one is taken.
cli-sandbox-keep = Keep the database in this file, and its key beside it. Without it, everything is thrown away.
cli-sandbox-people = How many members there are beside the facilitator.
cli-sandbox-open = Open the page in the browser.
cli-check = Check the settings, the database, the key and the token.
cli-migrate = Bring the database up to date.
cli-key = Print a new key, alone on its line.

setting-missing = { $setting } is missing. { $mend }
setting-wrong = { $setting } is not right. { $mend }
setting-right = { $setting } is right.
setting-unknown = { $setting } is no setting of this program. Is it misspelt?

mend-token = Set it to the token that @BotFather gave you. It is a number, a colon, and a long word.
mend-key = Set it to what "albot key" prints. While changing keys, separate several by commas, the new one first.
mend-operator = Set it to who runs this bot and how to reach them. Members read it before they agree.
mend-database_url = Set it to sqlite:///albot.db, or to postgresql://user@host/name.
mend-api_url = Set it to the root of a Bot API server, such as https://api.telegram.org, or leave it out.
mend-coordinators = Set it to Telegram ids, which are numbers, with commas between them.
mend-webhook_url = Set it to an address that begins with https://, or leave it out.
mend-webhook_secret = A webhook needs one: up to 256 letters, digits, _ and -.
mend-listen = Set it to an address and a port, such as 127.0.0.1:8080.
mend-open_sets = Set it to true or false.
mend-tick_seconds = Set it to a number of seconds, above 0 and up to 60.
mend-log_format = Set it to text or json.
mend-log_level = Set it to debug, info, warning or error.

start-key-wrong = ALBOT_KEY does not open this database. Set it to the key that this database was written with.
start-keys-alike = ALBOT_KEY holds two keys that cannot be told apart. Make one of them anew with "albot key".
start-already-running = Another albot already works on this database file. Stop it first.
start-newer-database = This database was made by a newer albot. Install that version or a later one.
start-no-database = The database cannot be opened. Look at ALBOT_DATABASE_URL. It says: { $reason }
start-token-refused = Telegram does not accept ALBOT_TOKEN. Ask @BotFather for it again, and look at ALBOT_API_URL if you set it.
start-webhook-later = ALBOT_WEBHOOK_URL is not used yet. This version fetches updates by itself.

check-database-right = The database is right. Its version is { $version }.
check-database-new = The database is not there yet. The first start makes it.
check-database-older = The database can be reached. The next start brings it from version { $version } up to date.
check-database-folder = The database cannot be made: its folder is missing, or may not be written to. Look at ALBOT_DATABASE_URL.
check-key-right = The key opens what is in the database.
check-token-right = The token is right. The bot is @{ $bot }.
check-token-not-reached = The Bot API server does not answer ({ $problem }). Look at the network, and at ALBOT_API_URL if you set it.

migrate-done = The database is up to date. Its version is { $version }.

sandbox-runs = The sandbox is open: { $url } (Ctrl+C ends it)
sandbox-key-lost = { $file } is there, but its key is not. Put the key back into { $key }, or choose another file.
sandbox-no-file = { $file } cannot be made. The system says: { $reason }
sandbox-operator = You, on this machine. This is a rehearsal.
