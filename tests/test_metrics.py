"""What is counted: under the names that alert rules know, with few labels, none of which says anything of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families

from albot import metrics
from albot.chat import incoming, message
from albot.store.post import Lane
from tests.house import START
from tests.identity.stage import logging_as_it_runs

BY_LANE = {"albot_outbox_waiting", "albot_outbox_oldest_seconds"}

SERIES = {
    "albot_updates_total": {"kind"},
    "albot_turn_seconds_bucket": {"le"},
    "albot_turns_failed_total": set[str](),
    "albot_messages_sent_total": {"lane"},
    "albot_messages_not_delivered_total": {"failure"},
    "albot_send_seconds_bucket": {"le"},
    "albot_nudges_total": {"outcome"},
    "albot_tick_seconds_bucket": {"le"},
    "albot_errors_total": {"event"},
    "albot_outbox_waiting": {"lane"},
    "albot_outbox_oldest_seconds": {"lane"},
    "albot_inbox_waiting": set[str](),
    "albot_inbox_set_aside": set[str](),
    "albot_unreachable_people": set[str](),
    "albot_sending": set[str](),
    "albot_database_up": set[str](),
}
"""What alert rules and dashboards are written for, with the labels."""


def value(name: str, **labels: str) -> float:
    """What a counter has come to."""
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.fixture
def logging() -> Iterator[structlog.typing.FilteringBoundLogger]:
    """Logs as `albot run` sets them up."""
    with logging_as_it_runs("json"):
        yield structlog.get_logger()


def series(page: bytes) -> dict[str, set[str]]:
    """The series of a page, with their labels."""
    families = text_string_to_metric_families(page.decode())
    return {sample.name: set(sample.labels) for family in families for sample in family.samples}


def test_the_names_are_those_that_alert_rules_know() -> None:
    metrics.error("nothing_failed")
    gauges = {name: dict.fromkeys(metrics.LANES, 1.0) if name in BY_LANE else 1.0 for name in metrics.GAUGES}
    found = series(metrics.page(gauges))
    ours = {name: labels for name, labels in found.items() if name.startswith("albot_")}
    assert {name: labels for name, labels in ours.items() if not name.endswith(("_sum", "_count"))} == SERIES
    assert "process_resident_memory_bytes" in found


def test_everything_that_can_be_counted_has_its_place() -> None:
    kinds = {kind.__name__.lower() for kind in incoming.Incoming.__subclasses__()}
    assert set(metrics.KINDS) - {"malformed"} <= kinds
    assert tuple(lane.name.lower() for lane in Lane) == metrics.LANES
    assert set(metrics.FAILURES) == {kind.__name__ for kind in message.DeliveryFailed.__subclasses__()}


def test_updates_are_counted_by_what_they_are() -> None:
    sender, now = incoming.Sender(1, 1), START
    came = [
        incoming.Text(1, sender, now),
        incoming.Blocked(2, sender, now),
        incoming.GroupCommand(3, sender, now),
        None,
    ]
    before = {kind: value("albot_updates_total", kind=kind) for kind in metrics.KINDS}
    for each in came:
        metrics.came(each)
    metrics.malformed()
    rise = {kind: value("albot_updates_total", kind=kind) - before[kind] for kind in metrics.KINDS}
    assert rise == {"command": 0, "text": 1, "edit": 0, "press": 0, "other": 3, "malformed": 1}


@pytest.mark.parametrize(("minutes", "outcome"), [(0, "sent"), (15, "sent"), (15.1, "late"), (600, "late")])
def test_a_nudge_is_late_after_a_quarter_of_an_hour(minutes: float, outcome: str) -> None:
    before = {each: value("albot_nudges_total", outcome=each) for each in metrics.OUTCOMES}
    metrics.nudge_sent(timedelta(minutes=minutes))
    rise = {each: value("albot_nudges_total", outcome=each) - before[each] for each in metrics.OUTCOMES}
    assert rise == {"sent": 0, "late": 0, "lapsed": 0, outcome: 1}


def test_errors_are_counted_by_their_event(logging: structlog.typing.FilteringBoundLogger) -> None:
    before = value("albot_errors_total", event="tick_failed")
    logging.error("tick_failed", job="nudge")
    logging.critical("tick_failed")
    logging.warning("tick_failed")
    logging.info("tick_failed")
    assert value("albot_errors_total", event="tick_failed") - before == 2


@pytest.mark.parametrize("event", ["Ana said no", "", "x" * 61, "1234567", "tick_failed\n"])
def test_an_event_that_is_no_name_is_no_label(logging: structlog.typing.FilteringBoundLogger, event: str) -> None:
    before = value("albot_errors_total", event="other")
    logging.error(event)
    assert value("albot_errors_total", event="other") - before == 1
    assert value("albot_errors_total", event=event) == 0


def test_counters_are_there_before_anything_is_counted() -> None:
    there = set(series(metrics.page({})))
    assert there >= {name for name in SERIES if name.endswith("_total")} - {"albot_errors_total"}
