// Reading YAML: the same value by both parsers, and a bounded cost whatever the file holds.

import fc from "fast-check";
import { dump } from "js-yaml";
import { expect, test } from "vitest";
import { canonicalJson } from "#core/canonical.ts";
import { parseBytes, parseFile } from "#core/parse.ts";
import { createParseCache } from "#core/parse-cache.ts";

const codesOf = (text: string) => parseFile("x.yaml", text).diagnostics.map(({ code }) => code);

test("both parsers read every accepted document alike", () => {
  const scalars = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "yes",
      "no",
      "010",
      "0o10",
      "1_000",
      "1:30",
      "1e999",
      "~",
      "null",
      ".5",
      "0x1F",
      "-",
      "a: b",
      "a #b",
    ),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      scalars,
      fc.array(tie("tree"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("tree"), { maxKeys: 4 }),
    ),
  }));
  const documents = fc.oneof(
    fc.dictionary(fc.string(), tree).map((value) => dump(value)),
    // Text that nobody's printer would write: raw scalars in block and flow style.
    fc
      .array(fc.tuple(fc.stringMatching(/^[a-z0-9.~-]{1,6}$/), scalars), { maxLength: 5 })
      .map((pairs) => pairs.map(([key, value]) => `${key}: ${String(value)}\n`).join("")),
  );
  let accepted = 0;
  fc.assert(
    fc.property(documents, (text) => {
      const file = parseFile("x.yaml", text);
      if (file.value === undefined || file.diagnostics.some(({ severity }) => severity === "error"))
        return;
      accepted++;
      expect(canonicalJson(file.document().value)).toBe(canonicalJson(file.value));
    }),
    { numRuns: 2_000 },
  );
  expect(accepted).toBeGreaterThan(500);
});

test("CRLF and a byte order mark change nothing", () => {
  const text = "name: a\ntasks:\n  load:\n    run: |\n      one\n      two\n";
  const plain = parseFile("x.yaml", text);
  const windows = parseBytes(
    "x.yaml",
    new TextEncoder().encode(`\ufeff${text.replaceAll("\n", "\r\n")}`),
  );
  expect(windows.value).toEqual(plain.value);
  expect(windows.diagnostics).toEqual([]);
  expect(windows.document().spanOf(["tasks", "load"], "key")).toEqual(
    plain.document().spanOf(["tasks", "load"], "key"),
  );
});

const bomb = `a: &a [x]\n${Array.from({ length: 25 }, (_, index) => `b${index}: &b${index} [*${index === 0 ? "a" : `b${index - 1}`}, *a]`).join("\n")}\n`;
const hostile: Record<string, [string, string]> = {
  "alias bomb": [bomb, "yaml-alias"],
  "100,000 keys": [
    Array.from({ length: 100_000 }, (_, index) => `k${index}: 1\n`).join(""),
    "file-too-large",
  ],
  "30,000 keys in 250 kB": [
    Array.from({ length: 30_000 }, (_, index) => `${index.toString(36)}x:\n`).join(""),
    "yaml-size",
  ],
  "deep lists": [`a: ${"[".repeat(100_000)}`, "yaml-depth"],
  "deep maps": [`${"? ".repeat(100_000)}`, "yaml-depth"],
  "deep blocks": [
    Array.from({ length: 60 }, (_, index) => `${" ".repeat(index)}a:\n`).join(""),
    "yaml-depth",
  ],
  "2 MB": [`name: ${"x".repeat(2_000_000)}`, "file-too-large"],
  NUL: ["name: a\0b", "file-binary"],
  "40,000 duplicates": [`name: a\nenv:\n${"  A: 1\n".repeat(30_000)}`, "yaml-size"],
  "1,900 duplicates": [`name: a\nenv:\n${"  A: 1\n".repeat(1_900)}`, "duplicate-key"],
  "unclosed quotes": [`name: "${'\\"'.repeat(100_000)}`, "yaml-syntax"],
  "long plain text over lines": [
    `name:\n${"  word word word\n".repeat(15_000)}  - : x: y`,
    "yaml-syntax",
  ],
  "merge keys": [`a: {x: 1}\n<<: [${"{}, ".repeat(2_000)}{}]\n`, ""],
};

test.each(Object.entries(hostile))("%s is bounded", (_, [text, code]) => {
  const file = parseFile("x.yaml", text);
  expect(file.diagnostics.length).toBeLessThanOrEqual(200);
  if (code !== "") expect(file.diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
});

test("bytes that are no text are refused", () => {
  const bytes = Uint8Array.from({ length: 5_000 }, (_, index) => (index * 37) % 256);
  expect(parseBytes("x.yaml", bytes).diagnostics).toMatchObject([{ code: "file-binary" }]);
});

test("`__proto__` never reaches a prototype", () => {
  expect(codesOf("__proto__: {polluted: 1}\n")).toContain("yaml-key");
  expect(codesOf('"__pro\\x74o__": {polluted: 1}\n')).toContain("yaml-key");
  expect(({} as { polluted?: number }).polluted).toBeUndefined();
});

test("the cache answers for the same key, forgets the oldest, and keeps no file with findings", () => {
  const cache = createParseCache(30);
  const first = parseFile("a.yaml", "name: first\n", { cache, key: "1" });
  expect(parseFile("b.yaml", "name: first\n", { cache, key: "1" }).value).toBe(first.value);
  parseFile("c.yaml", "name: second\n", { cache, key: "2" });
  parseFile("d.yaml", "name: no\n", { cache, key: "3" });
  expect(cache.get("3")).toBeUndefined();
  parseFile("e.yaml", "name: fourth\n", { cache, key: "4" });
  expect(cache.get("1")).toBeUndefined();
  expect(cache.get("4")).toEqual({ name: "fourth" });
});
