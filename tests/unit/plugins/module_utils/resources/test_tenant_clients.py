# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets of API clients that a tenant's steps use: which one counts, and whether it is the client's."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import Refused, Unauthorized
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _tenant_clients
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_clients import Clients, replaces
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_steps import Step
from ansible_collections.cxops.genesys.plugins.module_utils.transport import oauth, secret_file
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory

TASK = SimpleNamespace(kind="x", title=lambda params: "x")
PERSON = {"username": "u", "password": "p", "auth_client_id": "c"}


def step(part, own_login=False, **params):
    return Step(part, TASK, params, place="list[0]", own_login=own_login)


class World:
    """works: what the service says of secrets, one after the other. there: the clients. login: what the environment service's
    token comes to: an error, or None.
    """

    def __init__(self, monkeypatch):
        self.works, self.there, self.login, self.asked = [], set(), None, []
        monkeypatch.setattr(oauth, "secret_works", self._secret_works)
        monkeypatch.setattr(_tenant_clients, "exists", self._exists)
        options = {"auth_url": "https://a.example.com", "auth_username": "ops", "auth_password": "p"}
        environment = SimpleNamespace(auth=SimpleNamespace(header=self._header))
        self.services = SimpleNamespace(
            memory=Memory(), secrets=set(), auth=SimpleNamespace(identity="a"), options=options, environment=environment
        )

    def _secret_works(self, _service, client_id, secret):
        self.asked.append((client_id, secret))
        return self.works.pop(0)

    def _exists(self, _services, client_id):
        self.asked.append(client_id)
        return client_id in self.there

    def _header(self):
        self.asked.append("login")
        if self.login:
            raise self.login
        return "Bearer x"

    def clients(self, *steps):
        return Clients(steps, lambda _step: self.services)


@pytest.fixture
def world(monkeypatch):
    return World(monkeypatch)


@pytest.mark.parametrize(
    ("params", "there", "expected"),
    [
        ({}, False, False),
        ({"regenerate_secret": "always"}, True, True),
        ({"update_secret": "always"}, True, True),
        ({"regenerate_secret": "when_lost"}, True, False),
        ({"regenerate_secret": "when_lost"}, False, True),
        ({"regenerate_secret": "never"}, False, False),
        ({"regenerate_secret": None}, False, False),
        ({"regenerate_secret": "when_lost", "secret_file": None}, False, False),
    ],
    ids=str,
)
def test_which_steps_write_a_secret(tmp_path, params, there, expected):
    if there:
        (tmp_path / "c.secret").write_text("s\n")
    assert replaces({"secret_file": str(tmp_path / "c.secret"), **params}) is expected


@pytest.mark.parametrize(
    ("made", "secret"),
    [
        (step("auth_clients", client_id="c", client_secret="s"), "s"),
        (step("gapis", client_id="c", client_secret="s"), "s"),
        (step("auth_clients", client_id="c", client_secret="s", client_type="PUBLIC"), None),
        (step("auth_clients", client_id="c"), None),
        (step("nexus_tenant", auth_client_secret="s", **PERSON), "s"),
        (step("nexus_tenant", auth_client_secret="s", auth_client_id="c"), None),
        (step("environment", auth_client_secret="s", auth_client_id="c"), "s"),
        (step("environment", auth_client_secret="s", auth_client_id="c", access_token="t"), None),
        (step("settings", client_secret="s"), None),
    ],
    ids=lambda one: one if isinstance(one, str) else getattr(one, "part", "none"),
)
def test_where_a_step_s_secret_comes_from(world, made, secret):
    found = world.clients().credential(made)
    assert (found and found[:2]) == (("c", secret) if secret else None)


