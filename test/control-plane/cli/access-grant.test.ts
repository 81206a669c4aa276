// Rights for a while on the command line, against a server that asks a ticket system.

import { expect, test } from "vitest";
import { serverUnderTest } from "#test/support/server.ts";
import { answer, webServer } from "#test/support/web-server.ts";

test("asked for, agreed to by another, listed, taken back", async () => {
  await using web = await webServer((_, response) => answer(response, 200, { status: "open" }));
  await using server = await serverUnderTest(
    {
      "trunkline.yaml": "name: shop\n",
      "pipelines/p.yaml": "name: p\ntasks: {a: {run: 'true'}}\n",
    },
    {
      env: { TRUNKLINE_TICKETS_URL: `${web.url}/{ticket}`, TRUNKLINE_TICKETS_OPEN: "status=open" },
    },
  );
  const ask = (...words: string[]) =>
    server.trunkline(["access", "grant", "cancel", "rerun", ...words]);
  const why = ["--project", "shop", "--reason", "stuck", "--actor", "eve"];
  expect(await ask(...why)).toMatchObject({ code: 2 });
  expect(await ask(...why, "--incident", "A", "--ticket", "B")).toMatchObject({ code: 2 });
  expect(await ask(...why, "--incident", "INC1", "--tag", "x")).toMatchObject({ code: 2 });
  expect(
    await ask(...why, "--ticket", "CHG1", "--pipeline", "p*", "--tag", "tier=gold"),
  ).toMatchObject({
    ...{ code: 0, stdout: "Grant 1 waits for another person\n" },
  });
  const approved = await server.trunkline(["access", "approve", "1", "--actor", "ada"]);
  expect(approved.stdout).toMatch(/^eve may cancel, rerun until \d{4}-/);
  const shown = await server.trunkline(["access", "grants"]);
  expect(shown.stdout).toMatch(/^1 +eve +cancel,rerun +shop\/p\* tier=gold +ticket CHG1 +ada /m);
  expect(await server.trunkline(["access", "revoke", "1"])).toMatchObject({ code: 0 });
  expect(await server.json(["access", "grants"])).toEqual([]);
  expect(await server.json(["access", "grants", "--all"])).toMatchObject([{ ending: "revoked" }]);
  const runs = ["access", "grants", "--runs"];
  expect(await server.json([...runs, "--project", "shop"])).toEqual([]);
  expect(await server.trunkline([...runs, "--all"])).toMatchObject({ code: 2 });
  expect(await server.trunkline(["access", "grants", "--project", "shop"])).toMatchObject({
    code: 2,
  });
  expect(web.asked).toMatchObject([{ method: "GET", path: "/CHG1" }, { path: "/CHG1" }]);
});
