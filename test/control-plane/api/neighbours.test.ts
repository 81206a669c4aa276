import { expect, test } from "vitest";
import { normalizeCondition } from "#core/conditions/normalize.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { newWorker, perform } from "#test/support/engine.ts";
import { gates } from "#test/support/gated.ts";
import { hidden, twoDomains } from "#test/support/two-domains.ts";
import { apiUnderTest, token } from "./api-under-test.ts";

test("what a pipeline waits for and who waits for it, each with how it stands and since when", async () => {
  const ledger = normalizeCondition({ pipeline: "ledger", state: "succeeded" });
  await using api = await apiUnderTest([
    pipeline("ledger", [task("a")]),
    pipeline("positions", [task("a"), task("b", { gates: gates({ event: "fixing" }) })], {
      after: [{ condition: ledger, per: "date" }],
    }),
    pipeline("risk", [task("a", { gates: gates({ pipeline: "positions", state: "finished" }) })], {
      awaits: normalizeCondition({ pipeline: "positions", state: "succeeded" }),
    }),
  ]);
  const worker = await newWorker(api.pool);
  const { body: made } = await api.post("/pipelines/test/ledger/runs", { date: "2026-02-03" });
  await perform(api.pool, worker, made.id, 0, "failed");
  const get = async (name: string) => (await api.get(`/pipelines/test/${name}/neighbours`)).body;
  const before = await get("positions");
  expect(before.upstream).toMatchObject([
    {
      ...{ kind: "run", project: "test", name: "ledger", where: "after", state: "failed" },
      ...{ run: made.id, text: "ledger succeeded for the same date" },
    },
    { kind: "event", project: "test", name: "fixing", where: "b", state: null, since: null },
  ]);
  expect(Date.parse(before.upstream[0].since)).toBeLessThanOrEqual(Date.now() + 60_000);
  expect(before.waiting).toBe(1);
  expect(before.downstream).toMatchObject([
    {
      ...{ kind: "run", name: "risk", where: "awaits", state: null },
      text: "positions succeeded for the same date; positions finished for the same date",
    },
  ]);
  expect((await get("ledger")).downstream).toMatchObject([{ name: "positions", where: "after" }]);
  expect(await get("risk")).toMatchObject({ upstream: [{}, {}], downstream: [], waiting: 0 });
});

test("of what may not be read there is nothing, and it isn't counted either", async () => {
  await using all = await twoDomains("everything");
  const seen = async (token: string) => {
    const { body } = await all.api.inject({
      ...{ method: "GET", url: "/api/v1/pipelines/shop/report/neighbours" },
      headers: { authorization: `Bearer ${token}` },
    });
    return body;
  };
  const own = await seen(all.tokens.marketing);
  expect(JSON.stringify(own)).not.toContain(hidden);
  expect(own.waiting).toBe(own.downstream.length);
  const whole = await seen(token);
  expect(JSON.stringify(whole)).toContain(hidden);
});
