import { expect, test } from "vitest";
import { type TraceSpan, traceSpans } from "#core/trace.ts";
import { runSpanIdOf, spanIdOf } from "#core/trace-ids.ts";
import { names } from "#core/trace-names.ts";
import { attemptTrace, runTrace } from "#test/support/run-trace.ts";

const failing = traceSpans(runTrace());
const [root] = failing as [TraceSpan];
const named = (name: string): TraceSpan[] => failing.filter((span) => span.name === name);

test("one trace: the run above its wait and every started attempt", () => {
  expect(failing.map((span) => span.name)).toEqual([
    "RUN daily-revenue",
    "pending",
    "extract[eu]",
    "load",
    "load",
    "report",
  ]);
  for (const span of failing) {
    expect(span.traceId).toBe("0af7651916cd43dd8448eb211c80319c");
    expect(span.parentSpanId).toBe(span === root ? null : root.spanId);
  }
  expect(new Set(failing.map((span) => span.spanId)).size).toBe(failing.length);
  expect(root.spanId).toBe(runSpanIdOf(root.traceId));
  expect(named("load")[1]?.spanId).toBe(spanIdOf(root.traceId, "load", 2));
});

test("the run's span has what the conventions require, and leads back to the commit", () => {
  expect(root.kind).toBe("server");
  expect(root.attributes).toEqual({
    "cicd.pipeline.action.name": "RUN",
    "cicd.pipeline.name": "daily-revenue",
    "cicd.pipeline.run.id": "4711",
    "cicd.pipeline.run.url.full": "https://trunkline.example/runs/4711",
    "cicd.pipeline.result": "failure",
    "error.type": "exit_4",
    "vcs.repository.url.full": "https://git.example/shop/retail.git",
    "vcs.repository.name": "retail",
    "vcs.owner.name": "shop",
    "vcs.ref.head.revision": "c".repeat(40),
    "vcs.ref.head.name": "main",
    "vcs.ref.head.type": "branch",
    "vcs.change.id": "42",
    "deployment.environment.name": "prod",
    "trunkline.project": "retail",
    "trunkline.schedule.slot": "t:2026-11-23T06:00:00Z#1",
    "trunkline.run.date": "2026-11-23",
    "trunkline.run.generation": 1,
    "trunkline.trigger.kind": "schedule",
    "trunkline.spec.path": "pipelines/daily-revenue.yaml",
    "trunkline.revision.changed_in": "d".repeat(40),
    "trunkline.change.author": "Ada Park <ada@example.org>",
    "trunkline.change.approvers": ["Sam Roe <sam@example.org>"],
  });
});

test("a task's span has what the conventions require", () => {
  const [span] = named("report") as [TraceSpan];
  expect(span.kind).toBe("internal");
  expect(span.attributes).toMatchObject({
    "cicd.pipeline.task.name": "report",
    "cicd.pipeline.task.run.id": "report/1",
    "cicd.pipeline.task.run.url.full": "https://trunkline.example/runs/4711#report/1",
    "cicd.pipeline.task.run.result": "failure",
    "cicd.worker.id": "7",
    "cicd.worker.name": "worker-a",
    "error.type": "exit_4",
    "process.exit.code": 4,
  });
  expect(span).toMatchObject({ failed: true, message: "exit code 4" });
});

test.each([
  [{ state: "succeeded", ending: null }, "success", undefined, "success"],
  [{ state: "failed", ending: "exited", exitCode: 3 }, "failure", "exit_3", "failure"],
  [{ state: "failed", ending: "signalled", signal: "SIGKILL" }, "failure", "SIGKILL", "failure"],
  [{ state: "failed", ending: "timedOut" }, "timeout", "timeout", "timeout"],
  [{ state: "failed", ending: "lost" }, "error", "worker_lost", "error"],
  [{ state: "failed", ending: "error" }, "error", "executor_error", "error"],
  [{ state: "cancelled", ending: "cancelled" }, "cancellation", undefined, "cancellation"],
] as const)("%j is %s", (fields, taskResult, errorType, runResult) => {
  const trace = runTrace({ state: fields.state });
  const spans = traceSpans({ ...trace, attempts: [attemptTrace(fields)] });
  expect(spans[2]?.attributes[names.taskResult]).toBe(taskResult);
  expect(spans[2]?.attributes[names.errorType]).toBe(errorType);
  expect(spans[0]?.attributes[names.result]).toBe(runResult);
  expect(spans[0]?.failed).toBe(fields.state === "failed");
});

test("a run that was skipped is one span", () => {
  const trace = { ...runTrace({ state: "skipped", startedAt: null }), attempts: [] };
  const spans = traceSpans(trace);
  expect(spans).toHaveLength(1);
  expect(spans[0]?.attributes[names.result]).toBe("skip");
});

test("waiting is shown only when there was some", () => {
  const pending = named("pending")[0] as TraceSpan;
  expect(pending.attributes[names.runState]).toBe("pending");
  expect(pending.start.until(pending.end).total("milliseconds")).toBe(1000);
  const trace = runTrace();
  const first = attemptTrace({ startedAt: trace.run.createdAt });
  expect(traceSpans({ ...trace, attempts: [first] }).map((span) => span.name)).not.toContain(
    "pending",
  );
});

test("tasks carried over by a rerun stay in the trace where they ran", () => {
  const trace = runTrace();
  const carried = attemptTrace({
    task: "old",
    startedAt: trace.run.createdAt.subtract({ hours: 1 }),
  });
  expect(traceSpans({ ...trace, attempts: [carried] }).map((span) => span.name)).not.toContain(
    "old",
  );
});

test("whoever asked is the parent in the same trace, else a link", () => {
  const spanId = "b7ad6b7169203331";
  const same = traceSpans(runTrace({ parentTraceparent: `00-${root.traceId}-${spanId}-01` }))[0];
  expect(same).toMatchObject({ parentSpanId: spanId, parentIsRemote: true, links: [] });
  const other = "1af7651916cd43dd8448eb211c80319c";
  const linked = traceSpans(runTrace({ parentTraceparent: `00-${other}-${spanId}-01` }))[0];
  expect(linked?.parentSpanId).toBeNull();
  expect(linked?.links).toEqual([
    { traceId: other, spanId, attributes: { "trunkline.link": "requested-by" } },
  ]);
  expect(traceSpans(runTrace({ parentTraceparent: "nonsense" }))[0]?.links).toEqual([]);
});

test.each([
  ["git@git.example:shop/retail.git", "retail", "shop", "git@git.example:shop/retail.git"],
  ["https://git.example/retail", "retail", undefined, "https://git.example/retail"],
  ["/srv/checkouts/retail/.git", "retail", undefined, undefined],
  ["../retail", "retail", undefined, undefined],
])("repository %s", (repositoryUrl, name, owner, url) => {
  const trace = runTrace();
  const [span] = traceSpans({ ...trace, revision: { ...trace.revision, repositoryUrl } });
  expect(span?.attributes["vcs.repository.name"]).toBe(name);
  expect(span?.attributes["vcs.owner.name"]).toBe(owner);
  expect(span?.attributes["vcs.repository.url.full"]).toBe(url);
});

test("the same rows give the same spans", () => {
  expect(traceSpans(runTrace())).toEqual(failing);
});
