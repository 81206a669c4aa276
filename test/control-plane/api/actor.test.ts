// Who asks, through requests of every kind: the name that is claimed, on record.

import { expect, test } from "vitest";
import type { Outcome } from "#reconcile";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

const close = pipeline("close", [task("a"), task("b")]);

test("every act is recorded under the name that it claims, or under the token's", async () => {
  const asked: string[] = [];
  await using api = await apiUnderTest([close], {
    projects: {
      names: ["test"],
      sync: async (_, { actor }): Promise<Outcome> => {
        asked.push(actor);
        return { state: "Busy" };
      },
    },
  });
  const acts = async () =>
    (
      await api.pool.query(
        "select actor, act, claimed from trunkline.audit where act <> 'apply' order by id",
      )
    ).rows.map(({ actor, act, claimed }) => [actor, act, claimed]);
  const actor = "ada@etl01";
  await api.post("/pipelines/test/close/holds", { actor });
  const { body: run } = await api.post("/pipelines/test/close/runs", { actor });
  expect(run.actor).toBe(actor);
  await api.post(`/runs/${run.id}/holds`, { task: "a", actor });
  await api.post(`/runs/${run.id}/mark`, { task: "a", state: "failed", reason: "x", actor });
  await api.post(`/runs/${run.id}/override`, { env: { A: "1" }, reason: "x", actor });
  await api.post(`/runs/${run.id}/review`, { actor });
  await api.post("/projects/test/changes", { set: [{ name: "A", value: "1" }], actor });
  const { body: blackout } = await api.post("/blackouts", { all: true, to: "2099-01-01T00:00Z" });
  await api.post(`/blackouts/${blackout.id}/remove`, { actor: "" });
  await api.post(`/runs/${run.id}/cancel`, { actor });
  await api.post(`/runs/${run.id}/rerun`, { actor });
  expect(await acts()).toEqual([
    ...["pause", "run", "hold", "mark", "override", "review", "change"].map((act) => [
      actor,
      act,
      true,
    ]),
    ["local-token", "blackout", false],
    ["local-token", "blackout-end", false],
    [actor, "cancel", true],
    [actor, "rerun", true],
  ]);
  await api.post("/projects/test/sync", { actor });
  expect(asked).toEqual([actor]);
});

test("what an act is recorded with tells the request that asked for it", async () => {
  await using api = await apiUnderTest([close]);
  const answer = await api.post("/pipelines/test/close/holds", { actor: "ada" });
  const { rows } = await api.pool.query(
    "select kind, request_id from trunkline.audit where act = 'pause'",
  );
  expect(rows).toEqual([{ kind: "local", request_id: answer.headers["x-request-id"] }]);
});

test("a name is one line of text, and not the name of what acts by itself", async () => {
  await using api = await apiUnderTest([close]);
  for (const actor of ["a\nb", "x".repeat(201), "deadline"])
    expect(await api.post("/pipelines/test/close/holds", { actor })).toMatchObject({ status: 422 });
});

interface Post {
  security?: object[];
  requestBody: { content: object };
}

test("the description tells of it wherever something is changed", async () => {
  await using api = await apiUnderTest([close]);
  const { body } = await api.inject({ method: "GET", url: "/openapi.json" });
  // A forge's webhook is a hint to look, and whoever logs in is nobody yet.
  const posts = Object.entries<{ post?: Post }>(body.paths).filter(
    ([, { post }]) => post?.security,
  );
  expect(posts.length).toBeGreaterThan(20);
  // A log is bytes, which name nobody: whoever has the token has sent it.
  const isBytes = ({ requestBody }: Post) => "application/octet-stream" in requestBody.content;
  for (const [path, { post }] of posts.filter(([, { post }]) => post && !isBytes(post)))
    expect([path, post]).toMatchObject([
      path,
      {
        requestBody: {
          content: {
            "application/json": { schema: { properties: { actor: { type: "string" } } } },
          },
        },
      },
    ]);
});
