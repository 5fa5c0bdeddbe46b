# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ansible-inventory and ansible-playbook with the inventory plugin: hosts, groups, filters, requests, cache, failures."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.transport.options import AUTH
from integration.inventory.conftest import FIRST, SECOND, THIRD, Listed, center, environment

pytestmark = [pytest.mark.apart, pytest.mark.parametrize("world", [False], indirect=True)]
LISTS = ["environments", "contact-centers"]
STRICT = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true"}


def test_hosts_and_groups_from_two_requests(platform, sources):
    listed = sources.list()
    assert listed.warnings == [] and sources.asked() == LISTS
    assert listed.groups == {
        "genesys_tenants": ["t100", "t200", "t300"],
        "region_usw1": ["t100", "t300"],
        "region_use1": ["t200"],
        "domain_t100": ["t100"],
        "domain_acme": ["t100"],
        "domain_t200": ["t200"],
        "domain_t300": ["t300"],
    }
    first = listed.hosts["t100"]
    assert first["genesys_contact_center"]["domains"] == ["t100", "acme"]
    assert first["genesys_environment"]["config_servers"][0]["primary_address"] == "cfg-1111.example.com"
    assert "password" not in first["genesys_environment"]
    assert first["genesys_regions"] == ["usw1"]
    assert {name: value for name, value in first.items() if not name.startswith("genesys_")} == {"tenant_id": FIRST}
    assert len({entry["connection"] for entry in platform.log()}) == 1


def test_the_order_of_the_hosts_is_that_of_their_names(platform, sources):
    once = sources.ansible_inventory(sources.write(), "--graph", "region_usw1").stdout
    assert once.index("t100") < once.index("t300")
    exported = Listed(sources.ansible_inventory(sources.write(), "--list", "--export"))
    assert list(exported.hosts) == ["t100", "t200", "t300"] and exported.warnings == []


def test_settings_cost_one_request_each_and_only_for_those_that_pass(platform, sources):
    listed = sources.list(settings=["cors-origins"], filters={"regions": ["USW1"]})
    assert sources.asked() == LISTS + ["contact-centers/%s/settings" % one for one in (FIRST, THIRD)]
    assert [one["name"] for one in listed.hosts["t100"]["genesys_settings"]] == ["cors-origins"]
    assert listed.hosts["t300"]["genesys_settings"] == []
    everything = sources.list(settings=True)
    assert [one["name"] for one in everything.hosts["t100"]["genesys_settings"]] == ["another", "cors-origins"]


def test_constructed_variables_and_groups(platform, sources):
    listed = sources.list(
        group_by=[],
        role_variables="none",
        hostnames=["genesys_contact_center.domains[1]", "id"],
        compose={"server": "genesys_environment.config_servers[0].primary_address"},
        groups={"several": "genesys_contact_center.domains | length > 1"},
        keyed_groups=[
            {"key": "genesys_regions", "prefix": "", "parent_group": "regions"},
            {"key": "genesys_environment.tenant", "prefix": "tenant"},
        ],
        leading_separator=False,
    )
    assert set(listed.hosts) == {"acme", SECOND, THIRD} and listed.warnings == []
    assert listed.hosts["acme"]["server"] == "cfg-1111.example.com"
    assert {name.split("_")[0] for name in listed.hosts["acme"] if name != "server"} == {"genesys"}
    assert listed.groups["several"] == ["acme"]
    assert sorted(listed.groups["usw1"]) == [THIRD, "acme"] and listed.groups["use1"] == [SECOND]
    assert sorted(listed.data["regions"]["children"]) == ["use1", "usw1"]
    assert set(listed.groups["tenant_Environment"]) == set(listed.hosts)


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({"filters": {"domains": ["T1*", "t3??"]}}, {"t100", "t300"}),
        ({"filters": {"domains": "acme", "regions": ["/USE1"]}}, set()),
        ({"filters": {"environment_ids": [SECOND.upper()], "exclude_domains": []}}, {"t200"}),
        ({"filters": {"exclude_regions": ["use*"], "exclude_environment_ids": [THIRD]}}, {"t100"}),
        (
            {"include_filters": ["'use1' in genesys_regions", "'acme' in genesys_contact_center.domains"]},
            {"t100", "t200"},
        ),
        ({"exclude_filters": ["genesys_environment.tls_enabled"]}, {"t100", "t200"}),
    ],
)
def test_filters(platform, sources, options, names):
    listed = sources.list(**options)
    assert set(listed.hosts) == names and listed.warnings == []


