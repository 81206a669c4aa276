import { expect, test } from "vitest";
import { renderFields, renderText, renderUrl, renderValue } from "#core/connector/render.ts";

const data = { inputs: { job: "a/b?c", n: 5, args: { x: [1, "${{ key }}"] }, no: null }, key: "k" };

test("a value stays within its part of a path", () => {
  expect(renderUrl("/jobs/${{ inputs.job }}/runs?n=${{ inputs.n }}", data)).toBe(
    "/jobs/a%2Fb%3Fc/runs?n=5",
  );
  expect(() => renderUrl("/jobs/${{ inputs.up }}", { inputs: { up: ".." } })).toThrow("path");
});

test("a body keeps types, and leaves out what has no value", () => {
  const body = {
    whole: "${{ inputs.args }}",
    text: "n=${{ inputs.n }}",
    n: "${{ inputs.n }}",
    none: "${{ inputs.other }}",
    null: "${{ inputs.no }}",
    list: ["${{ inputs.other }}", "${{ key }}"],
    plain: { of: 1 },
  };
  expect(renderValue(body, data)).toEqual({
    whole: { x: [1, "${{ key }}"] },
    text: "n=5",
    n: 5,
    list: [null, "k"],
    plain: { of: 1 },
  });
});

test("what is empty of `before` is left out, also where it would be converted", () => {
  const body = {
    id: "${{ int(before.repair) }}",
    also: "${{ before.repair }}",
    n: "${{ int(inputs.n) }}",
  };
  const at = (repair: string) => renderValue(body, { before: { repair }, inputs: { n: "7" } });
  expect(at("")).toEqual({ n: 7 });
  expect(at("734650698524280")).toEqual({ id: 734650698524280, also: "734650698524280", n: 7 });
});

test("a cursor that is empty is left out", () => {
  const of = (cursor: unknown) => renderFields({ from: "${{ cursor }}" }, { cursor });
  expect([of(""), of(0), of("c1")]).toEqual([{}, { from: "0" }, { from: "c1" }]);
});

test("fields are texts, and data is never read as an expression", () => {
  expect(renderFields({ a: "${{ inputs.n }}", b: true, c: "${{ inputs.other }}" }, data)).toEqual({
    a: "5",
    b: "true",
  });
  expect(renderText("${{ inputs.job }}", { inputs: { job: "${{ secret.token }}" } })).toBe(
    "${{ secret.token }}",
  );
});
