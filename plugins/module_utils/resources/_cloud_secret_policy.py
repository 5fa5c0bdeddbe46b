# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When the secret of an OAuth client is made anew or its file removed, and when that would end a secret that others use."""

from __future__ import annotations

import time

from ..core.errors import InvalidInput, SecretFileError, VerificationFailed
from ..core.text import folded
from ..transport import secret_file
from . import _cloud_begun as begun
from ._cloud_rules import CLIENT_CREDENTIALS, IMPLICIT, parsed
from ._cloud_secret import is_for_machines
from ._secret_record import SecretRecord, must_be_ours, warn_of_confirmation, when_lost

DAY = 86400.0
NEVER, WHEN_LOST, ALWAYS = "never", "when_lost", "always"
KEPT = "The secret file %s stays%s: remove_secret_file is not true for it."
_ONE_PLACE = "one place for secrets is described in docs/genesys-cloud.md"


class SecretPolicy:
    """Decides about the secret of one client.

    services, options, check_mode: of the task. warn: takes a text for the user. by_id: returns the client of an id, or
    None. custody: of the secret. ``is_kept`` says whether the file holds the client's secret after the task, ``works``
    whether the token endpoint took the one that was there, None where that was not tried or is not known, ``reason`` why a
    new one is made, ``stays`` what a deletion leaves behind, as sentences.
    """

    def __init__(self, services, options, check_mode, warn, by_id, custody):
        self._services = services
        self._options = options
        self._check_mode = check_mode
        self._warn = warn
        self._by_id = by_id
        self._custody = custody
        self.is_kept = False
        self.works = None
        self.reason = ""
        self.stays = []

    def stored(self, client):
        """The client's secret in the file, or None."""
        return self._custody.stored(client)

    def before_creation(self, title, grant):
        """Raise an error when the secret could not be kept. A client for machines is of no use without it; for persons a
        client may be public (PKCE), so there is only a word about it.
        """
        self.reason = "generated for the new client"
        if self._custody.path is None:
            self._say_that_nobody_keeps_it(title, grant)
            return
        self.is_kept = True
        secret_file.check_writable(self._custody.path)
        stored = self._custody.read()
        if stored is not None:
            self._spare_another_client(title)
        if self._options["regenerate_secret"] == NEVER and stored is not None:
            raise SecretFileError(
                "The %s does not exist yet, but the secret file %s does: it may hold the only copy of another secret."
                % (title, self._custody.path),
                "Move the file away, or set regenerate_secret: when_lost to have it replaced. Nothing was changed.",
                path=self._custody.path,
            )

    def _say_that_nobody_keeps_it(self, title, grant):
        if self._services.reveals or self._options.get("integration_credential_name"):
            return
        if grant == CLIENT_CREDENTIALS:
            raise InvalidInput(
                "The %s does not exist yet, and its secret is told once: this task would lose it." % title,
                "Give secret_file, or set no_log on the task and register the result. Nothing was changed.",
                field="secret_file",
            )
        if grant != IMPLICIT:
            self._warn(
                "The secret of the %s is told once, and this task keeps it nowhere. Give secret_file, or set no_log and "
                "register the result, unless its applications need none (PKCE)." % title
            )

    def is_due(self, title, client):
        """Whether the existing client needs a new secret.

        Raises VerificationFailed when the stored one does not work, and InvalidInput when a new one would end a secret
        of which nothing here shows that it is ours.
        """
        stored = self._custody.stored(client)
        due = self._needs_new(title, client, stored)
        if due:
            self._check_place(title)
            self._spare_another_client(title, client)
        else:
            warn_of_confirmation(self._options.get("regenerate_secret_confirm"), title, self._warn)
        self.is_kept = due or stored is not None
        return due

    def _needs_new(self, title, client, stored):
        if self._options["regenerate_secret"] == ALWAYS:
            self.reason = "regenerated (regenerate_secret: always)"
            return True
        if self._custody.path is None:
            return False
        if self._custody.in_doubt(client) and not self._custody.is_proved(client, stored):
            self._warn(
                "An earlier run was broken off when it had a secret of the %s made, so that nobody has it: it is made anew."
                % title
            )
            self.reason = "regenerated, for an earlier run was broken off"
            return True
        if stored is None:
            self.reason = "regenerated, for its file was not there"
            return self._is_lost(title, client)
        return self._is_out_of_date(title, client, stored)

    def _is_lost(self, title, client):
        """Whether the secret, which is not in the file, is to be made anew."""
        if self._options["regenerate_secret"] == WHEN_LOST:
            self._must_be_ours(title, client, "is not in %s" % self._custody.path)
            return True
        advice = "Put the known secret there. To end it at once and have a new one made, set %s." % self._when_lost(
            client
        )
        if self._can_be_verified(client):
            raise VerificationFailed(
                "The secret of the %s is not in %s, so that it cannot be verified." % (title, self._custody.path),
                advice + " Nothing was changed.",
                field="verify_secret",
                operation="Verifying the secret",
                missing="secret",
            )
        self._warn(
            "The secret of the %s is not in %s, and Genesys Cloud does not tell it again. %s"
            % (title, self._custody.path, advice)
        )
        return False

    def _is_out_of_date(self, title, client, stored):
        """Whether the secret in the file is too old, or is no longer that of the client."""
        old = self._is_old()
        record = SecretRecord(self._custody.path)
        proved = not record.client_id and self._is_as_old_as(client)
        adopt = self._options["regenerate_secret"] == WHEN_LOST and not (record.client_id or proved)
        adopt = adopt and is_for_machines(client)  # from a folder of an earlier version, which has no records
        works, self.reason = None, "rotated by age (secret_max_age: %s)" % self._options.get("secret_max_age")
        if client.get("client_state") == "active" and (old or adopt or self._can_be_verified(client)):
            works = self._services.cloud.secret_works(client["client_id"], stored, anew=old)
        self.works = works
        if works is False:
            self.reason = "regenerated, for the one in its file did not work"
            return self._is_refused(title, client, stored, old)
        if (works or proved) and not self._check_mode:
            self._custody.record(client["client_id"], stored)
        return old

    def _is_refused(self, title, client, stored, old):
        """Whether the secret in the file, which the token endpoint refuses, is to be made anew. Raises VerificationFailed
        where somebody else replaced it.
        """
        when_lost = self._options["regenerate_secret"] == WHEN_LOST
        record = SecretRecord(self._custody.path)
        if old or record.matches(stored):
            if when_lost and record.is_of(client["client_id"]) and not record.matches(stored):
                return True  # the file was damaged since
            raise VerificationFailed(
                "Somebody else gave the %s a new secret: the token endpoint refuses the one in %s."
                % (title, self._custody.path),
                "Get the present secret from whoever made it, put it there, and share one place for it (%s). To end it "
                "instead: regenerate_secret: always, for one run. Nothing was changed." % _ONE_PLACE,
                field="secret_file",
                operation="Verifying the secret",
                path=self._custody.path,
            )
        if not self._options.get("verify_secret"):
            self._warn(
                "The token endpoint refuses the secret in %s: it is not that of the %s." % (self._custody.path, title)
            )
            return False
        if when_lost:
            self._must_be_ours(title, client, "is not the one in %s" % self._custody.path)
            return True
        raise VerificationFailed(
            "The secret in %s is not that of the %s: the token endpoint refuses it." % (self._custody.path, title),
            "Put the right secret there. To end it and have a new one made, set %s. Nothing was changed."
            % self._when_lost(client),
            field="verify_secret",
            operation="Verifying the secret",
        )

    def _when_lost(self, client):
        identity = folded(client["client_id"])
        return when_lost(SecretRecord(self._custody.path).is_of(identity), identity)

    def _must_be_ours(self, title, client, how):
        """Raise InvalidInput unless the folder has a record of the client, or the user confirms its id."""
        identity = folded(client["client_id"])
        confirmed = folded(self._options.get("regenerate_secret_confirm") or "")
        is_recorded = SecretRecord(self._custody.path).is_of(identity)
        instead = ", or rename its file if that has a former name of the client (%s)" % _ONE_PLACE
        must_be_ours(is_recorded, identity, confirmed, title, how, instead)

    def _spare_another_client(self, title, client=None):
        """Raise SecretFileError when the file holds the secret of another client that exists."""
        record = SecretRecord(self._custody.path) if self._custody.path else None
        if (
            record
            and record.is_of_another((client or {}).get("client_id"))
            and secret_file.age(self._custody.path) is not None
        ):
            other = self._by_id(record.client_id)
            if other and client is None and record.name == self._options.get("name") != other.get("name"):
                raise SecretFileError(
                    "There is no %s any more: it was renamed, and is called %s now. Its secret is in %s."
                    % (title, other.get("name"), self._custody.path),
                    "Declare it by that name alone; its file then gets that name, too. A new client of the old name needs a secret_file "
                    "of its own. Nothing was changed.",
                    path=self._custody.path,
                )
            if other:
                raise SecretFileError(
                    "The secret file %s of the %s holds the secret of another client, %s."
                    % (self._custody.path, title, record.client_id),
                    "Give each client a file of its own. Nothing was changed.",
                    path=self._custody.path,
                )

    def _is_as_old_as(self, client):
        """The file was stored when the client was made, so that it holds the secret with which it was made."""
        made, age = parsed(client.get("date_created")), secret_file.age(self._custody.path)
        return made is not None and age is not None and begun.is_at(made, time.time() - age)

    def _can_be_verified(self, client):
        active = client.get("client_state") == "active"
        return bool(self._options.get("verify_secret")) and active and is_for_machines(client)

    def _is_old(self):
        most = self._options.get("secret_max_age")
        return most is not None and secret_file.age(self._custody.path) > most * DAY

    def _check_place(self, title):
        if self._custody.path:
            secret_file.check_writable(self._custody.path)
        elif not self._services.reveals:
            raise InvalidInput(
                "The new secret of the %s would be lost, and the present one ended, for this task keeps it nowhere."
                % title,
                "Give secret_file, or set no_log on the task and register the result. Nothing was changed.",
                field="regenerate_secret",
            )

    def is_removable(self, title, client_id=None):
        """Whether the file is to go with a client. client_id: None for one that is gone. Raises SecretFileError when it
        could not be removed.
        """
        if not self._is_to_go(client_id):
            return False
        record = SecretRecord(self._custody.path)
        other = record.is_of_another(client_id) and self._by_id(record.client_id)
        if other or client_id is None and not self._is_of_this_organization(record):
            said = "The secret file %s of the %s stays: %s. Remove it by hand if nobody needs it." % (
                self._custody.path,
                title,
                "it holds the secret of another client, %s" % record.client_id
                if other
                else "no record beside it shows that it is of a client that this organisation had",
            )
            self._warn(said)
            self.stays = [said]
            return False
        secret_file.check_writable(self._custody.path)
        return True

    def keep_until_gone(self, title, client_id):
        """Keep the file while the client can be restored, and say so."""
        if not self._is_to_go(client_id):
            return
        self._warn(
            "The secret file %s stays until the %s is gone for good, for nobody can tell the secret again. Delete the "
            "client again after that." % (self._custody.path, title)
        )
        if not SecretRecord(self._custody.path).client_id and not self._check_mode:
            self._custody.record(client_id, None)

    def _is_to_go(self, client_id):
        """There is a file, and the task is to remove it. One that the task leaves is told, unless it is that of another client."""
        path = self._custody.path
        if path is None or secret_file.age(path) is None:
            return False
        if self._options.get("remove_secret_file"):
            return True
        record = SecretRecord(path)
        name = self._options.get("name") or self._options.get("client_id")
        if record.is_of_another(client_id) and (client_id or record.name != name):
            return False
        self.stays = [KEPT % (path, " with the record beside it" if record.client_id else "")]
        return False

    def _is_of_this_organization(self, record):
        here = self._custody.organization()
        return bool(record.client_id) and here is not None and record.organization == here