def test_a_condition_that_cannot_be_evaluated_leaves_out_and_says_so(platform, sources):
    listed = sources.list(exclude_filters=["genesys_environment.nothing.more > 1"])
    assert listed.hosts == {} and len(listed.warnings) == 3
    assert "genesys_environment.nothing.more > 1" in " ".join(listed.output.split())
    strict = sources.write(exclude_filters=["genesys_environment.nothing.more > 1"], strict=True)
    done = sources.ansible_inventory(strict, "--list", env=STRICT)
    assert done.returncode == 1 and "exclude_filters" in done.stderr


def test_the_cache_saves_the_requests_and_holds_no_secret(platform, sources, tmp_path):
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    first = sources.list(settings=True, **cache)
    assert len(sources.asked()) == 5
    again = sources.list(settings=True, **cache)
    assert sources.asked() == [] and again.data == first.data and again.warnings == []
    assert [path.stat().st_mode & 0o777 for path in (tmp_path / "cache").iterdir()] == [0o600]
    kept = [path.read_text() for path in (tmp_path / "cache").iterdir()]
    assert len(kept) == 1 and "cfg-1111.example.com" in kept[0]
    assert not [secret for secret in platform.canaries if secret in kept[0]] and "password" not in kept[0]
    sources.list(
        settings=True, **cache, env={"GENESYS_AUTH_USERNAME": "ops", "GENESYS_AUTH_URL": platform.emulator.url + "/"}
    )
    assert len(sources.asked()) == 5, "another address is another platform"
    platform.clear_log()
    look = {"name": "look", "ansible.builtin.debug": {"msg": "{{ tenant_id }}"}}
    assert (
        sources.run([look], "-i", str(sources.folder / "tenants.yml"), "--flush-cache", hosts="t100")["look"]["msg"]
        == FIRST
    )
    assert len(sources.asked()) == 5, "a flushed cache is read anew"
    sources.list(**cache)
    assert sources.asked() == LISTS, "other options are another reading"


def test_refreshing_in_a_play_reads_anew(platform, sources, tmp_path):
    source = sources.write(
        cache=True, cache_plugin="ansible.builtin.jsonfile", cache_connection=str(tmp_path / "cache")
    )
    sources.ansible_inventory(source, "--list")
    platform.control.seed(environments=[environment(SECOND)], contact_centers=[center(SECOND, "t201")])
    tasks = [
        {"name": "before", "ansible.builtin.debug": {"msg": "{{ groups.all | sort }}"}, "run_once": True},
        {"name": "refresh", "ansible.builtin.meta": "refresh_inventory"},
        {"name": "after", "ansible.builtin.debug": {"msg": "{{ groups.all | sort }}"}, "run_once": True},
    ]
    done = sources.run(tasks, "-i", source)
    assert done.code == 0, done.output
    assert done["before"]["msg"] == ["t100", "t200", "t300"] and done["after"]["msg"] == ["t100", "t201", "t300"]


def test_twins_get_their_ids(world, sources):
    centers = [center(FIRST, "t100"), center(SECOND, "T100"), center(THIRD, "t300")]
    world.control.seed(environments=[environment(one["id"]) for one in centers], contact_centers=centers)
    listed = sources.list()
    assert set(listed.hosts) == {"t100_" + FIRST, "T100_" + SECOND, "t300"}
    assert sorted(listed.groups["domain_t100"]) == ["T100_" + SECOND, "t100_" + FIRST]
    assert "Several contact centers would be called t100" in " ".join(listed.output.split())


def test_a_contact_center_without_environment_is_kept(world, sources):
    world.control.seed(contact_centers=[center(FIRST, "t100", environmentId=SECOND)])
    listed = sources.list()
    assert listed.hosts["t100"]["tenant_id"] == SECOND and listed.hosts["t100"]["genesys_environment"] == {}
    assert listed.hosts["t100"]["tenant_contact_center"] == {"id": FIRST}
    assert "knows no environment" in " ".join(listed.output.split()) and len(listed.warnings) == 1


def test_a_platform_without_contact_centers_gives_no_hosts(world, sources):
    listed = sources.list()
    assert listed.hosts == {} and listed.warnings == [] and sources.asked() == LISTS


