# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What confirms a teardown, and what does not; no Ansible."""

from __future__ import annotations

import re

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.resources.tenant_document import MODULE
from ansible_collections.cxops.genesys.plugins.plugin_utils import guard, guarded
from ansible_collections.cxops.genesys.plugins.plugin_utils.guard import Host

A, B = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "6b9f3d0e-4a57-4c1e-9a51-0c7f5d1e2a10"
ACME = Host("acme", (A,), ("Acme-Domain",), "https://gws.example.com")
BETA = Host("beta", (B,), ("beta-domain",), "https://gws.example.com")
BOTH = [ACME, BETA]
CODE = guard.confirmation_code(BOTH)


def decide(hosts, given=None, check_mode=False, **more):
    """None or the note where it is allowed, else the message."""
    try:
        return guard.check_teardown(hosts, given, check_mode, **more)
    except InvalidInput as error:
        assert error.details["field"] in (guard.CONFIRM, guard.PROTECTED, guard.TEARDOWN_DISCOVERED)
        return "refused: %s" % error


@pytest.mark.parametrize(
    "given",
    [
        ["acme", "beta"],
        ["beta", A],
        "acme,beta",
        "ACME beta",
        "acme-domain\nbeta-domain\n",
        [A.upper(), B],
        CODE,
        [CODE],
        ["acme", A, "beta"],
    ],
    ids=str,
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_the_selected_set_is_confirmed(given, check_mode):
    assert decide(BOTH, given, check_mode) is None


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("", "empty"),
        ([], "empty"),
        (" , ", "empty"),
        ({}, "empty"),
        (True, "no list of names"),
        (["acme", {}], "no list of names"),
        (["acme", None], "no list of names"),
        ("acme", "not named is beta"),
        ("acme,beta,gamma", "gamma names no selected tenant"),
        ("true", "true names no selected tenant"),
        ("all", "all names no selected tenant"),
        ("*", "* names no selected tenant"),
        ("2", "2 names no selected tenant"),
        (guard.confirmation_code([ACME]), "names no selected tenant"),
        (["acme", CODE], "names no selected tenant"),
        ("{{ inventory_hostname }}", "names no selected tenant"),
    ],
    ids=str,
)
@pytest.mark.parametrize("check_mode", [False, True])
def test_anything_else_is_refused_in_check_mode_too(given, why, check_mode):
    answer = decide(BOTH, given, check_mode)
    assert answer.startswith("refused: ") and why in answer and "Nothing was written." in answer


def test_without_a_confirmation_the_message_shows_what_would_go_and_the_line_to_add():
    answer = decide(BOTH)
    for host in BOTH:
        assert host.name in answer and host.ids[0] in answer and host.domains[0] in answer and host.platform in answer
    line = re.search(r"add: -e %s=(\S+)\Z" % guard.CONFIRM, answer).group(1)
    assert decide(BOTH, line) is None


def test_check_mode_needs_none_and_prints_the_code():
    answer = decide(BOTH, check_mode=True)
    codes = re.findall(r"-e %s=(\S+)" % guard.CONFIRM, answer)
    assert len(codes) == 2 and codes[-1] == CODE and CODE.startswith("2-")
    assert [decide(BOTH, code) for code in codes] == [None, None]


@pytest.mark.parametrize(
    "other",
    [
        [ACME],
        [ACME, Host("beta", (A,), BETA.domains, BETA.platform)],
        [ACME, Host("gamma", BETA.ids, BETA.domains, BETA.platform)],
        [ACME, Host("beta", BETA.ids, BETA.domains, "https://other.example.com")],
        [*BOTH, Host("gamma")],
    ],
)
def test_the_code_is_that_of_one_set(other):
    assert guard.confirmation_code(other) != CODE == guard.confirmation_code(BOTH[::-1])


def test_many_hosts_are_confirmed_by_the_code():
    many = [Host("t%d" % number, ("id-%d" % number,)) for number in range(30)]
    answer = decide(many)
    assert "--check" in answer and guard.CONFIRM + "=" not in answer and "and 10 more" in answer
    code = re.search(r"-e %s=(\S+)" % guard.CONFIRM, decide(many, check_mode=True)).group(1)
    assert decide(many, code) is None and decide(many[1:], code).startswith("refused")


def test_a_name_of_several_hosts_names_none():
    staging = Host("staging", (A,), ("acme",), "https://staging.example.com")
    production = Host("production", (A,), ("acme",), "https://example.com")
    for name in ("acme", A):
        assert "names 2 of the selected hosts" in decide([staging, production], name)
    assert decide([staging, production], "staging,production") is None
    assert decide([staging, production]).endswith("=staging,production")


