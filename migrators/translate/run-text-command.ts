// The command that a text of `run` was made from, without what an import writes around it: what logs of the scheduler before
// name the job by.

/** As `quoted` writes a word. */
const word = String.raw`(?:'(?:[^']|'\\'')*'|[\w/.+:,@=-]+)`;

/** What stands before a command, in the order of `runText`; a here-document is its input. */
const before = [
  /^set \+e\n/,
  new RegExp(`^cd(?: ${word})? \\|\\| exit\n`),
  /^exec << '(\w+)'\n(?:.*?\n)?\1\n/s,
  new RegExp(`^printf %s ${word} > "\\$TMPDIR/input"\nexec < "\\$TMPDIR/input"\n`),
];
/** By another shell than a task's own. Who wrote just that into a table himself is found by what the shell runs, too. */
const byShell = new RegExp(`^exec ${word} -c (${word})$`);

export function commandOfRun(run: string): string {
  const rest = before.reduce((text, part) => text.replace(part, ""), run).replace(/\n$/, "");
  const inner = byShell.exec(rest)?.[1] ?? rest;
  return inner === rest || !inner.startsWith("'")
    ? inner
    : inner.slice(1, -1).replaceAll("'\\''", "'");
}