def test_texts_of_the_service_are_no_templates(world, sources):
    evil = "{{lookup('pipe','touch${IFS}owned')}}{%x%}"
    world.control.seed(
        environments=[environment(FIRST, tenant="{{ 7 * 7 }}", location="/{{1+1}}")],
        contact_centers=[center(FIRST, "t100", evil.replace(",", "").replace("/", "")), center(SECOND, "{{7*7}}", environmentId=FIRST)],
        settings=[{"contactCenterId": FIRST, "name": "x", "location": "/", "value": evil, "shared": True}],
    )  # fmt: skip
    source = sources.write(
        settings=True,
        compose={"copied": "genesys_settings[0].value"},
        keyed_groups=[{"key": "genesys_environment.tenant"}],
    )
    tasks = [
        {
            "name": "look",
            "ansible.builtin.debug": {
                "msg": ["{{ genesys_settings[0].value }}", "{{ copied }}", "{{ genesys_environment.tenant }}"]
            },
        },
        {
            "name": "write",
            "ansible.builtin.copy": {
                "dest": str(sources.folder / "written.yml"),
                "content": "{{ {'kept': [genesys_settings, genesys_environment]} | cxops.genesys.to_unsafe_yaml }}",
            },
        },
        {"name": "read", "ansible.builtin.include_vars": str(sources.folder / "written.yml")},
        {
            "name": "look again",
            "ansible.builtin.debug": {"msg": ["{{ kept[0][0].value }}", "{{ kept[1].tenant }}"]},
        },
    ]
    own = "ansible_python_interpreter=" + sys.executable  # else it is looked for, which takes its time
    done = sources.run(tasks, "-i", source, "-e", own, hosts="t100", connection="local")
    assert done.code == 0, done.output
    assert done["look"]["msg"] == [evil, evil, "{{ 7 * 7 }}"]
    assert done["look again"]["msg"] == [evil, "{{ 7 * 7 }}"]
    assert not (sources.folder / "owned").exists()
    listed = sources.list(settings=True)
    assert set(listed.hosts) == {"t100", "__7_7__"} and listed.warnings == []


def test_options_may_be_templates(platform, sources):
    password = sources.given.pop("GENESYS_AUTH_PASSWORD")
    lookup = {"auth_password": "{{ lookup('ansible.builtin.env', 'OPS') }}", "validate_certs": "{{ 1 == 2 }}"}
    listed = sources.list(**lookup, env={"OPS": password})
    assert len(listed.hosts) == 3 and listed.warnings == []


def test_options_that_are_omitted_are_not_given(platform, sources):
    listed = sources.list(api_key="{{ nobody | default(omit) }}", timeout="{{ nobody | default(omit) }}")
    assert len(listed.hosts) == 3 and listed.warnings == []


def test_options_may_be_vaulted(platform, sources):
    password = sources.given.pop("GENESYS_AUTH_PASSWORD")
    (sources.folder / "key").write_text("key of the vault")
    vault = [str(Path(sys.executable).with_name("ansible-vault")), "encrypt_string", "--vault-password-file", "key"]
    encrypted = subprocess.run([*vault, password, "--name", "auth_password"], cwd=sources.folder, env=sources.environment(),
                               check=True, capture_output=True, text=True)  # fmt: skip
    source = sources.write()
    with open(source, "a") as file:
        file.write(encrypted.stdout)
    done = sources.ansible_inventory(source, "--list", "--vault-password-file", "key")
    assert len(Listed(done).hosts) == 3 and Listed(done).warnings == []


def test_extra_variables_may_be_templates_and_empty_ones_count_as_not_given(platform, sources):
    extra = {
        "genesys_auth_password": "{{ mine }}",
        "mine": sources.given.pop("GENESYS_AUTH_PASSWORD"),
        "genesys_retries": "",
    }
    (sources.folder / "extra.json").write_text(json.dumps(extra))
    tasks = [{"name": "look", "ansible.builtin.debug": {"msg": "{{ groups.all }}"}}]
    done = sources.run(tasks, "-i", sources.write(), "-e", "@extra.json", hosts="t100")
    assert done["look"]["msg"] == ["t100", "t200", "t300"], done.output  # in the order of the names


@pytest.mark.parametrize("verbosity", ["-v", "-vvvv"])
def test_a_wrong_password_fails_with_a_hint_and_without_secrets(platform, sources, verbosity):
    platform.canaries.add("Canary-wrong-password")
    source = sources.write()
    env = {"GENESYS_AUTH_PASSWORD": "Canary-wrong-password"}
    done = sources.ansible_inventory(source, "--list", verbosity, env={**env, **STRICT})
    said = " ".join(done.stderr.split())
    assert done.returncode == 1 and "HTTP 401" in said and "Check auth_username and auth_password" in said
    lenient = sources.ansible_inventory(source, "--list", env=env)
    assert "HTTP 401" in lenient.stderr and "Unable to parse" in lenient.stderr


