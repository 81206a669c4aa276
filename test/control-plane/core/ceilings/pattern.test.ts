// Patterns against names and hosts: what a star stands for, and what it never does.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  hostText,
  matchesHost,
  matchesPattern,
  placeOfUrl,
  readHostPattern,
} from "#core/ceilings/pattern.ts";

test("one star stops at a slash, two don't", () => {
  for (const [name, pattern] of [
    ["finance", "fin*"],
    ["finance/eu/token", "finance/**"],
    ["finance/token", "finance/*"],
    ["a/b/c", "a/*/c"],
    ["a/b/c", "**/c"],
    ["", "*"],
    ["any/thing", "**"],
  ] as const)
    expect([name, pattern, matchesPattern(name, pattern)]).toEqual([name, pattern, true]);
  for (const [name, pattern] of [
    ["finance/eu/token", "finance/*"],
    ["finance", "finance/**"],
    ["financeX/token", "finance/**"],
    ["any/thing", "*"],
    ["finance", "finance2"],
    ["finance2", "finance"],
    ["f.nance", "f?nance"],
  ] as const)
    expect([name, pattern, matchesPattern(name, pattern)]).toEqual([name, pattern, false]);
});

test("a pattern says what a regular expression of it says", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom("a", "/", "*"), maxLength: 8 });
  fc.assert(
    fc.property(text, pattern, (name, written) => {
      const source = written.replaceAll(/\*+/g, (stars) => (stars === "*" ? "[^/]*" : ".*"));
      expect(matchesPattern(name, written)).toBe(new RegExp(`^${source}$`).test(name));
    }),
    { numRuns: 2_000 },
  );
});

test("a pattern of stars costs no more than the product of the lengths", () => {
  const name = "a".repeat(300);
  expect(matchesPattern(`${name}!`, `${"*a".repeat(140)}b`)).toBe(false);
});

test("an entry of `network` is a host with or without a port", () => {
  expect(readHostPattern("Warehouse.example:443")).toEqual({
    host: "warehouse.example",
    port: 443,
  });
  expect(readHostPattern("*.example")).toEqual({ host: "*.example", port: null });
  expect(readHostPattern("[::1]:5432")).toEqual({ host: "[::1]", port: 5432 });
  expect(readHostPattern("/run/postgresql")).toEqual({ host: "/run/postgresql", port: null });
  for (const text of ["https://x.example", "::1", "x:0", "x:65536", "", "a@b", "a/b", "x:y"])
    expect([text, readHostPattern(text)]).toEqual([text, null]);
});

test("a place is within an entry when host and port are", () => {
  const place = placeOfUrl(new URL("https://Api.Warehouse.example/x?y"));
  expect(place).toBe("api.warehouse.example:443");
  expect(placeOfUrl(new URL("http://[::1]:8080/"))).toBe("[::1]:8080");
  expect(hostText({ host: "::1", port: 5432 })).toBe("[::1]:5432");
  for (const pattern of ["*.warehouse.example", "**:443", "api.warehouse.example:443"])
    expect([pattern, matchesHost(place, pattern)]).toEqual([pattern, true]);
  for (const pattern of [
    "warehouse.example",
    "*.example:8443",
    "api.warehouse.example.evil",
    "**:44",
  ])
    expect([pattern, matchesHost(place, pattern)]).toEqual([pattern, false]);
  expect(matchesHost("/run/postgresql:5432", "/run/*")).toBe(true);
});
