# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journeys whose requests and statements are disturbed one by one: a tenant's and an OAuth client's life, in steps.

A step is what a user runs, and runs again when it failed: one task, or several of which the first that fails ends the run.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from emulator.cloud_state import DAY, iso
from integration.support.sample import CCID, OFFERED
from integration.support.tenant_sample import CLIENT, document

from .stand import Stand

Tasks = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Step:
    """tasks: (module, options) of a stand. before: the steps that lead there. ripen: what time does to the stand then. database: it has
    statements. switches: of the emulator.
    """

    name: str
    tasks: Callable[[Stand], Tasks]
    before: tuple[Step, ...] = ()
    ripen: Callable[[Stand], None] = lambda stand: None
    database: bool = False
    switches: dict[str, Any] = field(default_factory=dict, hash=False)

    def run(self, stand, **more):
        """Run the tasks with some options changed; returns the results, of which only the last one may be a failure."""
        results = []
        for module, options in self.tasks(stand):
            results.append(stand.world.run(module, **{**options, **more}))
            if results[-1].get("failed"):
                break
        return results

    def __str__(self):
        return self.name

    def lead(self, stand):
        """Bring a new stand to where the step begins."""
        if self.switches:
            stand.world.control.switches(self.switches)
        for step in self.before:
            for result in step.run(stand):
                assert not result.get("failed"), result["msg"]
            stand.world.settle()
        self.ripen(stand)


def _document(**changes) -> Callable[[Stand], Tasks]:
    def tasks(stand: Stand) -> Tasks:
        given = document(stand.world, stand.folder, **changes)
        return [("genesys_tenant", {**stand.ops, **given, **_lines(stand, given)})]

    return tasks


def _lines(stand: Stand, given: dict[str, Any]) -> dict[str, Any]:
    """What an operator adds where the service has chosen other ids: the lines that a refusal prints."""
    if not stand.world.store.switches.server_chosen_ids:
        return {}
    state = stand.world.state()
    found = {"tenant_environment": state["environments"], "tenant_contact_center": state["contact_centers"]}
    return {name: dict(given[name], id=rows[0]["id"]) for name, rows in found.items() if rows}


def _changed(stand: Stand) -> Tasks:
    ((module, options),) = _document()(stand)
    first, second = options["auth_clients_list"]
    options.update(
        auth_clients_list=[
            dict(first, redirect_uris=["https://digital.example.com", "https://new.example.com"]),
            dict(second, description="second"),
        ],
        tenant_cors_origins=["https://gws.example.com", "https://new.example.com"],
        tenant_settings=[{"name": "some-setting", "value": "two"}, {"name": "a-list", "values": ["c"]}],
        digital_channels_gapis=[dict(options["digital_channels_gapis"][0], region="/usw1")],
    )
    return [(module, options)]


def _parts(stand: Stand) -> Tasks:
    """The modules one by one, with the options that the roles give them."""
    given, ops = document(stand.world, stand.folder), stand.ops
    secret_file = str(stand.folder / (CLIENT + ".secret"))
    first, second = map(_without_shared, given["auth_clients_list"])
    (center,) = [{"contact_center_id": CCID}]
    (gapi,) = map(_without_shared, given["digital_channels_gapis"])
    (service,) = given["digital_channels_services"]
    tasks = [
        ("genesys_auth_client", dict(first, secret_file=secret_file)),
        ("genesys_auth_client", second),
        ("genesys_environment", dict(given["tenant_environment"], id=CCID)),
        ("genesys_contact_center", dict(given["tenant_contact_center"], id=CCID, environment_id=CCID)),
        ("genesys_data_center", given["tenant_data_centers"][0]),
        ("genesys_setting", dict(center, name="cors-origins", values=given["tenant_cors_origins"], shared=True)),
        *(("genesys_setting", dict(center, **setting)) for setting in given["tenant_settings"]),
        ("nexus_gapi_db", dict(gapi, client_id=CLIENT, secret_file=secret_file)),
        ("genesys_setting", dict(center, name="chat-service-uri", value=given["digital_channels_chat_service_uri"])),
        (
            "nexus_service",
            dict(
                service,
                **center,
                tenant_name="t100",
                tenant_api_key_file=given["digital_channels_api_key_file"],
                when_unobservable="send_until_tenant",
            ),
        ),
        (
            "nexus_tenant",
            dict(
                given["digital_channels_tenant"],
                id=CCID,
                api_key_file=given["digital_channels_api_key_file"],
                auth_client_id=CLIENT,
                auth_client_secret_file=secret_file,
                auth_username=None,
                auth_password=None,
            ),
        ),
    ]
    known = {module: {option.arg for option in TASKS[module].options} for module, _options in tasks}
    return [
        (module, _given({**{name: ops[name] for name in ops if name in known[module]}, **options}))
        for module, options in tasks
    ]


