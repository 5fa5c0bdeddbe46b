# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The document that a teardown keeps before it deletes anything: variables that make again what was there, without secrets."""

from __future__ import annotations

import os
import re
import time

from ..core import checks
from ..core.errors import one_line
from ..core.spec import SHORTEST
from ..core.text import folded
from ..core.unsafe_yaml import Template, dump
from . import contact_center, environment, nexus_gapi, nexus_tenant
from ._tenant_options import OPTIONS, OPTIONS_OF
from .setting import CORS, split
from .tenant_inventory import accepted

CHAT = "chat-service-uri"
LONG = 8  # characters from which on a secret is looked for in ids, which hold shorter ones by chance
_PLACE = re.compile(r"^(\w+)\[(\d+)\]$")
_PARTS_WITH_SECRETS = {"digital_channels_client_secret": "the secret of the API client of Digital Channels"}
_OF_CORS = ("tenant_cors_origins", "tenant_cors_location", "tenant_cors_shared")
_OF_SETTINGS = (*_OF_CORS, "tenant_settings", "digital_channels_chat_service_uri")


class Kept:
    """What a teardown has seen, as a document.

    steps: of the teardown. asked: the ids that the declaration says, by what has them. secrets: all that are known. run: what
    tells its document from others. conceal: masks secrets in a value, encoded ones too, or None. What is seen of an object goes before what is declared of it.
    """

    def __init__(self, steps, asked, secrets, run, conceal=None):
        self._steps = steps
        self._asked = asked
        self._doc = steps.doc
        self._secrets = secrets
        self._run = run
        self._conceal = conceal or (lambda value, _secrets: value)
        self._items = {}  # (option, number) to (task, what was seen)
        self._settings = {}  # (name, location) to the setting
        self._objects = {}  # option to (task, what was seen)
        self._unseen = []
        self._wanted = {}  # variable to what it holds
        self._left_out = []
        self._in_vain = set()

    @property
    def parts(self):
        """The parts that were looked at completely."""
        return self._steps.parts - self._in_vain

    def add(self, step, report):
        """Add an object. report: of its task, which looked at it."""
        before, seen = report.diff["before"], report.values.get("observed", True)
        if seen and not before:
            return
        if not seen:
            self._unseen.append(
                "%s: as it was declared; the service offers no way to look at it" % self._shown(step.title)
            )
            before = {}
        elif "not_seen" in report.values:
            given, fields = self._doc[step.place], [f for f in step.task.resource.managed if f.option and not f.secret]
            names = [f.arg for f in fields if f.arg not in before and given.get(f.arg) not in (None, "")]
            text = "%s: %s as declared; only the row of its API key was looked at"
            self._unseen += [text % (self._shown(step.title), ", ".join(names))] if names else []
        place = _PLACE.match(step.place)
        if step.task.kind == "setting":
            self.setting(before)
        elif place:
            self._items[place.group(1), int(place.group(2))] = (step.task, before)
        else:
            self._objects[step.place] = (step.task, before)

    def setting(self, found, is_digital=True):
        """Add a setting, declared or not. is_digital: its contact center is the one of Digital Channels."""
        if isinstance(found.get("value"), list):  # a list of CORS origins, as a diff shows it
            found = dict(found, value=", ".join(found["value"]))
        named = [found.get("name") or "", found.get("location") or ""]
        if found.get("name") and self._has_secret([*named, found.get("value") or ""]):
            shown = "whose name or location does, too" if self._has_secret(named) else found["name"]
            self._left_out.append("setting %s: it holds a secret" % shown)
        elif found.get("name") and found.get("value"):
            key = (found["name"], folded(found.get("location") or "/"))
            self._settings[key if is_digital or found["name"] != CHAT else (*key, "")] = found

    def in_vain(self, step, error):
        """Add that an object could not be looked at."""
        self.not_looked_at(step.part, step.title, error)

    def not_looked_at(self, part, title, error):
        """Add that something of a part could not be looked at."""
        self._in_vain.add(part)
        self._unseen.append("%s: not looked at (%s)" % (self._shown(title), error.code))

    def text(self, platform, moment=None):
        """The whole document as YAML. platform: the URL of the services. moment: when it is kept, by default now."""
        variables = self._variables()
        lines = ["What was there before a teardown. It holds no secret; no text of a service in it is a template.", ""]
        lines += [
            "Tenant: %s" % (self._doc["tenant_id"] or ""),
            "Platform: %s" % platform,
            "Parts: %s" % " ".join(sorted(self.parts)),
            "Kept: %s" % time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(moment)),
            "Run: %s" % self._run,
            "",
            "To make it again, with the connection and the host that the teardown had:",
            "  ansible-playbook -i <inventory> cxops.genesys.provision --limit <host> -e @<this file>",
        ]
        if self._wanted:
            lines += ["", "Credentials that it cannot hold. Give them, too, for example with -e @<a vaulted file>:"]
            lines += ["  %s: %s" % (name, self._shown(what)) for name, what in self._wanted.items()]
        for title, found in (("Not seen:", self._unseen), ("Left out:", self._left_out)):
            lines += ["", title] + ["  " + text for text in dict.fromkeys(found)] if found else []
        lines = [
            _comment(self._shown(one, self._long())) for one in lines
        ]  # not after it, for one_line() changes secrets
        head = "".join(("# " + one if one else "#") + "\n" for one in lines)
        return head + "---\n" + self._shown(dump(variables), self._long())

    def _variables(self):
        names = {name for part in self._steps.parts for name in OPTIONS_OF[part]} | {"tenant_id"}
        names.update(_OF_SETTINGS if self._settings else ())
        made = {}
        for field in OPTIONS:
            if field.arg in names and field.variable == field.arg:
                value = self._value(field)
                if isinstance(value, str) and not isinstance(value, Template) and self._has_secret(value):
                    self._left_out.append("%s: it holds a secret" % field.arg)
                elif value not in (None, "", [], {}):
                    made[field.arg] = value
        return made

    def _value(self, field):
        given = self._doc[field.arg]
        if field.arg in ("tenant_environment", "tenant_contact_center"):
            return self._with_id(field.arg)
        if field.arg == "digital_channels_tenant":
            return self._object(field.arg, nexus_tenant.MODULE, given, ("id", "api_key_file"))
        if field.arg == "tenant_settings":
            return self._other_settings()
        if field.arg in (*_OF_CORS, "tenant_cors_list_mode"):
            return self._cors(field, given)
        if field.arg == "digital_channels_chat_service_uri":
            return self._settings.get((CHAT, "/"), {}).get("value")
        if field.fields and field.type == "list":
            return [
                self._item(field, number, item)
                for number, item in enumerate(given)
                if (field.arg, number) in self._items
            ]
        if field.secret:
            is_wanted = given or self._lacks_client_secret()
            return self._placeholder("restore_" + field.arg, _PARTS_WITH_SECRETS[field.arg]) if is_wanted else None
        if field.arg == "digital_channels_client_secret_file" and not self._will_be_there(given):
            return None
        return None if given == field.default else given

    def _lacks_client_secret(self):
        """What is in the document needs the secret of the client of Digital Channels, whose file will not be there."""
        path, client_id = self._steps.client_file(), self._doc["digital_channels_client_id"]
        rows = [self._doc[option][number] for option, number in self._items if option == "digital_channels_gapis"]
        is_used = "digital_channels_tenant" in self._objects or any(
            row.get("client_id") in (None, "", client_id) and not (row.get("client_secret") or row.get("secret_file"))
            for row in rows
        )
        return bool(path) and is_used and not self._will_be_there(path)

    def _will_be_there(self, path):
        """The file with a client's secret is there when the document is applied: it is now, and this teardown leaves it, or an API
        client of the document gets a new secret in it.
        """
        if not path:
            return False
        made = [self._doc[option][number] for option, number in self._items if option == "auth_clients_list"]
        if any(self._steps.file_of_client(item) == path for item in made):
            return True
        removed = (step.params["path"] for step in self._steps.chosen() if step.task.kind == "file")
        return os.path.lexists(path) and path not in removed

    def _with_id(self, option):
        task = environment.MODULE if option == "tenant_environment" else contact_center.MODULE
        made = self._object(option, task, self._doc[option], ("id", "environment_id"))
        asked = self._asked[
            option[len("tenant_") :]
        ]  # not what a state file has: the platform chooses another one again
        if made is not None and asked and folded(asked) != folded(self._doc["tenant_id"]):
            made = dict({"id": asked}, **made)
        return made

    def _object(self, option, task, given, elsewhere):
        if option not in self._objects:
            return None
        return self._members(task, given, self._objects[option][1], option, elsewhere)

    def _item(self, field, number, given):
        task, found = self._items[field.arg, number]
        elsewhere = tuple(
            f.arg for f in task.resource.fields if f.option and f.arg not in {p.arg for p in field.fields}
        )
        made = self._members(task, given, found, "%s[%d]" % (field.arg, number), elsewhere)
        return dict(made, shared=given["shared"]) if given.get("shared") is not None else made

    def _members(self, task, given, found, place, elsewhere):
        """The options of one object that make it again."""
        made = {}
        for field in task.resource.fields:
            if not field.option or field.arg in elsewhere or field.arg == "secret_file" and self._is_lost(task, given):
                continue
            if field.secret:
                value = self._secret(task, field, given, found, place)
            elif field.wire and found.get(field.arg) is not None:
                value = found[field.arg]
            else:
                value = given.get(field.arg)
            if field.arg in task.resource.key or field.type == "list" and field.elements == "str":
                value = self._without_secrets(value, "%s.%s" % (place, field.arg))
            if value is None or value in ([], {}):
                continue
            if field.arg not in task.resource.key and not self._may_be_kept(field, value):
                self._left_out.append("%s.%s: the module would not take it, or it holds a secret" % (place, field.arg))
                continue
            made[field.arg] = value
        refused = set(made) - set(accepted(task, made, ()))
        for name in sorted(refused & set(found)):
            self._left_out.append("%s.%s: the module would not take it" % (place, name))
            del made[name]
        return made

    def _without_secrets(self, value, place):
        """A key, or a list of texts, without what holds a secret."""
        members = value if isinstance(value, list) else [value]
        fine = [one for one in members if not self._has_secret(one)]
        if len(fine) < len(members):
            self._left_out.append("%s: it holds a secret" % place)
        return fine if isinstance(value, list) else next(iter(fine), None)

    def _long(self):
        return {one for one in self._secrets if len(one) >= LONG}

    def _is_lost(self, task, given):
        """It is a row whose secret is in a file that will not be there."""
        path = given.get("secret_file")
        return task is nexus_gapi.MODULE and bool(path) and not self._will_be_there(path)

    def _may_be_kept(self, field, value):
        members = value if isinstance(value, list) else [value]
        if isinstance(value, Template):
            return True
        if field.choices:  # our own words
            return set(members) <= set(field.choices)
        return not any(map(self._has_secret, members))

    def _has_secret(self, value):
        if isinstance(value, (dict, list)):
            members = list(value) + list(value.values()) if isinstance(value, dict) else value
            return any(map(self._has_secret, members))
        if value is None or isinstance(value, bool):
            return False
        text = str(value)
        known = self._long() if checks.uuid(text) is None else self._secrets
        return self._shown(text, known) != text or any(one in text for one in known if len(one) >= SHORTEST)

    def _shown(self, text, secrets=None):
        return self._conceal(text, self._secrets if secrets is None else secrets)

    def _secret(self, task, field, given, found, place):
        """A template for a secret that has to be given, or None."""
        kind, whose = task.kind, task.title(dict(given, **found))
        if kind == "environment":
            return self._placeholder("restore_environment_password", "the password of the %s" % whose)
        if kind == "API client":
            is_public = (found.get("client_type") or given.get("client_type")) == "PUBLIC"
            if is_public or self._steps.file_of_client(given):
                return None
            name = "of_a_client" if self._has_secret(given["client_id"]) else _word(given["client_id"])
            return self._placeholder("restore_client_secret_" + name, "the secret of the %s" % whose)
        if not given.get(field.arg) and not (field.arg == "client_secret" and self._is_lost(task, given)):
            return None
        if kind == "tenant":
            return self._placeholder("restore_person_password", "the password of the person of the %s" % whose)
        number = _PLACE.match(place).group(2)
        word = "service_%s" % field.arg if kind == "service connection" else "row_%s" % field.arg
        return self._placeholder("restore_%s_%s" % (word, number), "%s of the %s" % (field.arg, whose), field.needed)

    def _placeholder(self, name, what, optional=True):
        """A template for a variable. optional: without it, the module itself says what is missing where it is needed."""
        while name in self._wanted and self._wanted[name] != what:
            name += "_"
        self._wanted[name] = what
        return Template("{{ %s%s }}" % (name, " | default('')" if optional else ""))

    def _cors(self, field, given):
        found = self._settings.get((CORS, self._cors_location))
        if found is None or field.arg == "tenant_cors_list_mode":
            return None
        if field.arg == "tenant_cors_location":
            return given if self._cors_location != "/" else None
        return split(found["value"]) if field.type == "list" else bool(found.get("shared"))

    @property
    def _cors_location(self):
        return folded(self._doc["tenant_cors_location"] or "/")

    def _other_settings(self):
        names, elsewhere = ("name", "location", "value", "shared"), ((CORS, self._cors_location), (CHAT, "/"))
        found = [one for key, one in sorted(self._settings.items()) if key not in elsewhere]
        return [{name: one[name] for name in names if one.get(name) is not None} for one in found]


def stem(doc, platform, parts):
    """The name of a document's file, without number and ending: the platform's host, and the tenant, or what it holds."""
    host = checks.normal_url(platform).partition("://")[2].partition("/")[0]
    who = doc["tenant_id"] or doc["digital_channels_contact_center_id"] or "-".join(sorted(parts))
    return _word("-".join(one for one in (host, who) if one), "-.")


def _word(text, more=""):
    return re.sub(r"[^A-Za-z0-9_%s]" % re.escape(more), "_", text)


def _comment(text):
    return one_line(text) if text.strip() == text else "  " + one_line(text)
