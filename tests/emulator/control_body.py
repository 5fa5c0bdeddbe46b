# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the body of a control call may hold: a JSON object, of a known shape or of any."""

from __future__ import annotations

from typing import Any

from .envelope import control_error
from .routes import Call
from .shapes import Prop, Shape


def one_of(values: Any) -> Prop:
    """A value of a switch: one of some, or with a text a number. What it may be Switches checks."""
    schema = {"type": "number", "minimum": 0} if isinstance(values, str) else {"enum": list(values)}
    return Prop(lambda _value: None, schema)


def body(call: Call, shape: Shape | None = None) -> dict[str, Any]:
    """Return the JSON object in the body, an empty one where nothing was sent. Raise Refusal (400, 415), or Invalid: 400, too."""
    given = call.json() if call.raw else {}
    if not isinstance(given, dict):
        raise control_error("the body must be an object")
    return given if shape is None else shape.check(given, "body")
