# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles, divisions and scopes by name: each list is read once, and again when somebody is looked for who is not on it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import Ambiguous, BadResponse, InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _cloud_names
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_names import Names, is_name
from ansible_collections.cxops.genesys.plugins.module_utils.transport.answer import Answer
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory, digest

ID = "C3000000-0000-4000-8000-%012d"


def policy(*actions, domain="directory", entity="user"):
    return {"domain": domain, "entityName": entity, "actionSet": list(actions)}


def role(number, name, *policies, **more):
    return dict({"id": ID % number, "name": name, "permissionPolicies": list(policies)}, **more)


ROLES = [
    role(1, "employee", policy("view")),
    role(2, "Employee of the month", policy("view")),
    role(3, "SCIM Integration", policy("add", "edit"), policy("view", entity="group")),
    role(4, "the same, sorted otherwise", policy("view", entity="group"), policy("edit"), policy("add")),
    role(5, "less", policy("add", "edit")),
    role(6, "more", policy("add", "edit"), policy("view", entity="group"), permissions=["x"]),
    role(7, "twin"),
    role(8, "TWIN"),
    role(9, "double"),
    role(10, "double"),
]
DIVISIONS = [{"id": ID % 21, "name": "Sales"}, {"id": ID % 22, "name": "Support"}]
HOME = {"id": ID % 20, "name": "Home"}


class Api:
    """Answers as it is told, and counts."""

    base_url = "https://api.example.com"

    def __init__(self):
        self.asked = []
        self.memory = Memory()
        self.bodies = {
            "/api/v2/authorization/roles": {"entities": list(ROLES)},
            "/api/v2/authorization/divisions": {"entities": list(DIVISIONS)},
            "/api/v2/authorization/divisions/home": HOME,
            "/api/v2/oauth/scopes": {"entities": [{"id": "users"}, {"id": "users:readonly"}]},
            "/api/v2/organizations/me": {"features": {"hipaa": True, "chat": False}},
        }

    def key(self, *what):
        return digest(what)

    def get(self, operation, path, allow=()):
        self.asked.append(path.split("/")[-1])
        return Answer(200, self.bodies[path.split("?")[0]])


class Cloud:
    """Remembers what it was told, as the run does."""

    def __init__(self):
        self.api = Api()
        self.known = {}

    def remembered(self, name, ask, anew=False):
        if anew or name not in self.known:
            self.known[name] = ask()
        return self.known[name]


@pytest.fixture
def cloud():
    return Cloud()


@pytest.fixture
def names(cloud):
    return Names(cloud)


def ident(number):
    return (ID % number).lower()


def test_by_name_and_by_id(names, cloud):
    assert names.role_id("employee") == ident(1)
    assert names.role_id("EMPLOYEE") == ident(1), "letter case counts only where two differ by it"
    assert names.role_id("twin") == ident(7) and names.role_id("TWIN") == ident(8)
    assert names.division_id("sales") == ident(21)
    assert cloud.api.asked == ["roles?pageSize=100&userCount=false", "divisions?pageSize=100"]
    assert names.role_id(ID % 99) == ident(99), "an id is taken as it is, in the service's spelling"
    assert names.division_id("*") == "*" and names.division_id(ID % 98) == ident(98)
    assert len(cloud.api.asked) == 2
    assert names.division_id(None) == ident(20)
    assert cloud.api.asked[2:] == ["home"]


def test_the_same_name_twice(names):
    for name in ("double", "Twin"):
        with pytest.raises(Ambiguous) as caught:
            names.role_id(name)
        assert caught.value.details["field"] == "roles" and "Give the id" in caught.value.hint
    assert ident(7) in caught.value.message and ident(8) in caught.value.message


def test_a_list_is_read_again_for_somebody_new(names, cloud):
    assert names.role_id("employee") == ident(1)
    cloud.api.bodies["/api/v2/authorization/roles"]["entities"].append(role(11, "newcomer"))
    assert names.role_id("newcomer") == ident(11)
    assert len(cloud.api.asked) == 2
    with pytest.raises(InvalidInput):
        names.role_id("nobody at all")
    assert len(cloud.api.asked) == 3


