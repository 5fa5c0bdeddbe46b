# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of OAuth clients: what each client's own task is given, what is wrong with the list, and when a look at it ends."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import Ambiguous, InvalidInput, Unreachable
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Manage, Report
from ansible_collections.cxops.genesys.plugins.module_utils.resources import cloud_client
from ansible_collections.cxops.genesys.plugins.module_utils.resources._cloud_list import ClientList

UUID = "c5000000-0000-4000-8000-00000000000f"
CODE = {"authorized_grant_type": "CODE", "scopes": ["users"]}


def params(items, **more):
    """The options of the module as Ansible has checked them."""
    given = {field.arg: field.default for field in cloud_client.MODULE.options}
    return dict(given, cloud_oauth_clients_list=list(items), **more)


def options(item, **more):
    """What the own task of the only client is given."""
    (client,) = ClientList(params([item], **more), "OAuth client").clients()
    return client.options


def test_what_is_empty_is_not_given_but_for_a_description():
    item = {"name": "a", "description": "", "new_name": "", "scopes": None, "secret_file": "", "shared": True}
    assert options(item) == {"name": "a", "description": "", "confirm_delete": False}
    assert options({"name": "a", "confirm_delete": False}, cloud_oauth_clients_confirm_delete=True) == {
        "name": "a",
        "confirm_delete": False,
    }


@pytest.mark.parametrize(
    ("name", "file"), [("a b", "a_b"), (".hidden", "_hidden"), ("x/../y", "x_.._y"), ("é", "_")], ids=str
)
def test_the_file_in_the_folder_is_named_after_the_client(name, file):
    given = {"cloud_oauth_clients_secret_dir": "/keys"}
    assert options({"name": name}, **given)["secret_file"] == "/keys/%s.secret" % file
    assert options({"client_id": UUID}, **given)["secret_file"] == "/keys/%s.secret" % UUID
    assert options({"name": name, "secret_file": "/own"}, **given)["secret_file"] == "/own"


def test_a_teardown_takes_the_reverse_order_what_finds_a_client_and_no_shared_one():
    items = [
        dict(CODE, name="first", allow_own_client=True, integration_credential_name="c", secret_file="/x"),
        {"name": "kept", "shared": True},
        {"name": "gone", "state": "absent", "secret_file": "/y", "confirm_delete": False},
    ]
    given = {"look_for": "teardown", "cloud_oauth_clients_confirm_delete": True}
    last, first = ClientList(
        params(items, cloud_oauth_clients_remove_secret_files=True, **given), "OAuth client"
    ).clients()
    common = {"state": "absent", "confirm_delete": True}
    assert first.options == dict(
        common,
        name="first",
        allow_own_client=True,
        integration_credential_name="c",
        secret_file="/x",
        remove_secret_file=True,
    )
    assert last.options == dict(common, name="gone", secret_file="/y", remove_secret_file=False)


@pytest.mark.parametrize(
    ("items", "more", "said"),
    [
        ([{"name": "a"}, {"name": "A"}], {}, []),
        ([{"name": "a"}, {"name": "a"}], {}, ["a is declared more than once."]),
        (
            [{"client_id": UUID, "name": "a"}, {"client_id": UUID.upper(), "name": "b"}],
            {},
            ["b is declared more than once."],
        ),
        (
            [{"name": "a"}, {"client_id": UUID, "name": "a"}],
            {},
            ["a is declared more than once, by its name and by the id %s: keep one of these items." % UUID],
        ),
        (
            [{"client_id": UUID, "name": "b"}, {"name": "a", "new_name": "b"}],
            {},
            ["b is declared more than once, by its name and by the id %s: keep one of these items." % UUID],
        ),
        (
            [{"name": "b"}, {"name": "a", "new_name": "b"}],
            {},
            ["b is declared more than once, by its name and as the new_name of a: keep one of these items."],
        ),
        ([{"name": "a"}, {"client_id": UUID, "name": "a", "state": "absent", "confirm_delete": True}], {}, []),
        ([{"name": "a", "new_name": "a"}, {"client_id": UUID, "name": "b"}], {}, []),
        (
            [{"name": "a"}, {"name": "A"}],
            {"cloud_oauth_clients_secret_dir": "/k"},
            ["The secret of A would be kept in the file of another client, /k/A.secret: give secret_file."],
        ),
        ([{"name": "a", "secret_file": "/x"}, {"name": "b", "secret_file": "/x", "state": "absent"}], {}, 1),
        ([{"name": "a", "state": "absent"}], {"look_for": "verify"}, []),
        ([{"name": "a", "state": "absent"}], {"cloud_oauth_clients_confirm_delete": True}, []),
        ([{"name": "a"}], {"look_for": "teardown"}, 1),
        ([{"name": "a"}], {"look_for": "teardown", "cloud_oauth_clients_confirm_delete": True}, []),
    ],
    ids=str,
)
def test_what_is_wrong_with_the_list_as_a_whole(items, more, said):
    found = list(ClientList(params(items, **more), "OAuth client").problems())
    assert len(found) == said if isinstance(said, int) else found == said


class Looks:
    """Stands in for the tasks of single clients; returns what came of a look at the list, and the names that were looked at."""

    def __init__(self, monkeypatch, errors):
        self.names = []

        def run(task, given, services, check_mode=False, sleep=None):
            assert check_mode is True
            self.names.append(given["name"])
            if given["name"] in errors:
                raise errors[given["name"]]
            return Report(diff={"before": {}, "after": {}})

        monkeypatch.setattr(Manage, "run", run)

    def __call__(self, *names, **more):
        given = params([dict(CODE, name=name) for name in names], **more)
        return cloud_client.MODULE.run(given, SimpleNamespace(cloud=SimpleNamespace(api=True)))


def test_a_failure_of_the_connection_is_that_of_all_and_is_waited_for_once(monkeypatch):
    looks = Looks(monkeypatch, {"b": Unreachable("no connection")})
    with pytest.raises(Unreachable):
        looks("a", "b", "c")
    assert looks.names == ["a", "b"]


def test_all_that_stands_against_clients_is_told_at_once(monkeypatch):
    same = "There is no role x."
    looks = Looks(
        monkeypatch, {"a": InvalidInput(same, field="roles"), "b": Ambiguous("twins"), "c": InvalidInput(same)}
    )
    with pytest.raises(InvalidInput) as caught:
        looks("a", "b", "c", "d")
    assert looks.names == ["a", "b", "c", "d"]
    assert "3 of 4 OAuth clients" in str(caught.value)
    assert caught.value.details["lines"] == [
        "OAuth client a (and 1 more): There is no role x.",
        "OAuth client b: twins",
    ]
    with pytest.raises(Ambiguous, match="^twins$"):
        looks("b", "d")


def test_what_the_options_of_a_client_say_is_found_before_any_request(monkeypatch):
    looks = Looks(monkeypatch, {})
    with pytest.raises(InvalidInput, match="only with state: inactive"):
        cloud_client.MODULE.run(params([{"name": "a"}, {"name": "b", "date_to_delete": "2026-12-31T00:00:00Z"}]), None)
    assert looks("a", validate_only=True).values["clients"][0]["title"] == "OAuth client a" and looks.names == []
