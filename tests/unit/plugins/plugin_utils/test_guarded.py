# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guards take from Ansible: an inventory and its variables, no play, no service."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.utils.vars import load_extra_vars
from ansible.vars.hostvars import HostVars
from ansible.vars.manager import VariableManager

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory
from ansible_collections.cxops.genesys.plugins.plugin_utils.guarded import Guards

A, B = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "6b9f3d0e-4a57-4c1e-9a51-0c7f5d1e2a10"
OTHER = "0c1f2a6e-0c39-4d28-9a4a-9a3d7c1b2e4f"
HERE, THERE = "https://gauth.one.example.com", "https://gauth.two.example.com"
THIRD = "https://gauth.three.example.com"
ROLE = "cxops.genesys.provision_tenant"
DECLARES = {"tenant_environment": {"username": "u"}}


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """A function that makes the guards of a task on one of these hosts; all of them share what they remember, but of another task."""
    monkeypatch.setattr("ansible.context.CLIARGS", {"extra_vars": ()})
    memory = Memory()

    def make(hosts, name="alpha", module="genesys_tenant", role=ROLE, uuid="a-task"):
        source = tmp_path / "inventory.json"
        source.write_text(json.dumps({"all": {"hosts": hosts}}))
        loader = DataLoader()
        inventory = InventoryManager(loader=loader, sources=[str(source)])
        manager = VariableManager(loader=loader, inventory=inventory)
        HostVars(inventory, manager, loader)
        variables = manager.get_vars(host=inventory.get_host(name))
        if role:
            variables["ansible_role_name"] = role
        task = SimpleNamespace(_uuid=uuid, check_mode=False)
        action = SimpleNamespace(
            task=TASKS[module], _task=task, _loader=loader, _templar=Templar(loader=loader, variables=variables)
        )
        return Guards(action, variables, memory)

    return make


def teardown(**more):
    """The options of a teardown."""
    client = {"client_id": "shop", "shared": False, "state": "present"}
    params = {"tenant_id": A, "state": "absent", "auth_url": HERE, "auth_clients_list": [client], "parts": None}
    return dict(params, **more)


def kept(guards, **more):
    """(host, what it declares) of what the teardown keeps for others."""
    found = guards.additions(teardown(**more)).get("declared_elsewhere", [])
    return {(one["host"], one["client_id"] or one["environment_id"]) for one in found}


@pytest.mark.parametrize(
    "clients",
    [
        "{{ common_clients + own_clients }}",
        [{"client_id": "{{ prefix }}_client"}],
        "{{ [{'client_id': prefix ~ '_client'}] }}",
        "{{ common_clients }}",
        [{"client_id": "{{ half }}"}],
        "{{ nothing.of_this_kind }}",
    ],
    ids=str,
)
def test_a_list_of_another_host_that_cannot_be_evaluated_counts_as_declaring_the_client(asked, clients):
    other = {"tenant_id": B, "half": "{{ prefix }}x", "auth_clients_list": clients}
    assert kept(asked({"alpha": {"tenant_id": A}, "beta": other})) == {("beta", "shop")}


@pytest.mark.parametrize(
    ("clients", "expected"),
    [
        ("{{ common + more }}", {("beta", "shop")}),
        ([{"client_id": "{{ prefix }}op"}], {("beta", "shop")}),
        ("{{ common }}", set()),
    ],
    ids=str,
)
def test_a_list_of_another_host_that_can_be_evaluated_counts_as_it_is(asked, clients, expected):
    more = {"prefix": "sh", "common": [{"client_id": "other"}], "more": [{"client_id": "shop"}]}
    assert (
        kept(asked({"alpha": {"tenant_id": A}, "beta": {"tenant_id": B, "auth_clients_list": clients, **more}}))
        == expected
    )


@pytest.mark.parametrize(
    "center", [{"id": "{{ shared_center }}"}, "{{ shared_center }}", "{{ {'id': one ~ two} }}"], ids=str
)
def test_a_contact_center_of_another_host_that_cannot_be_evaluated_refuses_the_teardown(asked, center):
    with pytest.raises(InvalidInput, match="cannot be told: its tenant_contact_center cannot be evaluated"):
        kept(asked({"alpha": {"tenant_id": A}, "beta": {"tenant_id": B, "tenant_contact_center": center}}))


