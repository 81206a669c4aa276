// The audit over the API: pages, bad input, and the head before and after the sealer.

import { expect, test } from "vitest";
import { sealAudit } from "#store/audit.sql.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

const close = pipeline("close", [task("a")]);

test("pages end where the records do, and say what is sealed", async () => {
  await using api = await apiUnderTest([close]);
  for (let n = 0; n < 3; n++) await api.post("/pipelines/test/close/holds", { reason: `r${n}` });
  const { body: first } = await api.get("/audit?limit=2&act=pause");
  expect(first.items.map(({ reason }: { reason: string }) => reason)).toEqual(["r2", "r1"]);
  const { body: second } = await api.get(`/audit?limit=2&act=pause&after=${first.next}`);
  expect(second).toMatchObject({ items: [{ reason: "r0", sealed: false }], next: null });
  expect((await api.get("/audit/head")).body).toMatchObject({ head: null, unsealed: 4 });
  await sealAudit(api.pool, { limit: 10 });
  expect((await api.get("/audit/head")).body).toMatchObject({
    head: expect.stringMatching(/^1:[0-9a-f]{64}$/),
    ...{ unsealed: 0, oldestUnsealed: null },
  });
  expect((await api.get("/audit?act=apply")).body.items).toMatchObject([{ sealed: true }]);
});

test("what is no instant and no cursor is refused, and a quote is only a text", async () => {
  await using api = await apiUnderTest([close]);
  for (const query of ["from=yesterday", "to=5", "after=x", "limit=0", "act=%00", "since=1"])
    expect(await api.get(`/audit?${query}`)).toMatchObject({ status: 422 });
  expect(await api.get("/audit/pack?since=0")).toMatchObject({ status: 422 });
  expect(await api.get("/audit?actor=';drop table trunkline.audit;--")).toMatchObject({
    status: 200,
    body: { items: [] },
  });
});

test("a pack is answered line by line, with what is not sealed yet", async () => {
  await using api = await apiUnderTest([close]);
  const { status, text } = await api.get("/audit/pack?evidence=true");
  expect(status).toBe(200);
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ type }) => type)).toEqual(["pack", "unsealed", "end"]);
});
