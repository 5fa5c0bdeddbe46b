# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a tenant is as its document declares it, and whether it works: the result of ``state: checked``."""

from __future__ import annotations

import json

from ..core import checks
from ..core.errors import GenesysError, NotAsDeclared, Refused, Unauthorized, VerificationFailed, one_line
from ..core.spec import MASK
from ..transport import oauth, preflight, secret_file
from . import nexus_gapi, token

MISSING, UNWANTED, CHANGED, FAILED, REFUSED = "missing", "unwanted", "changed", "failed", "refused"
NO_LOOK = "the service offers no way to look at it"
NEW = MASK + " (new)"


class Verdict:
    """What a comparison found. differences, not_verified: for machines. report: one line for each object, for people."""

    def __init__(self):
        self.differences = []
        self.not_verified = []
        self.report = []

    def compared(self, step, report, trials):
        """Add an object that was looked at.

        report: the Report of its task in check mode. trials: (outcome, text) of what was tried with it: True it works,
        False it does not, None it is not known.
        """
        name = report.diff["after_header"]
        before, after = report.diff["before"], report.diff["after"]
        said = []
        if report.changed and not before:
            said = self._differs(step, name, MISSING, "does not exist")
        elif report.changed and not after:
            said = self._differs(step, name, UNWANTED, "exists, but is declared absent")
        elif report.changed:
            fields = list(_differing(before, after))
            said = self._differs(step, name, CHANGED, "; ".join(map(_sentence, fields)), fields)
        elif report.values.get("observed", True):
            said = ["as declared"]
        else:
            said = self._unverified(step, name, NO_LOOK)
        for outcome, text in trials:
            if outcome:
                said.append(text)
            else:
                said += (self._unverified if outcome is None else self._refused)(step, name, text)
        self._say(name, said)

    def failed(self, step, error):
        """Add an object that could not be compared, because the declaration or the service stands against it."""
        self._say(step.title, self._differs(step, step.title, FAILED, str(error).rstrip(".")))

    def unproven(self, step, error):
        """Add an object of which nothing proves that what was found is it."""
        self._say(step.title, self._unverified(step, step.title, str(error).rstrip(".")))

    def values(self):
        """The members of the task's result."""
        return {"differences": self.differences, "not_verified": self.not_verified, "report": self.report}

    def error(self):
        """The error that names every difference, or None."""
        if not self.differences:
            return None
        count = len(self.differences)
        lines = ["%s: %s." % (one["name"], one["text"]) for one in self.differences]
        return NotAsDeclared(
            "%d difference%s between the declaration and what is there." % (count, "" if count == 1 else "s"),
            lines=lines,
        )

    def _say(self, name, said):
        self.report.append(one_line("%s: %s." % (name, "; ".join(said))))

    def _differs(self, step, name, problem, text, fields=()):
        entry = {"part": step.part, "kind": step.task.kind, "name": name, "problem": problem, "text": one_line(text)}
        self.differences.append(dict(entry, fields=list(fields)))
        return [text]

    def _refused(self, step, name, text):
        return self._differs(step, name, REFUSED, text)

    def _unverified(self, step, name, text):
        self.not_verified.append({"part": step.part, "kind": step.task.kind, "name": name, "text": one_line(text)})
        return ["not verified, because %s" % text]


def _differing(before, after, name=""):
    """Each difference between two objects: the field, and both values, or for plain lists the members that are missing
    and those that are not declared.
    """
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted(set(before) | set(after)):
            yield from _differing(before.get(key), after.get(key), "%s.%s" % (name, key) if name else key)
    elif isinstance(before, list) and isinstance(after, list) and _are_dicts(before + after):
        for number, pair in enumerate(zip(before, after)):
            yield from _differing(pair[0], pair[1], "%s[%d]" % (name, number))
        if len(before) != len(after):
            yield {"field": name, "declared": after, "actual": before}
    elif before == after:
        return
    elif isinstance(after, list) and isinstance(before or [], list):
        before = before or []
        missing, extra = ([one for one in a if one not in b] for a, b in ((after, before), (before, after)))
        if missing or extra:
            yield {"field": name, "missing": missing, "extra": extra}
        else:
            yield {"field": name, "declared": after, "actual": before}
    else:
        yield {"field": name, "declared": after, "actual": before}


def _are_dicts(members):
    return bool(members) and all(isinstance(one, dict) for one in members)


def _sentence(field):
    """One difference in words."""
    name = field["field"]
    if "missing" in field:
        said = ["%s %s" % (word, ", ".join(map(_shown, field[key]))) for key, word in _WORDS if field[key]]
        return "%s: %s" % (name, "; ".join(said))
    if field["declared"] in (MASK, NEW):
        return "%s is to be written anew" % name
    if field["actual"] is None:
        return "%s is not set, declared %s" % (name, _shown(field["declared"]))
    return "%s is %s, declared %s" % (name, _shown(field["actual"]), _shown(field["declared"]))


