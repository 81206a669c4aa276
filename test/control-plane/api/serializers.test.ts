import { expect, test } from "vitest";
import { definitions } from "#api/schema.ts";
import { referred, serializers } from "#api/serializers.ts";
// Each registers the definitions that its routes use.
import "#api/server.ts";

const own = Object.fromEntries(definitions().map((one) => [String(one.$id), one]));

test("an answer needs the definitions that it refers to, those that they refer to, and no others", () => {
  const all = {
    A: { properties: { b: { $ref: "B#" } } },
    B: { items: { anyOf: [{ $ref: "A#" }, { $ref: "C#/properties/x" }] } },
    C: { properties: { x: { type: "string" } } },
    D: { type: "string" },
  };
  const { D: _, ...needed } = all;
  expect(referred({ content: [{ $ref: "A#" }] }, all)).toEqual(needed);
  expect(referred({ $ref: "D#" }, all)).toEqual({ D: all.D });
  expect(referred({ type: "string" }, all)).toEqual({});
});

test.each(Object.keys(own))("%s can be written", (name) => {
  const schema = { $ref: `${name}#` };
  const write = serializers()(own)({ schema, method: "GET", url: "/", httpStatus: "200" });
  // Made, and judging what it is given: what is required isn't there.
  const { required = [] } = own[name] as { required?: string[] };
  if (required.length === 0) expect(write({ surprise: 1 })).not.toContain("surprise");
  else expect(() => write({ surprise: 1 })).toThrow(required[0]);
});
