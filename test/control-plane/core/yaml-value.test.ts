// Values in one pass: the same as js-yaml's, for texts in which the scan finds nothing and for no other.

import fc from "fast-check";
import { constructFromEvents, dump, parseEvents } from "js-yaml";
import { expect, test } from "vitest";
import { scanEvents } from "#core/yaml-scan.ts";
import { plainValue } from "#core/yaml-value.ts";

const read = (text: string): unknown => plainValue(text, parseEvents(text, {}));

const scalars = fc.oneof(
  fc.string(),
  ...[fc.double(), fc.integer(), fc.boolean(), fc.constant(null)],
  fc.constantFrom("", "~", "Null", "TRUE", "0o17", "-0x1F", "+.inf", ".NaN", "-.5e-3", "1e999"),
  fc.constantFrom(
    "|\n    one\n\n    two\n",
    ">-\n    one\n    two\n",
    '"a\\tb"',
    "'it''s'",
    "[a, {b: }]",
  ),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    scalars,
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("tree"), { maxKeys: 4 }),
  ),
}));
const texts = fc.oneof(
  fc.tuple(tree, fc.constantFrom(-1, 0, 9)).map(([value, flowLevel]) => dump(value, { flowLevel })),
  fc
    .array(fc.tuple(fc.stringMatching(/^[a-zA-Z0-9.~-]{1,6}$/), scalars), { maxLength: 5 })
    .map((pairs) => pairs.map(([key, value]) => `${key}: ${String(value)}\n`).join("")),
);

test("is what js-yaml constructs", () => {
  let [compared, refused] = [0, 0];
  fc.assert(
    fc.property(texts, (text) => {
      let events: ReturnType<typeof parseEvents>;
      let expected: unknown;
      try {
        events = parseEvents(text, {});
        [expected] = constructFromEvents(events, { source: text });
      } catch {
        return;
      }
      const value = plainValue(text, events);
      if (scanEvents(text, events).length > 0) {
        refused++;
        expect(value).toBeUndefined();
      } else if (value !== undefined) {
        compared++;
        expect(value).toStrictEqual(expected);
      }
    }),
    { numRuns: 3_000 },
  );
  expect(compared).toBeGreaterThan(1_000);
  expect(refused).toBeGreaterThan(100);
});

test.each([["a: 1\nb: 2\na: 3\n"], ["a: {b: 1, 'b': 2}\n"], ["1: x\n'1': y\n"]])(
  "leaves a key that is there twice to js-yaml: %j",
  (text) => {
    expect(read(text)).toBeUndefined();
  },
);

test("names of what every object has are keys like others", () => {
  expect(read("constructor: 1\ntoString: {valueOf: 2}\n")).toStrictEqual(
    Object.fromEntries([
      ["constructor", 1],
      ["toString", { valueOf: 2 }],
    ]),
  );
});

test("a text without a value has none", () => {
  expect(read("")).toBeUndefined();
  expect(read("# nothing\n")).toBeUndefined();
  expect(read("--- # nothing\n")).toBeNull();
});

test.each([
  ["an anchor", "a: &x 1\n"],
  ["an anchor of a map", "a: &x {b: 1}\n"],
  ["an anchor of a key", "&x a: 1\n"],
  ["an alias", "a: &x 1\nb: *x\n"],
  ["a tag", "a: !!str 1\n"],
  ["a tag of a list", "a: !!seq [1]\n"],
  ["a list as a key", "? [a]\n: b\n"],
  ["two documents", "a: 1\n---\nb: 2\n"],
  ["a directive", "%YAML 1.2\n---\na: 1\n"],
  ["a key that is no text", "true: 1\n"],
  ["a key that every object has", "__proto__: {a: 1}\n"],
  ["a look-alike", "a: yes\n"],
  ["a number that one parser can't hold", "a: 1e999\n"],
  ["more keys than a map may have", Array.from({ length: 2_001 }, (_, n) => `k${n}: 1\n`).join("")],
])("leaves %s to the scan", (_, text) => {
  const events = parseEvents(text, {});
  expect(scanEvents(text, events)).not.toEqual([]);
  expect(plainValue(text, events)).toBeUndefined();
});
