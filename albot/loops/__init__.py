"""What runs by itself: sending what waits, nudging when due, releasing at delivery times, tidying what is old.

Due times are rows, and the date in the row is what decides; so all that is needed here is something that ticks. That
is a loop with a pause and not a scheduling library: a scheduler keeps its own next run on the wall clock, and stops
ticking for as long as that clock is set back. A pause is monotonic and needs no watchdog.

What comes of it when something fails. In short: what a person was told is kept is kept; replies and deliveries come at
least once, nudges at most once; and afterwards everything goes on by itself.

| fault | replies and deliveries | nudges | updates | it goes on |
| --- | --- | --- | --- | --- |
| 429 | once, when allowed | once, when allowed | fetched when allowed | after the wait, others at once |
| 500, 502 | once or twice, in order | none, if on its way | fetched again | within a minute |
| connection refused | once, in order | once | wait at Telegram | within a minute |
| reset in the middle | once or twice, in order | once or none | fetched again, handled once | at once |
| no answer | once or twice, in order | once or none | fetched again, handled once | after 5 s |
| answer lost after delivery | twice, in order | once | fetched again, handled once | at once |
| DNS failure | once, in order | once | wait at Telegram | within a minute |
| slow line | once, late | once, late | handled once, late | at once |
| Telegram away for an hour | once | once, if it still helps | wait at Telegram (1) | within a minute |
| PostgreSQL restarted | once (6) | once (6) | not acknowledged, come again, handled once | within seconds (2) |
| PostgreSQL slow for a while | once, late | once, late | handled once, late | at once |
| SQLite file locked by another | once | once | not acknowledged, come again, handled once | within seconds |
| disk full | once | once | acknowledged if a sealed copy fits, handled once | once there is room |
| clock set back | once (3) | once, by the new clock | handled once, in order | at once |
| clock set forward | once | once, if it still helps | handled once, in order | at once |
| killed at any instant | once, or twice if on its way | once, or none if on its way | handled once | next start (4) |
| a second process on an SQLite file | by the first | by the first | by the first | the second says so and stops |
| SIGTERM | once, now or after the next start | the same | handled once | ends within 10 s (5) |

(1) Telegram keeps them for a day, the press of a button for 150 s. (2) A start meanwhile says so in one line and stops;
what runs the process starts it again. (3) What had come due and was in nobody's hands comes when the clock is there
again, what waits for its hour at that hour. (4) Or another process, within 15 s. (5) Also while the database is away:
what was sent and could not be written down comes twice, as after a kill. (6) If afterwards another process has the duty
to send: once or twice, and once or none, as after a kill.

An update is acknowledged once its turn, or its sealed copy, is committed. On its way is what was given to the line and
not answered yet: twenty messages at the most, so no more nudges than that stay away at a kill.

Shown by tests: of the line in tests/loops/test_deliver.py, tests/wire/test_receive.py and tests/test_faults.py; of the
database in tests/test_faults_of_database.py and tests/test_webhook.py; of the clock in tests/test_faults.py and
tests/test_time.py; of how a process ends in tests/test_ends.py, tests/test_kills.py, tests/test_processes.py and
tests/test_cli.py.
"""
