// Tokens of Git hosts, from the server's environment: each goes to its own host and nowhere else.

import { readFileSync } from "node:fs";
import { parseLocation } from "./location.ts";
import { GitError } from "./source.ts";

/** A token, or `user:password`, for a host such as `git.example:8443`; null for one without. */
export type Credentials = (host: string) => string | null;

/**
 * `TRUNKLINE_GIT_TOKENS` has entries `HOST=TOKEN` with blanks or line breaks between them, and the file that
 * `TRUNKLINE_GIT_TOKENS_FILE` names one a line. `TRUNKLINE_GIT_TOKEN` is that of one host alone.
 * @param repository The address that the command names: `TRUNKLINE_GIT_TOKEN` is for its host.
 * @throws GitError for what is no entry; what it holds is not shown.
 */
export function credentialsFrom(env: NodeJS.ProcessEnv, repository: string | null): Credentials {
  const tokens = new Map<string, string>();
  const single = env.TRUNKLINE_GIT_TOKEN;
  const host = repository === null ? null : hostOf(repository);
  if (single && host !== null) tokens.set(host, single);
  const file = env.TRUNKLINE_GIT_TOKENS_FILE;
  const entries = [
    ...(file ? hostEntries(readTokens(file), `in ${file}`) : []),
    ...hostEntries(env.TRUNKLINE_GIT_TOKENS ?? "", "in TRUNKLINE_GIT_TOKENS"),
  ];
  for (const [host, token] of entries) tokens.set(host, token);
  return (asked) => tokens.get(asked.toLowerCase()) ?? null;
}

/** `HOST=TOKEN` entries with blanks or line breaks between them, by host. @throws GitError for what is no entry. */
export function hostEntries(text: string, where: string): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>();
  const lines = text.split("\n").filter((line) => !/^\s*#/.test(line));
  for (const [index, entry] of lines
    .flatMap((line) => line.split(/\s+/))
    .filter(Boolean)
    .entries()) {
    const [, host, token] =
      /^([A-Za-z0-9.-]+(?::\d+)?|\[[0-9A-Fa-f:.]+\](?::\d+)?)=(.+)$/.exec(entry) ?? [];
    if (host === undefined || token === undefined)
      throw new GitError(
        "denied",
        `entry ${index + 1} ${where} is not HOST=TOKEN`,
        "Write git.example:8443=TOKEN, the host without https:// and a path.",
      );
    tokens.set(host.toLowerCase(), token);
  }
  return tokens;
}

function readTokens(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new GitError(
      "denied",
      `the tokens in ${file} can't be read: ${code}`,
      "Correct TRUNKLINE_GIT_TOKENS_FILE, or let the server's user read the file.",
      cause,
    );
  }
}

function hostOf(repository: string): string | null {
  try {
    const location = parseLocation(repository);
    return location.kind === "http" ? location.host.toLowerCase() : null;
  } catch {
    // Whoever opens it says what is wrong.
    return null;
  }
}
