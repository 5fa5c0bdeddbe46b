# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A call of every module that works, so that tests can spoil one thing of it; and what every failure has to be."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Info
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator.switches import Switches

from . import cloud_samples
from .http_samples import CENTER, ENVIRONMENT, ops
from .http_samples import SAMPLES as HTTP
from .nexus_samples import GAPI_CLIENT
from .nexus_samples import SAMPLES as NEXUS
from .sample import CCID, SECRET
from .tenant_sample import document
from .world import assert_clean


@dataclass(frozen=True)
class Good:
    """A call that works. prepare: brings the world there; options: world -> all options. http, sql: what it talks to."""

    name: str
    module: str
    prepare: Callable[[Any], None]
    options: Callable[[Any], dict[str, Any]]
    http: bool = True
    sql: bool = False

    def run(self, world, check=False, **given):
        """Run it with some options changed; None takes an option away."""
        options = {**self.options(world), **given}
        return world.run(self.module, check, **{name: value for name, value in options.items() if value is not None})


def _of_sample(sample):
    def options(world):
        return {**sample.options(world, Switches()), **sample.create}

    return Good(
        sample.name, sample.module, sample.prepare, options, sample.name != "gapi", sample.name in ("gapi", "tenant")
    )


def _seed(world):
    world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER], clients=[GAPI_CLIENT])


def _of_info(module):
    place = {"contact_center_id": CCID} if module == "genesys_setting_info" else {}
    if module == "genesys_cloud_oauth_client_info":
        return Good(module, module, cloud_samples.prepare, lambda world: world.cloud)
    return Good(module, module, _seed, lambda world: {**ops(world, Switches()), **place})


def _token(world):
    return {
        "auth_url": world.emulator.url,
        "auth_client_id": "nexus_client",
        "auth_client_secret": SECRET,
        "retries": 1,
        "timeout": 10,
    }


def _document(world):
    """A tenant without what needs the database, so that its first request is the same as that of the others."""
    parts = document(world, digital_channels_gapis=None, digital_channels_tenant=None, digital_channels_services=None)
    for client in parts["auth_clients_list"]:  # other samples make clients of these names with other secrets
        client["client_id"] = "document_" + client["client_id"]
    return {**ops(world, Switches()), **parts}


GOOD = (
    [_of_sample(sample) for sample in HTTP + NEXUS + cloud_samples.SAMPLES]
    + [_of_info(name) for name, task in TASKS.items() if isinstance(task, Info)]
    + [Good("token", "genesys_token", _seed, _token)]
    + [Good("cloud_token", "genesys_cloud_token", cloud_samples.prepare, lambda world: world.cloud)]
    + [Good("document", "genesys_tenant", lambda world: None, _document)]
)


def assert_failure(result, *codes):
    """One clear message with a hint, the machine-readable failure, no traceback."""
    assert result.get("failed") is True, result
    assert result["changed"] is False
    failure = result["failure"]
    assert failure["code"] in codes, result["msg"]
    assert failure["hint"] and failure["hint"] in result["msg"]
    assert failure["message"] and result["msg"] == "%s %s" % (failure["message"], failure["hint"])
    assert "\n" not in result["msg"] and len(result["msg"]) < 900
    for word in ("Traceback", "Error(", "object at 0x", "HTTPConnectionPool", "Max retries"):
        assert word not in json.dumps(result)
    assert "diff" not in result


__all__ = ["GOOD", "Good", "assert_clean", "assert_failure"]
