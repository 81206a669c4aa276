// `trunkline doctor`: looks at everything that a start depends on, and says what to do about what is wrong.

import type { Check } from "#core/check.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import type { Style } from "./output.ts";
import { stateFolder } from "./state-folder.ts";

const marks: Record<Check["state"], { mark: string; style: Style }> = {
  ok: { mark: "ok", style: "green" },
  warning: { mark: "warning", style: "yellow" },
  failed: { mark: "FAILED", style: "red" },
};

export const command = defineCommand({
  description:
    "Starts nothing and changes nothing. With DATABASE_URL set, looks at that server instead of the embedded one.",
  arguments: {},
  options: {
    state: connectionOptions.state,
    port: { type: "integer", value: "N", description: "also look whether this port is free" },
  },
  examples: [
    {
      command: "trunkline doctor",
      description: "before the first `trunkline up`, or when it fails",
    },
  ],
  exits: ["failed"],
  async run({ options, out, env, cwd }) {
    // Loaded here: completion and docs/cli.md read this file's options without the database's driver.
    const { checkPostgres } = await import("#store/embedded/doctor.ts");
    const { checkMachine } = await import("./machine-checks.ts");
    const checks = [
      ...(await checkPostgres({
        stateDir: stateFolder(cwd, options.state),
        databaseUrl: env.DATABASE_URL || undefined,
      })),
      ...(await checkMachine(options.port, stateFolder(cwd, options.state))),
    ];
    const widest = Math.max(...checks.map((check) => check.name.length));
    for (const check of checks) {
      const { mark, style } = marks[check.state];
      out.value(check, () =>
        [
          `${out.style(style, mark.padEnd(7))}  ${check.name.padEnd(widest)}  ${check.detail}`,
          ...(check.help ? [`${" ".repeat(widest + 11)}${check.help}`] : []),
        ].join("\n"),
      );
    }
    return checks.some((check) => check.state === "failed") ? "failed" : "ok";
  },
});
