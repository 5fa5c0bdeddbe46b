# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scenes of several kinds share: how the services are reached, and rows that are nearly as the options want them."""

from __future__ import annotations

from hypothesis import strategies as st

from emulator import defaults

from . import values
from .scene import NEWER

STATES = st.sampled_from(("present", "present", "present", "absent"))


def ops(stage, scene):
    """The ops credentials, with the key for the gateway where one stands in front."""
    return dict(stage.world.ops, **({"api_key": defaults.GATEWAY_API_KEY} if scene.service.gateway else {}))


def as_texts(draw, row):
    """Tell some numbers and flags as texts."""
    for name, value in row.items():
        if isinstance(value, (bool, int)) and draw(st.integers(0, 5)) == 0:
            row[name] = str(value).lower()


def near(draw, fields, options, loose, must=(), nulls=True):
    """A row in the service's form: each member as the options want it, perhaps spelt otherwise, or another one, or none."""
    row, ways = {}, values.ways(draw)
    for field in fields:
        if not field.wire or field.fields or (not field.option):
            continue
        wanted, way = options.get(field.arg), draw(ways)
        if way == "same" and wanted is not None:
            row[field.wire] = draw(values.spelt_otherwise(wanted, loose.get(field.arg)))
        elif way != "none" or field.wire in must:
            row[field.wire] = draw(values.value_of(field))
        elif nulls and draw(st.booleans()):
            row[field.wire] = None
    if draw(st.booleans()):
        row[NEWER] = draw(values.OBJECTS)
    return row


def to_change(draw, options, there, own):
    """The keys of the rows that are there, sometimes so that the run changes something: what is to go is there, what is to be made is not."""
    if draw(st.integers(0, 2)):
        return there
    return there | {own} if options["state"] == "absent" else there - {own}


def setting_row(center, name, location="/", value="one", shared=False):
    """A setting in the service's form."""
    return {"contactCenterId": center, "name": name, "location": location, "value": value, "shared": shared}


def without_records(files):
    """The files without the records of whose secret is in them, which a run may add."""
    return {name: about for name, about in files.items() if not name.endswith(".client")}
