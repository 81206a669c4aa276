// Bad input in what changes something, against a whole server: in each property of each body, in the names of specs and files
// and in tags. Words that are SQL, shell, paths or escape sequences to somebody stay words, or are refused.

import { existsSync, readFileSync } from "node:fs";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Document, type Route, requestOf, routesOf } from "#test/support/described-routes.ts";
import { hostileTexts } from "#test/support/hostile-words.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";

const stack = new AsyncDisposableStack();
let server: ServerUnderTest;
let db: pg.Client;
let token: string;
let routes: Route[];
beforeAll(async () => {
  server = stack.use(
    await serverUnderTest({
      "trunkline.yaml": "name: shop\n",
      "pipelines/echo.yaml":
        "name: echo\nparams: {text: {default: a}}\ntasks: {say: {run: 'true'}}\n",
    }),
  );
  db = new pg.Client({ connectionString: server.connectionString });
  await db.connect();
  stack.defer(() => db.end());
  token = readFileSync(`${server.state}/token`, "utf8").trim();
  const document = await (await fetch(`${server.url}/openapi.json`)).json();
  routes = routesOf(document as Document).filter(({ method }) => method === "POST");
  await server.json(["run", "echo", "--wait"]);
}, 60_000);
afterAll(() => stack.disposeAsync());

