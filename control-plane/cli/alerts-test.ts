// `trunkline alerts test`: a message to one channel, sent by the server, or only shown.

import { alertKinds } from "#core/alerts/kind.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "With --dry-run nothing is sent and no server asked: the payload is made from the files of a control repository or of\n" +
    "--alerts. Secrets are not looked up.",
  arguments: {
    DIR: { description: "the control repository's folder, with --dry-run; default: here" },
  },
  options: {
    ...connectionOptions,
    channel: { type: "string", value: "NAME", description: "the channel" },
    dryRun: { type: "boolean", description: "print what would be sent" },
    alerts: {
      type: "string",
      value: "FILE",
      description: "with --dry-run: the file that --alerts of the server names",
    },
    act: {
      type: "string",
      value: "WORD",
      choices: ["open", "again", "remind", "escalate", "acknowledge", "resolve", "digest", "test"],
      default: "test",
      description: "with --dry-run: what is said",
    },
    kind: {
      type: "string",
      value: "KIND",
      choices: [...alertKinds],
      default: "failed",
      description: "with --dry-run: of what",
    },
  },
  examples: [
    {
      command: "trunkline alerts test --channel oncall --dry-run",
      description: "what PagerDuty would be sent",
    },
    { command: "trunkline alerts test --channel oncall", description: "sends it" },
  ],
  exits: ["failed", "usage", "refused"],
  async run(input) {
    const { args, options, out, signal, cwd } = input;
    const { channel } = options;
    if (channel === undefined)
      throw new CommandError(
        "usage",
        "--channel is missing",
        "`trunkline alerts channels` lists them",
      );
    if (!options.dryRun) {
      const { withServer } = await import("./connect.ts");
      const message = await withServer(input, signal, (api) => api.testAlertChannel(channel));
      out.value(
        { channel, message },
        () => `A test to ${channel} is in the outbox: message ${message}`,
      );
      return "ok";
    }
    const { alertsAt } = await import("./alerts-settings.ts");
    const { channelFor } = await import("#alerts/channels/channels.ts");
    const { testWord } = await import("#alerts/test-word.ts");
    const settings = await alertsAt(cwd, args.DIR, options.alerts);
    const found = settings.channels[channel];
    if (found === undefined)
      throw new CommandError(
        "failed",
        `there is no channel "${channel}"`,
        `known: ${Object.keys(settings.channels).join(", ") || "none"}`,
      );
    const { act } = options;
    const now = new Date();
    const over =
      act === "resolve" ? { resolvedAt: now.toISOString(), resolution: "run 1 succeeded" } : {};
    const by = act === "acknowledge" ? { acknowledgedBy: "you" } : {};
    const word = { ...testWord(now, null, options.kind), ...over, ...by, act };
    const payload = channelFor(found.target).preview(found.target, word);
    out.value(payload as object, () => JSON.stringify(payload, null, 2));
    return "ok";
  },
});
