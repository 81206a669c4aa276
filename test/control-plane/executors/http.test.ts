import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { RecordedRuns } from "#executors/recorded-runs.ts";
import { valuesWith } from "#test/support/attempt-values.ts";
import { eventually } from "#test/support/eventually.ts";
import { selfSigned } from "#test/support/self-signed.ts";
import type { Asked } from "#test/support/web-server.ts";
import { answer } from "#test/support/web-server.ts";
import { adoptionContract, attempt, executorContract } from "./executor.contract.ts";
import { httpUnderTest, request } from "./http-under-test.ts";

/** A server with jobs, and what the contracts do with it. */
async function jobServer() {
  const jobs: ("running" | "well" | "badly")[] = [];
  const it = await httpUnderTest(({ method, path }, response) => {
    if (path === "/jobs")
      return answer(response, 202, { id: jobs.push("running"), said: "started" });
    if (path.startsWith("/jobs/"))
      return answer(response, 200, { state: jobs[Number(path.slice(6)) - 1], method });
    if (path === "/held") return;
    if (path === "/rows") return answer(response, 200, { rows: 42 });
    answer(
      response,
      path === "/fails" ? 500 : 200,
      new URL(path, "http://x").searchParams.get("say") ?? "",
    );
  });
  const { url } = it.server;
  const job = (poll: string) =>
    request({
      url: `${url}/jobs`,
      method: "POST",
      poll: {
        url: poll,
        until: "response.body.state == 'well'",
        fail: "response.body.state == 'badly'",
      },
    });
  return {
    executor: it.executor,
    succeeds: request({ url: `${url}/` }),
    fails: request({ url: `${url}/fails` }),
    prints: (text: string) => request({ url: `${url}/`, query: { say: text } }),
    lasts: job(`${url}/held`),
    broken: { action: request({ url: "http://127.0.0.1:1/" }) },
    gives: request({ url: `${url}/rows` }, { rows: "integer" }),
    running: it.server.waiting,
    starts: job(`${url}/jobs/\${{ response.body.id }}`),
    end: (how: "well" | "badly") => {
      jobs[jobs.length - 1] = how;
    },
    started: () => jobs.length,
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
}

executorContract("http", jobServer);
adoptionContract("http", jobServer);

const ok: Parameters<typeof httpUnderTest>[0] = (_asked, response) => answer(response, 200, {});

describe("what is sent", () => {
  test("values are encoded, and stay what they are", async () => {
    await using it = await httpUnderTest(ok);
    const values = valuesWith({ id: "a/b?c=1&d", name: 'x", "admin": true, "y": "' });
    const action = request({
      url: `${it.server.url}/orders/\${{ params.id }}/lines?of=\${{ params.id }}`,
      query: { q: "${{ params.id }}", n: 5 },
      headers: { "X-Name": "${{ params.id }}" },
      json: {
        name: "${{ params.name }}",
        count: "${{ run.generation }}",
        list: [1, "${{ run.date }}!"],
      },
    });
    expect((await attempt(it.executor, action, { values }).result).exitCode).toBe(0);
    expect(it.server.asked).toHaveLength(1);
    expect(it.server.asked[0]).toMatchObject({
      method: "POST",
      path: "/orders/a%2Fb%3Fc%3D1%26d/lines?of=a%2Fb%3Fc%3D1%26d&q=a%2Fb%3Fc%3D1%26d&n=5",
      headers: { "x-name": "a/b?c=1&d", "content-type": "application/json" },
    });
    expect(JSON.parse(it.server.asked[0]?.body ?? "")).toEqual({
      name: 'x", "admin": true, "y": "',
      count: 1,
      list: [1, "2026-01-02!"],
    });
  });

  test.each(["", ".", ".."])("a value %j names no other path", async (id) => {
    await using it = await httpUnderTest(ok);
    const action = request({ url: `${it.server.url}/users/\${{ params.id }}`, method: "DELETE" });
    const result = await attempt(it.executor, action, { values: valuesWith({ id }) }).result;
    expect(result).toMatchObject({
      exitCode: 1,
      message: expect.stringContaining("path would be"),
    });
    expect(it.server.asked).toEqual([]);
  });

  test("a line break in a header's value is refused", async () => {
    await using it = await httpUnderTest(ok);
    const action = request({ url: it.server.url, headers: { "x-a": "${{ params.a }}" } });
    const values = valuesWith({ a: "1\r\nx-admin: yes" });
    const result = await attempt(it.executor, action, { values }).result;
    expect(result).toMatchObject({ exitCode: 1, mayRetry: false });
    expect(it.server.asked).toEqual([]);
  });

  test("forms and texts", async () => {
    await using it = await httpUnderTest(ok);
    const form = request({ url: it.server.url, form: { a: "x&y=1", b: true } });
    const text = request({
      url: it.server.url,
      text: "<a/>",
      headers: { "Content-Type": "text/xml" },
    });
    await attempt(it.executor, form).result;
    await attempt(it.executor, text).result;
    expect(it.server.asked.map(({ body }) => body)).toEqual(["a=x%26y%3D1&b=true", "<a/>"]);
    expect(it.server.asked.map(({ headers }) => headers["content-type"])).toEqual([
      "application/x-www-form-urlencoded",
      "text/xml",
    ]);
  });

  test("the same Idempotency-Key for every attempt; none for what changes nothing", async () => {
    await using it = await httpUnderTest(ok);
    const env = { TRUNKLINE_IDEMPOTENCY_KEY: "trace/load", TRACEPARENT: "00-aa-bb-01" };
    const post = request({ url: it.server.url, method: "POST" });
    await attempt(it.executor, post, { env }).result;
    await attempt(it.executor, post, { env, attempt: 2 }).result;
    await attempt(it.executor, request({ url: it.server.url }), { env }).result;
    const sent = it.server.asked.map(({ headers }) => [
      headers["idempotency-key"],
      headers.traceparent,
    ]);
    expect(sent).toEqual([
      ["trace/load", "00-aa-bb-01"],
      ["trace/load", "00-aa-bb-01"],
      [undefined, "00-aa-bb-01"],
    ]);
  });

  test("credentials of each kind", async () => {
    await using it = await httpUnderTest(ok);
    const { url } = it.server;
    const secrets = { "shop/token": "s3cr3t-value" };
    for (const auth of [
      { bearer: "shop/token" },
      { basic: { user: "me", password: "shop/token" } },
      { header: { name: "X-Api-Key", secret: "shop/token" } },
    ])
      await attempt(it.executor, request({ url, auth }), { secrets }).result;
    const [bearer, basic, header] = it.server.asked as [Asked, Asked, Asked];
    expect(bearer.headers.authorization).toBe("Bearer s3cr3t-value");
    expect(basic.headers.authorization).toBe(`Basic ${btoa("me:s3cr3t-value")}`);
    expect(header.headers["x-api-key"]).toBe("s3cr3t-value");
    const broken = { "shop/token": "two\nlines" };
    const result = await attempt(it.executor, request({ url, auth: { bearer: "shop/token" } }), {
      secrets: broken,
    }).result;
    expect(result).toMatchObject({ exitCode: 1, message: expect.not.stringContaining("two") });
  });
});

describe("redirects", () => {
  test.each(["http://169.254.169.254/latest", "http://2852039166/", "http://[::ffff:a9fe:a9fe]/"])(
    "to %s: refused, and not tried again",
    async (location) => {
      await using it = await httpUnderTest((_asked, response) =>
        answer(response, 302, "", { location }),
      );
      const { exitCode, mayRetry, message } = await attempt(
        it.executor,
        request({ url: it.server.url }),
      ).result;
      expect({ exitCode, mayRetry }).toEqual({ exitCode: 1, mayRetry: false });
      expect(message).toContain(
        "a link-local, metadata or reserved address: no request goes there",
      );
      expect(it.server.asked).toHaveLength(1);
    },
  );

  test("to an address that whoever runs the worker has closed", async () => {
    await using it = await httpUnderTest(ok, { addresses: { deny: ["loopback"] } });
    const { message } = await attempt(it.executor, request({ url: it.server.url })).result;
    expect(message).toContain("127.0.0.1 is an address that whoever runs Trunkline has closed");
    expect(it.server.asked).toEqual([]);
  });

  test("are followed on the same host, after a POST by a GET without a body", async () => {
    await using it = await httpUnderTest(({ path }, response) =>
      path === "/a"
        ? answer(response, 303, "", { location: "/b" })
        : answer(response, 200, "there"),
    );
    const auth = { bearer: "t" };
    const one = attempt(it.executor, request({ url: `${it.server.url}/a`, json: { a: 1 }, auth }), {
      secrets: { t: "value" },
    });
    expect((await one.result).exitCode).toBe(0);
    expect(it.server.asked.map(({ method, path, body }) => [method, path, body])).toEqual([
      ["POST", "/a", '{"a":1}'],
      ["GET", "/b", ""],
    ]);
    expect(it.server.asked[1]?.headers).toMatchObject({ authorization: "Bearer value" });
    expect(it.server.asked[1]?.headers["content-type"]).toBeUndefined();
  });

  test("to another host: never with credentials or a body", async () => {
    await using other = await httpUnderTest(ok);
    await using it = await httpUnderTest((_asked, response) =>
      answer(response, 307, "", { location: `${other.server.url}/x` }),
    );
    const { url } = it.server;
    const secrets = { t: "value" };
    for (const inputs of [
      { url, auth: { bearer: "t" } },
      { url, json: { a: 1 } },
    ]) {
      const result = await attempt(it.executor, request(inputs), { secrets }).result;
      expect(result).toMatchObject({
        exitCode: 1,
        mayRetry: false,
        message: expect.stringContaining("another host"),
      });
    }
    expect(other.server.asked).toEqual([]);
    expect((await attempt(it.executor, request({ url })).result).exitCode).toBe(0);
    expect(other.server.asked).toHaveLength(1);
  });

  test.each(["file:///etc/passwd", "ftp://127.0.0.1/", "http://user:h1dden@127.0.0.1/"])(
    "never to %s",
    async (location) => {
      await using it = await httpUnderTest((_asked, response) =>
        answer(response, 302, "", { location }),
      );
      const result = await attempt(it.executor, request({ url: it.server.url })).result;
      expect(result).toMatchObject({ exitCode: 1, mayRetry: false });
      expect(result.message).not.toContain("h1dden");
    },
  );

  test("come to an end", async () => {
    await using it = await httpUnderTest((_asked, response) =>
      answer(response, 302, "", { location: "/again" }),
    );
    const result = await attempt(it.executor, request({ url: it.server.url })).result;
    expect(result.message).toContain("more than 5 times");
    expect(it.server.asked).toHaveLength(6);
  });
});

describe("what an answer means", () => {
  test.each([
    [404, false, undefined],
    [503, true, 120_000],
    [429, true, 120_000],
  ])("%i: another attempt %s", async (status, mayRetry, retryAfterMs) => {
    await using it = await httpUnderTest((_asked, response) =>
      answer(response, status, "sorry", status === 404 ? {} : { "retry-after": "120" }),
    );
    const one = attempt(it.executor, request({ url: it.server.url }));
    const result = await one.result;
    expect(result).toMatchObject({ ending: "exited", exitCode: 1, mayRetry });
    expect(result.retryAfterMs).toBe(retryAfterMs);
    expect(result.message).toContain(String(status));
    expect(one.output().toString()).toContain("sorry");
  });

  test("an expectation says what it found", async () => {
    await using it = await httpUnderTest((_asked, response) =>
      answer(response, 200, { ok: false }),
    );
    const action = request({ url: it.server.url, expect: "response.body.ok" });
    const result = await attempt(it.executor, action).result;
    expect(result.message).toContain("`response.body.ok`, with response.body.ok = false");
    const missing = request({ url: it.server.url, expect: "response.body.okay" });
    expect((await attempt(it.executor, missing).result).message).toContain("has no value");
    const accepts = request({
      url: it.server.url,
      expect: "response.status == 200 && !response.body.ok",
    });
    expect((await attempt(it.executor, accepts).result).exitCode).toBe(0);
  });

  test("outputs: fields of the body, or expressions; no digit is lost", async () => {
    await using it = await httpUnderTest((_asked, response) => {
      response.writeHead(200, { "content-type": "application/problem+json", location: "/x/1" });
      response.end(
        '{"id": 9007199254740993, "names": ["a", "b"], "days": [1, 2], "items": [{"price": 1.5}], "done": true, "none": null}',
      );
    });
    const action = request(
      {
        url: it.server.url,
        outputs: {
          place: "response.headers.Location",
          price: "response.body.items[0].price",
          key: "string(response.body.id)",
        },
      },
      {
        ...{ place: "string", price: "number", key: "string", done: "boolean", none: "string" },
        ...{ names: "list<string>", days: "list<integer>" },
      },
    );
    const result = await attempt(it.executor, action).result;
    expect(result.outputs).toEqual({
      place: "/x/1",
      price: "1.5",
      key: "9007199254740993",
      done: "true",
      names: '["a","b"]',
      days: "[1,2]",
    });
    const wrong = request(
      { url: it.server.url, outputs: { a: "response.body.items[7].price" } },
      { a: "string" },
    );
    expect((await attempt(it.executor, wrong).result).exitCode).toBe(1);
  });

  test("a body that is too large fails the task", async () => {
    await using it = await httpUnderTest((_asked, response) =>
      answer(response, 200, "x".repeat(2_000)),
    );
    const action = request({ url: it.server.url, maxResponse: 1_000 });
    const result = await attempt(it.executor, action).result;
    expect(result).toMatchObject({ exitCode: 1, mayRetry: false });
    expect(result.message).toContain("1000 bytes");
  });

  test("neither query nor cookies are shown", async () => {
    await using it = await httpUnderTest((_asked, response) =>
      answer(response, 500, "", { "set-cookie": "session=abc" }),
    );
    const one = attempt(it.executor, request({ url: it.server.url, query: { key: "hidden" } }));
    const { message } = await one.result;
    expect(`${message} ${one.output()}`).not.toMatch(/hidden|abc/);
  });

  test("a certificate that nobody vouches for is refused", async (context) => {
    const pair = await selfSigned();
    if (pair === null) return context.skip("openssl makes the certificate");
    const server = createServer(pair, (_request, response) => response.end("secret"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await using it = await httpUnderTest(ok);
    const { port } = server.address() as AddressInfo;
    const result = await attempt(it.executor, request({ url: `https://127.0.0.1:${port}/` }))
      .result;
    server.close();
    expect(result).toMatchObject({
      ending: "error",
      message: expect.stringMatching(/certificate/),
    });
  });
});

test("a worker that is told to trust every certificate asks none by https", async () => {
  await using it = await httpUnderTest(ok);
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  try {
    const result = await attempt(it.executor, request({ url: "https://127.0.0.1:1/" })).result;
    expect(result).toMatchObject({
      ending: "error",
      message: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
    });
    expect((await attempt(it.executor, request({ url: it.server.url })).result).exitCode).toBe(0);
  } finally {
    delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  }
});

describe("submit, then poll", () => {
  const jobOf = (url: string, more: object = {}) =>
    request({
      url: `${url}/jobs`,
      json: { a: 1 },
      poll: {
        url: "${{ response.headers.location }}",
        until: "response.body.state == 'done'",
        ...more,
      },
    });

  test("the answer's own URL is asked, on the same host only", async () => {
    let asks = 0;
    await using it = await httpUnderTest(({ path }, response) => {
      if (path === "/jobs") return answer(response, 202, "", { location: "/jobs/7" });
      answer(response, 200, { state: ++asks < 3 ? "running" : "done" });
    });
    const external = new RecordedRuns();
    const one = attempt(it.executor, jobOf(it.server.url), { external });
    expect((await one.result).exitCode).toBe(0);
    expect(external.all).toEqual([{ url: `${it.server.url}/jobs/7`, cancel: null }]);
    // Three questions, of which two had the same answer.
    expect(one.output().toString().match(/GET/g)).toHaveLength(2);

    await using evil = await httpUnderTest((_asked, response) =>
      answer(response, 202, "", { location: `${it.server.url}/jobs/7` }),
    );
    const result = await attempt(evil.executor, jobOf(evil.server.url)).result;
    expect(result.message).toContain("another host");
  });

  test("answers that fail for a while are borne", async () => {
    let asks = 0;
    await using it = await httpUnderTest(({ path }, response) => {
      if (path === "/jobs") return answer(response, 202, "", { location: "/jobs/7" });
      asks++;
      if (asks === 1) return answer(response, 503);
      if (asks === 2) return response.destroy();
      answer(response, 200, { state: "done" });
    });
    expect((await attempt(it.executor, jobOf(it.server.url)).result).exitCode).toBe(0);
  });

  test("a run that is gone is over; one that can't be asked for stays to be adopted", async () => {
    let status = 410;
    await using it = await httpUnderTest(({ path }, response) =>
      path === "/jobs"
        ? answer(response, 202, "", { location: "/jobs/7" })
        : answer(response, status),
    );
    const gone = await attempt(it.executor, jobOf(it.server.url)).result;
    expect(gone).toMatchObject({ exitCode: 1, externalOver: true, mayRetry: true });
    status = 401;
    const unknown = await attempt(it.executor, jobOf(it.server.url)).result;
    expect(unknown).toMatchObject({ exitCode: 1, mayRetry: false });
    expect(unknown.externalOver).toBeUndefined();
  });

  test("what follows a failed run has a key of its own", async () => {
    await using it = await httpUnderTest(({ path }, response) =>
      path === "/jobs"
        ? answer(response, 202, "", { location: "/jobs/7" })
        : answer(response, 200, { state: "failed" }),
    );
    const external = new RecordedRuns();
    const env = { TRUNKLINE_IDEMPOTENCY_KEY: "trace/load" };
    const action = jobOf(it.server.url, { fail: "response.body.state == 'failed'" });
    const failed = await attempt(it.executor, action, { external, env }).result;
    expect(failed.message).toContain('response.body.state = "failed"');
    external.over();
    await attempt(it.executor, action, { external, env, attempt: 2 }).result;
    const keys = it.server.asked.flatMap(({ headers }) => headers["idempotency-key"] ?? []);
    expect(keys).toEqual(["trace/load", "trace/load/2"]);
  });

  test.each([
    ["cancelled", true],
    ["lost", undefined],
    ["drained", undefined],
  ])("%s: whether the run elsewhere is ended there", async (reason, over) => {
    await using it = await httpUnderTest(({ path, method }, response) => {
      if (path === "/jobs") return answer(response, 202, "", { location: "/jobs/7" });
      answer(
        response,
        method === "DELETE" ? 204 : 200,
        method === "DELETE" ? "" : { state: "running" },
      );
    });
    const one = attempt(it.executor, jobOf(it.server.url, { cancel: {} }));
    await one.printed("GET");
    one.abort(reason);
    expect((await one.result).externalOver).toBe(over);
    const ended = it.server.asked.filter(({ method }) => method === "DELETE");
    expect(ended).toHaveLength(over ? 1 : 0);
  });

  test("a run that can't be recorded is not waited for", async () => {
    await using it = await httpUnderTest(({ path }, response) =>
      path === "/jobs"
        ? answer(response, 202, "", { location: "/jobs/7" })
        : answer(response, 200, { state: "done" }),
    );
    const external = new RecordedRuns();
    external.submitted = () => Promise.reject(new Error("the attempt is not the task's any more"));
    const result = await attempt(it.executor, jobOf(it.server.url), { external }).result;
    expect(result).toMatchObject({ ending: "error", message: expect.stringContaining("any more") });
    await eventually("nothing is asked", () => it.server.waiting() === 0);
    expect(it.server.asked).toHaveLength(1);
  });
});

test("a place that the project may not reach is not asked, whoever names it: an answer, or a redirect", async () => {
  await using it = await httpUnderTest(({ path }, response) => {
    if (path === "/go") return answer(response, 302, "", { location: `${other}/there` });
    answer(response, 202, { next: `${it.server.url}/state` });
  });
  const other = it.server.url.replace("127.0.0.1", "localhost");
  const refusal = (place: string) => (place.startsWith("localhost:") ? `not ${place}` : null);
  const redirected = attempt(it.executor, request({ url: `${it.server.url}/go` }), { refusal });
  expect(await redirected.result).toMatchObject({ exitCode: 1, mayRetry: false });
  expect((await redirected.result).message).toMatch(/^not localhost:/);
  const polled = attempt(
    it.executor,
    request({
      url: `${it.server.url}/jobs`,
      method: "POST",
      poll: { url: "${{ response.body.next }}", until: "true" },
    }),
    { refusal: (place) => (it.server.asked.length > 1 ? `not ${place}` : null) },
  );
  expect((await polled.result).message).toMatch(/^not 127\.0\.0\.1:/);
});
