# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ids that a platform chose, as a tenant's state file has them, and when they count.

They stand for the lines that the declaration does not have. What the declaration says goes before, and so does what is there: an id whose
object is gone, or has nothing of the declaration, does not count.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

from ..core import checks, identity
from ..core.errors import GenesysError
from ..core.spec import Field, secret_values
from ..core.task import Manage
from ..core.text import folded
from ..transport.state_file import StateFile

STATE_DIR = Field("state_dir", type="path")
OWNERS = ("environment", "contact_center")
LOOKS = 3  # at an object that is not there, with growing pauses: the service may not show yet what was made just now


class Remembered:
    """The ids of one tenant of one platform.

    params: the task's options, of which the connection and ``state_dir`` are read. tenant_id: by which the tenant is kept. check_mode: nothing is
    written. compares: nor would be without check mode. ``path``: of the file, None without one. ``warnings``: for the user.
    """

    def __init__(self, params, tenant_id, check_mode, compares=False):
        self.url = checks.platform_url(params.get("environment_url") or params.get("auth_url"))
        folder = params.get("state_dir")
        self._file = StateFile(folder, self.url, tenant_id) if folder and self.url and tenant_id else None
        self.path = self._file.path if self._file else None
        self._tenant_id = folded(tenant_id)
        self._may_write = not (check_mode or compares)
        self._compares = compares
        self._content = {}
        self._known = dict.fromkeys(OWNERS, "")
        self._foreign = False
        self.warnings = []

    def recall(self, services, lines, owners=OWNERS, sleep=time.sleep):
        """The ids that count, by what has them: those that stand neither in the declaration nor are the tenant's.

        services: None where nobody can look at the objects. lines: what the declaration says of each: ``id``, and for the environment
        ``config_servers``, for the contact center ``domains``. owners: those that are asked for. Raises GenesysError.
        """
        self.warnings = []
        if self._file is None:
            return {}
        if not self._compares:
            self._file.check_writable()
        content, problem = self._file.read()
        self._content = content or {}
        self._known = {owner: folded(self._content.get(owner + "_id") or "") for owner in OWNERS}
        if any(one and checks.uuid(one) for one in self._known.values()):
            self._content, self._known, problem = {}, dict.fromkeys(OWNERS, ""), "it is damaged"
        if problem:
            self._warn("does not count, because %s." % problem)
        claims = self._against(lines, owners)
        return self._observed(services, claims, lines, sleep) if claims and services else claims

    def _against(self, lines, owners):
        """What counts beside the declaration's own ids. The file is bound to its contact center: another one takes all of it away."""
        claims = {}
        for owner in owners:
            known, given = self._known[owner], lines[owner].get("id")
            if known and given and known != folded(given):
                kind = _resource(owner).kind
                self._warn("has the %s %s, but the declaration %s, which counts." % (kind, known, given))
                if owner == "contact_center":
                    return {}
            elif known and not given and known != self._tenant_id:
                claims[owner] = known
        return claims

    def _observed(self, services, claims, lines, sleep):
        """The claims that what is there does not contradict."""
        seen = {}
        for owner, known in claims.items():
            seen[owner] = self._look(services, owner, known, sleep)
            if seen[owner] is None:
                self._warn(
                    "has the %s %s, which is not there any more: it does not count." % (_resource(owner).kind, known)
                )
        claims = {owner: known for owner, known in claims.items() if seen[owner] is not None}
        if not claims or not self._is_foreign(services, claims, seen, lines, sleep):
            return claims
        self._foreign = True
        for owner, known in claims.items():
            resource = _resource(owner)
            self._warn(
                "has the %s %s, which has nothing of the declaration: it does not count. If it is meant, %s"
                % (resource.kind, known, identity.lines(resource, known))
            )
        return {}

    def _is_foreign(self, services, claims, seen, lines, sleep):
        """Nothing that can be compared is the same, so that these may be another tenant's."""
        center, own = seen.get("contact_center"), lines["environment"].get("id") or self._tenant_id
        fits = _fits_environment(seen.get("environment"), lines) + _fits_contact_center(center, lines)
        if center is not None and "environment" not in claims:
            fits.append(_is_in(center, own))
        bound = self._known["contact_center"]
        if fits and not any(fits) and bound in (self._tenant_id, folded(lines["contact_center"].get("id"))):
            fits.append(_is_in(self._look(services, "contact_center", bound, sleep), claims["environment"]))
        return bool(fits) and not any(fits)

    def _look(self, services, owner, known, sleep):
        """The object of this id, or None when it is gone for good."""
        resource, pause = _resource(owner), 0.5
        collection = resource.backend(resource, services, {"id": known}, True).collection
        for attempt in range(LOOKS + 1):
            found = collection.look_up(known)
            services.secrets |= secret_values(resource.fields, found or {})
            if found is not None or attempt == LOOKS:
                return found
            sleep(pause)
            pause *= 2
            collection.forget()
            collection.insist()
            collection.spoil()  # the list that was read may be too old for the steps that follow, too
        raise AssertionError("the last attempt returns")

    def keep(self, owner, found, asked):
        """Keep the id of what was made or found, where it is not the one that it was asked for by, or the file is there already.

        In check mode nothing is kept. What cannot be written is a warning, for the work is done.
        """
        found = folded(found or "")
        if found != folded(asked) or any(self._known.values()):
            self._save(dict(self._known, **{owner: found}))

    def forget(self, owner):
        """Forget what was removed, or is not there; the file goes with the last id that it had. What may be another tenant's stays."""
        if not self._foreign:
            self._save(dict(self._known, **{owner: ""}))

    def _save(self, known):
        if self._file is None or not self._may_write or known == self._known:
            return
        try:
            if any(one not in ("", self._tenant_id) for one in known.values()):
                self._file.write(dict(self._content, **{owner + "_id": one or None for owner, one in known.items()}))
            else:
                self._file.remove()
        except GenesysError as error:
            self.warnings.append("%s From now on, the ids have to be given." % error.message)
        self._known = known

    def _warn(self, text):
        self.warnings.append("The state file %s %s" % (self._file.path, text))


