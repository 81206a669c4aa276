// Reading tree objects and refusing what a project may not contain.

import fc from "fast-check";
import { expect, it } from "vitest";
import { findLfsPointer, parseTree, screenTree, type TreeEntry } from "#core/tree.ts";

const oid = "0123456789abcdef0123456789abcdef01234567";

const raw = (entries: readonly TreeEntry[]): Uint8Array =>
  Buffer.concat(
    entries.flatMap(({ mode, name, oid: id }) => [
      Buffer.from(`${mode} ${name}\0`),
      Buffer.from(id, "hex"),
    ]),
  );

const screen = (...entries: [mode: string, name: string][]) =>
  screenTree(
    "dir",
    entries.map(([mode, name]) => ({ mode, name, oid })),
  );

it("parses what a tree was written from, whatever bytes its ids hold", () => {
  const entry = fc.record({
    mode: fc.constantFrom("100644", "100755", "40000", "120000", "160000"),
    name: fc.string({ minLength: 1, unit: "grapheme" }).filter((name) => !name.includes("\0")),
    oid: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes) => bytes.toHex()),
  });
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      expect(parseTree(raw(entries))).toEqual(entries);
    }),
  );
});

it("a name that begins with a mark of byte order is not the name without it", () => {
  const entries = ["OWNERS", "\ufeffOWNERS", "\ufeff.."].map((name) => ({
    ...{ mode: "100644", name, oid },
  }));
  expect(parseTree(raw(entries))).toEqual(entries);
});

it("reads trees of SHA-256 repositories", () => {
  const entries = [{ mode: "100644", name: "a", oid: oid.repeat(2).slice(0, 64) }];
  expect(parseTree(raw(entries), 32)).toEqual(entries);
});

it("throws for bytes that are cut off or no tree", () => {
  const whole = raw([{ mode: "100644", name: "a", oid }]);
  for (let length = 1; length < whole.length; length++)
    expect(() => parseTree(whole.subarray(0, length))).toThrow(/malformed/);
  expect(parseTree(new Uint8Array())).toEqual([]);
});

it("accepts ordinary files and folders, also with unusual names", () => {
  const { accepted, findings } = screen(
    ["100644", "-rf"],
    ["100644", ".gitignore"],
    ["100644", "a b.yaml"],
    ["100755", "run.sh"],
    ["40000", "ünïcode 日本"],
  );
  expect(findings).toEqual([]);
  expect(accepted).toHaveLength(5);
});

it.each([
  ["120000", "link", "git-symlink"],
  ["160000", "module", "git-submodule"],
  ["100664", "odd", "git-mode"],
  ["100644", "..", "path-unsafe"],
  ["100644", ".", "path-unsafe"],
  ["100644", "", "path-unsafe"],
  ["40000", ".git", "path-unsafe"],
  ["40000", ".GIT", "path-unsafe"],
  ["40000", "git~1", "path-unsafe"],
  ["40000", ".git. ", "path-unsafe"],
  ["40000", ".g\u200cit", "path-unsafe"],
  ["40000", ".git::$INDEX_ALLOCATION", "path-unsafe"],
  ["100644", "a\\b", "path-unsafe"],
  ["100644", "a/b", "path-unsafe"],
  ["100644", "a\nb", "path-unsafe"],
  ["100644", "a\u001b[2Jb", "path-unsafe"],
  ["100644", "a\ufffdb", "path-unsafe"],
])("refuses mode %s and name %j as %s", (mode, name, code) => {
  const { accepted, findings } = screen([mode, name]);
  expect(accepted).toEqual([]);
  expect(findings).toMatchObject([{ code, path: `dir/${name}` }]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the message must hold none
  expect(findings[0]?.message).not.toMatch(/[\x00-\x1f]/);
});

it("refuses the second of two names that are one file elsewhere", () => {
  const { accepted, findings } = screen(
    ["100644", "Case.yaml"],
    ["40000", "case.YAML"],
    ["100644", "caf\u00e9"],
    ["100644", "cafe\u0301"],
  );
  expect(accepted.map(({ name }) => name)).toEqual(["Case.yaml", "caf\u00e9"]);
  expect(findings.map(({ code }) => code)).toEqual(["path-collision", "path-collision"]);
  expect(findings[0]?.message).toContain("Case.yaml");
});

it("tells an LFS pointer from a file that speaks of LFS", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n";
  expect(findLfsPointer("a.csv", bytes(pointer))).toMatchObject({
    code: "git-lfs-pointer",
    path: "a.csv",
  });
  expect(findLfsPointer("a.csv", bytes(`# ${pointer}`))).toBeNull();
  expect(findLfsPointer("a.csv", bytes(pointer.padEnd(2000)))).toBeNull();
  expect(findLfsPointer("a.csv", bytes(""))).toBeNull();
});
