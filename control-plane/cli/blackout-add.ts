// `trunkline blackout add`: for a time no run of chosen pipelines starts.

import { blackoutModes } from "#core/blackout.ts";
import { actOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { ofProject } from "./project-option.ts";

export const command = defineCommand({
  description:
    "A pipeline is meant when all that is given fits it. Runs under way go on. Runs that would start inside wait until the\n" +
    "end, or are skipped with the reason.",
  arguments: {},
  options: {
    ...actOptions,
    project: { type: "string", value: "NAME", description: "pipelines of this project" },
    pipeline: { type: "string", value: "NAME", description: "pipelines of this name" },
    tag: {
      type: "list",
      value: "TAG=WORD",
      description: "pipelines with this tag",
    },
    all: { type: "boolean", description: "every pipeline, where nothing else says which" },
    from: { type: "string", value: "INSTANT", description: "when it begins; default: now" },
    to: { type: "string", value: "INSTANT", description: "when it ends" },
    mode: {
      type: "string",
      value: "MODE",
      choices: blackoutModes,
      default: "later",
      description: "later or skip",
    },
    reason: { type: "string", value: "TEXT", description: "kept with it, and with what it skips" },
  },
  examples: [
    {
      command:
        "trunkline blackout add --tag tier=gold --from 2026-11-28T20:00Z --to 2026-11-29T04:00Z --reason migration",
      description: "runs of gold pipelines start after the night",
    },
  ],
  exits: ["failed", "usage", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { instantOf, shownInstant } = await import("./instant.ts");
    const { project, pipeline, tag, all, from, mode, reason } = options;
    if (options.to === undefined)
      throw new CommandError(
        "usage",
        "--to is missing",
        "say when it ends: --to 2026-11-29T04:00Z",
      );
    const at = (option: string, text: string) =>
      Temporal.Instant.fromEpochMilliseconds(instantOf(option, text)).toString();
    const body = {
      to: at("--to", options.to),
      mode,
      tags: tagsOf(tag),
      ...(all ? { all } : {}),
      ...(from === undefined ? {} : { from: at("--from", from) }),
      ...ofProject({ project }),
      ...(pipeline === undefined ? {} : { pipeline }),
      ...(reason === undefined ? {} : { reason }),
    };
    const made = await withServer(input, signal, (api) => api.addBlackout(body));
    out.value(
      made,
      () => `Blackout ${made.id} from ${shownInstant(made.from)} to ${shownInstant(made.to)}`,
    );
  },
});

function tagsOf(texts: readonly string[]): Record<string, string[]> {
  const tags: Record<string, string[]> = {};
  for (const text of texts) {
    const [, tag, word] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (tag === undefined || word === undefined)
      throw new CommandError("usage", `--tag '${text}' is no tag`, "such as tier=gold");
    tags[tag] = [...(tags[tag] ?? []), word];
  }
  return tags;
}
