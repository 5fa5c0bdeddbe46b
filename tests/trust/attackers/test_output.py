# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What reaches a terminal, a log or a result: secrets in what Ansible refuses, secrets that a service disguises, names that are escapes."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from ansible.module_utils import basic

from ansible_collections.cxops.genesys.plugins.module_utils.binding import module as binding
from ansible_collections.cxops.genesys.plugins.module_utils.core import checks, expected_platform
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from ansible_collections.cxops.genesys.plugins.module_utils.transport.options import AUTH, CLOUD, NEXUS, POSTGRESQL
from emulator.envelope import Reply
from trust.attackers.shapes import CONTAINERS, TENANT_ID, wrong
from trust.leaks.canaries import given, places, seen
from trust.leaks.echo import Echo
from trust.support import sweep

ROLE = "cxops.genesys."
BY_MODULE = {"cxops_genesys_in_process": False}
EVIL = "name\x1b]0;x\x07\x1b[2J\x9b31m\u202egnp\u2066\x85\x7f"
UUID = "c7a0a412-7d0e-4c5b-9a54-5d2f1f1c0a11"


def harmful(text):
    """The characters that do something to a terminal, or turn its line around."""
    return sorted({one for one in text if not one.isprintable() and one not in "\n\r"})


class Slips:
    """The cases of one play: a title, the role's entry point, the wrong value and its canary."""

    def __init__(self, playbooks):
        self.playbooks = playbooks
        self.values, self.tasks, self.canaries = {}, [], {}

    def add(self, container, entry, what, value, canary, **more):
        """Include an entry point of a role with the value; what came of it is a debug task of the case's name."""
        title, name = "%s, %s: %s" % (container.name, entry, what), "v%d" % len(self.values)
        self.values[name], self.canaries[title] = value, canary
        role = {"name": ROLE + (more.pop("role", container.role)), "tasks_from": entry}
        variables = {container.name: "{{ %s }}" % name, "tenant_id": TENANT_ID, **more}
        if container.name == "tenant_environment" and entry == "teardown":
            variables["tenant_contact_center"] = {"domains": ["a"]}
        told = {"name": title, "ansible.builtin.debug": {"msg": "{{ ansible_failed_result }}"}}
        block = [{"ansible.builtin.include_role": role, "vars": variables}]
        self.tasks.append({"name": title, "block": block, "rescue": [told]})

    def play(self, *arguments):
        """Run them, with everything shown. Returns what was printed and {title: the failed result}."""
        folder = self.playbooks.folder
        (folder / "values.json").write_text(json.dumps(self.values))
        made = self.playbooks.run(self.tasks, "-e", "@values.json", "-vvv", "--diff", *arguments, warnings=True)
        assert made.code == 0, made.output[-3000:]
        lines = [json.dumps(one) for one in made.lines]
        return "\n".join([made.output, *lines]), {task: result.get("msg") for task, result in made.results}

    def check(self, cases, words=("needed", "no such option", "no plain one", "must be one of", "unable to convert")):
        """Each failed before a request, told the place, and showed nothing of its canary."""
        shown, told = self.play()
        for title, canary in self.canaries.items():
            with cases(title):
                assert sweep.found_in(shown, [canary]) == []
                said = str((told.get(title) or {}).get("msg"))
                assert any(word in said for word in words), said
                assert title.partition(",")[0] in said or "must be one of" in said, said