// First: what is done below may hold everything.
test("names, tags and files of a repository: a word is kept and found as it was written, or is an error of its file alone", async () => {
  const texts = hostileTexts.filter((text) => text.isWellFormed());
  const quoted = (text: string) => JSON.stringify(text);
  const tasks = "tasks: {a: {run: 'true'}}\n";
  const specs = texts.flatMap((text, n): [string, string][] => [
    [`name-${n}`, `name: ${quoted(text)}\n${tasks}`],
    [`value-${n}`, `name: value-${n}\ntags: {data: [${quoted(text)}]}\n${tasks}`],
    [`key-${n}`, `name: key-${n}\ntags: {${quoted(text)}: [a]}\n${tasks}`],
    [`owner-${n}`, `name: owner-${n}\nowner: ${quoted(text)}\n${tasks}`],
  ]);
  // As a file's name, where a disk can hold it.
  const files = texts.filter((text) => !/[/\0]/.test(text) && text.length < 200);
  const named = files.map((text, n): [string, string] => [text, `name: file-${n}\n${tasks}`]);
  server.repository.commit(
    Object.fromEntries(
      [...specs, ...named].map(([name, text]) => [`pipelines/${name}.yaml`, text]),
    ),
  );
  await server.trunkline(["sync"]);
  const list = async (where = "true") => {
    const query = new URLSearchParams({ where, limit: "500" });
    const answer = await fetch(`${server.url}/api/v1/pipelines?${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const said = await answer.text();
    expect(answer.status, `${where}: ${said}`).toBe(200);
    return (JSON.parse(said) as { items: Listed[] }).items;
  };
  const found = new Map((await list()).map((one) => [one.name, one]));
  // One of them has the form of a name; what it is to JavaScript is nobody's matter.
  const others = [...found.keys()].filter((name) => !/^(value|key|owner|file)-\d+$/.test(name));
  expect(others.toSorted()).toEqual(["constructor", "echo"]);
  for (const [n, text] of texts.entries()) {
    const isLabel =
      text.length <= 100 && !/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text);
    expect(found.has(`value-${n}`), quoted(text)).toBe(isLabel);
    if (!isLabel) continue;
    expect(found.get(`value-${n}`)?.tags).toEqual({ data: [text] });
    // The one key that YAML may not have here.
    const isKey = text !== "__proto__";
    expect(found.has(`key-${n}`), quoted(text)).toBe(isKey);
    if (isKey) expect(Object.entries(found.get(`key-${n}`)?.tags ?? {})).toEqual([[text, ["a"]]]);
    // As CEL writes it: the same escapes as JSON.
    expect((await list(`${quoted(text)} in tags.data`)).map(({ name }) => name)).toEqual([
      `value-${n}`,
    ]);
  }
  for (const [n, text] of files.entries())
    expect([undefined, `pipelines/${text}.yaml`]).toContain(found.get(`file-${n}`)?.file);
  // All others go on.
  const [run] = await server.json(["run", "echo", "--wait"]);
  expect(run.state).toBe("succeeded");
  for (const folder of [".", server.repository.path, server.state])
    expect(existsSync(`${folder}/owned`)).toBe(false);
});

/** Of what is there, so that a body is read and not only the path. */
const own = { project: "shop", name: "echo", id: "1", channel: "x", target: "shop" };

async function send(route: Route, values: Record<string, string>, body?: object) {
  const { url, headers, payload } = requestOf(route, values, token, { body });
  return fetch(server.url + url, {
    method: "POST",
    headers: { ...(headers as Record<string, string>), "content-type": "application/json" },
    ...(payload === undefined ? {} : { body: JSON.stringify(payload) }),
  });
}

/** @param text Of somebody, in `place` of the request. */
async function checked(
  answer: Response,
  { name, isPage }: Route,
  place: string,
  text: string,
): Promise<void> {
  const body = await answer.text();
  const said = `${name} ${place}=${JSON.stringify(text)}: ${answer.status} ${body.slice(0, 300)}`;
  expect(answer.status, said).toBeLessThan(500);
  if (isPage) {
    expect(answer.headers.get("content-security-policy"), said).toContain("script-src 'self';");
    if (text.includes("<")) expect(body, said).not.toContain(text);
  } else expect(answer.headers.get("content-type") ?? "", said).not.toContain("html");
  expect(answer.headers.get("set-cookie"), said).toBe(null);
  expect(body, said).not.toContain("root:x:");
  // What a terminal would obey is escaped in JSON.
  expect(body, said).not.toContain("\u001b");
}

/** The body with the text in one place: as a value, in a list, as a key. */
function bodiesWith(body: object, text: string): [place: string, body: object][] {
  return Object.entries(body).flatMap(([name, value]): [string, object][] => {
    const put = (given: unknown) => ({ ...body, [name]: given });
    if (typeof value === "string") return [[name, put(text)]];
    if (Array.isArray(value)) {
      const [first] = value;
      if (typeof first !== "object") return [[`${name}[]`, put([text])]];
      return bodiesWith(first, text).map(([place, one]) => [`${name}[].${place}`, put([one])]);
    }
    if (typeof value !== "object" || value === null) return [];
    return [
      [`${name}.KEY`, put(Object.fromEntries([[text, "a"]]))],
      [`${name}.KEY[]`, put(Object.fromEntries([[text, ["a"]]]))],
      [`${name}.a`, put({ a: text })],
      [`${name}.a[]`, put({ a: [text] })],
    ];
  });
}

test("every property of every body: no fault, nothing from the disk, nothing done to the database", async () => {
  let asked = 0;
  for (const route of routes)
    for (const text of hostileTexts) {
      const body = { ...route.bodies[1], actor: "eve" };
      for (const [place, one] of bodiesWith(body, text)) {
        await checked(await send(route, own, one), route, place, text);
        asked++;
      }
    }
  expect(asked).toBeGreaterThan(5_000);
  expect(existsSync("owned")).toBe(false);
  expect((await db.query("select from trunkline.run")).rows.length).toBeGreaterThan(0);
  // Whoever claims to be called so is on record by these words, in a chain that holds.
  expect(await server.trunkline(["audit", "verify"])).toMatchObject({ code: 0 });
}, 600_000);

test("every name in a path, however it is written", async () => {
  for (const route of routes)
    for (const name of route.pathParameters)
      for (const text of hostileTexts.filter((one) => one.isWellFormed()))
        await checked(
          await send(route, { ...own, [name]: text }, route.bodies[1]),
          ...([route, name, text] as const),
        );
}, 300_000);

test("a reason is kept as it was given, or is refused", async () => {
  for (const reason of hostileTexts) {
    const held = routes.find(({ path }) => path.endsWith("/{name}/holds")) as Route;
    const released = routes.find(({ path }) => path.endsWith("/{name}/release")) as Route;
    const { status } = await send(held, own, { reason });
    const list = await fetch(`${server.url}/api/v1/holds`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { items } = (await list.json()) as { items: { reason: string }[] };
    const given = JSON.stringify(reason);
    if (status === 201 || status === 200)
      expect(items, given).toEqual([expect.objectContaining({ reason })]);
    else expect([status, items], given).toEqual([422, []]);
    // Of these the rule is known.
    if (/\p{Cc}/u.test(reason)) expect(status, given).toBe(422);
    await send(released, own, {});
  }
});

interface Listed {
  name: string;
  file: string;
  tags: Record<string, string[]>;
}
