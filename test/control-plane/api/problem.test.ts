// Faults and bad requests as problems: a code, what is wrong, and nothing of the inside.

import { afterAll, beforeAll, expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { type ApiUnderTest, apiUnderTest, token } from "./api-under-test.ts";

const one = pipeline("one", [task("a")]);

let shared: ApiUnderTest;
beforeAll(async () => {
  shared = await apiUnderTest([one]);
});
afterAll(() => shared[Symbol.asyncDispose]());

test.for([
  ["GET", "/api/v1/nothing", 404, "not-found"],
  ["GET", "/nothing", 404, "not-found"],
  ["DELETE", "/api/v1/runs/1", 404, "not-found"],
  ["GET", "/api/v1/runs?limit=0", 422, "invalid"],
  ["GET", "/api/v1/runs?limit=abc", 422, "invalid"],
  ["GET", "/api/v1/runs?state=lost", 422, "invalid"],
  ["GET", "/api/v1/runs?date=2026-02-30", 422, "invalid"],
  ["GET", "/api/v1/runs?after=x", 422, "invalid"],
  ["GET", "/api/v1/runs?limt=5", 422, "invalid"],
  ["GET", "/api/v1/runs?project=nobody", 404, "not-found"],
  ["GET", "/api/v1/runs?pipeline=nobody", 404, "not-found"],
  ["GET", "/api/v1/runs?pipeline=%00", 422, "invalid"],
  ["GET", "/api/v1/pipelines?after=x", 422, "invalid"],
  ["GET", "/api/v1/%zz", 400, "bad-request"],
] as const)("%s %s is %i %s", async ([method, url, status, code]) => {
  const headers = { authorization: `Bearer ${token}` };
  const reply = await shared.inject({ method, url, headers });
  expect(reply.status).toBe(status);
  expect(reply.headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect(reply.body).toMatchObject({
    type: `urn:trunkline:problem:${code}`,
    status,
    code,
    title: expect.any(String),
    detail: expect.stringMatching(/\S/),
    requestId: reply.headers["x-request-id"],
  });
});

test("bodies that are no JSON, no object, of another type or too large are refused", async () => {
  const send = (payload: string, type = "application/json") =>
    shared.inject({
      method: "POST",
      url: "/api/v1/pipelines/test/one/runs",
      headers: { authorization: `Bearer ${token}`, "content-type": type },
      payload,
    });
  expect(await send("{")).toMatchObject({ status: 400, body: { code: "bad-request" } });
  expect(await send("[]")).toMatchObject({ status: 422, body: { code: "invalid" } });
  expect(await send("<x/>", "text/xml")).toMatchObject({ status: 415 });
  const large = JSON.stringify({ params: { x: "x".repeat(1024 * 1024) } });
  expect(await send(large)).toMatchObject({ status: 413, body: { code: "too-large" } });
  expect(await send('{"__proto__": {"x": 1}}')).toMatchObject({ status: 400 });
});

test("all issues are named at once, each with its place", async () => {
  const { body } = await shared.get("/runs?limt=5&state=lost");
  expect(body.issues).toEqual([
    { at: "", message: '"limt" is not known here' },
    { at: "state", message: expect.stringContaining("should be one of waiting, running") },
  ]);
});

test("a fault tells its cause to the server's messages, not to whoever asked", async () => {
  await using api = await apiUnderTest([one]);
  await api.pool.query("alter table trunkline.worker rename to gone");
  const reply = await api.get("/workers");
  expect(reply).toMatchObject({ status: 500, body: { code: "internal" } });
  expect(reply.text).not.toMatch(/relation|trunkline\.worker|select|\.ts|node_modules/);
  expect(api.messages).toEqual([
    `request ${reply.body.requestId}: relation "trunkline.worker" does not exist`,
  ]);
});

test("a database that is away is said to be, without its address", async () => {
  const { createPool } = await import("#store/connect.ts");
  const secret = "postgres://someone:hidden-password@127.0.0.1:1/database";
  const pool = createPool(secret);
  await using api = await apiUnderTest([one], { pool });
  const reply = await api.get("/status");
  expect(reply).toMatchObject({ status: 503, body: { code: "database-away" } });
  const ready = await api.inject({ method: "GET", url: "/readyz" });
  expect(ready.status).toBe(503);
  for (const { text } of [reply, ready]) expect(text).not.toMatch(/hidden|someone|127\.0\.0\.1/);
  await pool.end();
});

test.for([
  "%00",
  "..%2f..%2fetc",
  "%27%3B%20drop%20table%20trunkline.run%3B--",
  "%F0%9F%92%A9",
  "a".repeat(900),
  "%22%5C%0A%0D",
  "-",
  "__proto__",
])("the name %s breaks nothing", async (name) => {
  const paths = [
    `/projects/${name}`,
    `/pipelines/${name}/one`,
    `/pipelines/test/${name}`,
    `/pipelines/test/${name}/history`,
    `/pipelines/-/${name}/why`,
    `/runs/${name}`,
    `/runs/${name}/trace`,
    `/runs/${name}/why`,
    `/runs/${name}/logs`,
  ];
  for (const path of paths) {
    const { status, body } = await shared.get(path);
    // `-` as the project stands for the only one.
    if (path === "/pipelines/-/one") expect(status).toBe(200);
    else
      expect({ path, status, code: body.code }).toEqual({ path, status: 404, code: "not-found" });
  }
  for (const path of [
    `/pipelines/test/${name}/runs`,
    `/runs/${name}/cancel`,
    `/runs/${name}/rerun`,
  ])
    expect(await shared.post(path, {})).toMatchObject({ status: 404 });
  expect(shared.messages).toEqual([]);
  expect((await shared.get("/pipelines")).body.items).toHaveLength(1);
});
