// A command's exit code in one or two sentences: those by which a shell says that it ran nothing need a second one.

const causes: Readonly<Record<number, string>> = {
  126: "The shell found a command that it can't execute; for a file of the repository: git update-index --chmod=+x FILE, and commit.",
  127: "The shell found no such command: install it where the worker runs and on its PATH; a file of the repository is called by its path, ./FILE.",
};

/** Null for 0. */
export function exitCodeMessage(code: number): string | null {
  if (code === 0) return null;
  const cause = causes[code];
  return cause === undefined ? `Exit code ${code}.` : `Exit code ${code}. ${cause}`;
}
