// `trunkline connectors test`: a connector against a server that plays its system.

import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "Plays conversations: files that say, request by request, what the connector must ask and what it is answered, and how the task\n" +
    "must end. They are played by a real server on this machine, which stands for whatever host is asked. Exits with 1 when one differs.",
  arguments: {
    NAME: { required: true, description: "the connector's name, or the path of its file" },
    CONVERSATION: {
      description: "a file or a folder of them; default: connectors/conversations/NAME beside it",
    },
  },
  options: {},
  examples: [
    {
      command: "trunkline connectors test connectors/jobs.yaml",
      description: "all conversations in connectors/conversations/jobs",
    },
  ],
  exits: ["failed", "refused"],
  async run({ args, out, cwd }) {
    const { connectorNamed, show } = await import("./connector-file.ts");
    const { playedAction, readConversation } = await import("#core/connector/played.ts");
    const { parseBytes } = await import("#core/parse.ts");
    const { playConversation } = await import("#executors/connector/play.ts");
    const named = await connectorNamed(args.NAME, cwd, out);
    const folder = path.join(
      named.path === null
        ? path.join(import.meta.dirname, "..", "connectors")
        : path.dirname(named.path),
      "conversations",
      named.name,
    );
    const files = await conversationsAt(
      args.CONVERSATION ? path.resolve(cwd, args.CONVERSATION) : folder,
    );
    let failures = 0;
    for (const file of files) {
      const shown = path.relative(cwd, file);
      const parsed = parseBytes(shown, await readFile(file));
      const read = readConversation(parsed);
      if ("diagnostics" in read) {
        show(read.diagnostics, parsed, out);
        failures++;
        continue;
      }
      const connector = named.file.connector as NonNullable<typeof named.file.connector>;
      const { action, secrets } = playedAction(named.name, connector, read.conversation);
      const { findings } = await playConversation(action, secrets, read.conversation);
      if (findings.length > 0) failures++;
      out.value({ file: shown, findings }, () =>
        [
          `${findings.length === 0 ? out.style("green", "ok") : out.style("red", "differs")}  ${shown}`,
          ...findings.map((one) => `    ${one}`),
        ].join("\n"),
      );
    }
    if (failures > 0)
      throw new CommandError(
        "refused",
        `${failures} of ${counted(files.length)} went otherwise`,
        "mend the connector or the conversation",
      );
    out.note(`${counted(files.length)} went as written`);
  },
});

const counted = (number: number): string => `${number} conversation${number === 1 ? "" : "s"}`;

async function conversationsAt(place: string): Promise<string[]> {
  const found = await stat(place).catch(() => null);
  if (found === null)
    throw new CommandError(
      "failed",
      `there are no conversations at ${place}`,
      "docs/connectors.md says how to write one",
    );
  if (found.isFile()) return [place];
  const names = (await readdir(place)).filter((name) => name.endsWith(".yaml")).sort();
  return names.map((name) => path.join(place, name));
}
