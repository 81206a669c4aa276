// Raw commits, also the odd ones that years of tools have left in repositories.

import { expect, it } from "vitest";
import { parseCommit } from "#git/commit.ts";
import { GitError } from "#git/source.ts";

const tree = "a".repeat(40);
const parse = (...lines: string[]) => parseCommit("c", new TextEncoder().encode(lines.join("\n")));

it("reads a signed merge with an encoding header, and none of its signature", () => {
  const commit = parse(
    `tree ${tree}`,
    `parent ${"1".repeat(40)}`,
    `parent ${"2".repeat(40)}`,
    "author Ada <ada@example.com> 1767225600 +0100",
    "committer Web-Flow <noreply@example.com> 1767225660 -0730",
    "gpgsig -----BEGIN SSH SIGNATURE-----",
    " tree not-this",
    " parent not-this",
    " -----END SSH SIGNATURE-----",
    "encoding UTF-8",
    "",
    "Subject",
    "",
    "tree in the body",
  );
  expect(commit).toMatchObject({
    tree,
    parents: ["1".repeat(40), "2".repeat(40)],
    message: "Subject\n\ntree in the body",
  });
  expect(commit.author.at.toString()).toBe("2026-01-01T00:00:00Z");
  expect(commit.committer.at.toString()).toBe("2026-01-01T00:01:00Z");
});

it.each([
  ["A <a@x>", { name: "A", email: "a@x", time: "1970-01-01T00:00:00Z" }],
  [" <> 5 +0000", { name: "", email: "", time: "1970-01-01T00:00:05Z" }],
  ["nobody at all", { name: "nobody at all", email: "", time: "1970-01-01T00:00:00Z" }],
  ["A <a@x> 99999999999999999 +0000", { name: "A", email: "a@x", time: "+275760-09-13T00:00:00Z" }],
  ["A <a@x> -5 +0000", { name: "A", email: "a@x", time: "1969-12-31T23:59:55Z" }],
])("reads the author %j", (author, { name, email, time }) => {
  const commit = parse(`tree ${tree}`, `author ${author}`, "committer B <b@x> 1 +0000", "", "m");
  expect([commit.author.name, commit.author.email]).toEqual([name, email]);
  expect(commit.author.at.toString()).toBe(time);
});

it("reads a commit without a message", () => {
  expect(parse(`tree ${tree}`, "author A <a> 1 +0000", "committer A <a> 1 +0000").message).toBe("");
});

it("refuses what is no commit", () => {
  expect(() => parse(`tree ${tree}`, "", "m")).toThrow(GitError);
  expect(() => parse("")).toThrow(GitError);
});
