// `trunkline triggers`: what messages set off, and how far each has come.

import type { TriggerSourceView } from "#api/client.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { ofProject, projectOption } from "./project-option.ts";

export const command = defineCommand({
  description:
    "Triggers that messages of other systems set off: rows of databases, files of folders, requests to webhooks. The JSON has how far each\n" +
    "was read.",
  arguments: {},
  options: { ...connectionOptions, ...projectOption },
  examples: [
    { command: "trunkline triggers", description: "who follows what, and what is wrong with it" },
    { command: "trunkline triggers --project finance", description: "of one project" },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { shownInstant } = await import("./instant.ts");
    const triggers = await withServer(input, signal, (api) => api.triggers(ofProject(options)));
    out.list(triggers, [
      { title: "PIPELINE", value: (one) => `${one.project}/${one.pipeline}` },
      { title: "A RUN FOR EACH", value: (one) => one.text },
      { title: "STATE", value: (one) => one.state },
      { title: "BY", value: (one) => one.worker ?? one.address ?? "" },
      { title: "LAST", value: ({ lastAt }) => (lastAt === null ? "never" : shownInstant(lastAt)) },
      { title: "RUNS", value: (one) => String(one.runs) },
      { title: "WAITING", value: waiting },
      { title: "ASIDE", value: (one) => String(one.aside || "") },
      { title: "ERROR", value: (one) => one.error ?? "" },
    ]);
    if (triggers.length === 0) out.note("no deployed pipeline is started by messages");
    const aside = triggers.reduce((sum, one) => sum + one.aside, 0);
    if (aside > 0) out.note("`trunkline triggers aside` lists what no run could be made of");
  },
});

const waiting = ({ waiting, maxWaiting }: TriggerSourceView): string =>
  waiting >= maxWaiting ? `${waiting}, so no more is taken` : String(waiting);
