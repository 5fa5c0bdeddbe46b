# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether each option exists, and is a list, a dict or a single value, as its table wants it; looked at before Ansible validates anything.

Ansible's own messages quote a value of the wrong shape, with the secrets in it: ``Value '[{... 'client_secret': ...}]' in the sub
parameter field ...``. And it makes a text of a list or dict that stands in place of a text, which is then sent and shown. They quote
each name that there is not, with the secret in one such as ``client_secret:S``. What is said here names the place and both shapes, and
never a value.
"""

from __future__ import annotations

from contextlib import suppress

from ansible.module_utils.common.validation import (
    check_type_bool,
    check_type_dict,
    check_type_float,
    check_type_int,
)

from ..core.names import shown_name, unknown_names
from ..core.task import invalid

_TEXTS = ("str", "path")
_NO_TEXTS = {
    "bool": (check_type_bool, "true or false"),
    "int": (check_type_int, "a whole number"),
    "float": (check_type_float, "a number"),
}
_SHAPES = (
    (bool, "true or false"),
    ((int, float), "a number"),
    (str, "a text"),
    (dict, "a dict"),
    ((list, tuple), "a list"),
)


def check_shapes(options, given):
    """Raises InvalidInput where there is no such option, or a value has not the shape that its Field wants."""
    problems = list(misshapen(options, given))
    if problems:
        raise invalid(problems)


def check_names(options, written):
    """Raises InvalidInput where there is no such option or member. written: values in which there may be templates still."""
    problems = list(_unknown(options, written))
    if problems:
        raise invalid(problems)


def _unknown(fields, written, place=""):
    known = {name: field for field in fields if field.option for name in (field.arg,) + field.aliases}
    for name, wrong in unknown_names(written, known):
        yield place + name, wrong
    for name, field in known.items():
        value = written.get(name) if field.fields else None
        if isinstance(value, dict):
            yield from _unknown(field.fields, value, place + name + ".")
        for number, member in enumerate(value) if isinstance(value, list) else ():
            if isinstance(member, dict):
                yield from _unknown(field.fields, member, "%s%s[%d]." % (place, name, number))


def misshapen(fields, given, place=""):
    """(place, what is wrong) for each name that there is not, and each value of another shape than its Field wants.

    given: names and plain values, not validated yet. Values that are None are left to Ansible.
    """
    known = {name: field for field in fields if field.option for name in (field.arg,) + field.aliases}
    for name, wrong in unknown_names(given, known):
        yield place + name, wrong
    for name, field in known.items():
        if given.get(name) is not None:
            yield from _wrong(field, given[name], place + name)


def _wrong(field, value, place):
    if field.type == "dict":
        yield from _wrong_dict(field, value, place)
    elif field.type not in ("list", "raw"):  # raw: a single value, or a list of them
        yield from _wrong_single(value, place, field.type in _TEXTS and not field.choices)
        if field.type in _NO_TEXTS and isinstance(value, str):
            yield from _wrong_text(value, place, *_NO_TEXTS[field.type])
    elif isinstance(value, (list, tuple)):
        wrong_member = _wrong_dict if field.elements == "dict" else _wrong_single_of
        for number, member in enumerate(value):
            yield from wrong_member(field, member, "%s[%d]" % (place, number))
    elif field.no_text or field.elements == "dict" or isinstance(value, dict):  # Ansible makes a list of other texts
        yield _problem(place, "a list", value)


def _wrong_dict(field, value, place):
    members = _as_dict(value)
    if members is None:
        yield _problem(place, "a dict", value)
    elif field.fields:
        yield from misshapen(field.fields, members, place + ".")
    elif field.secret and any(member is None and shown_name(name) != name for name, member in members.items()):
        yield place, "a name in it has no value, and is no plain one: is the blank after its colon missing?"


def _wrong_single_of(field, value, place):
    yield from _wrong_single(value, place, field.type == "list" and field.elements in _TEXTS)


def _wrong_single(value, place, is_text):
    """is_text: of a boolean Ansible would make "True" or "False", which nobody wrote."""
    if isinstance(value, (dict, list, tuple)):
        yield _problem(place, "a single value", value)
    elif is_text and isinstance(value, bool):
        yield place, "%s: to give such a word, put it into quotes" % _problem(place, "a text", value)[1]


def _wrong_text(value, place, read, wanted):
    """read: Ansible's function for texts that mean such a value, which quotes the others."""
    try:
        read(value)
    except TypeError:
        yield _problem(place, wanted, value)
    except OverflowError:  # an infinite number, of which Ansible's whole check says more
        return


def as_taken(field, value):
    """The plain value with the dicts that Ansible makes of texts, at every depth; None for an empty one, which counts as not given.

    Raises ValueError, which quotes nothing, for one that its Field does not take. A member that it does not take stays as it is.
    """
    if value in (None, "", [], {}):
        return None
    if field.type == "dict":
        return _dict_taken(field, value)
    if field.elements == "dict":
        if not isinstance(value, (list, tuple)):
            raise ValueError("a list is needed")
        return [_dict_taken(field, member) for member in value]
    if field.type == "list" and isinstance(value, str):
        return [member.strip() for member in value.split(",")]
    return value


def _dict_taken(field, value):
    members = _as_dict(value)
    if members is None:
        raise ValueError("a dict is needed")
    members = dict(members)
    for part in field.fields:
        if part.type in ("dict", "list") and part.arg in members:
            with suppress(ValueError):
                members[part.arg] = as_taken(part, members[part.arg])
    return members


def _as_dict(value):
    """The dict that Ansible makes of the value, JSON text for example; None where it makes none."""
    if isinstance(value, str):
        try:
            value = check_type_dict(value)
        except (TypeError, ValueError):
            return None
    return value if isinstance(value, dict) else None


def _problem(place, wanted, value):
    given = next((called for kind, called in _SHAPES if isinstance(value, kind)), "nothing")
    return place, "%s is needed, and %s was given" % (wanted, given)
