// A command with Trunkline's guard in front of it, as docs/migration/guard.md has it for lines of cron.

/** The command that it was, also one that had to become a single command for the guard. */
export function withoutGuard(command: string): string {
  const own = /^(?:\S*\/)?trunkline(?:-guard| guard) --[a-z](?:.*? )?-- (.*)$/s.exec(command)?.[1];
  const quoted = own && /^sh -c '((?:[^']|'\\'')*)'$/s.exec(own)?.[1];
  return quoted?.replaceAll("'\\''", "'") ?? own ?? command;
}