def test_an_environment_of_another_host_that_cannot_be_evaluated_is_kept(asked):
    other = {"tenant_id": B, "tenant_environment": {"id": "{{ shared_environment }}"}}
    assert ("beta", A) in kept(asked({"alpha": {"tenant_id": A}, "beta": other}))


@pytest.mark.parametrize(
    ("own", "effective", "expected"),
    [
        pytest.param(HERE, HERE, set(), id="by the variable that tells the other one's"),
        pytest.param(HERE, HERE.upper() + ".:443/", set(), id="spelt in another way"),
        pytest.param(HERE, THERE, {("beta", "shop")}, id="elsewhere than its variable says"),
        pytest.param(None, THERE, {("beta", "shop")}, id="by an environment"),
        pytest.param(HERE, None, {("beta", "shop")}, id="nobody knows where"),
    ],
)
def test_the_variables_of_others_tell_their_platform_where_ones_own_does(asked, own, effective, expected):
    """Else another platform in their variables would set free what they use on this one."""
    other = {"tenant_id": B, "genesys_auth_url": "https://gauth.three.example.com", "nexus_db_host": "db3"}
    other["auth_clients_list"] = [{"client_id": "shop"}]
    alpha = {"tenant_id": A, **({"genesys_auth_url": own} if own else {})}
    assert kept(asked({"alpha": alpha, "beta": other}), auth_url=effective) == expected


@pytest.mark.parametrize("spelling", [HERE + ":443", HERE + "./", HERE + "/x/.."])
def test_what_another_host_declares_on_this_platform_is_kept_however_it_is_spelt(asked, spelling):
    alpha = {"tenant_id": A, "genesys_auth_url": HERE}
    beta = {"tenant_id": B, "genesys_auth_url": spelling, "auth_clients_list": [{"client_id": "shop"}]}
    assert kept(asked({"alpha": alpha, "beta": beta})) == {("beta", "shop")}


def present(url, **more):
    return {"tenant_id": A, "state": "present", "auth_url": url, "parts": None, **DECLARES, **more}


@pytest.mark.parametrize(
    ("first", "second", "is_refused"),
    [
        (HERE, HERE, True),
        (HERE, HERE + "/", True),
        (HERE, HERE + ".:443", True),
        (HERE, THERE, False),
        (HERE, None, True),
        (None, THERE, True),
    ],
)
def test_one_tenant_is_that_of_one_host_wherever_it_may_be(asked, first, second, is_refused):
    """A platform that is not known may be any."""
    hosts = {"alpha": {}, "beta": {}}
    asked(hosts).check(present(first))
    asked(hosts).check(present(first))
    try:
        asked(hosts, "beta").check(present(second))
        assert not is_refused
    except InvalidInput as error:
        assert is_refused and "The host alpha handles the tenant" in str(error)


@pytest.mark.parametrize("role", [ROLE, None], ids=["role", "playbook"])
@pytest.mark.parametrize(
    ("own", "is_refused"),
    [
        pytest.param({"tenant_id": B}, True, id="another"),
        pytest.param({"tenant_id": "{{ one.id }}", "one": {"id": B}}, True, id="another, by a template"),
        pytest.param({"tenant_id": A.upper()}, False, id="the same"),
        pytest.param({"tenant_id": "{{ given }}"}, False, id="the same, by an extra variable"),
        pytest.param({"tenant_id": "{{ nobody_defined_this }}"}, False, id="none that can be told"),
        pytest.param({}, False, id="none"),
    ],
)
def test_an_extra_tenant_is_not_for_a_host_of_another_one(asked, monkeypatch, own, is_refused, role):
    load_extra_vars.__dict__.pop("extra_vars", None)  # before ansible-core 2.19 it keeps them
    monkeypatch.setattr("ansible.context.CLIARGS", {"extra_vars": (json.dumps({"tenant_id": A, "given": A}),)})
    hosts = {"alpha": own if role else {**own, "cxops_genesys_playbook": "provision"}, "beta": {"tenant_id": A}}
    guards = asked(hosts, role=role)
    guards._vars["ansible_play_hosts_all"] = ["alpha"]
    guards._vars["groups"] = {"all": ["alpha", "beta"]}
    try:
        guards.check(present(HERE))
        assert not is_refused
    except InvalidInput as error:
        assert is_refused and str(error) == (
            "The tenant_id of the host alpha is %s, and -e gives it %s. No request was made. The host with that tenant_id "
            "is beta: add --limit beta" % (B, A)
        )
    finally:
        load_extra_vars.__dict__.pop("extra_vars", None)


