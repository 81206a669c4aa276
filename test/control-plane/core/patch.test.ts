import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type FilePatch, patchOf } from "#core/patch.ts";
import { TestRepository } from "#test/support/repository.ts";
import { seeded } from "#test/support/seeded.ts";

/** What git makes of the patch. */
function applied(files: readonly FilePatch[]): (string | null)[] {
  using repository = new TestRepository();
  repository.commit(
    Object.fromEntries(
      files.flatMap(({ path, before }) => (before === null ? [] : [[path, before]])),
    ),
  );
  execFileSync("git", ["-C", repository.path, "apply", "-"], { input: patchOf(files) });
  return files.map(({ path }) => {
    const at = join(repository.path, path);
    return existsSync(at) ? readFileSync(at, "utf8") : null;
  });
}

test("git applies it: edits, new and deleted files, missing line ends, names with accents", () => {
  const long = Array.from({ length: 20 }, (_, n) => `line ${n}\n`).join("");
  const files: FilePatch[] = [
    { path: "a/x.yaml", before: long, after: long.replace("line 9", "line nine") },
    { path: "new.yaml", before: null, after: "name: a\n" },
    { path: "old.yaml", before: "name: b\n", after: null },
    { path: "end.yaml", before: "a\nb", after: "a\nb\n" },
    { path: "no-end.yaml", before: "a\nb\n", after: "a\nc" },
    { path: 'pipelines/größe "x".yaml', before: "a\n", after: "b\n" },
    { path: "same.yaml", before: "a\n", after: "a\n" },
  ];
  expect(applied(files)).toEqual(files.map(({ after }) => after));
  expect(patchOf(files)).not.toContain("same.yaml");
});

test("of random texts git makes the other", () => {
  const random = seeded(5);
  const text = () =>
    Array.from({ length: 1 + Math.floor(random() * 12) }, () => `${Math.floor(random() * 4)}\n`)
      .join("")
      .slice(0, random() < 0.2 ? -1 : undefined);
  const files = Array.from({ length: 60 }, (_, n) => ({
    path: `f${n}.txt`,
    before: text(),
    after: text(),
  })).filter(({ before, after }) => before !== after);
  expect(applied(files)).toEqual(files.map(({ after }) => after));
});