def canaries():
    """Never the same."""
    number = 0
    while True:
        number += 1
        yield "Canary%dof-a-wrong/shape" % number


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("container", CONTAINERS, ids=lambda one: one.name)
def test_a_wrong_shape_of_what_holds_secrets(world, playbooks, container, cases, long):
    """Roles with each entry point, and one task for a whole tenant."""
    slips, fresh = Slips(playbooks), canaries()
    for number, what in enumerate(wrong(container, "")):
        for entry in ("main", "verify", "teardown") if long or not number else ("main",):
            canary = next(fresh)
            slips.add(container, entry, what, wrong(container, canary)[what], canary)
        if container.is_known and (long or not number):
            for entry in ("document", "document_verify", "main"):
                canary = next(fresh)
                slips.add(container, entry, what, wrong(container, canary)[what], canary, role="provision_tenant")
    slips.check(cases)
    assert world.log() == [], "a request was made"


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("role", sorted({one.role for one in CONTAINERS}))
def test_a_wrong_shape_without_the_check_before(world, playbooks, role, cases):
    """Tags leave out the tasks that look at everything first: no loop shows an item, and no label a list or dict."""
    slips, fresh = Slips(playbooks), canaries()
    for container in CONTAINERS:
        for what in wrong(container, "") if container.role == role else ():
            canary = next(fresh)
            slips.add(container, "main", what, wrong(container, canary)[what], canary)
    shown, _told = slips.play("--skip-tags", "always")
    for title, canary in slips.canaries.items():
        with cases(title):
            assert sweep.found_in(shown, [canary]) == []


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_secret_in_the_name_of_an_option(world, playbooks, cases):
    """Of modules, each way, of the lookup and of the inventory plugin and its filters."""
    canary = "Canary-of-a/name"
    wrong_name = "auth_password:" + canary
    source, filters = playbooks.folder / "a.tenants.yml", playbooks.folder / "b.tenants.yml"
    own = {"plugin": ROLE + "tenants", "auth_url": "http://127.0.0.1:1"}
    source.write_text(json.dumps({**own, wrong_name: None}))
    filters.write_text(json.dumps({**own, "auth_username": "a", "host_prefix": "", "filters": {wrong_name: None}}))
    (playbooks.folder / "values.json").write_text(json.dumps({"wrong": {wrong_name: None}}))
    lookup = "{{ lookup('cxops.genesys.access_token', auth_url='http://127.0.0.1:1', **wrong) }}"
    service = {"contact_center_id": TENANT_ID, "name": "x", "nexus_url": "http://127.0.0.1:1"}
    tasks = {
        "in process": {ROLE + "genesys_token": {}, "vars": {"cxops_genesys__options": "{{ wrong }}"}},
        "by module": {ROLE + "genesys_token": {}, "vars": {"cxops_genesys__options": "{{ wrong }}", **BY_MODULE}},
        "lookup": {"ansible.builtin.debug": {"msg": lookup}},
        "secret": {ROLE + "nexus_service": {**service, "secret": "{{ wrong }}"}},
    }
    run = [{"name": name, "ignore_errors": True, **task} for name, task in tasks.items()]
    made = playbooks.run(run, "-i", str(source), "-i", str(filters), "-e", "@values.json", "-vvv", warnings=True)
    shown = "\n".join([made.output, *map(json.dumps, made.lines)])
    for name in ("in process", "by module", "lookup"):
        with cases(name):
            assert "auth_password...: there is no such option; its name is cut" in made[name]["msg"]
    with cases("secret"):
        assert "secret: a name in it has no value" in made["secret"]["msg"]
    with cases("inventory"):
        said = " ".join(made.output.split())
        assert "a.tenants.yml: auth_password...: there is no such option" in said
        assert "filters.auth_password...: there is no such option" in said
    with cases("nothing is shown"):
        assert sweep.found_in(shown, [canary]) == []


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("module", ["genesys_token", "nexus_service"])
def test_a_secret_in_a_name_of_a_module_without_its_action_plugin(world, module, capsys, monkeypatch):
    """It has to refuse the name before Ansible quotes it."""
    canary = "Canary-of-a/bare-name"
    name = "auth_password:" + canary if module == "genesys_token" else "secret"
    value = None if module == "genesys_token" else {"token:" + canary: None}
    arguments = {"ANSIBLE_MODULE_ARGS": {name: value, "_ansible_verbosity": 4}}
    monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps(arguments).encode())
    monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)  # since ansible-core 2.19
    with pytest.raises(SystemExit):
        binding.run(TASKS[module])
    printed = capsys.readouterr()
    assert seen([printed.out, printed.err], [canary]) == []
    assert json.loads(printed.out)["failed"] is True


