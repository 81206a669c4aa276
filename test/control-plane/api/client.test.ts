// The typed client against a listening server: answers, problems, and servers that aren't there.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { ApiError, connectApi, Unreachable } from "#api/client.ts";
import { pipeline, task } from "#test/support/deploy.ts";
import { type ApiUnderTest, apiUnderTest, token, workerUnderTest } from "./api-under-test.ts";

const one = pipeline("one", [task("a")], {
  params: { region: { type: "string", default: "eu", description: null } },
});

async function client(api: ApiUnderTest, given = token, signal?: AbortSignal) {
  const url = await api.api.listen({ host: "127.0.0.1", port: 0 });
  return connectApi({ url, token: given, ...(signal ? { signal } : {}) });
}

test("every method speaks to its route", async () => {
  await using api = await apiUnderTest([one]);
  await using _ = await workerUnderTest(api.connectionString);
  const it = await client(api);
  expect((await it.ready()).ready).toBe(true);
  expect((await it.status()).pipelines).toBe(1);
  expect(await it.projects()).toMatchObject([{ name: "test" }]);
  expect(await it.project("test")).toMatchObject({ brokenFiles: [] });
  expect(await it.sync("test")).toMatchObject({ state: "Busy" });
  expect((await it.pipelines({ limit: 1 })).items).toMatchObject([{ name: "one" }]);
  expect(await it.pipeline("one")).toEqual(await it.pipeline("one", "test"));
  expect((await it.history("one", { project: "test" })).items).toHaveLength(1);
  expect((await it.whyPipeline("one")).reasons).toMatchObject([{ kind: "noTrigger" }]);
  const body = { params: { region: "us" }, dedupKey: "k" };
  const { run, created } = await it.startRun("one", body);
  expect(created).toBe(true);
  expect(await it.startRun("one", body, "test")).toMatchObject({ created: false });
  expect(await it.run(run.id, { wait: 20 })).toMatchObject({ state: "succeeded" });
  expect((await it.runs({ pipeline: "one", state: "succeeded" })).items).toHaveLength(1);
  const again = await it.rerun(run.id, { fromFailed: false });
  expect(again.generation).toBe(2);
  await it.run(again.id, { wait: 20 });
  expect((await it.whyRun(run.id)).reasons).toMatchObject([{ kind: "finished" }]);
  const { spans, traceId } = await it.trace(run.id);
  expect(spans[0]).toMatchObject({ name: "RUN one", traceId });
  expect(await Array.fromAsync(it.logs(run.id))).toEqual([]);
  await expect(it.cancel(run.id)).rejects.toMatchObject({ code: "conflict" });
  expect(await it.workers()).toHaveLength(1);
});

test("a problem is an ApiError with its code, hint and issues", async () => {
  await using api = await apiUnderTest([one]);
  const it = await client(api);
  const error = await it.startRun("one", { params: { regoin: "us" } }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({
    status: 422,
    code: "invalid",
    message: 'there is no parameter "regoin"',
    problem: { issues: [{ at: "params.regoin", help: 'did you mean "region"?' }] },
  });
  await expect(it.logs("999").next()).rejects.toMatchObject({ status: 404, code: "not-found" });
  // A name is one part of the path, whatever it holds.
  await expect(it.pipeline("../../status", "test")).rejects.toMatchObject({ code: "not-found" });
});

test("a wrong token is an ApiError that says what to do", async () => {
  await using api = await apiUnderTest([]);
  const it = await client(api, "wrong");
  await expect(it.status()).rejects.toMatchObject({
    status: 401,
    code: "unauthorized",
    hint: expect.stringContaining("Authorization"),
  });
});

test("a server that isn't ready is an answer, not an error", async () => {
  await using api = await apiUnderTest([], { readyChecks: { worker: () => "none" } });
  expect((await (await client(api)).ready()).ready).toBe(false);
});

test("nothing that listens is Unreachable, with the address and without the token", async () => {
  const it = connectApi({ url: "http://127.0.0.1:1", token });
  const error = await it.status().catch((thrown) => thrown);
  expect(error).toBeInstanceOf(Unreachable);
  expect(error.message).toContain("no answer from http://127.0.0.1:1");
  expect(error.message).not.toContain(token);
  await expect(it.logs("1").next()).rejects.toBeInstanceOf(Unreachable);
});

test("an aborted request throws the signal's own reason", async () => {
  await using api = await apiUnderTest([one]);
  const stop = new AbortController();
  const it = await client(api, token, stop.signal);
  const { run } = await it.startRun("one");
  const reason = new Error("interrupted");
  const waiting = expect(it.run(run.id, { wait: 60 })).rejects.toBe(reason);
  const reading = expect(it.logs(run.id, { follow: true }).next()).rejects.toBe(reason);
  stop.abort(reason);
  await waiting;
  await reading;
});

test.for([
  ["a page of something else", 200, "text/html", "<html>"],
  ["a fault that is no problem", 502, "text/html", "<html>"],
  ["a redirect", 302, "text/plain", ""],
] as const)(
  "%s is an error of its own and gets the token only once",
  async ([, status, type, body]) => {
    let asked = 0;
    const server = createServer((_, response) => {
      asked++;
      response.writeHead(status, { "content-type": type, location: "/elsewhere" }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const it = connectApi({ url: `http://127.0.0.1:${port}`, token });
    const error = await it.status().catch((thrown) => thrown);
    expect(error).toBeInstanceOf(status === 302 ? Unreachable : ApiError);
    expect(error.message).not.toContain(token);
    expect(asked).toBe(1);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  },
);
