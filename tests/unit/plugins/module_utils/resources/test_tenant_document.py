# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table and the steps of a tenant's document: the variables of the roles, the parts' own options, the order of the roles."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import NotFound
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import secret_values
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import STATE, Manage, Report
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_options import CONNECTION, OPTIONS
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_steps import Steps
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.resources.tenant_document import MODULE

ROOT = Path(__file__).resolve().parents[5]
CCID = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd"
OTHER = "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
# What the role keeps to itself: the transaction DesignerEnv has no API. A teardown removes its file.
OF_THE_ROLE = "digital_channels_designer_env_"
OF_THE_TASK = (
    *("state", "parts", "when_unobservable", "validate_only", "find_only", "ready_for"),
    "contact_center_is_new",
    *("teardown_dir", "teardown_run", "keep_only", "declared_elsewhere"),
)
# A module has a type for paths; as a role's variable a path may be a text.
TYPES = {"path": "str"}
# What a tenant of private edition has; Genesys Cloud is another product.
PARTS = {name: task for name, task in TASKS.items() if not name.startswith("genesys_cloud_")}


def role_options():
    """The options of all three roles, without those that only the role knows."""
    found = {}
    for role in ("auth_clients", "tenant", "digital_channels"):
        specs = yaml.safe_load((ROOT / "roles" / role / "meta" / "argument_specs.yml").read_text(encoding="utf-8"))
        found.update(specs["argument_specs"]["main"]["options"])
    file = OF_THE_ROLE + "file"
    return {name: option for name, option in found.items() if name == file or not name.startswith(OF_THE_ROLE)}


def is_raw(option):
    """Ansible would quote what is wrong with it: names and values of members, and what is no list or boolean or none of the choices."""
    return bool(option.get("options") or option.get("choices")) or option["type"] in ("bool", "list")


def raw_where_quoted(options):
    """As the roles declare them: Ansible shows the options of a raw variable, and refuses nothing of its names and values."""
    return {
        name: dict(option, type="raw", elements=None, choices=[]) if is_raw(option) else option
        for name, option in options.items()
    }


def shape(options, top=True):
    """What two specs have to agree on."""
    return {
        name: {
            "type": TYPES.get(option["type"], option["type"]),
            "elements": option.get("elements"),
            "choices": list(option.get("choices", [])),
            "required": option.get("required", False),
            "secret": option.get("no_log", False),
            "default": option.get("default") or None,
            "options": shape(option.get("options") or {}, False),
        }
        for name, option in options.items()
    }


def checked(**given):
    """The options as Ansible hands them to the task."""
    result = ArgumentSpecValidator(argument_spec(MODULE.options)).validate({"tenant_id": CCID, **given})
    assert not result.error_messages, result.error_messages
    return result.validated_parameters


def test_the_options_are_the_variables_of_the_roles():
    own = [field for field in OPTIONS if field.arg not in OF_THE_TASK]
    roles = shape(role_options())
    assert roles["tenant_id"].pop("required") is True, "some parts of a document need none"
    mine = shape(raw_where_quoted(argument_spec(own)))
    mine["tenant_id"].pop("required")
    mine["genesys_state_dir"] = mine.pop("state_dir")
    assert mine == roles


def test_the_roles_tell_the_type_and_the_choices_of_what_is_raw():
    """In the last sentence, for a raw variable has no type to show."""
    roles, told = role_options(), 0
    for name, option in argument_spec(OPTIONS).items():
        if name in roles and is_raw(option) and not option.get("options"):
            last = roles[name]["description"][-1]
            if option["type"] == "list":
                assert last.startswith("A list of texts. "), name
                continue
            choices = ["true", "false"] if option["type"] == "bool" else option["choices"]
            assert last.startswith("A boolean, " if option["type"] == "bool" else "A text, one of "), name
            assert re.findall(r"V\((.+?)\)", last) == list(choices), name
            told += 1
    assert told > 4


