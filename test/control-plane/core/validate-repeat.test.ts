import { expect, test } from "vitest";
import { readEstate } from "#core/estate.ts";

const found = (repeat: string, task = "", schedule = "0 22 * * *") => {
  const text = `name: p\ntriggers: [{schedule: "${schedule}"}]\ntasks: {a: {run: ./a.sh, ${task}repeat: ${repeat}}}\n`;
  return readEstate([{ path: "pipelines/p.yaml", text }]).diagnostics.map(
    ({ code, message }) => `${code}: ${message}`,
  );
};

test("each way to end a repetition is enough", () => {
  for (const end of ['until: "05:00+1d"', "max: 3", 'while: "exitCode == 0"'])
    expect(found(`{every: 5m, ${end}}`)).toEqual([]);
  expect(found('{times: ["23:00", "01:00"]}')).toEqual([]);
});

test("a list of intervals ends by itself, and none of them is nothing", () => {
  expect(found("{every: [30m, 4h]}")).toEqual([]);
  expect(found("{every: [30m, 0s]}")).toEqual([
    expect.stringMatching(/^invalid-repeat: an interval of nothing/),
  ]);
  expect(found("{every: [30m, soon]}")).toEqual([expect.stringMatching(/^invalid-duration/)]);
  expect(found("{every: soon, max: 3}")).toEqual([expect.stringMatching(/^invalid-duration/)]);
});

test("`until` before every due time is a mistake, unless notBefore makes it the next day's", () => {
  expect(found('{every: 5m, until: "05:00"}')).toEqual([
    "invalid-repeat: 05:00 has passed whenever a run is due",
  ]);
  expect(found('{every: 5m, until: "05:00"}', 'notBefore: "22:30", ')).toEqual([]);
  expect(found('{every: 5m, until: "05:00"}', "", "0 1,22 * * *")).toEqual([]);
});

test("what has the wrong shape is reported once", () => {
  expect(found("{every: 5, max: 3}")).toEqual([expect.stringMatching(/^wrong-type/)]);
  expect(found("{every: 5m, max: many}")).toEqual([expect.stringMatching(/^wrong-type/)]);
});
