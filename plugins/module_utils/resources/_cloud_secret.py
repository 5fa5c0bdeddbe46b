# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secret of an OAuth client, which Genesys Cloud tells once: when it makes it (genesys-cloud-oauth-api.md §1.6 rule 1).

A client has one secret; the one before ends at once when a new one is made.
"""

from __future__ import annotations

from contextlib import contextmanager

from ..core.errors import AnswerLost, BadResponse, GenesysError, InvalidInput, SecretFileError, VerificationFailed
from ..transport import secret_file
from . import _cloud_begun as begun
from ._cloud_rules import CLIENT_CREDENTIALS, IMPLICIT

DAY = 86400.0
NEVER, WHEN_LOST, ALWAYS = "never", "when_lost", "always"
_AGAIN = "The service does not tell the secret again: run again with regenerate_secret: always."
LOOKS = 5  # at a new secret, which the token endpoint may know a little later


class Custody:
    """Keeps the secret of one client in its file, and decides when a new one is due.

    services, options, check_mode: of the task. warn: takes a text for the user. ``path`` is that of the file, ``secret``
    the client's secret once it is known.
    """

    def __init__(self, services, options, check_mode, warn):
        self._services = services
        self._options = options
        self._check_mode = check_mode
        self._warn = warn
        self._kept = False  # the secret, by this task
        self.path = options.get("secret_file")
        self.secret = None

    def before_creation(self, title, grant):
        """Raise an error when the secret could not be kept. A client for machines is of no use without it; for persons a
        client may be public (PKCE), so there is only a word about it.
        """
        if self.path is None:
            self._say_that_nobody_keeps_it(title, grant)
            return
        secret_file.check_writable(self.path)
        if self._options["regenerate_secret"] == NEVER and self.stored() is not None:
            raise SecretFileError(
                "The %s does not exist yet, but the secret file %s does: it may hold the only copy of another secret."
                % (title, self.path),
                "Move the file away, or set regenerate_secret: when_lost to have it replaced. Nothing was changed.",
                path=self.path,
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
        """Whether the existing client needs a new secret. Raises VerificationFailed when the stored one does not work."""
        how, stored = self._options["regenerate_secret"], self.stored() if self.path else None
        due = how == ALWAYS
        if self.path and stored is None and not due:
            due = how == WHEN_LOST
            if not due and not self.in_doubt(client):
                self._warn(
                    "The secret of the %s is not in %s, and Genesys Cloud does not tell it again. Put the known secret there, "
                    "or set regenerate_secret: when_lost, which ends the present one at once." % (title, self.path)
                )
        if not due and self.in_doubt(client):
            due = not self._is_proved(client, stored)
            if due:
                self._warn(
                    "An earlier run was broken off when it had a secret of the %s made, so that nobody has it: it is made anew."
                    % title
                )
        if stored is not None and not due:
            due = self._is_old() or self._is_dead(title, client, stored, how)
        if due:
            self._check_place(title)
        return due

    def stored(self):
        """The secret in the file, or None."""
        secret = secret_file.read_secret(self.path) if self.path else None
        if secret is not None:
            self._know(secret)
            if not secret_file.is_private(self.path):
                self._warn("The secret file %s can be read by others: set its mode to 0600." % self.path)
        return secret

    def in_doubt(self, client):
        """A run was broken off when it had a secret of the client made for the file."""
        return bool(self.path) and begun.in_doubt(self.path, self._services.cloud.api.base_url, client)

    def settle(self):
        """The client's secret is in its file and wherever else it belongs."""
        if self.path and self._kept and not self._check_mode:
            begun.done(self.path)

    def _is_proved(self, client, stored):
        """The stored secret is seen to work, so that the client keeps it."""
        if stored is None or client.get("authorized_grant_type") != CLIENT_CREDENTIALS:
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
            yield lambda secret, replace=True: self._know(secret), lambda error: None
            return
        about = {"service": self._services.cloud.api.base_url, "client_id": client_id, "name": name}
        with begun.Begun(self.path, about) as reserved:

            def keep(secret, replace=True):
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
            keep(told["secret"])
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

    def _is_old(self):
        most = self._options.get("secret_max_age")
        return most is not None and secret_file.age(self.path) > most * DAY

    def _is_dead(self, title, client, stored, how):
        wanted = self._options.get("verify_secret") and client.get("client_state") == "active"
        if not wanted or client.get("authorized_grant_type") != CLIENT_CREDENTIALS:
            return False
        if self._services.cloud.secret_works(client["client_id"], stored) is not False:
            return False
        if how == WHEN_LOST:
            return True
        raise VerificationFailed(
            "The secret in %s is not that of the %s: the token endpoint refuses it." % (self.path, title),
            "Put the right secret there, or set regenerate_secret: when_lost. Nothing was changed.",
            field="verify_secret",
            operation="Verifying the secret",
        )

    def _check_place(self, title):
        if self.path:
            secret_file.check_writable(self.path)
        elif not self._services.reveals:
            raise InvalidInput(
                "The new secret of the %s would be lost, and the present one ended, for this task keeps it nowhere."
                % title,
                "Give secret_file, or set no_log on the task and register the result. Nothing was changed.",
                field="regenerate_secret",
            )

    def _know(self, secret):
        self._services.secrets.add(secret)
        self.secret = secret
