# Copyright: (c) 2026, cxops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant through any sequence of runs, of one part or of the whole, with what people and other tasks change in between."""

from __future__ import annotations

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from trust.honesty import values
from trust.honesty.of_tenant import CLIENT, DRIFTS, OTHER, PARTS, TENANT, Documents
from trust.honesty.promise import Promise
from trust.honesty.scene import Scene, Stage, take_what_they_tell

MODULES = {  # those that need no login of a tenant's person
    "API client": "genesys_auth_client",
    "environment": "genesys_environment",
    "contact center": "genesys_contact_center",
    "data center": "genesys_data_center",
    "setting": "genesys_setting",
    "row of nex_gapis": "nexus_gapi_db",
    "service connection": "nexus_service",
}
SAMPLE, LONG = (12, 12), (60, 15)  # sequences, steps of each
DOCUMENTS = Documents()


@st.composite
def documents(draw):
    """A document whose secrets are given."""
    return DOCUMENTS.document(draw, None)


@st.composite
def parts(draw):
    """(kind, options) of one part of a document."""
    kind, options = draw(st.sampled_from([one for one in DOCUMENTS.named(draw(documents())) if one[0] in MODULES]))
    options = {name: value for name, value in options.items() if name not in ("shared", "state")}
    if kind == "API client" and draw(st.booleans()):
        options["client_id"] = CLIENT
    absent = draw(st.integers(0, 3)) == 0
    if absent and kind == "setting":
        options = {name: value for name, value in options.items() if name in ("contact_center_id", "name", "location")}
    return kind, dict(options, state="absent" if absent else "present")


def machine(stage, cases):
    """The machine over one stage, which every sequence begins anew."""

    class Tenant(RuleBasedStateMachine):
        @initialize(switches=values.switches(**{**DOCUMENTS.answers(), "server_chosen_ids": (False,)}))
        def begin(self, switches):
            self.switches = switches
            stage.put(Scene({}, switches, DOCUMENTS.others()))
            self.others = self.of_others()

        def of_others(self):
            state = stage.state()
            return {
                kind: [row for row in rows if DOCUMENTS.is_other(kind, row)]
                for kind, rows in state.items()
                if isinstance(rows, list)
            }

        @rule(part=parts())
        def run_a_part(self, part):
            cases.one()
            kind, options = part
            Promise(PARTS[kind], stage, Scene(options, self.switches)).keep(put=False)

        @rule(doc=documents(), state=st.sampled_from(("present", "present", "absent")))
        def run_the_whole(self, doc, state):
            cases.one()
            Promise(DOCUMENTS, stage, Scene(dict(doc, state=state), self.switches)).keep(put=False)

        @rule(drift=st.sampled_from([one for one in DRIFTS if one != "twin"]))
        def somebody_changes_something(self, drift):
            with stage.app.store.lock:
                DOCUMENTS.drift(stage, drift)

        @rule()
        def tokens_end_and_nexus_starts_again(self):
            with stage.app.store.lock:
                stage.app.store.tokens.clear()
                stage.app.database.restart()

        @invariant()
        def others_are_untouched(self):
            if hasattr(self, "others"):
                assert self.of_others() == self.others

        @invariant()
        def nothing_is_there_twice(self):
            state = stage.state()
            rows = [(row["url"].rstrip("/").lower(), row["clientid"]) for row in state["nex_gapis"]]
            assert len(rows) == len(set(rows))
            domains = [name.lower() for row in state["contact_centers"] for name in row["domains"]]
            assert len(domains) == len(set(domains))
            assert {row["id"] for row in state["environments"]} <= {TENANT, OTHER}

    return Tenant


def test_any_sequence_of_runs_keeps_the_promise(world, tmp_path, monkeypatch, long, cases):
    for shape in DOCUMENTS.shapes:
        take_what_they_tell(monkeypatch, shape)
    examples, steps = LONG if long else SAMPLE
    run_state_machine_as_test(
        machine(Stage(world, tmp_path / "files"), cases),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=(Phase.generate, Phase.shrink) if long else (Phase.generate,),
            report_multiple_bugs=False,
        ),
    )
