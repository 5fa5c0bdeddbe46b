# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The person's login and Digital Channels are tried before the first write: once, and nobody where nobody can be there."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    Refused,
    ServiceError,
    Unauthorized,
    Unreachable,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources import (
    _nexus_keys,
    _nexus_login,
    _tenant_clients,
    contact_center,
    nexus_service,
    nexus_tenant,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_access import (
    Access,
    is_center_there,
    of_access,
)
from ansible_collections.cxops.genesys.plugins.module_utils.resources._tenant_steps import Step
from ansible_collections.cxops.genesys.plugins.module_utils.transport import oauth
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory

CCID, OTHER = "9350e2fc-a1dd-4c65-8d40-1f75a2e080dd", "0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11"
REFUSED = Unauthorized("The person is refused.", http_status=400)
NO_CLIENT = Unauthorized("The client is refused.", http_status=401)


@pytest.mark.parametrize(
    ("parts", "ready_for", "expected"),
    [
        ({"services", "nexus_tenant", "cors", "auth_clients"}, None, {"services", "nexus_tenant", "auth_clients"}),
        ({"services", "cors"}, None, {"services"}),
        ({"cors", "auth_clients"}, None, set()),
        ({"services"}, ["auth_clients", "services"], {"services", "auth_clients"}),
        ({"services"}, ["services"], {"services"}),
    ],
)
def test_the_parts_that_are_looked_at(parts, ready_for, expected):
    steps = SimpleNamespace(doc={"ready_for": ready_for, "more": 1}, parts=frozenset(parts))
    assert of_access(steps) == {"ready_for": ready_for, "more": 1, "parts": expected}


@pytest.mark.parametrize(
    ("given", "new", "found", "seen", "expected"),
    [
        (None, False, CCID, True, True),
        (None, False, CCID, None, None),
        (None, True, CCID, None, False),
        (None, True, CCID, True, True),
        (CCID.upper(), False, CCID, False, False),
        (OTHER, False, CCID, True, None),
        (OTHER, False, CCID, False, None),
    ],
)
def test_whether_the_contact_center_of_digital_channels_is_there(given, new, found, seen, expected):
    doc = {"digital_channels_contact_center_id": given, "contact_center_is_new": new}
    assert is_center_there(doc, found, seen) is expected


class World:
    """login: what the person's login comes to, one after the other. works: what is said of the client's secret. center: what a look
    for the contact center finds. nexus, tenant, key: what the answers of Digital Channels come to.
    """

    def __init__(self, monkeypatch):
        self.login, self.works, self.center, self.asked = [None], [], {"id": CCID}, []
        self.nexus_error = self.tenant_error = self.key_error = None
        self.memory, self.secrets, self.keys = Memory(), set(), set()
        self.clients = {"c"}
        self.base_url = "https://n.example.com"
        monkeypatch.setattr(_nexus_login, "person_of", self._person_of)
        monkeypatch.setattr(oauth, "secret_works", lambda *_given: self._ask("client", self.works.pop(0)))
        monkeypatch.setattr(_tenant_clients, "exists", lambda _services, client: client in self.clients)
        monkeypatch.setattr(nexus_tenant, "NexusTenants", self._tenants)
        monkeypatch.setattr(nexus_service, "NexusServices", self._connections)
        monkeypatch.setattr(_nexus_keys, "is_key", lambda _services, key: key in self.keys)
        task = SimpleNamespace(
            backend=lambda *_given: SimpleNamespace(collection=SimpleNamespace(look_up=self._look_up))
        )
        monkeypatch.setattr(contact_center, "CONTACT_CENTER", task)
        options = {"auth_url": "https://a", "auth_username": "ops", "auth_password": "p"}
        self.services = SimpleNamespace(
            memory=self.memory,
            secrets=self.secrets,
            options=options,
            auth=SimpleNamespace(identity="a"),
            nexus=lambda: self._service({}),
        )

    def _ask(self, what, outcome):
        self.asked.append(what)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def _person_of(self, _services, identity, username, password):
        assert (identity, username, password) == (CCID, "u", "p")
        return SimpleNamespace(header=lambda: self._ask("person", self.login.pop(0)))

    def _look_up(self, identity):
        assert identity == CCID
        return self._ask("center", self.center)

    def _service(self, headers):
        def get(_operation, path, allow=()):
            assert 404 in allow and 401 in allow and 501 in allow and 500 not in allow
            return self._ask(path, self.nexus_error)

        return SimpleNamespace(
            base_url=self.base_url, headers=headers, key=lambda *what: repr((self.base_url, what)).encode(), get=get
        )

    def _tenants(self, _resource, _services, params, check_mode):
        assert check_mode
        return SimpleNamespace(path="/tenant", look_ahead=lambda: self._ask("tenant", self.tenant_error))

    def _connections(self, _resource, _services, params, check_mode):
        def look_ahead(keep):
            return self._ask("connections, kept" if keep else "connections", self.key_error)

        assert check_mode
        key = params.get("nexus_api_key") or "cluster"
        return SimpleNamespace(nexus=lambda: self._service({"x-api-key": key}), look_ahead=look_ahead)

    def problems(self, *steps, there=True):
        """(code, options) of each."""
        self.found = Access(steps, self.services, lambda _step: self.services, there).problems()
        return [(one.error.code, one.options) for one in self.found]


@pytest.fixture
def world(monkeypatch):
    return World(monkeypatch)


TASK = SimpleNamespace(kind="x", title=lambda params: "it", resource=None)


def tenant(**params):
    given = {"id": CCID, "username": "u", "password": "p", "auth_client_id": "c", "auth_client_secret": "s"}
    return Step("nexus_tenant", TASK, {"state": "present", **given, **params}, "digital_channels_tenant")


def connection(**params):
    return Step(
        "services", TASK, {"state": "present", "contact_center_id": CCID, **params}, "digital_channels_services[0]"
    )


CLIENT = ("auth_client_secret_file", "auth_client_secret")
NAMED = ("digital_channels_tenant.username", "digital_channels_tenant.password")


# The person


def test_a_login_that_works_is_the_only_one(world):
    assert world.problems(tenant()) == [] and world.asked == ["person", "tenant"] and world.secrets == {"s"}
    world.works = []
    clients = _tenant_clients.Clients([], lambda _step: world.services)
    assert clients.prove(tenant(), "c", "s", "x") is True, "the client's secret is proven by it"


def test_nobody_is_tried_where_the_contact_center_is_not_there_yet(world):
    world.works = [True]
    assert world.problems(tenant(), there=False) == [] and world.asked == ["client", "/tenant"]
    world.works, world.memory._records = [False, False], {}
    assert world.problems(tenant(), there=False) == [("bad_credentials", CLIENT)]


@pytest.mark.parametrize(
    ("there", "center", "expected", "asked"),
    [
        (True, None, [("bad_credentials", NAMED)], ["person"]),
        (None, {"id": CCID}, [("bad_credentials", NAMED)], ["person", "center"]),
        (None, Forbidden("no"), [("bad_credentials", NAMED)], ["person", "center"]),
        (None, InvalidInput("no"), [("bad_credentials", NAMED)], ["person", "center"]),
        (None, None, [], ["person", "center", "/tenant"]),
    ],
    ids=str,
)
def test_a_person_who_is_refused_is_not_tried_again(world, there, center, expected, asked):
    world.login, world.center = [REFUSED], center
    assert world.problems(tenant(), there=there) == expected and world.asked == asked
    if expected:
        message = world.found[0].error.message
        assert (
            "u of the contact center %s cannot log in through the API client c: The person is refused." % CCID
            in message
        )
        assert "The login was tried once, and is not tried again." in world.found[0].error.hint
        assert world.found[0].error.details["http_status"] == 400
    clients = _tenant_clients.Clients([], lambda _step: world.services)
    assert clients.prove(tenant(), "c", "s", "x") is True, "the client was not what was refused"


@pytest.mark.parametrize(
    ("works", "clients", "declared", "login", "expected"),
    [
        ([False, False], {"c"}, False, [NO_CLIENT], [("bad_credentials", CLIENT)]),
        ([False], set(), False, [NO_CLIENT], []),
        ([True], {"c"}, False, [NO_CLIENT, NO_CLIENT], [("bad_credentials", CLIENT)]),
        ([True], {"c"}, False, [NO_CLIENT, None], []),
        ([True], {"c"}, True, [NO_CLIENT], []),
        ([None], {"c"}, False, [NO_CLIENT], []),
    ],
    ids=str,
)
def test_a_client_that_is_refused_says_nothing_of_the_person(world, works, clients, declared, login, expected):
    world.login, world.works, world.clients = list(login), list(works), clients
    own = (
        [Step("auth_clients", TASK, {"state": "present", "client_id": "c"}, "auth_clients_list[0]")] if declared else []
    )
    assert world.problems(tenant(), *own) == expected and world.login == [] and world.works == []


@pytest.mark.parametrize("error", [Unreachable("no"), ServiceError("no", http_status=500)], ids=repr)
def test_a_service_in_trouble_is_a_problem(world, error):
    world.login = [error]
    if isinstance(error, ServiceError):
        assert world.problems(tenant()) == [("service_error", ())]
    else:
        with pytest.raises(Unreachable):
            world.problems(tenant())


def test_what_is_to_go_and_who_has_no_login_is_not_tried(world):
    assert world.problems(tenant(state="absent"), connection(state="absent")) == [] and world.asked == []
    assert world.problems(tenant(auth_client_id=None)) == [] and world.asked == ["/tenant"]


# Digital Channels


@pytest.mark.parametrize("there", [True, None, False])
def test_a_key_is_tried_once_in_a_run(world, there):
    two = (connection(), connection())
    kept = "connections" if there is False else "connections, kept"
    assert world.problems(*two, there=there) == [] and world.asked == [kept]
    assert world.problems(connection(nexus_api_key="other"), there=there) == [] and world.asked == [kept] * 2
    world.base_url += "/2"
    assert world.problems(*two, there=there) == [] and world.asked == [kept] * 3
    assert world.problems(tenant(auth_client_id=None), there=there) == [] and len(world.asked) == 3, (
        "it answers, that is known"
    )


DB = {"login_host": "db"}


@pytest.mark.parametrize(
    ("status", "there", "params", "is_problem"),
    [
        (200, True, {}, False),
        (401, True, {}, True),
        (404, True, {}, True),
        (404, False, {}, False),
        (500, False, {}, False),
        (401, False, {}, True),
        (403, False, {}, False),
        (401, False, DB, False),
        (401, False, {**DB, "nexus_api_key": "wrong"}, True),
        (403, False, {**DB, "nexus_api_key": "wrong"}, True),
        (403, False, {**DB, "nexus_api_key": "right"}, False),
    ],
    ids=str,
)
def test_when_a_refusal_speaks_against_the_key(world, status, there, params, is_problem):
    world.key_error, world.keys = Refused("no", http_status=status), {"right"}
    expected = [("refused", ("nexus_url", "nexus_api_key"))] if is_problem else []
    assert world.problems(connection(**params), connection(**params), there=there) == expected
    assert [len(one.more) for one in world.found] == [1] * is_problem, (
        "the same problem of another connection is told with it"
    )
    assert len(world.asked) == (2 if is_problem else 1)


def test_what_is_not_a_refusal_is_a_problem_of_the_url_and_the_key(world):
    world.key_error = Unreachable("no")
    assert world.problems(connection(), tenant()) == [("unreachable", ("nexus_url", "nexus_api_key"))]
    assert "tenant" not in world.asked and "/tenant" not in world.asked, "one problem is enough"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (None, []),
        (Refused("odd", http_status=200), []),
        (NotFound("no", http_status=404), [("not_found", ("nexus_url",))]),
        (Unreachable("no"), [("unreachable", ("nexus_url",))]),
    ],
    ids=repr,
)
def test_digital_channels_has_to_answer(world, error, expected):
    world.tenant_error = error
    assert world.problems(tenant()) == expected and world.asked == ["person", "tenant"]
    world.asked.clear()
    world.memory._records.clear()
    world.login, world.nexus_error = [None], error if isinstance(error, Unreachable) else None
    reached = [one for one in expected if one[0] == "unreachable"]
    assert world.problems(tenant(auth_client_id=None)) == reached and world.asked == ["/tenant"]
    assert world.problems(tenant(auth_client_id=None)) == reached and len(world.asked) == 1 + len(reached)
