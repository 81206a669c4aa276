// The command lines of a service as text for a shell: systemd runs programs without one, so every word is quoted, and what
// systemd itself replaces is.

import { specified, type UnitNames } from "./values.ts";
import { wordsOf } from "./words.ts";

/** Commands as a shell reads them; or why there are none. */
export type ExecText = { commands: string[] } | { reason: string };

/** @param variables What `Environment=` sets: nothing else is known, and so empty. */
export function execText(
  line: string,
  names: UnitNames,
  variables: ReadonlyMap<string, string>,
): ExecText {
  const words = wordsOf(line);
  if (words === null) return { reason: "a quote isn't closed, or an escape is no text" };
  const commands: string[] = [];
  let from = 0;
  for (let at = 0; at <= words.length; at++) {
    const word = words[at];
    if (word !== undefined && !(word.isPlain && word.value === ";")) continue;
    const part = words.slice(from, at).map(({ value }) => value);
    from = at + 1;
    if (part.length === 0) continue;
    const command = commandText(part, names, variables);
    if (typeof command !== "string") return command;
    commands.push(command);
  }
  return commands.length === 0 ? { reason: "it names no program" } : { commands };
}

/** Of the signs before a program: `-` lets it fail, `:` replaces no variables; the others change whose rights it has. */
function commandText(
  [first = "", ...rest]: readonly string[],
  names: UnitNames,
  variables: ReadonlyMap<string, string>,
): string | { reason: string } {
  const [signs = ""] = /^[-:@+!|]*/.exec(first) ?? [];
  if (/[@+!|]/.test(signs)) return { reason: `\`${signs}\` before a program` };
  const program = specified(first.slice(signs.length), names);
  const args: string[] = [];
  for (const word of rest) {
    const text = specified(word, names);
    const isRaw = text === null || signs.includes(":");
    const replaced = isRaw ? text && [text] : replacedWords(text, variables);
    if (replaced === null) return { reason: "a word of it is known at its host alone" };
    args.push(...replaced);
  }
  if (program === null || program === "" || program.includes("$"))
    return { reason: "which program it is, is known at its host alone" };
  // systemd looks for it in folders, while a shell may have a command of its own by the name.
  const start = program.includes("/")
    ? quoted(program, false)
    : `/usr/bin/env ${quoted(program, false)}`;
  const text = [start, ...args.map((each) => quoted(each, true))].join(" ");
  return signs.includes("-") ? `${text} || :` : text;
}

/** Set by systemd itself, by what it finds at the host. */
const ofHost =
  /^(?:HOME|USER|LOGNAME|SHELL|LANG|LC_\w+|INVOCATION_ID|\w*_DIRECTORY|SYSTEMD_\w+|PATH)$/;

/** A word of its own is split, one in braces isn't; null where it is known at the host alone. */
function replacedWords(word: string, variables: ReadonlyMap<string, string>): string[] | null {
  const alone = /^\$([A-Za-z_]\w*)$/.exec(word)?.[1];
  if (alone !== undefined) {
    const value = variables.get(alone) ?? (ofHost.test(alone) ? null : "");
    const words = value === null || value.includes("\\") ? null : wordsOf(value);
    return words === null ? null : words.map((each) => each.value);
  }
  let isKnown = true;
  const text = word.replaceAll(/\$\$|\$\{([A-Za-z_]\w*)\}/g, (found, name?: string) => {
    if (name === undefined) return found === "$$" ? "$" : found;
    if (!variables.has(name) && ofHost.test(name)) isKnown = false;
    return variables.get(name) ?? "";
  });
  return isKnown ? [text] : null;
}

/** Before the first argument a word with `=` would be an assignment. */
const quoted = (text: string, isArgument: boolean): string =>
  (isArgument ? /^[\w/.+:,@%=-]+$/ : /^[\w/.+:,@%-]+$/).test(text)
    ? text
    : `'${text.replaceAll("'", "'\\''")}'`;