def _without_shared(item):
    """A teardown's word, which is no option of the modules."""
    return {name: value for name, value in item.items() if name != "shared"}


def _given(options):
    return {name: value for name, value in options.items() if value is not None}


PROVISIONING = Step("provisioning", _document(), database=True)
CHANGE = Step("change", _changed, before=(PROVISIONING,), database=True)
TEARDOWN = Step("teardown", _document(state="absent"), before=(PROVISIONING,), database=True)
BY_MODULES = Step("provisioning by modules", _parts, database=True)
TENANT = (PROVISIONING, CHANGE, TEARDOWN, BY_MODULES)

# Where the vendor is silent: the positions of the switches that differ most from the default ones.
SILENT = {
    "all offered": OFFERED,
    "late visibility": {"visible_after_gets": 2},
    "all offered, late visibility": {**OFFERED, "visible_after_gets": 1},
    "other codes": {"duplicate_code": 200, "missing_code": 200, "status_on_get": False, "status_code_type": "string"},
    "ids of the service": {"server_chosen_ids": True},
    "refused twins": {"second_service": "refuse", "second_tenant": "error", "duplicate_code": 400},
    "new keys": {"second_tenant": "new_key", "reuse_tokens": False},
}
EVERYWHERE = ("all offered", "late visibility", "ids of the service")  # disturbed in each way at each request
CONTRARY = tuple(
    Step("provisioning, " + name, _document(), database=True, switches=switches) for name, switches in SILENT.items()
)
CONTRARY_TEARDOWNS = tuple(
    Step("teardown, " + step.name.partition(", ")[2], TEARDOWN.tasks, (step,), database=True, switches=step.switches)
    for step in CONTRARY
)


def _client(**changes) -> Callable[[Stand], Tasks]:
    def tasks(stand: Stand) -> Tasks:
        given = {
            "name": "app",
            "authorized_grant_type": "CLIENT-CREDENTIALS",
            "roles": [{"role": "employee"}],
            "secret_file": str(stand.folder / "app.cloud"),
        }
        given.update(changes)
        return [("genesys_cloud_oauth_client", {**stand.cloud, **_given(given)})]

    return tasks


def _months_later(stand: Stand) -> None:
    """What was made is so old that a new secret is due, but none of it so old that its deletion takes days."""
    moment = time.time() - 20 * DAY
    for path in stand.folder.iterdir():
        os.utime(path, (moment, moment))
    for one in stand.world.store.cloud.credentials.values():
        one["createdDate"] = one["modifiedDate"] = iso(moment)


CREDENTIAL = {"integration_credential_name": "data actions"}
FOR_PERSONS = {
    "authorized_grant_type": "CODE",
    "roles": None,
    "scopes": ["users"],
    "registered_redirect_uris": ["https://desktop.example.com/callback"],
}
CHANGES = {
    "description": "second",
    "roles": [{"role": "admin", "division": "Sales"}, {"role": "employee"}],
    "access_token_validity_seconds": 3600,
}
OLD = {"secret_max_age": 10}

MADE = Step("creation", _client())
WITH_CREDENTIAL = Step("creation with a credential", _client(**CREDENTIAL, verify_secret=True))
MADE_FOR_PERSONS = Step("creation for persons", _client(**FOR_PERSONS))
INACTIVE = Step("deactivation", _client(state="inactive"), before=(MADE,))
CLOUD = (
    MADE,
    WITH_CREDENTIAL,
    MADE_FOR_PERSONS,
    Step("update", _client(**CHANGES), before=(MADE,)),
    Step("scopes", _client(**{**FOR_PERSONS, "scopes": ["users", "routing:readonly"]}), before=(MADE_FOR_PERSONS,)),
    Step("rename", _client(new_name="app of the agents"), before=(MADE,)),
    Step("rotation", _client(**OLD), before=(MADE,), ripen=_months_later),
    Step("rotation with a credential", _client(**OLD, **CREDENTIAL), before=(WITH_CREDENTIAL,), ripen=_months_later),
    Step("credential", _client(**CREDENTIAL), before=(MADE,)),
    INACTIVE,
    Step("restoration", _client(), before=(MADE, INACTIVE)),
    Step("deletion", _client(state="absent", confirm_delete=True), before=(MADE, INACTIVE)),
    Step(
        "deletion with a credential",
        _client(state="absent", confirm_delete=True, **CREDENTIAL),
        before=(WITH_CREDENTIAL,),
    ),
)
SILENT_CLOUD = {
    "late visibility": {"cloud_visible_after_gets": 2},
    "pages": {"cloud_list_pages": True, "cloud_create_status": 201, "cloud_delete_status": 202},
    "merging": {"cloud_put": "merge", "cloud_null_members": "null", "cloud_deleted_shows": "deleted"},
}
CONTRARY_CLOUD = tuple(
    replace(step, name="%s, %s" % (step, name), switches=switches)
    for name, switches in SILENT_CLOUD.items()
    for step in CLOUD
)
