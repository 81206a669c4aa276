// Reads a raw commit object. Both transports use it, so that an odd commit reads alike through each.

import { type Commit, GitError } from "./source.ts";

type Signature = Commit["author"];

const signaturePattern = /^(.*?) ?<([^<>]*)>(?: (-?\d+) ([+-]\d{4}))?/;

/** Years beyond 275760 do not fit an instant; forged commits carry such times. */
const lastSecond = 8_640_000_000_000;

function parseSignature(line: string): Signature {
  const [, name = "", email = "", seconds = "0"] = signaturePattern.exec(line) ?? ["", line];
  const clamped = Math.max(-lastSecond, Math.min(lastSecond, Number(seconds)));
  return {
    name,
    email,
    at: Temporal.Instant.fromEpochMilliseconds(clamped * 1000),
  };
}

/** Throws GitError `corrupt` when a header that every commit has is missing. */
export function parseCommit(oid: string, content: Uint8Array): Commit {
  const text = new TextDecoder().decode(content);
  const headersEnd = text.indexOf("\n\n");
  const headers = headersEnd < 0 ? text : text.slice(0, headersEnd);
  const parents: string[] = [];
  const single: Record<string, string> = {};
  // Lines that start with a space continue a header (signatures); none of the four read here continues.
  for (const line of headers.split("\n")) {
    const gap = line.indexOf(" ");
    const key = line.slice(0, gap);
    const value = line.slice(gap + 1);
    if (key === "parent") parents.push(value);
    else if (key !== "") single[key] ??= value;
  }
  const { tree, author, committer } = single;
  if (tree === undefined || author === undefined || committer === undefined)
    throw new GitError("corrupt", `commit ${oid} has no tree, author or committer`);
  return {
    oid,
    tree,
    parents,
    author: parseSignature(author),
    committer: parseSignature(committer),
    message: headersEnd < 0 ? "" : text.slice(headersEnd + 2),
  };
}
