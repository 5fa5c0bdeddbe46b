# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's argument_spec from the table of fields."""

from __future__ import annotations

import os

from ansible.module_utils.common.parameters import AnsibleFallbackNotFound


def argument_spec(fields):
    """The argument_spec for these fields; the same table is behind the documentation's check."""
    return {field.arg: _option(field) for field in fields}


def from_environment(*names):
    """The first of these environment variables that is set and not empty; a controller such as AWX sets those of empty
    fields, too. Raises AnsibleFallbackNotFound, upon which Ansible takes the option's default.
    """
    return _given(value_in(os.environ, names))


def guard_from_environment(*names):
    """The first of these environment variables that is set, also to nothing: an empty guard is refused later."""
    return _given(value_in(os.environ, names, is_guard=True))


def value_in(environ, names, is_guard=False):
    """The first of these environment variables that counts as given, or None. environ: a dict of them."""
    for name in names:
        if environ.get(name) or is_guard and name in environ:
            return environ[name]
    return None


def _given(value):
    if value is None:
        raise AnsibleFallbackNotFound
    return value


def _option(field):
    option = {"type": field.type}
    for name in ("elements", "default"):
        value = getattr(field, name)
        if value is not None:
            option[name] = value
    if field.required:
        option["required"] = True
    for name in ("choices", "aliases"):
        if getattr(field, name):
            option[name] = list(getattr(field, name))
    if field.env:
        option["fallback"] = (guard_from_environment if field.guard else from_environment, list(field.env))
    if field.secret:
        option["no_log"] = True
    elif field.no_log is not None:
        option["no_log"] = field.no_log
    if field.fields:
        option["options"] = argument_spec([part for part in field.fields if part.option])
    return option
