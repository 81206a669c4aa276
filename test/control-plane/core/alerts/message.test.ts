import { expect, test } from "vitest";
import { keyOf, subjectOf } from "#core/alerts/event.ts";
import { messageActs, messageOf, textOf } from "#core/alerts/message.ts";
import { alertEvent, alertWord } from "#test/support/alert-events.ts";

const words = {
  ...Object.fromEntries(
    messageActs.map((act) => [
      act,
      alertWord({
        act,
        now: "2026-11-27T07:40:00.000Z",
        ...(act === "resolve" && {
          resolvedAt: "2026-11-27T07:39:30.000Z",
          resolution: "run 815 succeeded",
        }),
        ...(act === "acknowledge" && { acknowledgedBy: "ada@example.com", note: "looking" }),
      }),
    ]),
  ),
  late: alertWord(
    { output: null },
    {
      ...{ kind: "late", key: "k", task: null, inRow: 1, downstreamCount: 14 },
      message: "collect is running, which usually takes 1h20m",
      deadline: {
        kind: "finishBy",
        at: "2026-11-27T05:00:00.000Z",
        expectedAt: "2026-11-27T06:12:00.000Z",
      },
      affected: [{ kind: "at-risk", pipeline: "reports/daily", run: "815" }],
      affectedCount: 1,
    },
  ),
  succeeded: alertWord(
    { output: null },
    {
      ...{ kind: "succeeded", severity: "info", inRow: 1, deadline: null },
      ...{
        message: "it took 12m",
        task: { name: "post", attempt: 1, of: 4, exitCode: 0, signal: null },
      },
    },
  ),
  overrun: alertWord(
    { output: null },
    {
      ...{ kind: "overrun", severity: "warning", inRow: 1, deadline: null },
      message: "it has run for longer than 30m",
      task: { name: "post", attempt: 1, of: 4, exitCode: null, signal: null },
    },
  ),
  server: alertWord(
    { output: null, serverUrl: null },
    {
      ...alertEvent({
        kind: "worker-lost",
        project: null,
        environment: null,
        pipeline: null,
        owner: null,
        tags: {},
      }),
      ...{
        task: null,
        run: null,
        deadline: null,
        next: null,
        downstream: [],
        downstreamCount: 0,
        lastSuccess: null,
        change: null,
      },
      ...{ message: "etl-3, with 4 tasks", links: { trace: null, runbook: null } },
    },
  ),
};

test.each(Object.keys(words))("%s", async (name) => {
  const text = textOf(messageOf(words[name as keyof typeof words] as never));
  await expect(text).toMatchFileSnapshot(`../../../golden/alerts/text/${name}.txt`);
});

test("a key is by environment, project, pipeline and kind, whatever the run", () => {
  const of = {
    kind: "failed",
    project: "finance",
    environment: "prod",
    pipeline: "settlement",
  } as const;
  expect(keyOf(of)).toBe("trunkline/prod/finance/settlement/failed");
  expect(
    keyOf({ kind: "worker-lost", project: null, environment: null, pipeline: null }, "etl-3"),
  ).toBe("trunkline/server/etl-3/worker-lost");
  expect(subjectOf({ project: "finance", pipeline: null })).toBe("finance");
});
