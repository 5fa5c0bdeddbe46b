# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The teardown of a tenant: look at everything, keep what is there as a document, delete, and tell what stays."""

from __future__ import annotations

import os
import uuid
from contextlib import suppress

from ..core import identity
from ..core.errors import Forbidden, GenesysError, InvalidInput, SecretFileError, Unauthorized
from ..core.spec import secret_values
from ..core.task import Report
from ..core.text import folded
from ..transport import document_file
from . import _key_record, contact_center, setting
from ._tenant_identity import line_of_contact_center, refuse_another_digital, refuse_another_environment
from ._tenant_kept import Kept, stem
from ._tenant_options import CONNECTION, OPTIONS
from ._tenant_stays import FOREIGN, PERSON, TENANT_STAYS, Files, Stays, person

UNREACHABLE = (
    "The tenant of Digital Channels and its service connections may still be there, but the contact center is gone, so that nobody can log in"
    " to look. If an earlier teardown listed them, remove them in Digital Channels by hand."
)
_MASKED = " A secret is part of this path, so that it is masked. The folder is the one of teardown_dir (genesys_teardown_dir)."
_NO_CREDENTIALS = (InvalidInput, Unauthorized, Forbidden, SecretFileError)
_CENTER = ("environment", "contact_center", "cors", "settings")


