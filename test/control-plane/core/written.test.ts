import { expect, test } from "vitest";
import { parseFile } from "#core/parse.ts";
import { writtenAt } from "#core/written.ts";

test("a part of the file as it is written, and nothing where there is none or it is no map", () => {
  const file = parseFile("a.yaml", "tasks: {load: {retry: {retries: many}, needs: [a]}}\n");
  expect(writtenAt(file, ["tasks", "load", "retry"])).toEqual({ retries: "many" });
  expect(writtenAt(file, ["tasks", "check", "retry"])).toEqual({});
  expect(writtenAt(file, ["tasks", "load", "retry", "retries"])).toEqual({});
});
