// What is sent to a host, as one text for /bin/sh that goes over stdin: values are quoted, none is ever an argument of a process.

import { readFileSync } from "node:fs";

/** A login shell of any kind understands it; all that is read from stdin is parsed before anything of it runs. */
export const hostCommand = `exec /bin/sh -c 'eval "$(cat)"'`;

const part = (name: string): string =>
  readFileSync(new URL(`host/${name}.sh`, import.meta.url), "utf8");

let read: Record<"since" | "follow" | "watch" | "end", string> | undefined;
const parts = () =>
  (read ??= {
    since: part("since"),
    follow: part("follow"),
    watch: part("watch"),
    end: part("end"),
  });

export interface Follow {
  key: string;
  /** Stands in the first line of the answer, behind whatever a login shell says by itself. */
  nonce: string;
  /** `adopt`: it was begun for certain, and is not begun again. */
  mode: "begin" | "adopt";
  /** Bytes of output that were seen. */
  from: number;
  script: string;
  env: Readonly<Record<string, string>>;
  /** Empty: the user's home. */
  folder: string;
}

/** Leaves a mark when the script ends by itself: to a shell its exit code 137 looks like a SIGKILL. On the script's first line. */
const mark = `trap ': >"\${TRUNKLINE_OUTPUT%/*}/ended"' 0; `;

/** @throws RangeError for a value that no variable can hold. */
export function followText(follow: Follow): string {
  const { since, watch, follow: body } = parts();
  const { key, nonce, mode, from, script, env, folder } = follow;
  const exported = Object.entries(env).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return whole(
    assigned({ key, nonce, mode, from: String(from), folder, job: mark + script }),
    assigned({ watch: since + watch }),
    ["variables() {", ":", ...exported, "}"].join("\n"),
    since,
    body,
  );
}

/** Ends a run, or clears away after it. */
export const endText = (end: {
  key: string;
  nonce: string;
  act: "cancel" | "clear";
  graceMs: number;
}): string => {
  const { graceMs, ...rest } = end;
  const { since, end: body } = parts();
  return whole(assigned({ ...rest, grace: String(Math.ceil(graceMs / 1_000)) }), since, body);
};

/** A half is no command: a shell that gets one refuses it. */
const whole = (...texts: string[]): string => `{\n${texts.join("\n")}\n}\n`;

const assigned = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join("\n");

function quoted(value: string): string {
  if (value.includes("\0")) throw new RangeError("a value holds a NUL character");
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
