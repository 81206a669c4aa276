// Values by our constructor: the same as js-yaml's for every text in which the scan found nothing.

import fc from "fast-check";
import { constructFromEvents, dump, parseEvents } from "js-yaml";
import { expect, test } from "vitest";
import { scanEvents } from "#core/yaml-scan.ts";
import { valueOfEvents } from "#core/yaml-value.ts";

const read = (text: string): unknown => valueOfEvents(text, parseEvents(text, {}));

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
  let compared = 0;
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
      if (scanEvents(text, events).length > 0) return;
      compared++;
      expect(valueOfEvents(text, events)).toStrictEqual(expected);
    }),
    { numRuns: 3_000 },
  );
  expect(compared).toBeGreaterThan(1_000);
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