def test_an_unreachable_service_is_a_failure(platform, sources):
    env = {"GENESYS_AUTH_URL": "http://127.0.0.1:1", **STRICT}
    done = sources.ansible_inventory(sources.write(), "--list", env=env)
    assert done.returncode == 1 and "no connection" in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"filters": {"domain": ["x"]}}, "filters.domain: there is no such option; did you mean domains?"),
        ({"filters": {"domains": 7}}, "domains is no list"),
        ({"settings": "sometimes"}, "none of true, false and a list"),
        ({"timeout": -1}, "-1.0 is not a number of seconds above 0"),
        ({"auth_url": "gauth.example.com"}, "not an absolute http or https URL"),
        ({"group_by": ["planet"]}, "planet"),
        ({"keyed_group": []}, "keyed_group: there is no such option; did you mean keyed_groups?"),
        ({"filter": {"domains": ["x"]}}, "filter: there is no such option; did you mean filters?"),
        ({"auth_url": "{{ nothing }}"}, "nothing"),
        ({"expected_platform": ["https://*.prod.example.com"]}, "which is not the expected platform"),
        ({"expected_platform": ""}, "the variable genesys_expected_platform"),
        ({"expected_platform": None}, "an empty guard guards nothing"),
        ({"expected_platform": []}, "an empty guard guards nothing"),
    ],
)
def test_wrong_options_are_named_before_any_request(platform, sources, options, words):
    done = sources.ansible_inventory(sources.write(**options), "--list", env=STRICT)
    assert done.returncode == 1 and words in " ".join(done.stderr.split()), done.stderr
    assert sources.asked() == []


def test_the_expected_platform_may_be_a_template_or_an_extra_variable_and_counts_for_the_cache(
    platform, sources, tmp_path
):
    cache = {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(tmp_path / "cache")}
    here = "{{ ['https://other.example.com', lookup('ansible.builtin.env', 'GENESYS_AUTH_URL')] }}"
    source = sources.write(expected_platform=here, **cache)
    done = sources.ansible_inventory(source, "--list", env=STRICT)
    assert done.returncode == 0 and len(sources.asked()) == 2, done.stderr
    source = sources.write(**cache)
    for expected in ("https://other.example.com", ""):
        words = ("-e", "genesys_expected_platform=" + expected)
        done = sources.ansible_inventory(source, "--list", *words, env=STRICT)
        said = "which is not the expected platform" if expected else "an empty guard guards nothing"
        assert done.returncode == 1 and said in " ".join(done.stderr.split())
        assert sources.asked() == []


def test_other_names_are_left_to_other_plugins(platform, sources):
    done = sources.ansible_inventory(sources.write("hosts.yml"), "--list", env=STRICT)
    assert done.returncode == 1 and sources.asked() == []


@pytest.mark.matrix
@pytest.mark.parametrize("kind", ["identity", "observed"])
def test_verify_and_provision_find_nothing_to_change(platform, sources, kind):
    """What is known of a tenant is no declaration; what was observed is one."""
    source = sources.write("production.genesys.yml", role_variables=kind)
    before = platform.state()
    for playbook in ("verify", "provision"):
        done = sources.play("cxops.genesys." + playbook, "-i", source, warnings=True, timeout=300)
        assert (done.code, done.changed) == (0 if kind == "observed" else 2, 0), done.output
        assert ("Nothing is declared for" in done.output) == (kind == "identity")
    assert platform.state() == before and platform.writes() == []


def test_observed_values_that_the_modules_would_refuse_are_left_out(world, sources):
    first = environment(FIRST, localTimeout=0)
    first["configServers"].append(dict(first["configServers"][0]))
    world.control.seed(environments=[first], contact_centers=[center(FIRST, "t100", "münchen")])
    listed = sources.list(role_variables="observed")
    found = listed.hosts["t100"]
    assert not {"local_timeout", "config_servers", "id", "password"} & set(found["tenant_environment"])
    assert found["tenant_environment"]["remote_timeout"] == 90
    assert found["tenant_contact_center"] == {"id": FIRST, "auth": "configServer"}
    done = sources.play("cxops.genesys.verify", "-i", str(sources.folder / "tenants.yml"))
    assert (done.code, done.changed) == (0, 0), done.output


def test_empty_environment_variables_count_as_not_given(platform, sources):
    """A controller injects every field of a credential that was left empty, as an empty text."""
    empty = {name: "" for field in AUTH for name in field.env if name not in sources.given}
    listed = sources.list(env=dict(empty, GENESYS_RETRIES=""))
    assert listed.code == 0 and listed.warnings == [] and list(listed.hosts) == ["t100", "t200", "t300"]