@pytest.mark.parametrize(
    ("call", "given", "field", "meant"),
    [
        ("role_id", "employe", "roles", "employee"),
        ("division_id", "Salse", "roles", "Sales"),
        ("role_id", "zzzzzzzz", "roles", None),
        ("check_scopes", ["users", "user:readonly"], "scopes", "users:readonly"),
    ],
)
def test_an_unknown_name_and_what_may_be_meant(names, call, given, field, meant):
    with pytest.raises(InvalidInput) as caught:
        getattr(names, call)(given)
    assert caught.value.details["field"] == field and "Nothing was changed" in caught.value.hint
    assert meant in caught.value.hint if meant else "Do you mean" not in caught.value.hint


def test_names_of_ids(names, cloud):
    assert names.role_name(ident(3)) == "SCIM Integration"
    assert names.role_name(ident(77)) == ident(77), "a role that nobody tells has its id for a name"
    assert names.division_name("*") == "*"
    assert names.division_name(ident(20)) == "Home"
    assert cloud.api.asked[-1] == "home", "the home division needs no list"
    assert names.division_name(ident(22)) == "Support"
    assert names.division_name(ident(78)) == ident(78)


@pytest.mark.parametrize(("number", "is_scim"), [(3, True), (4, True), (1, False), (5, None), (6, False), (99, False)])
def test_roles_with_exactly_the_rights_of_scim(names, number, is_scim):
    assert names.is_scim(ident(number)) is is_scim


def test_without_the_role_of_the_vendor_there_is_none_like_it(names, cloud):
    del cloud.api.bodies["/api/v2/authorization/roles"]["entities"][2]
    assert names.is_scim(ident(4)) is None


def test_known_scopes(names, cloud):
    names.check_scopes(["users", "users:readonly"])
    names.check_scopes([])
    assert cloud.api.asked == ["scopes"]


@pytest.mark.parametrize(
    ("body", "hipaa"),
    [({"features": {"hipaa": True}}, True), ({"features": {"hipaa": False}}, False), ({"features": {}}, False), ({}, False), ({"features": None}, False)],
)  # fmt: skip
def test_hipaa(names, cloud, body, hipaa):
    cloud.api.bodies["/api/v2/organizations/me"] = body
    assert names.is_hipaa() is hipaa
    assert names.is_hipaa() is hipaa and cloud.api.asked == ["me"]


def test_what_is_remembered_is_plain(names, cloud):
    """It goes through JSON, from one process to the next."""
    names.role_id("employee")
    assert set(cloud.known["roles"][0]) == {"id", "name", "scim"}
    assert {one["scim"] for one in cloud.known["roles"]} <= {True, False, None}


@pytest.mark.parametrize(
    ("text", "expected"), [("employee", True), ("*", False), (ID % 1, False), (None, False), ("", False)]
)
def test_is_name(text, expected):
    assert is_name(text) is expected


@pytest.mark.parametrize(
    "odd",
    [
        {"permissionPolicies": ["x", None]},
        {"permissionPolicies": None},
        {"permissionPolicies": 7},
        {"permissionPolicies": [{"actionSet": 7}]},
        {"permissions": None},
        {"permissions": "x"},
    ],
)
def test_roles_in_an_odd_form(cloud, odd):
    cloud.api.bodies["/api/v2/authorization/roles"]["entities"].insert(0, dict(role(30, "odd"), **odd))
    assert Names(cloud).role_id("employee") == ident(1)


@pytest.mark.parametrize("unknown", [None, "x", {}, {"id": 5, "name": "x"}, {"id": "x"}, {"id": "x", "name": None}])
def test_a_role_that_could_be_any(cloud, unknown):
    cloud.api.bodies["/api/v2/authorization/roles"]["entities"].insert(0, unknown)
    with pytest.raises(BadResponse, match="Listing the roles was answered with a"):
        Names(cloud).role_id("employee")


@pytest.mark.parametrize("home", [{}, {"id": None, "name": "Home"}, {"id": "x", "name": 5}])
def test_a_home_division_that_is_none(cloud, home):
    """Its id gets into what is written."""
    cloud.api.bodies["/api/v2/authorization/divisions/home"] = home
    with pytest.raises(BadResponse):
        Names(cloud).division_id(None)


def test_the_pages_of_a_list_are_read(cloud):
    first = "/api/v2/authorization/roles"
    more = SimpleNamespace(count=0)

    def get(operation, path, allow=()):
        more.count += 1
        if "pageNumber" in path:
            return Answer(200, {"entities": [role(31, "late")]})
        return Answer(200, {"entities": ROLES, "pageCount": 2})

    cloud.api.get = get
    assert _cloud_names.ROLES == first
    assert Names(cloud).role_id("late") == ident(31) and more.count == 2
