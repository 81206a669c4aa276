import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { type Asked, answer } from "#test/support/web-server.ts";
import {
  type ConnectorUnderTest,
  connectorAction,
  connectorUnderTest,
  jobsConnector,
} from "./connector-under-test.ts";
import { adoptionContract, attempt, executorContract } from "./executor.contract.ts";

interface Job {
  state: string;
  key: string;
  why?: string;
  said: string;
}

interface JobServer extends ConnectorUnderTest {
  jobs: Job[];
  /** Answers instead of the server, once each. */
  instead: ((asked: Asked, response: ServerResponse, go: () => void) => boolean)[];
}

/** A system in which jobs run until they are told to end; `say` ends at once, having said it. */
async function jobServer(): Promise<JobServer> {
  const jobs: Job[] = [];
  const instead: JobServer["instead"] = [];
  const serve = ({ method, path, body }: Asked, response: ServerResponse) => {
    const id = Number(path.split("/")[2]?.split("?")[0]);
    const job = jobs[id - 1];
    if (method === "POST" && path.startsWith("/jobs/")) {
      const { say = "started", key } = JSON.parse(body) as { say?: string; key: string };
      const ends = path === "/jobs/lasts" ? "running" : path === "/jobs/fails" ? "badly" : "well";
      return answer(response, 201, { id: jobs.push({ state: ends, key, said: say }) });
    }
    if (path.startsWith("/runs?"))
      return answer(response, 200, { runs: jobs.map((one, n) => ({ id: n + 1, ...one })) });
    if (job === undefined) return answer(response, 404, {});
    if (path.startsWith("/logs/")) return answer(response, 200, { lines: [job.said] });
    if (method === "DELETE") job.state = "cancelled";
    answer(response, 200, { state: job.state, why: job.why, rows: 42 });
  };
  const it = await connectorUnderTest((asked, response) => {
    const go = () => serve(asked, response);
    const first = instead[0];
    if (first?.(asked, response, go)) instead.shift();
    else go();
  });
  return { ...it, jobs, instead };
}

const logs = "logs: {path: '/logs/${{ id.run }}', text: response.body.lines}\n";

