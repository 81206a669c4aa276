// Whatever leaves Trunkline about a task that prints, throws and returns its secret, in clear and in the usual encodings:
// rows, the API, traces as they are shown and as they are exported, alerts, webhooks, and what the processes print.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { type OtlpReceiver, startOtlpReceiver } from "#test/support/otlp-receiver.ts";
import { type ServedApart, servedApart } from "#test/support/served-apart.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { answer, type WebServer, webServer } from "#test/support/web-server.ts";

/** In the middle of the value; no encoding of text changes its letters. */
const core = "Zq7Core0fTheValue9x";
const secret = `tok/en+"${core}" &=<'\\end`;

const encodings = {
  plain: secret,
  url: encodeURIComponent(secret),
  json: JSON.stringify(secret),
  base64: Buffer.from(secret).toString("base64"),
  base64url: Buffer.from(secret).toString("base64url"),
  hex: Buffer.from(secret).toString("hex"),
};
/** What a text that has the value in one of the encodings must have in it. */
const traces = [
  ...[core, Buffer.from(core).toString("hex"), Buffer.from(core).toString("hex").toUpperCase()],
  ...[0, 1, 2].map((before) =>
    Buffer.from(`${"x".repeat(before)}${core}`)
      .toString("base64")
      .slice(4, -4),
  ),
];
const leaks = (text: string): string[] => traces.filter((one) => text.includes(one));

test("the traces find each of the encodings", () => {
  for (const text of Object.values(encodings)) expect(leaks(`<${text}>`)).toHaveLength(1);
});

const leak = `import { appendFileSync } from "node:fs";
const value = process.env.TOKEN;
const bytes = Buffer.from(value);
const forms = { plain: value, url: encodeURIComponent(value), json: JSON.stringify(value), base64: bytes.toString("base64"),
  base64url: bytes.toString("base64url"), hex: bytes.toString("hex") };
for (const [name, text] of Object.entries(forms)) {
  console.log(name, text);
  console.error("ERROR", name, text);
  appendFileSync(process.env.TRUNKLINE_OUTPUT, name + "=" + text + "\\n");
}
if (process.argv[2] === "throws") throw new Error(Object.values(forms).join(" "));
`;
const outputs = `{${Object.keys(encodings)
  .map((name) => `${name}: string`)
  .join(", ")}}`;
const command = (words: string) =>
  `{run: node ./leak.mjs ${words}, secrets: [leak/token], outputs: ${outputs}}`;
const request = (url: string) =>
  `{uses: http, with: {url: "${url}", auth: {bearer: leak/header}}, outputs: ${outputs}}`;

let receiver: OtlpReceiver;
let web: WebServer;
let at: ServedApart;
const stack = new AsyncDisposableStack();
/** Runs by pipeline. */
const runs = new Map<string, string>();