def scalars(module):
    """Options of the module whose secret is a text, each as a path."""
    return [place for place in places(module) if len(place) == 1 and place != ("secret",)]


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_list_or_dict_for_a_secret_of_a_module(world, playbooks, cases, long):
    """In Ansible's process and for a module of its own, which is not started."""
    fresh, values, tasks, told = canaries(), {}, [], {}
    for module in TASKS if long else ("genesys_token", "nexus_gapi_db", "genesys_cloud_token"):
        for place in scalars(module):
            for own in ({}, BY_MODULE):
                for kind in (list, dict):
                    canary, name = next(fresh), "v%d" % len(values)
                    values[name] = [canary] if kind is list else {"is": canary}
                    title = "%s.%s, %s%s" % (module, place[0], kind.__name__, ", by module" if own else "")
                    told[title] = (canary, place[0])
                    task = {"name": title, ROLE + module: {place[0]: "{{ %s }}" % name}, "vars": own}
                    tasks.append({**task, "ignore_errors": True})
    (playbooks.folder / "values.json").write_text(json.dumps(values))
    made = playbooks.run(tasks, "-e", "@values.json", "-vvv", warnings=True)
    shown = "\n".join([made.output, *map(json.dumps, made.lines)])
    assert "Using module file" not in made.output, "a module was started"
    for title, (canary, option) in told.items():
        with cases(title):
            assert sweep.found_in(shown, [canary]) == []
            assert "%s: a single value is needed" % option in made[title]["msg"]


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("kind", ["a list", "a dict"])
def test_a_list_or_dict_for_a_secret_of_a_plugin(world, playbooks, cases, kind):
    """Ansible's own words for an option of the inventory plugin or the lookup hold its value."""
    canary = "Canary-of-a/plugin"
    value = [canary] if kind == "a list" else {"is": canary}
    source = playbooks.folder / "tenants.yml"
    source.write_text(
        json.dumps({"plugin": ROLE + "tenants", "auth_url": "http://127.0.0.1:1", "auth_password": value})
    )
    (playbooks.folder / "values.json").write_text(json.dumps({"wrong": value}))
    lookup = "{{ lookup('cxops.genesys.access_token', auth_url='http://127.0.0.1:1', auth_client_secret=wrong) }}"
    by_variable = "{{ lookup('cxops.genesys.access_token', auth_url='http://127.0.0.1:1') }}"
    tasks = [
        {"name": "lookup", "ansible.builtin.debug": {"msg": lookup}, "ignore_errors": True},
        {
            "name": "by variable",
            "ansible.builtin.debug": {"msg": by_variable},
            "vars": {"genesys_auth_client_secret": "{{ wrong }}"},
            "ignore_errors": True,
        },
    ]
    made = playbooks.run(tasks, "-i", str(source), "-e", "@values.json", "-vvv", warnings=True)
    shown = "\n".join([made.output, *map(json.dumps, made.lines)])
    for name in ("lookup", "by variable"):
        with cases(name):
            assert "auth_client_secret: a single value is needed, and %s was given" % kind in made[name]["msg"]
    with cases("inventory"):
        assert "auth_password: a single value is needed, and %s was given" % kind in " ".join(made.output.split())
    with cases("nothing is shown"):
        assert sweep.found_in(shown, [canary]) == []


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("module", list(TASKS))
def test_a_module_without_its_action_plugin(world, module, capsys, cases, monkeypatch):
    """Started by other means, it refuses the shape before Ansible looks at it."""
    canary = "Canary-of-a/bare-module"
    for place in places(module):
        options = {name: [[{place[-1]: canary}]] if name == place[0] else "x" for name in {place[0], "state"}}
        with cases(".".join(place)):
            arguments = {"ANSIBLE_MODULE_ARGS": {**options, "_ansible_verbosity": 4}}
            monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps(arguments).encode())
            monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)  # since ansible-core 2.19
            with pytest.raises(SystemExit):
                binding.run(TASKS[module])
            printed = capsys.readouterr()
            assert seen([printed.out, printed.err], [canary]) == []
            assert "%s" % place[0] in json.loads(printed.out)["msg"] and " is needed" in printed.out


def percent(text):
    return "".join("%%%02X" % byte for byte in text.encode())


def in_base64(text):
    return base64.b64encode(text.encode()).decode()


DISGUISES = {
    "upper case": str.upper,
    "without hyphens": lambda secret: secret.replace("-", ""),
    "without hyphens, upper case": lambda secret: secret.replace("-", "").upper(),
    "every character as in URLs": percent,
    "every character as in URLs, twice": lambda secret: percent(secret).replace("%", "%25"),
    "every character as in JSON": lambda secret: "".join("\\u%04x" % ord(one) for one in secret),
    "every character as in HTML": lambda secret: "".join("&#%d;" % ord(one) for one in secret),
    "base64 twice": lambda secret: in_base64("user:" + in_base64("ops:" + secret)),
    "base64 in lines": lambda secret: "\\n".join(
        in_base64("ops:" + secret)[at : at + 16] for at in range(0, 99, 16)
    ).rstrip("\\n"),
}