def test_a_secret_in_a_file_is_named_by_its_path(world, tmp_path):
    path = str(tmp_path / "c.secret")
    made = step("gapis", client_id="c", secret_file=path)
    assert world.clients().credential(made) is None
    secret_file.store_secret(path, "stored")
    assert world.clients().credential(made)[1:] == ("stored", path, ("list[0].secret_file", "list[0].client_secret"))
    made.params["client_secret"] = "given"
    assert world.clients().credential(made)[1:3] == ("given", "list[0].client_secret")
    login = step("nexus_tenant", auth_client_secret_file=path, **PERSON)
    assert world.clients().credential(login)[1:] == ("stored", path, ("auth_client_secret_file", "auth_client_secret"))
    login.own_login = True
    assert world.clients().credential(login)[3] == (
        "auth_clients_secret_dir",
        "digital_channels_client_secret_file",
        "digital_channels_client_secret",
    )


@pytest.mark.parametrize(
    ("own", "counts"),
    [
        ({"client_id": "other", "regenerate_secret": "always"}, True),
        ({"client_id": "c", "regenerate_secret": "when_lost", "there": True}, True),
        ({"client_id": "c", "regenerate_secret": "always"}, False),
        ({"client_id": "c", "there": True, "previous": True}, False),
        ({"client_id": "c", "previous": True}, True),
    ],
    ids=str,
)
def test_a_secret_that_this_run_replaces_is_not_tried(world, tmp_path, own, counts):
    path = str(tmp_path / "c.secret")
    params = {name: own[name] for name in ("client_id", "regenerate_secret") if name in own}
    if own.get("there"):
        secret_file.store_secret(path, "s")
        params["secret_file"] = path
    if own.get("previous"):
        secret_file.store_secret(path + ".previous", "s")
    world.there = set()
    clients = world.clients(step("auth_clients", **params), step("gapis", client_id="c"))
    assert (clients.credential(step("gapis", client_id="c", client_secret="s")) is not None) is counts
    assert clients.is_declared(own["client_id"]) and not clients.is_declared("another")


LOOKED = "c"
TRIED = ("c", "s")


@pytest.mark.parametrize(
    ("works", "there", "expected", "asked"),
    [
        ([True], set(), True, [TRIED]),
        ([None], {"c"}, None, [TRIED]),
        ([False], set(), False, [TRIED, LOOKED]),
        ([False, True], {"c"}, True, [TRIED, LOOKED, TRIED]),
        ([False, None], {"c"}, None, [TRIED, LOOKED, TRIED]),
        ([False, False], {"c"}, Unauthorized, [TRIED, LOOKED, TRIED]),
    ],
    ids=str,
)
def test_whether_a_secret_is_the_client_s(world, works, there, expected, asked):
    world.works, world.there = list(works), there
    clients = world.clients()
    made = step("gapis", client_id="c")
    if expected is Unauthorized:
        with pytest.raises(Unauthorized, match="The secret of the API client c in PLACE is refused"):
            clients.prove(made, "c", "s", "PLACE")
    else:
        assert clients.prove(made, "c", "s", "PLACE") is expected
    assert world.asked == asked and world.services.secrets == {"s"}
    if expected is True:
        assert clients.prove(made, "c", "s", "PLACE") is True and world.asked == asked, (
            "what was seen is not tried again"
        )


def test_without_the_ops_credentials_nobody_looks_whether_the_client_is_there(world):
    world.works, world.there = [False], {"c"}
    del world.services.options["auth_password"]
    assert world.clients().prove(step("gapis"), "c", "s", "PLACE") is False and world.asked == [TRIED]


@pytest.mark.parametrize(
    ("login", "works", "expected", "asked"),
    [
        (None, [], True, ["login"]),
        (Unauthorized("no", http_status=400), [], True, ["login"]),
        (Unauthorized("no", http_status=401), [], False, ["login", LOOKED]),
        (Refused("no"), [True], True, ["login", TRIED]),
    ],
    ids=str,
)
def test_a_login_to_the_environment_service_proves_the_secret(world, login, works, expected, asked):
    world.login, world.works = login, list(works)
    made = step("contact_center", auth_client_id="c", auth_client_secret="s")
    assert world.clients().prove(made, "c", "s", "PLACE") is expected and world.asked == asked


def test_the_person_of_digital_channels_proves_no_secret_of_the_environment_service(world):
    world.works = [True]
    assert world.clients().prove(step("nexus_tenant", **PERSON), "c", "s", "PLACE") is True and world.asked == [TRIED]
