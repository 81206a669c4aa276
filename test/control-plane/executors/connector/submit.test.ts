// Submissions of several requests, and those whose answer is the end.

import { expect, test } from "vitest";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { answer } from "#test/support/web-server.ts";
import { connectorAction, connectorUnderTest, jobsConnector } from "../connector-under-test.ts";
import { attempt } from "../executor.contract.ts";

const then = `  then:
    - {method: PUT, path: "/jobs/\${{ id.run }}/data", body: "a,b"}
    - {method: PATCH, path: "/jobs/\${{ id.run }}", json: {state: complete}}`;

test("a worker that died between the requests of a submission: the next attempt sends what is left", async () => {
  let isLost = true;
  await using it = await connectorUnderTest(({ method }, response) => {
    if (method === "PATCH" && isLost) return;
    answer(response, 200, { id: 1, state: "well" });
  });
  const action = connectorAction(jobsConnector(it.server.url, "", then), { inputs: { job: "a" } });
  const external = new RecordedRuns();
  const first = attempt(it.executor, action, { external });
  await expect.poll(() => it.server.asked.length).toBe(3);
  first.abort("lost");
  await first.result;
  isLost = false;
  const next = await attempt(it.executor, action, { external, attempt: 2 }).result;
  expect(next.exitCode).toBe(0);
  expect(it.server.asked.map(({ method }) => method)).toEqual([
    "POST",
    "PUT",
    "PATCH",
    "PATCH",
    "GET",
  ]);
  expect(it.server.asked[1]).toMatchObject({ body: "a,b" });
});
