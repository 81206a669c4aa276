// The page on connectors says of each how far it is proved, as its file does.

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { shippedConnectors } from "#core/connector/shipped.ts";
import { shippedConnector } from "#core/connector/source.ts";

const page = readFileSync(path.join(import.meta.dirname, "../../docs/connectors.md"), "utf8");

test("the table of proofs has each connector that comes along, under its mark", () => {
  const rows = [
    ...page.matchAll(/^\| `(server|contract|documented|third-party)` \|.*\| (.*) \|$/gm),
  ];
  const told = rows.flatMap(([, mark, names = ""]) =>
    [...names.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => `${name} ${mark}`),
  );
  const are = Object.keys(shippedConnectors).map(
    (name) => `${name} ${shippedConnector(name)?.spec?.proof?.mark}`,
  );
  expect(told.sort()).toEqual(are.sort());
});

test("those that can rerun what failed are named", () => {
  const line = page.split("\n").find((one) => one.includes("can do it.")) ?? "";
  const told = [...line.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name);
  const can = Object.keys(shippedConnectors).filter(
    (name) => shippedConnector(name)?.spec?.rerunFailed !== undefined,
  );
  expect(told.sort()).toEqual(can.sort());
});
