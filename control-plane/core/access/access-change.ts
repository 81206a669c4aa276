// Rights of people that a change widens or narrows, as plans and `trunkline access diff` show them.

import type { AccessAction } from "./action.ts";

export interface AccessChange {
  /** The pipeline, project or server. */
  what: string;
  /** People, robots and groups who are the same to all policies. */
  who: string[];
  /** What they may after it and could not before, and the reverse. */
  widened: AccessAction[];
  narrowed: AccessAction[];
}

export interface AccessChanges {
  changes: AccessChange[];
  /** Of so many pipelines more nobody was asked. */
  unasked: number;
}

/** `ann@example.com and 3 more`. */
export function whoText([first = "nobody", ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

/** A line for each direction: `shop/load: ann@example.com may read, trigger`. */
export const accessChangeLines = ({ what, who, widened, narrowed }: AccessChange): string[] => [
  ...(widened.length === 0 ? [] : [`${what}: ${whoText(who)} may ${widened.join(", ")}`]),
  ...(narrowed.length === 0
    ? []
    : [`${what}: ${whoText(who)} may no longer ${narrowed.join(", ")}`]),
];
