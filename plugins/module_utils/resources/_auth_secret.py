# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secret of an existing API client: when a new one is due, and how it replaces the old one without losing either.

Three files hold what the service may have: ``secret_file``; ``secret_file.previous``, the old secret until the new one has
been seen to work; ``secret_file.refused``, a new secret that the service accepted and did not take. A record beside them
(_secret_record.py) shows that the client's secret was there: where it is missing, only the user says that a lost secret may end.
"""

from __future__ import annotations

import os
from contextlib import contextmanager

from ..core.checks import platform_url
from ..core.errors import GenesysError, Refused, SecretFileError, TimedOut, VerificationFailed
from ..transport import oauth, secret_file
from ..transport.local_lock import local_lock
from ..transport.memory import digest
from ..transport.sql_tables import EQUALS, TEXT
from ._secret_record import SecretRecord, must_be_ours, warn_of_confirmation

DAY = 86400.0
PAUSES = (0.5, 1.0, 2.0)  # seconds between looks whether a new secret works
NEVER, WHEN_LOST, ALWAYS = "never", "when_lost", "always"
DROP, RESTORE = "drop", "restore"  # what becomes of the previous secret
GAPIS = "SELECT url, clientsecret FROM %s WHERE clientid::{0} {1} %%s::{0} ORDER BY url".format(TEXT, EQUALS)


def planned_key(path):
    """The key under which a run's memory says that check mode foretells a new secret for this file."""
    return digest("planned secret", os.path.realpath(path))


def rows_key(client_id, path):
    """The key under which a run's memory has the URLs of the rows of nex_gapis with this client that the run does not write, while
    a new secret for this file is due.
    """
    return digest("rows with the old secret", client_id, os.path.realpath(path))


def is_ours(options):
    """A record shows that the client's secret was stored in its file. options: of the client's task.

    Ids of API clients count letter by letter; the record's own comparison, which Genesys Cloud shares, leaves letter case out.
    """
    record, client_id = SecretRecord(options["secret_file"]), options["client_id"]
    return record.is_of(client_id, platform_url(options.get("auth_url"))) and record.name == client_id


def check_lost(options, title):
    """Refuse to end a secret that is not in its file and that somebody else may be using. Raises InvalidInput."""
    confirmed, how = options.get("regenerate_secret_confirm"), "is not in %s" % options["secret_file"]
    must_be_ours(is_ours(options), options["client_id"], confirmed, title, how)


