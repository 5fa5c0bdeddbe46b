# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's own check of a task's arguments, which breaks off at some that nobody means."""

from __future__ import annotations

import os

from ansible_collections.cxops.genesys.plugins.module_utils.binding.argument_spec import value_in
from ansible_collections.cxops.genesys.plugins.module_utils.binding.shapes import check_shapes
from ansible_collections.cxops.genesys.plugins.module_utils.core.task import invalid

NO_TEXT = ("bool", "int", "float", "list", "dict")


def without_empty(options, given):
    """The arguments without the empty texts that their options cannot have: they count as not given, as AWX leaves them.

    Empty texts of options that are texts stay: they mean something, or are sorted out when all is known. So do those of
    guards, which are refused.
    """
    known = {name: option for option in options for name in (option.arg,) + option.aliases}
    kept = {}
    for name, value in given.items():
        option = known.get(name)
        if option is not None and not option.guard:
            if value == "" and (option.type in NO_TEXT or (option.choices and "" not in option.choices)):
                continue
            if option.fields and isinstance(value, list):
                value = [without_empty(option.fields, one) if isinstance(one, dict) else one for one in value]
            elif option.fields and isinstance(value, dict):
                value = without_empty(option.fields, value)
        kept[name] = value
    return kept


def as_in_module(options, given, stated, inherits):
    """The arguments as a module's process completes them by its environment variables, as far as these can be known here.

    stated: those of the task's keyword environment. inherits: whether the module has the others of this process; if not,
    they count as not given.
    """
    environ = dict(os.environ if inherits else {}, **stated)
    more = {}
    for option in options:
        if option.env and not any(name in given for name in (option.arg,) + option.aliases):
            value = value_in(environ, option.env, option.guard)
            more[option.arg] = option.default if value is None else value
    return dict(given, **more)


def checked(validator, options, given):
    """What the ArgumentSpecValidator says of the arguments.

    Raises InvalidInput for shapes that it would quote, and where it would break off at a value.
    """
    check_shapes(options, given)
    try:
        return validator.validate(given)
    except OverflowError:  # it takes "inf" for a number before it takes it for a whole one
        infinite = [name for name, value in sorted(given.items()) if "inf" in str(value).lower()]
        raise invalid([(name, "a whole number cannot be infinite") for name in infinite]) from None
