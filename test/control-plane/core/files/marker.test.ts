import fc from "fast-check";
import { expect, test } from "vitest";
import { filePattern } from "#core/file-pattern.ts";
import { markerName, markerPattern, markerProblem } from "#core/files/marker.ts";

test.each([
  ["in/a.csv", "{name}.done", "in/a.csv.done"],
  ["in/a.tar.gz", "{stem}.ok", "in/a.tar.ok"],
  [".hidden", "{stem}.ok", ".hidden.ok"],
  ["in/deep/a.csv", "_SUCCESS", "in/deep/_SUCCESS"],
  ["a", "{stem}-{name}", "a-a"],
])("the marker of %s by %s", (path, marker, name) => {
  expect(markerName(path, marker)).toBe(name);
});

test.each([
  ["{name}", "it is the file itself"],
  ["*.done", "it is a name, not a pattern"],
  ["done/{name}", "a name has a slash in it"],
  ["{nme}.done", "it knows `{name}` and `{stem}` alone"],
  ["..", "it has `..` in it"],
  ["{stem}.done", null],
])("%s as a marker", (marker, problem) => {
  expect(markerProblem(marker)).toBe(problem);
});

test("the marker of a file that a pattern matches is matched by the pattern's", () => {
  const name = fc.stringMatching(/^[a-c]{1,3}(\.[a-c]{1,2}){0,2}$/);
  const marker = fc.constantFrom("{name}.done", "{stem}.ok", "_SUCCESS", ".{name}", "{stem}{name}");
  const pattern = fc.constantFrom("*", "a*", "**/*.c", "x/*.a*", "?*.b", "**/*");
  fc.assert(
    fc.property(fc.constantFrom("", "x/", "x/y/"), name, marker, pattern, (folder, own, ...of) => {
      const [by, text] = of;
      const path = folder + own;
      fc.pre(filePattern(text).matches(path));
      expect(filePattern(markerPattern(text, by)).matches(markerName(path, by))).toBe(true);
    }),
  );
});
