# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's argument_spec from the table of fields."""

from __future__ import annotations

from ansible.module_utils.basic import env_fallback


def argument_spec(fields):
    """The argument_spec for these fields; the same table is behind the documentation's check."""
    return {field.arg: _option(field) for field in fields}


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
        option["fallback"] = (env_fallback, list(field.env))
    if field.secret:
        option["no_log"] = True
    elif field.no_log is not None:
        option["no_log"] = field.no_log
    if field.fields:
        option["options"] = argument_spec([part for part in field.fields if part.option])
    return option
