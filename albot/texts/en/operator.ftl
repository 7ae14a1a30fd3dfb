# What the people who run the bot read: the command line, its checks, and what stops a start.
cli-about = A Telegram bot that keeps action learning sets alive between their meetings.
cli-run = Run the bot, with settings from the environment.
cli-sandbox = Play with the bot on this machine; no token is needed.
cli-sandbox-port = The port of the page; the next free one, if this one is taken.
cli-sandbox-keep = Keep the database in this file, and its key beside it. Without it, everything is thrown away.
cli-sandbox-people = How many members there are beside the facilitator.
cli-sandbox-open = Open the page in the browser.
cli-check = Check the settings, the database, the key and the token.
cli-check-deploy = Look also at the place where it runs: files, keys, disk, clocks, port and webhook.
cli-migrate = Bring the database up to date.
cli-key = Print a new key, alone on its line.
cli-backup = Write the whole database into a new, encrypted file. The bot may go on running.
cli-backup-file = The file to make, such as albot-2026-12-03.backup.
cli-restore = Fill an empty database from a backup, be it SQLite or PostgreSQL. Do it before the first start.
cli-restore-file = The file that "albot backup" made.

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
mend-webhook_url = Set it to an address such as https://bot.example.org/updates, or leave it out. Its path has letters, digits, and / - _ . ~ only.
mend-webhook_secret = A webhook needs one: up to 256 letters, digits, _ and -.
mend-listen = Set it to an address and a port of this machine, such as 127.0.0.1:8080.
mend-open_sets = Set it to true or false.
mend-paid_broadcasts = Set it to true or false. True costs Stars for each message above the free limit.
mend-tick_seconds = Set it to a number of seconds, above 0 and up to 60.
mend-log_format = Set it to text or json.
mend-log_level = Set it to debug, info, warning or error.

start-key-wrong = ALBOT_KEY does not open this database. Set it to the key that this database was written with.
start-keys-alike = ALBOT_KEY holds two keys that cannot be told apart. Make one of them anew with "albot key".
start-already-running = Another albot already works on this database file. Stop it first.
start-newer-database = This database was made by a newer albot. Install that version or a later one.
start-no-database = The database cannot be opened. Look at ALBOT_DATABASE_URL. It says: { $reason }
start-token-refused = Telegram does not accept ALBOT_TOKEN. Ask @BotFather for it again, and look at ALBOT_API_URL if you set it.
start-cannot-listen = Nothing can listen on { $address }. The system says: { $reason }. Free that address, or set ALBOT_LISTEN to another one.

check-database-right = The database is right. Its version is { $version }.
check-database-new = The database is not there yet. The first start makes it.
check-database-older = The database can be reached. The next start brings it from version { $version } up to date.
check-database-folder = The database cannot be made: its folder is missing, or may not be written to. Look at ALBOT_DATABASE_URL.
check-key-right = The key opens what is in the database.
check-keys-first = Everything is under the first key of ALBOT_KEY.
check-keys-left = { $count ->
    [one] One value is
   *[other] { $count } values are
} under another key than the first. "albot key rotate" brings everything under the first.
check-token-right = The token is right. The bot is @{ $bot }.
check-token-not-reached = The Bot API server does not answer ({ $problem }). Look at the network, and at ALBOT_API_URL if you set it.

deploy-listen-right = ALBOT_LISTEN is open to this machine alone.
deploy-listen-webhook = ALBOT_LISTEN is open to other machines, for the webhook. Let only your proxy and Prometheus reach it.
deploy-listen-container = ALBOT_LISTEN is open to whatever reaches this container. Publish its port on loopback alone, or through your proxy.
deploy-listen-open = ALBOT_LISTEN is open to other machines, and there is no webhook. Set it to 127.0.0.1:8080.
deploy-key-random = Key { $number } of ALBOT_KEY looks random.
deploy-key-made-up = Key { $number } of ALBOT_KEY is not random and can be guessed. Make one with "albot key", and change to it: "albot key rotate" says how.
deploy-files-private = Only the bot's user can open the files of the database.
deploy-file-open = { $file } can be opened by others. Run: chmod 600 { $file }
deploy-folder-open = Others can put files into the database's folder. Run: chmod go-w { $folder }
deploy-backups-beside = { $count ->
    [one] One backup lies
   *[other] { $count } backups lie
} beside the database. Keep a copy on another machine: a broken disk takes both.
deploy-space-right = { $free } MB are free beside the database of { $size } MB.
deploy-space-short = Only { $free } MB are free beside the database of { $size } MB. Make room: erasing needs twice its size, and at least 200 MB.
deploy-file-sound = The database file is sound.
deploy-file-large = The database file is large, so it was not looked through.
deploy-damaged = The database file is damaged. Stop the bot, keep the file as it is, and restore the newest backup.
deploy-clock-database = the database
deploy-clock-telegram = the Bot API server
deploy-clock-right = This machine's clock agrees with { $whose }.
deploy-clock-off = This machine's clock is { $by } seconds apart from { $whose }. Let it be set by itself: timedatectl set-ntp true
deploy-webhook-none = No webhook is set. Updates come by long polling.
deploy-webhook-not-yet = No webhook is set yet. The start of the bot sets it.
deploy-webhook-ours = The webhook is ours, with up to { $count } connections at once.
deploy-webhook-other = Updates go to another address than ALBOT_WEBHOOK_URL. Does another bot use this token? If not, restart: the start sets the webhook.
deploy-webhook-left = A webhook is set and ALBOT_WEBHOOK_URL is not. Set it, or restart: without it the start takes the webhook away.
deploy-webhook-kinds = The webhook does not get these updates: { $kinds }. Restart: the start sets it anew.
deploy-webhook-failed = An update could not be handed over in the last hour. Look at your proxy and its certificate. Telegram says: { $error }
deploy-pending = { $count ->
    [0] No update waits at the Bot API server.
    [one] One update waits at the Bot API server.
   *[other] { $count } updates wait at the Bot API server.
}
deploy-pending-many = { $count } updates wait at the Bot API server. Is the bot running? What is older than 24 hours is lost.

