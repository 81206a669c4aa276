import { expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

test("pages of an expression have each match once, however the rows between them fall", async () => {
  const tagged = pipeline("gold", [task("a")], { tags: { tier: ["gold"] }, owner: "sales" });
  await using api = await apiUnderTest([tagged, pipeline("other", [task("a")])]);
  const made: string[] = [];
  for (let n = 0; n < 9; n++) {
    const name = n % 3 === 0 ? "other" : "gold";
    const { id } = (await api.post(`/pipelines/test/${name}/runs`)).body;
    if (name === "gold") made.unshift(id);
  }
  const where = encodeURIComponent("'gold' in tags.tier && owner == 'sales'");
  const ids: string[] = [];
  for (let after = ""; ; ) {
    const { body } = await api.get(`/runs?where=${where}&limit=2${after}`);
    ids.push(...body.items.map((run: { id: string }) => run.id));
    if (body.next === null) break;
    after = `&after=${body.next}`;
  }
  expect(ids).toEqual(made);
});

test("newest leaves out generations that a later one followed", async () => {
  await using api = await apiUnderTest([pipeline("p", [task("a")])]);
  const { id } = (await api.post("/pipelines/test/p/runs")).body;
  await api.post(`/runs/${id}/cancel`);
  const next = (await api.post(`/runs/${id}/rerun`)).body.id;
  const { body } = await api.get("/runs?newest=true");
  expect(body.items.map((run: { id: string }) => run.id)).toEqual([next]);
  const cancelled = encodeURIComponent("state == 'cancelled'");
  expect((await api.get(`/runs?where=${cancelled}`)).body.items).toHaveLength(1);
  expect((await api.get(`/runs?newest=true&where=${cancelled}`)).body.items).toEqual([]);
});

test("an expression that is none is a problem with its place and help", async () => {
  await using api = await apiUnderTest([pipeline("p", [task("a")])]);
  expect(await api.get("/runs?where=stat%20%3D%3D%201")).toMatchObject({
    status: 422,
    body: {
      issues: [{ at: "where", message: 'where: a run has no "stat"', help: expect.any(String) }],
    },
  });
});

test("a single = is told how to compare", async () => {
  await using api = await apiUnderTest([pipeline("p", [task("a")])]);
  const { status, body } = await api.get(`/runs?where=${encodeURIComponent("pipeline = 'p'")}`);
  expect(status).toBe(422);
  expect(body.issues).toMatchObject([{ at: "where", help: "write == to compare" }]);
});
