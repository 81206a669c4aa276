// Runs many small scripts in one process of a real shell: a process per script would take most of a test's time.

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface ShellCase {
  script: string;
  /** By the name that the script reads. */
  variables: Record<string, string>;
}

/** The shells of this machine that can be /bin/sh, each with the arguments that make it so. */
export const shells: readonly { name: string; command: string; args: string[]; argv0?: string }[] =
  [
    { name: "/bin/sh", command: "/bin/sh", args: [] },
    { name: "dash", command: "/usr/bin/dash", args: [] },
    { name: "bash as sh", command: "/usr/bin/bash", args: [], argv0: "sh" },
    { name: "bash", command: "/usr/bin/bash", args: [] },
    { name: "busybox", command: "/usr/bin/busybox", args: ["sh"] },
  ].filter(
    ({ name, command }) =>
      existsSync(command) &&
      // /bin/sh is one of the others on most systems, and then need not run twice.
      (name !== "/bin/sh" || !/(dash|bash)$/.test(realpathSync(command))),
  );

/** Time after which a batch counts as hung; 300 cases take under a second. */
const batchTimeoutMs = 30_000;

/**
 * Runs each case in a subshell with its own working directory, `directory`/<index>. Output of fd 3 lands in `record`
 * there; the other output is dropped. PATH holds nothing but `touch`, `cat` and `sh`, so that random text does no harm.
 */
export function runBatch(
  shell: (typeof shells)[number],
  cases: readonly ShellCase[],
  directory: string,
): void {
  const programs = join(directory, "programs");
  mkdirSync(programs, { recursive: true });
  for (const name of ["touch", "cat", "sh"]) symlinkSync(`/bin/${name}`, join(programs, name));
  const env: Record<string, string> = { PATH: programs, BATCH: directory };
  for (const [index, { script, variables }] of cases.entries()) {
    mkdirSync(join(directory, String(index)));
    writeFileSync(join(directory, `${index}.sh`), script);
    for (const [name, value] of Object.entries(variables)) env[`CASE_${index}_${name}`] = value;
  }
  const lines = cases.map(({ variables }, index) => {
    const assign = Object.keys(variables).map((name) => `${name}="$CASE_${index}_${name}"`);
    const enter = `cd "$BATCH/${index}" && exec 3>record >/dev/null 2>&1 </dev/null`;
    return `( ${enter}; ${assign.join("; ") || ":"}; . "$BATCH/${index}.sh" )`;
  });
  const main = join(directory, "main.sh");
  writeFileSync(main, `${lines.join("\n")}\n: > "$BATCH/finished"\n`);
  const result = spawnSync(shell.command, [...shell.args, main], {
    env,
    cwd: directory,
    timeout: batchTimeoutMs,
    ...(shell.argv0 === undefined ? {} : { argv0: shell.argv0 }),
  });
  if (result.error) throw result.error;
  if (!existsSync(join(directory, "finished"))) throw new Error("the batch ended early");
}