key-rotate-about = Bring everything under the first key of ALBOT_KEY. The bot may go on running. With one key, it says how keys are changed.
key-rotate-one-key = ALBOT_KEY holds one key. To change it: 1. Add a new one behind it, after a comma, and restart albot. 2. Move the new one to the front, and restart. 3. Run this again. 4. Once it is done, take the old one out, and restart. Where several albots share a database, finish each step on all of them.
key-rotate-done = { $count ->
    [0] Nothing was under another key than the first. If that is still the old one, move the new one to the front, restart, and run this again. If not, the others can go from ALBOT_KEY.
    [one] One value was brought under the first key. The others can go from ALBOT_KEY now; then restart. Keep them with the backups that were made before.
   *[other] { $count } values were brought under the first key. The others can go from ALBOT_KEY now; then restart. Keep them with the backups that were made before.
}
key-rotate-invites = { $count ->
    [one] One open invite link was made by the first version of albot. It ends with the old key, unless somebody uses it before.
   *[other] { $count } open invite links were made by the first version of albot. Each ends with the old key, unless somebody uses it before.
} Facilitators make new ones with /invite.
key-rotate-broken = { $values } values were brought under the first key. { $count } do not open with any of the keys, and stay as they are: the lines above name them. If you have another key, add it at the end of ALBOT_KEY and run this again. If not, nothing opens them any more, and the old keys can go all the same.
key-rotate-left = { $count } values came under another key while this ran: an albot is running whose first key is another one. Set the same ALBOT_KEY everywhere, restart, and run this again.
key-rotate-database = The database is not there yet, or is not of this version. Start albot once, or run "albot migrate". Then run this again.

backup-done = { $file } is complete: { $rows } rows in { $size } kB, as they were on { $when }.
backup-nothing = There is nothing to back up: the database is not there yet. Look at ALBOT_DATABASE_URL.
backup-file-there = { $file } is there already. Nothing is written over it: choose another name.
backup-part-there = { $file }.part is there already. Another backup is writing it, or one was cut off. If none runs now, remove it.
backup-no-file = No backup was made. { $file } cannot be written. The system says: { $reason }

restore-done = { $rows } rows are restored from { $file }, as they were on { $when }.
restore-older = What happened after { $when } is not in it. If the bot ran on after that, what people erased or withdrew since is back, and so is who left. Tell them, so that they can do it again.
restore-no-file = Nothing was restored. { $file } cannot be read. The system says: { $reason }
restore-no-backup = Nothing was restored. { $file } is no backup of albot.
restore-damaged = Nothing was restored. { $file } is damaged or incomplete. Fetch it again, or take another backup.
restore-newer = Nothing was restored. { $file } was made by a newer albot. Install that version or a later one.
restore-key-missing = Nothing was restored. ALBOT_KEY lacks a key that { $file } was made with. Add it behind the others, with a comma before it.
restore-not-empty = Nothing was restored. The database is not empty. Set ALBOT_DATABASE_URL to a new one, and restore before the first start.
restore-stopped = Nothing was restored. The database says: { $reason }

migrate-done = The database is up to date. Its version is { $version }.

sandbox-runs = The sandbox is open: { $url } (Ctrl+C ends it)
sandbox-key-lost = { $file } is there, but its key is not. Put the key back into { $key }, or choose another file.
sandbox-no-file = { $file } cannot be made. The system says: { $reason }
sandbox-operator = You, on this machine. This is a rehearsal.
