// `--param NAME=VALUE`, repeated.

import { CommandError } from "./exit.ts";

/** Values as text: who knows the parameter's type reads it. @throws CommandError `usage` */
export function parseParams(given: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {};
  for (const text of given) {
    const at = text.indexOf("=");
    if (at < 1)
      throw new CommandError("usage", `--param '${text}' has no value`, "write NAME=VALUE");
    const name = text.slice(0, at);
    if (Object.hasOwn(params, name))
      throw new CommandError("usage", `--param ${name} is given twice`);
    params[name] = text.slice(at + 1);
  }
  return params;
}
