# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What plugins that talk to the services share: their connection options, and errors as Ansible wants them."""

from __future__ import annotations

import traceback
from contextlib import contextmanager

from ansible import constants as C
from ansible.errors import AnsibleError

from ansible_collections.cxops.genesys.plugins.module_utils.binding.redaction import redact
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import GenesysError, one_line
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import secret_values
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import validate
from ansible_collections.cxops.genesys.plugins.plugin_utils.plain import plain


class Connected:
    """Mixin of a plugin whose options are those of a task; it stands before the plugin's base class.

    The plugin has a method ``templated`` that templates a value.
    """

    def set_options(self, task_keys=None, var_options=None, direct=None):
        """As in the base class, with the plugin's own variables templated.

        Empty values count as not given, as AWX leaves them.
        """
        named = C.config.get_plugin_vars(self.plugin_type, self._load_name)
        given = {name: var_options[name] for name in named if name in (var_options or {})}
        variables = {name: self.templated(value) for name, value in given.items()}
        super().set_options(
            task_keys,
            {name: value for name, value in variables.items() if value not in (None, "")},
            {name: value for name, value in (direct or {}).items() if value not in (None, "")},
        )

    def connection(self, task, secrets):
        """The options of the task, validated, as plain values. Adds to the set of secrets. Raises GenesysError."""
        params = {item.arg: plain(self.get_option(item.arg)) for item in task.options}
        secrets |= secret_values(task.options, params)
        return validate(task, params)


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
