import fc from "fast-check";
import { expect, test } from "vitest";
import { parseFile } from "#core/parse.ts";
import { isSaidByYaml } from "#migrators/translate/said-by-yaml.ts";
import { yamlText } from "#migrators/translate/yaml-text.ts";
import { hardValue } from "#test/support/yaml-values.ts";

/** What the control plane reads; undefined where it finds something. */
function readBack(value: Readonly<Record<string, unknown>>): unknown {
  const { value: read, diagnostics } = parseFile("x.yaml", yamlText(value));
  return diagnostics.length === 0 ? read : undefined;
}

test("what is said by YAML is read as it is, and nothing is found in its text", () => {
  let said = 0;
  fc.assert(
    fc.property(hardValue.record, (value) => {
      if (!isSaidByYaml(value)) return;
      said++;
      // Records of fast-check have no prototype.
      expect(readBack(value)).toEqual(structuredClone(value));
    }),
    { numRuns: 1_500 },
  );
  expect(said).toBeGreaterThan(1_000);
});

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

test.each<[string, Record<string, unknown>]>([
  ["nothing", {}],
  ["a key without a value", { a: undefined }],
  ["an item without a value", { a: [undefined] }],
  ["half of a character", { a: "\ud800" }],
  ["a key of half a character", { "\udfff": 1 }],
  ["no number", { a: Number.NaN }],
  ["minus zero", { a: -0 }],
  ["a number that isn't whole", { a: 1.5 }],
  ["a large number", { a: 2 ** 60 }],
  ["a long key", { ["k".repeat(2_000)]: 1 }],
  ["many keys", Object.fromEntries(Array.from({ length: 2_001 }, (_, key) => [`k${key}`, 1]))],
  ["the prototype as a key", JSON.parse('{"__proto__": 1}')],
  ["much depth", { a: nested(40) }],
  ["a date", { a: new Date(0) }],
])("%s is read", (_, value) => {
  expect(isSaidByYaml(value)).toBe(false);
});

test("what people say in specs is not read", () => {
  const run = 'cd || exit\n. /etc/profile\n/opt/Größe/東京 -d "$A"\n';
  const value = { name: "a", tags: { x: ["y"] }, tasks: { t: { run, pools: { p: 2 } } } };
  expect(isSaidByYaml(value)).toBe(true);
});
