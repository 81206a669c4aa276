// Where definitions come from, asked of a whole server: who set a field, what differs between two deployed revisions.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

const daily = (timeout: string) =>
  `name: daily\nparams: {day: {type: date, default: '\${{ run.date }}'}}\ntasks: {load: {run: ./load.sh, timeout: ${timeout}}}\n`;

let server: ServerUnderTest;
beforeAll(async () => {
  server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "load.sh": { run: "#!/bin/sh\n" },
    "pipelines/daily.yaml": daily("1h"),
    "pipelines/other.yaml": "name: other\ntasks: {a: {run: 'true'}}\n",
  });
});
afterAll(() => server[Symbol.asyncDispose]());

test("blame --deployed tells of what is deployed, from the server's copy", async () => {
  const first = server.repository.tip();
  const second = server.repository.commit(
    { "pipelines/daily.yaml": daily("2h") },
    { message: "Longer (#8)\n\nReviewed-by: Grace" },
  );
  await server.trunkline(["sync"]);
  server.repository.commit({ "pipelines/daily.yaml": daily("9h") });
  const lines = await server.json(["blame", "daily", "--deployed"]);
  const of = (path: string) => lines.find((line) => line.path === path);
  expect(of("tasks.load.timeoutMs")).toMatchObject({
    ...{ value: 7_200_000, commit: second, change: "8", approvers: ["Grace"] },
  });
  expect(of("name")).toMatchObject({ commit: first, change: "7", orEarlier: false });
  const missing = await server.trunkline(["blame", "weekly", "--deployed"]);
  expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining('"weekly"')]);
  await server.trunkline(["sync"]);
});
