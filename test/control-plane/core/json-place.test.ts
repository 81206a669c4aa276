import fc from "fast-check";
import { expect, test } from "vitest";
import { faultPlace, jsonPlace, placeAt } from "#core/json-place.ts";

const text = `{
  "from": "2026-01-01",
  "jobs": {
    "gl/post": { "equal": [true, {"a:b": null}] },
    "x": 1
  }
}`;

test("a value is found by the keys and indices that lead to it", () => {
  const at = (...path: (string | number)[]) => {
    const found = jsonPlace(text, path);
    return found && `${found.line}:${found.column}`;
  };
  expect(at()).toBe("1:1");
  expect(at("from")).toBe("2:11");
  expect(at("jobs", "gl/post", "equal", 1, "a:b")).toBe("4:42");
  expect(at("jobs", "x")).toBe("5:10");
  expect(at("jobs", "y")).toBeNull();
});

test("any value of any document is found, where it is written alike", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 2), (value, indent) => {
      const written = JSON.stringify(value, null, indent);
      const visit = (one: unknown, path: (string | number)[]): void => {
        const place = jsonPlace(written, path);
        if (place === null) throw new Error(`${path} is not found in ${written}`);
        const index = written
          .split("\n")
          .slice(0, place.line - 1)
          .join("\n").length;
        const from = (place.line === 1 ? 0 : index + 1) + place.column - 1;
        expect(placeAt(written, from)).toEqual(place);
        const start = JSON.stringify(one, null, indent).slice(0, 1);
        expect(written[from]).toBe(start);
        if (one === null || typeof one !== "object") return;
        for (const [key, member] of Object.entries(one))
          visit(member, [...path, Array.isArray(one) ? Number(key) : key]);
      };
      visit(JSON.parse(written), []);
    }),
  );
});

test.each([
  ['{"a": 1,\n  "b": nil}', "2:8"],
  ['{"a": 1,\n', "2:1"],
  ['{"a": [1, 2,]}', "1:13"],
  ['{"a": 1}\n{', "2:1"],
  ['{"a" 1}', "1:6"],
  ["{'a': 1}", "1:2"],
  ['["a\nb"]', "1:2"],
  ["[01]", "1:2"],
  ["", "1:1"],
])("where %j stops being JSON", (broken, place) => {
  expect(() => JSON.parse(broken)).toThrow();
  const { line, column } = faultPlace(broken);
  expect(`${line}:${column}`).toBe(place);
});

test("what stands after the end of any document is found there", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const written = JSON.stringify(value, null, 1);
      expect(faultPlace(`${written} x`)).toEqual(placeAt(written, written.length + 1));
    }),
  );
});
