// What a child sees of the worker's environment: an allowlist, so that no credential gets through.

/** What programs need to find one another, their user and their language; none holds a secret. */
const passed: ReadonlySet<string> = new Set([
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LANGUAGE",
  "TZ",
]);

/** Whether commands see this variable of the worker, and so everybody may. */
export const isPassed = (name: string): boolean => passed.has(name) || name.startsWith("LC_");

/** For a worker that a service manager started with an empty environment. */
const fallbackPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * The environment of a command: what is allowed of the worker's, then the attempt's own, which wins.
 * TERM is not passed: output is no terminal. TMPDIR is not either: each attempt has its own.
 *
 * @param alsoPassed further names of the worker's environment that its operator lets through
 */
export function childEnvironment(
  worker: Readonly<Record<string, string | undefined>>,
  attempt: Readonly<Record<string, string>>,
  alsoPassed: readonly string[] = [],
): Record<string, string> {
  const allowed = Object.entries(worker).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (isPassed(entry[0]) || alsoPassed.includes(entry[0])),
  );
  return { PATH: fallbackPath, ...Object.fromEntries(allowed), ...attempt };
}
