# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages of entities: all of them are read, each once, and never from another host."""

from __future__ import annotations

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import BadResponse
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import REFERENCE, Field
from ansible_collections.cxops.genesys.plugins.module_utils.resources import _entities
from ansible_collections.cxops.genesys.plugins.module_utils.resources._entities import Entities
from ansible_collections.cxops.genesys.plugins.module_utils.transport.answer import Answer
from ansible_collections.cxops.genesys.plugins.module_utils.transport.memory import Memory, digest

PATH = "/api/v2/things"
FIELDS = (Field("identity", "id", compare=REFERENCE), Field("name", "name"))


class Service:
    """Answers each path as it is told; the last answer of a path stays."""

    base_url = "https://api.example.com"

    def __init__(self, pages, scope="task"):
        self.pages = pages
        self.asked = []
        self.memory = Memory(scope)

    def key(self, *what):
        return digest(what)

    def get(self, operation, path, allow=()):
        assert len(self.asked) < 20, "it goes round in circles"
        self.asked.append(path)
        body = self.pages[path]
        if body is None:
            assert 404 in allow
            return Answer(404, {"status": 404})
        return Answer(200, body)


def entity(number):
    return {"id": "ID-%d" % number, "name": "thing %d" % number}


def page(*numbers, **more):
    return dict({"entities": [entity(number) for number in numbers]}, **more)


def all_of(pages, query=""):
    service = Service(pages)
    return [one["id"] for one in Entities(service, PATH, "thing", FIELDS, query).everything()], service.asked


def test_one_page():
    assert all_of({PATH: page(1, 2)}) == (["ID-1", "ID-2"], [PATH])
    assert all_of({PATH: page()}) == ([], [PATH])


def test_pages_that_the_service_names():
    pages = {
        PATH: page(1, nextUri=PATH + "?pageNumber=2"),
        PATH + "?pageNumber=2": page(2, nextUri=PATH + "?pageNumber=3", previousUri=PATH),
        PATH + "?pageNumber=3": page(3, nextUri=None),
    }
    assert all_of(pages) == (["ID-1", "ID-2", "ID-3"], list(pages))


def test_an_entity_that_moved_to_the_next_page_is_there_once():
    pages = {
        PATH: page(1, 2, nextUri=PATH + "?pageNumber=2"),
        PATH + "?pageNumber=2": {"entities": [{"id": "id-2", "name": "again"}, entity(3)]},
    }
    assert all_of(pages)[0] == ["ID-1", "ID-2", "ID-3"]


@pytest.mark.parametrize(
    "following",
    [
        "https://evil.example.com" + PATH + "?pageNumber=2", "//evil.example.com" + PATH + "?pageNumber=2",
        "http://api.example.com@evil.example.com" + PATH + "?pageNumber=2", PATH + "?pageNumber=2",
    ],
)  # fmt: skip
def test_the_next_page_is_never_on_another_host(following):
    """What is asked for is a path below the service's own URL, whatever host the answer names."""
    pages = {PATH: page(1, nextUri=following), PATH + "?pageNumber=2": page(2)}
    assert all_of(pages) == (["ID-1", "ID-2"], [PATH, PATH + "?pageNumber=2"])


@pytest.mark.parametrize("following", ["", None])
def test_what_names_no_page_ends_the_list(following):
    assert all_of({PATH: page(1, nextUri=following)}) == (["ID-1"], [PATH])


@pytest.mark.parametrize(
    "following",
    [
        7, [], {}, "elsewhere", "/elsewhere", "https://evil.example.com/", "?pageNumber=2", "http://[", "/api/v3/oauth/clients",
        PATH + "/../../authorization/roles", "/api/v2/../../auth/v3/ops/clients", PATH + "/%2e%2E/tokens", "/api/v2//x", "/api/v2/./x",
        "https://api.example.com/api/v2/../x", "/x" + PATH, "/api/v2/..%2f..%2fadmin", "/api/v2/..;/..;/admin", "/api/v2/..\\..\\admin",
        "/api/v2/..%00/x", "/api/v2/%252e%252e/x", "/api/v2/oauth%2f..%2f..%2f..%2fx",
    ],
)  # fmt: skip
def test_a_next_page_that_is_none_of_the_api(following):
    """To end there would be to take a part of the list for the whole."""
    with pytest.raises(BadResponse, match="as the next page"):
        all_of({PATH: page(1, nextUri=following)})


def test_pages_that_name_each_other():
    other = PATH + "?pageNumber=2"
    for pages in (
        {PATH: page(1, nextUri=other), other: page(2, nextUri=other)},
        {PATH + "?": page(1, nextUri=PATH + "?")},
    ):
        with pytest.raises(BadResponse, match="leads back"):
            all_of(pages, next(iter(pages))[len(PATH) :])


