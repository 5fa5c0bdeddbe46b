# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host whose variables are texts, such as JSON: genesys_tenant takes the dicts that Ansible makes of them, and so does each guard."""

from __future__ import annotations

import json

import pytest
from ansible.errors import AnsibleError
from unit.plugins.plugin_utils.test_guarded import HERE, OTHER, ROLE, A, B, asked, kept, present, teardown

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.plugin_utils.declarations import declaration

__all__ = ["asked"]  # a fixture
C = "5a0c8f7e-7a0b-4a51-9d3c-2f6f1d0c9b8a"
FORMS = {
    "a dict": lambda value: value,
    "JSON": json.dumps,
    "JSON with a template": lambda value: json.dumps(value).replace(A, "{{ own }}"),
    "to_json": lambda value: "{{ %s | to_json }}" % json.dumps(value),
    "Python": str,
    "pairs": lambda value: ", ".join("%s='%s'" % pair for pair in value.items()),
}
WRONG = ["hello", "{", "{{ '{' }}", 7, True, ["id", A], "id"]
each_form = pytest.mark.parametrize("form", [pytest.param(form, id=name) for name, form in FORMS.items()])
each_wrong = pytest.mark.parametrize("wrong", WRONG, ids=str)
by_whom = pytest.mark.parametrize("role", [None, ROLE])


@by_whom
@each_form
def test_its_contact_center_is_protected(asked, role, form):
    beta = {"tenant_id": B, "tenant_protected": True, "tenant_contact_center": form({"id": A}), "own": A}
    with pytest.raises(InvalidInput, match="tenant_protected protects the tenant of alpha .* of the host beta, too"):
        asked({"alpha": {"tenant_id": A}, "beta": beta}, role=role).check(teardown())


@each_form
def test_its_own_contact_center_is_protected_by_another_host(asked, form):
    alpha = {"tenant_id": B, "tenant_contact_center": form({"id": A}), "own": A}
    with pytest.raises(InvalidInput, match="of alpha .*contact center %s.* of the host beta, too" % A):
        asked({"alpha": alpha, "beta": {"tenant_id": A, "tenant_protected": True}}).check(teardown(tenant_id=B))


@each_form
def test_its_contact_center_is_not_taken_down_for_another_host_and_its_environment_stays(asked, form):
    hosts = {"alpha": {"tenant_id": A}, "beta": {"tenant_id": B, "tenant_contact_center": form({"id": A}), "own": A}}
    with pytest.raises(InvalidInput, match="is also that of the host beta, which is another tenant: .*center.id: " + A):
        kept(asked(hosts))
    hosts["beta"]["tenant_environment"] = hosts["beta"].pop("tenant_contact_center")
    assert kept(asked(hosts, uuid="another")) == {("beta", A)}


@each_form
@pytest.mark.parametrize("name", ["auth_clients_list", "digital_channels_gapis"])
def test_a_client_of_an_item_of_its_lists_stays(asked, form, name):
    items = [form({"client_id": "shop", "url": "https://gws.example.com"}), form({"client_id": "x", "url": "y"})]
    hosts = {"alpha": {"tenant_id": A}, "beta": {"tenant_id": B, name: items}}
    assert kept(asked(hosts)) == {("beta", "shop")}
    hosts["beta"][name] = [form({"client_id": "shop", "url": "https://gws.example.com", "state": "absent"})]
    assert kept(asked(hosts, uuid="another")) == set()


@by_whom
@each_form
def test_what_it_declares_otherwise_is_refused(asked, role, form):
    own = {"tenant_id": A, "tenant_contact_center": {"domains": ["globex"]}}
    for domains, is_refused in (("acme,acme2", True), ("acme, GLOBEX", False)):
        hosts = {"alpha": {**own, "genesys_auth_url": HERE}}
        hosts["beta"] = {"tenant_contact_center": form({"id": A, "domains": domains}), "own": A}
        try:
            asked(hosts, role=role, uuid=domains).check(present(HERE, **own))
            assert not is_refused
        except InvalidInput as error:
            assert is_refused and "host beta declares the domain acme, acme2" in str(error)


