import { afterAll, beforeAll, expect, test } from "vitest";
import { readHolds } from "#engine/legacy-holds.ts";
import { type ApiUnderTest, apiUnderTest } from "./api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest([]);
});
afterAll(() => api[Symbol.asyncDispose]());

const path = "/projects/test/cutover/holds";
const post = (source: string, holds: object[], more: object = {}) =>
  api.post(path, { wave: "gl", source, how: "autorep", holds, ...more });
const list = async () => (await api.get(`${path}?wave=gl`)).body.items;

test("the newest reading of each source is kept, and an older one changes nothing", async () => {
  expect((await post("ACE", [{ job: "A", state: "held", line: "A OH" }])).body).toEqual({
    kept: 1,
  });
  const old = { readAt: "2026-01-01T00:00:00Z" };
  expect((await post("ACE", [{ job: "A", state: "active" }], old)).body).toEqual({ kept: 0 });
  expect(await list()).toMatchObject([
    { job: "A", source: "ACE", state: "held", how: "autorep", line: "A OH" },
  ]);
  await post("BCE", [{ job: "A", state: "iced" }], old);
  const { rows } = await api.pool.query("select id from trunkline.project");
  const held = await readHolds(api.pool, rows[0].id, "gl");
  expect([...held.values()]).toEqual([{ job: "A", state: "iced", readAt: Date.parse(old.readAt) }]);
});

test("what would look newer than it is, or says two things of one job, is refused", async () => {
  const later = { readAt: "2999-01-01T00:00:00Z" };
  expect((await post("ACE", [{ job: "A", state: "held" }], later)).status).toBe(422);
  const twice = [
    { job: "B", state: "held" },
    { job: "B", state: "active" },
  ];
  const { status, text } = await post("ACE", twice);
  expect([status, text]).toEqual([422, expect.stringContaining("holds.1.job")]);
});
