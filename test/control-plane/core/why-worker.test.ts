import { expect, test } from "vitest";
import { type WorkerFacts, whyNoWorker } from "#core/why-worker.ts";

const worker = (id: number, fields: Partial<WorkerFacts> = {}): WorkerFacts => ({
  id,
  name: `host${id}`,
  slots: 4,
  labels: [],
  draining: false,
  ...fields,
});

test.for<[string, string[], WorkerFacts[], string]>([
  ["none lives", [], [], "no worker is alive: start one with `trunkline worker`"],
  [
    "none lives, labels are asked for",
    ["etl", "x"],
    [],
    "no worker is alive: start one with `trunkline worker --label etl --label x`",
  ],
  [
    "all are full",
    [],
    [worker(1), worker(2, { labels: ["etl"] })],
    "waits for a free slot of 2 worker(s) with 8 slots",
  ],
  [
    "only those with the labels count, and not those that drain",
    ["etl"],
    [
      worker(1),
      worker(2, { labels: ["etl", "x"] }),
      worker(3, { labels: ["etl"], draining: true }),
    ],
    "waits for a free slot of 1 worker(s) with etl with 4 slots",
  ],
  [
    "the only one that could drains",
    ["etl"],
    [worker(1), worker(2, { labels: ["etl"], draining: true })],
    "worker 2 (host2) drain(s) and no other worker with etl is alive: start one with `trunkline worker --label etl`",
  ],
  [
    "the nearest lack one label",
    ["etl", "host:b", "x"],
    [
      worker(1, { labels: ["x"] }),
      worker(2, { labels: ["etl", "x"] }),
      worker(3, { labels: ["etl", "host:b"], draining: true }),
    ],
    "no living worker has etl, host:b, x: nearest, worker 2 (host2) lacks host:b, worker 3 (host3), which drains, lacks x; start one with `trunkline worker --label etl --label host:b --label x`",
  ],
  [
    "nobody comes near",
    ["etl"],
    [worker(1), worker(2, { labels: ["x"] })],
    "no living worker has etl: none has any of them; start one with `trunkline worker --label etl`",
  ],
])("%s", ([, runsOn, workers, message]) => {
  expect(whyNoWorker(runsOn, workers)).toBe(message);
});

test("of many that are equally near three are named", () => {
  const many = Array.from({ length: 5 }, (_, id) => worker(id, { labels: ["a"] }));
  expect(whyNoWorker(["a", "b"], many)).toContain(
    "worker 2 (host2) lacks b and 2 more are as near",
  );
});
