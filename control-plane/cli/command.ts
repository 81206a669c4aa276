// What a command is: its words, options, examples and what it does, as one value that help, parser,
// completion and docs/cli.md all read.

import type { Exit } from "./exit.ts";
import type { Format, Output } from "./output.ts";

export interface ArgumentSpec {
  description: string;
  required?: boolean;
  /** Takes all that follows; only the last argument may. */
  variadic?: boolean;
}

export interface OptionSpec {
  type: "boolean" | "string" | "integer" | "list";
  description: string;
  /** The word for the value in help: `--from INSTANT`. */
  value?: string;
  short?: string;
  choices?: readonly string[];
  default?: string | number;
  /** What it is where the option stands without a value; absent: it needs one. */
  preset?: string;
  /** Least and most of an integer. */
  range?: readonly [number, number];
  /** Variable that gives the value when the option is absent. */
  env?: string;
}

export interface Example {
  command: string;
  description: string;
}

type Plain<O extends OptionSpec> = O["type"] extends "integer"
  ? number
  : O extends { choices: readonly (infer C)[] }
    ? C
    : string;

type OptionValue<O extends OptionSpec> = O["type"] extends "boolean"
  ? boolean
  : O["type"] extends "list"
    ? string[]
    : Plain<O> | (O extends { default: string | number } ? never : undefined);

type ArgumentValue<A extends ArgumentSpec> = A extends { variadic: true }
  ? string[]
  : A extends { required: true }
    ? string
    : string | undefined;

/** What `run` gets; it touches nothing else of the process. */
export interface Input<
  A extends Record<string, ArgumentSpec> = Record<string, ArgumentSpec>,
  O extends Record<string, OptionSpec> = Record<string, OptionSpec>,
> {
  args: { [K in keyof A]: ArgumentValue<A[K]> };
  options: { [K in keyof O]: OptionValue<O[K]> };
  out: Output;
  env: NodeJS.ProcessEnv;
  cwd: string;
  /** Aborted by Ctrl-C and SIGTERM. */
  signal: AbortSignal;
  /** Asks whoever sits at the terminal; null where nobody does. */
  ask: ((question: string) => Promise<string>) | null;
  /** Every command, loaded; for completion, which speaks about all. */
  table: () => Promise<Described[]>;
}

export interface CommandSpec<
  A extends Record<string, ArgumentSpec>,
  O extends Record<string, OptionSpec>,
> {
  /** More than the table's summary says; paragraphs are separated by an empty line. */
  description?: string;
  /** By the word shown in help, in order: `{DIR: …}`. */
  arguments: A;
  /** By name in camel case: `exitCode` is `--exit-code`. `--output` and `--quiet` are everyone's. */
  options: O;
  examples: readonly Example[];
  /** Of `--output`, beside text and json. */
  formats?: readonly Exclude<Format, "text" | "json">[];
  /** Beside `ok` and `usage`, which every command has. */
  exits: readonly Exit[];
  /** Ends by itself when `signal` is aborted; without it Ctrl-C ends the process at once. */
  stopsItself?: boolean;
  /** Nothing returned means `ok`. */
  run(input: Input<A, O>): Promise<Exit | undefined>;
}

// biome-ignore lint/suspicious/noExplicitAny: the types of one command's input are known only to its own `run`.
export type Command = CommandSpec<any, any>;

/** A line of the table together with what its file declares. */
export interface Described {
  name: string;
  summary: string;
  command: Command;
}

/** Gives `run` the types that follow from the declared arguments and options. */
export const defineCommand = <
  const A extends Record<string, ArgumentSpec>,
  const O extends Record<string, OptionSpec>,
>(
  spec: CommandSpec<A, O>,
): CommandSpec<A, O> => spec;

/** Added by the frame to every command. */
export const commonOptions = {
  output: {
    type: "string",
    value: "FORMAT",
    choices: ["text", "json"],
    default: "text",
    env: "TRUNKLINE_OUTPUT_FORMAT",
    description: "text for people, json for programs; a list is one JSON object a line",
  },
  quiet: {
    type: "boolean",
    short: "q",
    description: "no notes and no progress on stderr; errors remain",
  },
} as const satisfies Record<string, OptionSpec>;

/** All options of a command, the frame's included. */
export const allOptionsOf = ({
  options,
  formats = [],
}: Pick<Command, "options" | "formats">): Record<string, OptionSpec> => {
  const choices = [...commonOptions.output.choices, ...formats];
  return { ...options, ...commonOptions, output: { ...commonOptions.output, choices } };
};

/** For commands that ask a server: spread into their options. */
export const connectionOptions = {
  state: {
    type: "string",
    value: "DIR",
    env: "TRUNKLINE_STATE",
    description:
      "state folder of a `trunkline up` or `server` here, where its URL and token are found",
  },
  url: {
    type: "string",
    value: "URL",
    env: "TRUNKLINE_URL",
    description: "the server, when it isn't the one of `--state`",
  },
  token: {
    type: "string",
    value: "TOKEN",
    env: "TRUNKLINE_TOKEN",
    description: "token for the server; prefer the variable, since others can see arguments",
  },
} as const satisfies Record<string, OptionSpec>;

/** For those that have the server change something: it is recorded for whom. */
export const actOptions = {
  ...connectionOptions,
  actor: {
    type: "string",
    value: "NAME",
    env: "TRUNKLINE_ACTOR",
    description:
      "whom it is recorded for, as you say, with the server's own token only; default: your user here, such as ada@etl01",
  },
} as const satisfies Record<string, OptionSpec>;

export const flagOf = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
