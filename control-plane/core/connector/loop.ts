// What a macro over a list gives: each entry is judged by itself, and one that lacks what the condition names doesn't fulfil it.

import { ExpressionError } from "../expression.ts";
import { dataValue } from "../expression-data.ts";
import type { Loop } from "../expression-loop.ts";

type Data = Readonly<Record<string, unknown>>;

/** Of all loops of one expression together: some tenth of a second. */
export const mostEntries = 100_000;

class TooManyEntries extends ExpressionError {}

/** Counts the entries of one expression. */
export class LoopBudget {
  #left = mostEntries;

  /** @throws ExpressionError */
  take(): void {
    if (this.#left-- <= 0)
      throw new TooManyEntries(`it goes over more than ${mostEntries} entries`);
  }
}

/**
 * A truth value, or of a `map` the list, as the library takes it; undefined where there is no list.
 * @param list what stands at the loop's path
 * @param evaluate gives the value of a text
 * @throws ExpressionError for a value that is none, and for too many entries
 */
export function loopValue(
  { name, variable, where, value }: Loop,
  list: unknown,
  budget: LoopBudget,
  evaluate: (text: string, names: Data) => unknown,
): unknown {
  if (!Array.isArray(list)) return undefined;
  const holds = (entry: unknown): boolean => {
    budget.take();
    return where === null || isTrue(() => evaluate(where.text, { [variable]: entry }));
  };
  if (name === "all") return list.every(holds);
  if (name === "exists") return list.some(holds);
  return list.filter(holds).map((entry) => {
    const found = plain(evaluate(value?.text ?? "", { [variable]: entry }));
    if (found === undefined)
      throw new ExpressionError("map() gives texts, numbers and truth values");
    return found;
  });
}

/** As CEL has it: integers are not numbers there. */
const plain = (value: unknown) => dataValue(["value"], { value });

function isTrue(condition: () => unknown): boolean {
  try {
    return condition() === true;
  } catch (error) {
    if (error instanceof ExpressionError && !(error instanceof TooManyEntries)) return false;
    throw error;
  }
}
