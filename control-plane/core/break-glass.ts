// Break-glass: what two people change of a deployed pipeline for a time, without a commit. What may be changed so, who may
// agree to it, and how it is told.

import { parseDuration } from "./duration.ts";

/** One value in the words of the spec, such as `tasks.load.timeout`. */
export interface SpecEdit {
  path: string;
  value: unknown;
}

export interface BreakGlassIssue {
  at: string;
  message: string;
  help?: string;
}

/** As long as it may stand: what is needed for longer belongs into Git. */
export const longestBreakGlassMs = parseDuration("14d") as number;
const mostEdits = 20;

/** Rights and identity come by review alone. */
const refused: readonly [RegExp, string][] = [
  [/(^|\.)(secrets|secretFiles|runAs)(\.|$)/, "it says what a task has access to"],
  [/(^|\.)shadow(\.|$)/, "it says what runs beside another scheduler"],
  [/^(name|renamedFrom)$/, "a pipeline goes by its name"],
  [/^(legacy|owner|tags)(\.|$)/, "who answers for a pipeline, and who may see it, goes by it"],
];

/** What can't be changed so at all, whatever the pipeline. */
export function editIssues(edits: readonly SpecEdit[]): BreakGlassIssue[] {
  const issues: BreakGlassIssue[] = [];
  if (edits.length === 0) issues.push({ at: "set", message: "nothing is to be changed" });
  if (edits.length > mostEdits)
    issues.push({ at: "set", message: `${edits.length} changes are more than ${mostEdits}` });
  for (const { path, value } of edits) {
    const why = refused.find(([pattern]) => pattern.test(path))?.[1];
    if (!/^[^.\s]+(\.[^.\s]+)*$/.test(path))
      issues.push({
        at: path,
        message: `"${path}" is no path`,
        help: "such as tasks.load.timeout",
      });
    else if (why ?? namesRights(value))
      issues.push({
        at: path,
        message: `${path} can't be changed by break-glass: ${why ?? namesRights(value)}`,
        help: "merge a change of it",
      });
  }
  return issues;
}

/** A whole task given as a value may hold them as well. */
function namesRights(value: unknown): string | null {
  if (typeof value !== "object" || value === null) return null;
  for (const [key, member] of Object.entries(value)) {
    if (!Array.isArray(value) && /^(secrets|secretFiles|runAs)$/.test(key))
      return `it has ${key}, which says what a task has access to`;
    const inside = namesRights(member);
    if (inside !== null) return inside;
  }
  return null;
}

/** When it ends must be ahead, and not too far. */
export function untilIssue(until: Date, now: Date): BreakGlassIssue | null {
  const ms = until.getTime() - now.getTime();
  if (ms <= 0) return { at: "until", message: "it would have ended already" };
  if (ms <= longestBreakGlassMs) return null;
  return {
    at: "until",
    message: "it would stand for more than 14 days",
    help: "merge what is needed for longer: the patch is at hand",
  };
}

/** Who a request is recorded for when it says nobody: of the command line, or of a browser that was let in by an address. */
export const [nobody, nobodysBrowser] = ["local-token", "local-browser"] as const;

/** Neither is the name of somebody. */
export const isNobody = (actor: string): boolean => actor === nobody || actor === nobodysBrowser;

/** Why this person can't agree to what that one proposed; null when they can. */
export function secondPersonIssue(proposedBy: string, actor: string): string | null {
  if (isNobody(actor)) return "nobody is named: say who agrees to it";
  if (actor.trim().toLowerCase() === proposedBy.trim().toLowerCase())
    return `${proposedBy} proposed it: another person has to agree`;
  return null;
}

export interface BreakGlassFacts {
  id: number | string;
  reason: string;
  proposedBy: string;
  approvedBy: string | null;
  /** ISO. */
  until: string;
}

/** Such as `break-glass 3 by ada, approved by grace, until 2026-11-26T20:00:00Z: the warehouse is slow`. */
export function breakGlassText({
  id,
  reason,
  proposedBy,
  approvedBy,
  until,
}: BreakGlassFacts): string {
  const agreed = approvedBy === null ? "not approved yet" : `approved by ${approvedBy}`;
  return `break-glass ${id} by ${proposedBy}, ${agreed}, until ${until}: ${reason}`;
}
