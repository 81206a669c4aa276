// Every route of the description: closed without the token, honest about what isn't there, silent about secrets.

import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pipeline, task } from "#test/support/deploy.ts";
import { type Document, routesOf } from "#test/support/described-routes.ts";
import { type ApiUnderTest, apiUnderTest, token } from "./api-under-test.ts";

interface Description {
  openapi: string;
  paths: Record<
    string,
    Record<
      string,
      {
        operationId: string;
        tags?: string[];
        security?: unknown[];
        parameters?: { name: string; in: string; required?: boolean }[];
        responses: object;
      }
    >
  >;
}

const description = JSON.parse(
  readFileSync(new URL("../../../control-plane/api/openapi.json", import.meta.url), "utf8"),
) as Description;

const routes = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    method: method.toUpperCase() as "GET" | "POST",
    path,
    operation,
  })),
);
const described = routesOf(description as unknown as Document);
const open = [
  ...["/healthz", "/readyz", "/metrics", "/openapi.json", "/webhooks/{target}"],
  "/hooks/{project}/{pipeline}/{name}",
  ...["/docs", "/docs/search", "/docs/reference", "/docs/{name}", "/docs/{name}/{page}"],
  "/assets/page.css",
  ...["/login", "/login/callback", "/login/device", "/login/device/result"],
  ...["/assets/{name}", "/login/local"],
];
/** What people look at, and its forms: they ask the API for whoever has the browser. */
const pages = routes.filter(
  ({ path, operation }) =>
    operation.tags?.includes("page") && operation.security === undefined && !open.includes(path),
);
/** The API itself. */
const api = routes.filter((one) => !pages.includes(one));
const fill = (path: string, project = "nowhere", name = "nothing", id = "999999"): string =>
  path
    .replace("{project}", project)
    .replace(/\{(?:name|source)\}/, name)
    .replace("{id}", id);

/** Of tests that change nothing. */
let empty: ApiUnderTest;
beforeAll(async () => {
  empty = await apiUnderTest([]);
});
afterAll(() => empty[Symbol.asyncDispose]());

test("the description is OpenAPI 3.1 and is what the server serves", async () => {
  expect(description.openapi).toMatch(/^3\.1\./);
  expect(new Set(routes.map(({ operation }) => operation.operationId)).size).toBe(routes.length);
  const { body } = await empty.inject({ method: "GET", url: "/openapi.json" });
  expect(Object.keys(body.paths)).toEqual(Object.keys(description.paths));
});

test.each(pages)(
  "$name shows nobody anything but how to get in, whatever they have",
  async ({ method, path }) => {
    await using api = await apiUnderTest([]);
    for (const cookie of ["", "trunkline_session=wrong", `trunkline_session=${token}`]) {
      const reply = await api.inject({
        ...{ method, url: fill(path), headers: cookie === "" ? {} : { cookie } },
        ...(method === "POST" ? { payload: {} } : {}),
      });
      // With a cookie, a form must prove that a page of this server has asked for it before anything is looked at.
      expect(reply.status).toBe(method === "POST" && cookie !== "" ? 403 : 401);
      expect(String(reply.headers["content-type"])).toContain("text/html");
      expect(reply.text).not.toContain(token);
    }
  },
);

test.each(api.filter(({ path }) => !open.includes(path)))(
  "$name is closed without the token, and with a wrong one",
  async ({ method, path }) => {
    // Of its own: whoever asks with many wrong tokens is told to wait.
    await using api = await apiUnderTest([]);
    for (const authorization of [undefined, "Bearer wrong", `Basic ${token}`, `Bearer ${token}x`]) {
      const headers = authorization === undefined ? {} : { authorization };
      const reply = await api.inject({
        method,
        url: fill(path),
        headers,
        ...(method === "POST" ? { payload: {} } : {}),
      });
      expect(reply.status).toBe(401);
      expect(String(reply.headers["content-type"])).toContain("application/problem+json");
      expect(reply.text).not.toContain(token);
    }
  },
);

