# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup apart from real runs: its options are those of the module, and a token is remembered as long as it is good."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleLookupError

from ansible_collections.cxops.genesys.plugins.doc_fragments import auth_plugin
from ansible_collections.cxops.genesys.plugins.lookup import access_token
from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import argument_spec
from ansible_collections.cxops.genesys.plugins.module_utils.core import errors
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import Report
from ansible_collections.cxops.genesys.plugins.module_utils.resources.token import FIELDS, TOKEN, VERIFY
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory

SECRET = "Canary-s3cret"


class Task:
    """Stands for the token's task: tells one answer after the other."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.options, self.connection = TOKEN.options, TOKEN.connection

    def problems(self, params):
        return TOKEN.problems(params)

    def run(self, params, services):
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        token, life = answer
        return Report(values={"token": {"expires_in": life}}, secrets={"access_token": token})


@pytest.fixture
def lookup(monkeypatch):
    """Runs the lookup with these answers, on a clock that stands until it is moved."""
    clock = [0.0]
    monkeypatch.setattr(access_token, "monotonic", lambda: clock[0])
    monkeypatch.setattr(access_token, "MEMORY", Memory())

    def prepare(*answers):
        monkeypatch.setattr(access_token, "TOKEN", Task(*answers))
        plugin = access_token.LookupModule()
        plugin._load_name = "cxops.genesys.access_token"
        plugin._templar = SimpleNamespace(template=lambda value, **_more: value, available_variables={})
        return lambda variables=None, **given: plugin.run(
            [],
            variables or {},
            **{"auth_url": "https://g.example.com", "auth_client_id": "c", "auth_client_secret": SECRET, **given},
        )

    fragment = yaml.safe_load(auth_plugin.ModuleDocFragment.DOCUMENTATION)["options"]
    options = {**fragment, **yaml.safe_load(access_token.DOCUMENTATION)["options"]}
    constants.config.initialize_plugin_configuration_definitions("lookup", "cxops.genesys.access_token", options)
    prepare.clock = clock
    return prepare


def test_the_options_are_those_of_the_module():
    options = yaml.safe_load(access_token.DOCUMENTATION)["options"]
    spec = argument_spec(FIELDS)
    assert set(options) - {"_terms", "output"} == set(spec)
    for name, option in spec.items():
        said = options[name]
        assert (said["type"], said.get("default")) == (option["type"], option.get("default"))
        assert set(said.get("choices", ())) == set(option.get("choices", ())) - {VERIFY}
    for field in FIELDS:
        assert ("This is a secret and never shown." in options[field.arg]["description"]) == field.secret


def test_examples_name_options_that_exist():
    doc = yaml.safe_load(access_token.DOCUMENTATION)["options"]
    connection = {field.arg for field in TOKEN.connection}
    for word in re.findall(r"\b(\w+)='", access_token.EXAMPLES):
        assert word in set(doc) | connection, word


def test_a_token_is_remembered_until_shortly_before_it_expires(lookup):
    run = lookup(("one", 600), ("two", 600))
    assert run() == run() == ["one"]
    lookup.clock[0] = 600 - access_token.MARGIN
    assert run() == ["two"]


def test_what_does_not_live_long_enough_is_not_remembered(lookup):
    run = lookup(("one", 60), ("two", None), ("three", 1))
    assert [run(), run(), run()] == [["one"], ["two"], ["three"]]


def test_other_options_get_another_token(lookup):
    run = lookup(("one", 600), ("two", 600), ("three", 600))
    assert [run(), run(auth_client_secret="other"), run(scope="x"), run(output="answer")] == [
        ["one"], ["two"], ["three"], [{"expires_in": 600, "access_token": "one"}],
    ]  # fmt: skip


@pytest.mark.parametrize("error", [errors.Refused("Not with %s." % SECRET, "Ask."), ValueError(SECRET)])
def test_failures_are_errors_of_lookups_without_secrets(lookup, error):
    with pytest.raises(AnsibleLookupError) as caught:
        lookup(error)()
    assert SECRET not in str(caught.value) and caught.value.__cause__ is None
    assert re.search("Ask|please report", str(caught.value))


def test_a_failure_is_not_remembered(lookup):
    run = lookup(errors.Refused("No."), ("one", 600))
    with pytest.raises(AnsibleLookupError):
        run()
    assert run() == ["one"]


@pytest.mark.parametrize("given", [{"auth_client": "x"}, {"timeout": "0"}, {"grant_type": "password"}])
def test_wrong_options_are_refused(lookup, given):
    with pytest.raises(AnsibleLookupError):
        lookup()(**given)


NOT_GIVEN_BELOW = [f for f in TOKEN.connection if f.arg not in ("auth_url", "auth_client_id", "auth_client_secret")]


@pytest.mark.parametrize("field", NOT_GIVEN_BELOW, ids=lambda field: field.arg)
def test_an_empty_environment_variable_counts_as_not_given(lookup, monkeypatch, field):
    """Ansible itself takes an empty GENESYS_VALIDATE_CERTS for false, and an empty path for the present folder."""
    run, seen = lookup(("one", 600)), []
    real = access_token.TOKEN.run
    monkeypatch.setattr(
        access_token.TOKEN, "run", lambda params, services: seen.append(params) or real(params, services)
    )
    for name in field.env:
        monkeypatch.setenv(name, "")
    assert run() == ["one"]
    assert seen[0][field.arg] == field.default


def test_an_environment_variable_that_is_not_empty_counts(lookup, monkeypatch):
    run = lookup(("one", 600), ("two", 600))
    monkeypatch.setenv("GENESYS_TIMEOUT", "")
    assert run() == ["one"]
    monkeypatch.setenv("GENESYS_TIMEOUT", "7")
    assert run() == ["two"], "other options get another token"
    assert run(timeout="") == ["two"], "an empty option is not given, either"


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ("https://*.prod.example.com", "auth_url is https://g.example.com, which is not the expected platform"),
        (["https://g.example.com:8443"], "not the expected platform"),
        *((empty, "an empty guard guards nothing") for empty in ("", None, [])),
    ],
    ids=str,
)
def test_another_platform_than_the_expected_one_is_refused_before_any_request(lookup, expected, words):
    """A token that the run has already is not handed out, either."""
    run = lookup(("one", 600))
    with pytest.raises(AnsibleLookupError, match=re.escape(words)):
        run({"genesys_expected_platform": expected})
    assert run({"genesys_expected_platform": ["https://other.example.com", "https://g.*.com"]}) == ["one"]
    with pytest.raises(AnsibleLookupError, match=re.escape(words)):
        run({"genesys_expected_platform": expected})
    with pytest.raises(AnsibleLookupError, match="environment_url is https://e.example.org"):
        run({"genesys_expected_platform": "https://g.*.com"}, environment_url="https://e.example.org")


def test_the_variable_of_the_token_may_be_the_lookup_itself(lookup):
    """``genesys_access_token: "{{ lookup('cxops.genesys.access_token', ...) }}"`` is evaluated where it is read."""
    run, read = lookup(("one", 3600)), []

    class Variables(dict):
        def __getitem__(self, name):
            read.append(name)
            assert name != "genesys_access_token", "the lookup calls itself"
            return super().__getitem__(name)

    assert run(Variables(genesys_access_token="{{ lookup(...) }}", genesys_auth_client_id="c")) == ["one"]
    assert "genesys_auth_client_id" in read
