# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journeys as an operator makes them, by real ansible-playbook: run to their end, or held at a request and killed there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from emulator import defaults
from emulator.cloud_state import DAY, iso
from integration.support.playbooks import ROOT

from .watched import Watched

DEMO = ROOT / "tools" / "demo"
HELD = 3.0  # seconds for which a request is held until its process is killed; one that lives on has to wait for it
PATIENCE = 90.0  # seconds within which a run gets to a request, or its processes end
BY_MODULE, IN_PROCESS = ({"cxops_genesys_in_process": way} for way in (False, True))


@dataclass(frozen=True)
class Play:
    """A playbook of the collection over an inventory of the demo."""

    playbook: str
    inventory: str
    variables: tuple = ()


@dataclass(frozen=True, eq=False)
class Journey:
    """What is run, from what start. before: the plays that lead there. ripen: what time does to the stand then. database: it needs one."""

    name: str
    play: Play
    before: tuple = ()
    ripen: Callable = lambda stand: None
    database: bool = True

    def __str__(self):
        return self.name


TENANT = "inventory.yml"
CLOUD = "cloud/inventory.yml"
ONE_TASK = (("genesys_one_task", True),)
CONFIRMED = (("genesys_confirm_teardown", ["acme"]),)
DELETES = (("cloud_oauth_clients_confirm_delete", True), ("cloud_oauth_clients_remove_secret_files", True))
MACHINE = {
    "name": "reporting",
    "description": "Nightly reports",
    "authorized_grant_type": "CLIENT-CREDENTIALS",
    "roles": [{"role": "employee", "division": "Sales"}],
    "verify_secret": True,
    "integration_credential_name": "data actions",
}
PERSONS = {
    "name": "board",
    "description": "Wallboard",
    "authorized_grant_type": "CODE",
    "registered_redirect_uris": ["https://board.example.com/callback"],
    "scopes": ["analytics:readonly", "users"],
}
CHANGED = [dict(one, description="Changed", secret_max_age=30) for one in (MACHINE, PERSONS)]
MONTHS = 31 * DAY


def months_later(stand):
    """The secrets are so old that new ones are due."""
    moment = time.time() - MONTHS
    for path in stand.folder.iterdir():
        os.utime(path, (moment, moment))
    for credential in stand.world.store.cloud.credentials.values():
        credential["modifiedDate"] = iso(moment)


PROVISION = Journey("provision", Play("provision", TENANT))
PROVISION_IN_ONE = Journey("provision, one task", Play("provision", TENANT, ONE_TASK))
TEARDOWN = Journey("teardown", Play("teardown", TENANT, CONFIRMED), (PROVISION_IN_ONE.play,))
TEARDOWN_IN_ONE = Journey(
    "teardown, one task", Play("teardown", TENANT, ONE_TASK + CONFIRMED), (PROVISION_IN_ONE.play,)
)
CLIENTS = (("cloud_oauth_clients_list", [MACHINE, PERSONS]),)
MAKE = Journey("cloud, make", Play("cloud_oauth_clients", CLOUD, CLIENTS), database=False)
RENEW = Journey(
    "cloud, change and renew",
    Play("cloud_oauth_clients", CLOUD, (("cloud_oauth_clients_list", CHANGED),)),
    (MAKE.play,),
    months_later,
    database=False,
)
DELETE = Journey(
    "cloud, delete", Play("cloud_oauth_clients_teardown", CLOUD, CLIENTS + DELETES), (MAKE.play,), database=False
)
JOURNEYS = (PROVISION, PROVISION_IN_ONE, TEARDOWN, TEARDOWN_IN_ONE, MAKE, RENEW, DELETE)


