import { expect, test } from "vitest";
import { pathPattern } from "#core/owners/pattern.ts";

test.each([
  ["*", "a", true],
  ["*", "a/b/c.sh", true],
  ["*.sql", "a/b.sql", true],
  ["*.sql", "a/b.sql.txt", false],
  ["/pools.yaml", "pools.yaml", true],
  ["/pools.yaml", "a/pools.yaml", false],
  ["pools.yaml", "a/pools.yaml", true],
  ["calendars/", "calendars/x.yaml", true],
  ["calendars/", "a/calendars/x.yaml", true],
  ["calendars/", "calendars", false],
  ["/calendars", "calendars/x.yaml", true],
  ["/calendars", "calendars", true],
  ["/pipelines/gl/**", "pipelines/gl/a/b.yaml", true],
  ["/pipelines/gl/**", "pipelines/other.yaml", false],
  ["pipelines/gl", "pipelines/gl/a.yaml", true],
  ["pipelines/gl", "a/pipelines/gl", false],
  ["pipelines/*", "pipelines/a.yaml", true],
  ["pipelines/*", "pipelines/gl/a.yaml", false],
  ["**/run.sh", "run.sh", true],
  ["**/run.sh", "a/b/run.sh", true],
  ["a/**/z", "a/z", true],
  ["a/**/z", "a/b/c/z", true],
  ["/a?c", "abc", true],
  ["/a?c", "a/c", false],
  ["/a.c", "abc", false],
  ["/a?", "a", false],
  ["/*.sq?", "x.y.sql", true],
  ["/?*?", "ab", true],
  ["/?*?", "a", false],
  ["/", "a/b", true],
])("%s fits %s: %j", (pattern, path, fits) => {
  expect(pathPattern(pattern)?.(path)).toBe(fits);
});

test.each(["", "!a", "[ab]", "a\\ b", "a//b", "a**b"])("%j is none", (text) => {
  expect(pathPattern(text)).toBeNull();
});

test("ends for a hostile pattern, which an expression would try in more ways than there is time", () => {
  const fits = pathPattern(`/${"*a".repeat(40)}*b`);
  expect(fits?.("a".repeat(250))).toBe(false);
  expect(fits?.(`${"a".repeat(250)}b`)).toBe(true);
  expect(pathPattern(`/${"*?a".repeat(20)}*b`)?.("a".repeat(250))).toBe(false);
});

test("takes no time for many stars", () => {
  const fits = pathPattern(`/${"*a".repeat(30)}`);
  const begun = performance.now();
  expect(fits?.("a".repeat(29))).toBe(false);
  expect(pathPattern(`/${"**/".repeat(60)}z`)?.("a/".repeat(200))).toBe(false);
  expect(performance.now() - begun).toBeLessThan(1_000);
});