def _fits_environment(there, lines):
    """Whether one of the declared addresses is there: a list of one answer, or of none where nothing can be compared."""
    addresses = _addresses(lines["environment"])
    return [bool(addresses & _addresses(there))] if there is not None and addresses else []


def _fits_contact_center(there, lines):
    domains = {folded(name) for name in lines["contact_center"].get("domains") or ()}
    found = {folded(name) for name in (there or {}).get("domains") or ()}
    return [bool(domains & found)] if there is not None and domains else []


def _is_in(center, environment):
    """The contact center refers to this environment."""
    return folded((center or {}).get("environment_id")) == folded(environment)


def _addresses(values):
    return {folded(server.get("primary_address")) for server in values.get("config_servers") or ()}


def _resource(owner):
    from . import contact_center, environment  # here, for their own tasks are made of the class below

    return {"environment": environment.ENVIRONMENT, "contact_center": contact_center.CONTACT_CENTER}[owner]


@dataclass(frozen=True)
class ManageRemembered(Manage):
    """A module whose object may get another id than the one asked for, and keeps it in the state file of that id.

    owner: what the state file calls the object.
    """

    owner: str = ""

    @property
    def options(self):
        """All options of the module."""
        return super().options + (STATE_DIR,)

    def run(self, params, services, check_mode=False, sleep=time.sleep):
        """As in the base class, with the id that is remembered."""
        asked = params.get("id")
        state = Remembered(params, asked, check_mode)
        lines = dict.fromkeys(OWNERS, {})
        lines[self.owner] = {name: params.get(name) for name in ("config_servers", "domains")}
        if params.get("environment_id"):
            lines["environment"] = {"id": params["environment_id"]}
        known = state.recall(services, lines, (self.owner,), sleep).get(self.owner)
        params = dict(params, id=known or asked, state_file=state.path or params.get("state_file"))
        report = super().run(params, services, check_mode, sleep)
        found = report.values["resource"].get("id")
        if params["state"] == "absent":
            state.forget(self.owner)
        elif asked:
            state.keep(self.owner, found, asked)
        if asked and found and folded(found) != folded(asked):
            report.values.update(requested_id=asked, environment_url=state.url)
        report.warnings[:0] = state.warnings
        return report
