// What went wrong with a broker, in words for people: which one, and what it or its library said.

import { printable } from "#core/printable.ts";
import { RefusedAddress } from "#executors/judged-lookup.ts";
import { reason } from "#executors/stop.ts";

/**
 * @param doing Such as `reading orders`, or null for connecting.
 * @param secrets Their values are left out, whatever quotes them.
 */
export function brokerFault(
  place: string,
  doing: string | null,
  error: unknown,
  secrets: Readonly<Record<string, string>> = {},
): Error {
  const all = reasons(error);
  const refused = all.find((one) => one instanceof RefusedAddress);
  let said = refused === undefined ? all.map(reason).find((one) => one !== "") : refused.message;
  said ??= "it gave no reason";
  for (const value of Object.values(secrets))
    if (value.length > 0) said = said.replaceAll(value, "***");
  const what = doing === null ? "can't be used" : `failed at ${doing}`;
  return new Error(`${place} ${what}: ${printable(said).slice(0, 300)}`, { cause: error });
}

/** It, and what caused it, outermost first; libraries put several into one. */
function reasons(error: unknown, depth = 0): unknown[] {
  if (depth > 5 || error === null || error === undefined) return [];
  const { cause, errors } = error as { cause?: unknown; errors?: unknown };
  const inner = [...(Array.isArray(errors) ? errors.slice(0, 5) : []), cause];
  return [error, ...inner.flatMap((one) => reasons(one, depth + 1))];
}
