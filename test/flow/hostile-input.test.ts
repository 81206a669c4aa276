// Bad input against a whole server with its worker: words that are SQL, shell, paths, HTML or escape sequences to somebody
// stay words, wherever they are given.

import { existsSync, readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostileWords as hostile } from "#test/support/hostile-words.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const stack = new AsyncDisposableStack();
const { path: folder } = stack.use(temporaryDirectory());
let server: ServerUnderTest;
let db: pg.Client;
beforeAll(async () => {
  server = stack.use(
    await serverUnderTest({
      "trunkline.yaml": "name: shop\n",
      "pipelines/echo.yaml": `name: echo
params: {text: {}}
tasks:
  say: {run: "cd ${folder}; printf '%s' \${{ params.text }} > said; printf '%s' \${{ params.text }}"}
`,
      "pipelines/paint.yaml": `name: paint
tasks:
  draw: {run: "printf '<script>alert(1)</script>\\\\033]0;owned\\\\007\\\\033[31mred\\\\033[0m'"}
`,
    }),
  );
  db = new pg.Client({ connectionString: server.connectionString });
  await db.connect();
  stack.defer(() => db.end());
}, 60_000);
afterAll(() => stack.disposeAsync());

const token = () => readFileSync(`${server.state}/token`, "utf8").trim();
const ask = (path: string) =>
  fetch(server.url + path, { headers: { authorization: `Bearer ${token()}` } });

interface Operation {
  tags?: string[];
  responses: Record<string, { content?: Record<string, object> }>;
  parameters?: { name: string; in: "path" | "query" }[];
}

test("every parameter of every question: no fault, nothing from the disk, nothing done to the database", async () => {
  const document = (await (await ask("/openapi.json")).json()) as {
    paths: Record<string, { get?: Operation }>;
  };
  let asked = 0;
  for (const [path, { get }] of Object.entries(document.paths))
    for (const { name, in: where } of get?.parameters ?? [])
      for (const text of hostile) {
        // What goes on until somebody leaves says nothing of its own to bad words.
        const isStream = Object.hasOwn(get?.responses[200]?.content ?? {}, "text/event-stream");
        if (isStream || ["follow", "wait"].includes(name)) continue;
        const filled = path.replaceAll(/\{(\w+)\}/g, (_, key: string) =>
          key === name && where === "path" ? encodeURIComponent(text) : "1",
        );
        const query = where === "query" ? `?${name}=${encodeURIComponent(text)}` : "";
        const answer = await ask(filled + query);
        const body = await answer.text();
        const said = `${filled}${query}: ${answer.status} ${body.slice(0, 300)}`;
        expect(answer.status, said).toBeLessThan(500);
        // In a page nothing runs but its own script, and no word becomes markup.
        const isPage = get?.tags?.includes("page") || (path.startsWith("/docs") && answer.ok);
        const isHtml = answer.headers.get("content-type")?.includes("html");
        if (isPage && isHtml) {
          expect(answer.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
          if (/[<>"]/.test(text)) expect(body, said).not.toContain(text);
        } else expect(answer.headers.get("content-type") ?? "", said).not.toContain("html");
        expect(body, said).not.toContain("root:x:");
        asked++;
      }
  expect(asked).toBeGreaterThan(500);
  expect((await db.query("select count(*) from trunkline.run")).rows).toHaveLength(1);
}, 300_000);

describe("a parameter reaches the shell as it was given", () => {
  test.each(hostile.filter((text) => !/[\0\r\n]/.test(text)))("%j", async (text) => {
    const [run] = await server.json(["run", "echo", "--param", `text=${text}`, "--wait"]);
    expect(run.state).toBe("succeeded");
    expect(readFileSync(`${folder}/said`, "utf8")).toBe(text);
    expect(existsSync(`${folder}/owned`)).toBe(false);
  });
});

test("output is text to every browser, and bytes to whoever asks for them", async () => {
  const [run] = await server.json(["run", "paint", "--wait"]);
  const plain = await ask(`/api/v1/runs/${run.id}/logs?format=text`);
  const lines = await ask(`/api/v1/runs/${run.id}/logs`);
  for (const answer of [plain, lines]) {
    expect(answer.headers.get("content-type")).toMatch(
      /^(text\/plain|application\/x-ndjson); charset=utf-8$/,
    );
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  }
  const bytes = "<script>alert(1)</script>\u001b]0;owned\u0007\u001b[31mred\u001b[0m";
  expect(await plain.text()).toBe(bytes);
  expect((await server.trunkline(["logs", String(run.id)])).stdout).toBe(bytes);
  await lines.body?.cancel();
});

test("names, tags and parameters of control characters and of turned writing are refused where they are written", async () => {
  for (const [file, text] of [
    ["name", 'name: "a\\u202eb"\ntasks: {a: {run: x}}\n'],
    ["tag", 'name: b\ntags: {data: ["pii\\u200f"]}\ntasks: {a: {run: x}}\n'],
    ["key", 'name: c\ntags: {"da\\u001bta": [x]}\ntasks: {a: {run: x}}\n'],
    ["task", 'name: d\ntasks: {"a\\u0007": {run: x}}\n'],
    ["param", 'name: e\nparams: {"p;rm -rf": {}}\ntasks: {a: {run: x}}\n'],
  ] as const) {
    server.repository.commit({ [`pipelines/${file}.yaml`]: text });
    await server.trunkline(["sync"]);
  }
  const { rows } = await db.query(
    "select path from trunkline.pipeline_source where broken order by path",
  );
  expect(rows.map(({ path }) => path.replace(/^.*\/|\.yaml$/g, ""))).toEqual([
    "key",
    "name",
    "param",
    "tag",
    "task",
  ]);
});
