// `--set env.NAME=VALUE`, `--set params.NAME=VALUE` and `--runs-on LABEL`: what one run is given.

import type { ValuesRequest } from "#api/client.ts";
import type { OptionSpec } from "./command.ts";
import { CommandError } from "./exit.ts";

export const valueOptions = {
  set: {
    type: "list",
    value: "NAME=VALUE",
    description: "env.NAME=VALUE for its commands, or params.NAME=VALUE; repeat it for several",
  },
  runsOn: {
    type: "list",
    value: "LABEL",
    description:
      "labels of the workers that take the tasks, instead of the spec's; `any` for all workers",
  },
} as const satisfies Record<string, OptionSpec>;

/** @throws CommandError `usage` */
export function valuesOf(options: { set: string[]; runsOn: string[] }): ValuesRequest {
  const env: Record<string, string> = {};
  const params: Record<string, string> = {};
  for (const text of options.set) {
    const [, kind, name = "", value = ""] = /^(env|params)\.([^=]+)=(.*)$/s.exec(text) ?? [];
    const into = kind === "env" ? env : params;
    if (kind === undefined)
      throw new CommandError(
        "usage",
        `--set '${text}' can't be read`,
        "write env.NAME=VALUE or params.NAME=VALUE",
      );
    if (Object.hasOwn(into, name))
      throw new CommandError("usage", `--set ${kind}.${name} is given twice`);
    into[name] = value;
  }
  const labels = options.runsOn.flatMap((text) => text.split(",")).filter(Boolean);
  return {
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(Object.keys(params).length === 0 ? {} : { params }),
    ...(labels.length === 0 ? {} : { runsOn: labels.filter((label) => label !== "any") }),
  };
}
