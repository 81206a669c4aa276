import { expect, test } from "vitest";
import { isPinned, programOf, workload } from "#core/workload.ts";

const digest = "a".repeat(64);

test.each([
  [`registry.example:5000/team/etl@sha256:${digest}`, true],
  [`etl:1@sha256:${digest}`, true],
  ["etl:1", false],
  [`etl@sha256:${digest.slice(1)}`, false],
  [`etl@sha256:${digest}:1`, false],
  [`etl@sha512:${digest}`, false],
])("%s can't become another image: %s", (image, is) => {
  expect(isPinned(image)).toBe(is);
});

test("a script is one argument of the image's shell", () => {
  const image = "etl";
  expect(programOf(workload({ image, run: "echo a; echo b" }))).toEqual({
    entrypoint: ["/bin/sh"],
    command: ["-e", "-c", "echo a; echo b"],
  });
  expect(programOf(workload({ image }))).toEqual({ entrypoint: null, command: null });
  expect(programOf(workload({ image, command: ["a b"] }))).toEqual({
    entrypoint: null,
    command: ["a b"],
  });
});
