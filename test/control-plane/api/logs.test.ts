// Output of runs: whole, in parts, as text, and followed until the run has ended.

import { expect, test } from "vitest";
import { connectApi, type LogChunk, Unreachable } from "#api/client.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { eventually } from "#test/support/eventually.ts";
import { type ApiUnderTest, apiUnderTest, gate, token, workerUnderTest } from "./api-under-test.ts";

const chatty = pipeline("chatty", [task("first"), task("second", { needs: [0] })]);
const say = (words: string) => new TextEncoder().encode(words);
const linesOf = (text: string): LogChunk[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

async function listening(api: ApiUnderTest) {
  const url = await api.api.listen({ host: "127.0.0.1", port: 0 });
  return { url, token };
}

test("a finished run's output is there by task, whole and from a cursor", async () => {
  await using api = await apiUnderTest([chatty]);
  await using _ = await workerUnderTest(api.connectionString, {
    first: async ({ onOutput }) => {
      await onOutput(say("grüße\n"));
      return {};
    },
    second: async ({ onOutput }) => {
      await onOutput(say("bye\n"));
      return {};
    },
  });
  const { id } = (await api.post("/pipelines/test/chatty/runs")).body;
  await api.get(`/runs/${id}?wait=20`);
  const whole = await api.get(`/runs/${id}/logs`);
  expect(whole.headers["content-type"]).toMatch(/^application\/x-ndjson/);
  expect(linesOf(whole.text)).toEqual([
    { task: "first", attempt: 1, seq: 1, text: "grüße\n", cursor: "0.1.1" },
    { task: "second", attempt: 1, seq: 1, text: "bye\n", cursor: "1.1.1" },
  ]);
  expect(linesOf((await api.get(`/runs/${id}/logs?after=0.1.1`)).text)).toHaveLength(1);
  expect(linesOf((await api.get(`/runs/${id}/logs?task=second`)).text)).toHaveLength(1);
  expect(linesOf((await api.get(`/runs/${id}/logs?attempt=2`)).text)).toEqual([]);
  expect((await api.get(`/runs/${id}/logs?after=1.1.1`)).text).toBe("");
  const text = await api.get(`/runs/${id}/logs?format=text`);
  expect(text.headers["content-type"]).toMatch(/^text\/plain/);
  expect(text.text).toBe("grüße\nbye\n");
  // Followed after its end it is the same.
  expect((await api.get(`/runs/${id}/logs?follow=true`)).text).toBe(whole.text);
});

test.for([
  ["task=frist", "task", 'did you mean "first"?'],
  ["attempt=0", "attempt", undefined],
  ["after=x", "after", undefined],
  ["after=0.1.1&follow=true", "after", undefined],
  ["after=0.1.1&task=second", "after", undefined],
  ["format=xml", "format", undefined],
] as const)("logs?%s is refused", async ([query, at, help]) => {
  await using api = await apiUnderTest([chatty]);
  const { id } = (await api.post("/pipelines/test/chatty/runs")).body;
  const { status, body } = await api.get(`/runs/${id}/logs?${query}`);
  expect(status).toBe(422);
  expect(body.issues[0]).toMatchObject(help ? { at, help } : { at });
});

test("followed output arrives while its task runs, and ends with the run", async () => {
  await using api = await apiUnderTest([chatty]);
  const held = gate();
  await using _ = await workerUnderTest(api.connectionString, {
    first: async (request) => {
      await request.onOutput(say("begun\n"));
      return held.handler(request);
    },
    second: async ({ onOutput }) => {
      await onOutput(say("ended\n"));
      return {};
    },
  });
  const client = connectApi(await listening(api));
  const { run } = await client.startRun("chatty");
  const output = client.logs(run.id, { follow: true });
  await held.reached;
  const asked = performance.now();
  expect((await output.next()).value).toMatchObject({ task: "first", text: "begun\n" });
  expect(performance.now() - asked).toBeLessThan(1_000);
  held.open();
  const rest: LogChunk[] = [];
  for await (const chunk of output) rest.push(chunk);
  expect(rest.map(({ text }) => text)).toEqual(["ended\n"]);
  expect((await client.run(run.id)).state).toBe("succeeded");
});

test("many chunks of many tasks come complete, each task's in order", async () => {
  const tasks = ["a", "b", "c"].map((name) => task(name));
  await using api = await apiUnderTest([pipeline("many", tasks)]);
  // Larger than what is read at a time: 32 chunks of 64 KiB over all tasks.
  const line = `${"x".repeat(1023)}\n`;
  const write = async ({ onOutput }: { onOutput(bytes: Uint8Array): unknown }) => {
    for (let n = 0; n < 1500; n++) await onOutput(say(line));
    return {};
  };
  await using _ = await workerUnderTest(api.connectionString, { a: write, b: write, c: write });
  const { id } = (await api.post("/pipelines/test/many/runs")).body;
  const followed = linesOf((await api.get(`/runs/${id}/logs?follow=true`)).text);
  const stored = linesOf((await api.get(`/runs/${id}/logs`)).text);
  for (const chunks of [followed, stored])
    for (const name of ["a", "b", "c"]) {
      const own = chunks.filter((chunk) => chunk.task === name);
      expect(own.map(({ seq }) => seq)).toEqual(own.map((_, index) => index + 1));
      expect(own.reduce((sum, { text }) => sum + text.length, 0)).toBe(1500 * 1024);
    }
});

test("a reader that leaves ends the reading", async () => {
  await using api = await apiUnderTest([chatty]);
  const held = gate();
  await using _ = await workerUnderTest(api.connectionString, {
    first: async (request) => {
      await request.onOutput(say("begun\n"));
      return held.handler(request);
    },
  });
  const client = connectApi(await listening(api));
  const { run } = await client.startRun("chatty");
  for await (const { text } of client.logs(run.id, { follow: true })) {
    expect(text).toBe("begun\n");
    break;
  }
  const reads = async () => {
    const { rows } = await api.pool.query<{ calls: Date }>(
      "select max(query_start) as calls from pg_stat_activity where query like '%unnest%trunkline.log_chunk%' and pid <> pg_backend_pid()",
    );
    return rows[0]?.calls?.getTime() ?? 0;
  };
  let last = -1;
  let since = performance.now();
  // Looks are 250 ms apart: a second without one means that there are no more.
  await eventually("nobody reads the log any more", async () => {
    const now = await reads();
    if (now !== last) since = performance.now();
    last = now;
    return performance.now() - since > 1_000;
  });
  held.open();
});

test("a server that stops breaks off what is followed, so that nobody takes it for the end", async () => {
  await using api = await apiUnderTest([chatty]);
  const held = gate();
  await using _ = await workerUnderTest(api.connectionString, {
    first: async (request) => {
      await request.onOutput(say("begun\n"));
      return held.handler(request);
    },
  });
  const client = connectApi(await listening(api));
  const { run } = await client.startRun("chatty");
  const output = client.logs(run.id, { follow: true });
  await output.next();
  const next = expect(output.next()).rejects.toBeInstanceOf(Unreachable);
  await api.api.close();
  await next;
  held.open();
});
