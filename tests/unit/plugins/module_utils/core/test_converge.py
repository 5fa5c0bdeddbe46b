# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine against a store in memory that loses answers, lags behind, and has other writers."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from ansible_collections.cxops.genesys.plugins.module_utils.core.backend import Backend
from ansible_collections.cxops.genesys.plugins.module_utils.core.converge import ATTEMPTS, converge
from ansible_collections.cxops.genesys.plugins.module_utils.core.errors import (
    AnswerLost,
    Conflict,
    NotObservable,
    NotOffered,
    Refused,
    Unreachable,
    VerificationFailed,
)
from ansible_collections.cxops.genesys.plugins.module_utils.core.plan import Wanted
from ansible_collections.cxops.genesys.plugins.module_utils.core.spec import SET, Field, Resource

RESOURCE = Resource(
    "thing",
    ("id",),
    (Field("id", "id"), Field("size", "size", type="int", create=1), Field("tags", "tags", type="list", compare=SET)),
    unconfirmed=("update",),
)


class Store(Backend):
    """A backend over a dict. ``before_write`` and ``after_write`` are called around each write with its number."""

    def __init__(self, current=None, options=None, check_mode=False):
        super().__init__(RESOURCE, None, options or {}, check_mode)
        self.current = current
        self.writes = []
        self.looks = 0
        self.before_write = self.after_write = lambda number: None

    def find(self, desired):
        self.looks += 1
        return None if self.current is None else dict(self.current)

    def create(self, plan):
        self._write("create", plan.after)

    def update(self, plan):
        self._write("update", dict(self.current, **plan.patch))

    def delete(self, plan):
        self._write("delete", None)

    def _write(self, verb, state):
        self.writes.append(verb)
        self.before_write(len(self.writes))
        self.current = state
        self.after_write(len(self.writes))


class Merging(Store):
    """Adds its tags to those that are there, as the CORS list does."""

    rereads = True

    def resolve(self, desired, current):
        tags = (current or {}).get("tags", [])
        return Wanted(dict(desired, tags=tags + [t for t in desired["tags"] if t not in tags]))


def run(store, state="present", check_mode=False, sleeps=None, **desired):
    """Converge without waiting; the waits are collected."""
    return converge(
        RESOURCE, store, dict(desired, id="a"), state, check_mode, (sleeps if sleeps is not None else []).append
    )


def lost(wait=0.0):
    return AnswerLost(Unreachable("The connection broke.", code_hint=None), wait)


def raising(error, only=1):
    """A hook that raises at one write."""

    def hook(number):
        if number == only:
            raise error

    return hook


@pytest.mark.parametrize(
    ("current", "state", "desired", "verbs"),
    [
        (None, "present", {"size": 2}, ["create"]),
        ({"id": "a", "size": 1}, "present", {"size": 2}, ["update"]),
        ({"id": "a", "size": 2}, "present", {"size": 2}, []),
        ({"id": "a", "size": 2}, "absent", {}, ["delete"]),
        (None, "absent", {}, []),
    ],
)
def test_check_mode_foretells_the_real_run(current, state, desired, verbs):
    check, real = Store(current), Store(current)
    foretold, done = run(check, state, True, **desired), run(real, state, **desired)
    assert check.writes == [] and real.writes == verbs
    assert (foretold.changed, foretold.plan, foretold.resource) == (done.changed, done.plan, done.resource)
    assert check.looks == real.looks == 1
    again = run(real, state, **desired)
    assert not again.changed and real.writes == verbs


def test_check_mode_says_what_it_cannot_promise():
    outcome = run(Store({"id": "a", "size": 1}), check_mode=True, size=2)
    assert outcome.changed and "does not document that things can be updated" in outcome.warnings[0]
    assert not run(Store({"id": "a", "size": 2}), check_mode=True, size=2).warnings


def test_a_creation_whose_answer_was_lost_after_the_effect_is_found_and_not_repeated():
    store, sleeps = Store(), []
    store.after_write = raising(lost(wait=0.5))
    outcome = run(store, size=2, sleeps=sleeps)
    assert outcome.changed and store.writes == ["create"] and store.current["size"] == 2 and sleeps == [0.5]
    assert outcome.plan.before == {} and outcome.plan.after["size"] == 2


def test_a_creation_whose_answer_was_lost_before_the_effect_is_repeated():
    store = Store()
    store.before_write = raising(lost())
    assert run(store, size=2).changed and store.writes == ["create", "create"]


def test_an_answer_that_is_always_lost_ends_with_its_cause():
    store = Store()

    def always(number):
        raise lost()

    store.before_write = always
    with pytest.raises(Unreachable, match="The connection broke"):
        run(store, size=2)
    assert len(store.writes) == ATTEMPTS


