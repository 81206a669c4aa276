// What a legacy job does.

import type { Sourced } from "../legacy.ts";
import type { LegacyAttribute } from "../statement.ts";

export type Work =
  | Command
  /** Has members; runs nothing itself. `gates`: they start only when it does, and its end is theirs. */
  | { kind: "group"; gates: boolean }
  /** Runs nothing, but waits, posts and notifies as any other. */
  | { kind: "dummy" }
  | FileWatch
  | Transfer
  | TaskWork
  /** Of a type that we have no words for; what it would need is told by `type`. */
  | { kind: "unsupported"; type: string; from: readonly LegacyAttribute[] };

export interface Command {
  kind: "command";
  /** Text for the shell, by the source's own rules of quoting; variables of the source still in it. */
  text: Sourced<string>;
  /** `script`: the text is the body of a script; `path`: it is a file with arguments; `line`: a command line. */
  form: "line" | "script" | "path";
  /** Null: the source's own. */
  shell: Sourced<string> | null;
  /** Read into the shell before. */
  profile: Sourced<string> | null;
  /** Where it starts: in the home directory of its user, wherever the host's agent does, or in a folder. */
  directory: "home" | "agent" | Sourced<string>;
  stdin: Sourced<Input> | null;
  stdout: Sourced<Redirect> | null;
  stderr: Sourced<Redirect> | null;
  /** Started and let go: it succeeds when it is launched. */
  detached: boolean;
}

export type Input = { file: string } | { text: string };

export interface Redirect {
  file: string;
  append: boolean;
}

/** Work that a task type of ours does as it is. */
export interface TaskWork {
  kind: "task";
  uses: "kubernetes";
  /** What its `with` says, by key. */
  inputs: readonly TaskInput[];
}

export interface TaskInput {
  name: string;
  /** Texts, and lists and maps of them. */
  value: unknown;
  from: readonly LegacyAttribute[];
}

export interface FileWatch {
  kind: "fileWatch";
  path: Sourced<string>;
  until: "exists" | "deleted" | "changed" | "grows" | "shrinks";
  minBytes: Sourced<number> | null;
  /** Between two looks. */
  everySeconds: Sourced<number> | null;
  /** The size must not have changed for so long. */
  stableSeconds: Sourced<number> | null;
  /** Then it fails; null: it waits for ever. */
  withinMinutes: Sourced<number> | null;
  /** Goes on telling after the first. */
  continuous: boolean;
}

export interface Transfer {
  kind: "transfer";
  /** In order. */
  pairs: readonly TransferPair[];
}

export interface TransferPair {
  source: TransferEnd;
  target: TransferEnd;
  mode: "binary" | "text" | null;
  /** What becomes of the source's file. */
  after: "keep" | "delete" | "move" | null;
  overwrite: boolean | null;
  from: readonly LegacyAttribute[];
}

export interface TransferEnd {
  /** Null: the host of the job. */
  host: string | null;
  /** A connection profile, by the source's name. */
  profile: string | null;
  path: string;
  /** Unless it is the usual one. */
  port?: number;
}
