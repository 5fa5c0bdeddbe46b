# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents, state and secret folders of release 1.3.0 run on: with the same result, or with one message that has the line to change."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from integration.upgrade.former import JOURNEYS, LEFT, MOMENT, User

FORMER = json.loads(LEFT.read_text(encoding="utf-8"))
NIGHTLY = pytest.mark.nightly
OFTEN = ("samples",)
FORM = re.compile(r"^baseurl = /nexus/v1\npassword = [0-9a-f-]{36}\nurl = /nexus/v3\n\Z", re.M)
CONFIRM = r"add: -e (genesys_confirm_teardown=[\w.,-]+)"
LINES = {
    name: [CONFIRM] if journey.asks else [] for name, journey in JOURNEYS.items()
}  # that release 2.0 wants, one by one
LINES["fleet"] = [r"(genesys_teardown_discovered: true)", CONFIRM]


@pytest.mark.parametrize("name", [one if one in OFTEN else pytest.param(one, marks=NIGHTLY) for one in JOURNEYS])
def test_what_1_3_0_left_is_provisioned_verified_and_taken_down(world, tmp_path, name):
    user, former = User(world, tmp_path, JOURNEYS[name]), FORMER[name]
    user.put(former["provision"])
    before = user.left()

    again = user.run("provision")
    assert again.code == 0, again.output[-3000:]
    # "From 1.3 to 2.0": a file for DesignerEnv is written once more, with both addresses in one form.
    assert again.changed == former["again"]["changed"] + len(designer_env(before))
    assert all(FORM.search(text) for text in designer_env(user.left()).values())
    assert [[entry["method"], entry["path"]] for entry in world.writes()] == former["again"]["writes"]
    assert user.left()["state"] == before["state"]

    verified = user.run("verify")
    assert verified.code == 0, verified.output[-3000:]

    more = []
    for line in LINES[name]:
        refused = user.run("teardown", *more)
        said = " ".join(refused.output.split())
        assert refused.code == 2 and world.writes() == [], refused.output[-3000:]
        more += ["-e", re.search(line, said)[1].replace(": ", "=")]
    down = user.run("teardown", *more)
    assert down.code == 0, down.output[-3000:]
    left = user.left()
    kept, others = apart(left["state"])
    gone, former_others = apart(former["teardown"]["state"])
    assert others == former_others
    # "From 1.3 to 2.0": what other tenants may use stays more often.
    assert gone <= kept <= apart(before["state"])[0]
    assert secrets(left) == secrets(former["teardown"])


def apart(state):
    """(API clients and rows of nex_gapis, all else) without what moves with time."""
    state = json.loads(MOMENT.sub("<moment>", json.dumps(state)))
    rows = [*state.pop("clients"), *state["database"].pop("nex_gapis")]
    return {json.dumps(row, sort_keys=True) for row in rows}, state


def designer_env(left):
    """The files with the values of DesignerEnv."""
    return {name: text for name, (text, *_about) in left["files"].items() if "transaction DesignerEnv" in text}


def secrets(left):
    """The files that hold secrets, without the records that release 2.0 keeps beside them, and of DesignerEnv the password alone."""
    kept = {name: file[:2] for name, file in left["files"].items() if not Path(name).name.startswith(".")}
    return {**kept, **{name: re.search("^password = .+$", text, re.M)[0] for name, text in designer_env(left).items()}}
