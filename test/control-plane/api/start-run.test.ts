// What a request for a run may say, and what is refused before a run is made of it.

import { afterAll, beforeAll, expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { type ApiUnderTest, apiUnderTest } from "./api-under-test.ts";

const param = (type: "string" | "integer" | "date", value: string | number | null) => ({
  type,
  default: value,
  description: null,
});
const params = {
  region: param("string", "eu"),
  count: param("integer", 3),
  day: param("date", "${{ run.date }}"),
};

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest([
    pipeline("daily", [task("a")], { params, timezone: "Pacific/Kiritimati" }),
    pipeline("strict", [task("a")], { params: { must: param("string", null) } }),
  ]);
});
afterAll(() => api[Symbol.asyncDispose]());

const runs = "/pipelines/test/daily/runs";

test("given values and defaults are shown in their types; the actor is on record", async () => {
  const made = await api.post(runs, {
    params: { region: "us", count: "7" },
    date: "2026-11-20",
    actor: "ada",
  });
  expect(made).toMatchObject({
    status: 201,
    headers: { location: `/api/v1/runs/${made.body.id}` },
    body: { actor: "ada", params: { region: "us", count: 7, day: "2026-11-20" } },
  });
  const { rows } = await api.pool.query(
    "select actor, act from trunkline.audit where subject = $1",
    [made.body.id],
  );
  expect(rows).toEqual([{ actor: "ada", act: "run" }]);
});

test("without a date it is for today in the pipeline's zone", async () => {
  const today = Temporal.Now.zonedDateTimeISO("Pacific/Kiritimati").toPlainDate().toString();
  const { body } = await api.post(runs);
  const later = Temporal.Now.zonedDateTimeISO("Pacific/Kiritimati").toPlainDate().toString();
  expect([today, later]).toContain(body.date);
});

test("the same key gives the same run, however many ask at once", async () => {
  const replies = await Promise.all(
    Array.from({ length: 6 }, () => api.post(runs, { dedupKey: "delivery-7" })),
  );
  expect(new Set(replies.map(({ body }) => body.id)).size).toBe(1);
  expect(replies.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
  expect(replies[0]?.body.slot).toBe("m:delivery-7");
});

test("a key of digits is never taken for the run that has this number", async () => {
  const next = Number((await api.post(runs)).body.id) + 1;
  const keyed = await api.post(runs, { dedupKey: `${next + 1}` });
  const plain = await api.post(runs);
  expect([keyed.status, plain.status]).toEqual([201, 201]);
  expect(plain.body.slot).toBe(`m:${plain.body.id}`);
  const again = await api.post(runs, { dedupKey: keyed.body.id });
  expect([again.status, again.body.slot]).toEqual([201, `m:key:${keyed.body.id}`]);
});

test("a trace that the request belongs to is taken over as the run's parent", async () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  expect((await api.post(runs, { traceparent })).status).toBe(201);
});

test.for([
  [{ params: { regoin: "us" } }, "params.regoin", 'there is no parameter "regoin"'],
  [{ params: { count: "many" } }, "params.count", 'parameter "count"'],
  [{ params: { day: "2026-02-30" } }, "params.day", 'parameter "day"'],
  [{ date: "yesterday" }, "date", "not a date"],
  [{ date: "2026-02-30" }, "date", "not a date"],
  [{ dedupKey: "" }, "dedupKey", "dedupKey"],
  [{ dedupKey: "a\u0000b" }, "dedupKey", "dedupKey"],
  [{ traceparent: "00-zz" }, "traceparent", "trace context"],
  [{ parms: {} }, "", '"parms" is not known here'],
] as const)("%j is refused", async ([body, at, message]) => {
  const before = (await api.get("/runs?limit=500")).body.items.length;
  const reply = await api.post(runs, body);
  expect(reply).toMatchObject({ status: 422, body: { code: "invalid" } });
  expect(reply.body.issues).toMatchObject([{ at, message: expect.stringContaining(message) }]);
  expect((await api.get("/runs?limit=500")).body.items).toHaveLength(before);
});

test("a value that the database can't hold is refused, not a fault", async () => {
  const reply = await api.post(runs, { params: { region: "a\u0000b" } });
  expect(reply).toMatchObject({ status: 422, body: { code: "invalid" } });
  expect(api.messages).toEqual([]);
});

test("a required parameter has a help when its name is nearly right", async () => {
  const { body } = await api.post("/pipelines/test/strict/runs", { params: { mus: "x" } });
  expect(body.issues).toMatchObject([
    { at: "params.mus", help: 'did you mean "must"?' },
    { at: "params.must", message: expect.stringContaining("was not given") },
  ]);
});

test("a key that has its run already is refused for another date or other parameters", async () => {
  const given = pipeline("p", [task("a")], {
    params: {
      region: { type: "string", default: "eu", description: null },
      rows: { type: "integer", default: null, description: null },
    },
  });
  await using api = await apiUnderTest([given]);
  const ask = (body: object) => api.post("/pipelines/test/p/runs", { dedupKey: "k", ...body });
  const first = await ask({ params: { rows: 7 }, date: "2026-01-01" });
  expect(first.status).toBe(201);
  const { id } = first.body;
  // The same again, also as the command line gives it, and by whoever names no date.
  expect(await ask({ params: { rows: "7" } })).toMatchObject({ status: 200, body: { id } });
  expect(await ask({ params: { rows: 8 } })).toMatchObject({
    status: 409,
    body: {
      code: "conflict",
      detail: `the key k has run ${id} already, with another params.rows`,
      hint: expect.any(String),
    },
  });
  const other = await ask({ params: { rows: 7, region: "us" }, date: "2026-01-02" });
  expect(other.body.detail).toContain("with another date, params.region");
  expect((await api.get("/runs")).body.items).toHaveLength(1);
});
