import { expect, test } from "vitest";
import { type DeadlineFacts, whyDeadlines } from "#core/why-deadline.ts";

const deadline: DeadlineFacts = {
  task: null,
  kind: "finishBy",
  at: "2026-11-24T06:00:00Z",
  state: "at-risk",
  since: "2026-11-24T05:10:00Z",
  cause: {
    task: "load",
    message: "is running, which usually takes 8m",
    path: ["load", "post", "mail"],
  },
};

test("a threatened deadline names the task that the longest path waits for, and what follows it", () => {
  expect(whyDeadlines([deadline])).toMatchObject([
    {
      kind: "deadline",
      task: null,
      since: "2026-11-24T05:10:00Z",
      message:
        "finishBy 2026-11-24T06:00:00Z is at risk: load is running, which usually takes 8m; then post, mail",
    },
  ]);
});

test("one of a task does not name it twice; nothing is said of what is kept", () => {
  const own = { task: "load", message: "started 3m too late", path: [] };
  expect(
    whyDeadlines([
      { ...deadline, task: "load", state: "missed", cause: own },
      { ...deadline, state: "met", cause: null },
    ]).map(({ message }) => message),
  ).toEqual(["finishBy 2026-11-24T06:00:00Z is missed: started 3m too late"]);
});
