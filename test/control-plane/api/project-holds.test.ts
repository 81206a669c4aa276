// Holding a project by the API: who, why, until when, at which commit; what is refused.

import { expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { apiUnderTest } from "./api-under-test.ts";

test("a project is held with a reason, at a commit that is known, until a time to come, and released; on record", async () => {
  await using api = await apiUnderTest([pipeline("one", [task("a")])]);
  const { body: before } = await api.get("/projects/test");
  const { commit } = before.deployed;
  const hold = (body: object) => api.post("/projects/test/hold", body);
  expect(await hold({})).toMatchObject({ status: 422 });
  expect(await hold({ reason: "x", until: "2020-01-01T00:00:00Z" })).toMatchObject({ status: 422 });
  const elsewhere = await hold({ reason: "x", at: "abcdef" });
  expect(elsewhere.status).toBe(422);
  expect(elsewhere.text).toContain("no revision was deployed whose commit begins with");
  expect((await api.post("/projects/other/hold", { reason: "x" })).status).toBe(404);
  const until = "2999-01-01T00:00:00Z";
  const held = await hold({ reason: "month end", at: commit.slice(0, 8), until });
  expect(held).toMatchObject({
    status: 200,
    body: {
      sync: {
        hold: {
          ...{ commit, actor: "local-token", reason: "month end" },
          until: "2999-01-01T00:00:00.000Z",
        },
      },
    },
  });
  const released = await api.post("/projects/test/release", { reason: "done" });
  expect(released).toMatchObject({ status: 200, body: { sync: { hold: null } } });
  expect(await api.post("/projects/test/release")).toMatchObject({ status: 409 });
  const { rows } = await api.pool.query(
    "select act, subject, detail ->> 'reason' as reason from trunkline.audit where act <> 'apply' order by id",
  );
  expect(rows).toEqual([
    { act: "hold", subject: "test", reason: "month end" },
    { act: "release", subject: "test", reason: "done" },
  ]);
});
