# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules run against services with TLS, and what a failure has to be."""

from __future__ import annotations

import ssl

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from integration.support.good import GOOD, assert_failure

URLS = ("auth_url", "environment_url", "nexus_url", "cloud_api_url", "cloud_login_url")
HTTP = {good.name: good for good in GOOD if good.http}
FEW = ["auth_client", "environment", "service", "cloud_client", "cloud_token"]
HERE, BY_NAME = "127.0.0.1", "localhost"
TRUST, RENEW = "ca_path", "renewed"
OLD = {"TLS 1.0": ssl.TLSVersion.TLSv1, "TLS 1.1": ssl.TLSVersion.TLSv1_1}

# What the service shows, under which name it is met, and what the failure says: the reason, and the hint.
BAD = {
    "unknown authority": (HERE, "not trusted", TRUST),
    "another name": (BY_NAME, "for another name", "name in the URL"),
    "expired": (HERE, "has expired", RENEW),
    "not yet valid": (HERE, "not yet valid", RENEW),
    "self-signed": (BY_NAME, "is self-signed", TRUST),
    "intermediate missing": (HERE, "not trusted", TRUST),
    "name only": (HERE, "for another name", "name in the URL"),
    "address only": (BY_NAME, "for another name", "name in the URL"),
}


def urls(good, url):
    """The options by which this module meets its services there."""
    return {name: url for name in URLS if name in {field.arg for field in TASKS[good.module].connection}}


def run(world, good, url, check=False, **given):
    """Run the module against this address; None takes an option away."""
    world.clear_log()
    return good.run(world, check, **{**urls(good, url), **given})


def assert_untrusted(world, result, front, reason, hint, label=""):
    """The failure tells the reason and what to do, and nothing was said to the service."""
    assert_failure(result, "certificate")
    assert reason in result["failure"]["message"], result["msg"]
    assert hint in result["failure"]["hint"], result["msg"]
    assert front.heard == b""
    assert world.log() == []
    assert len(result["requests"]) == 1, "it is not tried again"
