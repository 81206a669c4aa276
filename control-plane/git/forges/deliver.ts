// Brings one wish to a forge, by what it can: who may make no check runs sets a status instead.

import type { Desired, DesiredCheck, DesiredStatus, Done } from "#core/forges/desired.ts";
import type { Forge, Keep } from "./forge.ts";

export function deliver(forge: Forge, desired: Desired, done: Done, keep: Keep): Promise<void> {
  switch (desired.kind) {
    case "check":
      return forge.annotate ? forge.annotate(desired, keep) : forge.setStatus(statusOf(desired));
    case "comment":
      return forge.upsertComment(desired, done, keep);
    case "status":
      return forge.setStatus(desired);
    case "deployment":
      return forge.deployment?.(desired, keep) ?? Promise.resolve();
    default:
      return desired satisfies never;
  }
}

/** The plan itself is in the comment. */
const statusOf = ({ commit, name, conclusion, title }: DesiredCheck): DesiredStatus => ({
  ...{ kind: "status", commit, context: name, description: title },
  state: conclusion === "failure" ? "failure" : "success",
});
