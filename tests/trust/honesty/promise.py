# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is promised of every task: check mode writes nothing and tells the truth, and nothing is touched that was not named."""

from __future__ import annotations

from collections import Counter

from ansible_collections.cxops.genesys.plugins.module_utils.resources.registry import TASKS

from .meaning import alike, masked, without

AMBIGUOUS = "ambiguous"
DOUBT = "The vendor does not document that"  # said in check mode only: that it cannot know
SHUT_OUT = "cannot log in yet"  # said in check mode only: of the tenant nothing but its key is seen
ASSUMED = "a real run would change"  # said in check mode only, of what an earlier part has to make visible


class Subject:
    """One module: how its scenes are drawn, and what the promise means for it. ``told`` counts what came of the examples.

    module: its name. database: it needs that of Digital Channels. kind: of the rows in the state that it manages.
    loose: option to the form in which its texts compare. moving: members that the service makes at each write. never_told:
    options that no diff tells before. shapes: what the service takes, to be made lenient.
    """

    module = ""
    database = False
    kind = ""
    loose = {}
    moving = ()
    never_told = ()
    shapes = ()

    def __init__(self):
        self.told = Counter()

    @property
    def task(self):
        """The module's task."""
        return TASKS[self.module]

    @property
    def fields(self):
        """The table of its resource."""
        return self.task.resource.fields

    def scenes(self):
        """A strategy for scenes."""
        raise NotImplementedError

    def connection(self, stage, scene):
        """How the services are reached."""
        raise NotImplementedError

    def target(self, scene, state):
        """The row that the options name, found by other means than the module's: None, or AMBIGUOUS for several."""
        raise NotImplementedError

    def key(self, row):
        """What tells a row from the others of its kind."""
        raise NotImplementedError

    def excuse(self, scene, foretold, result, before):
        """Why a real run may fail although check mode did not: what nobody can know without writing. Empty if it may not."""
        return ""

    def restless(self, scene, result, after):
        """Why a second run may write again, where that is documented. Empty if it may not."""
        return ""

    def comparable(self, scene, foretold, done):
        """The diffs that have to be the same; None where nobody could look, and the service said that it is there already."""
        if not done["observed"] and foretold["changed"] and not done["changed"]:
            return None, None
        return foretold["diff"], done["diff"]

    def only_foretold(self, scene):
        """Patterns of the warnings that only check mode gives."""
        return (DOUBT, ASSUMED)

    def only_done(self, scene):
        """Patterns of the warnings that only a real run can give."""
        return ()

    def unknown(self, scene):
        """Options of which the diff cannot tell what the service has: it chose them itself."""
        return ()

    def named(self, scene, row):
        """Service's name to the value that the options ask for. row: the target before, None when there was none."""
        given = scene.options
        return {
            field.wire: field.to_wire(given[field.arg])
            for field in self.fields
            if field.wire and field.option and given.get(field.arg) is not None
        }

    def loose_of(self, wire):
        """The normal form of a member."""
        return next((self.loose[f.arg] for f in self.fields if f.wire == wire and f.arg in self.loose), None)

    def strays(self, scene, before, after):
        """Kind to the rows that the service itself may have taken away or made: those of ``before`` that may be gone."""
        return {}

    def newcomers(self, scene, before, after):
        """Kind to the rows that the service itself made beside the object."""
        return {}

    def lasting(self, files):
        """The files that another run leaves as they are."""
        return files

    def spared(self, scene, kind, row):
        """The row of another kind is looked at elsewhere."""
        return False

    def is_there(self, scene, row):
        """The row counts as an object; one that was emptied may not."""
        return True

    def cannot_go(self, scene, row):
        """The service keeps the row whatever is asked; a warning says so."""
        return False

    def member_is(self, wire, wanted, actual, row):
        """The member of the row is as it is wanted. row: the target before, None when there was none."""
        return alike(wanted, actual, self.loose_of(wire))

    def kept(self, scene, wire, value, actual):
        """A member that was not named is as it was."""
        return alike(value, actual, self.loose_of(wire))

    def may_be_none(self, scene):
        """What is asked for is as good as nothing."""
        return False

    def shown(self, field, row):
        """A member of the row under the names of the options; None when it has none."""
        value = row.get(field.wire)
        if field.fields and value is not None:
            return [{part.arg: m[part.wire] for part in field.fields if m.get(part.wire) is not None} for m in value]
        return value

    def tells(self, side, arg, told, actual):
        """What the diff says of a member is what the service has."""
        return alike(told, actual, self.loose.get(arg))

    def prepare(self, promise):
        """What happens before the first look."""

    def failed(self, promise, foretold, done):
        """Look at what came of a run that failed as foretold."""
        promise.nothing_written(done, "the run that failed as foretold")

    def stopped(self, promise, foretold, done):
        """Look at what came of a run that failed as nobody could foretell."""
        if done["failure"]["code"] != "verification_failed":
            for kind, rows in promise.before.items():
                assert promise.after[kind] == rows, "the run failed (%s), but wrote %s" % (done["msg"], kind)

    def verify(self, promise, done):
        """Look at what came of a run that did not fail."""
        promise.verify_object(done)

    def rests(self, promise, again):
        """The next run says that there is nothing to do, and does nothing."""
        assert again["changed"] is False, "changed again: %s" % (again.get("diff"),)
        assert again["diff"]["before"] == again["diff"]["after"], again["diff"]
        assert promise.wrote == [], "wrote again: %s" % promise.wrote

    def more(self, promise, done, row, now):
        """What else has to hold after a run that did not fail. row: the target before; now: after."""


