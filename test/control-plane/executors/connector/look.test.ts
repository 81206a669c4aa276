// Questions for the state of a run whose answers are lists in pages.

import { expect, test } from "vitest";
import { answer } from "#test/support/web-server.ts";
import { connectorAction, connectorUnderTest } from "../connector-under-test.ts";
import { attempt } from "../executor.contract.ts";

const connector = (url: string) => `
description: Jobs whose runs are a list in pages.
proof: {mark: documented, date: "2026-11-27", source: this file}
base: ${url}
submit: {path: /jobs, json: {}, ids: {run: response.body.id}}
poll:
  path: /runs
  query: {page: "\${{ page }}"}
  pages: {list: response.body.runs, more: response.body.more}
  state:
    succeeded: items.all(one, one.done)
    failed: items.exists(one, one.failed)
  message: last(items.map(one, one.failed, one.why))
cancel: none
`;

const settings = { limits: { everyMs: 1, upToMs: 1, unknownMs: 200 } };

test("a list without an end ends no run, and is not kept", async () => {
  await using it = await connectorUnderTest(({ method }, response) => {
    const page = { runs: [{ done: true }], more: true };
    answer(response, 200, method === "POST" ? { id: 1 } : page);
  }, settings);
  const { result } = attempt(it.executor, connectorAction(connector(it.server.url)));
  expect((await result).message).toContain("it has more than 100 pages");
  const pages = it.server.asked.slice(1, 101).map(({ path }) => path);
  expect(pages).toEqual(Array.from({ length: 100 }, (_, at) => `/runs?page=${at + 1}`));
});

test("all entries of all pages count, and the last says why", async () => {
  await using it = await connectorUnderTest(({ method, path }, response) => {
    const last = path.endsWith("page=2");
    const runs = last ? [{ failed: true, why: "disk full" }] : [{ done: true, failed: false }];
    answer(response, 200, method === "POST" ? { id: 1 } : { runs, more: !last });
  }, settings);
  const { result } = attempt(it.executor, connectorAction(connector(it.server.url)));
  expect((await result).message).toBe("It failed in jobs: disk full.");
  expect(it.server.asked.length).toBe(3);
});
