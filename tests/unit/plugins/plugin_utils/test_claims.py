# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a host's task handles alone; no Ansible."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.plugin_utils import claims
from ansible_collections.cxops.genesys.plugins.plugin_utils.claims import Claim

A, B = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "6b9f3d0e-4a57-4c1e-9a51-0c7f5d1e2a10"
C = "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
SERVERS = [{"primary_address": "a"}]


def claimed(parts=None, **given):
    """(kind, id, option) of each claim of a task with these options."""
    found = claims.of_task({"tenant_id": A, **given}.get, parts, repr)
    return {(one.kind, one.id, one.field) for one in found}


TENANT, CENTER = ("tenant", A, "tenant_id"), ("contact center", A, "tenant_id")
PASTED = ("contact center", B, "tenant_contact_center.id")
DIGITAL = ("contact center", C, "digital_channels_contact_center_id")


@pytest.mark.parametrize(
    ("parts", "given", "expected"),
    [
        (None, {}, {TENANT, CENTER}),
        (None, {"tenant_id": A.upper()}, {TENANT, CENTER}),
        (None, {"tenant_id": None}, set()),
        (None, {"tenant_id": None, "tenant_contact_center": {"id": B}}, {PASTED}),
        (None, {"tenant_contact_center": {"id": B, "domains": ["t"]}}, {TENANT, PASTED}),
        (["auth_clients"], {"tenant_contact_center": {"id": B}}, {TENANT}),
        (["cors"], {"tenant_contact_center": {"id": B}, "digital_channels_contact_center_id": C}, {TENANT, PASTED}),
        (["chat"], {"tenant_contact_center": {"id": B}, "digital_channels_contact_center_id": C}, {TENANT, DIGITAL}),
        (["chat"], {"tenant_contact_center": {"id": B}}, {TENANT, PASTED}),
        (None, {"digital_channels_contact_center_id": C}, {TENANT, CENTER, DIGITAL}),
        (None, {"tenant_environment": {"id": B, "config_servers": None}}, {TENANT, CENTER}),
        (["environment"], {"tenant_environment": {"id": B, "config_servers": SERVERS}}, {TENANT, ("environment", B, "tenant_environment.id")}),
        (["environment"], {"tenant_environment": {"config_servers": SERVERS}}, {TENANT, ("environment", A, "tenant_id")}),
        (["contact_center"], {"tenant_environment": {"id": B, "config_servers": SERVERS}}, {TENANT, CENTER}),
    ],
    ids=str,
)  # fmt: skip
def test_what_a_task_claims(parts, given, expected):
    assert claimed(parts, **given) == expected


def test_one_host_for_each():
    tenant, center = Claim("tenant", A), Claim("contact center", B, "tenant_contact_center.id")
    for one in (tenant, center):
        claims.check("a", None, A, one)
        claims.check("a", ["a", A, None], A, one)
    with pytest.raises(InvalidInput, match="^The host b handles the tenant %s in this task already[.] No request" % A):
        claims.check("a", ["b", A, None], A, tenant)
    with pytest.raises(InvalidInput) as caught:
        claims.check("a", ["b", C, None], A, center)
    assert caught.value.message == (
        "The host b handles the tenant %s in this task already."
        " Host a has the same contact center, by tenant_contact_center.id: %s." % (C, B)
    )


def test_an_environment_with_the_same_content_is_shared():
    one = Claim("environment", B, "tenant_environment.id", "content")
    claims.check("a", ["b", C, "content"], A, one)
    with pytest.raises(InvalidInput, match="the same environment and declares it in another way"):
        claims.check("a", ["b", C, "other"], A, one)


def test_a_found_host_that_is_in_the_way_is_named():
    with pytest.raises(InvalidInput) as refused:
        claims.check("b", ["a", A, None], A, Claim("tenant", A), {"a": False, "b": True}.get)
    assert refused.value.hint.endswith("found b: give its source after the others, or remove the host.")


@pytest.mark.parametrize("tenant_id", [A, A.upper(), B, C, "", None])
def test_a_host_that_is_two_tenants(tenant_id):
    """The plugin found the contact center A, of the environment B, under the name of a host that is declared as something else."""
    found = {"genesys_contact_center": {"id": A, "environment_id": B}, "genesys_environment": {"id": B}}
    if tenant_id != C:
        return claims.check_found("a", tenant_id, found.get)
    with pytest.raises(
        InvalidInput, match="^The host a is declared as the tenant %s, but .* contact center %s" % (C, A)
    ):
        claims.check_found("a", tenant_id, found.get)
    claims.check_found("a", tenant_id, {}.get)
    found["tenant_contact_center"] = {"id": A}  # as the plugin gives it
    with pytest.raises(InvalidInput):
        claims.check_found("a", tenant_id, found.get)
    claims.check_found("a", tenant_id, {**found, "tenant_environment": {"id": B}}.get)
