// From the words after `trunkline` to one command with its typed arguments and options, or to a text to print.
// commander does the grammar, help and suggestions; only the command that is named gets loaded.

import { Command as Commander, CommanderError, InvalidArgumentError, Option } from "commander";
import {
  type ArgumentSpec,
  allOptionsOf,
  type Command,
  flagOf,
  type OptionSpec,
} from "./command.ts";
import { commands, findEntry } from "./commands.ts";
import type { Entry } from "./entry.ts";
import { CommandError, type Exit, exitCodes, exitMeanings } from "./exit.ts";

export type Parsed =
  | {
      kind: "run";
      name: string;
      command: Command;
      args: Record<string, string | string[] | undefined>;
      options: Record<string, unknown>;
    }
  /** Help or version: print it and end well. */
  | { kind: "print"; text: string };

type Environment = Record<string, string | undefined>;

/** Throws CommandError `usage` for words that no command takes. */
export async function parse(
  given: readonly string[],
  version: string,
  env: Environment = {},
  table: readonly Entry[] = commands,
): Promise<Parsed> {
  const words = withoutHelp(given, table);
  let printed = "";
  let parsed: Parsed | null = null;
  const named = leadingWords(words);
  const entry = findEntry(named, table);
  const program = newProgram(version, (text) => {
    printed += text;
  });
  const leaves = new Map(table.map((each) => [each.name, addLeaf(program, each)]));
  if (entry !== null) {
    const leaf = leaves.get(entry.name) as Commander;
    const command = await entry.load();
    describe(leaf, entry.name, command, env);
    leaf.action((...given: unknown[]) => {
      const names = Object.keys(command.arguments);
      const args = Object.fromEntries(
        names.map((name, index) => [name, given[index] as string | string[] | undefined]),
      );
      parsed = { kind: "run", name: entry.name, command, args, options: withLists(leaf, command) };
    });
  }
  try {
    program.parse(words.length === 0 ? ["--help"] : [...words], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0 && error.code !== "commander.help") throw usageError(error, entry);
  }
  return parsed ?? { kind: "print", text: printed };
}

const helpFlags = ["-h", "--help"];

/**
 * `help runs show` as `runs show --help`: commander's own help command knows one level only. Of a command that there
 * isn't, help would be the general one: without the flag the words are an error that names the nearest command.
 */
function withoutHelp(given: readonly string[], table: readonly Entry[]): readonly string[] {
  const asked = given[0] === "help" && given.length > 1;
  const words = asked ? [...given.slice(1), "--help"] : given;
  const named = leadingWords(words);
  const [first = "help"] = named;
  const known = first === "help" || table.some(({ name }) => name.split(" ")[0] === first);
  if (!known) return words.filter((word) => !helpFlags.includes(word));
  if (asked && named.length > 1 && findEntry(named, table)?.name !== named.join(" "))
    throw new CommandError(
      "usage",
      `there is no command '${named.join(" ")}'`,
      `\`trunkline ${first} --help\` is about '${first}'`,
    );
  return words;
}

/** The words before the first option. */
function leadingWords(words: readonly string[]): readonly string[] {
  const end = words.findIndex((word) => word.startsWith("-"));
  return words.slice(0, end < 0 ? undefined : end);
}

function newProgram(version: string, print: (text: string) => void): Commander {
  return new Commander("trunkline")
    .description(
      "GitOps for scheduled jobs: merging deploys, and every run leads back to its commit.",
    )
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command...]", "print help about a command")
    .configureHelp({ helpWidth: 100 })
    .configureOutput({ writeOut: print, writeErr: print, outputError: () => {} })
    .exitOverride();
}

/** `runs show` hangs below `runs`, which exists as a command of its own or only as a heading. */
function addLeaf(program: Commander, entry: Entry): Commander {
  const [noun = "", verb] = entry.name.split(" ");
  const parent = program.commands.find((each) => each.name() === noun) ?? program.command(noun);
  const leaf = verb === undefined ? parent : parent.command(verb);
  return leaf.description(entry.summary).summary(entry.summary);
}

