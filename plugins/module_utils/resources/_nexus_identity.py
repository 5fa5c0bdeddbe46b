# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose key a row of nex_apikeys is: that of a contact center, never that of a name.

What proves it, in this order: a column of the row that names the contact center; the record beside the file that keeps the
key, or that file itself where version 1.3.0 or older left it without a record; the user's word. Where a platform leaves no row
for a new tenant, the file and its record are all that tells the key.
"""

from __future__ import annotations

import os
from typing import NamedTuple, Optional

from ..core.errors import SecretFileError, Unproven
from ..core.text import folded
from ..transport import secret_file
from . import _designer_env, _key_record, _nexus_keys


class Proof(NamedTuple):
    """What the table says. key: the contact center's, None if none is known to be. unproven: the error that names rows
    which may be its own. warning: for the user. fresh: the keys of rows that may be a tenant's which was just created.
    """

    key: Optional[str] = None
    unproven: Optional[Unproven] = None
    warning: str = ""
    fresh: tuple = ()


def of_tenant(services, options):
    """The identity of the tenant that the options of its own task are about."""
    return _identity(services, options, ("id", "name", "api_key_file", "record_file", "designer_env_file"))


def of_service(services, options):
    """The identity of the tenant whose key proves that the service connection of these options was sent."""
    names = ("contact_center_id", "tenant_name", "tenant_api_key_file", "tenant_record_file", None)
    return _identity(services, options, names)


def is_unproven(step, services):
    """Whether the task of this step could take what is another contact center's, as far as files and table tell."""
    params, of = step.params, of_tenant
    if params["state"] == "absent":
        return False
    if step.part == "services":
        of = of_service
        if params["when_unobservable"] != "send_until_tenant":
            return False
    identity = of(services, params)
    if identity.has_foreign_file:
        return True
    return bool(_nexus_keys.has_database(params) and identity.name and identity.look().unproven)


def _identity(services, options, names):
    given = [options.get(name) for name in names]
    return TenantIdentity(
        services, *given, adopt=options.get("adopt_by_name"), is_new=options.get("contact_center_is_new")
    )


