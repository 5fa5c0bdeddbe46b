# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many OAuth clients of Genesys Cloud in one run: what is declared, the ways to do it, and what they have to leave behind."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from emulator import defaults

from . import measure, rounds, state
from .services import Services
from .variants import PLAYS, Variant

CLIENTS = 100
ORGANISATION = "organisation"  # the inventory's only host

VARIANTS = {
    one.name: one
    for one in (
        Variant("role", "the role, with the playbook of its name", ("cxops.genesys.cloud_oauth_clients",)),
        Variant("uri", "the same calls as tasks of ansible.builtin.uri", (str(PLAYS / "cloud_uri.yml"),)),
        Variant("debug", "a loop that does nothing", (str(PLAYS / "cloud_debug.yml"),), provisions=False),
        Variant("python", "the same calls from one Python process", (), (sys.executable, "-m", "bench.cloud_client")),
    )
}


def client(number: int) -> dict[str, Any]:
    """One client in the role's terms."""
    return {
        "name": f"bench client {number}",
        "description": f"Service {number} of the benchmark",
        "authorized_grant_type": "CLIENT-CREDENTIALS",
        "access_token_validity_seconds": 3600,
        "roles": [{"role": "employee"}],
    }


def organisation(count: int, url: str, secrets: Path) -> dict[str, Any]:
    """The variables of the organisation; all variants take them."""
    return {
        "ansible_connection": "local",
        "genesys_cloud_api_url": url,
        "genesys_cloud_login_url": url,
        "genesys_cloud_client_id": defaults.CLOUD_CLIENT_ID,
        "genesys_cloud_client_secret": defaults.CLOUD_CLIENT_SECRET,
        "cloud_oauth_clients_secret_dir": str(secrets),
        "cloud_oauth_clients_list": [client(number) for number in range(1, count + 1)],
    }


class Course(rounds.Course):
    """All rounds of one number of clients."""

    counted = "clients"
    variants: Mapping[str, Variant] = VARIANTS
    slow_rounds = 1
    _services: Services
    _folder: Path

    @staticmethod
    def most_for_uri(full: bool, quick: bool) -> int:
        """Up to how many the play with uri is measured, unless it is named: it has one round only."""
        return 1 if quick and not full else CLIENTS

    @property
    def secrets(self) -> Path:
        """The folder in which every variant keeps the secrets that the service tells once."""
        return self._folder / "secrets"

    def write_inventory(self, path: Path, count: int) -> None:
        """Describe the organisation."""
        hosts = {ORGANISATION: organisation(count, self._services.url, self.secrets)}
        path.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")

    def prepare(self, variant: Variant, count: int) -> None:
        """Bring everything back to the start; the limit of requests stays as it is at the service."""
        self._services.reset()
        shutil.rmtree(self.secrets, ignore_errors=True)
        self.secrets.mkdir(mode=0o700)

    def outcome(self) -> tuple[int, dict]:
        """How many clients are there whose secret is kept, and the clients without what the service makes up."""
        clients = state.cloud_clients(self._services.control.state(), defaults.CLOUD_CLIENT_ID)
        files = list(self.secrets.iterdir())
        kept = "\n".join(file.read_text(encoding="utf-8") for file in files if not file.stat().st_mode & 0o077)
        there = sum(one["secret"] in kept for one in clients)
        return there, {"clients": state.stable_clients(clients)}

    def row(
        self, scenario: str, count: int, name: str, taken: list[tuple[rounds.Turn, measure.Sample]]
    ) -> dict[str, Any]:
        """As for tenants, with a subject, and how many requests the service refused because of its limit."""
        found = rounds.row(scenario, count, name, taken, self.counted)
        limited = max(sample.limited for _turn, sample in taken)
        return {"subject": "cloud clients", **found, "limited": limited}