def test_without_retries_a_lost_answer_is_still_looked_up_once():
    for late, expected in ((False, Unreachable), (True, None)):
        store = Store()
        if late:
            store.after_write = raising(lost())
        else:
            store.before_write = raising(lost())
        if expected is None:
            assert converge(RESOURCE, store, {"id": "a"}, sleep=lambda seconds: None, retries=0).changed
        else:
            with pytest.raises(expected):
                converge(RESOURCE, store, {"id": "a"}, sleep=lambda seconds: None, retries=0)
        assert store.writes == ["create"]


def test_a_creation_that_someone_else_did_first_is_adopted():
    store = Store()

    def overtake(number):
        store.current = {"id": "a", "size": 2}
        raise Conflict("exists")

    store.before_write = overtake
    outcome = run(store, size=2)
    assert not outcome.changed and store.writes == ["create"]


def test_a_creation_that_someone_else_did_otherwise_is_adopted_and_changed():
    store = Store()

    def overtake(number):
        if number == 1:
            store.current = {"id": "a", "size": 3}
            raise Conflict("exists")

    store.before_write = overtake
    outcome = run(store, size=2)
    assert outcome.changed and store.writes == ["create", "update"] and store.current["size"] == 2
    assert outcome.plan.before == {"id": "a", "size": 3}


def test_what_exists_but_does_not_show_yet_is_waited_for():
    store, sleeps = Store(), []
    hidden = [None, None, None]
    real_find = store.find

    def overtake(number):
        store.current = {"id": "a", "size": 2}
        raise Conflict("exists")

    store.before_write = overtake
    store.find = lambda desired: hidden.pop() if hidden else real_find(desired)
    assert not run(store, size=2, sleeps=sleeps).changed
    assert store.writes == ["create"] and sleeps == [0.1, 0.2]


def test_what_exists_but_never_shows_is_an_error():
    store, sleeps = Store(), []
    store.before_write = raising(Conflict("exists"))
    with pytest.raises(Conflict):
        run(store, size=2, sleeps=sleeps)
    assert store.looks == ATTEMPTS + 1 and len(sleeps) == ATTEMPTS


def test_a_refusal_is_told_as_it_is():
    store = Store()
    store.before_write = raising(Refused("no", service_code="7"))
    with pytest.raises(Refused, match="no"):
        run(store, size=2)
    assert store.writes == ["create"]


def test_a_list_that_another_writer_overwrote_is_merged_anew():
    store = Merging({"id": "a", "tags": ["x"]})

    def other(number):
        if number == 1:
            store.current = {"id": "a", "tags": ["x", "theirs"]}

    store.after_write = other
    outcome = run(store, tags=["ours"])
    assert store.current["tags"] == ["x", "theirs", "ours"] and store.writes == ["update", "update"]
    assert outcome.plan.before["tags"] == ["x"] and outcome.resource["tags"] == ["x", "theirs", "ours"]


def test_other_writers_that_never_stop_are_an_error():
    store = Merging({"id": "a", "tags": []})
    store.after_write = lambda number: store.current.update(tags=["theirs %d" % number])
    with pytest.raises(VerificationFailed, match="another writer"):
        run(store, tags=["ours"])
    assert len(store.writes) == ATTEMPTS


def test_a_service_that_lags_behind_is_waited_for_and_not_written_again():
    store, sleeps = Merging({"id": "a", "tags": ["x"]}), []
    shown = [{"id": "a", "tags": ["x"]}] * 3
    real_find = store.find

    def late_find(desired):
        return dict(shown.pop()) if shown else real_find(desired)

    store.find = late_find
    outcome = run(store, tags=["ours"], sleeps=sleeps)
    assert outcome.changed and store.writes == ["update"] and len(sleeps) == 2


def test_a_service_that_never_shows_the_write_is_no_failure_but_said():
    store = Merging({"id": "a", "tags": ["x"]})
    store.find = lambda desired: {"id": "a", "tags": ["x"]}
    outcome = run(store, tags=["ours"])
    assert outcome.changed and store.writes == ["update"] and "does not show it yet" in outcome.warnings[0]


def test_under_an_exclusive_lock_the_state_is_looked_at_again():
    store = Store({"id": "a", "size": 1})

    @contextmanager
    def lock():
        store.current = {"id": "a", "size": 2}
        yield True

    store.exclusive = lock
    outcome = run(store, size=2)
    assert not outcome.changed and store.writes == [] and store.looks == 2


class Unseen(Store):
    """The service offers no way to look."""

    def find(self, desired):
        raise NotObservable("No way to look.", "Set when_unobservable.")