def test_a_host_with_two_platforms_holds_both(asked):
    hosts = {"alpha": {}, "beta": {}}
    for url in (HERE, THERE):
        asked(hosts).check(present(url))
    for url in (HERE, THERE):
        with pytest.raises(InvalidInput, match="The host alpha handles"):
            asked(hosts, "beta").check(present(url))


@pytest.mark.parametrize("role", [None, ROLE])
@pytest.mark.parametrize(
    ("protected", "said"),
    [
        (True, "tenant_protected protects alpha"),
        ("{{ flags.protected }}", "tenant_protected protects alpha"),
        ("{{ nobody_defined_this }}", "tenant_protected cannot be evaluated"),
        ("", "tenant_protected is empty"),
    ],
)
def test_what_is_protected_is_protected_from_a_task_of_its_owner_too(asked, role, protected, said):
    hosts = {"alpha": {"tenant_id": A, "tenant_protected": protected, "flags": {"protected": True}}}
    with pytest.raises(InvalidInput, match=said):
        asked(hosts, role=role).check(teardown())


def test_a_task_of_its_owner_needs_no_confirmation(asked):
    hosts = {"alpha": {"tenant_id": A, "tenant_protected": False, "genesys_discovered": True}}
    assert asked(hosts, role=None).check(teardown()) == []
    with pytest.raises(InvalidInput, match="genesys_teardown_discovered"):
        asked(hosts).check(teardown())
    with pytest.raises(InvalidInput, match="A teardown has to be confirmed"):
        asked({"alpha": {"tenant_id": A}}).check(teardown())


def test_a_declaration_that_is_an_expression_tells_the_domains(asked):
    """Before ansible-core 2.19, the result of an expression is a text at first."""
    center = {"tenant_contact_center": "{{ site.center }}", "site": {"center": {"domains": ["acme"]}}}
    with pytest.raises(InvalidInput, match=r"alpha \(tenant_id .*; domains acme\)"):
        asked({"alpha": {"tenant_id": A, **center}}).check(teardown())


ACME = {"tenant_id": A, "tenant_contact_center": {"domains": ["{{ name }}"]}, "name": "acme"}
OF_ACME = "contact center %s is also that of the host beta" % A


def servers(address):
    """An environment with this Configuration Server, and a password that nobody has to read."""
    return {"config_servers": [{"primary_address": address}], "password": "{{ nobody_defined_this }}"}


