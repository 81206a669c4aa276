// `trunkline guard`: the guard's script, run here or printed for a host that has no Trunkline.

import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

const script = fileURLToPath(new URL("../guard/trunkline-guard", import.meta.url));
const forPowerShell = fileURLToPath(new URL("../guard/trunkline-guard.ps1", import.meta.url));

/** Those that a scheduler ends or tells its jobs by. */
const passedOn = ["SIGHUP", "SIGINT", "SIGQUIT", "SIGTERM", "SIGUSR1", "SIGUSR2"] as const;

export const command = defineCommand({
  description:
    "Put in front of a command of another scheduler, it asks whose the run is: it runs the command if it is that scheduler's,\n" +
    "and steps aside, or waits for Trunkline's run, if it is not. docs/migration/guard.md says how.\n\n" +
    "A legacy host needs a POSIX shell and curl, or PowerShell, and not Trunkline: `trunkline guard --print` writes the script\n" +
    "to put there, with --powershell that for Windows.\n" +
    "It exits with the command's code, or with that of Trunkline's run; 75: nobody may start it now. Settings are\n" +
    "TRUNKLINE_URL, TRUNKLINE_PROJECT and TRUNKLINE_TOKEN_FILE.",
  arguments: {
    COMMAND: { description: "after `--`: the command and its arguments", variadic: true },
  },
  options: {
    job: {
      type: "string",
      value: "JOB",
      description: "what the job became here: PIPELINE, or PIPELINE/TASK",
    },
    skip: { type: "boolean", description: "step aside with 0; as without --date" },
    follow: {
      type: "boolean",
      description: "wait for Trunkline's run and exit as it does; as with --date",
    },
    date: {
      type: "string",
      value: "DATE",
      description:
        "business date of the run: 20261127, 2026-11-27 or 261127; without one: the minute it is",
    },
    dateRule: {
      type: "string",
      value: "RULE",
      description:
        "or a rule that finds it, HH:MM[-DAYS][@ZONE]: the day that began at 06:00@Europe/Berlin, or DAYS before",
    },
    ordinal: { type: "string", value: "N", description: "which run of the date; 1" },
    digest: { type: "boolean", description: "also report a digest of standard output" },
    raise: {
      type: "string",
      value: "EVENT",
      description:
        "raise this event of the date once the command has ended well; without --job nobody is asked",
    },
    renew: { type: "boolean", description: "run nothing: hear and report what there is" },
    print: { type: "boolean", description: "write the script" },
    powershell: { type: "boolean", description: "with --print: the one for PowerShell" },
  },
  examples: [
    {
      command: "trunkline guard --print > /usr/local/bin/trunkline-guard",
      description: "the script, for a host with crontabs",
    },
    {
      command: "trunkline guard --print --powershell > trunkline-guard.ps1",
      description: "the script, for Windows",
    },
    {
      command: "trunkline guard --job poll -- /opt/poll.sh --all",
      description: "a command of a crontab",
    },
    {
      command: "trunkline guard --job gl-close/post --date %%$ODATE -- /apps/gl/post.sh",
      description: "a command of Control-M",
    },
  ],
  exits: ["failed"],
  stopsItself: true,
  async run({ args, options, out, env }): Promise<undefined> {
    if (options.print) {
      out.raw(await readFile(options.powershell ? forPowerShell : script, "utf8"));
      return;
    }
    const words = [
      ...Object.entries({
        ...{ "--job": options.job, "--date": options.date },
        ...{ "--date-rule": options.dateRule, "--ordinal": options.ordinal },
        ...{ "--raise": options.raise },
      }).flatMap(([name, value]) => (value === undefined ? [] : [name, value])),
      ...(["skip", "follow", "digest", "renew"] as const).flatMap((name) =>
        options[name] ? [`--${name}`] : [],
      ),
      ...(options.renew ? [] : ["--", ...args.COMMAND]),
    ];
    // Its exit code is any that a command may have, of which `Exit` names a few.
    process.exit(await codeOf(words, env));
  },
});

function codeOf(words: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn("sh", [script, ...words], { stdio: "inherit", env });
  for (const signal of passedOn) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once("error", (cause) =>
      reject(new CommandError("failed", "there is no POSIX shell `sh` here", null, cause)),
    );
    child.once("exit", (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
