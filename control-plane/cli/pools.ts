// `trunkline pools`: what tasks share, who has it and who waits.

import type { PoolView } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { ofProject } from "./project-option.ts";

export const command = defineCommand({
  description:
    "Pools, locks and rates are declared in a project's pools.yaml. The JSON has the first 20 who have each and the\n" +
    "first 20 who wait, in their order.",
  arguments: {},
  options: {
    ...connectionOptions,
    project: { type: "string", value: "NAME", description: "only what this project declares" },
  },
  examples: [{ command: "trunkline pools", description: "how much is taken, and by whom" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { project } = options;
    const pools = await withServer(input, signal, (api) => api.pools(ofProject({ project })));
    out.list(pools, [
      {
        title: "POOL",
        value: (one) => (one.project === null ? one.name : `${one.project}/${one.name}`),
      },
      { title: "KIND", value: (one) => one.kind },
      { title: "TAKEN", value: taken },
      { title: "WAITING", value: (one) => String(one.waiting) },
      { title: "BY", value: by },
    ]);
    if (pools.length === 0)
      out.note("no pool is declared: they are in pools.yaml at a project's root");
  },
});

function taken({ kind, units, used, perSeconds, users }: PoolView): string {
  if (kind === "lock") {
    if (used === 0) return "free";
    return users[0]?.takes.endsWith("exclusive") ? "exclusive" : `shared by ${used}`;
  }
  return perSeconds === null ? `${used} of ${units}` : `${used} of ${units} in ${perSeconds} s`;
}

function by({ users }: PoolView): string {
  const names = users
    .slice(0, 3)
    .map(
      ({ run, pipeline, task, kept }) =>
        `run ${run} ${pipeline}/${task}${kept ? " (failed, keeps it)" : ""}`,
    );
  const more = users.length - names.length;
  return (
    names.join(", ") + (more > 0 ? ` and ${more}${users.length < 20 ? "" : " or more"} others` : "")
  );
}
