// Every route of openapi.json, as somebody without any right and as somebody with rights to another domain's tags: neither
// learns even that there is what it may not see. Routes are found in the document: a new one is covered as it is.

import { afterAll, beforeAll, expect, test } from "vitest";
import document from "#api/openapi.json" with { type: "json" };
import { token as serversToken } from "#test/control-plane/api/api-under-test.ts";
import {
  type Document,
  type Route,
  type requestOf,
  routesOf,
} from "#test/support/described-routes.ts";
import {
  ask,
  hiddenNames,
  hiddenValues,
  hiddenWords,
  missingFor,
  missingWord,
  ownValues,
  plain,
  told,
  without,
} from "#test/support/domain-answers.ts";
import { type TwoDomains, twoDomains } from "#test/support/two-domains.ts";

const routes = routesOf(document as unknown as Document);
/** But for streams, of which there is one, with a test of its own. */
const guarded = routes.filter(({ open, isStream }) => !open && !isStream);

/** What is there, the same without finance, and a server on which there is nothing. */
let both: TwoDomains;
let alone: TwoDomains;
let nothing: TwoDomains;
beforeAll(async () => {
  [both, alone, nothing] = [
    await twoDomains("everything"),
    await twoDomains("alone"),
    await twoDomains("nothing"),
  ];
}, 120_000);
afterAll(async () => {
  for (const each of [both, alone, nothing]) await each?.[Symbol.asyncDispose]();
});

test("each route names its action, and whoever has no right may use none of those that change something", async () => {
  for (const route of guarded) expect(route.action, route.name).toBeDefined();
  for (const route of guarded.filter(({ action }) => action !== null))
    for (const values of [...ownValues(both, route), ...hiddenValues(both, route)])
      for (const body of route.bodies) {
        const { status, text } = await ask(both, route, values, both.tokens.nobody, { body });
        const given = JSON.stringify(values);
        // What is judged before whoever asks: that there is a body at all.
        const isShort = body === undefined && route.needsBody;
        if (route.method === "POST" && !isShort)
          expect([403, 404], `${route.name} ${given}: ${text}`).toContain(status);
        expect(told(text, values), `${route.name} ${given}`).toBe(false);
      }
});

test("whoever has no right sees a server on which there is nothing", async () => {
  for (const route of guarded.filter(({ method }) => method === "GET"))
    for (const values of route.pathParameters.length === 0 ? [{}] : ownValues(both, route)) {
      const there = await ask(both, route, values, both.tokens.nobody);
      const empty = await ask(nothing, route, values, nothing.tokens.nobody);
      expect(plain(there), route.name).toEqual(plain(empty));
    }
});

test("whoever sees one domain is answered as if there were no other", async () => {
  const answered = new Set<string>();
  for (const route of guarded.filter(({ method }) => method === "GET"))
    for (const values of ownValues(both, route)) {
      const there = await ask(both, route, values, both.tokens.marketing);
      const without = await ask(alone, route, values, alone.tokens.marketing);
      expect(plain(there), `${route.name} ${JSON.stringify(values)}`).toEqual(plain(without));
      expect(told(there.text, values), `${route.name}: ${there.text}`).toBe(false);
      if (there.status === 200) answered.add(route.path);
    }
  // Of its own domain it is really answered.
  expect(answered.size).toBeGreaterThan(20);
});

test("what may not be read is answered as what does not exist, whatever is asked of it", async () => {
  for (const route of guarded)
    for (const token of Object.values(both.tokens))
      for (const values of route.pathParameters.length === 0 ? [] : hiddenValues(both, route))
        for (const body of route.bodies) {
          const missing = missingFor(values);
          const there = await ask(both, route, values, token, { body });
          const absent = await ask(both, route, missing, token, { body });
          const given = `${route.name} ${JSON.stringify(values)}: ${there.text}`;
          const names = [...Object.values(values), ...Object.values(missing)];
          expect(without(plain(there), names), given).toEqual(without(plain(absent), names));
          // No fault of the request itself: it was looked for.
          const isShort = body === undefined && route.needsBody;
          if (route.method === "POST" && !isShort)
            expect([403, 404], given).toContain(there.status);
          else expect(there.status, given).toBeGreaterThanOrEqual(400);
        }
});

test("whoever claims another's name is refused before anything is looked for", async () => {
  for (const route of guarded.filter(({ method, takesBytes }) => method === "POST" && !takesBytes))
    for (const values of [...ownValues(both, route), ...hiddenValues(both, route)]) {
      const body = { ...route.bodies[1], actor: "ada" };
      const { status, text } = await ask(both, route, values, both.tokens.marketing, { body });
      expect(status, route.name).toBe(422);
      expect(text, route.name).toContain("you are campaigner, and can't act as ada");
      expect(told(text, {}), route.name).toBe(false);
    }
});

test("whoever may act on one domain learns nothing of the other by acting", async () => {
  for (const route of guarded.filter(({ method }) => method === "POST"))
    for (const values of ownValues(both, route))
      for (const body of route.bodies) {
        const { text } = await ask(both, route, values, both.tokens.marketing, { body });
        expect(told(text, values), `${route.name}: ${text}`).toBe(false);
      }
});

