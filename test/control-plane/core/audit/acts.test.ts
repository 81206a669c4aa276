// docs/audit.md has a line for every act that can be recorded, and no other; and what records acts names them all.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { auditActs } from "#core/audit/acts.ts";

const root = path.resolve(import.meta.dirname, "../../../..");
const page = readFileSync(path.join(root, "docs/audit.md"), "utf8");
const acts: readonly string[] = auditActs;

/** Rows of the table of acts, without its head. */
const rows = () => {
  const [, section = ""] = /^## What is recorded\n(.*?)^## /ms.exec(page) ?? [];
  return section
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.slice(2, -2).split(" | "));
};

test("the table has each act once, with when, by whom and of what", () => {
  const named = rows().flatMap(([names = ""]) =>
    [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  );
  expect(named.toSorted()).toEqual(acts.toSorted());
  for (const cells of rows()) {
    expect(cells).toHaveLength(4);
    expect(cells).not.toContain("");
  }
});

const sources = (ending: string) =>
  readdirSync(path.join(root, "control-plane"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending) && !name.endsWith(".sql.ts"))
    .map((name) => ({ name, text: readFileSync(path.join(root, "control-plane", name), "utf8") }));

/** What SQL passes as the act: a text, or what a caller gives, which TypeScript checks. */
const given = /^(?::act|p_act)$/;
/** Acts that are put together, and from what. */
const composed: Record<string, string[]> = {
  "split_part(d.resource, '/', 1) || '.used'": ["secret.used", "connection.used"],
};

/** The arguments of a call, of which none but the last has a comma outside of brackets and texts. */
function argumentsOf(text: string): string[] {
  const found = [""];
  let depth = 0;
  for (const [letter] of text.matchAll(/'(?:[^']|'')*'|[\s\S]/g)) {
    if (letter === ")" && depth === 0) break;
    if (letter === "(") depth++;
    if (letter === ")") depth--;
    if (letter === "," && depth === 0) found.push("");
    else found.push((found.pop() ?? "") + letter);
  }
  return found.map((one) => one.trim());
}

test("SQL records no other acts", () => {
  const recorded = sources(".sql").flatMap(({ name, text }) =>
    text
      .replaceAll(/--.*$/gm, "")
      .split(/\btrunkline\.write_audit\(/)
      .slice(1)
      .flatMap((rest) => {
        const [first = "", , act = ""] = argumentsOf(rest);
        // Its own definition, and what is revoked of it.
        if (first === "" || /^(?:p_actor text|text)$/.test(first) || given.test(act)) return [];
        return (composed[act] ?? [act.slice(1, -1)]).map((one) => `${name}: ${one}`);
      }),
  );
  expect(recorded.length).toBeGreaterThan(7);
  const unknown = recorded.filter((one) => !acts.includes(one.split(": ")[1] ?? ""));
  expect(unknown).toEqual([]);
});

test("no act is declared that nothing records", () => {
  const code = [...sources(".ts"), ...sources(".sql")].filter(
    ({ name }) => name !== "core/audit/acts.ts",
  );
  /** Put together of a word and what stands here. */
  const parts = [
    /^(?:pause|resume|cancel)( backfill)$/,
    /^(alerts-)/,
    /^(?:secret|connection)(\.used)$/,
  ];
  const isNamed = (act: string) => {
    const part = parts.flatMap((one) => one.exec(act)?.[1] ?? [])[0];
    const pieces =
      part === undefined
        ? [`"${act}"`, `'${act}'`, `${act}: "`]
        : [`\${act}${part}\``, `${part}\${act}\``, `'${part}'`];
    return code.some(
      ({ text }) => /audit/i.test(text) && pieces.some((piece) => text.includes(piece)),
    );
  };
  expect(acts.filter((act) => !isNamed(act))).toEqual([]);
});
