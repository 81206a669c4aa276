// What a change of OWNERS means to who must approve later changes: which rules come and which go.

import { type OwnerRule, parseOwners } from "./rules.ts";

export interface OwnersChange {
  /** As `/gl/** needs 2 of gl, finance/leads`, in the order of the file. */
  added: string[];
  removed: string[];
  /** Other rules stand in another order, of which the last that fits a file decides. */
  reordered: boolean;
}

/** Null where the rules stay as they are; a side without the file is null. */
export function ownersChange(before: string | null, after: string | null): OwnersChange | null {
  const [old, now] = [before, after].map((text) =>
    text === null ? [] : parseOwners(text).rules.map(ruleText),
  ) as [string[], string[]];
  const added = now.filter((rule) => !old.includes(rule));
  const removed = old.filter((rule) => !now.includes(rule));
  const kept = [old, now].map((rules) =>
    rules.filter((rule) => old.includes(rule) && now.includes(rule)).join("\n"),
  );
  const reordered = kept[0] !== kept[1];
  return added.length + removed.length === 0 && !reordered ? null : { added, removed, reordered };
}

const ruleText = ({ subject, owners, count }: OwnerRule): string =>
  owners.length === 0
    ? `${subject} needs nobody`
    : `${subject} needs ${count} of ${owners.join(", ")}`;
