// What the API answers about pools.

import {
  definition,
  instant,
  integer,
  list,
  maybe,
  object,
  oneOf,
  pageOf,
  text,
  truth,
} from "./schema.ts";

const poolUser = object(
  {
    run: text("Its run's id."),
    project: text("Its project."),
    pipeline: text("Its pipeline."),
    task: text("Its name."),
    takes: text("What it takes, such as `2 units of pool warehouse`."),
    kept: truth("It failed, and keeps it until a rerun succeeds."),
    since: instant("Since when it has it or waits"),
  },
  "A task.",
);
export const poolView = definition(
  "Pool",
  {
    name: text("Its name."),
    project: maybe(text("The project that declares it; null for a global one.")),
    kind: oneOf(["units", "lock", "rate"], "What is shared."),
    description: maybe(text("What it stands for.")),
    units: integer("Units there are; 1 for a lock."),
    perSeconds: maybe(integer("Of a rate: the time within which `units` may be taken.")),
    used: integer("Units that are taken; of a lock, the tasks that hold it."),
    users: list(poolUser, "Who has them, the first 20."),
    waiting: integer("Tasks that wait for some of it."),
    next: list(poolUser, "Who waits, the first 20 in their order."),
  },
  "What tasks share: a pool of units, a lock or a rate.",
);
export const poolPage = pageOf("PoolPage", poolView);
