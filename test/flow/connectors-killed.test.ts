// A run on another system, by the project's own connector, through a real worker that is killed with -9 at each step of it:
// one attempt starts one run there, whatever is lost.

import type { ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { Estate } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";
import { type Asked, answer, type WebServer, webServer } from "#test/support/web-server.ts";

type Step = "before" | "submit" | "poll" | "cancel" | "rerun";

interface Job {
  state: "running" | "well" | "badly" | "cancelled";
  key: string;
  reruns: number;
}

interface System extends WebServer {
  jobs: Job[];
  /** Requests of this step are done, and never answered. */
  hold: Step | null;
  /** The next answer of this step breaks off. */
  cut: Step | null;
  /** So many requests of a step came. */
  came: Record<Step, number>;
}

const stepOf = ({ method, path }: Asked): Step =>
  path === "/before"
    ? "before"
    : path === "/jobs"
      ? "submit"
      : method === "DELETE"
        ? "cancel"
        : method === "POST"
          ? "rerun"
          : "poll";

async function system(): Promise<System> {
  const jobs: Job[] = [];
  const came = { before: 0, submit: 0, poll: 0, cancel: 0, rerun: 0 };
  const done = (asked: Asked): unknown => {
    if (asked.path === "/before") return { n: jobs.length };
    if (asked.path.startsWith("/jobs?"))
      return { jobs: jobs.map(({ key }, n) => ({ id: n + 1, key })) };
    if (asked.path === "/jobs") {
      const { key } = JSON.parse(asked.body) as { key: string };
      return { id: jobs.push({ state: "running", key, reruns: 0 }) };
    }
    const job = jobs[Number(asked.path.split("/")[2]) - 1];
    if (job && stepOf(asked) === "cancel") job.state = "cancelled";
    if (job && stepOf(asked) === "rerun")
      Object.assign(job, { state: "well", reruns: job.reruns + 1 });
    return job;
  };
  const server = await webServer((asked: Asked, response: ServerResponse) => {
    const step = asked.path.startsWith("/jobs?") ? null : stepOf(asked);
    if (step !== null) came[step]++;
    const body = done(asked);
    if (step !== null && step === at.hold) return;
    if (step !== null && step === at.cut) {
      at.cut = null;
      response.destroy();
      return;
    }
    answer(response, 200, body);
  });
  const at: System = { ...server, jobs, came, hold: null, cut: null };
  return at;
}

const connector = (url: string) => `description: Jobs of a test.
base: ${url}
before: {path: /before, values: {n: response.body.n}}
submit: {path: /jobs, json: {key: "\${{ key }}"}, ids: {job: response.body.id}}
adopt: {path: /jobs, query: {all: yes}, items: response.body.jobs, where: item.key == key, ids: {job: item.id}}
poll:
  path: /job/\${{ id.job }}
  state:
    succeeded: response.body.state == 'well'
    failed: response.body.state == 'badly'
    cancelled: response.body.state == 'cancelled'
    running: response.body.state == 'running'
cancel: {method: DELETE, path: "/job/\${{ id.job }}"}
rerunFailed:
  method: POST
  path: /job/\${{ id.job }}
  before: {reruns: response.body.reruns}
  begun: response.body.reruns > int(before.reruns)
limits: {every: 1s, upTo: 1s}
`;

const files = (url: string) => () => ({
  "connectors/jobs.yaml": connector(url),
  "pipelines/plain.yaml": "name: plain\ntasks:\n  work: {uses: jobs, retry: {retries: 0}}\n",
  "pipelines/repaired.yaml":
    "name: repaired\ntasks:\n  work: {uses: jobs, with: {rerun: failed}, retry: {retries: 0}}\n",
});

const worker = async (estate: Estate) => {
  const started = estate.start("worker");
  await started.said("tasks at a time", 100_000);
  return started;
};

/** Does what leads to a request of the step, and waits until it has come; nobody answers it. */
async function heldAt<T>(at: System, step: Step, act: () => Promise<T>): Promise<T> {
  const before = at.came[step];
  at.hold = step;
  const result = await act();
  await eventually(`a request to ${step} came`, () => at.came[step] > before, 60_000);
  return result;
}

test("a worker that is killed at any step leaves one run there for one attempt", {
  timeout: 300_000,
}, async () => {
  await using at = await system();
  await using estate = new Estate(files(at.url));
  await estate.start("server").said("Serving", 100_000);
  for (const [started, step] of (["before", "submit", "poll"] as const).entries()) {
    const first = await worker(estate);
    const id = await heldAt(at, step, () => estate.run("plain"));
    first.child.kill("SIGKILL");
    await first.ended;
    at.hold = null;
    const second = await worker(estate);
    await eventually(
      "a job runs",
      () => at.jobs.length === started + 1 && at.came.poll > 0,
      60_000,
    );
    (at.jobs[started] as Job).state = "well";
    expect((await estate.ended(id, 60_000)).state, step).toBe("succeeded");
    expect(at.jobs, step).toHaveLength(started + 1);
    second.child.kill("SIGKILL");
    await second.ended;
  }
  expect(new Set(at.jobs.map(({ key }) => key)).size).toBe(3);
});

test("a worker that is killed while it cancels has asked once, and the run is cancelled", {
  timeout: 200_000,
}, async () => {
  await using at = await system();
  await using estate = new Estate(files(at.url));
  await estate.start("server").said("Serving", 100_000);
  const first = await worker(estate);
  const id = await estate.run("plain");
  await eventually("it is followed", () => at.came.poll > 0, 60_000);
  await heldAt(at, "cancel", () => estate.cli.call(["cancel", id, "--reason", "test"]));
  first.child.kill("SIGKILL");
  await first.ended;
  at.hold = null;
  await worker(estate);
  expect((await estate.ended(id, 60_000)).state).toBe("cancelled");
  expect(at.jobs).toMatchObject([{ state: "cancelled" }]);
  expect(at.came.submit).toBe(1);
});

test("the network breaks at each step: the run is found, followed, and its failed parts rerun by `trunkline rerun`", {
  timeout: 200_000,
}, async () => {
  await using at = await system();
  await using estate = new Estate(files(at.url));
  await estate.start("server").said("Serving", 100_000);
  await worker(estate);
  at.cut = "submit";
  const id = await estate.run("repaired");
  await eventually("it is followed", () => at.came.poll > 0, 60_000);
  at.cut = "poll";
  await eventually("a poll was cut", () => at.cut === null, 60_000);
  (at.jobs[0] as Job).state = "badly";
  expect((await estate.ended(id, 60_000)).state).toBe("failed");
  at.cut = "rerun";
  const { id: again } = await estate.api().rerun(id, { reason: "test" });
  expect((await estate.ended(again, 60_000)).state).toBe("succeeded");
  expect(at.jobs).toMatchObject([{ state: "well", reruns: 1 }]);
  const { stdout } = await estate.cli.call(["logs", again]);
  expect(stdout).toContain("Rerunning the failed parts of job 1");
});

test("a worker that is killed while it reruns the failed parts has asked for that once", {
  timeout: 200_000,
}, async () => {
  await using at = await system();
  await using estate = new Estate(files(at.url));
  await estate.start("server").said("Serving", 100_000);
  const first = await worker(estate);
  const id = await estate.run("repaired");
  await eventually("it is followed", () => at.came.poll > 0, 60_000);
  (at.jobs[0] as Job).state = "badly";
  expect((await estate.ended(id, 60_000)).state).toBe("failed");
  const { id: again } = await heldAt(at, "rerun", () => estate.api().rerun(id, { reason: "test" }));
  first.child.kill("SIGKILL");
  await first.ended;
  at.hold = null;
  await worker(estate);
  const ended = await estate.ended(again, 60_000);
  expect(ended.state).toBe("succeeded");
  expect(ended.tasks[0]?.attempts).toHaveLength(2);
  expect(at.jobs).toMatchObject([{ state: "well", reruns: 1 }]);
  expect(at.came).toMatchObject({ submit: 1, rerun: 1 });
});