@pytest.mark.parametrize("given", [{}, {"digital_channels_tenant": {"name": " ", "username": "u"}}], ids=str)
def test_a_comparison_needs_nothing_that_only_sending_needs(given):
    """Only the option that is missing itself is named, and none that nobody has set."""
    services = [{"name": name} for name in ("PlatformUCS", "another")]
    doc = checked(state="checked", parts=["services"], digital_channels_services=services, **given)
    assert not [text for _place, text in MODULE.problems(doc) if "send_until_tenant" in text]


def test_every_option_of_every_part_is_an_option_of_the_document():
    """Nothing that a module can set is missing, apart from what the document tells elsewhere."""
    elsewhere = {
        "genesys_environment": {"id"},
        "genesys_contact_center": {"environment_id"},
        "genesys_setting": {"contact_center_id"},
        "nexus_service": {"contact_center_id", "tenant_name", "tenant_api_key_file", "tenant_record_file"}
        | {"adopt_by_name", "contact_center_is_new"},
        "nexus_tenant": {"id", "api_key_file", "designer_env_file", "contact_center_is_new"},
    }
    nested = [{part.arg: part for part in field.fields} for field in OPTIONS if field.fields]
    for name, task in PARTS.items():
        if isinstance(task, Manage):
            own = {field.arg for field in task.resource.fields if field.option} - elsewhere.get(name, set())
            assert any(own <= set(members) for members in nested), name


def test_the_connection_is_that_of_all_parts():
    for task in PARTS.values():
        if isinstance(task, Manage):
            assert {field.arg for field in task.connection} <= {field.arg for field in CONNECTION}
    (state,) = (field for field in MODULE.options if field.arg == "state")
    assert MODULE.options is MODULE.options and state == replace(STATE, choices=("present", "absent", "checked"))


def test_a_part_has_the_defaults_of_its_module():
    doc = checked(
        auth_clients_list=[{"client_id": "c", "client_secret": "s"}],
        tenant_data_centers=[{"location": "/a", "entry_point": "https://a.example.com"}],
        tenant_settings=[{"name": "n", "value": "v"}],
        digital_channels_gapis=[{"url": "https://a.example.com"}],
        digital_channels_services=[{"name": "s", "url": "https://a.example.com", "when_unobservable": "send"}],
        digital_channels_tenant={"name": "t"},
    )
    for step in Steps(doc).present():
        options = {field.arg: field.default for field in step.task.options}
        required = {field.arg for field in step.task.options if field.required}
        for name, value in step.params.items():
            if name in options and name not in required and value is not None and value != options[name]:
                assert name in GIVEN.get(step.place.partition("[")[0], ()), (step.place, name, value)
        assert {field.arg for field in step.task.options} <= set(step.params)


GIVEN = {
    "auth_clients_list": ("client_secret",),
    "tenant_environment": ("id",),
    "tenant_contact_center": ("id", "environment_id"),
    "tenant_data_centers": ("entry_point",),
    "tenant_settings": ("value",),
    "digital_channels_services": ("url", "tenant_name"),
    "digital_channels_tenant": ("name",),
}


def test_the_same_spec_checks_many_documents():
    """In one process one spec serves all hosts: nothing of one document may be left for the next."""
    validator = ArgumentSpecValidator(argument_spec(MODULE.options))
    for _count in range(2):
        result = validator.validate({"tenant_id": CCID})
        assert not result.error_messages
        assert result.validated_parameters["digital_channels_tenant"] is None
        assert not list(MODULE.problems(result.validated_parameters))


def story(steps):
    """Kind and place of each step."""
    return [(step.task.kind, step.place or next(iter(step.names.values()), "")) for step in steps]


FULL = {
    "auth_clients_list": [{"client_id": "a", "shared": False}, {"client_id": "nexus_client", "shared": False}],
    "auth_clients_secret_dir": "/x",
    "auth_clients_remove_secret_files": True,
    "tenant_data_centers": [{"location": "/a"}, {"location": "/b"}],
    "tenant_cors_origins": ["https://a.example.com"],
    "tenant_settings": [{"name": "n", "value": "v"}],
    "digital_channels_gapis": [
        {"url": "https://a.example.com", "client_id": "a", "shared": False},
        {"url": "https://b.example.com", "client_id": "a"},
    ],
    "digital_channels_chat_service_uri": "https://a.example.com",
    "digital_channels_services": [{"name": "s"}],
    "digital_channels_tenant": {"name": "t"},
    "digital_channels_api_key_file": "/x/t.key",
    "digital_channels_remove_secret_files": True,
}


