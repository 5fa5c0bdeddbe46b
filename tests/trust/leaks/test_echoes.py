# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services that repeat secrets: the given ones in every form, and those that they made and issued themselves."""

from __future__ import annotations

import json
from functools import partial

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.binding.execute import execute
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import SHORTEST, secret_values
from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from integration.support.http_samples import ENVIRONMENT
from integration.support.nexus_samples import GAPI_CLIENT, TENANT
from integration.support.sample import CCID, OFFERED
from integration.support.world import Unhurried
from trust.leaks.canaries import BASE, NAMES, NASTY, seen
from trust.leaks.echo import KINDS, Echo
from trust.support import sweep

no_database = pytest.mark.parametrize("world", [False], indirect=True)
CUT = 500  # characters of a service's message that are shown
FRAMES = ("got '%s'", "%s", "x=%s&y", 'Authorization: Basic %s, "z"')


def every_form(secrets):
    return sorted({form for secret in secrets for form in sweep.forms(secret, NAMES)})


def known_now(world, given, others, known):
    """What the task knows by now, as one text; collected in known."""
    known.update(given, set(world.tokens()) - others)
    return " ".join(sorted(known))


def run(world, module, options, check=False, no_log=False):
    """As world.run, which looks for secrets in its own way."""
    return execute(
        Unhurried(TASKS[module], world.sleep), world.options(module, **options), check, no_log, world.services
    )


def look(world, password=NASTY["plain"], **more):
    """The cheapest request of the ops user."""
    return run(world, "genesys_environment_info", dict(world.ops, auth_password=password, retries=0, **more))


@no_database
@pytest.mark.parametrize("name", NASTY)
def test_every_form_of_a_given_secret(world, name, cases, long):
    """One form an answer: a long message is cut."""
    kinds = list(KINDS) if long else ["400"]
    for number, form in enumerate(every_form([NASTY[name]])):
        for kind in kinds if len(form) < CUT else ["400"]:
            said = FRAMES[number % len(FRAMES)].replace("%s", form)
            with cases("%s, %r" % (kind, said[:99])):
                Echo.into(world, kind, lambda said=said: said)
                result = look(world, NASTY[name])
                assert result["failed"] and seen(result, [NASTY[name]]) == []


