// What the API answers about the difference of two revisions.

import type { Plan } from "#core/plan.ts";
import { definition, oneOf, opaque } from "./schema.ts";

export const difference = definition(
  "Difference",
  {
    plan: opaque<Plan>(
      "The change from the one to the other, as `plan` prints it. Pools and readers are not compared.",
    ),
    scripts: oneOf(
      ["known", "unknown"],
      "Whether changed scripts are in it: of an old revision the files may be gone.",
    ),
  },
  "What differs between two deployed revisions.",
);