def test_the_order_of_the_vendor():
    assert story(Steps(checked(**FULL)).present()) == [
        ("API client", "auth_clients_list[0]"),
        ("API client", "auth_clients_list[1]"),
        ("environment", "tenant_environment"),
        ("contact center", "tenant_contact_center"),
        ("data center", "tenant_data_centers[0]"),
        ("data center", "tenant_data_centers[1]"),
        ("setting", "tenant_cors_origins"),
        ("setting", "tenant_settings[0]"),
        ("row of nex_gapis", "digital_channels_gapis[0]"),
        ("row of nex_gapis", "digital_channels_gapis[1]"),
        ("setting", "digital_channels_chat_service_uri"),
        ("service connection", "digital_channels_services[0]"),
        ("tenant", "digital_channels_tenant"),
    ]


@pytest.mark.parametrize("data_centers", [False, True])
def test_the_reverse_order(data_centers):
    steps = Steps(checked(state="absent", tenant_remove_data_centers=data_centers, **FULL))
    expected = [
        ("tenant", "digital_channels_tenant"),
        ("service connection", "digital_channels_services[0]"),
        ("setting", ""),
        ("row of nex_gapis", "digital_channels_gapis[0]"),
        ("file", ""),
        ("setting", "tenant_settings[0]"),
        ("setting", ""),
        ("contact center", "tenant_contact_center"),
        ("environment", "tenant_environment"),
        ("API client", "auth_clients_list[0]"),
        ("file", ""),
    ]
    if data_centers:
        expected[7:7] = [("data center", "tenant_data_centers[1]"), ("data center", "tenant_data_centers[0]")]
    stays = [(step.place, step.stays.code) for step in steps.absent() if step.stays]
    assert stays == [
        ("digital_channels_gapis[1]", "shared"),
        *(() if data_centers else (("tenant_data_centers[1]", "platform"), ("tenant_data_centers[0]", "platform"))),
        ("auth_clients_list[1]", "vendor_client"),
    ]
    found = [step for step in steps.absent() if not step.stays]
    assert story(found) == expected
    assert [step.params["path"] for step in found if step.task.kind == "file"] == ["/x/t.key", "/x/a.secret"]
    assert [step.params["name"] for step in found if step.task.kind == "setting"] == [
        "chat-service-uri",
        "n",
        "cors-origins",
    ]


GAPI = {"url": "https://a.example.com"}
CUSTODY = [
    ({}, {"client_secret": None, "secret_file": None}),
    ({"auth_clients_secret_dir": "/x"}, {"client_secret": None, "secret_file": "/x/nexus_client.secret"}),
    ({"digital_channels_client_secret": "s"}, {"client_secret": "s", "secret_file": None}),
    ({"digital_channels_client_secret_file": "/y"}, {"client_secret": None, "secret_file": "/y"}),
    ({"auth_clients_secret_dir": "/x", "digital_channels_client_secret_file": ""}, {"client_secret": None, "secret_file": None}),
    ({"digital_channels_client_secret": "s", "digital_channels_gapis": [{**GAPI, "secret_file": "/z"}]}, {"client_secret": None, "secret_file": "/z"}),
    ({"digital_channels_client_secret_file": "/y", "digital_channels_gapis": [{**GAPI, "client_secret": "o"}]}, {"client_secret": "o", "secret_file": None}),
    ({"digital_channels_client_secret": "s", "digital_channels_gapis": [{**GAPI, "client_id": "c"}]}, {"client_secret": None, "secret_file": None}),
]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), CUSTODY, ids=str)
def test_where_the_secret_of_a_row_comes_from(given, expected):
    doc = checked(**{"digital_channels_gapis": [GAPI], **given})
    (row,) = [step for step in Steps(doc).present() if step.task.kind == "row of nex_gapis"]
    assert {name: row.params[name] for name in expected} == expected