@pytest.mark.parametrize("role", [None, ROLE])
@pytest.mark.parametrize(
    ("own", "beta", "said"),
    [
        pytest.param({"tenant_contact_center": {"domains": ["globex"]}}, ACME, OF_ACME, id="domains"),
        pytest.param({"tenant_contact_center": {"domains": ["globex", "ACME"]}}, ACME, None, id="a domain of both"),
        pytest.param({"tenant_contact_center": {}}, ACME, None, id="no domains"),
        pytest.param(
            {"tenant_contact_center": {"domains": ["x"]}}, {**ACME, "genesys_auth_url": THERE}, None, id="elsewhere"
        ),
        pytest.param(
            {"tenant_contact_center": {"domains": ["x"]}}, {**ACME, "name": "{{ nobody_defined_this }}"}, None, id="?"
        ),
        pytest.param(
            {"tenant_environment": servers("globex.example.com")},
            {"tenant_id": A, "tenant_environment": servers("tenant-{{ tenant_id }}.example.com")},
            "environment %s is also that of the host beta" % A,
            id="addresses",
        ),
        pytest.param(
            {"tenant_id": B, "tenant_environment": {**servers("globex.example.com"), "id": A.upper()}},
            {"tenant_id": A, "tenant_environment": servers("acme.example.com")},
            "environment %s is also that of the host beta" % A,
            id="addresses of an environment of another tenant",
        ),
        pytest.param(
            {"tenant_environment": servers("tenant-%s.example.com" % A.upper())},
            {"tenant_id": A, "tenant_environment": servers("tenant-{{ tenant_id }}.example.com")},
            None,
            id="the same address",
        ),
        pytest.param({"tenant_id": B, "digital_channels_contact_center_id": A}, ACME, OF_ACME, id="Digital Channels"),
        pytest.param({"tenant_id": B, "tenant_contact_center": {"id": A}}, ACME, OF_ACME, id="another tenant"),
        pytest.param(
            {"tenant_id": B, "tenant_contact_center": {"id": A}}, {**ACME, "genesys_discovered": True}, None, id="found"
        ),
    ],
)
def test_a_host_that_contradicts_another_one_of_the_same_ids_is_refused(asked, role, own, beta, said):
    own = {**DECLARES, "tenant_id": A, **own}
    hosts = {
        "alpha": {**own, "genesys_auth_url": HERE},
        "beta": beta,
        "gamma": {"tenant_id": "{{ nobody_defined_this }}"},
    }
    for parts in (None, None, ["auth_clients"]):
        params = {"state": "present", "auth_url": HERE, "parts": parts, **own}
        if said and parts is None:
            with pytest.raises(InvalidInput, match=said):
                asked(hosts, role=role).check(params)
        else:
            asked(hosts, role=role).check(params)


SAME_DOMAIN = {"tenant_id": B, "tenant_contact_center": {"domains": ["t1", "{{ 'ac' ~ 'me' }}"]}}
OF_DOMAIN = "The domain ACME is also that of the host beta, .*: host alpha says tenant_id: %s, host beta says " % A


@pytest.mark.parametrize("role", [None, ROLE])
@pytest.mark.parametrize(
    ("beta", "said"),
    [
        pytest.param({**ACME, "name": "globex"}, "domain ACME, host beta declares the domain globex", id="id"),
        pytest.param(SAME_DOMAIN, OF_DOMAIN + "tenant_id: " + B, id="domain"),
        pytest.param(
            {**SAME_DOMAIN, "tenant_contact_center": {"id": B, "domains": "acme"}, "tenant_id": OTHER},
            OF_DOMAIN + "tenant_contact_center.id: " + B,
            id="domain, by its own id",
        ),
        pytest.param({**SAME_DOMAIN, "genesys_auth_url": THERE}, None, id="domain elsewhere"),
        pytest.param({**SAME_DOMAIN, "genesys_discovered": True}, None, id="found"),
        pytest.param({**SAME_DOMAIN, "tenant_id": "{{ nobody_defined_this }}"}, None, id="?"),
        pytest.param(ACME, None, id="the same"),
    ],
)
def test_a_teardown_of_what_another_host_declares_otherwise_is_refused_however_it_is_confirmed(
    asked, monkeypatch, role, beta, said
):
    own = {"tenant_id": A, "tenant_contact_center": {"domains": ["ACME"]}}
    hosts = {"alpha": {**own, "genesys_auth_url": HERE}, "beta": beta}
    try:
        for name in (A, "acme"):
            load_extra_vars.__dict__.pop("extra_vars", None)  # before ansible-core 2.19 it keeps them
            monkeypatch.setattr(
                "ansible.context.CLIARGS", {"extra_vars": (json.dumps({"genesys_confirm_teardown": name}),)}
            )
            guards = asked(hosts, role=role)
            guards._vars["ansible_play_hosts_all"] = ["alpha"]
            if said:
                with pytest.raises(InvalidInput, match=said):
                    guards.check(teardown(**own))
            else:
                assert guards.check(teardown(**own)) == []
    finally:
        load_extra_vars.__dict__.pop("extra_vars", None)


