"""What stands in `deploy/` fits the program, keeps its promises, and is what the operator's page says it is."""

from __future__ import annotations

import configparser
import json
import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlmodel import select, text

from albot import config, metrics
from albot.cli import cli
from albot.config import Settings, setting_name
from albot.domain.people import Person
from albot.store.engine import Store
from albot.store.vault import new_key
from tests.databases import sqlite_database

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
PAGE = (DEPLOY / "README.md").read_text()
FILES = [each for each in DEPLOY.rglob("*") if each.is_file() and each.name != "requirements.txt"]
YAML = [each for each in FILES if each.suffix == ".yaml"]

PROMISED = {
    *("albot_updates_total", "albot_turns_failed_total", "albot_messages_sent_total", "albot_errors_total"),
    *("albot_messages_not_delivered_total", "albot_nudges_total", "albot_outbox_waiting"),
    *("albot_outbox_oldest_seconds", "albot_inbox_waiting", "albot_inbox_set_aside", "albot_unreachable_people"),
    *("albot_sending", "albot_database_up"),
    *(f"albot_{what}_seconds_{end}" for what in ("turn", "send", "tick") for end in ("bucket", "count", "sum")),
}
"""The names that alerts and dashboards are written for."""

LABELS = {
    "lane": {"reply", "question", "nudge", "delivery"},
    "outcome": {"sent", "late", "lapsed"},
    "job": {"albot"},
}
"""The values that they may ask for by name."""


def documents(file: Path) -> list[Any]:
    return list(yaml.safe_load_all(file.read_text()))


def manifests(kind: str = "") -> Iterator[Any]:
    """The objects for a cluster, or those of one kind."""
    for file in sorted((DEPLOY / "kubernetes").glob("*.yaml")):
        yield from (each for each in documents(file) if not kind or each["kind"] == kind)


def pods() -> Iterator[Any]:
    """What every pod is made from."""
    for each in manifests():
        spec = each["spec"]["jobTemplate"]["spec"] if each["kind"] == "CronJob" else each.get("spec", {})
        if each["kind"] in ("CronJob", "Job", "Deployment"):
            yield spec["template"]["spec"]


def services() -> dict[str, Any]:
    """The services of the Compose file."""
    (composed,) = documents(DEPLOY / "compose.yaml")
    return dict(composed["services"])


def instructions() -> list[str]:
    """The lines of the Containerfile, those that go on in the next one joined."""
    lines = (DEPLOY / "Containerfile").read_text().replace("\\\n", "").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def units() -> dict[str, configparser.ConfigParser]:
    """The units of systemd; of a key that stands there twice, the last."""
    read = {}
    for file in (DEPLOY / "systemd").iterdir():
        read[file.name] = configparser.ConfigParser(strict=False, interpolation=None)
        read[file.name].read(file)
    return read


# Metrics


def known_metrics() -> set[str]:
    """The names of everything that the program's page of metrics can hold."""
    ends = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}
    families = [(each.name, each.type) for each in metrics.REGISTRY.collect()]
    return {name + end for name, kind in families for end in ends.get(kind, ("",))} | set(metrics.GAUGES)


