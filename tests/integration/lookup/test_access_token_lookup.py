# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup as users run it, by ansible-playbook against the emulator."""

from __future__ import annotations

import pytest

from emulator import defaults
from integration.support.http_samples import CENTER, ENVIRONMENT
from integration.support.nexus_samples import GAPI_CLIENT
from integration.support.playbooks import Playbooks
from integration.support.sample import CCID, SECRET

pytestmark = [pytest.mark.ends, pytest.mark.parametrize("world", [False], indirect=True)]
LOOKUP = "lookup('cxops.genesys.access_token'%s)"
PERSON = ", grant_type='password', domain='t100', username='%s', password=person" % defaults.PERSON_USERNAME


class Lookups(Playbooks):
    """Plays whose tasks show or use what the lookup gives."""

    def __init__(self, folder, world):
        super().__init__(folder, world)
        world.control.seed(environments=[ENVIRONMENT], contact_centers=[CENTER], clients=[GAPI_CLIENT])
        world.canaries |= {SECRET, defaults.OPS_PASSWORD, defaults.PERSON_PASSWORD}
        self.variables = {
            "genesys_auth_url": world.emulator.url,
            "genesys_auth_client_id": "nexus_client",
            "genesys_auth_client_secret": "{{ held }}",
            "held": SECRET,
            "person": defaults.PERSON_PASSWORD,
            "genesys_retries": "",
            "genesys_timeout": 10,
        }

    def look(self, *expressions, env=None, **keywords):
        """Run one task for each expression, with the connection in variables; the messages, and the Play."""
        tasks = [
            {"name": "look %d" % number, "ansible.builtin.debug": {"msg": "{{ %s }}" % expression}, **keywords}
            for number, expression in enumerate(expressions)
        ]
        self.world.clear_log()
        done = self.run(tasks, "-vvvv", vars=self.variables, warnings=True, env=env)
        return [result.get("msg") for _task, result in done.results], done


@pytest.fixture
def lookups(tmp_path, world):
    return Lookups(tmp_path, world)


@pytest.mark.matrix
def test_what_is_omitted_is_not_given(world, lookups):
    lookups.variables.update(
        genesys_ca_path="{{ nobody | default(omit) }}", genesys_timeout="{{ nobody | default(omit) }}"
    )
    shown, done = lookups.look("%s | length > 20" % (LOOKUP % ", api_key=nobody | default(omit)"))
    assert shown == [True], done.output


@pytest.mark.matrix
def test_a_token_by_variables_is_good_and_obtained_once_in_a_process(world, lookups):
    token = LOOKUP % ""
    shown, done = lookups.look("[%s == %s, %s | length > 20]" % (token, token, token))
    assert shown == [[True, True]], done.output
    assert [entry["path"] for entry in world.log()] == ["/auth/v3/oauth/token"]
    use = {
        "name": "use",
        "ansible.builtin.uri": {
            "url": world.emulator.url + "/environment/v3/environments",
            "headers": {"Authorization": "Bearer {{ %s }}" % token},
        },
        "no_log": True,
    }
    done = lookups.run([use], "-vvvv", vars=lookups.variables, warnings=True)
    assert done.code == 0
    assert not [token for token in world.tokens() if token in done.output]


def test_one_token_serves_a_whole_run_with_tasks_of_the_collection(world, lookups):
    ops = {name: value for name, value in world.ops.items() if name not in ("timeout", "retries")}
    tasks = [
        {"name": "first", "cxops.genesys.genesys_environment_info": ops},
        *(
            {"name": "look %d" % one, "ansible.builtin.debug": {"msg": "{{ %s | length }}" % (LOOKUP % "")}}
            for one in (1, 2, 3)
        ),
    ]
    world.clear_log()
    done = lookups.run(tasks, vars=lookups.variables)
    assert done.code == 0, done.output
    assert [entry["path"] for entry in world.log()].count("/auth/v3/oauth/token") == 1


def test_grants_options_and_the_whole_answer(world, lookups):
    direct = ", auth_client_id='nexus_client', auth_client_secret=held, timeout='20', verify_contact_center='%s'" % CCID
    answer = LOOKUP % (PERSON + direct + ", output='answer'")
    shown, done = lookups.look("%s | dict2items | map(attribute='key') | sort" % answer)
    assert shown == [["access_token", "expires_in", "refresh_token", "scope", "token_type"]], done.output
    renewed = LOOKUP % (", grant_type='refresh_token', refresh_token=%s.refresh_token" % answer)
    shown, done = lookups.look("%s | length > 20" % renewed)
    assert shown == [True], done.output


def test_environment_variables_and_files(world, lookups):
    (lookups.folder / "secret").write_text(SECRET + "\n")
    for name in ("genesys_auth_url", "genesys_auth_client_id", "genesys_auth_client_secret"):
        lookups.variables[name] = ""
    env = {
        "GENESYS_AUTH_URL": world.emulator.url,
        "GENESYS_AUTH_CLIENT_ID": "nexus_client",
        "GENESYS_AUTH_CLIENT_SECRET_FILE": str(lookups.folder / "secret"),
    }
    shown, done = lookups.look("%s | length > 20" % (LOOKUP % ""), env=env)
    assert shown == [True], done.output


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (PERSON.replace("person", "'Wrong-' ~ 1"), "HTTP 400: Bad credentials. Check the user name"),
        (", auth_client_secret='wrong'", "HTTP 401"),
        (", 'nexus_client'", "takes no terms"),
        (", auth_client='x'", "auth_client: there is no such option"),
        (", grant_type='password'", "username: is needed for the grant password"),
        (", grant_type='none'", "grant_type"),
        (
            PERSON + ", verify_contact_center='0b3f6a52-7d0e-4c5b-9a54-5d2f1f1c0a11'",
            "does not belong to the contact center",
        ),
        (", auth_url='http://127.0.0.1:1', retries=0", "no connection"),
        (", auth_url='https://u:p@gauth.example.com'", "carries credentials"),
    ],
)
def test_failures_have_a_hint_and_show_no_secret(world, lookups, given, words):
    _shown, done = lookups.look(LOOKUP % given)
    assert done.code == 2
    assert words in " ".join(done.output.split()).replace("\\\\", "\\"), done.output
    assert not [token for token in world.tokens() if token in done.output]


def test_the_variable_of_the_token_may_be_the_lookup_itself(lookups):
    """It serves all modules that take a token; the lookup does not read it."""
    lookups.variables["genesys_access_token"] = "{{ %s }}" % (LOOKUP % "")
    shown, done = lookups.look("genesys_access_token | length > 20")
    assert shown == [True], done.output
    assert "recurs" not in done.output.lower()
