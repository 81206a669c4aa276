// `--label LABEL`, repeated: what a worker tells tasks that ask for labels.

import { labelRule, labelSet } from "#core/labels.ts";
import { CommandError } from "./exit.ts";

/** @throws CommandError `usage` for what no spec could ask for. */
export function workerLabels(given: readonly string[] = []): string[] {
  for (const label of given)
    if (!labelRule.test(label))
      throw new CommandError(
        "usage",
        `--label '${label}' is no label`,
        "letters, digits and `. _ : / @ + -`, at most 63, starting with a letter or digit; repeat --label for several",
      );
  return labelSet(given);
}
