// Lines by which other schedulers raise events: real shells make of them what the server takes.

import { execFileSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type BridgeSystem, bridgeLine, bridgeSystems } from "#core/waves/bridge-line.ts";
import { dateInDigits, raised } from "#core/waves/raised.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

/** As each scheduler hands it to a shell. */
const handed: Record<BridgeSystem, (line: string) => string> = {
  "control-m": (line) => line.replaceAll("%%$ODATE", "20261127"),
  autosys: (line) => line,
  cron: (line) => line.replaceAll("\\%", "%"),
};

test.each(bridgeSystems)("%s: the line asks curl for one event of one date", async (system) => {
  await using folder = temporaryDirectory();
  const curl = join(folder.path, "curl");
  writeFileSync(curl, '#!/bin/sh\nfor word; do printf "%s\\n" "$word"; done\n');
  chmodSync(curl, 0o755);
  const line = bridgeLine({
    ...{ system, event: "LEDGER-OPEN", ordinal: 2, url: "https://t.example/", project: "shop" },
    headerFile: "/etc/trunkline/header",
  });
  expect(line).not.toContain("\n");
  const before = new Date();
  const words = execFileSync("sh", ["-c", handed[system](line)], {
    env: { PATH: `${folder.path}:${process.env.PATH}`, TZ: "UTC" },
    encoding: "utf8",
  }).split("\n");
  const { emit } = JSON.parse(words[words.indexOf("-d") + 1] as string);
  const today = [before, new Date()].map((at) => at.toISOString().slice(0, 10).replaceAll("-", ""));
  const date = system === "control-m" ? "20261127" : emit[0].date;
  if (system !== "control-m") expect(today).toContain(date);
  expect(emit).toEqual([{ name: "LEDGER-OPEN", date, id: `LEDGER-OPEN/${date}/2` }]);
  expect(words).toContain("https://t.example/api/v1/projects/shop/changes");
});

test("an event is the same with and without dashes in its date", () => {
  expect(raised("A", "2026-11-27", 1)).toEqual(raised("A", "20261127", 1));
  expect(raised("A", "20261127", 1, "order-7").id).toBe("order-7");
  expect(["20261127", "2026-11-27", "261127", "static"].map(dateInDigits)).toEqual([
    "2026-11-27",
    ...[null, null, null],
  ]);
});
