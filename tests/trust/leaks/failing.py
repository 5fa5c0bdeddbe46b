# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that go wrong in every way, each with secrets in its hands; written as users write them, with secrets in variables."""

from __future__ import annotations

from emulator import defaults
from integration.support.sample import CCID
from trust.leaks.canaries import NASTY
from trust.leaks.echo import Echo

OPS = {
    "auth_url": "{{ url }}",
    "auth_username": "ops",
    "auth_password": "{{ s_ops }}",
    "retries": 0,
    "timeout": 10,
}
SQL = {"login_host": "127.0.0.1", "login_user": "nexus", "login_password": "{{ s_db }}", "retries": 0}
ROW = {"url": "http://gws.example.com", "client_id": "c", "client_secret": "{{ s_client }}"}
CLIENT = {"client_id": "c", "client_secret": "{{ s_client }}", "redirect_uris": []}
CLOUD = {
    "cloud_api_url": "{{ url }}",
    "cloud_login_url": "{{ url }}",
    "cloud_client_id": defaults.CLOUD_CLIENT_ID,
    "cloud_client_secret": "{{ s_cloud }}",
    "retries": 0,
    "name": "x",
    "authorized_grant_type": "CODE",
    "scopes": ["users"],
}
SECRETS = {
    "s_ops": NASTY["quotes"],
    "s_wrong": NASTY["plain"],
    "s_client": NASTY["backslashes"],
    "s_db": NASTY["slashes"],
    "s_cloud": NASTY["umlauts"],
    "s_braces": NASTY["braces"],
    "s_lines": NASTY["lines"],
    "s_html": NASTY["HTML"],
    "s_proxy": "http://canary:%s@127.0.0.1:9" % "Canary7pr%2Foxy",
    "s_list": [{"id": "c1", "secret": NASTY["emoji"]}, {"id": "c2", "secret": NASTY["shell"]}],
}
GIVEN = {"auth_password": "{{ s_ops }}", "auth_client_secret": "{{ s_client }}", "api_key": "{{ s_wrong }}"}
SAID = [SECRETS[name] for name in ("s_ops", "s_client", "s_wrong")]


def info(name, **more):
    """A look at the environments that fails as ``more`` says."""
    keywords = {key: more.pop(key) for key in list(more) if key in KEYWORDS}
    return {"name": name, "cxops.genesys.genesys_environment_info": {**OPS, **more}, **keywords}


KEYWORDS = (
    "timeout_of_task",
    "async",
    "poll",
    "register",
    "until",
    "retries_of_task",
    "delay",
    "loop",
    "vars",
    "no_log",
)


def client(name, **more):
    keywords = {key: more.pop(key) for key in list(more) if key in KEYWORDS}
    return {"name": name, "cxops.genesys.genesys_auth_client": {**OPS, **CLIENT, **more}, **keywords}


def tenant(name, **more):
    return {"name": name, "cxops.genesys.genesys_tenant": {**OPS, "tenant_id": CCID, **more}}


# Of which modules make something of their own, rather than the process of Ansible.
FEW = (
    "echo 400",
    "show it",
    "keep it",
    "a member that is no dict",
    "broken JSON",
    "a loop over secrets",
    "a library is missing",
    "a job",
    "its end",
    "a job with members of a wrong type",
)