_WORDS = (("missing", "missing"), ("extra", "not declared"))


def _shown(value):
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False, sort_keys=True)


class Trials:
    """Tries whether what is there works. Nothing of it writes.

    services: of the whole task. An object that is missing is not tried, nor a secret twice.
    """

    def __init__(self, services):
        self._services = services
        self._tried = {}

    def of(self, step, report, services):
        """(outcome, text) of each trial of this object. services: as its step logs in. Raises Unreachable and its kin."""
        if report.changed and not (report.diff["before"] and report.diff["after"]) or _is_absent(step):
            return []
        make = {
            "auth_clients": self._client,
            "cors": self._origins,
            "gapis": self._row,
            "nexus_tenant": lambda step, services: self._tenant(step, report, services),
        }.get(step.part)
        return list(make(step, services)) if make else []

    def _client(self, step, services):
        """The client's secret, where it is known, obtains a token."""
        params = step.params
        path = params.get("secret_file")
        if params.get("client_type") == "PUBLIC":
            return
        secret = params.get("client_secret") or (secret_file.read_secret(path) if path else None)
        if secret:
            yield self._token(params["client_id"], secret, "its secret%s" % (" in %s" % path if path else ""))
        else:
            yield None, "its secret is not known here%s" % (": there is no file %s" % path if path else "")

    def _row(self, step, services):
        """Digital Channels enters GWS with this row: its client and secret obtain a token."""
        backend = nexus_gapi.GapiRows(step.task.resource, services, step.params, True)
        row = backend.find(step.task.resource.desired(step.params)) or {}
        if row.get("client_secret"):
            yield self._token(row["client_id"], row["client_secret"], "the secret in its row")

    def _token(self, client_id, secret, what):
        self._services.secrets.add(secret)
        key = (client_id, secret)
        if key not in self._tried:
            if not self._services.options.get("auth_url"):
                return None, "auth_url is not given, so %s was not tried" % what
            self._tried[key] = oauth.secret_works(self._services.auth, client_id, secret)
        works = self._tried[key]
        if works is None:
            return None, "the service does not tell whether %s is right" % what
        return works, "%s %s" % (what, "obtains a token" if works else "is refused")

    def _person(self, step, services):
        """The person logs in and belongs to the contact center."""
        params = step.params
        if not params.get("username") or not params.get("password"):
            return
        place = None if "\\" in params["username"] else params["id"]
        login = {field.arg: field.default for field in token.TOKEN.options}
        login.update({name: params.get(name) for name in login if name in params})
        login.update(grant_type="password", contact_center_id=place, verify_contact_center=params["id"], scope=None)
        who = "the person %s" % params["username"]
        try:
            token.TOKEN.run(login, services)
        except (Unauthorized, VerificationFailed, Refused) as error:
            yield False, "%s cannot log in: %s" % (who, str(error).rstrip("."))
        else:
            yield True, "%s logs in" % who

    def _tenant(self, step, report, services):
        """The person logs in, and the file holds the tenant's API key."""
        path = step.params.get("api_key_file")
        if path and report.values["observed"] and not report.diff["after"].get("api_key_stored"):
            yield None, "nobody tells whether %s holds the API key of the tenant" % path
        yield from self._person(step, services)

    def _origins(self, step, services):
        """A browser may call the authentication service from each declared origin."""
        if step.params.get("list_mode") == "remove":
            return
        origins = list(dict.fromkeys(map(checks.normal_origin, step.params["values"])))
        if not self._services.options.get("auth_url"):
            yield None, "auth_url is not given, so no preflight request was made"
            return
        answers = {origin: preflight.allows(self._services.auth, oauth.TOKEN_PATH, origin) for origin in origins}
        refused = [origin for origin, allowed in answers.items() if allowed is False]
        untold = [origin for origin, allowed in answers.items() if allowed is None]
        if refused:
            yield (
                False,
                "the preflight request is refused for %s (services read this setting every five minutes)"
                % ", ".join(refused),
            )
        if untold:
            yield None, "the service does not answer preflight requests for %s" % ", ".join(untold)
        if not refused and not untold:
            yield True, "the preflight request is allowed for each origin"


def _is_absent(step):
    return step.params.get("state") == "absent"


def ends(error, step):
    """Whether the comparison ends with this error, because it concerns the connection and not this one object."""
    if step.own_login and isinstance(error, Unauthorized):
        return False
    return not isinstance(error, GenesysError) or error.code in _OF_THE_CONNECTION


_OF_THE_CONNECTION = (
    "missing_library",
    "unreachable",
    "certificate",
    "timeout",
    "redirected",
    "bad_credentials",
    "rate_limited",
    "database",
    "service_error",
)
