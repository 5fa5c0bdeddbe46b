# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles, divisions and scopes of an organisation by name (genesys-cloud-oauth-api.md §1.3), each list read once in a run."""

from __future__ import annotations

import difflib

from ..core import checks
from ..core.errors import Ambiguous, AnswerLost, Forbidden, InvalidInput, NotFound
from ..core.text import folded
from ._entities import Entities

ROLES = "/api/v2/authorization/roles"
DIVISIONS = "/api/v2/authorization/divisions"
SCOPES = "/api/v2/oauth/scopes"
ORGANIZATION = "/api/v2/organizations/me"
ALL_DIVISIONS = "*"
SCIM = "SCIM Integration"
DEFAULT_ROLES = ROLES + "/default"
LOOKS = 4  # at a role that was just restored
_RESTORE = (
    "Where it is missing, POST %s brings it back, with every other default role that is missing: set restore_default_roles: true."
    % DEFAULT_ROLES
)


class Names:
    """What the roles, divisions and scopes of the caller's organisation are called.

    cloud: the task's Cloud. restores: a default role that is missing may be restored; check_mode: that is only foretold. warn: takes
    a text for the user.
    """

    def __init__(self, cloud, restores=False, check_mode=True, warn=None):
        self._cloud = cloud
        self._restores = restores
        self._check_mode = check_mode
        self._warn = warn

    def role_id(self, role):
        """The id of the role that is given by its name or id. Raises InvalidInput or Ambiguous.

        In check mode, one that the real run restores has its name for an id.
        """
        if _is_id(role):
            return folded(role)
        try:
            return self._by_name("roles", "role", role)["id"]
        except InvalidInput as unknown:
            if folded(role) != folded(SCIM):
                raise
            if not self._restores:
                unknown.hint = "%s %s" % (_RESTORE, unknown.hint)
                raise
        self._refuse_a_client()
        self._warn("The role %s is missing, so the default roles of the organisation are restored." % SCIM)
        return folded(SCIM) if self._check_mode else self._restored()

    def _refuse_a_client(self):
        """Raise Forbidden for a caller that cannot hold the role, and so could not give it, once it is back (§1.6 rule 6)."""
        if self._cloud.own_roles() is None:
            return  # a person, or nobody tells
        raise Forbidden(
            "The role %s is missing, and the caller is an OAuth client, which cannot hold it yet: whoever gives a role to a client must hold it."
            % SCIM,
            "Restore it with the token of a person who may (cloud_access_token), by this option or POST %s, and give it to the client of "
            "cloud_client_id. Nothing was changed." % DEFAULT_ROLES,
            field="restore_default_roles",
        )

    def _restored(self):
        """The id of the role SCIM Integration after all default roles that were missing were restored (§1.3)."""
        api = self._cloud.api
        try:
            api.call("Restoring the default roles", "POST", DEFAULT_ROLES)
        except AnswerLost:
            pass  # what came of it is seen below
        for attempt in range(LOOKS):
            self._cloud.forget("roles")
            found = [one for one in self._known("roles", True) if one["name"] == SCIM]
            if found:
                return found[0]["id"]
            api.transport.sleep(0.5 * 2**attempt)
        raise InvalidInput(
            "The default roles were restored, but there is no role %s in this organisation." % SCIM,
            "Ask Genesys Customer Care for it.",
            field="roles",
        )

    def division_id(self, division):
        """The id of the division that is given by its name or id;

        ``*`` stands for all of them, None for the home division. Raises InvalidInput or Ambiguous.
        """
        if division is None:
            return self._cloud.remembered("home division", self._home)["id"]
        if division == ALL_DIVISIONS or _is_id(division):
            return folded(division)
        return self._by_name("divisions", "division", division)["id"]

    def role_name(self, role_id):
        """The name of a role, or its id when it has none."""
        if role_id == folded(SCIM):
            return SCIM
        return self._name("roles", role_id)

    def division_name(self, division_id):
        """The name of a division, or its id when it has none."""
        if division_id == ALL_DIVISIONS:
            return division_id
        home = self._cloud.remembered("home division", self._home)
        return home["name"] if home["id"] == division_id else self._name("divisions", division_id)

    def gone(self, role_ids):
        """Those of these roles that the organisation does not have (any more); none where its roles cannot be read."""
        try:
            known = {one["id"] for one in self._known("roles", True)} if role_ids else ()
        except (Forbidden, NotFound):
            return set()
        return {one for one in role_ids if one not in known}

    def is_scim(self, role_id):
        """The role is SCIM Integration, or one that gives exactly the same rights (§1.6 rule 7).

        None: that cannot be known, for the organisation has no such role, or one with further rights that may have been added.
        """
        if role_id == folded(SCIM):
            return True
        known = False
        for anew in (False, True):  # it may have been made since the list was read
            roles = self._known("roles", anew)
            known = next((role["scim"] for role in roles if role["id"] == role_id), False)
            if known:
                break
        return known

    def check_scopes(self, scopes):
        """Raise InvalidInput for a scope that the service does not have."""
        for anew in (False, True):
            known = [one["id"] for one in self._known("scopes", anew)]
            unknown = [scope for scope in scopes if scope not in known]
            if not unknown:
                return
        raise _unknown("scope", unknown[0], "scopes", known)

    def is_hipaa(self):
        """HIPAA compliance is switched on for the organisation."""
        return self._cloud.remembered("organisation", self._organization)["hipaa"]

    def _by_name(self, many, kind, name):
        for anew in (False, True):  # it may have been made since the list was read
            known = self._known(many, anew)
            found = [one for one in known if one["name"] == name]
            found = found or [one for one in known if folded(one["name"]) == folded(name)]
            if len(found) > 1:
                raise Ambiguous(
                    "There are %d %s named %s: %s." % (len(found), many, name, ", ".join(one["id"] for one in found)),
                    "Give the id. Nothing was changed.",
                    field="roles",
                )
            if found:
                return found[0]
        raise _unknown(kind, name, "roles", [one["name"] for one in known])

    def _name(self, many, identity):
        return next((one["name"] for one in self._known(many) if one["id"] == identity), identity)

    def _known(self, many, anew=False):
        return self._cloud.remembered(many, getattr(self, "_" + many), anew)

    def _roles(self):
        roles = self._all(ROLES, "role", "?pageSize=100&userCount=false")
        scim = next((_rights(one) for one in roles if one["name"] == SCIM), None)
        return [{"id": _id(one), "name": one["name"], "scim": _is_like(_rights(one), scim)} for one in roles]

    def _divisions(self):
        return [{"id": _id(one), "name": one["name"]} for one in self._all(DIVISIONS, "division", "?pageSize=100")]

    def _scopes(self):
        return [{"id": one["id"]} for one in self._entities(SCOPES, "scope", "").everything()]

    def _home(self):
        home = self._cloud.api.get("Reading the home division", DIVISIONS + "/home").body
        for name in ("id", "name"):
            self._entities(DIVISIONS, "home division", "").with_text(home, name)
        return {"id": _id(home), "name": home["name"]}

    def _organization(self):
        told = self._cloud.api.get("Reading the organisation", ORGANIZATION).body
        features = told.get("features")
        return {"hipaa": isinstance(features, dict) and features.get("hipaa") is True}

    def _all(self, path, kind, query):
        entities = self._entities(path, kind, query)
        return [entities.with_text(one, "name") for one in entities.everything()]

    def _entities(self, path, kind, query):
        return Entities(self._cloud.api, path, kind, query=query)


def is_name(text):
    """The user names a role or division by it: it is no id, nor the sign for all divisions."""
    return bool(text) and text != ALL_DIVISIONS and not _is_id(text)


def _id(obj):
    return folded(obj.get("id"))


def _rights(role):
    """What the role allows, as a set, so that two roles can be compared."""
    policies = [one for one in _listed(role, "permissionPolicies") if isinstance(one, dict)]
    single = {
        "%s:%s:%s" % (one.get("domain"), one.get("entityName"), action)
        for one in policies
        for action in _listed(one, "actionSet")
    }
    return single | {str(one) for one in _listed(role, "permissions")}


def _is_like(rights, scim):
    """See Names.is_scim."""
    if scim is None or (rights and rights < scim):
        return None
    return rights == scim


def _listed(obj, name):
    return obj[name] if isinstance(obj.get(name), list) else []


def _is_id(text):
    return checks.uuid(text) is None


def _unknown(kind, name, field, known):
    close = difflib.get_close_matches(name, known, 3)
    return InvalidInput(
        "There is no %s %s in this organisation." % (kind, name),
        "%sNothing was changed." % ("Do you mean %s? " % " or ".join(close) if close else ""),
        field=field,
    )
