// What `approve` and `reject` have in common: whose answer it is, and why.

import { connectionOptions } from "./command.ts";

export const voteOptions = {
  ...connectionOptions,
  reason: { type: "string", value: "TEXT", description: "kept with the answer" },
  actor: {
    type: "string",
    value: "NAME",
    description: "whose answer it is, where `by` names people; the server trusts who has its token",
  },
} as const;

export const voteArguments = {
  RUN: { required: true, description: "the run's id" },
  TASK: { required: true, description: "a task by its declared name, or one instance of it" },
} as const;

/** What the server takes. */
export const voteOf = (
  task: string,
  { reason, actor }: { reason: string | undefined; actor: string | undefined },
) => ({
  task,
  ...(reason === undefined ? {} : { reason }),
  ...(actor === undefined ? {} : { actor }),
});