class Teardown:
    """One teardown. course: the run of the document that it belongs to. do: runs a step and returns its Report. report: puts one
    into the result. stays, document: what came of it. token: tells the later tasks of the run which document is theirs.
    """

    def __init__(self, course, do, report):
        self._course = course
        self._do = do
        self._report = report
        self._steps = course.steps
        self._doc = course.steps.doc
        self.stays = Stays()
        self.document = self.token = ""
        self._is_of_earlier_task = False
        self._seen = {}  # number of a step to what its look came to: a Report, or the error
        self._looked = None
        self._staying = set()
        self._tenant_stays = False  # that of Digital Channels may still be there after all
        self._gone = None  # whether the contact center is gone by now, once that was asked

    def run(self, locate, is_gone):
        """Do it. What is there is kept before the first deletion; with ``keep_only`` that is all.

        locate: finds out whether environment and contact center are there. is_gone: whether the latter is gone by now.
        """
        self._is_gone = is_gone
        steps = list(self._steps.chosen())
        files = Files(self._steps)
        without = self._find_center(locate)
        self._refuse_another()
        if not self._is_kept():
            self._refuse_another_environment(steps)
            self._keep(steps, without)
        if self._doc["keep_only"]:
            return
        for number, step in enumerate(steps):
            if step.stays:
                self._look_at(number, step)
            elif step.task.kind == "file":
                self._remove_file(step, files)
            elif not self._is_gone_with_its_owner(step):
                self._delete(number, step)
        self._tell_rest(files)

    def _find_center(self, locate):
        """Look at environment and contact center; returns the error at which a task that only keeps a document goes on."""
        try:
            self._looked = locate()
        except GenesysError as error:
            if not self._doc["keep_only"]:
                raise
            return error
        return None

    def _refuse_another(self):
        """Raises Ambiguous where the login domains say that another tenant is meant than the one of a declared id."""
        refuse_another_digital(self._course, self._steps.parts)
        domains = self._doc["tenant_contact_center"].get("domains")
        report = (self._looked or {}).get("contact_center")
        if not domains or report is None:
            return
        self._course.at = "contact center"
        found = report.diff["before"]
        if found:
            identity.same_domains(found, domains, line_of_contact_center(self._course))
        else:
            everything = dict.fromkeys(item.arg for item in contact_center.INFO.filters)
            others = contact_center.INFO.run(everything, self._course.services).values["contact_centers"]
            identity.nobody_else(self._steps.wanted_id, others, domains, line_of_contact_center(self._course))

    def _refuse_another_environment(self, steps):
        """The same by the addresses of an environment that is to go. An earlier task of the run has seen it before it deleted what may
        have proven whose it is.
        """
        looked = self._looked or {}
        if "environment" not in looked or all(step.stays for step in steps if step.part == "environment"):
            return
        center = looked.get("contact_center")
        wanted, domains = self._steps.wanted_id, self._doc["tenant_contact_center"].get("domains")
        there = center.diff["before"] if center else domains and contact_center.find(wanted, self._course.services)
        refuse_another_environment(self._course, looked["environment"].diff["before"], there)

    def _is_gone_with_its_owner(self, step):
        """It cannot be there, for what it belongs to is not; says so where it is that itself."""
        looked = self._looked
        if looked is None or not step.within or step.within in self._course.ids:
            return False
        if step.takes.get("id") == step.within:
            self._report(step, looked[step.within])
        return True

    @property
    def told(self):
        """What the result says of the document."""
        notes = [] if self._is_of_earlier_task or not self.document else [self._note()]
        return {"teardown_document": self.document, "teardown_run": self.token, "teardown_notes": notes}

    def _note(self):
        """Where the document is, for people."""
        when = "would be" if self._course.check_mode else "is"
        note = "What was there %s kept in %s. It is a file of variables, to be applied again." % (when, self.document)
        return note + _MASKED if any(one in self.document for one in self._secrets()) else note

    def _secrets(self):
        services = self._course.services
        return secret_values(CONNECTION + OPTIONS, services.options) | services.secrets

    # What is there

    @property
    def _platform(self):
        return self._doc.get("environment_url") or self._doc.get("auth_url") or ""

    def _is_kept(self):
        """An earlier task of this run has kept these parts of this tenant."""
        token = self._doc["teardown_run"]
        if not token:
            return False
        if self._course.check_mode:
            path = document_file.next_path(self._folder, self._stem)
        else:
            path = document_file.find(self._folder, lambda head: self._is_of_this(head, token))
        if path:
            self.document, self.token, self._is_of_earlier_task = path, token, True
        return bool(path)

    def _is_of_this(self, head, token):
        """Whether the document with this head is the one of this run, and has all that is deleted now."""
        of_this = (token, self._doc["tenant_id"] or "", self._platform)
        if tuple(head.get(name, "") for name in ("Run", "Tenant", "Platform")) != of_this:
            return False
        return not self._steps.parts - {"designer_env"} - set(head.get("Parts", "").split())

    @property
    def _folder(self):
        if not self._doc["teardown_dir"] and self._doc.get("state_dir"):
            return os.path.join(self._doc["state_dir"], "teardown")
        return self._doc["teardown_dir"] or document_file.default_folder()

    @property
    def _stem(self):
        return stem(self._doc, self._platform, self._steps.parts)

    def _keep(self, steps, without):
        """Look at everything, and keep it if anything of it is to be deleted. without: the error where nobody could look."""
        token = _token(self._secrets())
        services, going = self._course.services, []
        services.secrets |= self._secrets()
        kept = Kept(self._steps, self._course.asked, services.secrets, token, services.conceal)
        for number, step in enumerate(steps):
            if step.task.kind != "file" and self._look(number, step, kept, without):
                going.append((number, step))
        if not going or [step.part for _number, step in going] == ["environment"] and not self._goes(*going[0]):
            return
        self._all_settings(kept)
        self._course.at = ""
        path = document_file.next_path(self._folder, self._stem)
        if not self._course.check_mode:
            path = document_file.store(self._folder, self._stem, kept.text(self._platform))
        self.document, self.token = path, token

    def _look(self, number, step, kept, without):
        """Look at one object; returns whether it is seen and to be deleted."""
        owned, looked = step.within or step.part in _CENTER, self._looked
        if without is not None and owned:
            kept.in_vain(step, without)
            return False
        if looked is not None and step.within and step.takes.get("id") == step.within:
            report = looked[step.within]  # the environment or the contact center itself
            kept.add(step, report)
            return bool(report.diff["before"] and not step.stays)
        if looked is not None and step.within and step.within not in self._course.ids:
            return False
        try:
            report = self._do(step, True) if not step.stays else self._seen_only(step)
        except GenesysError as error:
            if not (step.stays or self._doc["keep_only"] or self._may_fail(step, error)):
                raise
            self._seen[number] = error
            if error.code in step.unreachable and not self._doc["keep_only"]:
                self._center_is_gone()  # then nothing of it is looked for any more
            if step.task.kind == "API client" and error.code in step.tolerated:
                kept.add(step, self._unhindered(step))
            else:
                kept.in_vain(step, error)
            return False
        self._seen[number] = report
        kept.add(step, report)
        return bool(report.changed and report.values.get("observed", True) and not step.stays)

    def _seen_only(self, step):
        """Look at what stays. Raises InvalidInput where the connection that it needs is not given."""
        for name, text in step.task.problems(step.params):
            raise InvalidInput(text, field=name)
        return self._do(step, True)

    def _unhindered(self, step):
        """Look at a client that stays because another contact center uses it."""
        mine = step.params.pop("deleted_contact_center_ids")
        try:
            return self._do(step, True)
        finally:
            step.params["deleted_contact_center_ids"] = mine

    def _goes(self, number, step):
        """Whether the environment is deleted: nothing else uses it. One that stays is not kept, so its deletion is not tried."""
        try:
            return self._do(step, True).changed
        except GenesysError as error:
            if error.code not in step.tolerated:
                raise
            self._seen[number] = error
            return False

    @staticmethod
    def _may_fail(step, error):
        return isinstance(error, _NO_CREDENTIALS) or error.code in step.tolerated or error.code in step.unreachable

    def _all_settings(self, kept):
        """With the contact center go all of its settings, also those that nobody declared."""
        center = self._course.ids.get("contact_center")
        if "contact_center" not in self._steps.parts or not center:
            return
        is_digital = folded(self._doc["digital_channels_contact_center_id"] or center) == folded(center)
        params = dict({item.arg: None for item in setting.INFO.filters}, contact_center_id=center)
        try:
            settings = setting.INFO.run(params, self._course.services).values["settings"]
        except GenesysError as error:
            if not self._doc["keep_only"]:
                raise
            kept.not_looked_at("contact_center", "the settings of the contact center", error)
        else:
            for found in settings:
                kept.setting(found, is_digital)

    # What goes

    def _delete(self, number, step):
        try:
            report = self._done(number, step)
            self._report(step, report)
            self._release(step, report)
        except GenesysError as error:
            self._tenant_stays = self._tenant_stays or step.part == "nexus_tenant"
            if error.code in step.tolerated:
                self.stays.failed(step, error)
                self._staying.add(step.params.get("client_id"))
            elif error.code in step.unreachable and self._center_is_gone():
                self.stays.failed(step, error, UNREACHABLE)
            else:
                raise

    def _release(self, step, report):
        """The record of the API key says that its contact center or its tenant is deleted, so that its file may take a new key."""
        _path, record = self._steps.key_files()
        if (
            record
            and step.part in ("contact_center", "nexus_tenant")
            and report.changed
            and not self._course.check_mode
        ):
            with suppress(SecretFileError):  # the next run says that the file is another contact center's
                _key_record.KeyRecord(record).release(step.params["id"])

    def _center_is_gone(self):
        """Whether the person cannot log in because there is no contact center, perhaps since a moment ago."""
        if self._gone is None:
            self._gone = self._looked is not None and self._is_gone(self._looked)
        return self._gone

    def _done(self, number, step):
        """The Report of a deletion. What was not there needs no second look, nor does anything in check mode."""
        outcome = self._seen.get(number)
        if isinstance(outcome, GenesysError):
            self._course.at = step.title
            raise outcome
        if isinstance(outcome, Report) and (self._course.check_mode or not outcome.changed):
            return outcome
        return self._do(step, self._course.check_mode)

    def _remove_file(self, step, files):
        if step.of not in self._staying:
            record = step.params.get("record") if step.part == "nexus_tenant" else None
            step.params["keeps_record"] = bool(record) and self._tenant_stays
            paths = [*step.task.paths(step.params["path"]), record]
            report = self._do(step, self._course.check_mode)
            self._report(step, report)
            if step.params["keeps_record"] and not report.warnings:
                files.staying[record] = TENANT_STAYS
            elif not report.changed:
                for path in filter(os.path.lexists, filter(None, paths)):
                    what = "the values of DesignerEnv" if step.part == "designer_env" else "an API key"
                    self.stays.file(path, what, FOREIGN)
            files.removed.update(path for path in paths if path not in files.staying)

    # What stays

    def _look_at(self, number, step):
        """Say of an object that it stays, if it is there; of one that nobody can look at, if the tenant was there."""
        self._staying.add(step.params.get("client_id"))
        looked = self._looked
        if looked is not None and step.takes.get("id") and step.takes["id"] == step.within:
            self._seen[number] = looked[step.within]  # the environment itself
        if number not in self._seen:
            try:
                self._seen[number] = self._seen_only(step)
            except GenesysError as error:
                self._seen[number] = error
        outcome = self._seen[number]
        is_seen = isinstance(outcome, Report) and outcome.values.get("observed", True)
        if is_seen and not outcome.diff["before"] or not is_seen and not self.document:
            return
        self.stays.object(step, step.stays, is_seen)

    def _tell_rest(self, files):
        files.tell(self.stays, self._staying)
        who = person(self._course.services, self._doc) if "nexus_tenant" in self._steps.parts else None
        if who:
            self.stays.add("person", "The person %s" % who, PERSON)


def _token(secrets):
    """A new one of which no secret is a part: what tasks hand over must not be masked."""
    for _attempt in range(100):
        token = uuid.uuid4().hex
        if not any(one in token for one in secrets):
            break
    return token
