# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may come of a task, whatever it was answered or given: plain data, and one clear failure or none."""

from __future__ import annotations

import json
import time

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS
from integration.support.good import GOOD

URLS = ("auth_url", "environment_url", "nexus_url", "cloud_api_url", "cloud_login_url")
WORDS = ("Traceback", "object at 0x", "HTTPConnectionPool", "Max retries", "urllib3", "psycopg2.")
LONGEST = 1500  # characters of a failure
BY_NAME = {good.name: good for good in GOOD}


def urls(good, url):
    """The options by which the task finds this server, whichever service it looks for."""
    return {name: url for name in URLS if name in {field.arg for field in TASKS[good.module].connection}}


def plain(result):
    """The result can be shown and passed on: no number that is none, no half characters, and it is not endless."""
    text = json.dumps(result, allow_nan=False, ensure_ascii=False)
    text.encode("utf-8")
    return text


def assert_clear(result):
    """The result is data; if the task failed, it says so once, in one line, with a hint, and shows nothing of its insides."""
    plain(result)
    if not result.get("failed"):
        return
    failure = result["failure"]
    assert failure["code"] not in ("internal", "error", "answer_lost"), result["msg"]
    assert failure["message"] and failure["message"] in result["msg"]
    assert failure["hint"] and failure["hint"] in result["msg"], result["msg"]
    lines = result["msg"].split("\n") if failure.get("lines") else [result["msg"]]  # several things have a line each
    assert all(line.isprintable() for line in lines) and len(result["msg"]) < LONGEST, result["msg"]
    shown = json.dumps([result["msg"], failure])
    for word in WORDS:
        assert word not in shown, result["msg"]


def timed(run, most):
    """The result of the function, which takes at most so many seconds."""
    began = time.monotonic()
    result = run()
    took = time.monotonic() - began
    assert took <= most, "it took %.2f s" % took
    return result
