import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { names } from "#core/trace-names.ts";

const manual = readFileSync(new URL("../../../docs/telemetry.md", import.meta.url), "utf8");

test("the manual names every attribute, and no other of ours", () => {
  for (const name of Object.values(names)) expect(manual).toContain(name);
  const mentioned = manual.match(/`(?:cicd|vcs|trunkline)\.[a-z_.]+/g) ?? [];
  const known: string[] = Object.values(names);
  expect(mentioned.map((each) => each.slice(1)).filter((each) => !known.includes(each))).toEqual(
    [],
  );
});

test("each name is used once", () => {
  expect(new Set(Object.values(names)).size).toBe(Object.keys(names).length);
});
