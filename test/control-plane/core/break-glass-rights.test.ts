// What break-glass refuses of whole specs is in test/flow/break-glass.test.ts; here what it lets pass.

import { expect, test } from "vitest";
import { wideningOf } from "#core/break-glass-rights.ts";
import type { MessageTrigger } from "#core/triggers/message-trigger.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { ordersTrigger } from "#test/support/messages.ts";

const load = task("load", { secrets: ["shop/load"], runsOn: ["etl"], runAs: "etl" });
const before = pipeline("p", [load, task("tell", { runsOn: ["etl"] })]);
const after = (...tasks: Parameters<typeof task>[]) =>
  wideningOf(
    before,
    pipeline(
      "p",
      tasks.map((one) => task(...one)),
    ),
  );

test("less, the same, and another instance of the same task pass", () => {
  expect(after(["load", { runsOn: ["etl"] }])).toBeNull();
  expect(after(["load[eu]", { ...load, name: "load[eu]" }])).toBeNull();
});

test("a new task may run where others do, with nothing of theirs", () => {
  expect(after(["more", { runsOn: ["etl"] }])).toBeNull();
  expect(after(["more", {}])).toBe("tasks.more: on workers with any worker");
  expect(after(["more", { ...load, name: "more", group: "more" }])).toBe(
    "tasks.more: runs as etl; secrets shop/load",
  );
});

test("what one task has isn't another one's", () => {
  expect(after(["tell", { runsOn: ["etl"], secrets: ["shop/load"] }])).toBe(
    "tasks.tell: secrets shop/load",
  );
});

test("a trigger gets no secrets, hosts or workers that triggers don't have", () => {
  const trigger = ordersTrigger({ connectionString: "postgres://etl@db.example.org/shop" });
  const without = pipeline("p", [load]);
  const with_ = (more: Partial<MessageTrigger>) =>
    pipeline("p", [load], { messages: [{ ...trigger, ...more }] });
  expect(wideningOf(without, with_({}))).toBe(
    "triggers: on workers with any worker; secrets db; reaches db.example.org:5432",
  );
  expect(wideningOf(with_({}), with_({ maxWaiting: 1, params: {} }))).toBeNull();
  expect(wideningOf(with_({}), with_({ runsOn: ["dc1"] }))).toBe("triggers: on workers with dc1");
});
