# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the engine reaches one kind of object, the same for HTTP and SQL."""

from __future__ import annotations

from contextlib import contextmanager

from .plan import Wanted


class Backend:
    """Looks at, creates, changes and deletes one kind of object.

    options: all options of the task by name. All values going in and out are by option name (``from_wire``/``to_wire``
    of the resource's table do the mapping). A backend serves one task and may remember what it read, until it writes.
    ``results``: further members of the task's result. ``error``: what was seen after a write that stays done; the task fails
    with it, and its result still has what was done.
    """

    from_cache = (
        False  # True: what find() returned was not looked at just now, so it is looked at again before a change
    )
    ways_out = ""  # what the user can do about an object that is sent without looking
    rereads = False  # True: look again after a write, because others may write the same object at the same time

    def __init__(self, resource, services, options, check_mode=False):
        self.resource = resource
        self.services = services
        self.options = options
        self.check_mode = check_mode
        self.warnings = []
        self.secrets = {}
        self.results = {}
        self.error = None

    def find(self, desired):
        """The object as it is, or None. Raises NotObservable when the service offers no way to look."""
        raise NotImplementedError

    def resolve(self, desired, current):
        """What is wanted, now that the current state is known: merged lists, generated secrets. None: nothing."""
        return Wanted(desired, strict=bool(self.options.get("strict")))

    def create(self, plan):
        """Create the object;

        returns it as the service tells it, or None. Raises AnswerLost when it may have been created.
        """
        raise NotImplementedError

    def update(self, plan):
        """Write the plan's patch; returns the object as the service tells it, or None."""
        raise NotImplementedError

    def delete(self, plan):
        """Delete the object of the plan's ``before``; an object that is gone already is no error."""
        raise NotImplementedError

    def shown(self, before, after):
        """The object as the diff shows it, secrets masked: a list that the service keeps as one text is a list there."""
        return before, after

    def unobservable_policy(self):
        """What to do when find() raised NotObservable: fail, send or assume_present."""
        return self.options.get("when_unobservable") or "fail"

    def there_already(self, values):
        """What is to be said where the service refuses, as a duplicate, an object that was sent without looking. values: what was sent."""
        return "It is there already; whether it is as it is wanted is not known."

    def reviewed(self, plan):
        """The plan without what the service is known not to do."""
        return plan

    def written(self, plan, answer):
        """Called after a successful write. answer: the object as create() or update() returned it, or None."""

    def confirm(self, plan):
        """Called after a successful write; raises VerificationFailed when it can be seen to have had no effect."""

    @contextmanager
    def guarded(self):
        """A context for the whole task, from the first look on."""
        yield

    @contextmanager
    def exclusive(self):
        """A context in which no other writer interferes; yields True when the object must be looked at again inside."""
        yield False

    def is_interruption(self, error):
        """The error only interrupted what is exclusive: either nothing of it had an effect or all of it, so that it may be
        done again from the look on.
        """
        return False

    def remember(self, name, value):
        """Keep a secret for the user: returned only by a task with no_log, never shown."""
        if value:
            self.secrets[name] = value