class Promise:
    """The promise about one scene; ``keep()`` raises AssertionError where it is broken."""

    def __init__(self, subject, stage, scene):
        self.subject = subject
        self.stage = stage
        self.scene = scene

    def keep(self, put=True):
        """Look, do it, look again, do it again. put: False when the stage is to stay as it is."""
        subject, stage = self.subject, self.stage
        if put:
            stage.put(self.scene)
            subject.prepare(self)
        self.options = {**subject.connection(stage, self.scene), **stage.resolved(self.scene.options)}
        self.before, self.files = stage.state(), stage.files()
        foretold = self._run(check=True)
        self.nothing_written(foretold, "check mode")
        done = self._run()
        stage.settle()
        self.after = stage.state()
        if not self._same_failure(foretold, done):
            return
        self._foretold(foretold, done)
        subject.told["changed" if done["changed"] else "unchanged"] += 1
        subject.verify(self, done)
        self._again(done)

    def _run(self, check=False):
        world = self.stage.world
        world.clear_log()
        result = world.run(self.subject.module, check, self.scene.no_log, **self.options)
        said = result.get("statements", [])
        statements = [one["sql"] for one in said if not one["sql"].startswith(("SELECT", "WITH", "LOCK")) or check]
        reads = [sql for sql in statements if sql.startswith(("SELECT", "WITH"))]
        self.wrote = [(entry["method"], entry["path"]) for entry in world.writes()]
        self.wrote += [sql for sql in statements if sql not in reads]
        return result

    def nothing_written(self, result, who):
        assert self.wrote == [], "%s wrote: %s" % (who, self.wrote)
        now = self.stage.state()
        for kind, rows in self.before.items():
            assert now[kind] == rows, "%s changed %s" % (who, kind)
        assert self.stage.files() == self.files, "%s changed files" % who

    def _same_failure(self, foretold, done):
        """True when both succeeded. What fails for a reason that can be seen fails in check mode too."""
        if foretold.get("failed"):
            self.subject.told["failed"] += 1
            code = foretold["failure"]["code"]
            assert done.get("failed"), "check mode failed (%s), the real run did not" % foretold["msg"]
            assert done["failure"]["code"] == code, (foretold["msg"], done["msg"])
            self.subject.failed(self, foretold, done)
            return False
        if done.get("failed"):
            self.subject.told["excused"] += 1
            excuse = self.subject.excuse(self.scene, foretold, done, self.before)
            assert excuse, "check mode did not foretell: %s" % done["msg"]
            self.subject.stopped(self, foretold, done)
            return False
        return True

    def _foretold(self, foretold, done):
        subject, scene = self.subject, self.scene
        said, told = subject.comparable(scene, foretold, done)
        if said is None:
            assert any("is not known" in text for text in done["warnings"]), "nobody said that nobody knows"
            return
        assert foretold["changed"] is done["changed"] or said == told == [], (said, told)
        assert said == told, "check mode's diff is another: %s, %s" % apart(said, told)
        said = without(foretold.get("warnings", []), *subject.only_foretold(scene))
        told = without(done.get("warnings", []), *subject.only_done(scene))
        assert said == told, "check mode's warnings are others: %s, %s" % (said, told)

    def _again(self, done):
        subject, state, files = self.subject, self.after, self.stage.files()
        excuse = subject.restless(self.scene, done, self.after)
        for check in (True, False):
            again = self._run(check)
            self.stage.settle()
            assert excuse or not again.get("failed"), "the next run: %s" % again["msg"]
            if not excuse:
                subject.rests(self, again)
                now = self.stage.state()
                for kind, rows in state.items():
                    assert now[kind] == rows, "the next run changed %s" % kind
                assert subject.lasting(self.stage.files()) == subject.lasting(files)

    def verify_object(self, done):
        """What was named is as desired, what was not is untouched, and the diff is the truth."""
        subject, scene, diff = self.subject, self.scene, done["diff"]
        row = subject.target(scene, self.before)
        assert row != AMBIGUOUS, "several objects fit, and one of them was taken"
        old = {subject.key(one): one for one in self.before[subject.kind]}
        new = {subject.key(one): one for one in self.after[subject.kind]}
        place = subject.key(row) if row is not None else next(iter(set(new) - set(old)), None)
        self.others(place)
        now = new.get(place)
        subject.more(self, done, row, now)
        there = row if row is not None and subject.is_there(scene, row) else None
        if done["observed"]:
            self.truth("before", diff["before"], there)
        absent = scene.options.get("state") == "absent"
        if absent:
            assert diff["after"] == {}
            if done["observed"]:
                assert now is None or not subject.is_there(scene, now) or subject.cannot_go(scene, now), "still there"
            return
        if done["observed"] and done["changed"]:
            self.truth("after", diff["after"], now, subject.unknown(scene))
        if not done["changed"]:
            assert now == row, "it changed although nothing was said of it"
        if done["observed"] or done["changed"]:
            self.desired(there if done["observed"] else None, now)

    def desired(self, row, now):
        """The object is as the options want it, and else as it was; what nobody can look at is sent whole."""
        subject, scene = self.subject, self.scene
        wanted = subject.named(scene, row)
        if now is None:
            assert not wanted or subject.may_be_none(scene), "nothing was made"
            return
        for wire, value in wanted.items():
            assert subject.member_is(wire, value, now.get(wire), row), (wire, value, now.get(wire))
        for wire, value in (row or {}).items():
            if wire not in wanted and wire not in subject.moving and value is not None:
                said = "%s was not named, but is %r now" % (wire, now.get(wire))
                assert subject.kept(scene, wire, value, now.get(wire)), said

    def others(self, place=None, kinds=None):
        """All other objects of the kind, and all of the other kinds, are as they were. kinds: only these."""
        subject = self.subject
        strays = subject.strays(self.scene, self.before, self.after)
        come = subject.newcomers(self.scene, self.before, self.after)
        for kind in self.before if kinds is None else kinds:
            rows = self.before[kind]
            if kind == subject.kind:
                rows = [row for row in rows if subject.key(row) != place]
                now = [row for row in self.after[kind] if subject.key(row) != place]
            else:
                now = self.after[kind]
            if isinstance(rows, list):
                rows = [row for row in rows if not subject.spared(self.scene, kind, row)]
                now = [row for row in now if not subject.spared(self.scene, kind, row)]
            now = [row for row in now if row not in come[kind]] if kind in come else now
            gone = strays.get(kind, [])
            left = [row for row in rows if row not in gone] if isinstance(rows, list) else rows
            assert now in (rows, left), "%s: %s became %s" % (kind, rows, now)

    def truth(self, side, told, row, unknown=()):
        """What the diff tells of one side is what the service has."""
        subject = self.subject
        if row is None:
            assert told == {}, "%s of the diff tells of nothing: %s" % (side, told)
            return
        fields = {field.arg: field for field in subject.fields}
        for arg, value in told.items():
            field = fields.get(arg)
            if field is None or not field.wire or arg in unknown or not field.option and field.wire not in row:
                continue
            actual = subject.shown(field, row)
            if field.secret:
                assert masked(value) or not value and not actual, (side, arg)
            elif not subject.tells(side, arg, value, actual):
                raise AssertionError("%s of the diff tells %s %r, the service has %r" % (side, arg, value, actual))
        if side == "before":
            hidden = [
                field.arg
                for field in subject.fields
                if field.wire and subject.shown(field, row) is not None and field.arg not in told
            ]
            assert set(hidden) <= set(subject.never_told), "the diff hides %s" % hidden


def apart(one, other):
    """What stands in only one of two diffs."""
    if isinstance(one, list):
        return [part for part in one if part not in other], [part for part in other if part not in one]
    return one, other
