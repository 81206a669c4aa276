// The providers of one worker: which of them serves which name, in order, and what is said when none has it.

import { matchesPattern } from "#core/ceilings/pattern.ts";
import type { SecretRoute } from "#core/registration.ts";
import { SecretFault, type SecretProvider, type SecretQuestion } from "./provider.ts";

export interface ServedNames {
  provider: SecretProvider;
  /** Patterns of the names that it is asked for; null: any. */
  names: readonly string[] | null;
}

export type SecretAnswer =
  /** `provider`: who had it. */
  | { value: string; provider: string }
  /** As sentences for people. `passes`: another attempt may find it. */
  | { missing: string; passes: boolean };

export interface Secrets {
  /** @param routes of the project's registration: the first that matches says who is asked. Never rejects. */
  read(question: SecretQuestion, routes?: readonly SecretRoute[]): Promise<SecretAnswer>;
}

/** @param served in the order in which they are asked */
export function secretsFrom(served: readonly ServedNames[]): Secrets {
  return {
    async read(question, routes = []) {
      const { name } = question;
      const route = routes.find(({ names }) => isOneOf(name, names));
      const chosen = route === undefined ? served : inOrder(served, route.from);
      if ("lacks" in chosen)
        return { missing: lackingText(name, chosen.lacks, served), passes: false };
      const asked = chosen.filter(({ names }) => names === null || isOneOf(name, names));
      try {
        for (const { provider } of asked) {
          const value = await provider.read(question);
          if (value !== null) return { value, provider: provider.name };
        }
      } catch (error) {
        if (error instanceof SecretFault)
          return {
            missing: `The secret "${name}" can't be had. ${error.message}`,
            passes: error.passes,
          };
        throw error;
      }
      return { missing: absentText(question, asked, served), passes: false };
    },
  };
}

const isOneOf = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => matchesPattern(name, pattern));

function inOrder(
  served: readonly ServedNames[],
  wanted: readonly string[],
): ServedNames[] | { lacks: string } {
  const chosen: ServedNames[] = [];
  for (const name of wanted) {
    const found = served.find(({ provider }) => provider.name === name);
    if (found === undefined) return { lacks: name };
    chosen.push(found);
  }
  return chosen;
}

const namesOf = (served: readonly ServedNames[]): string =>
  served.map(({ provider }) => `\`${provider.name}\``).join(", ") || "none";

const lackingText = (name: string, lacks: string, served: readonly ServedNames[]): string =>
  `The project's registration has the secret "${name}" asked of \`${lacks}\`, which this worker does not have. ` +
  `It has ${namesOf(served)}: add \`${lacks}\` to the file of \`--secrets\`, or change the registration.`;

function absentText(
  question: SecretQuestion,
  asked: readonly ServedNames[],
  served: readonly ServedNames[],
): string {
  const none = `This worker has no secret "${question.name}".`;
  if (asked.length === 0)
    return `${none} None of its providers (${namesOf(served)}) serves that name: add it to \`names\` of one in the file of \`--secrets\`.`;
  const places = asked.map(({ provider }) => provider.place(question));
  const all = asked.length === 1 ? "" : ` It asked ${namesOf(asked)}.`;
  return `${none}${all} Put it into ${places.join(", or ")}.`;
}
