# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real ansible-playbook and servers written by others: tokens obtained, used, renewed and refused, with all that Ansible shows and
keeps searched for secrets.
"""

from __future__ import annotations

import pytest

from trust.support.oauth_servers import running, seeds
from trust.support.watched import Watched

PREFIX = "cxops.genesys."


PATHS = ("in process", "as a module")


def tried(*sample):
    """The servers and paths of execution of a test: one pair or none in the sample, the others in the long form."""
    pairs = [(one, other) for one in running.KINDS for other in PATHS]
    marked = [pytest.param(*pair, marks=[] if pair == sample else pytest.mark.long) for pair in pairs]
    return pytest.mark.parametrize(("elsewhere", "path"), marked, indirect=["elsewhere"])


@pytest.fixture
def watched(path, elsewhere, tmp_path):
    """Playbooks against a server. Tokens are kept in a folder, where the hunt finds what to look for."""
    kept = tmp_path / "tokens"
    kept.mkdir(mode=0o700)
    playbooks = Watched(tmp_path, elsewhere, [kept], [one["id"] for one in seeds.CLIENTS[:6]])
    playbooks.play_vars = {"cxops_genesys_in_process": path == PATHS[0]}
    playbooks.tokens = kept
    return playbooks


def task(name, module, no_log=True, **options):
    """A task that keeps its result."""
    done = {"name": name, PREFIX + module: options, "register": name.replace(" ", "_")}
    return dict(done, no_log=True) if no_log else done


def used(server, token, name, path="/environment/v3/environments"):
    """Use the token at a protected resource, and keep it for the hunt."""
    return [
        {
            "name": "use " + name,
            "ansible.builtin.uri": {"url": server.url + path, "headers": {"Authorization": "Bearer {{ %s }}" % token}},
            "no_log": True,
        },
        {
            "name": "keep " + name,
            "ansible.builtin.copy": {
                "dest": "{{ playbook_dir }}/tokens/%s" % name,
                "content": "{{ %s }}" % token,
                "mode": "0600",
            },
            "no_log": True,
            "diff": False,
        },
    ]


@tried("django-oauth-toolkit", PATHS[0])
def test_tokens_are_obtained_used_and_renewed(watched):
    world, server = watched.world, watched.world.server
    reach = world.reach("genesys_token", seeds.MACHINE)
    cloud = world.reach("genesys_cloud_token", seeds.MACHINE)
    lookup = "lookup('cxops.genesys.access_token', auth_url=%r, auth_client_id=%r, auth_client_secret=%s)"
    world.canaries.add("Canary-no-token")
    looked_up = lookup % (server.url, seeds.MACHINE["id"], "held")
    play = watched.run(
        [
            task("private", "genesys_token", **reach),
            *used(server, "private.access_token", "private"),
            task("cloud", "genesys_cloud_token", **cloud),
            *used(server, "cloud.access_token", "cloud", "/api/v2/oauth/clients"),
            *used(server, looked_up, "lookup"),
            task("shown", "genesys_token", no_log=False, **reach),
            task("renewed", "genesys_environment_info", no_log=False, access_token="Canary-no-token", **reach),
            task("listed", "genesys_cloud_oauth_client_info", no_log=False, **cloud),
        ],
        vars={**watched.play_vars, "held": seeds.MACHINE["secret"]},
    )
    assert play.code == 0, play.output
    assert play.changed == 3  # the three files
    assert [entry["status"] for entry in play["renewed"]["requests"]] == [401, 200, 200]
    assert play["shown"]["access_token"].startswith("hidden")
    assert all(server.accepts(path.read_text()) for path in watched.tokens.iterdir())
    assert len(list(watched.tokens.iterdir())) == 3


@tried()
def test_codes_and_refresh_tokens(watched):
    world, server = watched.world, watched.world.server
    reach = world.reach("genesys_cloud_token", seeds.DESK)
    scope = "openid read" if server.kind == "oidc-provider" else "read"
    code = server.code(seeds.DESK, seeds.PAT, scope)
    world.canaries.add(code)
    refresh = "{{ first.refresh_token }}"
    play = watched.run(
        [
            task(
                "first",
                "genesys_cloud_token",
                grant_type="authorization_code",
                code=code,
                redirect_uri=seeds.REDIRECT,
                **reach,
            ),
            *used(server, "first.access_token", "first"),
            task("second", "genesys_cloud_token", grant_type="refresh_token", refresh_token=refresh, **reach),
            *used(server, "second.access_token", "second"),
            *used(server, "second.refresh_token", "rotated")[1:],
            *used(server, "first.refresh_token", "worthless")[1:],
            {
                **task(
                    "again", "genesys_cloud_token", False, grant_type="refresh_token", refresh_token=refresh, **reach
                ),
                "ignore_errors": True,
            },
        ],
        vars=watched.play_vars,
    )
    assert play.code == 0, play.output
    again = play["again"]
    assert again["failure"]["code"] == "bad_credentials"
    assert "obtain a new token by another grant" in again["msg"]
    assert server.accepts((watched.tokens / "second").read_text()) or server.kind == "oidc-provider"


@tried("django-oauth-toolkit", PATHS[1])
def test_refusals(watched):
    world, server = watched.world, watched.world.server
    world.canaries |= {"Canary-wrong", "Canary-code"}
    wrong = {"id": "machine", "secret": "Canary-wrong"}
    person = {"grant_type": "password", "username": "pat", "password": "Canary-wrong"}
    tasks = {
        "wrong secret": task("wrong secret", "genesys_token", False, **world.reach("genesys_token", wrong)),
        "wrong secret of cloud": task(
            "wrong secret of cloud", "genesys_cloud_token", False, **world.reach("genesys_cloud_token", wrong)
        ),
        "made up code": task(
            "made up code",
            "genesys_token",
            False,
            grant_type="authorization_code",
            code="Canary-code",
            redirect_uri=seeds.REDIRECT,
            **world.reach("genesys_token", seeds.DESK),
        ),
        "bearer": task("bearer", "genesys_environment_info", False, **world.reach("genesys_environment_info", wrong)),
    }
    if server.kind != "oidc-provider":
        reach = world.reach("genesys_token", seeds.PERSON)
        tasks["wrong password"] = task("wrong password", "genesys_token", False, **person, **reach)
    play = watched.run([{**one, "ignore_errors": True} for one in tasks.values()], vars=watched.play_vars)
    assert play.code == 0, play.output
    for name in tasks:
        result = play[name]
        # A wrong password is a wrong request for one of the servers.
        allowed = ("bad_credentials", "refused") if name == "wrong password" else ("bad_credentials",)
        assert result["failure"]["code"] in allowed, result
        assert len(result["requests"]) == 1 and result["msg"].count("Obtaining a token") == 1
