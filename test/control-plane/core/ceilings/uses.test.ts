// What tasks of normalized pipelines use of what ceilings limit.

import { expect, test } from "vitest";
import { placeOfText } from "#core/ceilings/pattern.ts";
import { poolsOf, usesOf } from "#core/ceilings/uses.ts";
import { readEstate } from "#core/estate.ts";

const estate = readEstate([
  {
    path: "pipelines/a.yaml",
    text: `name: a
tasks:
  one:
    run: "true"
    runsOn: [etl]
    runAs: finance
    secrets: [finance/token]
    pools: {license: 1}
  two:
    uses: http
    with:
      url: https://api.example/\${{ run.date }}
      auth: {bearer: finance/key}
      poll: {url: "\${{ response.headers.location }}", until: "true"}
  three:
    uses: sql
    with: {connection: db, sql: select 1}
`,
  },
  { path: "pools.yaml", text: "license: {units: 1, scope: global}\n" },
  {
    path: "connections/db.yaml",
    text: "type: postgres\nhost: db.example\nport: 6432\ndatabase: d\nuser: u\npassword: db/key\n",
  },
]);

test("labels, users, secrets and hosts of each task", () => {
  const [one, two, three] = estate.sources[0]?.pipeline?.tasks ?? [];
  if (!one || !two || !three) throw new Error(JSON.stringify(estate.diagnostics));
  expect(usesOf(one)).toEqual([
    { kind: "runsOn", value: "etl" },
    { kind: "runAs", value: "finance" },
    { kind: "secrets", value: "finance/token" },
  ]);
  expect(poolsOf(one)).toEqual(["license"]);
  expect(poolsOf(two)).toEqual([]);
  expect(usesOf(two)).toEqual([
    { kind: "secrets", value: "finance/key" },
    { kind: "network", value: "api.example:443" },
  ]);
  expect(usesOf(three)).toEqual([
    { kind: "secrets", value: "db/key" },
    { kind: "network", value: "db.example:6432" },
  ]);
});

test("a host that only an answer names has no place yet", () => {
  expect(placeOfText("${{ response.headers.location }}")).toBeNull();
  expect(placeOfText("http://X.example:8080/a")).toBe("x.example:8080");
  expect(placeOfText("nonsense")).toBeNull();
});
