# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module in a process of its own writes: its invocation into the journal or the syslog of the machine, its result."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from ansible.module_utils import basic
from ansible.module_utils.testing import patch_module_args

from ansible_collections.cxops.genesys.plugins.module_utils.binding import module as binding
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from trust.leaks.canaries import NASTY, given, places, seen
from trust.leaks.echo import Echo

LEVELS = dict.fromkeys(("LOG_USER", "LOG_INFO"), 8)


@pytest.fixture
def log(monkeypatch, request):
    """All that reaches the machine's log, and which of the two it is."""
    lines = []
    journal = SimpleNamespace(send=lambda *args, **fields: lines.append([args, fields]))
    syslog = SimpleNamespace(openlog=lambda *args: None, syslog=lambda level, text: lines.append(text), **LEVELS)
    monkeypatch.setattr(basic, "syslog", syslog)
    monkeypatch.setattr(basic, "has_journal", request.param == "journal")
    monkeypatch.setattr(basic, "journal", journal, raising=False)
    return lines


def run(module, options, **own):
    """The module as Ansible starts it: it ends its process."""
    with patch_module_args({**options, **{"_ansible_" + name: value for name, value in own.items()}}):
        with pytest.raises(SystemExit):
            binding.run(TASKS[module])


@pytest.mark.parametrize("log", ["journal", "syslog"], indirect=True)
@pytest.mark.parametrize("module", list(TASKS))
def test_neither_log_nor_result_of_a_module_shows_a_secret(world, log, capsys, cases, module, long):
    names = list(NASTY)
    for number, place in enumerate(places(module)):
        for name in names if long else [names[number % len(names)] if len(place) == 1 else "quotes"]:
            with cases("%s, %s" % (".".join(place), name)):
                log.clear()
                Echo.into(world, "400", lambda name=name: "it was %s" % NASTY[name])
                options = {**given(world, module, place, NASTY[name]), "retries": 0, "state": None}
                options = {key: value for key, value in options.items() if value is not None}
                run(module, options, check_mode=True, verbosity=4, diff=True)
                shown = capsys.readouterr()
                result = json.loads(shown.out)
                assert "Invoked with" in str(log) and "invocation" in result
                assert seen([log, result, shown.out, shown.err], [NASTY[name]]) == []
                world.emulator.app.faults.clear()


@pytest.mark.parametrize("log", ["syslog"], indirect=True)
def test_what_is_no_secret_stands_in_the_log(world, log, capsys):
    options = given(world, "genesys_auth_client", ("auth_password",), NASTY["plain"])
    run("genesys_auth_client", options, check_mode=True)
    (line,) = log
    assert "client_id=%s" % options["client_id"] in line and "auth_password=********" in line
    capsys.readouterr()


@pytest.mark.parametrize("log", ["journal", "syslog"], indirect=True)
def test_a_task_without_log_has_none_there_either(world, log, capsys):
    options = given(world, "genesys_auth_client", ("auth_password",), NASTY["plain"])
    run("genesys_auth_client", options, check_mode=True, no_log=True)
    assert log == []
    capsys.readouterr()
