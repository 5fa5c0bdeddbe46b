# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody wrote into the service stays a text: from there into the documented file, and in every run with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from emulator import defaults

pytestmark = pytest.mark.parametrize("world", [False], indirect=True)
PAGE = Path(__file__).resolve().parents[3] / "docs" / "genesys-cloud.md"
LIST = "cxops.genesys.cloud_oauth_clients"
ASKS = "ask {{ team }}"


def hostile(text):
    """Clients of the service with this text in every place."""
    person = {"authorizedGrantType": "CODE", "scope": ["users"]}
    return [
        {"name": text, "description": text, "registeredRedirectUri": ["app://x/?q=" + text.replace(" ", "")], **person},
        {"name": "asks", "description": ASKS, "allowedAddresses": [text, {"deep": ASKS}], **person},
        {"name": "{% if %}", "description": "#}", **person},
    ]


def documented_play():
    """The play of the page that writes the organisation's clients into a file."""
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (block,) = [block for block in blocks if "oauth_clients.yml" in block and "to_unsafe_yaml" in block]
    return block


def descriptions(state):
    return [one.get("description") for one in state["cloud"]["clients"]]


@pytest.mark.matrix
def test_a_hostile_text_stays_a_text_from_the_service_to_the_file_to_the_next_run(world, playbooks):
    folder = playbooks.folder
    runs = "{{ lookup('ansible.builtin.pipe', 'touch %s/OWNED') }}" % folder
    world.control.seed(cloud_fields=["allowedAddresses"], cloud_clients=hostile(runs))
    before = world.state()
    (folder / "write.yml").write_text(documented_play())
    connection = {
        "genesys_cloud_" + name[6:]: value for name, value in world.cloud.items() if name.startswith("cloud_")
    }
    (folder / "connection.yml").write_text(yaml.safe_dump({**connection, "cxops_genesys_variables": True}))
    given = ["-e", "@connection.yml"]
    wrote = playbooks.play("write.yml", *given, warnings=True)
    assert wrote.code == 0, wrote.output[-3000:]
    written = (folder / "oauth_clients.yml").read_text()
    assert "provisioner" not in written and runs.replace("'", "''") in written
    given += ["-e", "@oauth_clients.yml"]
    for name, words in ((LIST, ["--check", "--diff"]), (LIST, ["--diff"]), (LIST + "_verify", []), (LIST, ["-vvv"])):
        made = playbooks.play(name, *given, *words, warnings=True)
        assert (made.code, made.changed) == (0, 0), made.output[-3000:]
    assert world.state()["cloud"]["clients"] == before["cloud"]["clients"]

    with world.store.lock:
        for client in world.store.cloud.clients.values():
            if client["id"] != defaults.CLOUD_CLIENT_ID:
                client["description"] += " " + runs
    drifted = playbooks.play(LIST + "_verify", *given, warnings=True)
    assert (drifted.code, drifted.changed) == (2, 0) and "description is " in drifted.output
    back = playbooks.play(LIST, *given, "--diff", warnings=True)
    assert (back.code, back.changed) == (0, 1), back.output[-3000:]
    assert descriptions(world.state()) == descriptions(before)
    down = playbooks.play(
        LIST + "_teardown", *given, "-e", "cloud_oauth_clients_confirm_delete=true", "--check", warnings=True
    )
    assert down.code == 0, down.output[-3000:]
    assert not list(folder.rglob("OWNED")), "a text of the service was run"
