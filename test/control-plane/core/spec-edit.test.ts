import { expect, test } from "vitest";
import { flowValue, setInText } from "#core/spec-edit.ts";

const text = `# The morning's load.
name: daily   # never renamed
tasks:
  load:
    run: |
      ./load.sh
      echo done
    timeout: 1h # as agreed
  check: {run: ./check.sh, retry: {retries: 1}}
`;

test("a value is replaced in place, and comments and layout stay", () => {
  expect(setInText(text, ["tasks", "load", "timeout"], "2h")).toBe(
    text.replace("timeout: 1h", "timeout: 2h"),
  );
  expect(setInText(text, ["tasks", "check", "retry", "retries"], 3)).toBe(
    text.replace("retries: 1", "retries: 3"),
  );
  expect(setInText(text, ["tasks", "load", "run"], "true")).toBe(
    text.replace("|\n      ./load.sh\n      echo done\n", '"true"\n'),
  );
});

test("what is not there yet is added at the end of its map, in the map's own form", () => {
  expect(setInText(text, ["tasks", "load", "priority"], 5)).toBe(
    text.replace("# as agreed\n", "# as agreed\n    priority: 5\n"),
  );
  expect(setInText(text, ["tasks", "check", "runsOn"], ["etl", "host:a"])).toBe(
    text.replace("{retries: 1}}", "{retries: 1}, runsOn: [etl, host:a]}"),
  );
  expect(setInText(text, ["concurrency", "runs"], 1)).toBe(
    `${text.trimEnd()}\nconcurrency: {runs: 1}\n`,
  );
  expect(setInText("name: a\ntasks: {}", ["tasks", "x"], { run: "true" })).toBe(
    'name: a\ntasks: {x: {run: "true"}}',
  );
});

test("a place that holds nothing is refused, and so is a text that is none", () => {
  expect(setInText(text, ["name", "more"], 1)).toBeNull();
  expect(setInText(text, ["tasks", "load", "needs", 0], "a")).not.toBe(text);
  expect(setInText("- a\n", ["a"], 1)).toBeNull();
  expect(setInText("a: [b\n", ["a"], 1)).toBeNull();
  expect(setInText(text, [], 1)).toBeNull();
});

test("values of a command line are YAML in one line", () => {
  expect(flowValue("2h")).toEqual({ value: "2h" });
  expect(flowValue("3")).toEqual({ value: 3 });
  expect(flowValue("[a, b]")).toEqual({ value: ["a", "b"] });
  expect(flowValue("{retries: 3}")).toEqual({ value: { retries: 3 } });
  expect(flowValue("")).toBeNull();
  expect(flowValue("[a")).toBeNull();
  expect(flowValue("a\nb: c")).toBeNull();
});