@pytest.mark.parametrize("module", ["genesys_auth_client", "genesys_token", "nexus_tenant"])
def test_a_service_that_disguises_what_it_was_sent(world, module, cases):
    """It repeats a UUID in a form in which nobody sent it."""
    for place in places(module):
        for name, disguise in DISGUISES.items():
            told = disguise(UUID)
            with cases("%s, %s" % (".".join(place), name)):
                world.emulator.app.faults.clear()
                Echo.into(world, "400", lambda told=told: "you sent %s to me" % told, times=0)
                result = world.run(module, True, **dict(given(world, module, place, UUID), retries=0))
                assert told not in json.dumps(result, ensure_ascii=False)
                assert told not in json.dumps(result, ensure_ascii=False).replace("\\\\", "\\")


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize(
    "secret", ["\ufeffCorrectHorse9", "Corr\u200bectHorse9", "CorrectHorse9\xad", "Corr\x07ectHorse9"]
)
@pytest.mark.parametrize("kind", ["400", "OAuth", "OAuth's code", "cloud", "objects", "JSON in JSON"])
def test_a_secret_with_characters_that_are_not_printable(world, secret, kind):
    """A terminal does not get them, nor the rest of the secret."""
    Echo.into(world, kind, lambda: "wrong: %s, %s" % (secret, EVIL), times=0)
    given = {"auth_url": world.emulator.url, "auth_client_id": "c", "auth_client_secret": secret, "retries": 0}
    result = world.run("genesys_token", **given)
    assert result["failed"] and "ectHorse9" not in json.dumps(result)
    assert harmful(result["msg"]) == [] and all(harmful(str(one)) == [] for one in result["failure"].values())


@pytest.mark.parametrize("world", [False], indirect=True)
@pytest.mark.parametrize("encoding", ["raw", "form"])
@pytest.mark.parametrize("secret", ["Correct+Horse/Battery=9%", "correct horse \xe4\xf6 9", "%41b&c", UUID])
def test_a_service_that_repeats_our_header(world, encoding, secret, cases):
    """In either form of the client's credentials: base64 of it is as good as the secret."""
    given = {"auth_url": world.emulator.url, "auth_client_id": "my client", "auth_client_secret": secret}
    for client_id in ("c", "my", "my client", "another one"):
        pair = (client_id, secret) if encoding == "raw" else (quote_plus(client_id), quote_plus(secret))
        header = base64.b64encode(":".join(pair).encode()).decode()
        for form in (header, header.replace("+", "-").replace("/", "_"), quote(header, safe="")):
            with cases("%s as %s" % (client_id, form)):
                world.emulator.app.faults.clear()
                Echo.into(world, "400", lambda form=form: "bad header: Authorization: Basic %s" % form, times=0)
                told = json.dumps(world.run("genesys_token", **given, auth_client_encoding=encoding, retries=0))
                assert "bad header" in told and form not in told and form[4:20] not in told


class Objects(Echo):
    """Takes any credentials for a token, and has one object in which ``say`` stands in names, values and numbers."""

    def matches(self, method, path, service):
        self.asked = path
        return super().matches(method, path, service)

    def reply(self, service):
        if "token" in self.asked:
            return Reply(200, {"access_token": "canary-of-a-token", "token_type": "bearer", "expires_in": 99})
        said = {self.text: 1, "the " + self.text: [self.text], "html": self.text.replace(" ", "&#32;")}
        if self.text.isdigit():
            said["number"] = int(self.text)
        entity = {"id": UUID, "name": "n", "createdBy": said}
        return Reply(200, {"entities": [entity], "pageCount": 1, "pageNumber": 1, "total": 1})


@pytest.mark.parametrize(
    "secret", ["correct horse battery staple", "CorrectHorseBatteryStaple", "twelve-monkeys", "123456789012"]
)
def test_an_object_that_has_a_secret_where_no_text_is_expected(world, secret):
    Objects.into(world, "400", lambda: secret, times=0)
    result = world.run("genesys_cloud_oauth_client_info", **{**world.cloud, "cloud_client_secret": secret})
    told = json.dumps(result["oauth_clients"])
    assert "created_by" in told and secret not in told and secret.replace(" ", "&#32;") not in told


