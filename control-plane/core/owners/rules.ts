// Reads OWNERS, the file in a project's root that says whose approval a change needs.
// Of lines with a path the last that fits decides, as in CODEOWNERS; each line with a tag that fits adds to it.

import { type PathPattern, pathPattern } from "./pattern.ts";

export const ownersFile = "OWNERS";

export interface OwnerRule {
  /** From 1. */
  line: number;
  /** What it is for, as written: a pattern of paths, or `tag:KEY=VALUE`. */
  subject: string;
  /** Teams and people without their `@`; none: nobody needs to approve. */
  owners: string[];
  /** So many of them. */
  count: number;
  meets: { path: PathPattern } | { tag: string; value: string };
}

export interface OwnersProblem {
  line: number;
  message: string;
}

export interface OwnerRules {
  rules: OwnerRule[];
  problems: OwnersProblem[];
}

/** Far more than anybody reads. */
const maxRules = 2_000;

export function parseOwners(text: string): OwnerRules {
  const rules: OwnerRule[] = [];
  const problems: OwnersProblem[] = [];
  for (const [at, written] of text.split(/\r?\n/).entries()) {
    const line = at + 1;
    const words = written.replace(/(^|\s)#.*$/, "").trim();
    if (words === "") continue;
    const rule = rules.length < maxRules ? parseRule(words) : `more than ${maxRules} rules`;
    if (typeof rule === "string") problems.push({ line, message: rule });
    else rules.push({ line, ...rule });
  }
  return { rules, problems };
}

/** `PATTERN @OWNER… [COUNT]`. */
function parseRule(text: string): Omit<OwnerRule, "line"> | string {
  const [subject = "", ...words] = text.split(/\s+/);
  const last = words.at(-1) ?? "";
  const hasCount = /^\d+$/.test(last);
  const owners = hasCount ? words.slice(0, -1) : words;
  const count = hasCount ? Number(last) : 1;
  const odd = owners.find((owner) => !/^(@[\w][\w./-]*|[^@\s]+@[^@\s]+)$/.test(owner));
  if (odd !== undefined)
    return `"${odd}" is no owner: write @TEAM, @PERSON or an address, and the number of approvals last`;
  if (hasCount && (count < 1 || count > 20)) return `it asks for ${count} approvals, not 1 to 20`;
  if (hasCount && owners.length === 0) return "it names nobody who could approve";
  const meets = meeting(subject);
  if (typeof meets === "string") return meets;
  const names = owners.map((owner) => owner.replace(/^@/, ""));
  return { subject, owners: [...new Set(names)], count, meets };
}

function meeting(subject: string): OwnerRule["meets"] | string {
  if (!subject.startsWith("tag:")) {
    const path = pathPattern(subject);
    return path === null
      ? `"${subject}" is no pattern: *, ? and ** are read, not !, [ ] or \\`
      : { path };
  }
  const [, tag, value] = /^tag:([^=]+)=(.+)$/.exec(subject) ?? [];
  return tag === undefined || value === undefined
    ? `"${subject}" is not tag:KEY=VALUE, as in tag:tier=gold`
    : { tag, value };
}
