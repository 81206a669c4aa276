import { expect, test } from "vitest";
import { breakGlassText, editIssues, secondPersonIssue, untilIssue } from "#core/break-glass.ts";

const places = (edits: Parameters<typeof editIssues>[0]) => editIssues(edits).map(({ at }) => at);

test("rights, identity and what is no path can't be set", () => {
  expect(places([{ path: "tasks.load.timeout", value: "2h" }])).toEqual([]);
  expect(places([])).toEqual(["set"]);
  const refused = [
    "tasks.a.secrets",
    "tasks.a.secretFiles.SSH_KEY",
    "defaults.runAs",
    "name",
    "owner",
    "tags.domain",
    "a..b",
    "a b",
  ];
  expect(places(refused.map((path) => ({ path, value: 1 })))).toEqual(refused);
  expect(places([{ path: "tasks", value: { a: { run: "true", secrets: ["x"] } } }])).toEqual([
    "tasks",
  ]);
  expect(places([{ path: "tasks.secretsync.timeout", value: "2h" }])).toEqual([]);
  expect(places(Array.from({ length: 21 }, () => ({ path: "a", value: 1 })))).toEqual(["set"]);
});

test("it ends within two weeks", () => {
  const now = new Date("2026-11-26T12:00:00Z");
  const at = (text: string) => untilIssue(new Date(text), now)?.at ?? null;
  expect(at("2026-11-26T12:00:00Z")).toBe("until");
  expect(at("2026-12-10T12:00:00Z")).toBeNull();
  expect(at("2026-12-10T12:00:01Z")).toBe("until");
});

test("the second person is another one, and is somebody", () => {
  expect(secondPersonIssue("ada", "grace")).toBeNull();
  expect(secondPersonIssue("ada", " ADA")).toContain("another person");
  expect(secondPersonIssue("ada", "local-token")).toContain("nobody is named");
  expect(secondPersonIssue("ada", "local-browser")).toContain("nobody is named");
});

test("it is told in one phrase", () => {
  const facts = { id: 3, reason: "slow", proposedBy: "ada", until: "2026-11-26T20:00:00Z" };
  expect(breakGlassText({ ...facts, approvedBy: "grace" })).toBe(
    "break-glass 3 by ada, approved by grace, until 2026-11-26T20:00:00Z: slow",
  );
  expect(breakGlassText({ ...facts, approvedBy: null })).toContain("not approved yet");
});
