// Passwords in clear: commands of old estates hold them. They are flagged, and neither messages nor specs show them.

import { memo } from "#core/memo.ts";

/** What is in quotes to their end, else to the next blank; a variable in its place is none. */
const value = `"[^\\s"$%=-][^"]*"|'[^\\s'$%=-][^']*'|["']?[^\\s"'$%=-][^\\s"']*`;

/** Options and settings that passwords stand behind, of the programs that such jobs call. */
const signs = [
  // A number alone is a port.
  sign(String.raw`(?:^|\s)-P\s*`, String.raw`(?!\d+(?:\s|$)|["']?\$)[^\s-]\S*`),
  sign(String.raw`(?:pass(?:word|wd)?|pwd|secret|token|api[_-]?key)["']?\s*[=:]\s*`, value, "i"),
  // Of a variable of Control-M, as XML has it.
  sign(String.raw`(?:pass(?:word|wd)?|pwd|secret|token)\w*["']\s+VALUE\s*=\s*`, value, "i"),
  sign(String.raw`(?:^|\s)--?(?:pass(?:word|wd)?|pwd)\s+`, value, "i"),
  sign(String.raw`\/\/[^\s/:@]+:`, String.raw`[^\s/@$%]+(?=@)`),
  sign(String.raw`(?:^|\s)sqlplus\b[^|;]*\s[\w.]+\/`, String.raw`[^\s/@$%]+(?=@)`, "i"),
  sign(String.raw`\bmysql\w*\s(?:[^|;&]*\s)?-p`, String.raw`(?!["']?\$)[^\s-]\S*`),
];

/** What any of the signs has in it: most texts have nothing of it, and are looked at once. */
const suspect = /pass|pwd|secret|token|key|-p|\/\/|sqlplus/i;

function sign(before: string, secret: string, flags = ""): RegExp {
  return new RegExp(`(${before})(?:${secret})`, `g${flags}`);
}

/** What is looked at, of a text or of one line. */
const longest = 8192;

/** Whether a text looks as if it held a password; a variable in its place is none. Looks at its first 8,192 characters. */
export function holdsSecret(text: string): boolean {
  const part = text.slice(0, longest);
  if (!suspect.test(part)) return false;
  return signs.some((each) => part.search(each) >= 0);
}

/** Where what looks like a password stands in a text, without quotes around it: ascending, and none within another. */
export function secretSpans(text: string): { from: number; to: number }[] {
  if (!suspect.test(text)) return [];
  const found = signs.flatMap((each) =>
    [...text.slice(0, longest).matchAll(each)].map((match) => {
      const from = match.index + (match[1]?.length ?? 0);
      const to = match.index + match[0].length;
      const quote = /["']/.exec(text[from] ?? "")?.[0];
      if (quote === undefined) return { from, to };
      return { from: from + 1, to: text[to - 1] === quote && to - 1 > from ? to - 1 : to };
    }),
  );
  return found
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .filter(({ from }, index, all) => !all.slice(0, index).some(({ to }) => from < to));
}

/** The same text with `***` for what looks like a password. Of longer lines than are looked at the rest is left out. */
export function maskSecrets(text: string): string {
  if (!suspect.test(text)) return text;
  return text
    .split("\n")
    .map((line) => {
      const part = line.length > longest ? `${line.slice(0, longest)}…` : line;
      return signs.reduce((masked, each) => masked.replaceAll(each, "$1***"), part);
    })
    .join("\n");
}

const secretName =
  /(?:passw(?:or)?d|passphrase|(?:^|_)pass|pwd|secret|token|(?:api|access|account|private|secret)_?key)$/i;
/** Names are few, and asked for with each of millions of values. */
const isSecretName = memo((name) => secretName.test(name), 100_000);

/** Nothing, a place where it is, a number or a switch. */
const noSecret = /^["']?(?:$|[/~$%]|(?:\d{1,5}|true|false|yes|no|on|off)["']?$)/i;

/** Whether a variable holds a password, by its name or its value. */
export const isSecretVariable = (name: string, value: string): boolean =>
  isSecretName(name) ? !noSecret.test(value) : holdsSecret(value);

/** Whether any of this has to be looked at: of most values it hasn't. */
export const mayBeSecret = (name: string, value: string): boolean =>
  suspect.test(value) || isSecretName(name);
