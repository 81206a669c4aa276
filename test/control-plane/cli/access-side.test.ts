// `trunkline access explain` and `who-can` against a server: the same answers as from the files that it goes by.

import { expect, test } from "vitest";
import { asksServer } from "#cli/access-side.ts";
import { TestRepository } from "#test/support/repository.ts";
import { serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { trunklineHere } from "#test/support/trunkline.ts";

const teams = `teams:
  gl: {members: [olga@example.com], roles: [operator]}
  readers: {members: [vera@example.com], robots: [look], roles: [viewer], tags: {domain: [finance]}}
`;

const read = (text: string, format: string) =>
  format === "text"
    ? text
    : text
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line));

test("a server answers as its files would, and anybody about themselves", async () => {
  using control = new TestRepository();
  control.commit({
    "teams.yaml": teams,
    "projects/other.yaml": `name: other\nsource: {repository: ${control.path}}\n`,
  });
  await using server = await serverUnderTest(
    {
      "trunkline.yaml": "name: shop\n",
      "pipelines/close.yaml":
        'name: close\nowner: gl\ntags: {domain: [finance]}\ntasks: {a: {run: "true"}}\n',
    },
    { control: { repository: control.path, branch: "main", path: "" } },
  );
  // As a registration that the server would have: it was given the project by hand.
  control.write({
    "projects/shop.yaml": `name: shop\nenvironment: test\nsource: {repository: ${server.repository.path}}\n`,
  });
  await using elsewhere = temporaryDirectory();
  const ask = (env: NodeJS.ProcessEnv, ...words: string[]) =>
    trunklineHere(["access", ...words], { cwd: elsewhere.path, env });
  const state = { TRUNKLINE_STATE: server.state };
  const fromFiles = (...words: string[]) =>
    trunklineHere(["access", ...words], { cwd: control.path, env: state });
  for (const words of [
    ["explain", "vera@example.com", "read", "shop/close"],
    ["explain", "olga@example.com", "trigger", "shop/close", "--mfa"],
    ["explain", "vera@example.com", "trigger", "shop/close"],
    ["explain", "vera@example.com", "read", "shop", "--tag", "domain=finance", "--folder", "p"],
    ["explain", "vera@example.com", "sync", "shop"],
    ["explain", "robot:look", "readAccess"],
    ["who-can", "read", "shop/close"],
    ["who-can", "read", "shop", "--tag", "domain=hr", "--owner", "gl"],
    ["who-can", "readAccess"],
  ])
    for (const format of words[1] === "vera@example.com" ? ["text", "json"] : ["json"]) {
      const online = await ask(state, ...words, "--output", format);
      const offline = await fromFiles(...words, "--output", format);
      const said = ({ code, stdout }: typeof online) => ({ code, said: read(stdout, format) });
      expect({ words, ...said(online) }).toEqual({ words, ...said(offline) });
      expect(offline.stderr).toBe("");
    }

  const made = await server.json(["tokens", "create", "look"]);
  const look = { TRUNKLINE_URL: server.url, TRUNKLINE_TOKEN: made[0].token };
  expect(await ask(look, "explain", "me", "trigger", "shop/close")).toMatchObject({
    ...{ code: 1, stdout: expect.stringContaining("robot:look may not trigger shop/close") },
  });
  expect(await ask(look, "explain", "vera@example.com", "read", "shop/close")).toMatchObject({
    ...{ code: 3, stderr: expect.stringContaining("may not readAccess on this server") },
  });
  expect((await ask(look, "who-can", "read", "shop/close")).code).toBe(3);
  expect(await ask(look, "explain", "me", "read", "shop/nothing")).toMatchObject({
    ...{ code: 1, stderr: expect.stringContaining('there is no pipeline "shop/nothing"') },
  });
  // A variable alone doesn't keep it from the files that lie here.
  expect(await fromFiles("explain", "me", "read", "shop/close")).toMatchObject({ code: 2 });
  expect(await fromFiles("explain", "me", "read", "shop/close", "--server")).toMatchObject({
    ...{ code: 0, stdout: expect.stringMatching(/^local may read shop\/close/) },
  });
  for (const wrong of [
    ["explain", "me", "sync"],
    ["explain", "me", "useSecret", "shop/x"],
    ["explain", "me", "raed", "shop/close"],
    ["explain", "me", "read", "shop/close", "--grant", "incident"],
    ["explain", "me", "read", "shop/close", "--server", "--control", "."],
  ])
    expect(await ask(state, ...wrong)).toMatchObject({ code: 2 });
  const asGranted = (kind: string) =>
    fromFiles("explain", "eve@example.com", "cancel", "shop/close", "--grant", kind);
  expect(await asGranted("incident")).toMatchObject({
    ...{ code: 0, stdout: expect.stringContaining("default.cedar#granted-for-now") },
  });
  expect(await asGranted("holiday")).toMatchObject({
    ...{ code: 2, stderr: expect.stringContaining('nothing is granted because of "holiday"') },
  });
});

test("without a teams.yaml here, and where something names a server, that one is asked", async () => {
  await using empty = temporaryDirectory();
  const none = { control: undefined, checkout: undefined, state: undefined, url: undefined };
  const asks = (more: object, env: NodeJS.ProcessEnv = {}, cwd = empty.path) =>
    asksServer({ ...none, server: false, ...more }, env, cwd);
  using control = new TestRepository();
  control.write({ "teams.yaml": teams });
  expect(asks({})).toBe(true);
  expect(asks({}, {}, control.path)).toBe(false);
  expect(asks({ control: "." })).toBe(false);
  expect(asks({ server: true }, {}, control.path)).toBe(true);
  expect(asks({ url: "http://a" }, {}, control.path)).toBe(true);
  expect(asks({ url: "http://a" }, { TRUNKLINE_URL: "http://a" }, control.path)).toBe(false);
  expect(asks({ state: "s" }, {}, control.path)).toBe(true);
});
