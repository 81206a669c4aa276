// The order in which test files start: the long ones first, so that none of them is left running alone at the end.

import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Those that take over 20 s, the longest first; vitest itself begins with the largest files. */
const LONGEST = [
  "flow/engine-simulation",
  "flow/cron-migrated",
  "flow/installation",
  "docs/readme",
  "flow/faults-stop",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return at < 0 ? LONGEST.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
