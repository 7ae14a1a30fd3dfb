"""What a process counts and measures, for Prometheus: the names here are those that alert rules are written for.

They live in a registry of their own and belong to the process, not to a bot: where several run in one process, as in
tests, they share them. No label ever holds an id, a handle or a text, and each has few values. What is read from the
database when somebody asks (`wire.vitals`) has its names here too.

Whoever counts calls a function, or observes a histogram:

    metrics.came(incoming)                  with metrics.TICK_SECONDS.time(): ...
    metrics.sent(row.lane)                  metrics.TURN_SECONDS.observe(seconds)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Histogram,
    Metric,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily

disable_created_metrics()  # type: ignore[no-untyped-call]  # when each began, as a series of its own: nobody reads it
REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)  # processor time, memory and open files, read when asked

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

TURN_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
SEND_BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
TICK_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30)

UPDATES = Counter("albot_updates", "Updates that came, by what each was.", ["kind"], registry=REGISTRY)
TURN_SECONDS = Histogram(
    "albot_turn_seconds",
    "From the arrival of an update in this process to the commit of its turn.",
    registry=REGISTRY,
    buckets=TURN_BUCKETS,
)
TURNS_FAILED = Counter(
    "albot_turns_failed",
    "Turns that went wrong on our side: answered with a reference, or not committed at a try.",
    registry=REGISTRY,
)
SENT = Counter("albot_messages_sent", "Messages that were sent, by lane.", ["lane"], registry=REGISTRY)
NOT_DELIVERED = Counter(
    "albot_messages_not_delivered",
    "Tries to send that failed, by the kind of failure; a message may be tried again.",
    ["failure"],
    registry=REGISTRY,
)
SEND_SECONDS = Histogram(
    "albot_send_seconds",
    "What sending, changing or deleting one message took at the Bot API.",
    registry=REGISTRY,
    buckets=SEND_BUCKETS,
)
NUDGES = Counter("albot_nudges", "Nudges that were due, by what became of each.", ["outcome"], registry=REGISTRY)
TICK_SECONDS = Histogram("albot_tick_seconds", "What one tick took.", registry=REGISTRY, buckets=TICK_BUCKETS)
ERRORS = Counter("albot_errors", "Events logged as errors, by the name of the event.", ["event"], registry=REGISTRY)

GAUGES = {
    "albot_outbox_waiting": "Messages in the outbox, also those whose time is yet to come, by lane.",
    "albot_outbox_oldest_seconds": "How long the message that waits longest could have gone out by now, by lane.",
    "albot_inbox_waiting": "Updates that were taken and are still to be handled.",
    "albot_inbox_set_aside": "Updates that failed too often and were set aside under a reference.",
    "albot_unreachable_people": "People whom no message reaches, as Telegram says.",
    "albot_sending": "Whether this process sends (1) or another does (0).",
    "albot_database_up": "Whether the database answered in time (1); where not (0), what is read from it is missing.",
}
"""What is read when somebody asks, and what it says."""

KINDS = ("command", "text", "edit", "press", "other", "malformed")
LANES = ("reply", "question", "nudge", "delivery")
"""By the number of a `store.post.Lane`."""

FAILURES = ("TryLater", "NotDelivered", "Unclear", "ChatGone", "NotAccepted")
OUTCOMES = ("sent", "late", "lapsed")
LATE = timedelta(minutes=15)

_EVENT_NAME = re.compile("[a-z][a-z0-9_]{0,59}")

for _counter, _values in ((UPDATES, KINDS), (SENT, LANES), (NOT_DELIVERED, FAILURES), (NUDGES, OUTCOMES)):
    for _value in _values:
        _counter.labels(_value)  # from 0 on, so that the first of a kind shows as a rise


def came(incoming: object) -> None:
    """Count an update by the name of its `chat.incoming` kind; what has no kind of its own here, or none, is other."""
    kind = type(incoming).__name__.lower()
    UPDATES.labels(kind if kind in KINDS else "other").inc()


def malformed() -> None:
    """Count an update that could not be read."""
    UPDATES.labels("malformed").inc()


def sent(lane: int) -> None:
    """Count a message that was sent, whole."""
    SENT.labels(LANES[lane]).inc()


def not_delivered(failure: Exception) -> None:
    """Count a try that failed, by the name of its `chat.message` failure, which the log has too."""
    NOT_DELIVERED.labels(type(failure).__name__).inc()


def nudge_sent(waited: timedelta) -> None:
    """Count a nudge that was sent so long after it could first go: when it was due, or later where it had to wait.

    It is late if that was more than 15 minutes; quiet hours, the daily limit and *Later* move the moment it could go.
    """
    NUDGES.labels("late" if waited > LATE else "sent").inc()


def nudge_lapsed() -> None:
    """Count a nudge that came due and will not be sent: its use was over, or another one took the day."""
    NUDGES.labels("lapsed").inc()


def error(event: str) -> None:
    """Count an error by the name of its event; what is no name counts as other, so that labels stay few and clean."""
    ERRORS.labels(event if _EVENT_NAME.fullmatch(event) else "other").inc()


def page(gauges: Mapping[str, float | Mapping[str, float]]) -> bytes:
    """All that is counted, and these gauges (a number, or one for each lane), as text for Prometheus."""
    return generate_latest(REGISTRY) + generate_latest(_AtHand(gauges))


class _AtHand:
    """Gauges whose values are at hand, as the library collects them."""

    def __init__(self, values: Mapping[str, float | Mapping[str, float]]) -> None:
        self._values = values

    def collect(self) -> Iterator[Metric]:
        """One family for each gauge."""
        for name, value in self._values.items():
            if not isinstance(value, Mapping):
                yield GaugeMetricFamily(name, GAUGES[name], value=value)
                continue
            family = GaugeMetricFamily(name, GAUGES[name], labels=["lane"])
            for lane, number in value.items():
                family.add_metric([lane], number)
            yield family