@pytest.mark.parametrize("member", [json.dumps, dict, "primary_address={0[primary_address]}".format], ids=str)
@pytest.mark.parametrize("whole", [json.dumps, dict, "{{{{ {0} | to_json }}}}".format], ids=str)
def test_its_environment_that_has_another_address_is_refused(asked, whole, member):
    def declared(address):
        return {"tenant_environment": {"config_servers": [{"primary_address": address}]}}

    for address in ("acme.example.com", "GLOBEX.example.com"):
        there = whole({"config_servers": [member({"primary_address": address})]})
        hosts = {"alpha": {"tenant_id": A}, "beta": {"tenant_id": A, "tenant_environment": there}}
        try:
            asked(hosts, uuid=address).check(present(HERE, **declared("globex.example.com")))
            assert address.startswith("GLOBEX")
        except InvalidInput as error:
            assert "host beta declares the Configuration Server acme.example.com" in str(error)


@each_form
def test_its_login_domain_is_not_that_of_a_teardown_of_another_contact_center(asked, form):
    own = {"tenant_id": A, "tenant_contact_center": {"domains": ["globex"]}}
    hosts = {"alpha": own, "beta": {"tenant_contact_center": form({"id": B, "domains": "acme,Globex"})}}
    with pytest.raises(InvalidInput, match="The domain globex is also that of the host beta, .*center.id: " + B):
        asked(hosts, role=None).check(teardown(**own))


@each_form
def test_two_hosts_that_declare_one_contact_center_are_two(asked, form):
    hosts = {name: {"tenant_contact_center": form({"id": A}), "own": A} for name in ("alpha", "beta")}
    asked(hosts).check(present(HERE, tenant_id=None))
    with pytest.raises(InvalidInput, match="Host beta has the same contact center, by tenant_contact_center.id: " + A):
        asked(hosts, "beta").check(present(HERE, tenant_id=None))


@each_form
def test_a_teardown_names_its_domains(asked, form):
    alpha = {"tenant_id": A, "tenant_contact_center": form({"domains": "acme"})}
    with pytest.raises(InvalidInput, match=r"alpha \(tenant_id .*; domains acme\)"):
        asked({"alpha": alpha}).check(teardown())


@each_form
def test_a_host_that_was_found_is_not_another_one_if_its_ids_say_so(asked, form):
    ids = {"genesys_contact_center": {"id": A, "environment_id": B}, "genesys_environment": {"id": B}}
    alpha = {"tenant_id": OTHER, "genesys_discovered": True, "own": A, **ids}
    alpha.update(tenant_contact_center=form({"id": A}), tenant_environment=form({"id": B}))
    asked({"alpha": alpha}).check(present(HERE, tenant_id=OTHER))
    with pytest.raises(InvalidInput, match="the inventory plugin found the contact center"):
        asked({"alpha": {**alpha, "tenant_environment": form({"id": C})}}).check(present(HERE, tenant_id=OTHER))


@each_wrong
def test_what_no_task_takes_may_be_the_protected_contact_center(asked, wrong):
    hosts = {"alpha": {"tenant_id": A}, "beta": {"tenant_id": B, "tenant_contact_center": wrong}}
    with pytest.raises(InvalidInput, match="cannot be told: its tenant_contact_center cannot .* or has a wrong shape"):
        kept(asked(hosts))
    hosts["beta"]["tenant_protected"] = True
    with pytest.raises(
        InvalidInput, match="beta protects its tenant, .* tenant_contact_center .* or has a wrong shape"
    ):
        asked(hosts, role=None, uuid="another").check(teardown())


@each_wrong
def test_what_no_task_takes_counts_as_declaring_it(asked, wrong):
    hosts = {"alpha": {"tenant_id": A}, "beta": {"tenant_id": B, "tenant_environment": wrong}}
    assert kept(asked(hosts)) == {("beta", A)}
    for clients in (wrong, [wrong], {"client_id": "x"}, '[{"client_id": "x"}] or so'):
        beta = {"tenant_id": B, "auth_clients_list": clients}
        assert kept(asked({"alpha": {"tenant_id": A}, "beta": beta}, uuid=str(clients))) == {("beta", "shop")}


@pytest.mark.parametrize("empty", [None, "", {}, [], "{{ '' }}"], ids=repr)
def test_what_is_empty_declares_nothing(asked, empty):
    names = ("tenant_contact_center", "tenant_environment", "auth_clients_list", "digital_channels_tenant")
    beta = {"tenant_id": B, "tenant_protected": True, **dict.fromkeys(names, empty)}
    guards = asked({"alpha": {"tenant_id": A}, "beta": beta}, role=None)
    assert guards.check(teardown()) == [] and kept(guards) == set()


def test_a_wrong_value_is_not_quoted():
    with pytest.raises(AnsibleError) as refused:
        declaration("tenant_environment", "S3cret")
    assert "S3cret" not in str(refused.value) and "tenant_environment" in str(refused.value)
