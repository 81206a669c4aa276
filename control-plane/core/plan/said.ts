// A sentence about a change: what it is about, and its words.

import { canonicalJson } from "../canonical.ts";
import { quoted, sides } from "./wording.ts";

export const subjects = [
  ...([
    "schedule",
    "conditions",
    "tasks",
    "needs",
    "work",
    "retries",
    "timeouts",
    "windows",
  ] as const),
  ...(["deadlines", "secrets", "workers", "users", "pools", "approvals", "effects"] as const),
  ...(["parameters", "limits", "ownership", "file", "other"] as const),
] as const;
/** What a sentence is about. */
export type Subject = (typeof subjects)[number];

export interface Meaning {
  subject: Subject;
  /** Null: the pipeline as a whole. */
  task: string | null;
  /** One line without a full stop. */
  text: string;
}

export type Said = Omit<Meaning, "task">;

export const say = (subject: Subject, text: string): Said => ({ subject, text });

/** Equal values are equal whatever order their keys are in: one side may come from the store. */
export const isEqual = (a: unknown, b: unknown): boolean =>
  a === b || canonicalJson(a ?? null) === canonicalJson(b ?? null);

/** Of a field that has no words: its name, and what it was and is. */
export const otherwise = (key: string, before: unknown, after: unknown): Said =>
  say("other", `${key}: ${sides(valueText(before), valueText(after))}`);

function valueText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return quoted(value);
  const text = JSON.stringify(value);
  return text.length <= longestValue ? text : `${text.slice(0, longestValue)}…`;
}

const longestValue = 120;