CONNECTED = {"access_token": "t", "auth_client_id": "c", "auth_client_secret": "s", "auth_client_secret_file": None}
LOGINS = [
    ({}, {}, CONNECTED),
    ({"username": "u"}, {}, {**CONNECTED, "access_token": None}),
    (
        {"username": "u"},
        {"digital_channels_client_secret": "own"},
        {"access_token": None, "auth_client_id": "nexus_client", "auth_client_secret": "own", "auth_client_secret_file": None},
    ),
    (
        {},
        {"auth_clients_secret_dir": "/x"},
        {"access_token": "t", "auth_client_id": "nexus_client", "auth_client_secret": None, "auth_client_secret_file": "/x/nexus_client.secret"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("tenant", "given", "expected"), LOGINS, ids=str)
def test_the_login_of_the_person(tenant, given, expected):
    doc = checked(digital_channels_tenant={"name": "t", **tenant}, **CONNECTED, **given)
    for state in ("present", "absent"):
        (step,) = [step for step in getattr(Steps(doc), state)() if step.task.kind == "tenant"]
        assert {name: step.params[name] for name in expected} == expected
        assert step.own_login is (expected != CONNECTED)


def test_a_public_client_and_one_with_a_secret_get_no_file():
    clients = [
        {"client_id": "a", "client_type": "PUBLIC"},
        {"client_id": "b", "client_secret": "s"},
        {"client_id": "c"},
    ]
    clients.append({"client_id": "d", "secret_file": "/own"})
    doc = checked(auth_clients_list=clients, auth_clients_secret_dir="/x")
    found = [step.params["secret_file"] for step in Steps(doc).present() if step.task.kind == "API client"]
    assert found == [None, None, "/x/c.secret", "/own"]


def test_secrets_are_known_wherever_they_stand():
    doc = checked(
        auth_clients_list=[{"client_id": "c", "client_secret": "one"}],
        tenant_environment={"password": "two"},
        digital_channels_services=[{"name": "s", "secret": {"deep": ["three"]}}],
        digital_channels_tenant={"password": "four"},
        digital_channels_client_secret="five",
    )
    assert secret_values(MODULE.options, doc) == {"one", "two", "three", "four", "five"}
    wrong = {"auth_clients_list": ["no dict"], "tenant_environment": "none", "tenant_data_centers": ["no secrets"]}
    assert secret_values(MODULE.options, wrong) == {"no dict", "none"}


class _Ended:
    """A task of parts that ends in the middle."""

    options, connection = (), ()

    def problems(self, params):
        return ()

    def run(self, params, services, check_mode=False):
        error = NotFound("It is gone.", "Look.", http_status=404)
        return Report(
            True, {"resources": [1]}, [{"before": {}}], {"keys": {"a": "secret"}}, error=error, part="thing x"
        )


class _Services:
    requests, statements, warnings, secrets, correlation_id = [], [], [], set(), None

    def __init__(self, options):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        pass


@pytest.mark.parametrize("no_log", [False, True])
def test_a_task_that_ends_in_the_middle_tells_what_it_has_done(no_log):
    result = execute(_Ended(), {}, no_log=no_log, make_services=_Services)
    assert result["failed"] and result["changed"] and result["resources"] == [1] and result["diff"]
    assert result["msg"] == "thing x: It is gone. Look."
    assert result["failure"] == {
        "code": "not_found",
        "message": "thing x: It is gone.",
        "hint": "Look.",
        "http_status": 404,
        "part": "thing x",
    }
    assert (result["keys"]["a"] == "secret") is no_log


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"digital_channels_contact_center_id": OTHER}, OTHER),
        ({"digital_channels_contact_center_id": OTHER, "tenant_contact_center": {"id": CCID}}, OTHER),
        ({"tenant_contact_center": {"id": CCID}}, CCID),
    ],
    ids=str,
)
def test_the_contact_center_of_digital_channels_is_the_one_that_is_named_or_that_of_the_tenant(given, expected):
    given = {"digital_channels_tenant": {"name": "t"}, **CONNECTED, **given}
    for state in ("present", "absent"):
        steps = getattr(Steps(checked(state=state, **given)), state)()
        (step,) = [step for step in steps if step.task.kind == "tenant"]
        assert step.params["id"] == expected