async function underContract() {
  const it = await jobServer();
  const { url } = it.server;
  const action = (inputs: Record<string, unknown>, outputs: string[] = []) =>
    connectorAction(jobsConnector(url, logs), { inputs: { job: "any", ...inputs }, outputs });
  return {
    executor: it.executor,
    succeeds: action({}),
    fails: action({ job: "fails" }),
    prints: (text: string) => action({ say: text }),
    lasts: action({ job: "lasts" }),
    broken: {
      action: connectorAction(jobsConnector("http://127.0.0.1:1"), { inputs: { job: "x" } }),
    },
    gives: action({}, ["rows"]),
    running: it.server.waiting,
    starts: action({ job: "lasts" }),
    end: (how: "well" | "badly") => {
      (it.jobs.at(-1) as Job).state = how;
    },
    started: () => it.jobs.length,
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
}

executorContract("connector", underContract);
adoptionContract("connector", underContract);

const running = (it: JobServer, submit = "", more = "") =>
  connectorAction(jobsConnector(it.server.url, more, submit), { inputs: { job: "lasts" } });

describe("one attempt starts one run", () => {
  /** The server takes the request and hangs up before it answers. */
  const lostReply: JobServer["instead"][number] = ({ method }, response, go) => {
    if (method !== "POST") return false;
    const { socket } = response;
    response.end = () => response;
    response.writeHead = () => response;
    go();
    socket?.destroy();
    return true;
  };

  test("a lost reply is looked for, and what is found is adopted", async () => {
    await using it = await jobServer();
    it.instead.push(lostReply);
    const adopt =
      "adopt: {path: /runs, query: {key: '${{ key }}'}, items: response.body.runs, where: item.key == key, ids: {run: item.id}}\n";
    const one = attempt(it.executor, running(it, "", adopt));
    await one.printed("running");
    (it.jobs[0] as Job).state = "well";
    expect(await one.result).toMatchObject({ ending: "exited", exitCode: 0 });
    expect(it.jobs).toHaveLength(1);
    expect(one.output().toString()).toContain("Looking for what was submitted");
  });

  test("with a key that the system heeds it is sent again", async () => {
    await using it = await jobServer();
    it.instead.push(lostReply);
    const one = attempt(it.executor, running(it, "  idempotent: true"));
    await one.printed("running");
    for (const job of it.jobs) job.state = "well";
    expect((await one.result).exitCode).toBe(0);
    expect(new Set(it.jobs.map(({ key }) => key)).size).toBe(1);
  });

  test("where neither is known a person is asked, and nothing is sent twice", async () => {
    await using it = await jobServer();
    it.instead.push(lostReply);
    const result = await attempt(it.executor, running(it)).result;
    expect(result).toMatchObject({ ending: "exited", exitCode: 1, mayRetry: false });
    expect(result.message).toContain("needs attention");
    expect(result.externalOver).toBeUndefined();
    expect(it.jobs).toHaveLength(1);
  });

  test("what a worker that died was about to submit is looked for by the next attempt", async () => {
    await using it = await jobServer();
    const external = new RecordedRuns();
    it.instead.push(({ method }) => method === "POST");
    const lost = attempt(it.executor, running(it), { external });
    await expect.poll(() => it.server.asked.length).toBe(1);
    lost.abort("lost");
    await lost.result;
    expect(external.all).toHaveLength(1);
    const next = await attempt(it.executor, running(it), { external, attempt: 2 }).result;
    expect(next.message).toContain("needs attention");
    expect(it.server.asked).toHaveLength(1);
  });

  test("a refusal started nothing: the next attempt may submit", async () => {
    await using it = await jobServer();
    it.instead.push(({ method }, response) => {
      answer(response, 429, { error: "slow down" }, { "retry-after": "7" });
      return method === "POST";
    });
    const result = await attempt(it.executor, running(it)).result;
    expect(result).toMatchObject({
      exitCode: 1,
      mayRetry: true,
      retryAfterMs: 7_000,
      externalOver: true,
    });
    expect(result.message).toContain("slow down");
  });
});

describe("the state of the run", () => {
  test("an unknown answer never ends a run", async () => {
    await using it = await jobServer();
    const one = attempt(it.executor, running(it));
    await one.printed("running");
    (it.jobs[0] as Job).state = "who knows";
    await one.printed("Its state is not known");
    (it.jobs[0] as Job).state = "well";
    expect((await one.result).exitCode).toBe(0);
  });

  test("after a limit the attempt gives up, and the run stays to be adopted", async () => {
    await using it = await jobServer();
    const action = running(it);
    const one = attempt(it.executor, {
      ...action,
      connector: { ...action.connector, limits: { every: "1s", upTo: "1s", unknown: "1s" } },
    });
    await one.printed("running");
    (it.jobs[0] as Job).state = "who knows";
    const result = await one.result;
    expect(result.message).toMatch(/has not been known for 1 s/);
    expect(result.externalOver).toBeUndefined();
  });

  test("an answer that is too large ends no run, nor does one from elsewhere", async () => {
    await using it = await jobServer();
    const action = running(it);
    const one = attempt(it.executor, {
      ...action,
      connector: { ...action.connector, limits: { every: "1s", upTo: "1s", maxResponse: 1_000 } },
    });
    await one.printed("running");
    it.instead.push((_, response) => {
      answer(response, 200, { state: "badly", padding: "x".repeat(2_000) });
      return true;
    });
    await one.printed("more than 1000 bytes");
    (it.jobs[0] as Job).state = "well";
    expect((await one.result).exitCode).toBe(0);
  });

  test("a redirect to an internal address is refused, and the run is adopted by the next attempt", async () => {
    await using it = await jobServer();
    const external = new RecordedRuns();
    it.instead.push(({ method }, response) => {
      if (method === "POST") return false;
      answer(response, 302, "", { location: "http://169.254.169.254/latest/meta-data" });
      return true;
    });
    const result = await attempt(it.executor, running(it), { external }).result;
    expect(result.message).toMatch(/refused/);
    expect(result.externalOver).toBeUndefined();
    const next = attempt(it.executor, running(it), { external, attempt: 2 });
    await next.printed("running");
    (it.jobs[0] as Job).state = "well";
    expect((await next.result).exitCode).toBe(0);
    expect(it.jobs).toHaveLength(1);
  });

  test("one that never ends is ended by the task's timeout, there as well", async () => {
    await using it = await jobServer();
    const one = attempt(it.executor, running(it), { timeoutMs: 1_500 });
    expect(await one.result).toMatchObject({ ending: "timedOut", externalOver: true });
    expect(it.jobs[0]?.state).toBe("cancelled");
  });

  test("a failure says what the system says", async () => {
    await using it = await jobServer();
    const one = attempt(it.executor, running(it));
    await one.printed("running");
    Object.assign(it.jobs[0] as Job, { state: "badly", why: "disk full" });
    expect((await one.result).message).toBe("It failed in jobs: disk full.");
  });

  test("one that was cancelled there is not started again", async () => {
    await using it = await jobServer();
    const one = attempt(it.executor, running(it));
    await one.printed("running");
    (it.jobs[0] as Job).state = "cancelled";
    expect(await one.result).toMatchObject({ exitCode: 1, mayRetry: false, externalOver: true });
  });

  test("cancelling the task ends the run there and waits until it has ended", async () => {
    await using it = await jobServer();
    const one = attempt(it.executor, running(it));
    await one.printed("running");
    one.abort("cancelled");
    expect(await one.result).toMatchObject({ ending: "cancelled", externalOver: true });
    expect(it.jobs[0]?.state).toBe("cancelled");
  });
});

test("a body keeps the types of its values, and leaves out what was not given", async () => {
  await using it = await jobServer();
  const action = { ...running(it), inputs: { job: "a/b", args: { list: [1, { two: true }] } } };
  await attempt(it.executor, action).result;
  expect(it.server.asked[0]?.path).toBe("/jobs/a%2Fb");
  expect(JSON.parse(it.server.asked[0]?.body ?? "")).toEqual({
    key: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    args: { list: [1, { two: true }] },
  });
});
