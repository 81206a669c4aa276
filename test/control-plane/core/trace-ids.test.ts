import fc from "fast-check";
import { expect, test } from "vitest";
import { parseTraceparent, runSpanIdOf, spanIdOf, traceparentOf } from "#core/trace-ids.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";

test("ids are the same in every process and version", () => {
  // Changing these breaks the link between children that still run and the span that comes later.
  expect(spanIdOf(traceId, "load", 1)).toMatchInlineSnapshot(`"f5407e9112aa64af"`);
  expect(spanIdOf(traceId, "load", 2)).toMatchInlineSnapshot(`"776ab72251f1f3d9"`);
  expect(runSpanIdOf(traceId)).toMatchInlineSnapshot(`"060021e5e5f765e0"`);
});

test("ids of one trace don't collide", () => {
  const ids = new Set<string>();
  for (let task = 0; task < 20_000; task++) {
    for (const attempt of [1, 2, 3]) ids.add(spanIdOf(traceId, `task-${task}`, attempt));
    ids.add(spanIdOf(traceId, `extract[eu,${task}]`, 1));
  }
  expect(ids.size).toBe(80_000);
});

test("both halves vary with every part", () => {
  const base = spanIdOf(traceId, "load", 1);
  const others = [
    spanIdOf(traceId, "load", 2),
    spanIdOf(traceId, "loae", 1),
    spanIdOf(traceId.replace("0a", "1a"), "load", 1),
  ];
  for (const other of others) {
    expect(other.slice(0, 8)).not.toBe(base.slice(0, 8));
    expect(other.slice(8)).not.toBe(base.slice(8));
  }
});

test("an id is 16 hex digits, never zero, whatever the task's name", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(), (task, attempt) => {
      const id = spanIdOf(traceId, task, attempt);
      expect(id).toMatch(/^[0-9a-f]{16}$/);
      expect(id).not.toBe("0".repeat(16));
    }),
  );
});

test("a traceparent reads back", () => {
  const text = traceparentOf(traceId, "load", 1);
  expect(text).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(parseTraceparent(text)).toEqual({ traceId, spanId: spanIdOf(traceId, "load", 1) });
});

test.each([
  "",
  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
  "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  "00-00000000000000000000000000000000-b7ad6b7169203331-01",
  "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
  "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
])("the standard refuses %j", (text) => {
  expect(parseTraceparent(text)).toBeNull();
});
