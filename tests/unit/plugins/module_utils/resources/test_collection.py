# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading one object: when the answer by id is believed, and when the list decides."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import Field
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _collection
from ansible_collections.cxops.genesys.plugins.module_utils.resources._collection import Collection
from ansible_collections.cxops.genesys.plugins.module_utils.transport.answer import Answer
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory

FIELDS = (Field("id", "id"), Field("name", "name"))
ENVELOPE = {"status": {"code": 404, "message": "not found"}}


class Service:
    """Answers GET of one object as it is told, and has one object in its list."""

    base_url = "https://example.com"

    def __init__(self, answer):
        self.answer = answer
        self.memory = Memory()
        self.asked = []

    def key(self, *what):
        return repr(what).encode()

    def get(self, operation, path, allow=()):
        self.asked.append(path)
        if path.endswith("/things"):
            return Answer(200, {"status": {"code": 0}, "data": [{"id": "a", "name": "listed"}]})
        assert self.answer.status in (200, *allow)
        return self.answer


def looked_up(answer, **more):
    service = Service(answer)
    found = Collection(service, "/things", None, "thing", FIELDS).look_up("a", **more)
    return found and found["name"], service.asked


@pytest.mark.parametrize(
    ("answer", "sure", "name", "requests"),
    [
        (Answer(200, {"data": {"id": "a", "name": "by id"}}), False, "by id", 1),
        (Answer(404, ENVELOPE), True, None, 1),  # the documented call says in the service's own form that there is none
        (Answer(404, ENVELOPE), False, "listed", 2),  # the call may just not be offered
        (Answer(404, None), True, "listed", 2),  # any server may answer so
        (Answer(405, ENVELOPE), True, "listed", 2),
        (Answer(200, {"data": {"id": "other", "name": "by id"}}), True, "listed", 2),
    ],
    ids=str,
)
def test_what_an_answer_by_id_is_worth(answer, sure, name, requests):
    found, asked = looked_up(answer, sure=sure)
    assert found == name and len(asked) == requests


def test_what_a_task_found_is_not_looked_at_again_by_the_one_that_follows_it():
    """Until it is to be changed, was written, or is old; and what was not found is looked at again."""
    service = Service(Answer(200, {"data": {"id": "a", "name": "by id"}}))
    service.memory = service.memory.for_task("first", "first")
    assert Collection(service, "/things", None, "thing", FIELDS).look_up("a")["name"] == "by id"
    assert Collection(service, "/things", None, "thing", FIELDS).look_up("b") is None
    asked = len(service.asked)
    service.memory = service.memory.for_task("second", "first")
    follower = Collection(service, "/things", None, "thing", FIELDS)
    assert follower.look_up("a")["name"] == "by id" and follower.from_cache and len(service.asked) == asked
    assert follower.look_up("a")["name"] == "by id" and not follower.from_cache and len(service.asked) == asked + 1
    assert Collection(service, "/things", None, "thing", FIELDS).look_up("b") is None
    assert len(service.asked) > asked + 1
    follower.wrote({"id": "a", "name": "new"})
    for relay in ("first", "other", None):
        service.memory, asked = service.memory.for_task("third", relay), len(service.asked)
        assert Collection(service, "/things", None, "thing", FIELDS).look_up("a")["name"] == "by id"
        assert len(service.asked) > asked


@pytest.mark.parametrize(
    ("recent", "seconds", "requests"), [(0.0, 1, [1, 1, 2, 3]), (15.0, 14, [1, 1, 1, 2]), (15.0, 16, [1, 1, 2, 3])]
)
def test_how_old_a_list_may_be_for_the_first_look_and_for_a_later_one(monkeypatch, recent, seconds, requests):
    now = [100.0]
    monkeypatch.setattr(_collection.time, "monotonic", lambda: now[0])
    service, asked = Service(None), []

    def of_a_task():
        made = Collection(service, "/things", None, "thing", FIELDS)
        made.recent = recent
        return made

    of_a_task().all()
    asked.append(len(service.asked))
    now[0] += seconds
    later = of_a_task()
    assert later.in_list("a") and later.from_cache
    asked.append(len(service.asked))
    later.renew()
    later.all()
    asked.append(len(service.asked))
    later.forget()
    later.insist()
    later.all()
    asked.append(len(service.asked))
    assert asked == requests and later.from_cache is False
