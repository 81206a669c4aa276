// What a task will wait for.

import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { gateTexts, laterReasons } from "#core/why-needs.ts";

test("each fact, window, pool and approval has a text, and no truth yet", () => {
  const texts = gateTexts({
    awaits: normalizeCondition({ all: [{ event: "RATES" }, { event: "OPEN" }] }),
    notBefore: "06:00",
    notAfter: "20:00",
    takes: [{ pool: "db", amount: 2, keepOnFailure: false }],
    approval: { by: ["ada"], count: 1, deadlineMs: null, onExpiry: "fail", notRequester: false },
  });
  expect(texts).toEqual([
    expect.stringContaining("event RATES"),
    expect.stringContaining("event OPEN"),
    "not before 06:00",
    "not after 20:00",
    expect.stringContaining("db"),
    "approval by ada",
  ]);
  expect(laterReasons({ name: "load", later: texts.slice(2, 3) })).toMatchObject([
    {
      kind: "gate",
      task: "load",
      message: "not before 06:00: asked once what it needs has ended",
      holds: null,
    },
  ]);
  expect(laterReasons({ name: "load" })).toEqual([]);
});