class Stage(Watched):
    """One operator and one run of a journey, in a folder of its own with all that Ansible writes: home, temporary files, log.

    stand: the services and the folder with the secrets. proxy: before the database, if it matters. variables: of the plays.
    """

    def __init__(self, folder, stand, journey, **variables):
        folder.mkdir()
        (folder / "tmp").mkdir()
        names = [defaults.OPS_USERNAME, defaults.CLOUD_CLIENT_ID, "nexus_client", "external_api_client"]
        super().__init__(folder, stand.world, kept=[stand.folder], names=names)
        self.stand, self.journey, self.variables = stand, journey, variables
        self.running, self.lines = None, None
        self.world.canaries |= {defaults.OPS_PASSWORD, defaults.PERSON_PASSWORD, defaults.CLUSTER_API_KEY}
        self.world.canaries |= {defaults.CLOUD_CLIENT_SECRET, "demo-Passw0rd"}

    def environment(self, **more):
        own = {
            "TMPDIR": str(self.folder / "tmp"),
            "GENESYS_LOCK_DIR": str(self.folder / "tmp" / "cxops-genesys-turns"),
            "CXOPS_DEMO_FOLDER": str(self.stand.folder.parent),
        }
        own.update(self.world.emulator.env, **(self.world.database.env if self.world.database else {}))
        if self.stand.proxy:
            own.update(PGHOST=self.stand.proxy.host, PGPORT=str(self.stand.proxy.port))
        return super().environment(**{**own, **more})

    def perform(self, play=None, **variables):
        """Play it to its end; the log holds its requests alone."""
        self.world.clear_log()
        return self.play(*self._words(play or self.journey.play, variables), warnings=True)

    def begin(self):
        """Start the journey's play, and go on."""
        self.count += 1
        self.lines = self.folder / ("results%d.jsonl" % self.count)
        self.lines.touch()
        program = str(Path(sys.executable).with_name("ansible-playbook"))
        with open(self.folder / ("output%d.txt" % self.count), "wb") as output:
            self.running = subprocess.Popen(
                [program, *self._words(self.journey.play, {}), "-vvvv", "--diff"],
                env=self.environment(CXOPS_RESULTS=str(self.lines)),
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def hold(self, nth, when):
        """Have the nth request held: before its effect, which it then never has, or after it."""
        if when == "before":
            self.world.control.fault("drop", nth=nth, delay=HELD, when="before")
        else:
            self.world.control.fault("delay", nth=nth, seconds=HELD, when="after")

    def reached(self, when):
        """Wait until the held request is there, and has had its effect if it is to have one."""
        self._wait(lambda: self.held(when) or self.running.poll() is not None, "no request was held")
        assert self.held(when), "it ended with %s before that request" % self.running.returncode

    def held(self, when):
        """The request that is held now, or None."""
        for entry in self.world.log():
            if entry["fault"] and not entry["status"] and (when == "before" or entry["effective"]):
                return entry
        return None

    def kill(self, everything):
        """SIGKILL: ansible-playbook and all that it started, or ansible-playbook alone. What it started has sessions of its own."""
        self.running.kill()
        while everything and self.processes():
            for process in self.processes():
                _kill(process)
        self.running.wait(PATIENCE)

    def interrupt(self, number):
        """SIGINT comes from the terminal to its whole process group, SIGTERM from somebody to the one process. Returns the exit code."""
        if number == signal.SIGINT:
            os.killpg(self.running.pid, number)
        else:
            self.running.send_signal(number)
        return self.running.wait(PATIENCE)

    def processes(self):
        """The run's processes, known by a variable of their environment."""
        mark = ("CXOPS_RESULTS=%s" % self.lines).encode()
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (path / "environ").read_bytes().split(b"\0"):
                    found.append(int(path.name))
            except OSError:
                continue  # it has just ended, or is not ours
        return found

    def ended(self):
        """Wait for the end of ansible-playbook."""
        self.running.wait(PATIENCE)

    def gone(self):
        """Wait until what the killed process has left behind has ended by itself."""
        self._wait(lambda: not self.processes(), "a process lives on")

    def temporary(self):
        """The names of temporary files that are left, but for the locks and the code of modules that were killed, which ansible-core leaves."""
        top = self.folder / "tmp"
        own = ("cxops-genesys-turns", "ansible_")
        found = [path.relative_to(top) for path in top.rglob("*") if path.is_file()]
        return [str(path) for path in found if not path.parts[0].startswith(own) or "AnsiballZ" in path.name]

    def _words(self, play, variables):
        given = json.dumps({**dict(play.variables), **self.variables, **variables})
        return ["cxops.genesys." + play.playbook, "-i", str(DEMO / play.inventory), "-e", given]

    @staticmethod
    def _wait(condition, problem):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < deadline, problem
            time.sleep(0.005)


def _kill(process):
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        pass
