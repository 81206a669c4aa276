import { expect, test } from "vitest";
import { wordsOfKey } from "#web/pipeline/schema-words.ts";

const said = (...path: (string | number)[]) => wordsOfKey(path)?.description;

test("a key is told where it stands: nested, in lists, below names of one's own", () => {
  expect(said("tasks", "load", "retry", "delay")).toMatch(/[Ww]ait|before|delay/);
  expect(said("tasks", "load", "retry", "delay")).not.toBe(said("tasks", "load", "retry"));
  expect(said("triggers", 0, "roll")).toBeDefined();
  expect(said("triggers", 0, "after", "pipeline")).toBeDefined();
  expect(said("tasks", "load", "awaits", "event")).toBeDefined();
  expect(said("params", "code", "type")).toBeDefined();
});

test("what may be written is told where it is a short list", () => {
  expect(wordsOfKey(["concurrency", "whenBusy"])?.values).toContain("queue");
});

test("`with` of a task is told by the schema of what it uses", () => {
  expect(wordsOfKey(["tasks", "load", "with", "url"], "http")?.description).toBeDefined();
  expect(wordsOfKey(["tasks", "load", "with", "url"], "sql")).toBe(null);
});

test("names that the schema does not have say nothing", () => {
  expect(said("nothing")).toBe(undefined);
  expect(said("__proto__")).toBe(undefined);
  expect(said("tasks", "load", "constructor")).toBe(undefined);
});
