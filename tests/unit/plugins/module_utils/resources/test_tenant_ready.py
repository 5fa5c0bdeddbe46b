# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tenant's steps need is seen to be there before the first write, and nothing is asked twice."""

from __future__ import annotations

import os
from types import SimpleNamespace

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import (
    DatabaseError,
    MissingLibrary,
    SecretFileError,
    Unauthorized,
    Unreachable,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources import (
    _tenant_clients,
    _tenant_ready,
    contact_center,
    data_center,
    nexus_gapi,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources._auth_secret import planned_key, rows_key
from ansible_collections.cxops.genesys.plugins.module_utils.resources._secret_record import SecretRecord
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_ready import Readiness
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_steps import Steps
from ansible_collections.cxops.genesys.plugins.module_utils.resources.tenant_document import MODULE
from ansible_collections.cxops.genesys.plugins.module_utils.transport import oauth, secret_file
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory

CCID, OTHER = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
URL, DATABASE = {"auth_url": "https://a.example.com"}, {"login_host": "db", "login_user": "u"}
OPS = {**URL, "auth_username": "ops", "auth_password": "p"}
ROW = "https://g.example.com"


class Service:
    auth = SimpleNamespace(header=lambda: "Bearer x")

    def __init__(self, world, name):
        self.world, self.name, self.memory, self.identity = world, name, world.memory, name

    def key(self, *what):
        return repr((self.name, what)).encode()

    def get(self, _operation, path, allow=()):
        self.world.asked.append((self.name, path))
        self.world.fail(self.name)


class World:
    """A platform. clients: those that are there. works: secret to what the service says of it. failing: what fails, and with what."""

    def __init__(self, folder, monkeypatch):
        self.folder = folder
        self.memory, self.asked, self.clients, self.works = Memory(), [], set(), {}
        self.failing, self.rows, self.foretold = {}, [], set()
        monkeypatch.setattr(
            _tenant_clients, "exists", lambda _services, client: self.ask("exists", client) in self.clients
        )
        monkeypatch.setattr(oauth, "secret_works", self._secret_works)
        monkeypatch.setattr(_tenant_ready, "is_foretold", lambda _services, client, path: client in self.foretold)
        monkeypatch.setattr(nexus_gapi, "urls_of", self._urls_of)
        monkeypatch.setattr(nexus_gapi, "GapiRows", self._gapi_rows)

    def ask(self, what, about):
        self.asked.append((what, about))
        self.fail(what)
        return about

    def fail(self, what):
        if what in self.failing:
            raise self.failing[what]

    def _secret_works(self, _service, client, secret):
        self.ask("token", client)
        return self.works.get(secret, False)

    def _urls_of(self, _services, client):
        self.ask("rows", client)
        return self.rows

    def _gapi_rows(self, _resource, _services, params, check_mode):
        assert check_mode
        return SimpleNamespace(find=lambda desired: {} if desired["url"] in self.rows else None)

    def path(self, name, secret=None):
        path = str(self.folder / name)
        if secret:
            secret_file.store_secret(path, secret)
        return path

    def services(self, options):
        world = self

        class Services:
            memory, secrets, auth = world.memory, set(), Service(world, "auth")
            environment, environment_basic = Service(world, "environment"), Service(world, "basic")

            def __init__(self):
                self.options = options

            @property
            def transport(self):
                world.fail("transport")

            @property
            def postgres(self):
                world.fail("library")
                return SimpleNamespace(
                    log_in=lambda: world.ask("log in", options["login_host"]),
                    table=lambda name: world.ask("table", name),
                )

        return Services()

    def readiness(self, check_mode=False, is_asked=False, **given):
        result = ArgumentSpecValidator(argument_spec(MODULE.options)).validate({"tenant_id": CCID, **given})
        assert not result.error_messages, result.error_messages
        steps = Steps(result.validated_parameters)
        services = self.services(steps.doc)
        return Readiness(list(steps.chosen()), steps.doc, lambda _step: services, check_mode, is_asked)

    def problems(self, *args, **given):
        """(code, options) of each."""
        self.found = self.readiness(*args, **given).problems()
        return [(one.error.code, one.options) for one in self.found]


@pytest.fixture
def world(tmp_path, monkeypatch):
    for option in MODULE.connection:
        for name in option.env:
            monkeypatch.delenv(name, raising=False)
    return World(tmp_path, monkeypatch)


def gapis(**item):
    return {"parts": ["gapis"], "digital_channels_gapis": [{"url": ROW, "client_id": "c", **item}]}


def clients(*items, **more):
    return {"parts": ["auth_clients"], "auth_clients_list": list(items), **OPS, **more}


def test_what_is_missing_is_told_before_anything_is_asked(world):
    path = world.path("none")
    assert world.problems(**gapis(secret_file=path)) == [("invalid_input", ("login_host",))] and world.asked == []


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_secret_file_that_does_not_count_is_told_with_its_option(world, state):
    os.mkdir(world.path("c.secret"))
    given = clients({"client_id": "c"}, auth_clients_secret_dir=str(world.folder), state=state)
    given["auth_clients_list"][0]["shared"] = False
    expected = [("secret_file", ("auth_clients_list[0].secret_file",))]
    assert world.problems(**given) == (expected if state == "present" else [])
    assert state == "absent" or world.asked == []


def test_a_client_s_secret_that_nobody_logs_in_with_is_not_read(world):
    os.mkdir(world.path("x"))
    given = {"parts": ["environment"], "auth_client_id": "x", "auth_client_secret_file": world.path("x"), **URL}
    assert world.problems(**given, auth_username="ops", auth_password="p") == []
    assert world.problems(**given) == [("secret_file", ("auth_client_secret_file",))]


TENANT = {
    "parts": ["nexus_tenant"],
    "nexus_url": "https://n.example.com",
    "digital_channels_tenant": {"name": "t", "username": "u", "password": "p"},
    "digital_channels_client_secret": "s",
    **URL,
}


def test_places_for_the_key_and_for_designer_env_have_to_be_writable(world):
    open(world.path("file"), "w", encoding="utf-8").close()
    blocked = os.path.join(world.path("file"), "x")
    assert world.problems(**TENANT, digital_channels_api_key_file=blocked) == [
        ("secret_file", ("digital_channels_tenant.api_key_file",))
    ]
    env = {"digital_channels_designer_env_file": blocked}
    assert world.problems(**TENANT, **env) == []
    assert world.problems(**TENANT, **env, ready_for=["nexus_tenant"]) == []
    assert world.problems(**TENANT, **env, ready_for=["nexus_tenant", "designer_env"]) == [
        ("secret_file", ("digital_channels_designer_env_file",))
    ]


def test_libraries_are_needed_where_they_are_used(world):
    world.failing = {"transport": MissingLibrary("requests"), "library": MissingLibrary("psycopg")}
    assert world.problems(**gapis(client_secret="s"), **DATABASE) == [("missing_library", ())]
    assert [one.error.message for one in world.found] == ["psycopg"] and world.asked == []
    world.problems(parts=["environment"], **OPS)
    assert [one.error.message for one in world.found] == ["requests"] and world.asked == []
    world.problems(**TENANT, **DATABASE)
    assert [one.error.message for one in world.found] == ["requests", "psycopg"]


LOGIN, TABLE = ("log in", "db"), ("table", "nex_gapis")


def test_the_database_is_logged_in_to_once_in_a_run(world):
    assert world.problems(**TENANT, **DATABASE) == [] and world.asked == [LOGIN]
    assert world.problems(**gapis(client_secret="s"), **DATABASE) == [] and world.asked == [LOGIN, LOGIN, TABLE]
    assert world.problems(**gapis(client_secret="s"), **DATABASE) == [] and len(world.asked) == 3
    assert (
        world.problems(**gapis(client_secret="s"), **DATABASE, login_password="other") == [] and len(world.asked) == 5
    )
    world.asked.clear()
    absent = gapis(shared=False)
    assert world.problems(**absent, **DATABASE, state="absent") == [] and world.asked == [], "another task has done it"


@pytest.mark.parametrize("failing", ["log in", "table"])
def test_a_database_that_refuses_is_told_once(world, failing):
    world.failing[failing] = DatabaseError("no")
    given = gapis()
    given["digital_channels_gapis"].append({"url": ROW + "/2", "client_id": "c"})
    ((code, options),) = world.problems(**given, **DATABASE)
    assert code == "database" and options == _tenant_ready._LOGIN[:6], (
        "the rows, which nobody can see, are no second problem"
    )
    world.failing.clear()
    world.rows = [ROW, ROW + "/2"]
    assert world.problems(**given, **DATABASE) == [], "a login that failed is tried again"


# The secrets that steps need


@pytest.mark.parametrize(
    ("there", "how", "is_made"),
    [(set(), "never", True), ({"c"}, "never", False), ({"c"}, "when_lost", True), ({"c"}, "always", True)],
)
def test_a_secret_that_is_in_no_file_has_to_be_made_by_an_earlier_step(world, there, how, is_made):
    world.clients = there
    SecretRecord(world.path("c.secret")).write("c", "c", None, platform=URL["auth_url"])
    given = clients({"client_id": "c", "regenerate_secret": how}, auth_clients_secret_dir=str(world.folder), **DATABASE)
    row = gapis(secret_file=world.path("c.secret"))
    given.update(parts=["auth_clients", "gapis"], digital_channels_gapis=row["digital_channels_gapis"])
    found = world.problems(**given)
    planned = world.memory.recall(planned_key(world.path("c.secret")))
    if is_made:
        assert found == [] and planned == [True]
    else:
        ((code, _options),) = found
        assert code == "secret_file" and "there is no file %s" % world.path("c.secret") in world.found[0].error.message
        assert planned is None


@pytest.mark.parametrize("more", [{"regenerate_secret": "when_lost"}, {"update_secret": "always"}], ids=str)
@pytest.mark.parametrize(
    ("there", "how", "is_problem"),
    [({"c"}, "nothing", True), (set(), "nothing", False), ({"c"}, "record", False), ({"c"}, "confirmed", False)],
)
def test_a_lost_secret_that_may_be_somebody_else_s_is_known_before_the_first_write(world, there, how, is_problem, more):
    world.clients = there
    if how == "record":
        SecretRecord(world.path("c.secret")).write("c", "c", None, platform=URL["auth_url"])
    confirmed = {"regenerate_secret_confirm": "c"} if how == "confirmed" else {}
    found = world.problems(
        **clients({"client_id": "c", **more, **confirmed}, auth_clients_secret_dir=str(world.folder))
    )
    assert [code for code, _options in found] == ["invalid_input"] * is_problem
    assert not found or "regenerate_secret_confirm: c" in world.found[0].error.hint


@pytest.mark.parametrize(
    ("check_mode", "foretold", "is_missing"), [(True, {"c"}, False), (True, set(), True), (False, {"c"}, True)]
)
def test_in_check_mode_an_earlier_task_may_make_it(world, check_mode, foretold, is_missing):
    world.foretold = foretold
    found = world.problems(check_mode, **gapis(secret_file=world.path("c.secret")), **DATABASE)
    assert bool(found) is is_missing


def test_a_secret_that_is_given_needs_no_file(world):
    path = world.path("none")
    world.works["s"] = True
    assert world.problems(**gapis(client_secret="s"), **DATABASE) == []
    login = {"auth_client_id": "c", "auth_client_secret": "s", "auth_client_secret_file": path}
    assert world.problems(parts=["cors"], tenant_cors_origins=["https://a.example.com"], **login, **URL) == []
    del login["auth_client_secret"]
    ((code, _options),) = world.problems(parts=["cors"], tenant_cors_origins=["https://a.example.com"], **login, **URL)
    assert code == "secret_file"


@pytest.mark.parametrize(("rows", "is_missing"), [([ROW], False), ([], True)])
def test_a_row_that_is_there_keeps_its_secret(world, rows, is_missing):
    world.rows = rows
    found = world.problems(**gapis(), **DATABASE)
    assert bool(found) is is_missing
    if is_missing:
        assert "The secret of the API client c is not known" in world.found[0].error.message


@pytest.mark.parametrize(
    ("item", "there", "is_missing"),
    [
        ({}, set(), True),
        ({}, {"c"}, False),
        ({"client_secret": "s"}, set(), False),
        ({"client_type": "PUBLIC"}, set(), False),
    ],
    ids=str,
)
def test_a_client_that_does_not_exist_needs_a_secret(world, item, there, is_missing):
    world.clients, world.works = there, {"s": True}
    assert bool(world.problems(**clients({"client_id": "c", **item}))) is is_missing
    if is_missing:
        assert "does not exist yet, and creating it needs a secret" in world.found[0].error.message
        assert world.found[0].error.hint.endswith("in auth_clients_list[0].")


@pytest.mark.parametrize(
    ("how", "there", "is_problem"),
    [("never", set(), True), ("never", {"c"}, False), ("when_lost", {"c"}, True), ("always", {"c"}, True)],
)
def test_a_secret_that_is_to_be_kept_needs_a_place(world, monkeypatch, how, there, is_problem):
    def refused(path):
        raise SecretFileError("%s is not writable" % path)

    world.clients = there
    monkeypatch.setattr(secret_file, "check_writable", refused)
    given = clients({"client_id": "c", "regenerate_secret": how, "secret_file": world.path("c.secret")})
    assert [code for code, _options in world.problems(**given)] == ["secret_file"] * is_problem
    (world.folder / "c.secret").write_text("s")
    given["auth_clients_list"][0]["regenerate_secret"], world.works = "when_lost", {"s": True}
    assert world.problems(**given) == [], "a secret that is kept already needs no place"


# The secrets of clients that exist


def two_rows(**more):
    given = gapis(client_secret="one")
    given["digital_channels_gapis"].append({"url": ROW + "/2", "client_id": "d", "client_secret": "two"})
    return {**given, **DATABASE, **OPS, **more}


def test_each_client_s_secret_is_tried_once(world):
    world.clients = {"c", "d"}
    assert [code for code, _options in world.problems(**two_rows())] == ["bad_credentials"] * 2
    assert [one[1] for one in world.asked if one[0] == "token"] == ["c", "c", "d", "d"]
    world.asked.clear()
    world.works = {"one": True, "two": None}
    given = two_rows()
    given["digital_channels_gapis"].append({"url": ROW + "/3", "client_id": "c", "client_secret": "one"})
    assert world.problems(**given) == [] and [one for one in world.asked if one[0] == "token"] == [
        ("token", "c"),
        ("token", "d"),
    ]


def test_a_row_needs_no_authentication_service(world):
    world.failing["token"] = Unreachable("no")
    assert world.problems(**two_rows()) == [] and [one for one in world.asked if one[0] == "token"] == [("token", "c")]
    world.asked.clear()
    del (given := two_rows())["auth_url"]
    assert world.problems(**given) == [] and not [one for one in world.asked if one[0] == "token"]


def test_a_service_in_trouble_is_told_once(world):
    world.failing["token"] = Unreachable("no")
    given = clients({"client_id": "c", "client_secret": "one"}, {"client_id": "d", "client_secret": "two"})
    assert [code for code, _options in world.problems(**given)] == ["unreachable"] and world.found[0].more == []
    assert [one for one in world.asked if one[0] == "token"] == [("token", "c")]
    world.failing["token"] = Unauthorized("no")
    assert [code for code, _options in world.problems(**given)] == ["bad_credentials"]
    assert len(world.found[0].more) == 1, "a client that is refused says nothing of the next one"


def test_the_client_of_the_person_is_tried_later(world):
    """A login that is refused may lock an account: the person's is tried once, when the contact center is known to be there."""
    given = {**TENANT, "parts": ["nexus_tenant", "gapis"], **DATABASE, "digital_channels_gapis": [{"url": ROW}]}
    assert world.problems(**given) == [] and not [one for one in world.asked if one[0] == "token"]


# The environment service


SETTING = {"tenant_settings": [{"name": "n", "value": "v"}]}
CENTERS = {"tenant_data_centers": [{"location": "/a"}]}
CENTER = ("environment", "%s/%s" % (contact_center.PATH, CCID))


@pytest.mark.parametrize(
    ("parts", "is_asked", "asked"),
    [
        (["auth_clients", "settings"], False, [CENTER]),
        (["auth_clients", "settings", "data_centers"], False, [CENTER]),
        (["auth_clients", "data_centers"], False, [("basic", data_center.PATH)]),
        (["auth_clients", "settings"], True, []),
        (["auth_clients"], False, []),
        (["settings"], False, []),
    ],
    ids=str,
)
def test_the_environment_service_is_asked_before_another_one_is_written_to(world, parts, is_asked, asked):
    world.clients = {"c"}
    given = clients({"client_id": "c"}, **SETTING, **CENTERS)
    given["parts"] = parts
    for _time in range(2):
        assert world.problems(is_asked=is_asked, **given) == []
    assert [one for one in world.asked if one[0] in ("environment", "basic")] == asked, "once in a run"
    world.memory = Memory()
    world.failing = dict.fromkeys(("environment", "basic"), Unreachable("no"))
    assert [code for code, _options in world.problems(is_asked=is_asked, **given)] == ["unreachable"] * bool(asked)


# Rows that keep an old secret


@pytest.mark.parametrize(
    ("client", "row", "kept"),
    [
        ({"regenerate_secret": "always"}, {"secret_file": "c.secret"}, [ROW + "/2"]),
        ({"secret_max_age": 7}, {"secret_file": "c.secret"}, [ROW + "/2"]),
        ({}, {"secret_file": "c.secret"}, None),
        ({"regenerate_secret": "always"}, {"secret_file": "other"}, [ROW, ROW + "/2"]),
        ({"regenerate_secret": "always"}, {"client_secret": "s"}, [ROW, ROW + "/2"]),
        ({"regenerate_secret": "always"}, {"client_id": "d", "secret_file": "c.secret"}, [ROW, ROW + "/2"]),
        ({"client_id": "d", "regenerate_secret": "always"}, {"secret_file": "c.secret"}, None),
    ],
    ids=str,
)
def test_the_rows_that_this_run_does_not_write_are_left_for_the_client_s_task(world, client, row, kept):
    world.clients, world.works, world.rows = {"c", "d"}, {"s": True}, [ROW, ROW + "/2"]
    for name in ("c.secret", "other", "d.secret"):
        world.path(name, "s")
    row = {name: world.path(one) if name == "secret_file" else one for name, one in row.items()}
    given = clients({"client_id": "c", **client}, auth_clients_secret_dir=str(world.folder), **DATABASE)
    items = [{"url": ROW.upper().replace("HTTPS", "https") + "/", "client_id": "c", **row}]
    given.update(parts=["auth_clients", "gapis"], digital_channels_gapis=items)
    assert world.problems(**given) == []
    left = world.memory.recall(rows_key("c", world.path("c.secret")))
    assert left == (None if kept is None else [[kept]])
    if kept is not None:
        world.memory, world.failing = Memory(), {"rows": DatabaseError("no")}
        assert world.problems(**given) == [] and not world.memory.recall(rows_key("c", world.path("c.secret")))
