// Every filter of every list, as somebody who sees one domain: valid expressions and names that single out what is of the
// other are answered as by a server on which there is no other. Filters are found in openapi.json.

import { afterAll, beforeAll, expect, test } from "vitest";
import document from "#api/openapi.json" with { type: "json" };
import { token as local } from "#test/control-plane/api/api-under-test.ts";
import { type Document, type Route, routesOf } from "#test/support/described-routes.ts";
import { ask, hiddenWords, ownValues, plain, told } from "#test/support/domain-answers.ts";
import { type TwoDomains, twoDomains } from "#test/support/two-domains.ts";

const routes = routesOf(document as unknown as Document).filter(
  ({ open, method, isStream }) => !open && !isStream && method === "GET",
);
const searched = routes.filter(({ queryTexts }) => queryTexts.includes("where"));

/** True of something of finance's, and of what is marketing's for some. */
const expressions = [
  "true",
  "pipeline.startsWith('zz-')",
  "project == 'zz-vault'",
  "project == 'zz-vault' || pipeline == 'campaign'",
  "pipeline != 'campaign'",
  "!(pipeline in ['campaign', 'report'])",
  "owner == 'zz-finance'",
  "owner != 'marketing'",
  "'zz-finance' in tags.domain",
  "!('marketing' in tags.domain)",
  "tags == {'domain': ['zz-finance']} && pipeline.contains('z')",
  "size(pipeline) > 8",
];
/** Of what only a run or only a pipeline has. */
const byPath: Record<string, string[]> = {
  "/api/v1/runs": [
    "actor == 'zz-eve'",
    "project == 'zz-vault' && state != 'failed' && generation == 1",
    "age > duration('0s') && 'zz-finance' in tags.domain",
    "overridden && pipeline.startsWith('zz-')",
    "reason == '' && pipeline.startsWith('zz-')",
  ],
  "/api/v1/pipelines": [
    "file.contains('zz-')",
    "paused || health != 'zz' && owner == 'zz-finance'",
  ],
};
/** Without a value for each row of finance's, or for each of marketing's: a fault would tell that there is one. */
const faulty = [
  "tags.domain[pipeline.startsWith('zz-') ? 7 : 0] == 'marketing'",
  "1 / (pipeline.startsWith('zz-') ? 0 : 1) == 1",
  "1 / (project == 'zz-vault' ? 1 : 0) == 1",
];

let both: TwoDomains;
let alone: TwoDomains;
/** Of finance's project, and of marketing's with finance in it. */
let hiddenCommits: string[];
beforeAll(async () => {
  [both, alone] = [await twoDomains("everything"), await twoDomains("alone")];
  const { rows } = await both.database.pool.query<{ commit: string }>(
    "select commit_oid as commit from trunkline.revision where commit_oid <> $1",
    [both.firstCommit],
  );
  hiddenCommits = rows.map(({ commit }) => commit);
}, 120_000);
afterAll(async () => {
  for (const each of [both, alone]) await each?.[Symbol.asyncDispose]();
});

test("an expression that would find what is hidden finds nothing of it, and pages of it don't tell either", async () => {
  expect(searched.map(({ path }) => path)).toEqual(Object.keys(byPath).toSorted());
  for (const route of searched)
    for (const where of [...expressions, ...(byPath[route.path] ?? [])]) {
      const given = `${route.name} ${where}`;
      // It is a real question: whoever may read everything finds something of finance's by it.
      const whole = await ask(both, route, {}, local, { query: { where } });
      expect(told(whole.text, {}), `${given}: ${whole.text}`).toBe(true);
      for (const robot of ["nobody", "marketing"] as const)
        for (const limit of ["1", "100"])
          expect(await pages(both, route, robot, { where, limit }), given).toEqual(
            await pages(alone, route, robot, { where, limit }),
          );
    }
});

test("an expression that has no value for what is hidden is no fault", async () => {
  for (const route of searched)
    for (const where of faulty) {
      const there = await ask(both, route, {}, both.tokens.marketing, { query: { where } });
      const without = await ask(alone, route, {}, alone.tokens.marketing, { query: { where } });
      expect(there.status, `${route.name} ${where}: ${there.text}`).toBe(200);
      expect(plain(there), `${route.name} ${where}`).toEqual(plain(without));
    }
});

test("whatever else narrows a list is answered as if there were no other domain", async () => {
  let asked = 0;
  for (const route of routes)
    for (const values of ownValues(both, route))
      for (const name of [...route.queryTexts, ...route.queryLists])
        for (const text of wordsFor(name))
          for (const robot of ["nobody", "marketing"] as const) {
            const query = { [name]: text };
            const there = await ask(both, route, values, both.tokens[robot], { query });
            const without = await ask(alone, route, values, alone.tokens[robot], { query });
            const given = `${route.name} ${JSON.stringify(values)} ${name}=${text}`;
            expect(plain(there), given).toEqual(plain(without));
            asked++;
          }
  expect(asked).toBeGreaterThan(1_000);
}, 300_000);

/** Hidden names, in every form that the filter could take them in. */
function wordsFor(name: string): string[] {
  if (name === "where") return [];
  const more: Record<string, string[]> = {
    commit: hiddenCommits.flatMap((commit) => [commit, commit.slice(0, 7)]),
    from: hiddenCommits,
    to: hiddenCommits,
    tag: ["domain=zz-finance", "domain=marketing"],
    owner: ["zz-finance"],
    who: ["zz-eve", "robot:zz-eve"],
    actor: ["zz-eve"],
    action: ["read", "trigger"],
    after: ["zz-ledger:2", "zz-payroll:5", "campaign:1"],
    date: ["2026-01-05", "2026-01-02"],
    name: ["zz-done", "zz-rate", "zz-leads", "done", "rate", "leads"],
    task: ["zz-ask", "zz-b"],
  };
  return [...hiddenWords(both), ...(more[name] ?? [])];
}

/** A list from its first page to its last. */
async function pages(
  at: TwoDomains,
  route: Route,
  robot: keyof TwoDomains["tokens"],
  query: Record<string, string>,
): Promise<unknown[]> {
  const found: unknown[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const more: Record<string, string> = after === "" ? query : { ...query, after };
    const answer = await ask(at, route, {}, at.tokens[robot], { query: more });
    expect(answer.status, `${route.name} ${JSON.stringify(more)}: ${answer.text}`).toBe(200);
    found.push(plain(answer));
    after = answer.body.next;
  }
  return found;
}
