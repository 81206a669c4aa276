// Gates that a person opens for one run: what may be named, and what is left of the gates without it.

import type { Condition, Fact } from "../conditions/condition.ts";
import type { Gates } from "../pipeline.ts";

/** The first two may be narrowed by a name, as in `condition:LEDGER-OPEN`. */
export const ignorable = ["condition", "pool", "time", "retry", "hold", "blackout"] as const;
export type Ignorable = (typeof ignorable)[number];

export interface Ignored {
  kind: Ignorable;
  /** Null: all of the kind. */
  name: string | null;
}

export interface NotIgnorable {
  message: string;
  help: string;
}

/** What is never opened by force, and what does it instead. */
const refused: Record<string, string> = {
  needs: "say what became of the task that is needed: `trunkline mark RUN succeeded --task NEED`",
  approval: "an approval is a person's decision: `trunkline approve`",
  worker: "run it elsewhere: `trunkline override RUN --runs-on LABEL`",
};

/** `time`, `condition:NAME`, … */
export function parseIgnored(text: string): Ignored | NotIgnorable {
  const [word = "", ...rest] = text.split(":");
  const name = text.includes(":") ? rest.join(":") : null;
  const kind = ignorable.find((one) => one === word);
  if (kind === undefined || name === "")
    return {
      message: `"${text}" can't be ignored`,
      help: refused[word] ?? `one of: ${ignorable.join(", ")}, condition:NAME, pool:NAME`,
    };
  if (name !== null && kind !== "condition" && kind !== "pool")
    return { message: `"${kind}" takes no name`, help: `write ${kind}` };
  return { kind, name };
}

export const ignoredText = ({ kind, name }: Ignored): string =>
  name === null ? kind : `${kind}:${name}`;

/** Stored texts were checked when they were written. */
export const ignoredOf = (texts: readonly string[]): Ignored[] =>
  texts.map(parseIgnored).filter((one): one is Ignored => "kind" in one);

/** The gates that still count. What people hold back (`hold`, `blackout`) and retries are not among gates. */
export function withoutIgnored(gates: Gates, ignored: readonly Ignored[]): Gates {
  let left = gates;
  for (const { kind, name } of ignored) {
    if (kind === "time") left = { ...left, notBefore: null, notAfter: null };
    if (kind === "pool")
      // A revision that was stored before there were pools has no list.
      left = {
        ...left,
        takes: (left.takes ?? []).filter(({ pool }) => name !== null && pool !== name),
      };
    if (kind === "condition" && left.awaits !== null)
      left = { ...left, awaits: name === null ? null : ignoring(left.awaits, name, true) };
  }
  return left;
}

/** The names that a fact goes by. */
export function namesOf(fact: Fact): string[] {
  const project = "project" in fact && fact.project !== null ? `${fact.project}/` : "";
  switch (fact.kind) {
    case "run":
      return [
        `${project}${fact.pipeline}`,
        ...(fact.task === null ? [] : [`${project}${fact.pipeline}.${fact.task}`]),
      ];
    case "task":
      return [fact.task];
    default:
      return [`${project}${fact.name}`];
  }
}

/**
 * The condition as if the facts of that name stood where they let it pass: under `not` that is the other way round.
 * @param wanted What the whole must become at this place for the task to start.
 */
function ignoring(condition: Condition, name: string, wanted: boolean): Condition {
  if (!("of" in condition))
    return namesOf(condition).includes(name) ? { kind: wanted ? "all" : "any", of: [] } : condition;
  if (condition.kind === "not")
    return { kind: "not", of: [ignoring(condition.of[0], name, !wanted)] };
  return { ...condition, of: condition.of.map((one) => ignoring(one, name, wanted)) };
}
