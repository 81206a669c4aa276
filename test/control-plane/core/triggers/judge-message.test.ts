// What becomes of a message: a run, nothing, or a place aside with the reason.

import { expect, test } from "vitest";
import type { Param } from "#core/pipeline.ts";
import { isKey, judgeMessage, type MessageData } from "#core/triggers/judge-message.ts";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";

const param = (type: Param["type"], value: Param["default"] = null): Param => ({
  ...{ type, default: value, description: null },
});
const params = { order: param("integer"), day: param("date", "${{ run.date }}") };
const before = {
  today: "2026-03-01",
  valuesOn: (date: string) => ({
    ...{ id: "0", date, scheduledAt: "2026-03-01T00:00:00Z", pipeline: "p", generation: 1 },
    interval: { start: "", end: "" },
  }),
};

const judged = (trigger: Partial<MessageTrigger>, message: Partial<MessageData> = {}) =>
  judgeMessage(
    {
      ...{ condition: null, key: null, date: null },
      params: { order: "${{ message.body.id }}" },
      ...trigger,
    },
    params,
    {
      key: "k",
      headers: { "x-kind": "new" },
      body: { id: 7, day: "2026-02-28" },
      sentAt: null,
      ...message,
    },
    before,
  );

test("a message makes a run with the source's key, the present date and values with their types", () => {
  expect(judged({})).toEqual({
    outcome: "run",
    key: "k",
    params: { order: 7 },
    date: "2026-03-01",
  });
});

test("key and date may come from the message, and texts around values stay", () => {
  const trigger = { key: "order-${{ message.body.id }}", date: "${{ message.body.day }}" };
  expect(judged(trigger)).toMatchObject({ key: "order-7", date: "2026-02-28" });
  expect(judged({ key: '${{ message.headers["x-kind"] }}' })).toMatchObject({ key: "new" });
});

test("a condition that is false skips it, one without a value sets it aside", () => {
  expect(judged({ condition: "message.body.id > 9" })).toEqual({ outcome: "skipped", key: "k" });
  expect(judged({ condition: "message.body.id > 6" })).toMatchObject({ outcome: "run" });
  expect(judged({ condition: "message.body.other > 6" })).toMatchObject({
    ...{ outcome: "aside", reason: expect.stringContaining("message.body.other has no value") },
  });
  expect(judged({ condition: "message.body.id" })).toMatchObject({
    ...{ outcome: "aside", reason: "`message.body.id` is not true or false" },
  });
});

test("parameters that don't fit, or are missing, set it aside", () => {
  const reason = (body: unknown) => judged({}, { body });
  expect(reason({ id: "seven" })).toMatchObject({
    ...{ outcome: "aside", reason: expect.stringContaining('"seven" is not an integer') },
  });
  expect(reason({})).toMatchObject({ outcome: "aside", reason: expect.stringContaining("order") });
  expect(reason("plain text")).toMatchObject({ outcome: "aside" });
  expect(judged({ date: "${{ message.body.id }}" })).toMatchObject({
    ...{ outcome: "aside", reason: '"7" is not a date' },
  });
});

test("a reason is bounded, whatever stood in the message, and so is a key", () => {
  const long = judged({}, { body: { id: "x".repeat(10_000) } });
  expect(long.outcome === "aside" && long.reason.length).toBe(500);
  expect(
    judged({ key: "${{ message.body.id }}" }, { body: { id: "x".repeat(501) } }),
  ).toMatchObject({
    ...{ outcome: "aside", key: "k" },
  });
  expect([isKey(""), isKey("a\nb"), isKey("x".repeat(500)), isKey("x".repeat(501))]).toEqual([
    ...[false, false, true, false],
  ]);
});
