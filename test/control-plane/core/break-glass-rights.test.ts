// What break-glass refuses of whole specs is in test/flow/break-glass.test.ts; here what it lets pass.

import { expect, test } from "vitest";
import { wideningOf } from "#core/break-glass-rights.ts";
import type {
  FileSource,
  MessageSource,
  MessageTrigger,
  QueueSource,
} from "#core/triggers/message-trigger.ts";
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
    "triggers: on workers with any worker; secrets db; reaches db.example.org:5432; connection shop-db",
  );
  expect(wideningOf(with_({}), with_({ maxWaiting: 1, params: {} }))).toBeNull();
  expect(wideningOf(with_({}), with_({ runsOn: ["dc1"] }))).toBe("triggers: on workers with dc1");
});

const fileSource: FileSource = {
  ...{ kind: "file", connectionName: null, connection: null, path: "/data/in", files: ["*.csv"] },
  ...{ on: "created", existing: false, everyMs: 30_000, stableMs: 0 },
  ...{ minBytes: 0, minAgeMs: 0, maxAgeMs: null, marker: null },
};
const queueSource = (name: string): QueueSource => ({
  ...{ kind: "queue", connectionName: "mq", name, startAt: null, subject: null },
  connection: {
    ...{ type: "amqp", host: "mq.example", port: 5671, vhost: "/", ssl: "verify", ca: null },
    ...{ user: "u", password: "mq/password" },
  },
});

test.each<[string, MessageSource, MessageSource, string | null]>([
  [
    "another folder",
    fileSource,
    { ...fileSource, path: "/data/in/private" },
    "files of /data/in/private",
  ],
  ["another pattern", fileSource, { ...fileSource, files: ["**/*"], on: "changed" }, null],
  ["another queue", queueSource("a"), queueSource("b"), "each message of the queue b on mq"],
  ["the same queue", queueSource("a"), queueSource("a"), null],
])("a trigger that gets at %s of where it looks already", (_, had, has, expected) => {
  const trigger = ordersTrigger({ connectionString: "postgres://etl@db.example.org/shop" });
  const of = (source: MessageSource) =>
    pipeline("p", [load], { messages: [{ ...trigger, source }] });
  expect(wideningOf(of(had), of(has))).toBe(expected === null ? null : `triggers: ${expected}`);
});

test("a trigger gets at no folder because a task does, nor a task because a trigger does", () => {
  const trigger = ordersTrigger({ connectionString: "postgres://etl@db.example.org/shop" });
  const messages = [{ ...trigger, source: fileSource }];
  const { existing: _, on: __, kind: ___, ...place } = fileSource;
  const waits = task("wait", {
    action: { ...place, kind: "file", on: "exists", count: 1, all: false },
  });
  const [triggers, tasks] = [
    pipeline("p", [], { messages }),
    pipeline("p", [waits], { messages: [] }),
  ];
  expect(wideningOf(tasks, { ...tasks, messages })).toContain("triggers: ");
  expect(wideningOf(triggers, { ...triggers, tasks: [waits] })).toBe(
    "tasks.wait: files of /data/in",
  );
});
