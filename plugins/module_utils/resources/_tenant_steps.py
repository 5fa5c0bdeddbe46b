# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a tenant's document: which task runs when, with which options. Pure; the roles do the same, task by task."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Dict, Optional, Tuple

from . import auth_client, contact_center, data_center, environment, nexus_gapi, nexus_service, nexus_tenant, setting
from ._designer_env import DesignerEnvFile
from ._key_record import record_path
from ._tenant_files import SecretFile
from ._tenant_key_file import KeyFile
from ._tenant_options import CHECKED, CONNECTION, OPTIONS, PARTS
from ._tenant_stays import DATA_CENTERS, Reason, of_client, of_environment, of_row
from .setting import CORS

CHAT = "chat-service-uri"
TEXTS = ("description", "value")  # empty they mean something; any other member that is empty counts as not given
NOT_OFFERED = ("not_offered",)
IN_USE = ("conflict",)
NO_LOGIN = ("bad_credentials", "secret_file")
_CONNECTION_NAMES = frozenset(f.arg for f in CONNECTION)
_DEFAULTS = {
    module.MODULE.kind: {f.arg: f.default for f in module.MODULE.options if f.arg not in _CONNECTION_NAMES}
    for module in (
        auth_client,
        contact_center,
        data_center,
        environment,
        nexus_gapi,
        nexus_service,
        nexus_tenant,
        setting,
    )
}
_DICTS = tuple(f.arg for f in OPTIONS if f.type == "dict")
_OF_CORS = {"values": "tenant_cors_origins", "location": "tenant_cors_location"}
_FILE = SecretFile()
_KEY_FILE = KeyFile()
_DESIGNER_ENV_FILE = DesignerEnvFile()


@dataclass
class Step:
    """One object of the document.

    part: that it belongs to. task, params: what runs. place: where the document says it, names: the same for options that stand elsewhere. takes:
    options that get a real id, by what has it. tells: what the id of its object is. within: it is there only as long as
    that is. tolerated: failures at which a teardown goes on; unreachable: those at which it does when the contact center
    is gone. own_login: it logs in with credentials of its own. stays: the Reason for which a teardown only looks at it. of: the
    client whose secret a file holds.
    """

    part: str
    task: Any
    params: Dict[str, Any]
    place: str = ""
    names: Dict[str, str] = field(default_factory=dict)
    takes: Dict[str, str] = field(default_factory=dict)
    tells: str = ""
    within: str = ""
    tolerated: Tuple[str, ...] = ()
    unreachable: Tuple[str, ...] = ()
    own_login: bool = False
    stays: Optional[Reason] = None
    of: str = ""

    @property
    def title(self):
        """What its object is called."""
        return self.task.title(self.params)

    def where(self, option):
        """Where the document says this option."""
        if option in _CONNECTION_NAMES:
            return option
        return self.names.get(option) or ("%s.%s" % (self.place, option) if self.place else option)


