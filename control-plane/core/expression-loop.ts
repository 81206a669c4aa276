// Macros of CEL over a list, `all`, `exists` and `map`, as references: what is said of each entry is kept as a text of its
// own, which is evaluated entry by entry (connector/loop.ts), so that no entry reaches the library.

import type { ASTNode } from "@marcbachmann/cel-js";

const loopNames = ["all", "exists", "map"] as const;
export type LoopName = (typeof loopNames)[number];

export interface Loop {
  kind: "loop";
  name: LoopName;
  /** Path of the list. */
  list: string[];
  /** What each entry is called in the texts. */
  variable: string;
  /** Condition of an entry; null for a `map` of all. */
  where: LocatedText | null;
  /** Of a `map`. */
  value: LocatedText | null;
}

export interface LocatedText {
  text: string;
  /** In the expression around it, in UTF-16 code units. */
  offset: number;
}

export const isLoopName = (name: string): name is LoopName =>
  (loopNames as readonly string[]).includes(name);

/** What is wrong with one where there are none. */
export const noLoop = (name: LoopName): { message: string; help: string } => ({
  message: `unknown function "${name}"`,
  help: loopHelp(name),
});

const loopHelp = (name: LoopName): string =>
  `loops are left out but in connectors: ${
    name === "map"
      ? "list.map(entry, value) or list.map(entry, condition, value)"
      : `list.${name}(entry, condition)`
  }, where list is a name`;

/**
 * The macro of a call, or null where its arguments are others.
 * @param list path of what it goes over
 * @param text the whole expression
 */
export function loopOf(
  node: ASTNode & { op: "rcall" },
  name: LoopName,
  list: string[],
  text: string,
): Loop | null {
  const [, , [variable, first, second, ...more]] = node.args;
  if (variable?.op !== "id" || first === undefined || more.length > 0) return null;
  if (second !== undefined && name !== "map") return null;
  // Nodes leave out the parentheses around them; commas and the closing one of the call don't move.
  const from = text.indexOf(",", variable.end) + 1;
  const end = node.end - 1;
  const comma = second === undefined ? end : text.indexOf(",", first.end);
  const one = { text: text.slice(from, comma), offset: from };
  const two = second && { text: text.slice(comma + 1, end), offset: comma + 1 };
  return {
    ...{ kind: "loop", name, list, variable: variable.args },
    where: name === "map" && two === undefined ? null : one,
    value: name === "map" ? (two ?? one) : null,
  };
}
