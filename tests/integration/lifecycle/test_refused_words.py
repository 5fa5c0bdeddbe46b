# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the words of a refusal are worth: nothing, until a code or a look says the same."""

from __future__ import annotations

import pytest

from emulator.switches import Switches
from integration.support.http_samples import CENTER, CONTACT_CENTER, DATA_CENTER, ENVIRONMENT
from integration.support.nexus_samples import SERVICE, TENANT
from integration.support.sample import CCID, OTHER_ID

WORDS = (
    "The region usw1 doesn't exist",
    "No such region exists",
    "Contact center doesn't exist",
    "It already exists",
    "Existing quota exceeded",
)
UNSEEN = [pytest.param(sample.database, sample, id=sample.name) for sample in (DATA_CENTER, SERVICE, TENANT)]


def run(world, sample, check=False, **given):
    options = dict(sample.options(world, Switches()))
    if sample is TENANT:  # without the table nothing proves the tenant
        options = {name: value for name, value in options.items() if not name.startswith(("login_", "ssl_"))}
    return world.run(sample.module, check, **{**options, **sample.create, **given})


@pytest.mark.parametrize("code", [400, 7])
@pytest.mark.parametrize("http", [400, 200, 422])
@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize(("world", "sample"), UNSEEN, indirect=["world"])
def test_a_refusal_of_what_nobody_can_look_at_is_a_failure(world, sample, words, http, code):
    sample.prepare(world)
    body = {"status": {"code": code, "message": words}}
    path = "(data-centers|services/.*|provisioning/tenants)$"
    world.control.fault("status", status=http, body=body, method="POST", path=path, times=0)
    before = world.state()
    result = run(world, sample, when_unobservable="send")
    assert result["failure"]["code"] == "refused" and words in result["msg"]
    assert "when_unobservable" in result["failure"]["hint"] and "assume_present" in result["failure"]["hint"]
    assert world.state() == before and not world.slept


@pytest.mark.parametrize("text", Switches.describe()["duplicate_text"]["values"])
@pytest.mark.parametrize(
    "switches", [{}, {"duplicate_code": 400}, {"duplicate_code": 200}, {"duplicate_status": 1}], ids=str
)
def test_a_code_says_that_it_is_there_whatever_the_words_are(world, text, switches):
    world.control.switches(dict(switches, duplicate_text=text))
    assert run(world, DATA_CENTER)["changed"]
    again = run(world, DATA_CENTER)
    assert again["changed"] is False and "It is there already" in again["warnings"][0]


@pytest.mark.parametrize("text", Switches.describe()["duplicate_text"]["values"])
def test_without_a_code_it_is_refused(world, text):
    world.control.switches(duplicate_text=text, duplicate_code=400, duplicate_status=1)
    assert run(world, DATA_CENTER)["changed"]
    assert run(world, DATA_CENTER)["failure"]["code"] == "refused"
    assert run(world, DATA_CENTER, when_unobservable="assume_present")["changed"] is False


@pytest.mark.parametrize("text", Switches.describe()["missing_text"]["values"])
@pytest.mark.parametrize("http", [400, 404, 409])
@pytest.mark.parametrize("get_by_id", ["404", "on"])
def test_a_contact_center_of_an_environment_that_is_not_there_fails_at_once(world, text, http, get_by_id):
    world.control.switches(missing_text=text, get_by_id=get_by_id)
    world.control.seed(environments=[dict(ENVIRONMENT, id=OTHER_ID)])
    body = {"status": {"code": http, "message": "Environment doesn't exist"}}
    if http != 400:
        world.control.fault("status", status=http, body=body, method="POST", path="/contact-centers$", times=0)
    result = run(world, CONTACT_CENTER)
    assert result["failure"]["code"] == "not_found" and result["failure"]["field"] == "environment_id"
    assert "There is no environment %s" % CCID in result["msg"] and "HTTP %d" % http in result["msg"]
    assert not world.slept and len(world.log()) <= 7 and len(world.writes()) == 1


def test_a_contact_center_that_is_refused_for_another_reason_is_told_in_the_service_s_words(world):
    world.control.seed(environments=[ENVIRONMENT, dict(ENVIRONMENT, id=OTHER_ID)])
    world.control.seed(contact_centers=[dict(CENTER, id=OTHER_ID, environmentId=OTHER_ID, domains=["t100"])])
    world.control.switches(duplicate_code=400, duplicate_status=1)
    result = run(world, CONTACT_CENTER)
    assert result["failure"]["code"] == "refused" and "domain 't100' already exists" in result["msg"]
    assert not world.slept
