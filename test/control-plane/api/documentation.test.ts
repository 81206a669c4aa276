// The documentation in the browser: open, with a policy under which nothing in it could run.

import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiUnderTest, apiUnderTest } from "./api-under-test.ts";

let api: ApiUnderTest;
beforeAll(async () => {
  api = await apiUnderTest([]);
});
afterAll(() => api[Symbol.asyncDispose]());

const open = (url: string) => api.inject({ method: "GET", url });

test("pages, the search and the API's description are there without a token", async () => {
  for (const [url, says] of [
    ["/docs/", "What can I write in a pipeline"],
    ["/docs/spec.md", '<h1 id="'],
    ["/docs/migration/waves.md", '<h1 id="'],
    ["/docs/search?q=blackout", 'href="/docs/holds.md'],
    ["/docs/reference", 'id="startRun"'],
  ] as const) {
    const { status, headers, text } = await open(url);
    expect([url, status, headers["content-type"]]).toEqual([url, 200, "text/html; charset=utf-8"]);
    expect(text).toContain(says);
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'self';/);
    expect(text.replace('<script type="module" src="/assets/page.js"></script>', "")).not.toMatch(
      /<script|<style| style=| on\w+="/,
    );
  }
  expect((await open("/assets/page.css")).headers["content-type"]).toContain("text/css");
});

test("the folder's address leads to its first page, so that links in it are right", async () => {
  const { status, headers } = await open("/docs");
  expect([status, headers.location]).toEqual([302, "/docs/"]);
});

test("what isn't a page isn't there, wherever it leads", async () => {
  for (const url of [
    "/docs/nothing.md",
    "/docs/..%2fpackage.json",
    "/docs/migration/..%2f..%2fREADME.md",
  ])
    expect((await open(url)).status).toBe(404);
});

test("the reference has every operation, and every link in it leads to something in it", async () => {
  const { text } = await open("/docs/reference");
  const { body } = await open("/openapi.json");
  for (const methods of Object.values(body.paths))
    for (const { operationId } of Object.values(methods as Record<string, { operationId: string }>))
      expect(text).toContain(`<h3 id="${operationId}">`);
  const missing = [...text.matchAll(/href="#([^"]+)"/g)].filter(
    ([, anchor]) => !text.includes(` id="${anchor}"`),
  );
  expect(missing).toEqual([]);
});
