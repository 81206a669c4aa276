import fc from "fast-check";
import { expect, test } from "vitest";
import type { ListedFile } from "#core/files/watch.ts";
import {
  amongFiles,
  knownTexts,
  noFiles,
  readKnown,
  stateOf,
  withFiles,
} from "#executors/file/known.ts";

const listed = fc.record({
  name: fc.constantFrom("a", "b", "c", "a/b", "\u{1F642}"),
  size: fc.nat(2),
  modifiedMs: fc.nat(2),
  mark: fc.constantFrom("x", "y"),
});
const listing = fc.uniqueArray(listed, { selector: ({ name }) => name });

test("property: what is known of files is what was put there, also after it was kept as texts", () => {
  fc.assert(
    fc.property(listing, listing, (before, now) => {
      const known = readKnown(knownTexts(withFiles(noFiles, before)));
      const old = new Map<string, string>(before.map((file) => [file.name, JSON.stringify(file)]));
      const expected = (file: ListedFile) => {
        const text = old.get(file.name);
        return text === undefined ? "new" : text === JSON.stringify(file) ? "known" : "changed";
      };
      expect(now.map((file) => stateOf(file, known))).toEqual(now.map(expected));
      const left = amongFiles(known, now);
      const gone = before.filter(({ name }) => !now.some((file) => file.name === name));
      expect(gone.map((file) => stateOf(file, left))).toEqual(gone.map(() => "new"));
      expect(left.size).toBe(before.length - gone.length);
    }),
  );
});

test("a file takes as much room as any other, whatever its name", () => {
  const [text] = knownTexts(
    withFiles(noFiles, [{ name: "n".repeat(8_000), size: 1, modifiedMs: 1, mark: "m" }]),
  );
  expect(text).toHaveLength(24);
});
