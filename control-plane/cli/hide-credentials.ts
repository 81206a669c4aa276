// What a process that serves keeps of its environment once it has read it: tasks of the same user may look.

import { isPassed } from "#executors/environment.ts";
import { hideEnvironment } from "#secrets/hide-environment.ts";

/** Kept for whoever looks for a fault. */
const harmless = new Set(["TRUNKLINE_DEBUG"]);

const isCredential = (name: string): boolean =>
  !harmless.has(name) && (name.startsWith("TRUNKLINE_") || name === "DATABASE_URL");

/** Takes all but what tasks see anyway out of what other processes can read of this one; `env` stays as it is. */
export function hideVariables(env: NodeJS.ProcessEnv, onMessage: (message: string) => void): void {
  // Of a command within another process the environment is that process's.
  if (env !== process.env) return;
  const why = hideEnvironment(isPassed);
  if (why !== null)
    onMessage(
      `Processes of this user can read this one's environment (${why}): let tasks of others run as another user, by \`runAs\`.`,
    );
}

/** Takes credentials out of `env` itself: for a worker, which has read them and starts other people's programs. */
export function clearCredentials(env: NodeJS.ProcessEnv, passed: readonly string[] = []): void {
  if (env !== process.env) return;
  for (const name of Object.keys(env))
    if (isCredential(name) && !passed.includes(name)) delete env[name];
}
