// The page on getting in names every action that a token can be limited to, and no other.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { actions } from "#core/access/action.ts";

test("the table of scopes has all actions, by what they are done to", () => {
  const page = readFileSync(new URL("../../docs/login.md", import.meta.url), "utf8");
  const table = Object.fromEntries(
    [...page.matchAll(/^\| (?:a|the) (\w+) \| (.*) \|$/gm)].map(([, kind, names = ""]) => [
      kind,
      names.replaceAll("`", "").split(", "),
    ]),
  );
  expect(table).toEqual(actions);
});
