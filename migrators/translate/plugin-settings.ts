// Settings of a plug-in of Control-M, which are variables of the job with a prefix. One that says something that no pass has
// read refuses the job; `0`, `false` and nothing are taken as switched off.

import type { LegacyJob } from "../legacy.ts";
import type { LegacyAttribute } from "../statement.ts";

type PluginSettings =
  /** By what follows the prefix, and what all of them were read from. */
  | { values: ReadonlyMap<string, string>; from: LegacyAttribute[] }
  | { unknown: string; from: readonly LegacyAttribute[] };

/**
 * @param read settings that the source has read; of several of one kind the number is left out.
 * @param usual those that change nothing when they say this.
 */
export function pluginSettings(
  { environment }: LegacyJob,
  prefix: string,
  { read, usual }: { read: ReadonlySet<string>; usual: Readonly<Record<string, RegExp>> },
): PluginSettings {
  const values = new Map<string, string>();
  const from: LegacyAttribute[] = [];
  for (const { name, value } of environment) {
    if (!isSetting(name, prefix)) continue;
    const word = name.slice(prefix.length).toUpperCase();
    const kind = word.replace(/\d+$/, "");
    const isUsual = Object.hasOwn(usual, kind) && usual[kind]?.test(value.value.trim());
    const isOff = /^(?:0|false|)$/i.test(value.value.trim());
    if (!read.has(kind) && !isUsual && !isOff)
      return { unknown: `what ${name} says isn't translated`, from: value.from };
    values.set(word, value.value);
    from.push(...value.from);
  }
  return { values, from };
}

const isSetting = (name: string, prefix: string): boolean =>
  name.toLowerCase().startsWith(prefix.toLowerCase());
