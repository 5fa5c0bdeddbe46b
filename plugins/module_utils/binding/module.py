# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one place where a task meets AnsibleModule."""

from __future__ import annotations

from ansible.module_utils import basic
from ansible.module_utils.basic import AnsibleModule

from ..core.errors import InvalidInput
from ..core.spec import mask, secret_values, without_names_in_secrets
from .argument_spec import argument_spec
from .execute import execute
from .redaction import redact
from .shapes import check_shapes


def run(task):
    """Run the task as an Ansible module: read the options, do it, report, exit."""

    class Module(AnsibleModule):
        """Writes no secret into the machine's log."""

        def log(self, msg, log_args=None):
            """Ansible takes out secrets as they are, but writes lists and dicts as Python does, with its escapes."""
            secrets = secret_values(task.options, self.params)
            if log_args is not None:  # these are the options
                shown = redact(mask(task.options, self.params), secrets)
                log_args = {name: str(value) for name, value in shown.items()}
                msg = "Invoked with %s" % " ".join("%s=%s" % pair for pair in log_args.items())
            super().log(redact(msg, secrets), log_args)

    # What Ansible has for modules that look at their options themselves.
    _refuse_wrong_shapes(task, basic._load_params() or {})
    module = Module(argument_spec=argument_spec(task.options), supports_check_mode=True)
    module.no_log_values.update(
        secret_values(task.options, module.params)
    )  # also of a dict that was given as JSON text
    result = execute(task, module.params, module.check_mode, module.no_log)
    module.params = without_names_in_secrets(task.options, module.params)  # Ansible shows them as the invocation
    for warning in result.pop("warnings", []):
        module.warn(warning)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)


class _Refusing(AnsibleModule):
    """Takes any options, and tells none of them, nor writes them into the machine's log."""

    def log(self, msg, log_args=None):
        """Nothing is known of where their secrets are."""


def _refuse_wrong_shapes(task, given):
    """End the process where check_shapes refuses an option, before Ansible quotes it. given: the options and Ansible's own ones."""
    options = {name: value for name, value in given.items() if not name.startswith("_ansible_")}
    try:
        check_shapes(task.options, options)
    except InvalidInput as error:
        spec = {name: {"type": "raw", "no_log": False} for name in options}
        module = _Refusing(argument_spec=spec, supports_check_mode=True)
        module.fail_json(msg=str(error), failure=error.failure(), changed=False, requests=[], invocation={})
