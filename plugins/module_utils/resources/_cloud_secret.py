# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secret of an OAuth client, which Genesys Cloud tells once: when it makes it (genesys-cloud-oauth-api.md §1.6 rule 1).

A client has one secret; the one before ends at once when a new one is made.
"""

from __future__ import annotations

import os
from contextlib import contextmanager

from ..core.errors import AnswerLost, BadResponse, GenesysError, SecretFileError, VerificationFailed
from ..transport import secret_file
from . import _cloud_begun as begun
from ._cloud_rules import CLIENT_CREDENTIALS
from ._secret_record import SecretRecord, file_of_former_name

_AGAIN = "The service does not tell the secret again: run again with regenerate_secret: always."
LOOKS = 5  # at a new secret, which the token endpoint may know a little later


class Custody:
    """Keeps the secret of one client in its file.

    services, options, check_mode: of the task. warn: takes a text for the user. ``path`` is that of the file, which is
    another one than ``secret_file`` until the file of a renamed client was moved. ``secret`` is the client's secret once it
    is known.
    """

    def __init__(self, services, options, check_mode, warn):
        self._services = services
        self._options = options
        self._check_mode = check_mode
        self._warn = warn
        self._kept = False  # the secret, by this task
        self._name = options.get("name") or options.get("client_id")
        self._target = options.get("secret_file")
        self.path = self._target
        self.secret = None

    def locate(self, client):
        """Look where the client's secret is. Returns the path of its file if that is to be moved to ``secret_file``, else
        None: the file has the client's name, and the client was renamed.
        """
        self.path = self._target
        if self._target is None or os.path.lexists(self._target):
            return None
        folder = os.path.dirname(os.path.abspath(self._target))
        former = file_of_former_name(client["client_id"], self._name, folder)
        self.path = former or self._target
        return former

    def move(self):
        """Give the file of a renamed client its new name. Raises SecretFileError."""
        former, self.path = self.path, self._target
        record = SecretRecord(former)
        secret_file.move_secret(former, self._target)
        begun.move(former, self._target)
        record.move(self._target, self._name)

    def organization(self):
        """The id of the organisation, or None: what is only recorded is no reason to fail after a secret was made."""
        try:
            return self._services.cloud.organization_id()
        except GenesysError:
            return None

    def remove(self):
        """Remove the file with the secret and what was noted about it. Raises SecretFileError."""
        secret_file.remove_secret(self.path)
        begun.done(self.path)
        SecretRecord(self.path).remove()

    def file_of(self, client_id):
        """The path of the task's file if it has the secret of the client with this id, else None."""
        has_it = self.path and os.path.lexists(self.path) and SecretRecord(self.path).is_of(client_id)
        return self.path if has_it else None

    def stored(self, client):
        """The client's secret in the file, or None; that of another client is not its own."""
        if self.path is None or SecretRecord(self.path).is_of_another(client.get("client_id")):
            return None
        return self.read()

    def read(self):
        """The secret in the file, whosever it is, or None; a file that others may read is a warning."""
        secret = secret_file.read_secret(self.path)
        if secret is not None:
            self._know(secret)
            if not secret_file.is_private(self.path):
                self._warn("The secret file %s can be read by others: set its mode to 0600." % self.path)
        return secret

    def record(self, client_id, secret):
        """Record whose secret is in the file. It only serves later runs, so a folder that cannot be written is no failure."""
        try:
            SecretRecord(self.path).write(client_id, self._name, self.organization(), secret)
        except SecretFileError as error:
            self._warn("%s The next run cannot tell whose secret is in %s." % (error.message, self.path))

    def in_doubt(self, client):
        """A run was broken off when it had a secret of the client made for the file."""
        return bool(self.path) and begun.in_doubt(self.path, self._services.cloud.api.base_url, client)

    def settle(self):
        """The client's secret is in its file and wherever else it belongs."""
        if self.path and self._kept and not self._check_mode:
            begun.done(self.path)

    def is_proved(self, client, stored):
        """The stored secret is seen to work, so that the client keeps it."""
        if stored is None or not is_for_machines(client):
            return False
        self._kept = self._services.cloud.secret_works(client["client_id"], stored) is True
        if self._kept and not self._options.get("integration_credential_name"):
            self.settle()  # else once the credential is written
        return self._kept

    @contextmanager
    def place(self, client_id=None, name=None):
        """A context before a request whose answer tells the secret of this client, or of the new one of this name.

        Yields the function that keeps it, and one that takes the error with which the request failed.
        """
        if self.path is None:
            yield lambda client_id, secret, replace=True: self._know(secret), lambda error: None
            return
        about = {"service": self._services.cloud.api.base_url, "client_id": client_id, "name": name}
        with begun.Begun(self.path, about) as reserved:

            def keep(client_id, secret, replace=True):
                self._know(secret)
                try:
                    kept = reserved.keep(secret, replace)
                except SecretFileError as error:
                    raise SecretFileError(error.message, _AGAIN, **error.details) from error
                if kept != secret:
                    raise SecretFileError(
                        "Another task wrote the secret file %s meanwhile, so the new secret was not kept." % self.path,
                        "Give each client a file of its own. " + _AGAIN,
                        path=self.path,
                    )
                self._kept = True
                self.record(client_id, secret)

            yield keep, reserved.failed

    def renew(self, service, url, client_id, title):
        """Have a new secret made (POST .../secret) and keep it; returns the client in the service's own form.

        url, client_id: of the client. An answer that was lost leaves a secret that nobody knows, so another one is made: repeating
        does no further harm.
        """
        with self.place(client_id) as (keep, failed):
            for attempt in range(service.transport.retries + 1):
                try:
                    told = service.call("Giving the %s a new secret" % title, "POST", url + "/secret").body
                    break
                except AnswerLost as lost:
                    if attempt == service.transport.retries:
                        raise type(lost.cause)(
                            lost.cause.message,
                            "Whether the present secret still works is not known. Run again with regenerate_secret: always.",
                            **lost.cause.details,
                        ) from None
                    service.transport.sleep(lost.wait)
                except GenesysError as error:
                    if attempt == 0:
                        failed(error)
                    raise
            if not isinstance(told, dict) or not secret_file.is_secret(told.get("secret")):
                raise BadResponse(
                    "Giving the %s a new secret was answered without one." % title,
                    "Whether the present secret still works is not known. " + _AGAIN,
                    operation="Giving the %s a new secret" % title,
                    url=service.base_url + url + "/secret",
                )
            keep(client_id, told["secret"])
            return told

    def prove(self, title, client_id):
        """Raise VerificationFailed when the new secret does not work, given a little time."""
        transport = self._services.transport
        for attempt in range(LOOKS):
            if self._services.cloud.secret_works(client_id, self.secret) is not False:
                return
            transport.sleep(0.5 * 2**attempt)
        raise VerificationFailed(
            "The new secret of the %s does not work at the token endpoint." % title,
            "Look whether the client is active, and run again with regenerate_secret: always.",
            field="verify_secret",
            operation="Verifying the secret",
        )

    def _know(self, secret):
        self._services.secrets.add(secret)
        self.secret = secret


def is_for_machines(client):
    """The client obtains tokens by its secret alone, so that the secret can be tried."""
    return client.get("authorized_grant_type") == CLIENT_CREDENTIALS
