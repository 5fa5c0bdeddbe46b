# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the steps of a tenant's document need of the connection, and which of it is not given. Pure: nothing is asked."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import List, Tuple

from ..core.errors import GenesysError, InvalidInput, SecretFileError, Unauthorized, among_others
from ..transport.services import BASIC, TOKEN
from . import _nexus_keys
from ._auth_secret import is_ours
from ._secret_record import when_lost
from ._tenant_options import CONNECTION

NOTHING = "Nothing was written."
CLIENT_SECRET = ("digital_channels_client_secret", "digital_channels_client_secret_file", "auth_clients_secret_dir")
_FIELDS = {item.arg: item for item in CONNECTION}

# Each need is a list of alternatives, and each alternative names the options that it takes. The first one is asked for.
_AUTH_URL = (("auth_url",),)
_ENVIRONMENT_URL = (("auth_url",), ("environment_url",))
_NEXUS_URL = (("nexus_url",),)
_OPS = (("auth_username", "auth_password"),)
_ANYBODY = (("auth_username", "auth_password"), ("access_token",), ("auth_client_id",))
_BY_LOGIN = {BASIC: _OPS, TOKEN: (("access_token",), ("auth_client_id",))}  # where environment_login is not auto
_DATABASE = (("login_host",),)
_LOGIN = (
    "login_user",
    "login_password",
)  # which PostgreSQL's library may have elsewhere, and some servers do not ask for
_CLUSTER_KEY = (("nexus_api_key",), ("login_host",))
_OF_PARTS = {
    "auth_clients": (_AUTH_URL, _OPS),
    "environment": (_ENVIRONMENT_URL, _ANYBODY),
    "contact_center": (_ENVIRONMENT_URL, _ANYBODY),
    "data_centers": (_ENVIRONMENT_URL, _OPS),
    "cors": (_ENVIRONMENT_URL, _ANYBODY),
    "settings": (_ENVIRONMENT_URL, _ANYBODY),
    "chat": (_ENVIRONMENT_URL, _ANYBODY),
    "gapis": (_DATABASE,),
    "services": (_NEXUS_URL, _CLUSTER_KEY),
    "nexus_tenant": (_NEXUS_URL,),
}
_OF_ENVIRONMENT = ("environment", "contact_center", "cors", "settings", "chat")


@dataclass
class Problem:
    """One thing that a document needs and that is missing or does not work.

    title: the object that needs it. error: what is said of it. options: where it can be given. more: titles of the other objects that need it.
    """

    title: str
    error: GenesysError
    options: Tuple[str, ...] = ()
    more: List[str] = field(default_factory=list)

    def entry(self):
        """The machine-readable form."""
        entry = {
            "part": self.title,
            "code": self.error.code,
            "message": self.error.message,
            "options": [],
            "variables": [],
        }
        entry["environment"] = []
        for name in self.options:
            entry["options"].append(name)
            known = _FIELDS.get(name)
            variable = known.variable if known else name.partition(".")[0].partition("[")[0]
            if variable not in entry["variables"]:
                entry["variables"].append(variable)
            entry["environment"] += known.env if known else ()
        return entry

    def line(self):
        """One line for people."""
        more = " (and %d more)" % len(self.more) if self.more else ""
        return "%s%s: %s" % (self.title, more, among_others(str(self.error)))


class Problems:
    """What was found so far. found: a list of Problem."""

    def __init__(self, found=()):
        self.found = list(found)

    @contextmanager
    def noted(self, step, *options):
        """What fails in here is a problem of this step; the same failure counts once. options: where it can be given."""
        try:
            yield
        except GenesysError as error:
            for known in self.found:
                if (type(known.error), known.error.message) == (type(error), error.message):
                    known.more.append(step.title)
                    return
            users = _of_the_user(error)
            self.found.append(Problem("connection" if users else step.title, error, users or options))


def _of_the_user(error):
    """The options of the user of the connection who is refused, whatever was asked for; else None."""
    if isinstance(error, Unauthorized) and error.details.get("operation") == "Reading the API client":
        return _OPS[0]
    return ("login_user", "login_password") if isinstance(error, Unauthorized) and "database" in error.details else None


def as_error(problems):
    """(title of the object or "", the one error that names all problems)."""
    details = {"problems": [problem.entry() for problem in problems]}
    fields = list(dict.fromkeys(name for problem in problems for name in problem.options))
    if fields:
        details.update(field=fields[0], fields=fields)
    first = problems[0].error
    if len(problems) == 1:
        first.hint = among_others(" %s" % (first.hint or "")).strip()
        first.hint = " ".join(filter(None, [first.hint, NOTHING]))
        first.details.update(details)
        return problems[0].title, first
    message = "%d things that this tenant needs are missing or do not work." % len(problems)
    return "", type(first)(message, NOTHING, lines=[problem.line() for problem in problems], **details)


