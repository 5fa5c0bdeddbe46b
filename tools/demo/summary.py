# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the demo shows at its end: tenant and OAuth client as the services have them, secrets masked, and what to try next."""

from __future__ import annotations

from typing import Any

from common import COLLECTION, paint, seconds

MASK = "••••••••"


def masked(value: Any) -> str:
    """A secret for people: that it is there, and nothing of it."""
    return MASK if value else "none"


def facts(state: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The tenant as (what it is, lines), read from the emulator's state; only named fields are shown, so that no secret slips through."""
    database = state.get("database", {})
    keys = {row.get("name"): row for row in database.get("nex_apikeys", [])}
    shown: list[tuple[str, list[str]]] = []
    for one in state.get("environments", []):
        lines = [one["id"]]
        for server in one.get("configServers", []):
            lines.append(
                f"config server {server.get('primaryAddress')}:{server.get('primaryPort')} in {server.get('locations')}"
            )
        lines.append(f"user {one.get('username')}, password {masked(one.get('password'))}")
        shown.append(("Environment", lines))
    for one in state.get("contact_centers", []):
        shown.append(("Contact center", [one["id"], f"login domains {', '.join(one.get('domains', []))}"]))
    for one in state.get("data_centers", []):
        shown.append(("Data center", [f"{one.get('location')} at {one.get('entryPoint')}"]))
    for one in state.get("settings", []):
        values = str(one.get("value")).split(",")
        shown.append((f"Setting {one.get('name')}", [value.strip() for value in values]))
    for one in state.get("clients", []):
        lines = [f"{one['client_id']}, secret {masked(one.get('client_secret'))}", *one.get("redirectURIs", [])]
        shown.append(("API client", lines))
    for row in database.get("nex_gapis", []):
        lines = [f"{row.get('url')} as {row.get('clientid')}, secret {masked(row.get('clientsecret'))}"]
        shown.append(("Row of nex_gapis", lines))
    for one in state.get("services", []):
        shown.append(("Service connection", [f"{one.get('name')} at {one.get('url')}"]))
    for one in state.get("tenants", []):
        key = one.get("xapikey") or keys.get(one.get("name"))
        shown.append(("Digital Channels tenant", [f"{one.get('name')}, API key {masked(key)}"]))
    return shown


def cloud_facts(cloud: dict[str, Any], provisioner: str) -> list[tuple[str, list[str]]]:
    """The OAuth clients of Genesys Cloud, likewise; ``provisioner`` is the id of the one that makes the others."""
    names = {one["id"]: one["name"] for kind in ("roles", "divisions") for one in cloud.get(kind, [])}
    shown: list[tuple[str, list[str]]] = []
    for one in cloud.get("clients", []):
        if one["id"] == provisioner:
            continue
        lines = [
            f"{one.get('name')}, secret {masked(one.get('secret'))}",
            f"{one['id']}, {one.get('authorizedGrantType')}, {one.get('state')}",
        ]
        for granted in one.get("roleDivisions", []):
            role, division = (names.get(granted[key], granted[key]) for key in ("roleId", "divisionId"))
            lines.append(f"role {role} in division {division}")
        shown.append(("OAuth client", lines))
    return shown


def show(services: Any, steps: list[Any], core: str, took: float) -> None:
    """Print the summary."""
    print(f"\n{paint('The tenant and the OAuth client, as the services have them now', 'bold')}")
    state = services.control.state()
    provisioner = services.variables["GENESYSCLOUD_OAUTHCLIENT_ID"]
    for kind, lines in facts(state) + cloud_facts(state["cloud"], provisioner):
        for number, line in enumerate(lines):
            print(f"  {paint(f'{kind if number == 0 else str():<26}', 'cyan')}{line}")
    print(f"\n{paint('In numbers', 'bold')}")
    for step in steps:
        counts = f"{step.counts.get('changed', 0):>3} changed  {step.requests:>3} requests  {step.writes:>2} written"
        print(f"  {step.title:<26}{seconds(step.took):>8}  {counts}")
    print(f"  {'everything':<26}{seconds(took):>8}  with ansible-core {core}")
    print(f"\n{paint('What to try next', 'bold')}")
    playbook = f".venvs/core-{core}/bin/ansible-playbook -i tools/demo/inventory.yml"
    cloud = f".venvs/core-{core}/bin/ansible-playbook -i tools/demo/cloud/inventory.yml"
    for command, meaning in (
        ("make demo V=1", "the same, with ansible-playbook's own output"),
        ("make emulator", "keep the services running; it prints what to export in a second terminal. There:"),
        ("  export ANSIBLE_COLLECTIONS_PATH=$PWD/build/collections", ""),
        (f"  {playbook} {COLLECTION}.provision --check --diff", "what a run would do"),
        (f"  {playbook} {COLLECTION}.teardown -e genesys_confirm_teardown=acme", "take the tenant down again"),
        (f"  {cloud} {COLLECTION}.cloud_oauth_clients --check --diff", "the same for the OAuth client"),
        (f"  .venvs/core-{core}/bin/ansible-doc {COLLECTION}.genesys_setting", "a module's page, with examples"),
    ):
        print(f"  {paint(command, 'green')}" + (f"\n      {meaning}" if meaning else ""))
    print(flush=True)
