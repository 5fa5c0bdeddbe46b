# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What plugins that talk to the services share: their connection options, and errors as Ansible wants them."""

from __future__ import annotations

import os
import traceback
from contextlib import contextmanager

from ansible import constants as C
from ansible.errors import AnsibleError

from ansible_collections.cxops.genesys.plugins.module_utils.binding.redaction import redact
from ansible_collections.cxops.genesys.plugins.module_utils.binding.shapes import check_shapes
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import GenesysError, InvalidInput, one_line
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import secret_values
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import validate
from ansible_collections.cxops.genesys.plugins.module_utils.transport.options import AUTH
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain

GUARDS = frozenset(name for item in AUTH if item.guard for name in (item.arg, item.variable))


class Connected:
    """Mixin of a plugin whose options are those of a task; it stands before the plugin's base class.

    The plugin has a method ``templated`` that templates a value for an option of a type, and ``task``, of whose connection
    options it has some. ``unread``: the variables that it does not read.
    """

    unread = ()

    def set_options(self, task_keys=None, var_options=None, direct=None):
        """As in the base class, with the plugin's own variables templated.

        Empty values count as not given, as AWX leaves them, but for those of guards, which are refused later.
        """
        kinds = {
            variable["name"]: option.get("type", "str")
            for option in C.config.get_configuration_definitions(self.plugin_type, self._load_name).values()
            for variable in option.get("vars", ())
            if variable["name"] not in self.unread
        }
        given = {name: kind for name, kind in kinds.items() if name in (var_options or {})}
        variables = _not_empty({name: self.templated(var_options[name], kind) for name, kind in given.items()})
        direct = _not_empty(direct or {})
        self._check_shapes(variables, direct)
        super().set_options(task_keys, variables, direct)
        self._given_by_name = set(variables) | set(direct)

    def _check_shapes(self, variables, direct):
        """Raises AnsibleError for a list or dict in place of a text: Ansible's own words for it hold the value."""
        try:
            for item in self.task.options:
                for values, name in ((variables, item.variable), (direct, item.arg)):
                    if name in values:
                        check_shapes((item,), {item.arg: plain(values[name])})
        except InvalidInput as error:
            raise AnsibleError(one_line(str(error))) from None

    def connection(self, secrets):
        """The options of the task, validated, as plain values. Adds to the set of secrets. Raises GenesysError."""
        params = {item.arg: self._value(item) for item in self.task.options}
        secrets |= secret_values(self.task.options, params)
        return validate(self.task, params)

    def _value(self, item):
        """The option's plain value. Ansible takes an empty environment variable for false, or for the present folder."""
        variables = [os.environ[name] for name in item.env if name in os.environ]
        if not variables or any(variables) or item.guard or self._given_by_name & {item.arg, item.variable}:
            return plain(self.get_option(item.arg))
        return item.default


def _not_empty(values):
    """Those that count as given. A guard is given, too, if it is empty."""
    return {
        name: "" if value is None else value
        for name, value in values.items()
        if value not in (None, "") or name in GUARDS
    }


@contextmanager
def reported(kind):
    """Our errors become Ansible's, with the hint and without secrets.

    kind: the class of Ansible's error. Yields a set for the secrets that become known.
    """
    secrets = set()
    try:
        yield secrets
    except AnsibleError:
        raise
    except GenesysError as error:
        raise kind(one_line(redact(str(error), secrets))) from None
    except Exception as error:  # a defect of ours: say where, but show no values
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = "Unexpected %s in %s, line %s." % (type(error).__name__, place.filename.rsplit("/", 1)[-1], place.lineno)
        raise kind("%s This is a defect of the collection: please report it." % what) from None
