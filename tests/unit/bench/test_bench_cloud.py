# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The benchmark's part about Genesys Cloud: plan, checks, reports, files; and one real run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench import __main__ as command
from bench import cloud, cloud_client, measure, memory, page, report, results, rounds
from emulator import defaults

ROOT = Path(__file__).resolve().parents[3]
NAMES = list(cloud.VARIANTS)
PROVISIONER = {"id": defaults.CLOUD_CLIENT_ID, "name": "provisioner", "secret": "its own"}


def sample(wall, limited=0):
    return measure.Sample(wall, wall / 2, 205, 100, 3, 1, 0, memory.Peak(60 * memory.MB, 90 * memory.MB, 9), limited)


def some_rows(count=100):
    course = cloud.Course(None, Path(), {}, print)
    walls = {"role": 4.0, "uri": 50.0, "debug": 2.0, "python": 1.0}
    return [
        course.row(scenario, count, name, [(rounds.Turn(cloud.VARIANTS[name]), sample(wall))])
        for scenario in rounds.SCENARIOS
        for name, wall in walls.items()
    ]


# Plan


@pytest.mark.parametrize(
    "words, parts",
    [
        ([], ["tenants", "cloud"]),
        (["--only", "cloud"], ["cloud"]),
        (["--tenants", "1"], ["tenants"]),
        (["--clients", "10"], ["cloud"]),
        (["--clients", "10", "--tenants", "1"], ["tenants", "cloud"]),
        (["--only", "tenants", "--clients", "10"], ["tenants"]),
    ],
)
def test_a_part_is_measured_alone_when_it_is_named(words, parts):
    assert command.parse(words).parts == parts


def test_a_hundred_clients_with_one_round_of_the_slow_play():
    options = command.parse(["--only", "cloud"])
    assert options.clients == [100] and command.chosen(options, 100, cloud.Course) == NAMES
    plan = rounds.turns(100, NAMES, None, cloud.VARIANTS, cloud.Course.slow_rounds)
    taken = [turn for one in plan for turn in one if turn.variant.name == "uri"]
    assert [(turn.watch, turn.timed) for turn in taken] == [("sparse", True)]
    assert [turn.watch for turn in plan[-1]] == ["dense"] * (len(NAMES) - 1)


@pytest.mark.parametrize(
    "words, names", [([], set(NAMES) - {"uri"}), (["--variants", "uri", "genesys_tenant"], {"uri"})]
)
def test_a_quick_run_has_ten_clients_and_the_variants_that_there_are(words, names):
    options = command.parse(["--quick", *words])
    assert options.clients == [10] and set(command.chosen(options, 10, cloud.Course)) == names


def test_no_client_makes_no_sense():
    with pytest.raises(SystemExit):
        command.parse(["--clients", "0"])


# Checks


@pytest.fixture
def course(tmp_path):
    """A course over clients that the test makes; their secrets are kept."""
    clients = [PROVISIONER]
    services = SimpleNamespace(
        reset=clients.clear, control=SimpleNamespace(state=lambda: {"cloud": {"clients": clients}}), url="http://x"
    )
    made = cloud.Course(services, tmp_path, {}, print)
    made.secrets.mkdir()
    made.clients = clients

    def add(name, **more):
        """A client with a secret of its own, in a file that only its owner reads."""
        clients.append({"id": f"id-{len(clients)}", "name": name, "secret": f"secret-{name}", **more})
        file = made.secrets / f"{name}.secret"
        file.touch(0o600)
        file.write_text(f"secret-{name}\n")
        return file

    made.add = add
    return made


def test_a_client_counts_with_its_secret_kept_in_private_only(course):
    course.add("a")
    course.check(cloud.VARIANTS["role"], "first", 1, 1)
    open_file = course.add("b")
    open_file.chmod(0o644)
    with pytest.raises(RuntimeError, match="1 of 2 clients"):
        course.check(cloud.VARIANTS["role"], "first", 2, 1)


def test_all_variants_leave_the_same_clients_but_for_what_the_service_makes_up(course):
    course.add("a", description="x", dateCreated="now")
    course.check(cloud.VARIANTS["role"], "first", 1, 1)
    course.clients[-1].update(id="another", dateCreated="later")
    course.check(cloud.VARIANTS["python"], "first", 1, 1)
    course.clients[-1]["description"] = "y"
    with pytest.raises(RuntimeError, match="/clients/0/description$"):
        course.check(cloud.VARIANTS["uri"], "first", 1, 1)


def test_every_turn_begins_without_secrets(course):
    course.add("a")
    course.prepare(cloud.VARIANTS["role"], 1)
    assert list(course.secrets.iterdir()) == [] and course.secrets.stat().st_mode & 0o077 == 0