@no_database
def test_a_secret_that_a_long_message_is_cut_in(world, cases, long):
    """Of a secret of several words the first ones are left, wherever the cut is."""
    secret = "correct horse battery staple canary"
    for before in range(CUT - len(secret) - 12, CUT + 2, 1 if long else 3):
        for filler in ("x" * before, "x " * (before // 2), " \n " * before):
            with cases("after %d characters" % len(filler)):
                Echo.into(world, "400", lambda text="%s %s and more" % (filler, secret): text)
                result = look(world, secret)
                for word in secret.split()[1:]:
                    assert word not in json.dumps(result)


@no_database
@pytest.mark.parametrize("word", ["present", "not_offered", "changed", "http", "GET", "ops", "40", "_", "e", " "])
def test_a_secret_that_is_an_ordinary_word_wrecks_no_result(world, word):
    """Names and truths stay; texts lose the word where it has the length of a secret."""
    world.store.ops.password = word
    right = look(world, word)
    assert right["changed"] is False and right["environments"] == [] and "failed" not in right
    Echo.into(world, "400", lambda: "%s is %s" % (word, word))
    wrong = look(world, word)
    assert wrong["failed"] is True and wrong["changed"] is False
    assert set(wrong["failure"]) >= {"code", "message", "hint", "http_status"}
    assert wrong["failure"]["http_status"] == 400
    shown = ": %s is %s." % ((word, word) if len(word) < SHORTEST else ("********",) * 2)
    if word not in ("e", "_", " "):
        assert shown in wrong["msg"]


@no_database
def test_the_limit_of_what_is_recognised(world):
    """What is shorter would turn every text into masks; where it is an option, Ansible masks it nevertheless."""
    assert SHORTEST == 4
    for secret, hidden in (("Q#9", False), ("Q#9z", True)):
        Echo.into(world, "400", lambda text=secret: "it is %s here" % text)
        assert (secret in look(world, secret)["msg"]) is not hidden


@no_database
def test_secrets_of_one_task_that_are_parts_of_each_other(world):
    pair = {"auth_client_id": "c", "auth_client_secret": NASTY["prefix"], "api_key": NASTY["longer"]}
    Echo.into(world, "400", lambda: "%(longer)s, %(prefix)s, %(plain)s" % NASTY)
    assert ": ********, ********, ********." in look(world, **pair)["msg"]


@no_database
def test_a_service_that_keeps_the_secret_elsewhere(world, cases):
    """In a name, a description, a setting, an address: wherever it comes back, it is masked."""
    secret = NASTY["quotes"]
    world.store.ops.password = secret
    server = {"primaryAddress": "cfg.example.com", "primaryPort": 8888}
    for form in every_form([secret]):
        with cases(form):
            world.control.reset()
            world.store.ops.password = secret
            world.control.seed(
                environments=[
                    {"id": CCID, "username": form, "password": form, "tenant": form, "configServers": [server]}
                ],
                contact_centers=[{"id": CCID, "environmentId": CCID, "domains": ["t100"]}],
                settings=[
                    {"contactCenterId": CCID, "name": "x" + form, "location": "/", "value": form, "shared": True}
                ],
                clients=[dict(GAPI_CLIENT, client_secret=form, name=form, redirectURIs=[], description=form)],
            )
            for module in ("environment", "contact_center", "auth_client", "setting"):
                given = {"contact_center_id": CCID} if module == "setting" else {}
                result = run(world, "genesys_%s_info" % module, dict(world.ops, auth_password=secret, **given))
                assert "failed" not in result and seen(result, [secret]) == []
            options = dict(world.ops, auth_password=secret, id=CCID, username="u")
            done = run(world, "genesys_environment", options, check=True)
            assert done["changed"] and seen(done, [secret]) == []


TOLD = ["401", "403", "400", "OAuth", "cloud", "headers", "code", "objects"]


@pytest.mark.parametrize("module", list(BASE))
@pytest.mark.parametrize("at", range(1, 5))
def test_whatever_a_task_was_given_and_told_when_a_request_fails(world, module, at, cases, long):
    """Tokens and generated secrets too, which it was told a moment before. It can know no others."""
    good = BASE[module]
    for kind in TOLD if long else TOLD[at % 3 :: 3]:
        for when in ("before", "after") if long else ("before",):
            with cases("%s at request %d, %s its effect" % (kind, at, when)):
                world.control.reset()
                good.prepare(world)
                options = good.options(world)
                given = secret_values(TASKS[module].options, world.options(module, **options))
                others, known = set(world.tokens()), set()
                say = partial(known_now, world, given, others, known)
                Echo.into(world, kind, say, nth=at, when=when)
                assert seen(run(world, module, options), known) == []


def test_an_api_key_that_the_service_told_is_known_from_then_on(world, cases):
    world.control.switches(OFFERED)
    TENANT.prepare(world)
    given = {**TENANT.options(world, world.store.switches), **TENANT.create}
    key = run(world, "nexus_tenant", given, no_log=True)["api_key"]
    for kind in ("403", "cloud", "headers"):
        with cases(kind):
            Echo.into(world, kind, lambda: "the key %s of t100" % key, service="nexus", method="PUT")
            failed = run(world, "nexus_tenant", {**given, "genesys_tenant_id": 2})
            assert failed["failed"] and seen(failed, [key]) == []


def test_a_secret_that_was_read_from_a_file(world, tmp_path, cases):
    for number, secret in enumerate(NASTY.values()):
        with cases(secret[:40]):
            world.control.reset()
            path = tmp_path / str(number)
            path.write_text(secret + "\n")
            path.chmod(0o600)
            Echo.into(world, "400", lambda secret=secret: "no %s" % secret, method="POST")
            options = dict(world.ops, client_id="c", secret_file=str(path), redirect_uris=[])
            failed = run(world, "genesys_auth_client", options)
            assert failed["failed"] and seen(failed, [secret]) == []


@no_database
def test_the_old_password_of_an_environment_that_the_service_told(world):
    old, new = "Canary7old-password", "Canary7new-password"
    world.control.seed(environments=[dict(ENVIRONMENT, password=old)])
    Echo.into(world, "400", lambda: "%s cannot take the place of %s" % (new, old), method="PUT")
    failed = run(world, "genesys_environment", dict(world.ops, id=CCID, password=new, username="default"))
    assert failed["failed"] and seen(failed, [old, new]) == []


@no_database
@pytest.mark.parametrize("member", ["id_token", "session_token", "deviceSecret", "code", "apiKey"])
@pytest.mark.parametrize("module", ["genesys_token", "genesys_cloud_token"])
def test_what_else_a_token_s_answer_tells(world, module, member):
    """Members that the documentation does not know, but that sound like secrets."""
    secret = "Canary7" + member
    BASE[module].prepare(world)
    options = BASE[module].options(world)
    body = {"access_token": "Canary7access", "token_type": "bearer", "expires_in": 60, "scope": "*", member: secret}
    world.control.fault("status", status=200, body=body, method="POST", path="/oauth/token$")
    told = run(world, module, options)
    assert "failed" not in told and told["token"]["token_type"] == "bearer" and told["token"]["scope"] == "*"
    assert seen(told, [secret, "Canary7access"]) == []