def test_what_cannot_be_observed_fails_if_the_user_did_not_choose():
    with pytest.raises(NotObservable):
        run(Unseen(), size=2)


def test_what_cannot_be_observed_is_sent_and_said():
    store = Unseen(options={"when_unobservable": "send"})
    outcome = run(store, size=2)
    assert (
        outcome.changed
        and not outcome.observed
        and store.writes == ["create"]
        and "sent without knowing" in outcome.warnings[0]
    )


def test_what_cannot_be_observed_but_is_refused_as_existing_is_unchanged():
    store = Unseen(options={"when_unobservable": "send"})
    store.before_write = raising(Conflict("exists"))
    assert not run(store, size=2).changed


def test_what_cannot_be_observed_is_sent_again_when_the_answer_was_lost():
    store = Unseen(options={"when_unobservable": "send"})

    def hook(number):
        raise lost() if number == 1 else Conflict("exists")

    store.after_write = hook
    assert run(store, size=2).changed and store.writes == ["create", "create"]


def test_what_cannot_be_observed_can_be_assumed():
    store = Unseen(options={"when_unobservable": "assume_present"})
    outcome = run(store, size=2)
    assert not outcome.changed and not outcome.observed and store.writes == []


def test_deleting_what_cannot_be_observed_says_both_reasons():
    store = Unseen()
    store.before_write = raising(NotOffered("No way to delete.", "Do it by hand."))
    with pytest.raises(NotOffered, match="No way to look. No way to delete."):
        run(store, "absent")


class Interrupted(Store):
    """What is exclusive breaks at moments: ``begin``, ``write``, ``end`` before or after (``ended``) all of it took effect; then it works."""

    def __init__(self, moments, **more):
        super().__init__(**more)
        self.moments = list(moments)
        self.taken = 0

    @contextmanager
    def exclusive(self):
        self.taken += 1
        kept, moment = self.current, self.moments.pop(0) if self.moments else None
        self.before_write = lambda number: self._break(moment, "write")
        try:
            self._break(moment, "begin")
            yield True
            self._break(moment, "end")
        except Unreachable:
            self.current = kept
            raise
        if moment == "ended":
            raise Unreachable("The connection broke.")

    def is_interruption(self, error):
        return isinstance(error, Unreachable)

    @staticmethod
    def _break(moment, now):
        if moment == now:
            raise Unreachable("The connection broke.")


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("moments", [["begin"], ["write"], ["end"], ["ended"], ["begin", "write", "end", "ended"]])
def test_what_was_interrupted_is_done_again_after_looking(moments, state):
    before = {"id": "a", "size": 1}
    store, sleeps = Interrupted(moments, current=dict(before)), []
    done = run(store, state, sleeps=sleeps, size=2)
    assert store.current == (None if state == "absent" else {"id": "a", "size": 2})
    assert done.changed and done.plan.before == before and done.plan.after == (store.current or {})
    assert len(sleeps) == len(moments) and store.taken == len(moments) + 1
    assert len(store.writes) == len([one for one in moments if one != "begin"]) + (moments[-1] != "ended")


def test_what_another_writer_did_after_an_interruption_is_not_ours():
    store = Interrupted(["write"])
    store.sleep = lambda seconds: setattr(store, "current", {"id": "a", "size": 2})
    done = converge(RESOURCE, store, {"id": "a", "size": 2}, sleep=store.sleep)
    assert not done.changed and store.writes == ["create"]


def test_what_is_always_interrupted_ends_with_the_error():
    store = Interrupted(["write"] * 20)
    with pytest.raises(Unreachable):
        run(store)
    assert store.taken == ATTEMPTS and store.current is None
    with pytest.raises(Unreachable):
        converge(RESOURCE, Interrupted(["write"]), {"id": "a"}, sleep=None, retries=0)


def test_another_error_is_no_interruption():
    store = Interrupted([])
    store.after_write = raising(VerificationFailed("It is not there."))
    with pytest.raises(VerificationFailed):
        run(store)
    assert store.taken == 1


@pytest.mark.parametrize("gone", [True, False])
def test_a_deletion_that_is_refused_where_what_is_missing_looks_unobservable(gone):
    """Its answer was lost, and the repeated request found nothing; or the service does not offer it."""

    class Looking(Store):
        def find(self, desired):
            if self.current is None:
                raise NotObservable("There is no way to look.")
            return super().find(desired)

        def delete(self, plan):
            super().delete(plan)
            raise NotOffered("Deleting failed.")

    store = Looking({"id": "a"})
    store.after_write = lambda number: None if gone else setattr(store, "current", {"id": "a"})
    if gone:
        assert run(store, "absent").resource == {}
    else:
        with pytest.raises(NotOffered):
            run(store, "absent")
    assert store.writes == ["delete"]
