# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is written to a contact center whose login domains are another tenant's."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import (
    Ambiguous,
    Forbidden,
    InvalidInput,
    Unauthorized,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources import contact_center
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_identity import (
    refuse_another_environment,
    refuse_another_tenant,
)

OTHERS = {"id": "cc", "domains": ["globex"]}
ACME = {"id": "cc", "domains": ["acme"], "environment_id": "ENV"}
SERVERS = {"config_servers": [{"primary_address": "a.example.com"}, {"primary_address": "b.example.com"}]}
THERE = {"environment": {}}


def course(wanted="cc", asked="cc", tenant="t", **doc):
    given = {"tenant_contact_center": {"domains": ["acme"]}, "ready_for": None, "tenant_id": tenant}
    given.update({"tenant_environment": {}, "state": "present"})
    given.update({"digital_channels_chat_service_uri": None, "digital_channels_contact_center_id": None, **doc})
    steps = SimpleNamespace(doc=given, wanted_id=wanted, environment_id="env")
    return SimpleNamespace(
        steps=steps, services="services", asked={"contact_center": asked, "environment": "env"}, at=""
    )


@pytest.fixture
def looks(monkeypatch):
    """What a look finds: an object, or an error; it is popped, so that no second look is made."""
    found = []

    def find(identity, services):
        assert services == "services"
        one = found.pop(0)
        if isinstance(one, Exception):
            raise one
        return one and dict(one, id=identity)

    monkeypatch.setattr(contact_center, "find", find)
    monkeypatch.setattr(contact_center, "everyone", lambda _services: [OTHERS, dict(OTHERS, id="two")])
    return found


CHAT = {"digital_channels_chat_service_uri": "https://chat.example.com"}


@pytest.mark.parametrize(
    ("runs", "doc", "is_looked_at"),
    [
        (["contact_center"], {}, True),
        (["settings", "gapis"], {}, True),
        (["gapis", "auth_clients", "services"], {}, False),
        (["services"], {"digital_channels_services": [{"name": "x"}]}, True),
        (["nexus_tenant"], {"digital_channels_tenant": {"name": "x"}}, True),
        (["designer_env"], {"ready_for": ["designer_env"]}, True),
        (["gapis"], {"ready_for": ["gapis"]}, False),
        (["chat"], {}, False),
        (["chat"], CHAT, True),
        (["chat"], {"ready_for": ["chat"]}, True),
        (["chat"], {**CHAT, "digital_channels_contact_center_id": "CC"}, False),
        (["gapis"], CHAT, False),
        (["contact_center"], {"tenant_contact_center": {}}, False),
    ],
    ids=str,
)
def test_when_the_domains_are_compared(looks, runs, doc, is_looked_at):
    made = course(**doc)
    if not is_looked_at:
        refuse_another_tenant(made, {**THERE, "contact_center": OTHERS}, runs)
        assert made.at == ""
        return
    with pytest.raises(Ambiguous, match="cc .* has the domain globex"):
        refuse_another_tenant(made, {**THERE, "contact_center": OTHERS}, runs)
    assert made.at == "contact center"
    looks.append(OTHERS)
    with pytest.raises(Ambiguous, match="cc .* has the domain globex"):
        refuse_another_tenant(made, THERE, runs)
    looks.append(None)
    refuse_another_tenant(made, THERE, runs)
    refuse_another_tenant(made, {**THERE, "contact_center": {"id": "cc", "domains": ["ACME", "x"]}}, runs)
    refuse_another_tenant(made, {**THERE, "contact_center": {}}, runs)
    assert looks == [], "what was looked at is not looked at again"


def test_the_contact_center_of_digital_channels_is_compared_as_well(looks):
    digital = {**CHAT, "digital_channels_contact_center_id": "other"}
    for runs in (["chat"], ["chat", "cors"]):
        looks += [OTHERS]
        with pytest.raises(
            Ambiguous, match="other .by digital_channels_contact_center_id of the tenant t. has the domain globex"
        ):
            refuse_another_tenant(course(**digital), {"contact_center": ACME}, runs)
    refuse_another_tenant(course(**digital), {"contact_center": ACME}, ["cors"])
    for found in (None, {"domains": ["acme"]}, Unauthorized("no")):
        looks += [found]
        refuse_another_tenant(course(**digital), {}, ["chat"])
    assert looks == []


@pytest.mark.parametrize("error", [InvalidInput("no"), Unauthorized("no"), Forbidden("no")], ids=repr)
def test_where_nobody_can_look_only_digital_channels_goes_on(looks, error):
    looks += [error, error]
    refuse_another_tenant(course(**CHAT), {}, ["chat"])
    with pytest.raises(type(error)):
        refuse_another_tenant(course(**CHAT), {}, ["chat", "cors"])


@pytest.mark.parametrize(
    ("wanted", "asked", "line"),
    [
        ("t", "t", "cc (by tenant_id)"),
        ("x", "x", "cc (by tenant_contact_center.id of the tenant t)"),
        ("x", "t", "cc (by the state file of the tenant t)"),
    ],
)
def test_the_line_that_says_the_wrong_id_is_named(wanted, asked, line):
    with pytest.raises(Ambiguous) as refused:
        refuse_another_tenant(course(wanted, asked), {"contact_center": OTHERS}, ["contact_center"])
    assert line in refused.value.message


@pytest.mark.parametrize(
    ("there", "center", "is_refused"),
    [
        ("c.example.com", {}, True),
        ("c.example.com", None, True),
        ("B.example.com", {}, False),
        ("c.example.com", ACME, False),
        ("c.example.com", {**ACME, "environment_id": "other"}, True),
        ("c.example.com", {**ACME, "domains": []}, True),
        (None, {}, False),
    ],
)
def test_when_the_addresses_are_compared(there, center, is_refused):
    found = {"id": "env", "config_servers": [{"primary_address": there}]} if there else {}
    for state, said in (("present", "Nothing was written"), ("absent", "Nothing was deleted")):
        made = course(tenant_environment=SERVERS, state=state)
        if is_refused:
            with pytest.raises(
                Ambiguous, match="env .by tenant_environment.id of the tenant t. has .* c.example.com"
            ) as refused:
                refuse_another_environment(made, found, center)
            assert said in refused.value.hint and "{primary_address: c.example.com}" in refused.value.hint
        else:
            refuse_another_environment(made, found, center)
    refuse_another_environment(course(), found, center)


@pytest.mark.parametrize(
    ("domains", "center", "said"),
    [
        (["acme", "Globex"], {}, "There is no contact center t, but two, cc has a declared domain .Globex."),
        (["acme", "Globex"], ACME, "The contact center cc is to get the domain Globex, but two has it"),
        (["acme", "new"], ACME, None),
        (["globex"], dict(OTHERS, environment_id="env"), None),
    ],
)
def test_a_domain_that_another_contact_center_has(monkeypatch, domains, center, said):
    everyone = [dict(OTHERS, id="two", environment_id="e2"), OTHERS, {"id": "three"}]
    monkeypatch.setattr(contact_center, "everyone", lambda _services: everyone)
    made = course("t", tenant_contact_center={"domains": domains})
    for runs in (["environment", "cors"], ["contact_center"]):
        if said is None or "contact_center" not in runs:
            refuse_another_tenant(made, {**THERE, "contact_center": center}, runs)
            continue
        with pytest.raises(Ambiguous, match=said) as refused:
            refuse_another_tenant(made, {**THERE, "contact_center": center}, runs)
        lines = "'tenant_contact_center: {id: two}' and 'tenant_environment: {id: e2}'"
        assert (lines in refused.value.hint) is not bool(center) and made.at == "contact center"
