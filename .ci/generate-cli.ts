// Generates docs/cli.md from the command table, so that help, completion and documentation can't differ.

import {
  allOptionsOf,
  commonOptions,
  type Described,
  flagOf,
  type OptionSpec,
} from "../control-plane/cli/command.ts";
import { describeAll } from "../control-plane/cli/describe-all.ts";
import { type Exit, exitCodes, exitMeanings } from "../control-plane/cli/exit.ts";
import { exitsOf } from "../control-plane/cli/parse.ts";

/** Contents of the generated files by their path from the repository's root. */
export async function generate(): Promise<Map<string, string>> {
  const commands = await describeAll();
  return new Map([["docs/cli.md", `${[head(commands), ...commands.map(section)].join("\n\n")}\n`]]);
}

const head = (commands: Described[]): string => `# Commands

<!-- Generated from control-plane/cli by \`npm run generate\`; do not edit. -->

Data goes to stdout, everything else to stderr. \`NO_COLOR\` and \`FORCE_COLOR\` are heeded; what is under way is shown
only at a terminal. \`TRUNKLINE_DEBUG=1\` adds the stack to an error. In a checkout \`trunkline\` is \`npm exec trunkline --\`.

A run is the same object in \`runs\`, \`runs show\`, \`run --wait\`, \`rerun --wait\`, \`cancel\`, \`try\` and \`up --once\` with
\`--output json\`: \`{id, pipeline, state, date, slot, generation, revision: {commit, changedIn, file, author, change?,
approvers}, traceId, tasks: [{name, state, attempts}]}\` and more, as \`control-plane/api/openapi.json\` has it.

| command | |
|---|---|
${commands.map((each) => `| [\`${each.name}\`](#${each.name.replaceAll(" ", "-")}) | ${each.summary} |`).join("\n")}

Every command takes:

${optionTable(commonOptions)}

| exit code | |
|---|---|
${(Object.keys(exitCodes) as Exit[]).map((each) => `| ${exitCodes[each]} | ${exitMeanings[each]} |`).join("\n")}

What is named and isn't there ends with 1, whether it is looked for here or at the server: a folder, a revision, a
project, a pipeline, a task, a run, an attempt or a commit. 2 is for words, options and values that the command doesn't
take, a run's parameters among them; 3 for a server, a database, a repository or a file that can't be reached, read or
written.`;

function section({ name, summary, command }: Described): string {
  const words = Object.entries<{ required?: boolean; variadic?: boolean; description: string }>(
    command.arguments,
  );
  const usage = words.map(([word, spec]) => {
    const dots = spec.variadic ? "..." : "";
    return spec.required ? `${word}${dots}` : `[${word}${dots}]`;
  });
  const { output = null } = command.formats ? allOptionsOf(command) : {};
  const options = { ...command.options, ...(output === null ? {} : { output }) };
  const hasOptions = Object.keys(options).length > 0;
  const parts = [
    `## ${name}`,
    `${summary}.`,
    command.description ?? null,
    `\`\`\`\n${["trunkline", name, ...usage, "[OPTIONS]"].join(" ")}\n\`\`\``,
    words.length > 0
      ? `| argument | |\n|---|---|\n${words.map(([word, spec]) => `| \`${word}\` | ${cell(spec.description)} |`).join("\n")}`
      : null,
    hasOptions ? optionTable(options) : null,
    command.examples.length > 0
      ? `\`\`\`sh\n${command.examples.map((each) => `# ${each.description}\n${each.command}`).join("\n")}\n\`\`\``
      : null,
    `Exit codes: ${exitsOf(command)
      .map((each) => exitCodes[each])
      .join(", ")}.`,
  ];
  return parts.filter((part) => part !== null).join("\n\n");
}

function optionTable(options: Record<string, OptionSpec>): string {
  const rows = Object.entries(options).map(([key, spec]) => {
    const word = spec.preset === undefined ? (spec.value ?? "VALUE") : `[${spec.value}]`;
    const value = spec.type === "boolean" ? "" : ` ${word}`;
    const more = [
      spec.choices ? `one of ${spec.choices.map((each) => `\`${each}\``).join(", ")}` : null,
      spec.type === "list" ? "may be repeated" : null,
      spec.default === undefined ? null : `default \`${spec.default}\``,
      spec.env ? `variable \`${spec.env}\`` : null,
    ].filter((part) => part !== null);
    const short = spec.short ? `\`-${spec.short}\`, ` : "";
    return `| ${short}\`${flagOf(key)}${value}\` | ${[cell(spec.description), ...more].join("; ")} |`;
  });
  return `| option | |\n|---|---|\n${rows.join("\n")}`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