class TenantIdentity:
    """Tells the key of one contact center's tenant from those of others that have its name.

    name: of the tenant. api_key_file, record_file: where the key and its record are kept, if anywhere. designer_env_file: the
    file with the tenant's values of DesignerEnv, if there is to be one. adopt: the user says
    that the row of this name is the contact center's. is_new: an earlier task of the run made the contact center, so that it
    has no tenant but one that is known by its id.
    """

    def __init__(
        self,
        services,
        contact_center_id,
        name,
        api_key_file=None,
        record_file=None,
        designer_env_file=None,
        adopt=False,
        is_new=False,
    ):
        self.services = services
        self.contact_center_id = folded(contact_center_id)
        self.name = name
        self.api_key_file = api_key_file
        self.record_file = record_file or (api_key_file and _key_record.record_path(api_key_file)) or None
        self.designer_env_file = designer_env_file
        self.adopt = adopt
        self.is_new = is_new

    @property
    def record(self):
        """The record as it is now."""
        return _key_record.KeyRecord(self.record_file)

    @property
    def has_foreign_file(self):
        """A file that the tenant names is another contact center's."""
        record, own = self.record, self.contact_center_id
        return record.refuses(own) or bool(_designer_env.another_owner(self.designer_env_file, own, record))

    def check_files(self):
        """Refuse files that another contact center has. Raises SecretFileError."""
        record = self.record
        _designer_env.check(self.designer_env_file, self.contact_center_id, record)
        if record.refuses(self.contact_center_id):
            raise SecretFileError(
                "%s is of the contact center %s, not of %s: the record %s says so."
                % (
                    self.api_key_file or self.record_file,
                    record.contact_center_id,
                    self.contact_center_id,
                    self.record_file,
                ),
                "Give each tenant an api_key_file of its own (digital_channels_api_key_file). If that tenant is gone, "
                "remove the file and its record.",
                path=self.api_key_file or self.record_file,
            )

    def look(self, name=None):
        """What the table proves of this name, by default the declared one. Returns a Proof; raises Ambiguous."""
        name = name or self.name
        rows = _nexus_keys.rows_named(self.services, name) + self._rows_renamed(name)
        own = [row for row in rows if row.owner == self.contact_center_id]
        if own:
            return Proof(_nexus_keys.only_key(own, name))
        record = self.record
        untold = [row for row in rows if not row.owner and not self._is_left_over(record, row)]
        if not record.is_of(self.contact_center_id):
            record = None
        if record and any(record.matches(row.key) for row in rows if row.owner):
            return Proof(unproven=self._contradicted(name))
        proven = [row for row in untold if record and record.matches(row.key)] or self._in_file(untold, record)
        if proven:
            return Proof(proven[0].key)
        if not untold:
            return Proof(self._without_row(record))
        claims = {row.key: self._claims(row) for row in untold}
        fresh = tuple(key for key, texts in claims.items() if not texts)
        if record and record.pending:
            return Proof(fresh=fresh)
        return self._unproven(name, untold, [text for texts in claims.values() for text in texts])._replace(fresh=fresh)

    def _rows_renamed(self, name):
        """The rows of the name that the service made of this one, as the record has it."""
        record = self.record
        renamed = record.row_name(name) if record.is_of(self.contact_center_id) else None
        return _nexus_keys.rows_named(self.services, renamed) if renamed else []

    def _without_row(self, record):
        """The key in the file, where its record says that the platform left no row for it: nothing but the file tells it."""
        if not (record and record.without_row and not record.pending and not record.released):
            return None
        held = self.api_key_file and secret_file.read_secret(self.api_key_file)
        return held if held and record.matches(held) else None

    def _is_left_over(self, record, row):
        """The row is that of a contact center which a teardown has deleted, and whose file is taken now."""
        return record.released and record.is_of_another(self.contact_center_id) and record.matches(row.key)

    def _in_file(self, rows, record):
        """The row whose key the file holds.

        A file with a record of another key proves nothing, nor does one without a record where anything speaks against it.
        """
        if not self.api_key_file or not os.path.exists(self.api_key_file):
            return []
        held = secret_file.read_secret(self.api_key_file)
        rows = [row for row in rows if row.key == held]
        if record:
            return rows if record.pending else []
        return [] if self.is_new or any(map(self._claims, rows)) else rows

    def _claims(self, row):
        place = self.record_file
        return _key_record.claims(place, self.api_key_file, row.key, self.contact_center_id) if place else []

    def _unproven(self, name, rows, claims):
        if self.adopt and not self.is_new and not claims:
            key = _nexus_keys.only_key(rows, name)
            return Proof(
                key,
                warning="The key named %s in nex_apikeys is taken for that of the contact center %s, because adopt_by_name says so."
                % (name, self.contact_center_id),
            )
        return Proof(unproven=self._error(name, len(rows), claims))

    def _error(self, name, count, claims):
        keys = "a key" if count == 1 else "%d keys" % count
        if self.is_new:
            return Unproven(
                "The contact center %s was made in this run, so it cannot have a tenant yet; but nex_apikeys holds %s named "
                "%s, of the tenant of another contact center%s."
                % (self.contact_center_id, keys, name, "".join(": " + text for text in claims[:1])),
                "Give this tenant another name (digital_channels_tenant.name), or remove that tenant and its key in Digital "
                "Channels if it is not used any more. If another run provisions this tenant now, run again when it has ended. "
                "Nothing of this tenant was written to Digital Channels.",
                operation="Reading nex_apikeys",
                field="name",
            )
        return Unproven(
            "nex_apikeys holds %s named %s, but nothing proves that the tenant of the contact center %s has it%s."
            % (keys, name, self.contact_center_id, "".join(", and " + text for text in claims)),
            self._advice(claims),
            operation="Reading nex_apikeys",
            field="name",
        )

    def _advice(self, claims):
        if claims:
            return "Give this tenant another name, and an api_key_file that does not hold the key of another tenant."
        return (
            "If it is another tenant's, give this one another name. If it is this tenant's, say so. In a task: "
            "'adopt_by_name: true'. In the variables of the roles: 'digital_channels_tenant: {adopt_by_name: true}', beside "
            "what else is there. With api_key_file that is needed once."
        )

    def _contradicted(self, name):
        return Unproven(
            "nex_apikeys says that the key named %s is another contact center's, but the record %s says that it is that of %s."
            % (name, self.record_file, self.contact_center_id),
            "Find out whose it is. If it is the other one's, remove the record and the key's file.",
            operation="Reading nex_apikeys",
            field="name",
        )