@pytest.mark.parametrize(
    "host",
    [
        Host("localhost", (A,), ("acme",)),
        Host("web1", (A,), ("acme",), is_named=False),
        Host("web1", (A,), ("acme",), others=("beta", "gamma")),
    ],
)
def test_a_host_s_name_that_does_not_say_which_tenant_is_meant_confirms_nothing(host):
    assert "names no selected tenant" in decide([host], host.name)
    assert decide([host], A) is None and decide([host], "acme") is None
    assert decide([host]).endswith("=" + A)


def test_another_contact_center_of_digital_channels_has_to_be_confirmed_as_well():
    """The id may be left in a copied document, which the host's name and domains do not say."""
    host = Host("beta", (B, A), ("beta-domain",), digital=A)
    for given in (None, "beta", B, "beta-domain", A):
        answer = decide([host], given)
        assert (
            answer.startswith("refused") and "tenant_id %s; contact center %s; domains beta-domain" % (B, A) in answer
        )
    assert decide([host]).endswith("=beta,%s" % A)
    for given in (["beta", A.upper()], [B, A], guard.confirmation_code([host])):
        assert decide([host], given) is None
    assert "not named is beta" in decide([ACME, host], "acme,beta")
    assert "names 2 of the selected hosts" in decide([ACME, host], ["acme", "beta", A]), "acme has that id"
    assert "--check" in decide([ACME, host])


def test_without_a_tenant_the_host_s_name_counts():
    assert decide([Host("localhost")], "localhost") is None


def test_a_play_that_gives_the_tenant_itself_may_be_confirmed_for_several():
    assert decide([ACME], [A, B], complete=False) is None
    assert "not named is acme" in decide([ACME], [B], complete=False)


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_protected_tenant_stays_whatever_is_confirmed(check_mode):
    protected = [ACME, Host("beta", (B,), is_protected=True)]
    for given in (None, "acme,beta", guard.confirmation_code(protected)):
        answer = decide(protected, given, check_mode)
        assert answer.startswith("refused: tenant_protected protects beta")


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_discovered_tenant_stays_unless_that_is_allowed(check_mode):
    for allowed in (False, True):
        found = [ACME, Host("beta", (B,), is_discovered=True, may_be_discovered=allowed)]
        answer = decide(found, "acme,beta", check_mode)
        assert (answer is None) == allowed
        assert allowed or "genesys_teardown_discovered: true" in answer


def test_a_variable_that_is_no_extra_one_confirms_nothing():
    assert "not as an extra variable" in decide([ACME], None, elsewhere=True)
    assert "not as an extra variable" in decide([ACME], None, True, elsewhere=True)


@pytest.mark.parametrize(
    ("value", "expected"), [(True, True), (False, False), ("yes", True), ("False", False), (1, True), ("0", False)]
)
def test_a_switch(value, expected):
    assert guard.is_set("tenant_protected", value) is expected


@pytest.mark.parametrize("value", ["", None, " ", "perhaps", [], {}, 2])
def test_a_guard_that_is_defined_but_empty_is_an_error(value):
    with pytest.raises(InvalidInput, match="tenant_protected is"):
        guard.is_set("tenant_protected", value)


KNOWN = {
    "tenant_id",
    "tenant_cors_origins",
    "tenant_contact_center",
    "cloud_oauth_clients_list",
    "genesys_auth_url",
} | {
    "nexus_db_host",
    "nexus_url",
    "genesys_environment",
}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("tenant_cors_origin", "tenant_cors_origins"),
        ("tenant_contactcenter", "tenant_contact_center"),
        ("tenantcors_origins", "tenant_cors_origins"),
        ("cloud_oauth_client_list", "cloud_oauth_clients_list"),
        ("genesys_authurll", "genesys_auth_url"),
        ("genesys_auth_urll", "genesys_auth_url"),
        ("genesys_auth_urls12", None),
        ("nexus_db_hosts", "nexus_db_host"),
        ("nexus_ur", None),
        ("nexus_repository_url", None),
        ("tenant__contact_center", None),
        ("tenant_name", None),
        ("tenant_cors_origins", None),
        ("genesys_environments", "genesys_environment"),
        ("TENANT_ID", None),
    ],
)
def test_misspelled_variables(name, meant):
    found = guard.misspelled([name, "inventory_hostname"], KNOWN, lambda one: True)
    assert found == ({name: meant} if meant else {})
    assert guard.misspelled([name], KNOWN, lambda one: False) == {}


