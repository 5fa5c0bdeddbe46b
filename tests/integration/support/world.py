# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test sees: the services in their state, and a way to run a module's task in this process over real HTTP and SQL."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from functools import partial

import requests
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import secret_values
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Manage
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.resources.tenant_document import Document
from ansible_collections.cxops.genesys.plugins.module_utils.transport import local_lock
from ansible_collections.cxops.genesys.plugins.module_utils.transport.http_service import Transport
from ansible_collections.cxops.genesys.plugins.module_utils.transport.services import Services
from emulator import defaults


class Unhurried:
    """A task that waits by the given ``sleep`` instead of the real one."""

    def __init__(self, task, sleep):
        self._task = task
        self._sleep = sleep

    def __getattr__(self, name):
        return getattr(self._task, name)

    def run(self, params, services, check_mode=False):
        """Run it with the given sleep; tasks that only read wait for nothing."""
        waits = {"sleep": self._sleep} if isinstance(self._task, (Manage, Document)) else {}
        return self._task.run(params, services, check_mode, **waits)


class World:
    """The emulator and its database, as one test uses them. ``slept`` collects the waits; they pass on the emulator's clock."""

    def __init__(self, emulator, database=None):
        self.emulator = emulator
        self.database = database
        self.control = emulator.control
        self.slept = []
        self.canaries = set()
        self._records = None

    def sleep(self, seconds):
        """Wait: only the emulator's clock goes on."""
        self.slept.append(seconds)
        self.store.clock.offset += seconds

    @property
    def record_file(self):
        """Where a tenant's record is kept that keeps its API key nowhere; of this world alone."""
        self._records = self._records or tempfile.TemporaryDirectory(prefix="cxops-records-")
        return os.path.join(self._records.name, "t100.record")

    @staticmethod
    def forget_tasks():
        """For services that were exchanged: no task of this process finds what one before it left beside its lock."""
        shutil.rmtree(local_lock.folders()[0], ignore_errors=True)

    @property
    def store(self):
        """What the emulator of this process knows; the control API would tell the same, but takes a connection each time."""
        return self.emulator.app.store

    @property
    def ops(self):
        """Addresses and the ops credentials."""
        url = self.emulator.url
        return {
            "auth_url": url,
            "environment_url": url,
            "auth_username": defaults.OPS_USERNAME,
            "auth_password": defaults.OPS_PASSWORD,
            "retries": 1,
            "timeout": 10,
        }

    @property
    def cloud(self):
        """Addresses and the credentials of an OAuth client of Genesys Cloud that may manage others."""
        url = self.emulator.url
        return {
            "cloud_api_url": url,
            "cloud_login_url": url,
            "cloud_client_id": defaults.CLOUD_CLIENT_ID,
            "cloud_client_secret": defaults.CLOUD_CLIENT_SECRET,
            "retries": 1,
            "timeout": 10,
        }

    @property
    def sql(self):
        """How to reach the database."""
        params = self.database.params
        more = {"ssl_mode": params["sslmode"]} if params.get("sslmode") else {}
        return dict(
            more,
            login_host=params["host"],
            login_port=params["port"],
            login_user=params["user"],
            login_password=params["password"],
            login_db=params["dbname"],
        )

    def options(self, module, **given):
        """The options as Ansible hands them to the module: checked, with defaults."""
        result = ArgumentSpecValidator(argument_spec(TASKS[module].options)).validate(given)
        assert not result.error_messages, result.error_messages
        return result.validated_parameters

    def services(self, options, make_transport=Transport):
        """The services of one task, without real waits between attempts."""
        return Services(options, make_transport=partial(make_transport, sleep=self.sleep), sleep=self.sleep)

    def run(self, module, check=False, no_log=False, make_services=None, **given):
        """Run the module's task and return its result, after looking at it: plain data, and no secret in it."""
        task = TASKS[module]
        options = self.options(module, **given)
        result = execute(Unhurried(task, self.sleep), options, check, no_log, make_services or self.services)
        text = json.dumps(result)
        assert isinstance(result["changed"], bool)
        if result.get("failed"):
            assert result["failure"]["code"] != "internal", text
            assert result["failure"]["message"] in result["msg"], text
        if not no_log:
            self.canaries |= secret_values(task.options, options)
            self.canaries |= set(self.tokens())
            assert_clean(text, self.canaries)
        return result

    def tokens(self):
        """All tokens that the emulator has issued, and the secrets of Genesys Cloud."""
        return [*self.store.tokens, *self.store.refresh_tokens, *self.store.cloud.issued()]

    def state(self):
        """Everything that is provisioned, tables included."""
        with self.store.lock:
            state = self.store.snapshot()
        return dict(state, database=self.emulator.app.database.snapshot()) if self.database else state

    def log(self):
        """The requests since the last clear_log()."""
        with self.store.lock:
            return [dict(entry) for entry in self.store.log]

    def clear_log(self):
        """Forget the requests so far."""
        with self.store.lock:
            self.store.log.clear()

    def writes(self):
        """The requests since the last clear_log() that (tried to) change something."""
        return [entry for entry in self.log() if entry["mutating"]]

    def settle(self):
        """Let every write be seen: reads and time pass."""
        switches = self.store.switches
        self.store.clock.offset += switches.visible_after_seconds
        for _count in range(int(switches.visible_after_gets)):
            for path in ["environments", "contact-centers", "data-centers"] + [
                "contact-centers/%s/settings" % center["id"] for center in self.state()["contact_centers"]
            ]:
                self.get("/environment/v3/" + path)
        for _count in range(int(switches.cloud_visible_after_gets)):
            token = self.control.cloud_token()
            headers = {"Authorization": "Bearer " + token}
            requests.get(self.emulator.url + "/api/v2/oauth/clients", headers=headers, timeout=10)

    def get(self, path):
        """A GET of the ops user, outside of any task."""
        headers = {"x-api-key": defaults.GATEWAY_API_KEY}
        auth = (defaults.OPS_USERNAME, defaults.OPS_PASSWORD)
        return requests.get(self.emulator.url + path, auth=auth, headers=headers, timeout=10)


def assert_clean(text, canaries):
    """No secret stands in the text."""
    for secret in canaries:
        if len(secret) >= 4:
            assert secret not in text, "a secret is shown"