def tasks(kinds=("400", "headers"), few=False):
    """All of them, or a few. kinds: of answers that repeat secrets, for the first tasks."""
    deep = [{"client_id": "c", "client_secret": "{{ s_client }}", "access_token_expiration_timeout": "soon"}]
    found = [info("echo " + kind, register="shown", **GIVEN) for kind in kinds]
    found += [
        {"name": "show it", "ansible.builtin.debug": {"var": "shown"}},
        {"name": "keep it", "ansible.builtin.set_fact": {"kept": "{{ shown }}", "cacheable": True}},
        info("wrong password", auth_password="{{ s_wrong }}"),
        info("no TLS there", auth_url="{{ url | replace('http:', 'https:') }}"),
        info("nobody listens", auth_url="http://127.0.0.1:9"),
        info("a choice that there is not", no_such_option="{{ s_client }}"),
        info("a number that is none", timeout="soon"),
        client("unknown members", client_secert="{{ s_client }}"),
        client("a type that cannot be", redirect_uris={"no": "list"}, client_secret={"odd": "{{ s_client }}"}),
        tenant("a member of a wrong type", auth_clients_list=deep),
        tenant("a member that is no dict", auth_clients_list=["{{ s_client }}", *deep]),
        tenant("broken JSON", auth_clients_list='[{"client_id": "c", "client_secret": "{{ s_html }}"'),
        tenant("text in place of a dict", tenant_environment="{{ s_html }}"),
        tenant("a misspelt member", tenant_environment={"pasword": "{{ s_client }}", "username": "u"}),
        {"name": "text in place of a secret dict", "cxops.genesys.nexus_service": {**OPS, "secret": "{{ s_client }}"}},
        client("templating", client_secret="{{ s_client ~ nobody_defined_this }}"),
        client("templating in a filter", client_secret="{{ s_client | b64decode | from_json }}"),
        info("braces are no template", auth_password="{{ s_braces }}", access_token="{{ s_braces }}"),
        info("lines", access_token="{{ s_lines }}"),
        {"name": "no database", "cxops.genesys.nexus_gapi_db": {**SQL, **ROW, "login_port": 9}},
        {"name": "wrong database", "cxops.genesys.nexus_gapi_db": {**SQL, **ROW, "login_port": "{{ db_port }}"}},
        {"name": "wrong client", "cxops.genesys.genesys_cloud_oauth_client": CLOUD},
        {"name": "no proxy", "cxops.genesys.genesys_cloud_oauth_client": {**CLOUD, "cloud_proxy_url": "{{ s_proxy }}"}},
        {**client("a loop over secrets"), **LOOP},
        info(
            "again and again",
            auth_password="{{ s_wrong }}",
            register="again",
            until="again is success",
            retries_of_task=1,
            delay=0,
        ),
        {**info("too late", auth_url="{{ url }}/slow"), "timeout": 1},
        {
            **info("a library is missing", auth_password="{{ s_wrong }}"),
            "environment": {"CXOPS_SPY_WITHOUT": "requests"},
        },
        {**info("a job that is waited for", auth_password="{{ s_wrong }}"), "async": 20, "poll": 1},
        {**client("a job", auth_password="{{ s_wrong }}"), "async": 20, "poll": 0, "register": "job"},
        {
            "name": "its end",
            "ansible.builtin.async_status": {"jid": "{{ job.ansible_job_id }}"},
            "register": "ended",
            "until": "ended is finished",
            "retries": 100,
            "delay": 0.2,
        },
        {**tenant("a job with members of a wrong type", auth_clients_list=deep), "async": 20, "poll": 1},
        {**info("not for the eyes", auth_password="{{ s_wrong }}"), "no_log": True},
    ]
    return [dict(_words(task), ignore_errors=True) for task in found if not few or task["name"] in FEW]


# As the documentation wants it: a label, and nothing in the result that is the item.
LOOP = {
    "loop": "{{ s_list | map(attribute='id') }}",
    "loop_control": {"index_var": "at"},
    "cxops.genesys.genesys_auth_client": {
        **OPS,
        "client_id": "{{ item }}",
        "client_secret": "{{ s_list[at].secret }}",
        "redirect_uris": [],
        "timeout": -1,
    },
}


def _words(task):
    return {
        {"retries_of_task": "retries", "timeout_of_task": "timeout"}.get(name, name): value
        for name, value in task.items()
    }


def prepare(world, kinds=("400", "headers"), times=1):
    """What the services do so that the tasks fail, for one run of them."""
    world.control.reset()
    world.store.ops.password = SECRETS["s_ops"]
    for kind in kinds:
        Echo.into(world, kind, lambda: " ".join(SAID), times=times, path="/environments")
    world.control.fault("delay", seconds=5, path="^/slow", times=0)
    world.control.fault("delay", seconds=5, service="environment", path="/slow", times=0)


def variables(world):
    """The extra variables of the run."""
    return {**SECRETS, "url": world.emulator.url, "db_port": world.database.params["port"]}