def missing(steps, client_id):
    """A Problem for each thing that is not given and that a step needs. client_id: the client of Digital Channels."""
    yield from not_given(steps)
    for step in steps:
        yield from _missing_person(step, client_id)


def not_given(steps):
    """A Problem for each option of the connection that is not given and that a step needs, in the order of the options.

    Where another lack has to be mended anyway, an alternative to it is no lack.
    """
    needs = [(step, need) for step in steps for need in _needs(step)]
    found = {}
    for step, need in sorted(needs, key=lambda one: len(one[1]) > 1):
        lacking = [[name for name in names if not step.params.get(name)] for names in need]
        if len(need) > 1 and any(set(names) <= set(found) for names in lacking):
            continue
        for name in lacking[0]:
            if name in found:
                found[name].more.append(step.title)
            else:
                found[name] = Problem(step.title, _not_given(name, need, step.params), (name,))
    order = list(_FIELDS)
    for name in sorted(found, key=order.index):
        yield found[name]


def uses_database(step):
    """Whether the step may ask PostgreSQL."""
    params = step.params
    if step.part == "services":
        return not params.get("nexus_api_key") or params.get("when_unobservable") == "send_until_tenant"
    return step.part == "gapis" or (step.part == "nexus_tenant" and _nexus_keys.has_database(params))


def logs_in_by_client(step):
    """The step obtains a token through an API client."""
    params, login = step.params, step.params.get("environment_login")
    if not params.get("auth_client_id") or params.get("access_token"):
        return False
    if step.part == "nexus_tenant":
        return bool(params.get("username") and params.get("password"))
    if step.part in _OF_ENVIRONMENT and login != BASIC:
        return login == TOKEN or not (params.get("auth_username") and params.get("auth_password"))
    return step.part == "data_centers" and login == TOKEN


def is_present(step):
    """The object is to be there."""
    return step.params.get("state") == "present"


def _needs(step):
    for need in _OF_PARTS.get(step.part, ()) if step.task.kind != "file" else ():
        logs_in = need is _ANYBODY or (need is _OPS and step.part == "data_centers")
        yield _BY_LOGIN.get(step.params.get("environment_login"), need) if logs_in else need
    if step.part == "services" and step.params.get("when_unobservable") == "send_until_tenant" and is_present(step):
        yield _DATABASE
    is_needed = is_present(step) or not _nexus_keys.has_database(
        step.params
    )  # else the table may prove that there is no tenant
    if step.part == "nexus_tenant" and is_needed and logs_in_by_client(step):
        yield _AUTH_URL


def _not_given(name, need, params):
    instead = [" and ".join(names) for names in need[1:]]
    hint = "%s would do instead." % " or ".join(instead) if instead else None
    others = [other for other in _LOGIN if not params.get(other)] if name == "login_host" else ()
    if others:
        said = " and ".join("%s (%s)" % (other, _places(other)) for other in others)
        hint = "Nor is %s, which most servers want, too; login_db is %s (%s)." % (
            said,
            params.get("login_db"),
            _places("login_db"),
        )
    return InvalidInput("%s: is not given (%s)." % (name, _places(name)), hint)


def _places(name):
    known = _FIELDS[name]
    return ", ".join(["variable %s" % known.variable] + ["environment variable %s" % one for one in known.env])


def _missing_person(step, client_id):
    """The person of the tenant of Digital Channels, and the client through which the person logs in."""
    params = step.params
    if step.part != "nexus_tenant" or step.task.kind == "file" or params.get("access_token"):
        return
    if not is_present(step) and _nexus_keys.has_database(params):
        return  # its table may prove that there is no tenant any more
    for name in ("username", "password"):
        if not params.get(name):
            place = step.where(name)
            hint = "The tenant's API takes the token of a person of the contact center."
            yield Problem(step.title, InvalidInput("%s: is not given." % place, hint), (place,))
    if not params.get("auth_client_id"):
        yield Problem(step.title, no_client_secret(client_id), CLIENT_SECRET + ("auth_client_id",))


def no_client_secret(client_id, path=None, own=None):
    """The error for a client of which nobody tells the secret. path: the file where its secret would be. own: the options of the
    client's own item, if that keeps its secret there.
    """
    if path is None:
        return InvalidInput(
            "The secret of the API client %s is not known." % client_id,
            "Give %s or %s, or %s with the folder that holds %s.secret." % (*CLIENT_SECRET, client_id),
        )
    return SecretFileError(
        "The secret of the API client %s is not known: there is no file %s." % (client_id, path),
        "Put the client's secret there%s."
        % (
            ", or have a new one made. In its item of auth_clients_list: %s" % when_lost(is_ours(own), client_id)
            if own
            else ""
        ),
        path=path,
    )


@contextmanager
def told_by_document(step):
    """Say of options that a step misses where the document tells them."""
    try:
        yield
    except InvalidInput as error:
        places = [step.where(name) for name in error.details.get("fields") or ()]
        if step.place and places:
            error.hint = "%s In the document: %s." % (error.hint or "", ", ".join(places))
        raise
