// Passwords in clear: commands of old estates hold them. They are flagged, and no message shows them.

/** Options and settings that passwords stand behind, of the programs that such jobs call. */
const signs = [
  // A number alone is a port.
  /(?:^|\s)-P\s*(?!\d+(?:\s|$))[^\s-][^\s]*/,
  /(?:pass(?:word|wd)?|pwd|secret|token|api[_-]?key)["']?\s*[=:]\s*["']?[^\s"'$%=]/i,
  /(?:^|\s)--?(?:pass(?:word|wd)?|pwd)\s+["']?[^\s"'$%-]/i,
  /\/\/[^\s/:@]+:[^\s/@$%]+@/,
  /(?:^|\s)sqlplus\b[^|;]*\s[\w.]+\/[^\s/@$%]+@/i,
  /\bmysql\w*\s(?:[^|;&]*\s)?-p[^\s$-]/,
];

/** Whether a text looks as if it held a password; a variable in its place is none. Looks at its first 8,192 characters. */
export function holdsSecret(text: string): boolean {
  const part = text.slice(0, 8192);
  return signs.some((sign) => sign.test(part));
}