beforeAll(async () => {
  const { path: folder } = stack.use(temporaryDirectory());
  receiver = await startOtlpReceiver();
  stack.defer(() => receiver.close());
  web = stack.use(
    await webServer(({ path, headers }, response) => {
      if (!path.startsWith("/echo")) return answer(response, 204);
      const value = String(headers.authorization).replace(/^Bearer /, "");
      const bytes = Buffer.from(value);
      const body = {
        ...{ plain: value, url: encodeURIComponent(value), json: JSON.stringify(value) },
        ...{ base64: bytes.toString("base64"), base64url: bytes.toString("base64url") },
        hex: bytes.toString("hex"),
      };
      answer(response, path === "/echo/fails" ? 500 : 200, body);
    }),
  );
  const alerts = join(folder, "alerts.yaml");
  writeFileSync(
    alerts,
    `channels: {hook: {webhook: {url: "${web.url}/alerts", secret: alerts/hook}}}\nroutes: [{name: all, to: [hook]}]\n`,
  );
  at = stack.use(
    await servedApart({
      files: {
        "leak.mjs": leak,
        "pipelines/prints.yaml": `name: prints\ntasks:\n  a: ${command("prints")}\n`,
        "pipelines/throws.yaml": `name: throws\ntasks:\n  a: ${command("throws")}\n`,
        "pipelines/returns.yaml": `name: returns\ntasks:\n  a: ${request(`${web.url}/echo`)}\n`,
        "pipelines/fails.yaml": `name: fails\ntasks:\n  a: ${request(`${web.url}/echo/fails`)}\n`,
        "pipelines/typed.yaml": `name: typed\ntasks:\n  a: ${command("prints").replace("plain: string", "plain: integer")}\n`,
      },
      server: {
        words: ["--alerts", alerts, "--webhook", `${web.url}/webhook`],
        env: {
          OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
          TRUNKLINE_WEBHOOK_SECRET: "a secret of webhooks",
          TRUNKLINE_SECRET_ALERTS__HOOK: "a secret of some length",
        },
      },
      worker: {
        env: { TRUNKLINE_SECRET_LEAK__TOKEN: secret, TRUNKLINE_SECRET_LEAK__HEADER: secret },
      },
    }),
  );
  const wanted = { prints: "succeeded", throws: "failed", returns: "succeeded", fails: "failed" };
  for (const [name, state] of Object.entries({ ...wanted, typed: "failed" })) {
    const id = await at.run(name);
    runs.set(name, id);
    expect([name, await at.ended(id)]).toEqual([name, state]);
  }
}, 120_000);
afterAll(() => stack.disposeAsync());

const paths = ["", "/trace", "/why", "/logs", "/alerts", "/proof"];

test.each(["prints", "throws", "returns", "fails", "typed"])(
  "%s: no answer of the API about its run has the secret",
  async (name) => {
    for (const path of paths) {
      const body = await at.get(`/runs/${runs.get(name)}${path}`);
      expect([path, leaks(body)]).toEqual([path, []]);
    }
  },
);

test("what is told in its place is told: outputs, output and errors say where a value was", async () => {
  const of = async (name: string, path = "") => at.get(`/runs/${runs.get(name)}${path}`);
  for (const name of ["prints", "returns"]) {
    const [task] = JSON.parse(await of(name)).tasks;
    expect(task.outputs).toEqual(
      Object.fromEntries(
        Object.keys(encodings).map((key) => [key, expect.stringMatching(/\*{3}/)]),
      ),
    );
  }
  // An output that is not what it was declared as is quoted by the error.
  const [typed] = JSON.parse(await of("typed")).tasks;
  expect(typed.attempts[0].message).toContain("***");
  expect(await of("prints", "/logs")).toMatch(/plain \*{3}/);
  expect(await of("throws", "/logs")).toMatch(/Error: \*{3}/);
});

test("nor has any list: runs, alerts, the audit, grants", async () => {
  for (const path of ["/runs", "/alerts", "/audit", "/run-grants", "/status"])
    expect([path, leaks(await at.get(path))]).toEqual([path, []]);
});

test("nor have exported traces", async () => {
  const isExported = (name: string) =>
    receiver.spans.some(({ attributes }) => Object.values(attributes).includes(name));
  await eventually("the runs are exported", () => [...runs.keys()].every(isExported));
  expect(receiver.spans.some(({ message }) => message.includes("***"))).toBe(true);
  expect(leaks(Buffer.concat(receiver.bodies).toString("latin1"))).toEqual([]);
});

test("nor have alerts and outgoing webhooks, which were sent of each failure", async () => {
  const sent = (path: string) => web.asked.filter((one) => one.path === path);
  for (const path of ["/alerts", "/webhook"]) {
    await eventually(`${path} was told of each`, () => sent(path).length >= 3);
    const text = sent(path).map(({ body, headers }) => `${body}${JSON.stringify(headers)}`);
    expect([path, leaks(text.join("\n"))]).toEqual([path, []]);
  }
  // They do have what the task said.
  expect(
    sent("/alerts")
      .map(({ body }) => body)
      .join(),
  ).toContain("***");
});

test("nor has any row of the database, or what server and worker print", async () => {
  expect(leaks(await at.stored())).toEqual([]);
  expect(leaks(`${at.server.printed()}${at.worker.printed()}`)).toEqual([]);
});
