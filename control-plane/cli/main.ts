// One start of the command: parse, run, turn the outcome or the error into output and an exit code.

import packageManifest from "../../package.json" with { type: "json" };
import { askAtTerminal } from "./ask.ts";
import { describeAll } from "./describe-all.ts";
import { CommandError, type Exit, exitCodes } from "./exit.ts";
import { formats, Output, type Sink } from "./output.ts";
import { parse } from "./parse.ts";

export interface Process {
  words: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  stdout: Sink;
  stderr: Sink;
  signal: AbortSignal;
  /** Asks a person; null or absent where none can be asked. */
  ask?: ((question: string) => Promise<string>) | null;
  /** Told before a command runs whether it ends by itself when `signal` is aborted. */
  onCommand?: (stopsItself: boolean) => void;
}

/** Everything but the real process, so that tests can call it; never throws. */
export async function runCommand(process: Process): Promise<number> {
  let out = newOutput(process, {});
  try {
    const parsed = await parse(process.words, packageManifest.version, process.env);
    if (parsed.kind === "print") {
      process.stdout.write(parsed.text);
      return exitCodes.ok;
    }
    out = newOutput(process, parsed.options);
    process.onCommand?.(parsed.command.stopsItself === true);
    const { args, options } = parsed;
    const { env, cwd, signal } = process;
    const ask = process.ask ?? null;
    const input = { args, options, out, env, cwd, signal, ask, table: describeAll };
    const exit: Exit = (await parsed.command.run(input)) ?? "ok";
    return exitCodes[signal.aborted && !parsed.command.stopsItself ? "interrupted" : exit];
  } catch (error) {
    return report(error, out, process);
  } finally {
    out.flush();
  }
}

/** The real thing; called by `trunkline.js`. */
export async function start(): Promise<void> {
  const stop = new AbortController();
  let stopsItself = false;
  const onSignal = (): void => {
    // The first signal lets a server drain; a second one, or a command that has nothing to end, leaves now.
    if (stop.signal.aborted || !stopsItself) process.exit(exitCodes.interrupted);
    stop.abort("interrupted");
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.on("uncaughtException", (error) => {
    // A fault outside the command's own promise: no state can be trusted after it.
    console.error(
      process.env.TRUNKLINE_DEBUG ? error : `error: trunkline failed: ${error.message}`,
    );
    process.exit(exitCodes.failed);
  });
  process.stdout.on("error", leaveQuietly);
  process.stderr.on("error", leaveQuietly);
  process.exitCode = await runCommand({
    words: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    signal: stop.signal,
    ask: askAtTerminal(),
    onCommand: (own) => {
      stopsItself = own;
    },
  });
  process.off("SIGINT", onSignal);
  process.off("SIGTERM", onSignal);
}

/** `trunkline … | head`: the reader had enough, which is no failure. */
function leaveQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}

const newOutput = (process: Process, options: Record<string, unknown>): Output =>
  new Output({
    format: formats.find((format) => format === options.output) ?? "text",
    quiet: options.quiet === true,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
  });

/** What the store says of a database that can't be used, known by its name: offline commands don't load the store. */
function storeTrouble(error: unknown): CommandError | null {
  if (!(error instanceof Error) || error.name !== "StoreError") return null;
  const { help } = error as { help?: string };
  return new CommandError("refused", error.message, help ?? null, error);
}

function report(error: unknown, out: Output, process: Process): number {
  const known = error instanceof CommandError ? error : storeTrouble(error);
  if (process.signal.aborted && known === null) return exitCodes.interrupted;
  const message = error instanceof Error ? error.message : String(error);
  out.error(`${out.style("red", "error:")} ${known ? message : `trunkline failed: ${message}`}`);
  const help = known ? known.help : "set TRUNKLINE_DEBUG=1 to see where, and report it";
  if (help) out.error(`  help: ${help}`);
  if (process.env.TRUNKLINE_DEBUG && error instanceof Error) out.error(error.stack ?? "");
  return exitCodes[known?.exit ?? "failed"];
}