def test_a_misspelled_variable_resembles_one_that_is_set_as_much_as_the_one_that_is_meant():
    known = ("nexus_db_host", "nexus_db_port")
    found = guard.misspelled(["nexus_db_post"], known, lambda one: one == "nexus_db_port")
    assert found == {"nexus_db_post": "nexus_db_port"}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("authclients_list", "auth_clients_list"),
        ("digitalchannels_tenant", "digital_channels_tenant"),
        ("tenantcors_origins", "tenant_cors_origins"),
        ("genesysauth_url", "genesys_auth_url"),
        ("nexus_dbhost", "nexus_db_host"),
        ("nexus_apikey", "nexus_api_key"),
        ("cloudoauth_client_list", "cloud_oauth_clients_list"),
        ("tenantcontactcentre", None),
        ("tenantcontactcente", "tenant_contact_center"),
        ("tenantid", "tenant_id"),
        ("tenants", None),
        ("tenant", None),
        ("nexus", None),
        ("nexusrepository", None),
        ("genesys", None),
    ],
)
def test_underscores_of_a_beginning_do_not_count(name, meant):
    assert guard.misspelled([name], guarded.KNOWN, lambda one: True) == ({name: meant} if meant else {})


def test_one_host_for_an_extra_tenant():
    guard.check_single(["localhost"], A, {})
    for own_ids, said in (
        ({}, ", or --limit web1"),
        ({"web1": B, "web3": A.upper()}, ", or --limit web3"),
        ({"web1": B}, ", or --limit web2"),
        (dict.fromkeys(["web1", "web2", "web3"], B), "localhost, for each of them has another tenant_id"),
    ):
        with pytest.raises(InvalidInput, match="3 hosts are selected .*%s$" % said):
            guard.check_single(["web1", "web2", "web3"], A, own_ids)


@pytest.mark.parametrize(("given", "what"), [("", "empty"), (A[:8], "no UUID: %s" % A[:8])])
def test_an_extra_tenant_that_is_none_is_told_as_such(given, what):
    with pytest.raises(InvalidInput) as refused:
        guard.check_own("web1", given, {"web1": A})
    assert refused.value.message == "The tenant_id that -e gives is %s. The host web1 has its own, %s." % (what, A)
    assert "localhost" not in refused.value.hint and refused.value.details["field"] == "tenant_id"


def test_variables_that_are_ours():
    assert {field.variable for task in TASKS.values() for field in task.options if field.variable} <= guarded.KNOWN


@pytest.mark.parametrize(
    ("variables", "declares"),
    [
        ({}, False),
        ({"tenant_id": A, "tenant_contact_center": {"id": A, "domains": []}, "tenant_environment": {}}, False),
        ({"tenant_cors_origins": [], "tenant_cors_list_mode": "exact", "digital_channels_chat_service_uri": ""}, False),
        ({"tenant_contact_center": {"domains": ["t100"]}}, True),
        ({"tenant_cors_origins": ["https://a.example.com"]}, True),
        ({"auth_clients_list": [{}]}, True),
        ({"digital_channels_chat_service_uri": "https://a.example.com"}, True),
    ],
)
def test_what_declares_something(variables, declares):
    assert MODULE.declares(variables.get) is declares


def test_a_host_of_which_nothing_is_declared():
    found = Host("found", (A,), is_discovered=True)
    assert guard.check_declaration(ACME, True, False, True) is None
    assert "found" in guard.check_declaration(found, False, True, False)
    for host, others, require in ((ACME, True, False), (found, False, False), (found, True, True)):
        with pytest.raises(InvalidInput, match="Nothing is declared for"):
            guard.check_declaration(host, False, others, require)


def test_no_oauth_client_is_declared():
    guard.check_clients(True, [])
    with pytest.raises(InvalidInput, match="Variables that begin like it: cloud_clients, cloud_x."):
        guard.check_clients(False, ["cloud_clients", "cloud_x"])
    with pytest.raises(InvalidInput, match="begin like it: none."):
        guard.check_clients(False, [])


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("dict", '{"username": "x"}', "tenant is a text, and has to be a dict"),
        ("list", '[{"name": "x"}]', "tenant is a text, and has to be a list"),
        ("list", [{}, '{"name": "x"}'], r"tenant\[1\] is a text, and has to be a dict"),
    ],
)
def test_a_text_is_no_dict_and_no_list_of_them(kind, value, said):
    with pytest.raises(InvalidInput, match=said):
        guard.check_no_text("tenant", kind, value)
    for given in ({}, [], [{}], "", None, [None]):
        guard.check_no_text("tenant", kind, given)