class Steps:
    """The steps of one document, or of the parts of it that the option ``parts`` names.

    doc: the options of the task, checked by their table.
    """

    def __init__(self, doc):
        self.doc = doc = dict(doc, **{name: doc[name] or {} for name in _DICTS})
        self.parts = frozenset(PARTS if doc.get("parts") is None else doc["parts"])
        self.connection = {name: doc.get(name) for name in _CONNECTION_NAMES}
        self.wanted_id = doc["tenant_contact_center"].get("id") or doc["tenant_id"]
        self.environment_id = doc["tenant_environment"].get("id") or doc["tenant_id"]
        self.ids = {"environment": self.environment_id, "contact_center": self.wanted_id}

    def chosen(self):
        """The steps of the wanted parts for the wanted state, in their order."""
        return self.absent() if self.doc["state"] == "absent" else self.present()

    def _of_parts(self, steps):
        return (step for step in steps if step.part in self.parts)

    def _step(self, part, module, given, place, **more):
        params = dict(_DEFAULTS[module.MODULE.kind], **self.connection)
        params.update({name: v for name, v in given.items() if v is not None and (v != "" or name in TEXTS)})
        return Step(part, module.MODULE, params, place, **more)

    def present(self):
        """The steps that make it, in the order of the vendor."""
        return self._of_parts(self._present())

    def absent(self):
        """The steps that take it down: the reverse order. What other tenants use is only looked at."""
        return self._of_parts(self._absent())

    def _present(self):
        doc = self.doc
        for number, item in enumerate(doc["auth_clients_list"]):
            given = dict(item, secret_file=self.file_of_client(item))
            if doc["state"] == CHECKED and item.get("regenerate_secret") == "always":
                given["regenerate_secret"] = "never"  # a secret that is made on every run is no difference
            yield self._step("auth_clients", auth_client, given, "auth_clients_list[%d]" % number)
        given = dict(doc["tenant_environment"], id=self.environment_id)
        yield self._step(
            "environment", environment, given, "tenant_environment", names=self._names_of_id(), tells="environment"
        )
        yield self._step(
            "contact_center",
            contact_center,
            dict(doc["tenant_contact_center"], id=self.wanted_id, environment_id=self.environment_id),
            "tenant_contact_center",
            takes={"environment_id": "environment"},
            tells="contact_center",
        )
        for number, item in enumerate(doc["tenant_data_centers"]):
            given = dict(self._observing(item), state_dir=doc.get("state_dir"))
            yield self._step("data_centers", data_center, given, "tenant_data_centers[%d]" % number)
        if doc["tenant_cors_origins"]:
            given = {
                "name": CORS,
                "location": doc["tenant_cors_location"],
                "values": doc["tenant_cors_origins"],
                "list_mode": doc["tenant_cors_list_mode"],
                "shared": doc["tenant_cors_shared"],
            }
            yield self._setting("cors", given, "", "contact_center", names=_OF_CORS)
        for number, item in enumerate(doc["tenant_settings"]):
            yield self._setting("settings", item, "tenant_settings[%d]" % number, "contact_center")
        yield from self._digital_channels()

    def _digital_channels(self):
        doc = self.doc
        for number, item in enumerate(doc["digital_channels_gapis"]):
            yield self._step("gapis", nexus_gapi, self._gapi(item), "digital_channels_gapis[%d]" % number)
        if doc["digital_channels_chat_service_uri"]:
            given = {"name": CHAT, "value": doc["digital_channels_chat_service_uri"], "shared": False}
            yield self._setting(
                "chat", given, "", "digital_channels", names={"value": "digital_channels_chat_service_uri"}
            )
        for number, item in enumerate(doc["digital_channels_services"]):
            given = dict(self._observing(item, "send_until_tenant"), contact_center_id=self._digital_id())
            given.update({"tenant_" + name: value for name, value in self._proof().items()})
            given["adopt_by_name"] = doc["digital_channels_tenant"].get("adopt_by_name")
            given["contact_center_is_new"] = doc.get("contact_center_is_new")
            place = "digital_channels_services[%d]" % number
            names = {"tenant_name": "digital_channels_tenant.name"}
            yield self._step(
                "services", nexus_service, given, place, names=names, takes={"contact_center_id": "digital_channels"}
            )
        if self._has_tenant():
            given = dict(self._observing(doc["digital_channels_tenant"]), id=self._digital_id(), **self._key_files())
            given["designer_env_file"] = doc["digital_channels_designer_env_file"]
            yield self._tenant(dict(given, contact_center_is_new=doc.get("contact_center_is_new")))

    def finds(self):
        """The steps of a teardown that find out what of it is there."""
        doc, wanted = self.doc, self._referred() if self.doc["tenant_id"] else ()
        if "environment" in wanted:
            servers = doc["tenant_environment"].get("config_servers")
            given = {"id": self.environment_id, "config_servers": servers, "state": "absent", "look_only": True}
            names = self._names_of_id()
            yield self._step("environment", environment, given, "tenant_environment", names=names, tells="environment")
        if "contact_center" in wanted:
            given = {
                "id": self.wanted_id,
                "environment_id": self.environment_id,
                "domains": doc["tenant_contact_center"].get("domains"),
                "state": "absent",
            }
            yield self._step("contact_center", contact_center, given, "tenant_contact_center", tells="contact_center")

    def _referred(self):
        """What the chosen steps refer to without being about it: "environment", "contact_center", both or none."""
        steps = list(self.chosen())
        wanted = {owner for step in steps for owner in [step.within, *step.takes.values()] if owner}
        if "digital_channels" in wanted and not self.doc["digital_channels_contact_center_id"]:
            wanted.add("contact_center")
        return wanted - {"digital_channels"} - {step.tells for step in steps}

    def _absent(self):
        doc, gone = self.doc, {"state": "absent"}
        yield from self._absent_digital_channels()
        for number, item in _reversed(doc["tenant_settings"]):
            given = dict(gone, name=item["name"], location=item.get("location"))
            yield self._setting(
                "settings", given, "tenant_settings[%d]" % number, "contact_center", within="contact_center"
            )
        if doc["tenant_cors_origins"]:
            given = dict(gone, name=CORS, location=doc["tenant_cors_location"])
            yield self._setting("cors", given, "", "contact_center", within="contact_center")
        for number, item in _reversed(doc["tenant_data_centers"]):
            given = dict(gone, location=item["location"], state_dir=doc.get("state_dir"))
            yield self._step(
                "data_centers",
                data_center,
                given,
                "tenant_data_centers[%d]" % number,
                tolerated=NOT_OFFERED,
                stays=None if doc["tenant_remove_data_centers"] else DATA_CENTERS,
            )
        given = dict(gone, id=self.wanted_id)
        takes = {"id": "contact_center"}
        yield self._step(
            "contact_center", contact_center, given, "tenant_contact_center", takes=takes, within="contact_center"
        )
        given = dict(gone, id=self.environment_id, deleted_contact_center_id=self.wanted_id)
        yield self._step(
            "environment",
            environment,
            given,
            "tenant_environment",
            takes={"id": "environment"},
            within="environment",
            tolerated=IN_USE,
            stays=of_environment(self.environment_id, doc["declared_elsewhere"]) if self.environment_id else None,
        )
        own = []
        for number, item in _reversed(doc["auth_clients_list"]):
            reason = of_client(item, doc["declared_elsewhere"])
            given = dict(gone, client_id=item["client_id"], deleted_contact_center_ids=self._own_centers())
            given["secret_file"] = self.file_of_client(item)  # the record beside it goes with the client
            yield self._step(
                "auth_clients",
                auth_client,
                given,
                "auth_clients_list[%d]" % number,
                tolerated=IN_USE,
                stays=reason,
            )
            own += [] if reason else [item]
        for item in reversed(own) if doc["auth_clients_remove_secret_files"] else ():
            path = item.get("secret_file") or self._file_of(item["client_id"])
            if path:
                yield Step("auth_clients", _FILE, {"path": path}, of=item["client_id"])

    def _own_centers(self):
        """The contact centers that may use a client which the teardown deletes."""
        doc = self.doc
        return [one for one in (doc["tenant_id"], self.wanted_id, doc["digital_channels_contact_center_id"]) if one]

    def _absent_digital_channels(self):
        doc, gone = self.doc, {"state": "absent"}
        if doc["digital_channels_remove_secret_files"] and doc["digital_channels_designer_env_file"]:
            given = {"path": doc["digital_channels_designer_env_file"], "record": self.key_files()[1]}
            given["contact_center_id"] = self._digital_id()
            yield Step("designer_env", _DESIGNER_ENV_FILE, given, takes={"contact_center_id": "digital_channels"})
        if self._has_tenant():
            person = doc["digital_channels_tenant"]
            given = {name: person.get(name) for name in ("name", "username", "password", "adopt_by_name")}
            given.update(gone, id=self._digital_id(), **self._key_files())
            yield self._tenant(given, tolerated=NOT_OFFERED, unreachable=NO_LOGIN)
        for number, item in _reversed(doc["digital_channels_services"]):
            given = dict(gone, name=item["name"], api_key_name=item.get("api_key_name"))
            yield self._step(
                "services",
                nexus_service,
                dict(given, contact_center_id=self._digital_id()),
                "digital_channels_services[%d]" % number,
                takes={"contact_center_id": "digital_channels"},
                within="contact_center",
                tolerated=NOT_OFFERED,
            )
        if doc["digital_channels_chat_service_uri"]:
            yield self._setting("chat", dict(gone, name=CHAT), "", "digital_channels", within="contact_center")
        for number, item in _reversed(doc["digital_channels_gapis"]):
            client_id = item.get("client_id") or doc["digital_channels_client_id"]
            given = dict(gone, url=item["url"], client_id=client_id)
            yield self._step(
                "gapis",
                nexus_gapi,
                given,
                "digital_channels_gapis[%d]" % number,
                stays=of_row(item, client_id, doc["declared_elsewhere"]),
            )
        path, record = self._key_files().values()
        if doc["digital_channels_remove_secret_files"] and (path or record):
            given = {
                "path": path or record,
                "record": record or record_path(path),
                "contact_center_id": self._digital_id(),
            }
            takes = {"contact_center_id": "digital_channels"} if self._has_tenant() else {}
            yield Step("nexus_tenant", _KEY_FILE, given, takes=takes)

    def key_files(self):
        """Paths of the tenant's API key and of its record, None where there is none."""
        path, record = self._key_files().values()
        return path, record or (record_path(path) if path else None)

    def _key_files(self):
        """Where the tenant's API key is kept, and its record; by default that is beside the key, or else beside DesignerEnv."""
        doc = self.doc
        path, record = doc["digital_channels_api_key_file"], doc["digital_channels_tenant"].get("record_file")
        if not (path or record) and doc["digital_channels_designer_env_file"]:
            record = record_path(doc["digital_channels_designer_env_file"])
        return {"api_key_file": path or None, "record_file": record or None}

    def _proof(self):
        return dict(self._key_files(), name=self.doc["digital_channels_tenant"].get("name"))

    def _names_of_id(self):
        """Where the document says the environment's id."""
        return {} if self.doc["tenant_environment"].get("id") else {"id": "tenant_id"}

    def _setting(self, part, given, place, owner, **more):
        given = dict(given, contact_center_id=self.ids.get(owner) or self._digital_id())
        return self._step(part, setting, given, place, takes={"contact_center_id": owner}, **more)

    def _tenant(self, given, **more):
        """The tenant's step, whose person logs in through the client of Digital Channels.

        The client's secret and the person's token must not be mixed with those of the connection; where the document
        tells no secret, all that the connection tells stays.
        """
        doc, login = self.doc, {}
        if given.get("username"):
            login["access_token"] = None
        secret, path = doc["digital_channels_client_secret"], self.client_file()
        if secret or path:
            login["auth_client_id"] = doc["digital_channels_client_id"]
            login["auth_client_secret"] = secret or None
            login["auth_client_secret_file"] = None if secret else path
        step = self._step(
            "nexus_tenant",
            nexus_tenant,
            given,
            "digital_channels_tenant",
            takes={"id": "digital_channels"},
            own_login=bool(login),
            **more,
        )
        step.params.update(login)
        return step

    def _gapi(self, item):
        """The row; of the client of Digital Channels the document tells the secret once."""
        doc = self.doc
        given = dict(item, client_id=item.get("client_id") or doc["digital_channels_client_id"])
        if given["client_id"] == doc["digital_channels_client_id"] and not item.get("secret_file"):
            given["client_secret"] = item.get("client_secret") or doc["digital_channels_client_secret"]
            if not given["client_secret"]:
                given["secret_file"] = self.client_file()
        return given

    def _observing(self, item, default=None):
        """The part with the policy for what cannot be observed: the document's, else its own."""
        policy = self.doc["when_unobservable"] or item.get("when_unobservable") or default
        return dict(item, when_unobservable=policy)

    def _has_tenant(self):
        return any(value is not None for value in self.doc["digital_channels_tenant"].values())

    def _digital_id(self):
        return self.doc["digital_channels_contact_center_id"] or self.wanted_id

    def file_of_client(self, item):
        """Where the client's secret is kept: in its own file, else in the folder, if the client has a secret to keep."""
        if item.get("secret_file") or item.get("client_secret") or item.get("client_type") == "PUBLIC":
            return item.get("secret_file")
        return self._file_of(item["client_id"])

    def _file_of(self, client_id):
        folder = self.doc["auth_clients_secret_dir"]
        return "%s/%s.secret" % (folder, client_id) if folder else None

    def client_file(self):
        """Where the secret of the client of Digital Channels is kept, if in a file."""
        given = self.doc["digital_channels_client_secret_file"]
        return self._file_of(self.doc["digital_channels_client_id"]) if given is None else given


def _reversed(members):
    return reversed(list(enumerate(members)))
