// Files on disk are screened as the trees of their commit would be.

import { expect, test } from "vitest";
import { screenFiles } from "#core/screen-files.ts";

const screen = (...files: [path: string, mode?: string][]) => {
  const listed = files.map(([path, mode = "100644"]) => ({ path, mode }));
  const { accepted, findings } = screenFiles(listed);
  return {
    accepted: accepted.map(({ path }) => path),
    findings: findings.map(({ code, path }) => `${code} ${path}`),
  };
};

test("ordinary files stay, in their order", () => {
  expect(screen(["b/c"], ["a", "100755"], ["b/a"])).toEqual({
    accepted: ["b/c", "a", "b/a"],
    findings: [],
  });
});

test("each folder is screened by itself, and its place is in the finding", () => {
  const { accepted, findings } = screen(
    ["a/link", "120000"],
    ["a/b/module", "160000"],
    ["a/b/pipe", "10000"],
    ["a/b/socket", "140000"],
    ["a/b/x"],
  );
  expect(accepted).toEqual(["a/b/x"]);
  expect(findings.sort()).toEqual([
    "git-mode a/b/pipe",
    "git-mode a/b/socket",
    "git-submodule a/b/module",
    "git-symlink a/link",
  ]);
});

test("a refused folder takes everything below it along", () => {
  const expected = { accepted: ["a/G/b"], findings: ["path-collision a/g"] };
  expect(screen(["a/g/a"], ["a/g/deep/c"], ["a/G/b"])).toEqual(expected);
  expect(screen([".git /x/y"], ["z"])).toEqual({
    accepted: ["z"],
    findings: ["path-unsafe .git "],
  });
});

test("of two names in different case the first in Git's order stays, where a folder's ends with a slash", () => {
  expect(screen(["x-a"], ["X/a"], ["x"]).findings).toEqual(["path-collision x"]);
  // `A-b` < `A/`: the folder is the later one only because of its slash.
  expect(screen(["A.b/c"], ["a.B"]).findings).toEqual(["path-collision a.B"]);
});
