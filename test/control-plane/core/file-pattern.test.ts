import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  filePathProblem,
  filePattern,
  filePatternProblem,
  nameProblem,
} from "#core/file-pattern.ts";

describe("patterns of files", () => {
  test.each([
    ["*.csv", "a.csv", true],
    ["*.csv", "in/a.csv", false],
    ["*", ".hidden", false],
    [".*", ".hidden", true],
    ["**/*.csv", "a.csv", true],
    ["**/*.csv", "2026/11/a.csv", true],
    ["**/*.csv", ".old/a.csv", false],
    ["in/**/a?.csv", "in/a1.csv", true],
    ["in/**/a?.csv", "in/x/y/a1.csv", true],
    ["in/**/a?.csv", "out/a1.csv", false],
    ["a[1].{csv}", "a[1].{csv}", true],
    ["a[1].{csv}", "a1.csv", false],
  ])("%s and %s: %s", (pattern, path, expected) => {
    expect(filePattern(pattern).matches(path)).toBe(expected);
  });

  test.each([
    ["*.csv", "", true],
    ["*.csv", "in", false],
    ["in/*/a.csv", "in", true],
    ["in/*/a.csv", "in/x", true],
    ["in/*/a.csv", "in/x/y", false],
    ["**/*.csv", "any/where", true],
    ["**/*.csv", ".git", false],
  ])("%s may match in the folder %j: %s", (pattern, folder, expected) => {
    expect(filePattern(pattern).mayMatchIn(folder)).toBe(expected);
  });

  test("no pattern takes long", () => {
    const pattern = filePattern(`${"**/".repeat(30)}${"*a".repeat(100)}b`);
    const started = performance.now();
    expect(pattern.matches(`${"a/".repeat(30)}${"a".repeat(250)}`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test("what matches is in folders that may have matches", () => {
    const part = fc.constantFrom("a", "*", "**", "?", "b*");
    const name = fc.constantFrom("a", "b", "ab", ".a");
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 5 }),
        fc.array(name, { minLength: 1, maxLength: 5 }),
        (parts, names) => {
          const pattern = filePattern([...parts, "*"].join("/"));
          if (!pattern.matches(names.join("/"))) return;
          for (let depth = 0; depth < names.length; depth++)
            expect(pattern.mayMatchIn(names.slice(0, depth).join("/"))).toBe(true);
        },
      ),
    );
  });

  test.each([
    ["", "a part of it is empty"],
    ["/a", "a part of it is empty"],
    ["a//b", "a part of it is empty"],
    ["../*", "it has `..` in it"],
    ["a/./b", "it has `.` in it"],
    ["a/**", "it ends in `**`, which stands for folders: write `**/*`"],
    ["a**/b", "`**` stands between slashes alone"],
    ["a\nb", "it has a control character in it"],
    ["*.csv", null],
  ])("what is wrong with %j", (text, expected) => {
    expect(filePatternProblem(text)).toBe(expected);
  });
});

describe("names of a listing", () => {
  test.each([
    "",
    ".",
    "..",
    "a/b",
    "a\\b",
    "a\0",
    "a\u202eb",
    "a\ufffd",
    "\ud800",
    "a".repeat(256),
  ])("%j is not believed", (name) => {
    expect(nameProblem(name)).not.toBeNull();
  });

  test.each(["a", "grüß dich.csv", "...", "-rf", "a b", "ein Name mit ${{ x }}"])(
    "%j is a name",
    (name) => {
      expect(nameProblem(name)).toBeNull();
    },
  );

  test("a path is as good as its parts", () => {
    expect(filePathProblem("a/b.csv")).toBeNull();
    expect(filePathProblem("a/../b.csv")).toBe("it has `..` in it");
  });
});
