# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jinja2 conditions and expressions of an inventory source over the variables of one of its hosts."""

from __future__ import annotations

from functools import partial

from ansible.errors import AnsibleParserError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.inventory import Constructable

from ansible_collections.cxops.genesys.plugins.plugin_utils.foreign import TEMPLATES_ARE_MARKED


class Conditions(Constructable):
    """Mixin in the place of Constructable. The plugin has the options strict, include_filters and exclude_filters, and ``_warn``."""

    def passes(self, variables, label):
        """Whether the host fulfils the conditions; one that cannot be evaluated leaves it out. label: what it is called in a warning."""
        for option, wanted in (("include_filters", True), ("exclude_filters", False)):
            conditions = self.get_option(option)
            results = [
                self._evaluated(partial(self._holds, condition, variables), option, condition, failed=None)
                for condition in conditions
            ]
            if None in results:
                which = conditions[results.index(None)]
                self._warn(
                    "%s is left out: %s cannot be evaluated: %s (strict: true tells why)." % (label, option, which)
                )
                return False
            if conditions and any(results) != wanted:
                return False
        return True

    def evaluated(self, option, expression, variables, template=False):
        """The value of an expression, or of a template; "" for one that cannot be evaluated."""
        evaluate = self._templated if template else self._compose
        return self._evaluated(partial(evaluate, expression, variables), option, expression)

    def _templated(self, text, variables):
        self.templar.available_variables = variables
        return self.templar.template(text)

    def _holds(self, condition, variables):
        self.templar.available_variables = variables
        if TEMPLATES_ARE_MARKED:
            return self.templar.evaluate_conditional(condition)
        return boolean(self.templar.template("{%% if %s %%}true{%% else %%}false{%% endif %%}" % condition))

    def _evaluated(self, evaluate, option, expression, failed=""):
        try:
            return evaluate()
        except Exception as error:  # of ansible-core 2.18, whatever a filter raises
            if self.get_option("strict"):
                raise AnsibleParserError("%s: %s: %s" % (option, expression, error)) from None
            return failed
