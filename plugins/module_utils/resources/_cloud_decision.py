# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wanted of an OAuth client of Genesys Cloud, in the service's terms, and whether that may be."""

from __future__ import annotations

from ..core.errors import Ambiguous, Forbidden, InvalidInput, Refused, among_others
from ..core.plan import CREATE, NONE, Wanted, plan
from ..core.text import folded
from . import _cloud_rules as rules
from ._cloud_clients import ACTIVE, INACTIVE
from ._cloud_names import is_name

MADE_ANEW = "made by the service"  # stands for a secret in a plan
BESIDE = ("client_secret", "integration_credential_name", "secret_file")  # what is no member of the client itself
RIGHTS = ("authorized_grant_type", "roles", "scopes", "extra_properties")  # what decides about the client's own rights


class Decision:
    """Decides for one task. names: the organisation's Names. caller: tells who the caller is and which roles it has; see
    Cloud.own_clients and Cloud.own_roles. policy: about the secret. warn: takes a text for the user.
    reviewed: takes a plan and returns it without what the service is known not to do.
    """

    def __init__(self, resource, options, names, caller, policy, warn, reviewed):
        self._resource = resource
        self._options = options
        self._names = names
        self._caller = caller
        self._policy = policy
        self._warn = warn
        self._reviewed = reviewed

    def wanted(self, desired, current):
        """What is wanted, now that the current state is known: ids for names, the state, members that follow from the
        grant type, a new secret where one is due. None: nothing.

        Raises InvalidInput and Forbidden for what the service would refuse.
        """
        inactive = self._options["state"] == INACTIVE
        if inactive and current is None:
            self._warn(
                "The %s does not exist, and state: inactive makes none. If its name is right, Genesys Cloud has deleted it: "
                "remove the declaration." % self._resource.title(desired)
            )
            return None
        current = current or {}
        title = self._resource.title(dict(desired, **current))
        values = {name: value for name, value in desired.items() if name not in ("client_id", "secret_file")}
        values["client_state"] = INACTIVE if inactive else ACTIVE
        if self._options.get("new_name"):
            values["name"] = self._options["new_name"]
        if "authorized_grant_type" in values:
            values["authorized_grant_type"] = rules.grant_type(values["authorized_grant_type"])
        if "roles" in values:
            values["roles"] = self._resolved(values["roles"])
        if not current.get("description") and values.get("description") == "":
            del values["description"]  # none is as good as an empty one
        if not inactive and current.get("date_to_delete"):
            values["date_to_delete"] = None
        if current.get("secret_file"):
            values["secret_file"] = self._options["secret_file"]  # from the file of the client's former name
        _follow_grant_type(values, current)
        self._fit_validity(title, values, current)
        _check(title, dict(current, **values), current)
        rewrite = self._secrets(title, values, current, inactive)
        wanted = Wanted(values, rewrite)
        draft = self._reviewed(self._planned(wanted, current))
        if draft.action != NONE:
            self._look_before_writing(title, draft)
        return wanted

    def _planned(self, wanted, current):
        """The plan. Where a client is to be renamed that is not there under either name, that is said of both."""
        name, new_name = self._options.get("name"), self._options.get("new_name")
        neither = "There is no OAuth client named %s that could be renamed, nor one named %s." % (name, new_name)
        try:
            draft = plan(self._resource, wanted, current or None)
        except InvalidInput as error:
            if current or new_name in (None, name):
                raise
            raise InvalidInput(
                neither,
                "Correct the name. To make a new client, give %s, too. Nothing was changed."
                % ", ".join(error.details["fields"]),
                **error.details,
            ) from None
        if draft.action == CREATE and new_name not in (None, name):
            self._warn(neither + " A new one is made.")
        return draft

    def wants_names(self):
        """Roles and divisions are spoken of by name; who gives ids only may lack the right to read names."""
        given = self._options.get("roles")
        return given is None or any(is_name(member["role"]) or is_name(member.get("division")) for member in given)

    def add_names(self, roles, wanted):
        """The current roles as they are told: called by their names or by their ids."""
        told = []
        for member in roles:
            if not member.get("role_id"):
                continue  # no role that could be told
            role, division = folded(member["role_id"]), folded(member.get("division_id"))
            told.append(
                {
                    "role": self._names.role_name(role) if wanted else role,
                    "division": self._names.division_name(division) if wanted else division,
                    "role_id": role,
                    "division_id": division,
                }
            )
        return sorted(told, key=lambda member: (member["role"], member["division"]))

    def _resolved(self, given):
        found, errors = [], []
        for member in given:
            ids = {}
            for name, look_up in (("role", self._names.role_id), ("division", self._names.division_id)):
                try:
                    ids[name + "_id"] = look_up(member.get(name) or None)
                except (Ambiguous, InvalidInput) as error:
                    errors.append(error)
            found.append(ids)
        if len(errors) > 1:
            said = dict.fromkeys(among_others(str(error)) for error in errors)
            raise InvalidInput(" ".join(said), "Nothing was changed.", field="roles")
        if errors:
            raise errors[0]
        return self.add_names(found, self.wants_names())

    def _fit_validity(self, title, values, current):
        """Only the SCIM Integration role allows more than two days, and other roles beside it undo that (§1.6 rule 7)."""
        lifetime = values.get("access_token_validity_seconds", current.get("access_token_validity_seconds", 0))
        roles = {member["role_id"] for member in values.get("roles", current.get("roles")) or ()}
        if lifetime <= rules.LONGEST or not roles:
            return
        if all(self._names.is_scim(role) is False for role in roles):
            raise InvalidInput(
                "access_token_validity_seconds: more than %d seconds are for clients with the SCIM Integration role only, "
                "which the %s has not." % (rules.LONGEST, title),
                "Give it that role alone, or a shorter time. Nothing was changed.",
                field="access_token_validity_seconds",
            )
        if len(roles) > 1:
            values["access_token_validity_seconds"] = rules.DEFAULT_VALIDITY
            self._warn(
                "The %s has other roles beside SCIM Integration, so Genesys Cloud resets access_token_validity_seconds "
                "to %d." % (title, rules.DEFAULT_VALIDITY)
            )

    def _secrets(self, title, values, current, inactive):
        """Which secrets are to be written anew; the credential goes with a new secret."""
        if inactive:
            values.pop("integration_credential_name", None)
            return frozenset()
        credential = values.get("integration_credential_name")
        if not current:
            self._policy.before_creation(title, values.get("authorized_grant_type"))
        elif not self._policy.is_due(title, current):
            if (
                credential
                and credential != current.get("integration_credential_name")
                and not self._policy.stored(current)
            ):
                raise InvalidInput(
                    "The integration credential %s cannot be made, for the secret of the %s is not known."
                    % (credential, title),
                    "Give secret_file with the secret, or set regenerate_secret. Nothing was changed.",
                    field="integration_credential_name",
                )
            return frozenset()
        values["client_secret"] = MADE_ANEW
        return frozenset(BESIDE[:2] if credential else BESIDE[:1])

    def _look_before_writing(self, title, draft):
        """What the service would refuse, or the user should know, asked once it is clear that something is written."""
        patch = draft.patch
        self._spare_the_caller(title, draft)
        if patch.get("scopes"):
            self._names.check_scopes(patch["scopes"])
        if draft.action == CREATE or set(patch) - set(BESIDE):
            self.must_hold(title, draft.before.get("roles") or [], draft.after.get("roles") or [])
        embedded = rules.is_embedded(draft.after.get("registered_redirect_uris"))
        if patch.get("authorized_grant_type") == rules.IMPLICIT and not embedded:
            self._warn(
                "The implicit grant (TOKEN) of the %s is being removed from Genesys Cloud during 2026 and 2027: use CODE "
                "with PKCE, unless it is for the Embeddable Framework, which needs this grant." % title
            )
        if patch.get("access_token_validity_seconds", 0) > rules.HIPAA_IDLE and self._names.is_hipaa():
            self._warn(
                "The organisation is under HIPAA, so that tokens of the %s end after 15 minutes without use, whatever "
                "access_token_validity_seconds says." % title
            )
        if patch.get("client_state") == INACTIVE:
            self._warn(
                "An inactive client is not just paused: the %s obtains no tokens, and Genesys Cloud deletes it %s. Until then "
                "state: present restores it."
                % (title, "at " + patch["date_to_delete"] if patch.get("date_to_delete") else "after seven days")
            )

    def _spare_the_caller(self, title, draft):
        """No change takes the caller's own rights away unless the user says so."""
        rights = [name for name in RIGHTS if name in draft.patch]
        if draft.action == CREATE:
            return
        if draft.patch.get("client_state") == INACTIVE:
            self.must_not_be_the_caller(title, draft.before["client_id"], "Making it inactive")
        elif rights:
            self.must_not_be_the_caller(title, draft.before["client_id"], "Changing its %s" % " and ".join(rights))

    def must_not_be_the_caller(self, title, client_id, what):
        """Raise Refused before anything is written when this is the client with which the task works. what: is to be done."""
        if self._options.get("allow_own_client") or folded(client_id) not in self._caller.own_clients():
            return
        raise Refused(
            "The %s is the one with which this task works. %s can take away its own rights in the middle of the run."
            % (title, what),
            "Work with another client, leave this one out, or set allow_own_client: true. Nothing was changed.",
            field="allow_own_client",
        )

    def must_hold(self, title, roles, wanted=()):
        """Who edits a client needs all its roles (§1.6 rule 6). roles: those that it has. wanted: those that it is to have.

        Raises Forbidden before anything is written. A role that the organisation does not have any more cannot be held by anybody: that is
        said, and the service decides. Raises InvalidInput where such a one is to be given.
        """
        every = {member["role_id"]: str(member["role"]) for member in [*roles, *wanted]}
        missing = set(every)
        for anew in (False, True):  # a role may have been given since
            held = self._caller.own_roles(anew) if missing else None
            if held is None:
                return
            missing = set(every) - held
        gone = self._names.gone(missing)
        if gone - {member["role_id"] for member in roles}:
            raise InvalidInput(
                "There is no role %s in this organisation."
                % ", ".join(sorted(gone - {member["role_id"] for member in roles})),
                "Correct roles. Nothing was changed.",
                field="roles",
            )
        if gone:
            self._warn(
                "The %s has roles that this organisation does not have any more: %s. Whether Genesys Cloud takes a change of it is not "
                "documented." % (title, ", ".join(sorted(gone)))
            )
        missing = sorted(every[one] for one in missing - gone)
        if missing:
            raise Forbidden(
                "Whoever gives a role to an OAuth client, or edits a client that has it, must hold the role; for the %s "
                "the caller lacks: %s." % (title, ", ".join(missing)),
                "Give the role to the client of cloud_client_id first. Nothing was changed.",
                field="roles",
            )


def _follow_grant_type(values, current):
    """A client has either roles or scopes: with another grant type the others go, unless they were given."""
    grant = values.get("authorized_grant_type")
    if not grant or grant == current.get("authorized_grant_type"):
        return
    left = "scopes" if grant == rules.CLIENT_CREDENTIALS else "roles"
    if current.get(left):
        values.setdefault(left, [])
    if grant != rules.CLIENT_CREDENTIALS and current.get("access_token_validity_seconds", 0) > rules.LONGEST:
        values.setdefault("access_token_validity_seconds", rules.DEFAULT_VALIDITY)


def _check(title, after, current):
    """The client as it will be keeps the rules of its grant type."""
    for name, problem in rules.problems(after):
        raise InvalidInput("%s: %s (%s)." % (name, problem, title), "Nothing was changed.", field=name)
    grant = after.get("authorized_grant_type")
    needed = "roles" if grant == rules.CLIENT_CREDENTIALS else "scopes"
    if grant and not after.get(needed) and grant != current.get("authorized_grant_type"):
        raise InvalidInput(
            "%s: at least one is needed with %s (%s)." % (needed, grant, title), "Nothing was changed.", field=needed
        )