def test_a_contradiction_of_one_host_of_the_play_keeps_the_tenants_of_all(asked):
    hosts = {"alpha": {"tenant_id": B}, "beta": {**ACME, "name": "globex"}, "gamma": ACME}
    guards = asked(hosts)
    guards._vars["ansible_play_hosts_all"] = ["alpha", "gamma"]
    with pytest.raises(InvalidInput, match="host gamma declares the domain acme, host beta declares the domain globex"):
        guards.check(teardown(tenant_id=B))
    with pytest.raises(InvalidInput, match="The teardown is not confirmed"):
        other = asked(hosts, "gamma")
        other._vars["ansible_play_hosts_all"] = ["alpha", "gamma"]
        other.check(teardown())


@pytest.mark.parametrize("theirs", [A, B])
def test_with_an_extra_tenant_the_other_hosts_have_their_own(asked, monkeypatch, theirs):
    """-e @copied.yml over an inventory that has the tenant whose id was left."""
    extra = {"tenant_id": A, "tenant_contact_center": {"domains": ["globex"]}}
    load_extra_vars.__dict__.pop("extra_vars", None)
    monkeypatch.setattr("ansible.context.CLIARGS", {"extra_vars": (json.dumps(extra),)})
    params = {**DECLARES, **extra, "state": "present", "auth_url": HERE, "parts": None}
    try:
        asked({"alpha": {}, "beta": {**ACME, "tenant_id": theirs}}).check(params)
        assert theirs == B
    except InvalidInput as error:
        assert theirs == A and OF_ACME in str(error)
    finally:
        load_extra_vars.__dict__.pop("extra_vars", None)


KNOWN_TWICE = {  # variables of the protected host, and of the one that is taken down
    "the id of the tenant": ({"tenant_id": A}, {"tenant_id": A}),
    "its id in capitals": ({"tenant_id": "{{ own.upper() }}", "own": A}, {"tenant_id": A}),
    "the contact center of a tenant": (
        {"tenant_id": B, "tenant_contact_center": {"id": A, "domains": "{{ nobody_defined_this }}"}},
        {"tenant_id": A},
    ),
    "the tenant of a contact center": (
        {"tenant_id": B},
        {"tenant_id": A, "digital_channels_contact_center_id": B},
    ),
}


@pytest.mark.parametrize("role", [None, ROLE])
@pytest.mark.parametrize("name", KNOWN_TWICE)
def test_a_tenant_is_protected_whichever_host_protects_it(asked, role, name):
    other, own = KNOWN_TWICE[name]
    hosts = {"alpha": own, "beta": {**other, "tenant_protected": "yes"}}
    with pytest.raises(InvalidInput, match="tenant_protected protects the tenant of alpha .* of the host beta, too"):
        asked(hosts, role=role).check(teardown())


def test_a_host_that_does_not_protect_its_tenant_protects_none(asked):
    hosts = {"alpha": {"tenant_id": A}, "beta": {"tenant_id": A, "tenant_protected": "no"}}
    assert asked(hosts, role=None).check(teardown()) == []


@pytest.mark.parametrize(
    ("protected", "said"),
    [
        (
            {"tenant_id": A, "tenant_protected": "{{ nobody_defined_this }}"},
            "beta: tenant_protected cannot be evaluated",
        ),
        ({"tenant_id": B, "tenant_protected": ""}, "beta: tenant_protected is empty"),
        (
            {"tenant_id": "{{ nobody_defined_this }}", "tenant_protected": True},
            "beta protects .* its tenant_id cannot be",
        ),
    ],
)
def test_a_host_whose_protection_cannot_be_told_may_protect_any(asked, protected, said):
    hosts = {"alpha": {"tenant_id": A}, "beta": protected}
    with pytest.raises(InvalidInput, match=said):
        asked(hosts, role=None).check(teardown())


def test_another_platform_is_protected_for_itself(asked):
    hosts = {
        "alpha": {"tenant_id": A, "genesys_auth_url": HERE},
        "beta": {"tenant_id": A, "tenant_protected": True, "genesys_auth_url": THERE},
    }
    assert asked(hosts, role=None).check(teardown()) == []
    for url in (None, THERE):
        with pytest.raises(InvalidInput, match="of the host beta"):
            asked(hosts, role=None).check(teardown(auth_url=url))


