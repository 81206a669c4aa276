// A line of `blame`: one field with the change that set it, as programs get it and as people read it.

import type { BlamedField } from "./blame.ts";
import { readChange } from "./change.ts";

/** What is read of the commit that set a field. */
export interface BlamedCommit {
  oid: string;
  author: { name: string; email: string };
  committer: { at: Temporal.Instant };
  message: string;
}

export interface BlameLine {
  pipeline: string;
  /** Such as `tasks.load.timeoutMs`. */
  path: string;
  /** In the normalized pipeline: durations are milliseconds. */
  value: unknown;
  /** Files that say so: the spec, its defaults, a template, a calendar. */
  files: string[];
  commit: string;
  author: string;
  /** When the change was committed. */
  at: string;
  /** Number of the pull request, where the message names one. */
  change: string | null;
  /** Who approved, as the message declares. */
  approvers: string[];
  subject: string;
  /** History is cut off here, so that an older commit may have set it. */
  orEarlier: boolean;
}

export function blameLine(
  pipeline: string,
  {
    path,
    value,
    files,
    change: commit,
    orEarlier,
  }: BlamedField<BlamedCommit> & { files: string[] },
): BlameLine {
  const { subject, change, approvers } = readChange(commit.message);
  return {
    ...{ pipeline, path, value, files },
    commit: commit.oid,
    author: `${commit.author.name} <${commit.author.email}>`,
    at: commit.committer.at.toString(),
    change: change === null ? null : String(change.number),
    ...{ approvers, subject, orEarlier },
  };
}

/** Longer values are cut: the whole is in `--output json`. */
const longestValue = 48;

/** A value for people; a calendar goes by its name. */
export function valueText(value: unknown): string {
  if (value === null) return "(none)";
  const named = typeof value === "object" && "name" in value && "weekdays" in value;
  const text = named ? String(value.name) : JSON.stringify(value);
  return text.length <= longestValue ? text : `${text.slice(0, longestValue)}…`;
}
