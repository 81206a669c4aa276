// `trunkline alerts ack`: somebody is at it, so nobody else is told.

import { actOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Escalation and reminders end, and PagerDuty and the like are told who has it. That it is over is told all the same.",
  arguments: { ID: { required: true, description: "the alert, as `trunkline alerts` lists it" } },
  options: {
    ...actOptions,
    note: { type: "string", value: "TEXT", description: "what others should know" },
  },
  examples: [
    {
      command: "trunkline alerts ack 31 --note 'the bank sends late today'",
      description: "says so",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const body = options.note === undefined ? {} : { note: options.note };
    const alert = await withServer(input, signal, (api) => api.acknowledgeAlert(args.ID, body));
    out.value(alert, () => `Acknowledged by ${alert.acknowledgedBy}: ${alert.title}`);
  },
});
