# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The document that a teardown keeps: it makes again what was there, holds no secret, and says what it lacks."""

from __future__ import annotations

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.binding.redaction import redact
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import Forbidden
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import MASK
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Report
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_kept import Kept, stem
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_options import PARTS
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_steps import Steps
from ansible_collections.cxops.genesys.plugins.module_utils.resources.tenant_document import MODULE

CCID, OWN = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
PLATFORM, URL = "https://Auth.example.com:8443/x", "https://g.example.com"


class Loader(yaml.SafeLoader):
    """Reads a template as ("template", text) and any other text as it is."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def steps_of(**given):
    result = ArgumentSpecValidator(argument_spec(MODULE.options)).validate(
        {"tenant_id": CCID, "state": "absent", **given}
    )
    assert not result.error_messages, result.error_messages
    return Steps(result.validated_parameters)


def looked(before, observed=True):
    return Report(bool(before), {"observed": observed}, {"before": before, "after": {}})


class World:
    """A teardown of a document. seen: part to what is there of its objects, in the order of the steps."""

    def __init__(self, secrets=(), asked=None, conceal=None, **given):
        self.steps = steps_of(**given)
        self.kept = Kept(self.steps, asked or self.steps.ids, set(secrets), "run1", conceal)

    def add(self, part, before, observed=True, number=0):
        (step,) = [one for one in self.steps.chosen() if one.part == part and one.place.endswith("[%d]" % number)] or [
            one for one in self.steps.chosen() if one.part == part and one.task.kind != "file"
        ]
        self.kept.add(step, looked(before, observed))
        return step

    @property
    def text(self):
        return self.kept.text(PLATFORM, 0)

    @property
    def variables(self):
        return yaml.load(self.text, Loader) or {}

    @property
    def head(self):
        return [line[2:] for line in self.text.partition("---\n")[0].splitlines()]


CLIENTS = {"auth_clients_list": [{"client_id": "a", "shared": False}, {"client_id": "b", "description": "declared"}]}
FOUND = {
    "client_id": "b",
    "name": "found",
    "client_type": "CONFIDENTIAL",
    "authorized_grant_types": ["client_credentials"],
}


def test_the_head_says_what_the_document_is(tmp_path):
    world = World(parts=["auth_clients", "environment"], **CLIENTS)
    assert world.head[2:7] == [
        "Tenant: " + CCID,
        "Platform: " + PLATFORM,
        "Parts: auth_clients environment",
        "Kept: 1970-01-01T00:00:00Z",
        "Run: run1",
    ]
    assert world.kept.parts == {"auth_clients", "environment"} and world.variables == {"tenant_id": CCID}
    assert not [line for line in world.head if line in ("Not seen:", "Left out:") or line.startswith("Credentials")]
    world.kept.not_looked_at("environment", "the environment x", Forbidden("no"))
    assert "  the environment x: not looked at (forbidden)" in world.head and "Parts: auth_clients" in world.head


def test_what_was_there_goes_before_what_is_declared():
    world = World(parts=["auth_clients"], **CLIENTS)
    world.add("auth_clients", FOUND, number=1)
    world.add("auth_clients", {}, number=0)
    (client,) = world.variables["auth_clients_list"]
    assert client["name"] == "found" and client["client_id"] == "b" and client["description"] == "declared"
    assert "shared" not in client
    assert client["client_secret"] == "{{ restore_client_secret_b | default('') }}"
    assert "  restore_client_secret_b: the secret of the API client b" in world.head
    world.add("auth_clients", dict(FOUND, client_id="a", client_type="PUBLIC"), number=0)
    assert world.variables["auth_clients_list"][0]["shared"] is False
    assert "client_secret" not in world.variables["auth_clients_list"][0], "a public client has none"


def test_two_secrets_have_two_variables():
    world = World(parts=["auth_clients"], auth_clients_list=[{"client_id": "a-b"}, {"client_id": "a_b"}])
    for number, name in enumerate(("a-b", "a_b")):
        world.add("auth_clients", dict(FOUND, client_id=name), number=number)
    wanted = [one["client_secret"].split()[1] for one in world.variables["auth_clients_list"]]
    assert wanted == ["restore_client_secret_a_b", "restore_client_secret_a_b_"]
    assert "  restore_client_secret_a_b_: the secret of the API client a_b" in world.head


def test_a_client_whose_secret_has_a_file_needs_none(tmp_path):
    world = World(parts=["auth_clients"], auth_clients_secret_dir=str(tmp_path), **CLIENTS)
    world.add("auth_clients", FOUND, number=1)
    assert "client_secret" not in world.variables["auth_clients_list"][0] and "restore" not in world.text


def test_what_nobody_can_look_at_is_kept_as_it_was_declared():
    world = World(parts=["data_centers"], tenant_data_centers=[{"location": "/a"}])
    world.add("data_centers", {"location": "/other"}, observed=False)
    assert world.variables["tenant_data_centers"] == [{"location": "/a"}]
    assert [line for line in world.head if "as it was declared; the service offers no way to look at it" in line]


@pytest.mark.parametrize(("asked", "expected"), [(OWN, OWN), (CCID.upper(), None), ("", None)])
def test_only_an_id_that_the_declaration_says_is_kept(asked, expected):
    """What a state file has is not: the platform chooses another id again."""
    world = World(asked={"environment": asked, "contact_center": asked}, parts=["environment", "contact_center"])
    server = {"primary_address": "cs", "primary_port": 8888}
    world.add("environment", {"id": OWN, "username": "u", "config_servers": [server]})
    world.add("contact_center", {"id": OWN, "environment_id": OWN, "domains": ["t100"]})
    made = world.variables
    assert made["tenant_environment"].get("id") == made["tenant_contact_center"].get("id") == expected
    assert (
        made["tenant_contact_center"]["domains"] == ["t100"] and "environment_id" not in made["tenant_contact_center"]
    )
    assert made["tenant_environment"]["password"] == "{{ restore_environment_password | default('') }}"
    assert made["tenant_environment"]["username"] == "u"


# Settings


def setting(name, value, **more):
    return {"name": name, "location": "/", "value": value, **more}


def test_settings_are_kept_where_they_are_declared():
    world = World(parts=["contact_center"])
    world.add("contact_center", {"id": CCID, "domains": ["t100"]})
    for found in (
        setting("cors-origins", "https://a.example.com,https://b.example.com", shared=True),
        setting("chat-service-uri", "https://chat.example.com"),
        setting("zebra", "z", shared=False),
        setting("apple", "a", location="/x", extra=1),
        setting("empty", ""),
        {"name": None, "value": "x"},
    ):
        world.kept.setting(found)
    made = world.variables
    assert made["tenant_settings"] == [
        {"name": "apple", "location": "/x", "value": "a"},
        {"name": "zebra", "location": "/", "value": "z", "shared": False},
    ]
    assert made["digital_channels_chat_service_uri"] == "https://chat.example.com"
    origins = [name for name in made if name.startswith("tenant_cors")]
    assert origins and "cors" not in str(made["tenant_settings"])


def test_the_chat_setting_of_another_contact_center_is_an_ordinary_one():
    world = World(parts=["contact_center"])
    world.kept.setting(setting("chat-service-uri", "https://chat.example.com"), is_digital=False)
    made = world.variables
    assert made["tenant_settings"][0]["name"] == "chat-service-uri" and "digital_channels_chat_service_uri" not in made


def test_a_setting_s_location_tells_it_from_others():
    items = [{"name": "n", "location": "/x", "value": "x"}, {"name": "n", "value": "root"}]
    world = World(parts=["settings", "cors"], tenant_settings=items)
    world.add("settings", setting("n", "x", location="/x"), number=0)
    world.add("settings", setting("n", "found", location=None), number=1)
    world.kept.setting(setting("cors-origins", "https://a.example.com", location="/x"))
    made = world.variables
    assert [(one["name"], one.get("location"), one["value"]) for one in made["tenant_settings"]] == [
        ("cors-origins", "/x", "https://a.example.com"),
        ("n", None, "found"),
        ("n", "/x", "x"),
    ]
    assert not [name for name in made if name.startswith("tenant_cors")]


def test_without_settings_there_are_none():
    assert set(World(parts=["contact_center"]).variables) == {"tenant_id"}


# Secrets


@pytest.mark.parametrize(
    ("secret", "value", "is_left_out"),
    [
        ("12345678", "x12345678x", True),
        ("1234567", "x1234567x", True),
        ("1234", "x1234x", True),
        ("1234567", "1234567", True),
        ("1234", "1234", True),
        ("123", "x123x", False),
        ("12345678", "1234567", False),
        (CCID[:7], CCID, False),  # which is chance
        (CCID[:7], "x" + CCID, True),
        (CCID[1:10], CCID, True),
    ],
)
@pytest.mark.parametrize("conceal", [None, redact])
def test_a_setting_that_holds_a_secret_is_left_out(secret, value, is_left_out, conceal):
    world = World([secret], conceal=conceal, digital_channels_contact_center_id=OWN, tenant_id=None, parts=["settings"])
    world.kept.setting(setting("n", value))
    assert ("tenant_settings" not in world.variables) is is_left_out
    assert ("  setting n: it holds a secret" in world.head) is is_left_out
    assert not is_left_out or value not in world.text


def test_no_comment_holds_a_secret():
    """Nor a part of one, nor one that a comment shows without what is not printable; what is longer is masked in the head, too."""
    short, unseen, long = "Pa55", "corr\u200bect", "in-the-id\u200b-of-the-tenant"
    items = [{"client_id": short}, {"client_id": "%s-b" % unseen}]
    given = {"parts": ["auth_clients", "data_centers"], "tenant_data_centers": [{"location": "/" + short}]}
    world = World([short, unseen, long], conceal=redact, tenant_id=long, auth_clients_list=items, **given)
    world.add("data_centers", {}, observed=False)
    for number, item in enumerate(items):
        world.add("auth_clients", dict(FOUND, client_id=item["client_id"]), number=number)
    world.kept.not_looked_at("auth_clients", "the client %s" % unseen, Forbidden("no"))
    world.kept.not_looked_at("auth_clients", "the other client %s" % short, Forbidden("no"))
    text = world.text
    assert not [one for one in (short, unseen, long, "corr", "ect-b", "in-the-id") if one in text], text
    assert "# Tenant: ********" in text and "restore_client_secret_of_a_client" in text
    assert "# Platform: " + PLATFORM in text and "  auth_clients_list[0].client_id: it holds a secret" in text


def test_an_id_that_was_asked_for_and_is_a_secret():
    world = World([OWN], asked={"environment": OWN, "contact_center": ""}, conceal=redact, parts=["environment"])
    world.add("environment", {"id": OWN, "username": "u"})
    assert OWN not in world.text and world.variables["tenant_environment"]["id"] == MASK


@pytest.mark.parametrize("secret", ["CONF", "true", "fide"])
def test_our_own_words_stay(secret):
    world = World([secret], conceal=redact, parts=["auth_clients"], **CLIENTS)
    world.add("auth_clients", dict(FOUND, client_type="CONFIDENTIAL"), number=1)
    (client,) = world.variables["auth_clients_list"]
    assert client["client_type"] == "CONFIDENTIAL"


def test_no_member_of_an_object_holds_a_secret():
    world = World(["long-secret", "uri-secret"], parts=["auth_clients"], **CLIENTS)
    world.add(
        "auth_clients", dict(FOUND, description="a long-secret b", redirect_uris=["https://x/uri-secret"]), number=1
    )
    (client,) = world.variables["auth_clients_list"]
    assert "description" not in client and "redirect_uris" not in client and client["name"] == "found"
    assert "long-secret" not in world.text and "uri-secret" not in world.text
    left = [line for line in world.head if line.startswith("  auth_clients_list[1].description: ")]
    assert left and "holds a secret" in left[0]


def test_what_the_module_would_not_take_is_left_out():
    world = World(parts=["auth_clients"], **CLIENTS)
    world.add("auth_clients", dict(FOUND, client_type="STRANGE", redirect_uris=["no url at all"]), number=1)
    (client,) = world.variables["auth_clients_list"]
    assert client.get("client_type") != "STRANGE"
    assert [
        line
        for line in world.head
        if line.startswith("  auth_clients_list[1].client_type: the module would not take it")
    ]


def rows(*items, **more):
    items = [{"url": "%s/%d" % (URL, number), **item} for number, item in enumerate(items)]
    return {"parts": ["gapis"], "digital_channels_gapis": items, **more}


def test_secrets_that_were_declared_have_to_be_given_again():
    world = World(**rows({"client_id": "x", "client_secret": "one"}, {"client_id": "x"}))
    for number in range(2):
        world.add("gapis", {"url": "%s/%d" % (URL, number), "client_id": "x"}, number=number)
    first, second = world.variables["digital_channels_gapis"]
    assert "restore_row_client_secret_0" in first["client_secret"] and "client_secret" not in second
    assert any("restore_row_client_secret_0: client_secret of the row" in line for line in world.head)
    assert "Credentials that it cannot hold. Give them, too, for example with -e @<a vaulted file>:" in world.head


@pytest.mark.parametrize(("there", "is_asked"), [(True, False), (False, True)])
def test_a_row_s_secret_file_is_named_if_it_will_be_there(tmp_path, there, is_asked):
    path = tmp_path / "x.secret"
    if there:
        path.write_text("s")
    world = World(**rows({"client_id": "x", "secret_file": str(path)}))
    world.add("gapis", {"url": URL + "/0", "client_id": "x"})
    (row,) = world.variables["digital_channels_gapis"]
    assert ("secret_file" in row, "client_secret" in row) == (not is_asked, is_asked)


CLIENT = {"digital_channels_client_id": "x", "digital_channels_client_secret_file": "FILE"}


@pytest.mark.parametrize(
    ("there", "item", "is_asked"),
    [
        (False, {}, True),
        (False, {"client_id": "x"}, True),
        (True, {}, False),
        (False, {"client_id": "other", "client_secret": "s"}, False),
        (False, {"client_id": "x", "client_secret": "s"}, False),
    ],
    ids=str,
)
def test_the_secret_of_digital_channels_client_is_asked_for_if_its_file_will_not_be_there(
    tmp_path, there, item, is_asked
):
    path = tmp_path / "x.secret"
    if there:
        path.write_text("s")
    world = World(**rows(item, **dict(CLIENT, digital_channels_client_secret_file=str(path))))
    world.add("gapis", {"url": URL + "/0", "client_id": item.get("client_id") or "x"})
    made = world.variables
    assert ("digital_channels_client_secret" in made) is is_asked
    assert (made.get("digital_channels_client_secret_file") == str(path)) is there
    assert made["digital_channels_client_id"] == "x"


@pytest.mark.parametrize(("removes", "is_asked"), [(True, True), (False, False)])
def test_a_file_that_this_teardown_removes_will_not_be_there(tmp_path, removes, is_asked):
    (tmp_path / "x.secret").write_text("s")
    given = rows({}, digital_channels_client_id="x", auth_clients_secret_dir=str(tmp_path))
    given.update(auth_clients_list=[{"client_id": "x", "shared": False}], auth_clients_remove_secret_files=removes)
    world = World(**dict(given, parts=["gapis", "auth_clients"]))
    world.add("gapis", {"url": URL + "/0", "client_id": "x"})
    assert ("digital_channels_client_secret" in world.variables) is is_asked
    world.add("auth_clients", dict(FOUND, client_id="x"))
    assert "digital_channels_client_secret" not in world.variables, "the client, which is made again, gets a new one"


def test_the_person_of_the_tenant_has_to_be_given_again():
    given = {"name": "t", "username": "u", "password": "p"}
    world = World(parts=["nexus_tenant"], digital_channels_tenant=given, digital_channels_client_secret="s")
    assert "digital_channels_client_secret" in world.variables, "it was declared"
    world.add("nexus_tenant", {"id": CCID, "name": "found", "api_key_file": "/x"})
    made = world.variables["digital_channels_tenant"]
    assert (made["name"], made["username"]) == ("found", "u") and "id" not in made and "api_key_file" not in made
    assert "restore_person_password" in made["password"]
    assert "restore_digital_channels_client_secret" in world.variables["digital_channels_client_secret"]


# Texts and names


def test_texts_of_a_service_are_no_comments_and_no_templates():
    world = World(parts=["contact_center"])
    world.kept.setting(setting("n", "{{ evil }}\n# no"))
    assert "!unsafe" in world.text and world.variables["tenant_settings"][0]["value"] == "{{ evil }}\n# no"
    world.kept.not_looked_at("contact_center", "  odd\ntitle", Forbidden("no"))
    assert all(line.startswith("#") for line in world.text.partition("---\n")[0].splitlines())


@pytest.mark.parametrize(
    ("doc", "parts", "expected"),
    [
        ({"tenant_id": CCID}, ["gapis"], "auth.example.com_8443-" + CCID),
        ({"digital_channels_contact_center_id": OWN}, ["gapis"], "auth.example.com_8443-" + OWN),
        ({}, ["gapis", "auth_clients"], "auth.example.com_8443-auth_clients-gapis"),
        ({"tenant_id": "../x/ä"}, [], "auth.example.com_8443-.._x__"),
    ],
)
def test_the_name_of_a_document(doc, parts, expected):
    doc = {"tenant_id": None, "digital_channels_contact_center_id": None, **doc}
    assert stem(doc, PLATFORM, parts) == expected and stem(doc, "", parts) == expected.partition("-")[2]


def test_every_part_has_its_options():
    assert World(parts=list(PARTS)).variables == {"tenant_id": CCID}
