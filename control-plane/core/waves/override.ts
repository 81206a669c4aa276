// Whether two people have let a wave go live: one has made the change that brought the override in, the other has approved it.

import { dateOf, dayOf } from "../calendar/date.ts";
import { isSamePerson } from "../owners/reviewers.ts";
import type { OverrideProof } from "./going-live.ts";
import type { WaveOverride } from "./wave.ts";

/** So many days ahead an override may end. */
const longestOverrideDays = 31;

/** Who has a hand in the newest change of the wave's file, as far as that is known. */
export interface OverrideHands {
  /** `change #12`, `commit 1a2b3c4d5e6f`. */
  what: string;
  makers: readonly string[];
  /** Whose approvals count: none of those who made it. */
  approvers: readonly string[];
}

/** Whether two people answer for it, whenever that is. @param hands A text: why they can't be told. */
export const judgeOverride = (
  override: WaveOverride,
  hands: OverrideHands | string,
): OverrideProof => ({ ...override, refused: handsRefusal(override, hands) });

/** Why it does not count on a day; null: it does. */
export function timeRefusal({ until }: Pick<WaveOverride, "until">, today: string): string | null {
  if (until < today) return `it expired on ${until}`;
  return until > dateOf(dayOf(today) + longestOverrideDays)
    ? `${until} is more than ${longestOverrideDays} days ahead`
    : null;
}

function handsRefusal({ by }: WaveOverride, hands: OverrideHands | string): string | null {
  if (typeof hands === "string") return hands;
  const { what, makers, approvers } = hands;
  const isAmong = (people: readonly string[], person: string) =>
    people.some((one) => isSamePerson(one, person));
  const [one = "", other = ""] = by;
  if (isSamePerson(one, other)) return `${one} and ${other} are one person`;
  for (const [maker, approver] of [
    [one, other],
    [other, one],
  ] as const)
    if (isAmong(makers, maker) && isAmong(approvers, approver)) return null;
  const maker = by.find((person) => isAmong(makers, person));
  if (maker === undefined) return `neither ${one} nor ${other} has made ${what}, which brought it`;
  return `${by.find((person) => person !== maker)} has not approved ${what}, which brought it`;
}
