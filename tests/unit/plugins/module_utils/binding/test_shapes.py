# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes of arguments: what is said of wrong ones names the place, and nothing that Ansible takes is refused."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.binding.shapes import check_names, check_shapes, misshapen
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import InvalidInput
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import Field

MEMBER = (Field("key", secret=True), Field("port", type="int"), Field("more", type="list", elements="str"))
FIELDS = (
    Field("members", type="list", elements="dict", fields=MEMBER),
    Field("center", type="dict", fields=MEMBER + (Field("data", type="dict"),), aliases=("place",)),
    Field("password", secret=True),
    Field("domains", type="list", elements="str"),
    Field("indexed", type="list", elements="str", no_text=True),
    Field("kept", option=False),
)


@pytest.mark.parametrize(
    ("given", "place", "wanted", "was"),
    [
        ({"members": [{}, [{"key": "s"}]]}, "members[1]", "a dict", "a list"),
        ({"members": {"key": "s"}}, "members", "a list", "a dict"),
        ({"members": "key=s"}, "members", "a list", "a text"),
        ({"members": 7}, "members", "a list", "a number"),
        ({"members": [None]}, "members[0]", "a dict", "nothing"),
        ({"members": ["s s=s"]}, "members[0]", "a dict", "a text"),
        ({"members": [{"key": ["s"]}]}, "members[0].key", "a single value", "a list"),
        ({"members": [{"port": {"key": "s"}}]}, "members[0].port", "a single value", "a dict"),
        ({"members": [{"more": ["x", {"key": "s"}]}]}, "members[0].more[1]", "a single value", "a dict"),
        ({"members": ['{"key": ["s"]}']}, "members[0].key", "a single value", "a list"),
        ({"center": [{"key": "s"}]}, "center", "a dict", "a list"),
        ({"place": {"data": ["s"]}}, "place.data", "a dict", "a list"),
        ({"center": '["s"]'}, "center", "a dict", "a text"),
        ({"center": True}, "center", "a dict", "true or false"),
        ({"password": {"key": "s"}}, "password", "a single value", "a dict"),
        ({"domains": {"key": "s"}}, "domains", "a list", "a dict"),
        ({"indexed": "one"}, "indexed", "a list", "a text"),
        ({"indexed": 7}, "indexed", "a list", "a number"),
    ],
)
def test_a_wrong_shape(given, place, wanted, was):
    assert list(misshapen(FIELDS, given)) == [(place, "%s is needed, and %s was given" % (wanted, was))]


@pytest.mark.parametrize(
    ("kind", "text", "wanted"),
    [
        ("bool", "password: s", "true or false"),
        ("bool", "", "true or false"),
        ("int", "s", "a whole number"),
        ("int", "1.5", "a whole number"),
        ("float", "s", "a number"),
    ],
)
def test_a_text_that_means_no_such_value(kind, text, wanted):
    """Ansible would quote it."""
    field = Field("one", type=kind)
    assert list(misshapen((field,), {"one": text})) == [("one", "%s is needed, and a text was given" % wanted)]
    members = (Field("all", type="list", elements="dict", fields=(field,)),)
    assert [place for place, _wrong in misshapen(members, {"all": [{"one": text}]})] == ["all[0].one"]


@pytest.mark.parametrize(("kind", "text"), [("bool", "Yes"), ("bool", "0"), ("int", "7"), ("float", "1.5")])
def test_a_text_that_means_such_a_value(kind, text):
    assert list(misshapen((Field("one", type=kind),), {"one": text})) == []


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"password": True}, "password"),
        ({"domains": ["a", False]}, "domains[1]"),
        ({"members": [{"key": True, "port": True}]}, "members[0].key"),
        ({"members": [{"more": [True]}]}, "members[0].more[0]"),
        ({"file": False}, "file"),
    ],
)
def test_a_boolean_is_no_text(given, place):
    wrong = "a text is needed, and true or false was given: to give such a word, put it into quotes"
    assert list(misshapen((*FIELDS, Field("file", type="path")), given)) == [(place, wrong)]


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"kept": 1}, "kept"),
        ({"members": [{}, {"key:s": None}]}, "members[1].key..."),
        ({"center": {"s-s": 1}}, "center.(a name that is not shown)"),
        ({"center": "key:s=x"}, "center.key..."),
    ],
)
def test_a_name_that_there_is_not(given, place):
    [(at, wrong)] = misshapen(FIELDS, given)
    assert at == place and wrong.startswith("there is no such option; ")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"members": None, "center": None, "password": None},
        {"members": [{"key": 5, "port": "1", "more": "a,b"}, {}, '{"port": 1}', "port=1"]},
        {"center": '{"data": {"any": [["s"]]}}', "domains": "one", "password": 12.5},
        {"domains": 7, "members": []},
        {"password": "true", "center": {"data": {"any": True}}, "choice": True, "flag": True, "any": True},
    ],
)
def test_what_ansible_takes_or_says_without_the_value(given):
    more = (Field("choice", choices=("yes", "no")), Field("flag", type="bool"), Field("any", type="raw"))
    check_shapes((*FIELDS, *more), given)


def test_the_error_names_the_places():
    with pytest.raises(InvalidInput) as caught:
        check_shapes(FIELDS, {"members": [["s3cret"]], "password": ["s3cret"]})
    assert "s3cret" not in str(caught.value)
    assert str(caught.value).startswith("members[0]: a dict is needed, and a list was given; password: a single value")
    assert caught.value.details["fields"] == ["members[0]", "password"]


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ({"members": "{{ all }}", "center": {"key": "{{ s }}"}, "domains": "{{ one }}"}, []),
        ({"members": ["{{ one }}", {"kex": "{{ s }}"}], "center": {"ky": 1}}, ["members[1].kex", "center.ky"]),
    ],
)
def test_names_where_values_are_not_evaluated(written, places):
    try:
        check_names(FIELDS, written)
        assert places == []
    except InvalidInput as error:
        assert error.details["fields"] == places and "did you mean key?" in str(error)