def test_pages_that_nothing_leads_to():
    """The list of clients takes no number of a page: the same page would come again and again (genesys-cloud-oauth-api.md §1.3)."""
    other = PATH + "?pageNumber=2"
    with pytest.raises(BadResponse, match="with 1 of 5 pages"):
        all_of({PATH: page(1, pageCount=5)})
    with pytest.raises(BadResponse, match="with 2 of 3 pages"):
        all_of({PATH: page(1, nextUri=other, pageCount=3), other: page(2, pageCount=3)})
    assert all_of({PATH: page(1, nextUri=other, pageCount=2), other: page(2, pageCount=2)})[0] == ["ID-1", "ID-2"]
    assert all_of({PATH: page(pageCount=0)})[0] == []


def test_numbered_pages():
    pages = {
        PATH + "?pageSize=1": page(1, pageCount=3),
        PATH + "?pageSize=1&pageNumber=2": page(2, pageCount=3),
        PATH + "?pageSize=1&pageNumber=3": page(3, pageCount=3),
    }
    assert all_of(pages, "?pageSize=1") == (["ID-1", "ID-2", "ID-3"], list(pages))


@pytest.mark.parametrize("count", [0, 1, None, "2", [], {}])
def test_page_counts_that_ask_for_no_more(count):
    assert all_of({PATH + "?pageSize=1": page(1, pageCount=count)}, "?pageSize=1")[0] == ["ID-1"]


@pytest.mark.parametrize("body", [{}, {"entities": None}, {"entities": {}}, {"entities": "x"}, {"data": []}])
def test_what_is_no_list(body):
    with pytest.raises(BadResponse, match="Listing the things was answered without a list") as caught:
        all_of({PATH: body})
    assert caught.value.hint and caught.value.details["url"] == "https://api.example.com" + PATH
    with pytest.raises(BadResponse):
        all_of({PATH: page(1, nextUri=PATH + "?2"), PATH + "?2": body})


@pytest.mark.parametrize("odd", [None, "x", 7, [], {}, {"id": None}, {"id": 7}, {"id": ""}])
def test_members_that_could_be_any(odd):
    """What is looked for may be the one that cannot be read; then another would be made."""
    with pytest.raises(BadResponse, match="Listing the things was answered with a"):
        all_of({PATH: {"entities": [entity(1), odd]}})


@pytest.mark.parametrize("following", ["nextUri", "pageCount"])
def test_a_list_without_end(monkeypatch, following):
    monkeypatch.setattr(_entities, "MOST_PAGES", 10)

    class Endless(Service):
        def get(self, operation, path, allow=()):
            self.asked.append(path)
            number = len(self.asked)
            return Answer(200, page(number, **{following: PATH + "?%d" % number if following == "nextUri" else 10**9}))

    service = Endless({})
    with pytest.raises(BadResponse, match="no end"):
        Entities(service, PATH, "thing", FIELDS, query="?pageSize=1").everything()
    assert len(service.asked) == 10 + 1


def test_a_list_that_is_too_long(monkeypatch):
    monkeypatch.setattr(_entities, "MOST_BYTES", 100)

    class Long(Service):
        def get(self, operation, path, allow=()):
            self.asked.append(path)
            number = len(self.asked)
            return Answer(200, page(number, nextUri=PATH + "?%d" % number), size=40)

    with pytest.raises(BadResponse, match="no end"):
        Entities(Long({}), PATH, "thing", FIELDS).everything()


def test_one_object():
    service = Service({PATH + "/ID-1": entity(1), PATH + "/a%2Fb": None, PATH + "/none": None})
    entities = Entities(service, PATH, "thing", FIELDS)
    assert entities.raw("ID-1") == entity(1)
    assert entities.look_up("ID-1") == {"identity": "ID-1", "name": "thing 1"}
    assert entities.look_up("none") is None
    assert entities.raw("a/b") is None, "an id is one segment of the path"


def test_a_list_that_another_host_was_told_is_shared_and_forgotten():
    service = Service({PATH: page(1)})
    first, second = (Entities(service, PATH, "thing", FIELDS) for _number in range(2))
    assert first.members() == second.members() == [entity(1)]
    assert service.asked == [PATH] and second.from_cache and not first.from_cache
    second.forget()
    second.insist()
    assert second.members() == [entity(1)] and not second.from_cache and len(service.asked) == 2
    assert second.everything() == [entity(1)] and len(service.asked) == 3


def test_what_was_written_is_told_to_the_others():
    service = Service({PATH: page(1, 2)})
    first = Entities(service, PATH, "thing", FIELDS)
    first.members()
    first.wrote(dict(entity(2), name="renamed"))
    first.wrote({"id": "ID-1"}, gone=True)
    assert Entities(service, PATH, "thing", FIELDS).members() == [dict(entity(2), name="renamed")]
    first.spoil()
    assert Entities(service, PATH, "thing", FIELDS).members() == [entity(1), entity(2)]
    assert len(service.asked) == 2
