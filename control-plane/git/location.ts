// Tells what kind of place a repository's address names. Addresses come from reviewed files, and still nothing
// in one may reach a command line as an option or choose a transport that runs commands (`ext::`).

import { isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { GitError } from "./source.ts";

export type Location =
  | { kind: "local"; path: string }
  /** `url` without credentials, with no slash at its end. */
  | { kind: "http"; url: string; host: string }
  | { kind: "ssh"; url: string; host: string };

const scpLike = /^(?:[^@/:\s]+@)?([^@/:\s-][^@/:\s]*):(?!\/\/)(.+)$/;
const windowsDrive = /^[A-Za-z]:[\\/]/;

/** Throws GitError `denied` for an address with credentials in it, `missing` for one of no known kind. */
export function parseLocation(repository: string): Location {
  if (isAbsolute(repository) || windowsDrive.test(repository) || !repository.includes(":"))
    return { kind: "local", path: repository };
  const scp = repository.includes("::") ? null : scpLike.exec(repository);
  if (scp?.[1] && !repository.startsWith("file:"))
    return { kind: "ssh", url: repository, host: scp[1] };
  const url = URL.parse(repository);
  if (url?.protocol === "file:") return { kind: "local", path: fileURLToPath(url) };
  if (url?.protocol === "http:" || url?.protocol === "https:") {
    refuseCredentials(url, url.username !== "" || url.password !== "");
    return { kind: "http", url: url.href.replace(/\/+$/, ""), host: url.host };
  }
  // ssh needs its user name (`git@`), which is no secret; and ssh would read a host with a dash as an option.
  if (url?.protocol === "ssh:" && url.hostname !== "" && !url.hostname.startsWith("-")) {
    refuseCredentials(url, url.password !== "");
    return { kind: "ssh", url: url.href, host: url.host };
  }
  throw new GitError(
    "missing",
    `the repository address ${JSON.stringify(redact(repository))} is of no supported kind`,
    "Give a path, file://, http(s):// or ssh:// address, or user@host:path.",
  );
}

function refuseCredentials(url: URL, present: boolean): void {
  if (!present) return;
  throw new GitError(
    "denied",
    `the repository address ${redact(url.href)} holds credentials`,
    "Remove them from the address and configure a token for the host.",
  );
}

/** The text with whatever stands before an `@` in a URL taken out; for messages. */
export const redact = (text: string): string => text.replace(/\/\/[^/@\s]*@/g, "//…@");