@pytest.mark.parametrize("world", [False], indirect=True)
def test_names_that_would_command_a_terminal(world, playbooks, cases):
    """Whoever declares one is told so in harmless words, and nothing is sent."""
    client = {"name": EVIL, "authorized_grant_type": "CODE", "scopes": ["users"]}
    variables = {"cloud_oauth_clients_list": [client], "cloud_oauth_clients_confirm_delete": True}
    group = {"group/cxops.genesys.genesys_cloud": world.cloud}
    (playbooks.folder / "values.json").write_text(json.dumps(variables))
    for entry, more in (("verify", ()), ("main", ()), ("main", ("--check",)), ("teardown", ())):
        tasks = [{"ansible.builtin.include_role": {"name": ROLE + "cloud_oauth_clients", "tasks_from": entry}}]
        made = playbooks.run(tasks, "-e", "@values.json", "--diff", *more, defaults=group, warnings=True)
        with cases(" ".join([entry, *more])):
            assert made.code != 0 and "has a line break or another control character" in made.output, made.output[
                -2000:
            ]
            assert harmful(made.output) == []
    assert world.log() == []


PASSWORD = "S3cretPw1"
WITH_CREDENTIALS = [
    pattern % PASSWORD
    for pattern in (
        "https://ops:%s@host.example.com",
        "ops:%s@host.example.com",
        "//ops:%s@host.example.com",
        "https:/ops:%s@host.example.com",
        "https:ops:%s@host.example.com",
        "https://ops:%s/x@host.example.com",
        "https://ops:%s#x@host.example.com",
        "https://ops:%s?x@host.example.com",
        "https://ops:12/%s@host.example.com",
        "https://ops:12?%s@host.example.com",
        "https://ops:12#%s@host.example.com",
        "https://ops:%s @host.example.com",
    )
]


@pytest.mark.parametrize("url", WITH_CREDENTIALS)
def test_a_url_with_credentials_is_refused_and_not_quoted(url):
    for check in (checks.base_url, checks.origin, expected_platform.pattern, checks.database_host):
        said = check(url)
        assert said and PASSWORD not in said, check
    assert PASSWORD not in (checks.redirect_uri(url) or "")
    for option in [option for option in AUTH + NEXUS + CLOUD + POSTGRESQL if option.arg.endswith(("_url", "_host"))]:
        if not option.secret:
            assert option.check(url), option.arg
    assert checks.platform_url(url) == ""


@pytest.mark.parametrize("url", ["https://a.example.com", "http://[::1]:8080/a/b", "https://a.example.com/%40me"])
def test_a_url_without_credentials_is_taken(url):
    assert checks.base_url(url) is None and expected_platform.pattern(url) is None
    assert checks.redirect_uri(url + "/@me?user=a@b") is None
    assert checks.database_host("db.example.com, @socket,/run/postgresql") is None


@pytest.mark.parametrize("is_password", [True, False])
@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_guard_masks_what_it_tells(world, playbooks, is_password, check):
    """Its message names the platform, before the options are checked."""
    variables = {
        "cxops_genesys_variables": True,
        "tenant_id": TENANT_ID,
        "tenant_contact_center": {"domains": ["t100"]},
        "genesys_auth_url": "https://ops:%s@127.0.0.1:1" % PASSWORD,
        "genesys_auth_username": "ops",
        "genesys_auth_password": PASSWORD if is_password else "another-one",
    }
    (playbooks.folder / "variables.json").write_text(json.dumps(variables))
    task = {"ansible.builtin.import_role": {"name": ROLE + "tenant", "tasks_from": "teardown"}}
    words = ["-e", "@variables.json", "-vv", *(["--check"] if check else [])]
    made = playbooks.run([task], *words, warnings=True)
    assert made.code == 2 and PASSWORD not in made.output + json.dumps(made.lines)
    assert ("carries credentials" if check else "has to be confirmed") in made.output


@pytest.mark.parametrize("world", [False], indirect=True)
def test_a_guard_masks_a_secret_that_stands_at_another_place(world, playbooks):
    """In the domains, by a slip; encoded, too."""
    encoded = base64.b64encode(PASSWORD.encode()).decode()
    variables = {
        "cxops_genesys_variables": True,
        "tenant_id": TENANT_ID,
        "tenant_contact_center": {"domains": [PASSWORD, encoded]},
        "genesys_auth_url": "https://127.0.0.1:1",
        "genesys_auth_username": "ops",
        "genesys_auth_password": PASSWORD,
    }
    (playbooks.folder / "variables.json").write_text(json.dumps(variables))
    task = {"ansible.builtin.import_role": {"name": ROLE + "tenant", "tasks_from": "teardown"}}
    made = playbooks.run([task], "-e", "@variables.json", "-e", "genesys_retries=0", warnings=True)
    assert made.code == 2 and "has to be confirmed" in made.output
    shown = made.output + json.dumps(made.lines)
    assert PASSWORD not in shown and encoded not in shown
