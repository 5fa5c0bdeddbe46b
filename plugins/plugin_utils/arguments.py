# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's own check of a task's arguments, which breaks off at some that nobody means."""

from __future__ import annotations

from collections.abc import Mapping

NO_TEXT = ("bool", "int", "float", "list", "dict")


class BadArguments(Exception):
    """The arguments cannot even be checked; its text is for the user and tells no value."""


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


def checked(validator, options, given):
    """What the ArgumentSpecValidator says of the arguments. Raises BadArguments where it would break off at one of them."""
    try:
        return validator.validate(given)
    except OverflowError:  # it takes "inf" for a number before it takes it for a whole one
        infinite = [name for name, value in sorted(given.items()) if "inf" in str(value).lower()]
        raise BadArguments("A whole number cannot be infinite: %s." % ", ".join(infinite)) from None
    except TypeError:  # it looks for the members of a dict in what is none
        none = [option.arg for option in options if option.fields and option.type == "dict"]
        none = [name for name in none if given.get(name) is not None and not isinstance(given[name], (Mapping, str))]
        if not none:
            raise
        raise BadArguments("A dict is needed, and something else was given: %s." % ", ".join(none)) from None