class SecretManager:
    """Decides on and replaces the secret of one client that exists.

    services, options, check_mode: of the task. title: what messages call the client. warn: takes a text for the user.
    """

    def __init__(self, services, options, check_mode, title, warn):
        self._services = services
        self._options = options
        self._check_mode = check_mode
        self._title = title
        self._warn = warn
        self._seen = (None, None)  # the secrets in the file and in that of the previous one, when it was decided
        self._verdict = None
        self._sent = None  # the secret that this task generated and may have sent
        self._reason = None  # why a new secret is due
        self._rows = (
            None  # those of nex_gapis that keep the old secret: a list of one list, empty where they are not known
        )
        self.path = options.get("secret_file")

    @property
    def previous_path(self):
        """The file with the previous secret, which is there only until the new one has been seen to work; None without one."""
        path = self.path and secret_file.previous_path(self.path)
        return path if path and os.path.lexists(path) else None

    @property
    def reason(self):
        """Why this task makes a new secret, or None."""
        return self._reason

    def decide(self):
        """Look at the files, and what the service says of their secrets, and decide.

        Returns (secret to write or None, whether it is a generated one, whether the previous secret's file goes away).
        Raises VerificationFailed when a new secret is due and it is not known which of the present ones is the client's.
        """
        self._take_rows()
        stored, previous = self._read(self.path), self._read(self.previous_path)
        self._seen = stored, previous
        self._verdict, works = self._settle(stored, previous)
        settled = previous is not None and self._verdict is not None
        if self._verdict == RESTORE:
            stored, works = previous, True
        if stored is not None and works is None and self._may_lose() and not is_ours(self._options):
            works = self.works(stored)  # in a folder of release 1.3, which has no records
        if works and not self._check_mode:
            self.record()
        if stored is not None and stored == self._sent:
            works = self.works(stored) if works is None else works
            return (None if works else stored), False, settled
        if not self._is_due(stored, works):
            warn_of_confirmation(self._options.get("regenerate_secret_confirm"), self._title, self._warn)
            return (*self._kept_up_to_date(stored, works), settled)
        if previous is not None and not settled and not self._may_replace_both(works):
            raise VerificationFailed(
                "A new secret of the %s is due, but which of those in %s and %s is the present one cannot be seen."
                % (self._title, self.path, self.previous_path),
                "Find out which one works and remove the other file. Nothing was changed.",
                field="secret_file",
                path=self.previous_path,
            )
        secret_file.check_writable(self.path)
        if stored is None and self._options["regenerate_secret"] != ALWAYS:
            check_lost(self._options, self._title)
        secret = secret_file.generate_secret()
        self._services.secrets.add(secret)
        self._name_rows(stored, secret)
        self._services.memory.record(planned_key(self.path), self._check_mode)
        return secret, True, previous is not None

    def settle(self):
        """Do what was decided about the previous secret, if the files are still as they were seen."""
        with self._alone():
            if self._unchanged():
                self._do_settle()

    def replace(self, secret, send):
        """Put the generated secret into the file, keep the old one beside it, send the new one, and see whether it works.

        send: makes the request for the secret it is given. Returns (what it returns, the secret that was sent): another
        task of this machine may have been faster, then its secret is sent again. Raises VerificationFailed when the service
        accepts the secret and does not take it, and what send() raises; the file then holds the secret that works, as far
        as that can be seen.
        """
        with self._alone():
            if not self._unchanged():
                secret = self._read(self.path) or secret_file.store_secret(self.path, secret)
                return send(secret), secret
            self._do_settle()
            old = self._read(self.path)
            if old is not None:
                secret_file.keep_previous(self.path)
            secret_file.store_secret(os.path.realpath(self.path), secret, replace=True)
            self._sent = secret
            try:
                answer = send(secret)
            except Refused as refused:
                refused.hint = " ".join(filter(None, [refused.hint, self._take_back(secret, old, refused)]))
                raise
            except GenesysError as error:
                error.hint = " ".join(filter(None, [error.hint, self._both_are_kept(old)]))
                raise
            self._prove(secret, old)
            self.record()
        return answer, secret

    def record(self):
        """Record that the client's secret is in its file; returns whether that was to be written, and is.

        It only serves later runs, so a folder that cannot be written is no failure.
        """
        client_id, platform = self._options["client_id"], platform_url(self._options.get("auth_url"))
        try:
            if not is_ours(self._options):
                SecretRecord(self.path).write(client_id, client_id, None, platform=platform)
                return True
        except SecretFileError as error:
            self._warn("%s The next run cannot tell whose secret is in %s." % (error.message, self.path))
        return False

    def forget(self):
        """Remove the record, if it is this client's: the client is deleted, and one that is made again has another secret."""
        if self.path and is_ours(self._options):
            SecretRecord(self.path).remove()

    def works(self, secret):
        """Whether the client can log in with the secret: True, False, or None when the service does not tell or answer."""
        if secret is None:
            return False
        try:
            return oauth.secret_works(self._services.auth, self._options["client_id"], secret)
        except GenesysError:
            return None

    def _read(self, path):
        secret = secret_file.read_secret(path) if path else None
        if secret is not None:
            self._services.secrets.add(secret)
            if not secret_file.is_private(path):
                self._warn("The secret file %s can be read by others: set its mode to 0600." % path)
        return secret

    def _settle(self, stored, previous):
        """(what becomes of the previous secret, whether the stored one works), after a rotation that was not finished.

        None where it is not known.
        """
        if previous is None:
            return None, None
        works = self.works(stored)
        if works or stored == previous:
            return DROP, works
        if self.works(previous):
            self._warn(
                "An earlier run did not finish the new secret of the %s: the previous one works and is put back into %s."
                % (self._title, self.path)
            )
            return RESTORE, works
        self._warn(
            "Which secret of the %s is the present one, that in %s or that in %s, cannot be seen: both are kept. Remove the file "
            "of the previous one when you know that the other works." % (self._title, self.path, self.previous_path)
        )
        return None, works

    def _is_due(self, stored, works):
        """Raises VerificationFailed when a secret is due for its age that is not the client's any more."""
        how, self._reason = self._options["regenerate_secret"], None
        if how == ALWAYS:
            self._reason = "regenerated (regenerate_secret: always)"
            return True
        if stored is None:
            self._reason = "regenerated, for its file was not there"
            return self._may_lose()
        most = self._options.get("secret_max_age")
        place = self.previous_path if self._verdict == RESTORE else self.path
        if most is None or secret_file.age(place) <= most * DAY:
            return False
        if (self.works(stored) if works is None else works) is False:
            raise VerificationFailed(
                "The secret in %s is %d days old and is to be replaced, but it is not that of the %s: somebody else changed it."
                % (self.path, secret_file.age(place) / DAY, self._title),
                "Put the present secret there, or set regenerate_secret: always once. Nothing was changed.",
                field="secret_max_age",
                operation="Verifying the secret",
            )
        self._reason = "rotated by age (secret_max_age: %d)" % most
        return True

    def _may_lose(self):
        """A secret that is not in its file any more is replaced."""
        return self._options["regenerate_secret"] == WHEN_LOST or self._options["update_secret"] == "always"

    def _kept_up_to_date(self, stored, works):
        """(the stored secret where it is to be written again, that it is not a generated one)"""
        if self._options["update_secret"] != "always":
            return None, False
        works = self.works(stored) if works is None else works
        return (None if works else stored), False

    def _may_replace_both(self, works):
        """The service refuses both, and the user wants a new one then. works: whether the one in the file does."""
        wanted = self._options["regenerate_secret"]
        wanted = wanted == ALWAYS or (wanted == WHEN_LOST and self._seen[0] is None)
        return wanted and works is False and self.works(self._seen[1]) is False

    def _unchanged(self):
        return self._seen == (self._read(self.path), self._read(self.previous_path))

    def _do_settle(self):
        if self._verdict == RESTORE:
            secret_file.restore_previous(self.path)
        elif self._verdict == DROP:
            secret_file.drop_secret(secret_file.previous_path(self.path))

    @contextmanager
    def _alone(self):
        """Tasks of this machine that keep a secret in the same file take turns."""
        transport = self._services.transport
        path = os.path.realpath(self.path)
        with local_lock("secret file " + path, transport.timeout, transport.sleep) as alone:
            if not alone:
                raise TimedOut(
                    "Another task of this machine is busy with the secret file %s, so that nothing was changed."
                    % self.path,
                    "Look whether that task hangs, then run again.",
                    path=self.path,
                )
            yield

    def _take_back(self, secret, old, refused):
        """The service refused the request: the old secret is put back unless the new one is seen to be the client's. Returns
        what is to be said.
        """
        old_works, works = self.works(old), self.works(secret)
        if works:
            if old_works is False:
                secret_file.drop_secret(secret_file.previous_path(self.path))
            return "The new secret works all the same and is kept in %s." % self.path
        effect = str(refused.details.get("http_status", "")).startswith("2")
        if works is None or effect:
            secret_file.keep_refused(self.path)
            said = "The new one, which the service may know, is kept in %s." % secret_file.refused_path(self.path)
        else:
            said = "The new one was dropped, for the service does not know it."
        if old is None:
            secret_file.drop_secret(os.path.realpath(self.path))
            return said
        secret_file.restore_previous(self.path)
        return "The previous secret was put back into %s. %s" % (self.path, said)

    def _prove(self, secret, old):
        """See whether the new secret works, given a little time; then the previous one is not needed any more."""
        works = self.works(secret)
        for pause in PAUSES:
            if works is not False:
                break
            self._services.transport.sleep(pause)
            works = self.works(secret)
        if works:
            secret_file.drop_secret(secret_file.previous_path(self.path))
            return
        if works is None:
            self._warn(
                "Whether the new secret of the %s works cannot be seen. %s" % (self._title, self._both_are_kept(old))
            )
            return
        raise VerificationFailed(
            "The service accepted the new secret of the %s, but does not take it." % self._title,
            "%s This service does not change secrets: delete the client and create it anew, or keep the old secret."
            % self._after_no_effect(old),
            operation="Changing the secret",
            field="client_secret",
        )

    def _after_no_effect(self, old):
        """Put the secret back that works. The new one stays in a file of its own, for the service may take it yet."""
        refused = secret_file.refused_path(self.path)
        if old is not None and not self.works(old):
            return self._both_are_kept(old)
        secret_file.keep_refused(self.path)
        if old is None:
            secret_file.drop_secret(os.path.realpath(self.path))
            return "The new one was moved to %s." % refused
        secret_file.restore_previous(self.path)
        return "The previous secret works and was put back into %s; the new one was moved to %s." % (self.path, refused)

    def _both_are_kept(self, old):
        if old is None:
            return "It is kept in %s." % self.path
        return "The new one is kept in %s and the previous one in %s: the next run looks which of them works." % (
            self.path,
            secret_file.previous_path(self.path),
        )

    def _take_rows(self):
        """Take what the run has left for this one task of the rows."""
        if self._rows is None:
            memory, key = self._services.memory, rows_key(self._options["client_id"], self.path)
            self._rows = (memory.recall(key) or [[]])[0]
            if self._rows:
                memory.record(key, [])

    def _name_rows(self, old, secret):
        """Warn of the rows of nex_gapis that hold the old secret and that this run does not write, as far as they are known."""
        client, urls = self._options["client_id"], None
        if self._rows:
            urls = self._rows[0]
        elif self._options.get("login_host"):
            try:
                database = self._services.postgres
                table = database.table("nex_gapis").sql
                _columns, rows, _count = database.query("Reading nex_gapis", GAPIS % table, (client,))
                urls = [url for url, stored in rows if stored != secret]
            except GenesysError as error:
                self._warn("The rows of nex_gapis could not be read: %s" % error.message)
        if urls:
            self._warn(
                "Rows of nex_gapis hold the old secret of the %s until they are written (nexus_gapi_db, or the role digital_channels "
                "where they are declared): %s." % (self._title, ", ".join(urls))
            )
        elif urls is None:
            self._warn(
                "Rows of nex_gapis with the client %s, if there are any, hold the old secret until they are written (nexus_gapi_db, or the "
                "role digital_channels where they are declared). Which ones is not known: this task has no database to look at."
                % client
            )