def test_the_client_waits_where_the_service_limits_requests(monkeypatch):
    waited = []
    monkeypatch.setattr(cloud_client.time, "sleep", waited.append)
    answers = [
        SimpleNamespace(status_code=429, headers={"Retry-After": "7"}),
        SimpleNamespace(status_code=200, json=lambda: {"ok": True}),
        SimpleNamespace(status_code=403),
    ]
    session = SimpleNamespace(request=lambda *words, **more: answers.pop(0))
    client = cloud_client.Client(session, cloud.organisation(1, "http://x", Path()))
    assert client.call("GET", "http://x") == {"ok": True}
    assert (waited, client.calls) == ([7], 2)
    with pytest.raises(RuntimeError, match="HTTP 403"):
        client.call("GET", "http://x")


# Reports


def test_rows_say_what_they_count_and_how_often_the_limit_was_met():
    turn = rounds.Turn(cloud.VARIANTS["python"])
    found = cloud.Course(None, Path(), {}, print).row("first", 300, "python", [(turn, sample(60, limited=3))])
    assert (found["subject"], found["clients"], found["limited"]) == ("cloud clients", 300, 3)
    assert "tenants" not in found and "limited" not in rounds.row("first", 1, "python", [(turn, sample(1))])
    heads, line = report.table([found], 300, "first", "clients")
    assert heads[0] == "first provisioning, 300 clients"
    assert dict(zip(heads, line, strict=True))["HTTP 429"] == "3"


def test_the_table_shows_ratios_and_requests_for_each_client():
    heads, role, *_others = report.table(some_rows(), 100, "rerun", "clients")
    shown = dict(zip(heads, role, strict=True))
    assert (shown["/ uri"], shown["/ debug"], shown["per client"], shown["connections"]) == (
        "0.080",
        "2.00",
        "2.0",
        "100",
    )


def test_each_part_of_the_page_is_written_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(page, "where", lambda: "Measured here.")
    file = tmp_path / "page.md"
    file.write_text(f"{page.BEGIN}\ntenants\n{page.END}\nbetween\n{page.CLOUD_BEGIN}\nold\n{page.END}\nafter\n")
    page.write(file, [], None, some_rows())
    text = file.read_text()
    assert text.startswith(f"{page.BEGIN}\ntenants\n{page.END}\nbetween\n") and text.endswith(f"{page.END}\nafter\n")
    assert "old" not in text and "| rerun without a change, 100 clients | " in text
    file.write_text(f"{page.BEGIN}\n{page.END}\n")
    with pytest.raises(ValueError, match="has not the lines"):
        page.write(file, [], None, some_rows())


def test_the_page_of_the_documentation_has_the_marks():
    text = (ROOT / "docs/benchmark.md").read_text(encoding="utf-8")
    assert text.index(page.BEGIN) < text.index(page.END) < text.index(page.CLOUD_BEGIN) < text.rindex(page.END)


def test_a_part_that_was_not_measured_keeps_its_file(tmp_path):
    files = results.Files(tmp_path / "bench.json")
    for path in (files.rows, files.slices):
        path.write_text("[1]")
    assert files.write(results.Results(cloud=some_rows()), ["cloud"]) == [files.cloud]
    assert files.rows.read_text() == files.slices.read_text() == "[1]"
    assert files.read(["tenants", "cloud"]) == results.Results([1], [1], some_rows())
    assert files.write(results.Results(rows=[{}]), ["tenants"]) == [files.rows]
    assert not files.slices.exists() and files.cloud.exists()


def test_nothing_to_report_is_said(tmp_path):
    with pytest.raises(SystemExit, match="no results of cloud"):
        results.Files(tmp_path / "bench.json").read(["cloud"])


# For real


@pytest.mark.nightly
def test_a_real_run(tmp_path):
    """Two clients, one round: role and program leave the same clients and keep the same secrets."""
    output, folder = tmp_path / "bench.json", Path(sys.executable).parent
    environment = dict(os.environ, PATH=f"{folder}:{os.environ['PATH']}", PYTHONPATH=str(ROOT / "tests"), FULL="")
    environment["ANSIBLE_HOME"] = str(tmp_path / "ansible")
    environment["ANSIBLE_COLLECTIONS_PATH"] = str(ROOT / "build/collections")
    words = [sys.executable, "-m", "bench", "--clients", "2", "--rounds", "1", "--variants", "role", "python"]
    done = subprocess.run(
        [*words, "--output", str(output)],
        check=False,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not output.exists()
    rows = json.loads(output.with_name("bench-cloud.json").read_text(encoding="utf-8"))
    found = {(one["scenario"], one["variant"]): one for one in rows}
    assert set(found) == {(scenario, name) for scenario in rounds.SCENARIOS for name in ("role", "python")}
    assert found["first", "python"]["requests"] == 6 and found["rerun", "python"]["requests"] == 4
    assert found["first", "python"]["connections"] == found["rerun", "python"]["connections"] == 1
    assert found["rerun", "role"]["requests"] <= found["first", "role"]["requests"] <= 10
    assert all(one["limited"] == 0 and one["clients"] == 2 for one in rows)
    assert "rerun without a change, 2 clients" in done.stdout
