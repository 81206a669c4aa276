// A task of a translated spec, run as a worker runs it: by /bin/sh -e, with the variables that the spec gives it.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderTemplateText } from "#core/expression.ts";
import { shellScript } from "#core/shell-text.ts";
import type { TaskSpec } from "#schemas/types.ts";
import { valuesWith } from "#test/support/attempt-values.ts";

export interface TaskEnd {
  code: number | null;
  /** Standard output and error. */
  output: string;
}

/** A home for the task's user and a folder for the attempt, for as long as the test takes. */
export class Host implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "task-"));
  readonly home = join(this.folder, "home");
  #attempts = 0;

  constructor() {
    mkdirSync(this.home);
  }

  /** The run's date is 2026-01-02. */
  run({ run = "", env = {} }: TaskSpec): TaskEnd {
    const attempt = join(this.folder, `${++this.#attempts}`);
    mkdirSync(attempt);
    const { script, variables } = shellScript(run);
    const values = valuesWith();
    const given = Object.entries({
      ...env,
      ...Object.fromEntries(
        Object.entries(variables).map(([name, expression]) => [name, `\${{ ${expression} }}`]),
      ),
    }).map(([name, text]) => [name, renderTemplateText(text, values)]);
    const file = join(attempt, ".script");
    writeFileSync(file, script);
    const { status, stdout, stderr } = spawnSync("/bin/sh", ["-e", file], {
      cwd: attempt,
      env: {
        PATH: process.env.PATH,
        HOME: this.home,
        TMPDIR: attempt,
        ...Object.fromEntries(given),
      },
      encoding: "utf8",
      timeout: 20_000,
    });
    return { code: status, output: stdout + stderr };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
