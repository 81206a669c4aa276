// Registrations together: who is registered, and who is not for sure.

import { expect, test } from "vitest";
import { readControlFiles } from "#core/control/control-files.ts";

const source = "source: {repository: /srv/git/x}\n";

test("a name that two files claim registers neither, the others are untouched", () => {
  const read = readControlFiles([
    { path: "projects/a.yaml", bytes: `name: a\n${source}` },
    { path: "projects/b.yaml", bytes: `name: b\n${source}` },
    { path: "projects/c.yaml", bytes: `name: b\n${source}` },
    { path: "README.md", bytes: "hello" },
    { path: "projects/sub/d.yaml", bytes: `name: d\n${source}` },
  ]);
  expect([...read.projects.keys()]).toEqual(["a"]);
  expect(read.files.map(({ path }) => path)).toEqual([
    "projects/a.yaml",
    "projects/b.yaml",
    "projects/c.yaml",
  ]);
  expect(read.diagnostics.map(({ file, code }) => `${file} ${code}`)).toEqual([
    "projects/b.yaml duplicate-project",
    "projects/c.yaml duplicate-project",
    "projects/sub/d.yaml file-unused",
  ]);
});