function describe(leaf: Commander, name: string, command: Command, env: Environment): void {
  if (command.description) leaf.description(`${leaf.summary()}.\n\n${command.description}`);
  for (const [word, spec] of Object.entries<ArgumentSpec>(command.arguments)) {
    const dots = spec.variadic ? "..." : "";
    leaf.argument(spec.required ? `<${word}${dots}>` : `[${word}${dots}]`, spec.description);
  }
  for (const [key, spec] of Object.entries(allOptionsOf(command))) {
    leaf.addOption(toOption(key, spec, env));
  }
  leaf.allowExcessArguments(false);
  leaf.addHelpText(
    "after",
    () => `\n${examplesText(command)}${exitsText(command)}\nMore: docs/cli.md, section \`${name}\``,
  );
}

function toOption(key: string, spec: OptionSpec, env: Environment): Option {
  const short = spec.short ? `-${spec.short}, ` : "";
  const word = spec.value ?? "VALUE";
  const value =
    spec.type === "boolean" ? "" : spec.preset === undefined ? ` <${word}>` : ` [${word}]`;
  const source = spec.env ? `; variable ${spec.env}` : "";
  const often = spec.type === "list" ? "; may be repeated" : "";
  const text = `${spec.description}${often}${source}`;
  const option = new Option(`${short}${flagOf(key)}${value}`, text);
  if (spec.choices) option.choices([...spec.choices]);
  if (spec.type === "integer") option.argParser((given: string) => parseInteger(given, spec.range));
  if (spec.type === "list") {
    option.argParser((given: string, before: string[] | undefined) => [...(before ?? []), given]);
  }
  if (spec.default !== undefined) option.default(spec.default);
  if (spec.preset !== undefined) option.preset(spec.preset);
  const given = spec.env ? env[spec.env] : undefined;
  // As a default with a description, so that help never shows a token's value.
  if (spec.env && given) option.default(fromVariable(option, spec.env, given), `from ${spec.env}`);
  return option;
}

/** commander's own support reads the process's environment, not the one given. */
function fromVariable(option: Option, variable: string, text: string): unknown {
  if (option.isBoolean()) return text !== "0" && text !== "false";
  try {
    return option.parseArg ? option.parseArg(text, undefined) : text;
  } catch (error) {
    throw new CommandError("usage", `${variable} is '${text}'. ${(error as Error).message}`);
  }
}

function parseInteger(text: string, range: OptionSpec["range"]): number {
  const number = Number(text);
  const [least, most] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(number)) {
    throw new InvalidArgumentError("It must be a whole number.");
  }
  if (number < least || number > most) {
    throw new InvalidArgumentError(`It must be between ${least} and ${most}.`);
  }
  return number;
}

/** Absent lists are empty and absent switches false, so that no command has to ask. */
function withLists(leaf: Commander, command: Command): Record<string, unknown> {
  const options: Record<string, unknown> = { ...leaf.opts() };
  for (const [key, spec] of Object.entries(allOptionsOf(command))) {
    if (spec.type === "list") options[key] ??= [];
    if (spec.type === "boolean") options[key] ??= false;
  }
  return options;
}

function usageError(error: CommanderError, entry: Entry | null): CommandError {
  const message = error.message.replace(/^error: /, "").replace(/\n\((.+)\)$/, ". $1");
  const about = entry === null ? "trunkline --help" : `trunkline ${entry.name} --help`;
  return new CommandError("usage", message, `\`${about}\` lists what there is`);
}

const examplesText = (command: Command): string =>
  command.examples.length === 0
    ? ""
    : `Examples:\n${command.examples.map((each) => `  $ ${each.command}\n      ${each.description}\n`).join("")}\n`;

export const exitsOf = (command: Command): readonly Exit[] =>
  (Object.keys(exitCodes) as Exit[]).filter(
    (each) => each === "ok" || each === "usage" || command.exits.includes(each),
  );

const exitsText = (command: Command): string =>
  `Exit codes: ${exitsOf(command)
    .map((each) => `${exitCodes[each]} ${exitMeanings[each]}`)
    .join(" · ")}\n`;
