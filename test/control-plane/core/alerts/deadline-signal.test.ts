import { expect, test } from "vitest";
import { meaningOf } from "#core/alerts/deadline-signal.ts";

const signal = (
  kind: "startBy" | "finishBy",
  state: "at-risk" | "late" | "on-track" | "met" | "missed",
) =>
  meaningOf({
    ...{ kind, state, task: null, at: "2026-11-27T06:00:00Z" },
    expectedAt: null,
    cause: null,
  });

test("what is at risk, late or not started opens an alert; whatever comes after ends it", () => {
  expect(signal("finishBy", "at-risk")).toMatchObject({ opens: "at-risk", ends: [] });
  expect(signal("finishBy", "late")).toMatchObject({ opens: "late", ends: ["at-risk"] });
  expect(signal("startBy", "late")).toMatchObject({ opens: "did-not-start", ends: ["at-risk"] });
  expect(signal("finishBy", "on-track")).toMatchObject({ opens: null, ends: ["at-risk"] });
  expect(signal("finishBy", "met")).toMatchObject({ opens: null, ends: ["at-risk", "late"] });
  expect(signal("startBy", "missed")).toMatchObject({
    ...{ opens: null, ends: ["at-risk", "did-not-start"] },
    because: "it has started, too late",
  });
});
