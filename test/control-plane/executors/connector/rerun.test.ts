// `rerun: failed` against a real server: what is asked for after a run that failed.

import { expect, test } from "vitest";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { answer } from "#test/support/web-server.ts";
import {
  type ConnectorUnderTest,
  connectorAction,
  connectorUnderTest,
  jobsConnector,
} from "../connector-under-test.ts";
import { attempt } from "../executor.contract.ts";

const rerunFailed = `rerunFailed:
  method: POST
  path: /runs/\${{ id.run }}/rerun
  before: {reruns: response.body.reruns}
  begun: response.body.reruns > int(before.reruns)
`;

/** Jobs fail until they were rerun so often; a rerun succeeds. */
async function failingJobs(settings: { refuses?: boolean; lags?: number } = {}) {
  const jobs: { reruns: number; state: string }[] = [];
  let lag = 0;
  const it = await connectorUnderTest(({ method, path }, response) => {
    const job = jobs[Number(path.split("/")[2]) - 1];
    if (path.startsWith("/jobs/"))
      return answer(response, 201, { id: jobs.push({ reruns: 0, state: "badly" }) });
    if (job === undefined) return answer(response, 404, {});
    if (method === "POST") {
      if (settings.refuses) return answer(response, 409, { error: "too old" });
      Object.assign(job, { reruns: job.reruns + 1, state: "well" });
      lag = settings.lags ?? 0;
      return answer(response, 200, {});
    }
    if (lag > 0) {
      lag--;
      return answer(response, 200, { state: "badly", reruns: job.reruns - 1 });
    }
    answer(response, 200, { state: job.state, reruns: job.reruns });
  });
  return { ...it, jobs };
}

const action = (
  { server }: ConnectorUnderTest,
  rerun = "failed",
  inputs = {},
  asked = rerunFailed,
) =>
  connectorAction(jobsConnector(server.url, asked), {
    inputs: { job: "load", ...inputs },
    rerun,
  });

/** The first attempt, which fails and is over. */
async function failed(it: ConnectorUnderTest, rerun?: string) {
  const external = new RecordedRuns();
  const first = await attempt(it.executor, action(it, rerun), { external }).result;
  expect(first).toMatchObject({ exitCode: 1, externalOver: true });
  external.over();
  return external;
}

test("the failed parts are rerun, and what an old answer says doesn't count", async () => {
  await using it = await failingJobs({ lags: 1 });
  const external = await failed(it);
  const next = attempt(it.executor, action(it), { external, attempt: 2 });
  expect((await next.result).exitCode).toBe(0);
  expect(it.jobs).toEqual([{ reruns: 1, state: "well" }]);
  expect(next.output().toString()).toContain("Rerunning the failed parts of run 1");
  expect(next.output().toString()).toContain("it doesn't show the rerun yet");
});

test.each([
  ["without it", "all", {}],
  ["where other values are asked for", "failed", { say: "other" }],
])("a new run is submitted %s", async (_, rerun, inputs) => {
  await using it = await failingJobs();
  const external = await failed(it);
  await attempt(it.executor, action(it, rerun, inputs), { external, attempt: 2 }).result;
  expect(it.jobs).toHaveLength(2);
});

test("a refusal is told, and starts nothing anew", async () => {
  await using it = await failingJobs({ refuses: true });
  const external = await failed(it);
  const next = await attempt(it.executor, action(it), { external, attempt: 2 }).result;
  expect(next).toMatchObject({ exitCode: 1, mayRetry: false, externalOver: true });
  expect(next.message).toMatch(/refused it with 409.*With `rerun: all`/);
  expect(it.jobs).toHaveLength(1);
});

test("a worker that died after it asked for a rerun: the next attempt sees that it goes on", async () => {
  await using it = await failingJobs();
  const external = await failed(it);
  const { key, task, what, ids } = external.all[0] ?? {};
  await external.earlier();
  await external.submitted({
    ...{ key: `${key}`, task: `${task}`, what: `${what}`, ids: null, rerunOf: `${ids}` },
    before: '{"reruns":"0"}',
  });
  Object.assign(it.jobs[0] ?? {}, { reruns: 1, state: "well" });
  const next = await attempt(it.executor, action(it), { external, attempt: 3 }).result;
  expect(next.exitCode).toBe(0);
  expect(it.server.asked.filter(({ method }) => method === "POST")).toHaveLength(1);
});

test("a worker that died after it asked a system that can't tell a rerun of ours: left to a person", async () => {
  await using it = await failingJobs();
  const external = await failed(it);
  const { key, task, what, ids } = external.all[0] ?? {};
  await external.earlier();
  await external.submitted({
    ...{ key: `${key}`, task: `${task}`, what: `${what}`, ids: null, rerunOf: `${ids}` },
  });
  const own = `rerunFailed: {method: POST, path: "/runs/\${{ id.run }}/rerun", ids: {run: response.body.id}}\n`;
  const blind = action(it, "failed", {}, own);
  const next = await attempt(it.executor, blind, { external, attempt: 3 }).result;
  expect(next).toMatchObject({
    mayRetry: false,
    message: expect.stringContaining("It needs attention"),
  });
  expect(next.externalOver).not.toBe(true);
  expect(it.jobs).toMatchObject([{ reruns: 0 }]);
});

test("what is no word for it is refused before anything is asked", async () => {
  await using it = await failingJobs();
  const result = await attempt(it.executor, action(it, "some")).result;
  expect(result.message).toBe('`rerun` is "some", and may be all or failed.');
  expect(it.server.asked).toHaveLength(0);
});