@pytest.mark.parametrize(
    ("again", "said"),
    [
        pytest.param({}, None, id="the same once more"),
        pytest.param({"genesys_auth_url": HERE.upper() + ":443/"}, None, id="spelt in another way"),
        pytest.param(
            {"genesys_auth_url": THERE}, "protects the tenant of alpha .* of the host beta, too", id="protected there"
        ),
        pytest.param({"genesys_auth_url": THIRD}, None, id="a platform where nothing is protected"),
        pytest.param({"tenant_id": B}, "names no selected tenant", id="another tenant"),
    ],
)
def test_what_confirms_a_tenant_is_looked_at_for_each_platform(asked, monkeypatch, again, said):
    """A play may loop over platforms, where the same host stands for another tenant of the same id."""
    load_extra_vars.__dict__.pop("extra_vars", None)  # before ansible-core 2.19 it keeps them
    monkeypatch.setattr("ansible.context.CLIARGS", {"extra_vars": (json.dumps({"genesys_confirm_teardown": A}),)})
    beta = {"tenant_id": A, "tenant_protected": True, "genesys_auth_url": THERE}
    try:
        for more in ({}, again):
            own = {"tenant_id": A, "genesys_auth_url": HERE, **more}
            guards = asked({"alpha": own, "beta": beta}, uuid="task " + own["genesys_auth_url"])
            guards._vars["ansible_play_hosts_all"] = ["alpha"]
            params = teardown(tenant_id=own["tenant_id"], auth_url=own["genesys_auth_url"])
            if more and said:
                with pytest.raises(InvalidInput, match=said):
                    guards.check(params)
            else:
                assert guards.check(params) == []
    finally:
        load_extra_vars.__dict__.pop("extra_vars", None)


@pytest.mark.parametrize("code", ["first", "second"])
def test_the_code_of_one_platform_confirms_no_other_one(asked, monkeypatch, code):
    urls, said = (HERE, THERE), {}

    def check(url, extra=(), check_mode=False):
        load_extra_vars.__dict__.pop("extra_vars", None)  # before ansible-core 2.19 it keeps them
        monkeypatch.setattr("ansible.context.CLIARGS", {"extra_vars": extra})
        guards = asked({"alpha": {"tenant_id": A, "genesys_auth_url": url}}, uuid="task %s %s" % (url, extra))
        guards._action._task.check_mode = check_mode
        return guards.check(teardown(auth_url=url))

    try:
        for url in urls:
            said[url] = check(url, check_mode=True)[0].rpartition("genesys_confirm_teardown=")[2]
        own, other = urls if code == "first" else reversed(urls)
        extra = (json.dumps({"genesys_confirm_teardown": said[own]}),)
        assert check(own, extra) == []
        with pytest.raises(InvalidInput, match="is not the selected tenants"):
            check(other, extra)
    finally:
        load_extra_vars.__dict__.pop("extra_vars", None)


@pytest.mark.parametrize("role", [None, ROLE])
@pytest.mark.parametrize(
    ("own", "is_refused"),
    [
        pytest.param({"tenant_id": A}, True, id="the same"),
        pytest.param({"tenant_id": B, "tenant_contact_center": {"id": A}}, True, id="its contact center"),
        pytest.param({"tenant_id": B}, False, id="another"),
        pytest.param({}, False, id="none"),
        pytest.param({"tenant_id": A, "genesys_auth_url": THERE}, False, id="the same id elsewhere"),
    ],
)
def test_an_extra_tenant_is_protected_by_the_host_whose_own_it_is(asked, monkeypatch, own, is_refused, role):
    load_extra_vars.__dict__.pop("extra_vars", None)  # before ansible-core 2.19 it keeps them
    given = {"tenant_id": A, "tenant_contact_center": {"domains": ["acme"]}, "genesys_auth_url": HERE}
    given["genesys_confirm_teardown"] = A
    monkeypatch.setattr("ansible.context.CLIARGS", {"extra_vars": (json.dumps(given),)})
    hosts = {"ops1": {}, "beta": {**own, "tenant_protected": True}}
    try:
        guards = asked(hosts, "ops1", role=role)
        guards._vars["ansible_play_hosts_all"] = ["ops1"]
        guards.check(teardown())
        assert not is_refused
    except InvalidInput as error:
        assert is_refused and "it is that of the host beta, too" in str(error)
    finally:
        load_extra_vars.__dict__.pop("extra_vars", None)