def expressions() -> Iterator[str]:
    """Every question that the alerts and the dashboard ask."""
    for group in documents(DEPLOY / "monitoring/albot.rules.yaml")[0]["groups"]:
        yield from (rule["expr"] for rule in group["rules"])
    board = json.loads((DEPLOY / "monitoring/dashboard.json").read_text())
    for panel in board["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))


def alerts() -> set[str]:
    (rules,) = documents(DEPLOY / "monitoring/albot.rules.yaml")
    return {rule["alert"] for group in rules["groups"] for rule in group["rules"]}


def test_alerts_and_dashboard_ask_for_metrics_that_there_are() -> None:
    asked = {name for each in expressions() for name in re.findall(r"\balbot_[a-z_]+", each)}
    assert len(asked) > 12
    assert asked - known_metrics() == set()
    assert known_metrics() >= PROMISED - {name for name in PROMISED if name.endswith(("_sum", "_count"))}


def test_alerts_and_dashboard_ask_for_labels_that_there_are() -> None:
    asked = [each for line in expressions() for each in re.findall(r'(\w+)!?=~?"([^"]*)"', line)]
    assert {label for label, _ in asked} == set(LABELS)
    assert not [(label, values) for label, values in asked if set(values.split("|")) - LABELS[label]]


def test_alerts_and_dashboard_show_everything_that_is_promised() -> None:
    asked = " ".join(expressions())
    assert not [name for name in PROMISED if not name.endswith(("_sum", "_count")) and name not in asked]


def test_every_alert_is_tried_and_stands_on_the_operators_page() -> None:
    tried = (DEPLOY / "monitoring/albot.rules.test.yaml").read_text()
    assert not [name for name in alerts() if not re.search(rf"\b{name}\b", tried)]
    assert set(re.findall(r"^\| `(Albot\w+)`", PAGE, re.MULTILINE)) == alerts()


# Settings and secrets


def test_every_setting_that_is_named_is_one_of_the_programs() -> None:
    known = set(map(setting_name, Settings.model_fields))
    named = {name for file in FILES for name in re.findall(r"ALBOT_[A-Z_]*[A-Z]", file.read_text())}
    assert named - known == set()


@pytest.mark.parametrize("names", [["env.example"], ["kubernetes/settings.yaml", "kubernetes/secret.example.yaml"]])
def test_what_is_required_has_its_place(names: list[str]) -> None:
    together = "".join((DEPLOY / name).read_text() for name in names)
    required = [setting_name(name) for name, field in Settings.model_fields.items() if field.is_required()]
    assert not [name for name in required if not re.search(rf"^ *{name}[=:]", together, re.MULTILINE)]


def test_no_secret_stands_anywhere() -> None:
    secret = re.compile(r"(?:TOKEN|KEY|SECRET|PASSWORD)[=:][ \"]*([^\s\"#]*)")
    for file in FILES:
        if file.suffix != ".md":
            values = [
                value for value in secret.findall(file.read_text()) if not value.startswith("${POSTGRES_PASSWORD:?")
            ]
            assert not any(values), file
        assert not re.search(r"\d{7,}:[\w-]{30,}", file.read_text()), file
    (template,) = manifests("Secret")
    assert set(template["stringData"].values()) == {""}


def test_no_address_leads_anywhere_but_to_examples_and_this_machine() -> None:
    for file in [*FILES, ROOT / ".dockerignore"]:
        for host in re.findall(r"[a-z]+://(?:[^\s/@\"]*@)?([a-z0-9.-]+)", file.read_text()):
            assert host in ("127.0.0.1", "host", "database") or host.endswith("example.org"), (file, host)
    images = [pod["containers"][0]["image"] for pod in pods()]
    images += [each["image"] for each in services().values()]
    images += [line.partition("=")[2] for line in instructions() if line.startswith("ARG")]
    assert all(re.fullmatch(r"[a-z]+(:[a-z0-9.-]+)?", image) for image in images), "a name and a tag, of no registry"


# What runs, and what it may do


def test_what_is_started_are_commands_of_the_program() -> None:
    known = {command.name or getattr(command.callback, "__name__", "") for command in cli.registered_commands}
    known |= {str(group.name) for group in cli.registered_groups}
    assert units()["albot.service"]["Service"]["ExecStart"].split()[1:] == ["run"]
    assert instructions()[-2:] == ['ENTRYPOINT ["albot"]', 'CMD ["run"]']
    assert {word for pod in pods() for word in pod["containers"][0].get("args", ())} == {"run", "migrate"} <= known
    (cron,) = manifests("CronJob")
    nightly = cron["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["command"]
    timed = units()["albot-backup.service"]["Service"]["ExecStart"].split()
    assert {Path(timed[0]).name, nightly[0], services()["backup"]["entrypoint"][0]} == {"albot-backup"}
    on_the_page = set(re.findall(r"(?:bin/|bot |`|-- )albot ([a-z]+)", PAGE))
    assert {"check", "migrate", "key", "backup", "restore"} <= on_the_page <= known


def test_probes_ask_for_pages_that_are_served() -> None:
    served = getattr(config, "PAGES", ("/healthz", "/readyz", "/metrics"))
    (deployment,) = manifests("Deployment")
    template = deployment["spec"]["template"]
    (container,) = template["spec"]["containers"]
    asked = {name: container[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    assert {name: probe["path"] for name, probe in asked.items()} == {
        "startup": "/healthz",
        "liveness": "/healthz",
        "readiness": "/readyz",
    }
    (port,) = container["ports"]
    assert all(probe["port"] == port["name"] for probe in asked.values())
    (health,) = [line for line in instructions() if line.startswith("HEALTHCHECK")]
    paths = {probe["path"] for probe in asked.values()} | set(re.findall(r"'(/[a-z]+)'", health))
    assert paths | {template["metadata"]["annotations"]["prometheus.io/path"]} == set(served)


def test_the_health_check_of_the_image_tells_a_bot_that_answers_from_one_that_does_not() -> None:
    (health,) = [line for line in instructions() if line.startswith("HEALTHCHECK")]
    _, _, code = json.loads(health.partition("CMD ")[2])
    serve = (
        "import http.server as h\n"
        "class Page(h.BaseHTTPRequestHandler):\n"
        "    def do_GET(self): self.send_response(200 if self.path == '/healthz' else 404); self.end_headers()\n"
        "server = h.HTTPServer(('127.0.0.1', 0), Page)\n"
        "print(server.server_port, flush=True)\n"
        "server.serve_forever()\n"
    )

    def asked(port: str) -> int:
        env = {**os.environ, "ALBOT_LISTEN": f"0.0.0.0:{port}"}
        return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=False).returncode

    with subprocess.Popen(
        [sys.executable, "-c", serve], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        assert asked(port) == 0
        server.kill()
    assert asked(port) == 1


def test_nothing_runs_as_root_or_writes_where_it_need_not() -> None:
    users = [line.split()[1] for line in instructions() if line.startswith("USER")]
    assert [bool(re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", user)) for user in users] == [True]
    assert len(list(pods())) == 3
    for pod in pods():
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert f"{pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}" == users[0]
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["containers"][0]["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
    for name, service in services().items():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ())), name
    for name in ("albot.service", "albot-backup.service"):
        unit = units()[name]["Service"]
        assert (unit["User"], unit["UMask"], unit["CapabilityBoundingSet"]) == ("albot", "0077", "")
        assert (unit["ProtectSystem"], unit["NoNewPrivileges"]) == ("strict", "yes")


def test_the_bot_of_compose_waits_for_a_database_that_is_well() -> None:
    named = services()
    assert "healthcheck" in named["database"]
    assert all(named[name]["depends_on"]["database"]["condition"] == "service_healthy" for name in ("bot", "backup"))


def test_a_process_gets_more_time_to_end_than_it_takes() -> None:
    (deployment,) = manifests("Deployment")
    assert deployment["spec"]["template"]["spec"]["terminationGracePeriodSeconds"] >= 15
    assert int(services()["bot"]["stop_grace_period"].removesuffix("s")) > 10
    assert int(units()["albot.service"]["Service"]["TimeoutStopSec"]) > 10


def test_the_ingress_and_the_proxies_let_in_the_webhook_alone() -> None:
    (ingress,) = manifests("Ingress")
    (path,) = ingress["spec"]["rules"][0]["http"]["paths"]
    (settings,) = [each for each in manifests("ConfigMap") if each["metadata"]["name"] == "albot"]
    hook = settings["data"]["ALBOT_WEBHOOK_URL"]
    assert hook == f"https://{ingress['spec']['rules'][0]['host']}{path['path']}"
    assert path["pathType"] == "Exact"
    assert f"handle {path['path']} {{" in PAGE
    assert f"location = {path['path']} {{" in PAGE


# The image


def pinned(file: Path) -> dict[str, set[str]]:
    """What a file of requirements pins, with the hashes of each."""
    lines = file.read_text().replace("\\\n", " ").splitlines()
    parts = [line.partition(" --hash=") for line in lines if line and not line.startswith("#")]
    return {line.strip(): set(hashes.split()) for line, _, hashes in parts}


def test_what_runs_is_what_was_tested_and_nothing_else() -> None:
    run, tested = pinned(DEPLOY / "requirements.txt"), pinned(ROOT / "requirements.txt")
    assert all(hashes and tested.get(line) == hashes for line, hashes in run.items()), "run `make pins`"
    names = {re.split("[ =;]", line)[0].replace("_", "-").replace(".", "-").lower() for line in run}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    def wanted(lines: list[str]) -> set[str]:
        return {re.split(r"[\[<>=!~ ;]", line)[0].replace("_", "-").replace(".", "-").lower() for line in lines}

    extras = project["optional-dependencies"]
    assert wanted(project["dependencies"]) <= names, "run `make pins`"
    assert not names & (wanted(extras["test"]) | wanted(extras["lint"]))


def test_the_image_is_built_from_what_it_may_see() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [line.split()[1:-1] for line in instructions() if line.startswith("COPY") and "--from" not in line]
    assert {source for sources in copied for source in sources} == let_in
    assert all((ROOT / source).exists() for source in let_in)


def test_every_file_that_the_page_links_to_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", PAGE)
    assert links
    assert not [link for link in links if not (DEPLOY / link).exists()]
    headings = {re.sub("[^a-z0-9 -]", "", line.lower()).strip().replace(" ", "-") for line in PAGE.splitlines()}
    assert not [anchor for anchor in re.findall(r"\]\(#([^)]+)\)", PAGE) if anchor not in headings]


# Backups


class Night:
    """A folder of backups, and the script that runs over it with the program of this checkout."""

    def __init__(self, folder: Path) -> None:
        self.backups, programs = folder / "backups", folder / "programs"
        self.backups.mkdir()
        programs.mkdir()
        program = programs / "albot"
        program.write_text(f'#!/bin/sh\ncd "{ROOT}" && exec "{sys.executable}" -m albot "$@"\n')
        program.chmod(0o755)
        self.env = {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "ALBOT_KEY": new_key(),
            "ALBOT_DATABASE_URL": sqlite_database(folder),
        }

    def old(self, name: str, hours: float = 0) -> Path:
        """A file that is there already."""
        file = self.backups / name
        file.touch()
        moment = time.time() - hours * 3600
        os.utime(file, (moment, moment))
        return file

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        command = [str(DEPLOY / "albot-backup"), str(self.backups), *words]
        return subprocess.run(command, env={**self.env, **env}, capture_output=True, text=True, check=False)

    def names(self) -> list[str]:
        return sorted(file.name for file in self.backups.iterdir())


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


OLD = [f"albot-2026-01-0{day}T033000Z.backup" for day in range(1, 6)]


def test_the_newest_few_backups_are_kept_and_nothing_else_is_touched(night: Night) -> None:
    for name in [*OLD, "albot-of-the-move.backup", "notes.txt"]:
        night.old(name)
    done = night.run("3")
    assert (done.returncode, done.stderr) == (0, "")
    *rest, notes = night.names()
    (made,) = [name for name in rest if name not in OLD and name != "albot-of-the-move.backup"]
    assert re.fullmatch(r"albot-\d{4}-\d\d-\d\dT\d{6}Z\.backup", made)
    assert [name for name in rest if name in OLD] == OLD[-2:]
    assert "albot-of-the-move.backup" in rest
    assert notes == "notes.txt"
    assert (night.backups / made).stat().st_mode & 0o077 == 0


def test_a_backup_that_fails_takes_no_older_one_away(night: Night) -> None:
    for name in OLD:
        night.old(name)
    assert night.run("1", ALBOT_KEY="").returncode == 2
    assert night.run("0").returncode == 2
    assert night.run("many").returncode == 2
    assert night.names() == OLD


def test_what_a_kill_left_of_a_backup_goes_after_a_day(night: Night) -> None:
    night.old("albot-2026-01-01T033000Z.backup.part", hours=25)
    fresh = night.old("albot-2026-01-02T033000Z.backup.part", hours=1)
    assert night.run().returncode == 0
    assert [name for name in night.names() if name.endswith(".part")] == [fresh.name]


# Behind a pooler


@pytest.mark.parametrize("database_url", [pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True)
def test_nothing_is_kept_in_a_session_that_a_pooler_may_give_to_others(store: Store) -> None:
    with store.engine.connect() as connection:
        for number in range(20):
            connection.execute(select(Person).where(Person.id == number)).all()
        prepared = connection.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one()
        locks = connection.execute(
            text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        ).scalar_one()
    assert (prepared, locks) == (0, 0)
