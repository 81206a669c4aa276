// Explanations of a pipeline from facts: one case for each reason.

import { expect, test } from "vitest";
import { type PipelineFacts, whyPipeline } from "#core/why-pipeline.ts";

const stale = {
  ...{ file: "pipelines/a.yaml", line: 3, message: "no tasks" },
  ...{ commit: "4f1c0a2b9d8e7f6a", since: "2026-11-23T09:00:00.000Z" },
};

const at = (minute: number): string => `2026-11-23T10:${String(minute).padStart(2, "0")}:00.000Z`;

const schedules = (...times: (string | null)[]) => ({
  schedules: times.map((nextAt) => ({ text: "x", nextAt })),
  after: [],
  messages: [],
});
const facts = (fields: Partial<PipelineFacts> = {}): PipelineFacts => ({
  removed: null,
  triggers: schedules(at(30)),
  ofDate: { date: "2026-11-23", runs: [] },
  onDate: null,
  now: at(0),
  clockHold: null,
  sync: { state: "Synced", reason: null },
  stale: null,
  active: [],
  pause: null,
  staged: null,
  blackouts: [],
  ...fields,
});

test.for<[string, PipelineFacts, object[]]>([
  [
    "the earliest due time",
    facts({ triggers: schedules(null, at(40), at(30)) }),
    [
      { kind: "due", message: "its next run is due: x", until: at(30) },
      { kind: "due", until: at(40) },
    ],
  ],
  ["no trigger", facts({ triggers: schedules() }), [{ kind: "noTrigger" }]],
  ["triggers that are over", facts({ triggers: schedules(null) }), [{ kind: "neverDue" }]],
  [
    "a tick's delay is not overdue",
    facts({ triggers: schedules(at(0)), now: at(0) }),
    [{ kind: "due" }],
  ],
  [
    "no trigger of what another scheduler runs",
    facts({ triggers: schedules(), staged: { message: "observed", hint: "try it" } }),
    [{ kind: "stage", message: "observed", change: "try it" }],
  ],
  [
    "a due time that nobody took",
    facts({ triggers: schedules(at(0)), now: at(1) }),
    [{ kind: "overdue", since: at(0) }],
  ],
  [
    "removal hides all else",
    facts({ removed: { commit: "abc", at: at(1) }, stale }),
    [{ kind: "removed", since: at(1) }],
  ],
  [
    "all that stands in the way",
    facts({
      clockHold: "it jumped",
      stale,
      sync: { state: "Held", reason: "deletions" },
      active: [{ id: "7", state: "running", since: at(0) }],
    }),
    [
      { kind: "running", message: "run 7 is running" },
      { kind: "clock", message: "it jumped" },
      { kind: "due" },
      { kind: "broken" },
      { kind: "held", message: "its project is Held: deletions" },
    ],
  ],
])("a pipeline: %s", ([, given, expected]) => {
  const reasons = whyPipeline(given);
  expect(reasons).toHaveLength(expected.length);
  expect(reasons).toMatchObject(expected);
});

test("of a date each run is told, and due times that were skipped for one reason together", () => {
  const skipped = ["9", "8", "7"].map((id) => ({
    id,
    state: "skipped" as const,
    reason: "missed (`missed: latest`)",
    since: at(1),
  }));
  const runs = [
    { id: "10", state: "running" as const, reason: null, since: null },
    ...skipped,
    { id: "6", state: "failed" as const, reason: null, since: at(0) },
  ];
  expect(
    whyPipeline(facts({ ofDate: { date: "2026-11-23", runs } }))
      .filter(({ kind }) => kind === "finished")
      .map(({ message }) => message),
  ).toEqual([
    "for 2026-11-23: runs 7, 8, 9 were skipped: missed (`missed: latest`)",
    "for 2026-11-23: run 6 failed",
  ]);
  const many = Array.from({ length: 8 }, (_, n) => ({
    id: String(n),
    state: "failed" as const,
    reason: null,
    since: at(0),
  }));
  expect(
    whyPipeline(facts({ ofDate: { date: "2026-11-23", runs: many } })).map(
      ({ message }) => message,
    ),
  ).toContain("for 2026-11-23: 3 more, see `trunkline runs`");
});

test("a date that is asked about is told instead of what is due next, removed or not", () => {
  const utc = { timezone: "UTC", newDay: "00:00" };
  const onDate = {
    date: "2026-11-22",
    now: Date.parse(at(0)),
    ...utc,
    deployed: [
      {
        at: 0,
        commit: "abc",
        triggers: [{ schedule: { cron: "0 6 * * 1" }, ...utc }],
        hasAfter: false,
        wave: null,
      },
    ],
    recorded: new Set<number>(),
    nextAt: null,
  };
  const kinds = (fields: Partial<PipelineFacts>) =>
    whyPipeline(facts({ onDate, ...fields })).map(({ kind }) => kind);
  expect(kinds({})).toEqual(["notDue"]);
  expect(kinds({ removed: { commit: "abc", at: at(0) } })).toEqual(["removed", "notDue"]);
  expect(kinds({ triggers: schedules() })).toEqual(["notDue", "noTrigger"]);
});
