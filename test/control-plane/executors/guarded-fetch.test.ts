// Requests through the guard, against real servers: names that lead elsewhere, name servers that change their mind,
// redirects, and every way to write an address.

import type { lookup } from "node:dns";
import { expect, test } from "vitest";
import type { AddressSettings } from "#executors/addresses.ts";
import { judgeAddresses } from "#executors/addresses.ts";
import { guardedFetch } from "#executors/guarded-fetch.ts";
import { RefusedAddress } from "#executors/judged-lookup.ts";
import { answer, webServer } from "#test/support/web-server.ts";

/** A name server that answers with the next of these each time. */
function naming(answers: string[][]) {
  const asked: string[] = [];
  const resolve = ((name: string, _: object, done: (e: null, found: object[]) => void) => {
    asked.push(name);
    const now = answers[Math.min(asked.length, answers.length) - 1] ?? [];
    setImmediate(() =>
      done(
        null,
        now.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      ),
    );
  }) as unknown as typeof lookup;
  return { asked, resolve };
}

async function get(url: string, settings: AddressSettings = {}, resolve?: typeof lookup) {
  const web = guardedFetch(judgeAddresses(settings), resolve);
  const signal = AbortSignal.timeout(5_000);
  try {
    const response = await web.fetch(new URL(url), {
      ...{ method: "GET", headers: {}, body: null, signal },
    });
    return { status: response.status, text: await response.text() };
  } finally {
    await web.close();
  }
}

test("a name that leads to a metadata address is refused, and nothing is connected to", async () => {
  const { resolve } = naming([["169.254.169.254"]]);
  await expect(get("http://innocent.example/x", {}, resolve)).rejects.toThrow(
    new RefusedAddress(
      "innocent.example leads to 169.254.169.254, a link-local, metadata or reserved address: no request goes there",
    ),
  );
});

test("one bad address among good ones is enough", async () => {
  const { resolve } = naming([["127.0.0.1", "::ffff:169.254.169.254"]]);
  await expect(get("http://two.example/", {}, resolve)).rejects.toThrow(RefusedAddress);
});

test("the address that was judged is the one that is connected to: no second question is asked", async () => {
  await using server = await webServer((_, response) => answer(response, 200, "here"));
  const { port } = new URL(server.url);
  const { asked, resolve } = naming([["127.0.0.1"], ["169.254.169.254"]]);
  expect(await get(`http://rebinding.example:${port}/`, {}, resolve)).toEqual({
    status: 200,
    text: "here",
  });
  expect(asked).toEqual(["rebinding.example"]);
});

test.each([
  ...["169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.16689662"],
  ...["[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]", "[fe80::1]"],
])("http://%s/ is refused before anything is asked", async (host) => {
  await expect(get(`http://${host}/latest/meta-data`)).rejects.toThrow(RefusedAddress);
});

test.each(["127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "localhost"])(
  "http://%s/ is reached, until loopback is closed",
  async (host) => {
    await using server = await webServer((_, response) => answer(response, 200, "here"));
    const url = `http://${host}:${new URL(server.url).port}/`;
    expect(await get(url)).toMatchObject({ status: 200 });
    await expect(get(url, { deny: ["loopback"] })).rejects.toThrow(RefusedAddress);
    expect(await get(url, { deny: ["loopback"], allow: ["loopback"] })).toMatchObject({
      status: 200,
    });
    expect(server.asked).toHaveLength(2);
  },
);

test("a redirect is handed back, never followed", async () => {
  await using server = await webServer((_, response) =>
    answer(response, 302, "", { location: "http://169.254.169.254/" }),
  );
  expect(await get(server.url)).toMatchObject({ status: 302 });
});