test.each(api.filter(({ path }) => path.includes("{")))(
  "$name says that what isn't there isn't there",
  async ({ name, method, path, operation }) => {
    const asked = (operation.parameters ?? [])
      .filter(({ in: place, required }) => place === "query" && required)
      .map((one) => `${one.name}=${one.name === "slot" ? "20260105" : "nothing"}`);
    const url = `${fill(path).replace("/api/v1", "")}?${asked.join("&")}`;
    // What a body must have is judged before anything is looked for.
    const body = described.find((one) => one.name === name && one.needsBody)?.bodies[1] ?? {};
    const reply = method === "GET" ? await empty.get(url) : await empty.post(url, body);
    expect(reply.status).toBe(404);
    expect(reply.body).toMatchObject({
      status: 404,
      title: expect.any(String),
      detail: expect.any(String),
    });
    expect(reply.text).not.toMatch(/node_modules|control-plane|postgres:\/\//);
  },
);

test("hostile names and bodies are data: refused or not found, never an error of ours", async () => {
  await using api = await apiUnderTest([pipeline("good", [task("a")])]);
  const names = [
    "'; drop table trunkline.run; --",
    "../../etc/passwd",
    "%00",
    "a".repeat(5_000),
    "\u202egnp",
  ];
  for (const name of names) {
    const { status } = await api.get(`/pipelines/test/${encodeURIComponent(name)}`);
    expect([400, 404, 414]).toContain(status);
  }
  for (const id of ["-1", "1e9", "99999999999999999999", "x"])
    expect([400, 404]).toContain((await api.get(`/runs/${id}`)).status);
  const params = await api.post("/pipelines/test/good/runs", { params: { nope: "1" } });
  expect(params.status).toBe(422);
  const large = await api.post("/pipelines/test/good/runs", {
    params: { x: "y".repeat(2_000_000) },
  });
  expect(large.status).toBe(413);
  const unknown = await api.post("/pipelines/test/good/runs", { surprise: true });
  expect([400, 422]).toContain(unknown.status);
  expect(api.messages).toEqual([]);
});

test("a foreign Host is refused: pages of other sites can't reach the server by a name of theirs", async () => {
  const reply = await empty.inject({
    method: "GET",
    url: "/api/v1/status",
    headers: { host: "evil.example", authorization: `Bearer ${token}` },
  });
  expect(reply.status).toBeGreaterThanOrEqual(400);
  expect(reply.status).toBeLessThan(500);
});

test("the same key is the same run, pages cover every run once, and a finished run can be run again", async () => {
  await using api = await apiUnderTest([pipeline("good", [task("a")])]);
  const first = await api.post("/pipelines/test/good/runs", { dedupKey: "k" });
  const again = await api.post("/pipelines/test/good/runs", { dedupKey: "k" });
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body.id).toBe(first.body.id);
  for (let n = 0; n < 4; n++) await api.post("/pipelines/test/good/runs", {});
  const seen: string[] = [];
  let query = "?limit=2";
  for (;;) {
    const { body } = await api.get(`/runs${query}`);
    seen.push(...body.items.map((run: { id: string }) => run.id));
    if (body.next === null || body.next === undefined) break;
    query = `?limit=2&after=${body.next}`;
  }
  expect(new Set(seen).size).toBe(5);
  expect(seen).toHaveLength(5);
  expect((await api.post(`/runs/${seen[0]}/cancel`, { reason: "enough" })).status).toBeLessThan(
    300,
  );
  const why = await api.get(`/runs/${seen[0]}/why`);
  expect(why.text).toContain("enough");
});

test("every route that the server has is described", async () => {
  // Lines such as `│   └── /:id (GET, HEAD)`, four columns a level; a path that begins as another does is below that.
  const parents: string[] = [];
  const served = empty.api
    .printRoutes({ commonPrefix: false })
    .split("\n")
    .flatMap((line) => {
      const [, indent = "", path = "", methods = ""] =
        /^([│├└─ ]*)(\S+) \((.*)\)$/.exec(line) ?? [];
      if (path === "") return [];
      const level = indent.length / 4 - 1;
      parents.length = level;
      parents.push(path);
      const whole = parents.join("").replaceAll(/:(\w+)/g, "{$1}");
      // Neither is an operation of its own.
      const named = methods.split(", ").filter((one) => one !== "HEAD" && one !== "OPTIONS");
      return named.map((method) => `${method} ${whole}`);
    });
  expect(served.toSorted()).toEqual(routes.map(({ name }) => name).toSorted());
});

test("every reference leads somewhere; every operation, parameter and property says what it is", () => {
  const faults: string[] = [];
  const visit = (node: unknown, at: string): void => {
    if (typeof node !== "object" || node === null) return;
    const { $ref, properties, parameters } = node as Record<string, unknown>;
    if (typeof $ref === "string" && resolve($ref) === undefined) faults.push(`${at}: ${$ref}`);
    for (const [name, property] of Object.entries(properties ?? {}))
      if (!("description" in property) && !("$ref" in property)) faults.push(`${at}.${name}`);
    for (const parameter of (parameters ?? []) as { name: string; description?: string }[])
      if (!parameter.description) faults.push(`${at}: parameter ${parameter.name}`);
    for (const [key, value] of Object.entries(node)) visit(value, `${at}/${key}`);
  };
  visit(description, "");
  for (const { name, path, operation } of routes) {
    const { summary, responses, parameters = [], security } = operation as Operation;
    if (!summary) faults.push(`${name}: no summary`);
    if (!("default" in responses)) faults.push(`${name}: no problem`);
    const declared = parameters.filter((one) => one.in === "path").map((one) => one.name);
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    if (declared.toSorted().join() !== named.toSorted().join()) faults.push(`${name}: ${declared}`);
    const isOpen = open.includes(path) || pages.some((page) => page.name === name);
    if ((security === undefined) !== isOpen) faults.push(`${name}: security`);
  }
  expect(faults).toEqual([]);
});

interface Operation {
  summary?: string;
  responses: object;
  parameters?: { in: string; name: string }[];
  security?: unknown[];
}

const resolve = (reference: string): unknown =>
  reference
    .slice(2)
    .split("/")
    .reduce<unknown>(
      (node, key) => (node as Record<string, unknown> | undefined)?.[key],
      description,
    );
