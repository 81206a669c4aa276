// Observed pipelines behind live ones: these count with their own runs and events.

import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";
import type { ObservedEstate } from "#migrators/observe/observed-estate.ts";
import { replayObserved } from "#migrators/observe/observed-runs.ts";

const { sources } = readEstate([
  { path: "pipelines/close.yaml", text: "name: close\ntasks: {post: {run: /opt/post}}\n" },
  {
    path: "pipelines/report.yaml",
    text: `name: report
legacy: {system: autosys, job: REPORT}
awaits: {pipeline: close}
triggers: [{schedule: "0 6 * * *"}]
tasks: {a: {run: /opt/report}}
`,
  },
  {
    path: "pipelines/mail.yaml",
    text: `name: mail
legacy: {system: autosys, job: MAIL}
triggers: [{schedule: "0 6 * * *"}]
tasks: {a: {run: /opt/mail, awaits: {event: sent}}}
`,
  },
]);
const pipelines = sources.flatMap(({ pipeline }) => pipeline ?? []);
const idOf = (name: string) => pipelines.findIndex((pipeline) => pipeline.name === name);
const at = (time: string) => Date.parse(`2026-11-20T${time}:00Z`);
const due = (pipeline: string) => ({
  ...{ pipeline, revision: idOf(pipeline), slot: "t:2026-11-20T06:00:00Z#0", date: "2026-11-20" },
  at: at("06:00"),
});
const real = (state: "succeeded" | "failed") => ({
  ...{ pipeline: "close", revision: idOf("close"), date: "2026-11-20", state },
  ...{ start: at("06:10"), end: at("06:20") },
  tasks: [{ index: 0, state, end: at("06:20"), exit: state === "succeeded" ? 0 : 1 }],
});
const estate: ObservedEstate = {
  ...{ project: "shop", until: at("23:00"), told: [], variables: [], units: new Map() },
  revisions: new Map(pipelines.map((pipeline, id) => [id, pipeline])),
  since: new Map(["report", "mail"].map((name) => [name, Date.parse("2026-11-01T00:00:00Z")])),
  due: [due("report"), due("mail")],
  real: [real("succeeded")],
  events: [{ name: "sent", date: "2026-11-20", at: at("07:00") }],
};
const readyOf = (of: ObservedEstate, name: string) =>
  replayObserved(of).find(({ pipeline }) => pipeline === name);

test("what awaits a live pipeline is ready when its real run has succeeded, and not when it has failed", () => {
  expect(readyOf(estate, "report")).toMatchObject({
    ...{ ready: at("06:20"), hidden: null },
    after: { at: at("06:20"), what: expect.stringContaining("close succeeded") },
  });
  const failed = { ...estate, real: [real("failed")] };
  expect(readyOf(failed, "report")).toMatchObject({ ready: null, never: null, hidden: null });
});

test("an event that is there counts from when it came", () => {
  expect(readyOf(estate, "mail")).toMatchObject({ ready: at("07:00"), after: { at: at("07:00") } });
  expect(readyOf({ ...estate, events: [] }, "mail")).toMatchObject({ ready: null, hidden: null });
});
