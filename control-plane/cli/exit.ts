// Exit codes of every command, and the error that carries one of them with a sentence for people.

export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  changes: 10,
  timedOut: 124,
  interrupted: 130,
} as const;

export type Exit = keyof typeof exitCodes;

/** What each code says, for help and for `docs/cli.md`. */
export const exitMeanings: Record<Exit, string> = {
  ok: "fine",
  failed: "the thing asked about failed (invalid, different, the run failed) or isn't there",
  usage: "the command line is wrong",
  refused: "unreachable, or not allowed",
  changes: "there are changes, and `--exit-code` asked for them",
  timedOut: "`--wait` timed out",
  interrupted: "interrupted by Ctrl-C",
};

/**
 * An end that the user can act on: `message` says what failed, where and why; `help` what to do next.
 * Everything else that is thrown counts as a fault of ours and ends with `failed`.
 */
export class CommandError extends Error {
  readonly exit: Exit;
  readonly help: string | null;
  constructor(exit: Exit, message: string, help: string | null = null, cause?: unknown) {
    super(message, { cause });
    this.name = "CommandError";
    this.exit = exit;
    this.help = help;
  }
}
