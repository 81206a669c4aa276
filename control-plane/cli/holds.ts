// `trunkline holds`: what is held, by whom, why and until when.

import type { HoldView } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { ofProject, projectOption } from "./project-option.ts";

export const command = defineCommand({
  arguments: {},
  options: {
    ...connectionOptions,
    ...projectOption,
  },
  examples: [{ command: "trunkline holds", description: "with the commands that end them" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const [holds, projects] = await withServer(input, signal, async (api) => [
      await api.holds(ofProject(options)),
      await api.projects(),
    ]);
    out.list(holds, [
      { title: "HELD", value: whatOf },
      { title: "MODE", value: (one) => one.mode },
      { title: "BY", value: (one) => one.actor },
      { title: "SINCE", value: (one) => shownInstant(one.since) },
      { title: "UNTIL", value: (one) => shownInstant(one.until) },
      { title: "REASON", value: (one) => one.reason ?? "" },
    ]);
    const held = projects.filter(
      ({ name, sync }) => sync.hold !== null && name === (options.project ?? name),
    );
    for (const { name, sync } of held)
      out.note(`project ${name} is ${sync.reason}; trunkline release --project ${name}`);
    if (holds.length + held.length === 0) out.note("nothing is held");
  },
});

function whatOf({ project, pipeline, run, task }: HoldView): string {
  const whole = run === null ? `${project}/${pipeline}` : `run ${run} of ${project}/${pipeline}`;
  return task === null ? whole : `${task} of ${whole}`;
}