test("whoever may read and operate a project of both domains learns of its own in it", async () => {
  const commit = { from: both.firstCommit };
  for (const route of guarded)
    for (const values of ownValues(both, route))
      for (const body of route.bodies) {
        const isOfTimes = /\/(?:legacy-runs|parity)$/.test(route.path);
        const query = route.queryTexts.includes("from") && !isOfTimes ? commit : {};
        const { planner } = both.tokens;
        const { status, text } = await ask(both, route, values, planner, { body, query });
        expect(told(text, values), `${route.name}: ${text}`).toBe(false);
        // The project has no wave.
        const namesProject = route.path.includes("/projects") && !route.path.includes("{wave}");
        if (route.method === "GET" && namesProject && !route.needsQuery)
          expect(status, `${route.name}: ${text}`).toBe(200);
      }
});

test("the stream of changes tells of runs to those who may see them, and to nobody else", async () => {
  expect(routes.filter(({ isStream }) => isStream).map(({ path }) => path)).toEqual([
    "/api/v1/changes",
  ]);
  const url = await both.api.api.listen({ host: "127.0.0.1", port: 0 });
  const over = new AbortController();
  const listen = async (token: string) => {
    const heard = { text: "" };
    const { status, body } = await fetch(`${url}/api/v1/changes`, {
      headers: { authorization: `Bearer ${token}` },
      signal: over.signal,
    });
    expect(status).toBe(200);
    const read = async () => {
      const decoder = new TextDecoder();
      for await (const chunk of body as ReadableStream<Uint8Array>)
        heard.text += decoder.decode(chunk, { stream: true });
    };
    read().catch(() => {});
    await expect.poll(() => heard.text).toContain("event: ready");
    return heard;
  };
  const run = async (name: string): Promise<string> =>
    (await both.api.post(`/pipelines/shop/${name}/runs`, {})).body.id;
  const [all, marketing, nobody] = await Promise.all(
    [serversToken, both.tokens.marketing, both.tokens.nobody].map(listen),
  );
  const hiddenRun = await run("zz-ledger");
  const ownRun = await run("weekly");
  const ofRun = (id: string) => expect.stringMatching(`"run":"?${id}\\b`);
  for (const heard of [all, marketing])
    await expect.poll(() => heard?.text, { timeout: 10_000 }).toEqual(ofRun(ownRun));
  await expect.poll(() => all?.text, { timeout: 10_000 }).toEqual(ofRun(hiddenRun));
  // Another one, so that whatever the first had to tell was told.
  const last = await run("weekly");
  await expect.poll(() => marketing?.text, { timeout: 10_000 }).toEqual(ofRun(last));
  over.abort();
  expect(marketing?.text).not.toEqual(ofRun(hiddenRun));
  expect(told(marketing?.text ?? "", {})).toBe(false);
  expect(nobody?.text).not.toContain("event: change");
});

test("what needs no token tells nothing of what runs here", async () => {
  for (const route of routes.filter(({ open }) => open))
    for (const word of route.pathParameters.length === 0 ? [""] : hiddenWords(both)) {
      const values = Object.fromEntries(route.pathParameters.map((name) => [name, word]));
      const { text } = await ask(both, route, values, null);
      if (!route.path.endsWith("openapi.json"))
        expect(told(text, values), `${route.name}: ${text}`).toBe(false);
    }
});

// Last: what is done here goes by hidden names.
test("lists narrowed to what may not be read, and bodies that name it, are answered as for what does not exist", async () => {
  for (const route of guarded)
    for (const token of Object.values(both.tokens))
      for (const values of ownValues(both, route).slice(0, 1))
        for (const [name, give] of placesOf(route))
          for (const word of hiddenNames) {
            const absentWord = missingWord(word);
            const there = await ask(both, route, values, token, give(word));
            const absent = await ask(both, route, values, token, give(absentWord));
            const names = [word, absentWord, "zz", "qq"];
            const given = `${route.name} ${name}=${word}`;
            // What was done is done: the same again may be refused.
            if (route.method === "POST" && there.status < 400)
              expect(absent.status, given).toBeLessThan(500);
            else expect(without(plain(there), names), given).toEqual(without(plain(absent), names));
          }
}, 300_000);

type Place = [name: string, give: (text: string) => Parameters<typeof requestOf>[3]];

/** Where a request takes a text; those of a body with its other properties, and with those that name something of one's own. */
function placesOf({ method, queryTexts, bodyTexts, bodyLists, bodies }: Route): Place[] {
  if (method === "GET")
    return queryTexts.map((name): Place => [name, (text) => ({ query: { [name]: text } })]);
  const full = bodies[1] as Record<string, unknown>;
  const { all: _, tags: __, ...own }: typeof full = { ...full, project: "shop" };
  return ("project" in full ? [full, own] : [full]).flatMap((body) => [
    ...bodyTexts.map((name): Place => [name, (text) => ({ body: { ...body, [name]: text } })]),
    ...bodyLists.map((name): Place => [name, (text) => ({ body: { ...body, [name]: [text] } })]),
  ]);
}
