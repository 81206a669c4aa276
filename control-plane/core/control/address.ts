// Addresses of repositories as registrations write them; `git/location.ts` says the same when one is opened.

export interface AddressProblem {
  message: string;
  help: string;
}

/** Why it can't be one; null for a path and for every kind of address that can be opened. */
export function addressProblem(address: string): AddressProblem | null {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(address)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    // `ext::` and the like would run a command.
    if (!address.includes("::")) return null;
    return unsupported("a transport that runs programs");
  }
  if (!["http", "https", "ssh", "file"].includes(scheme)) return unsupported(`${scheme}://`);
  const user = /^[^/]*\/\/([^/@]*)@/.exec(address)?.[1];
  if (user !== undefined && (scheme.startsWith("http") || user.includes(":")))
    return {
      message: "the address of the repository holds credentials",
      help: "take them out; the server is given a token for the host in TRUNKLINE_GIT_TOKENS",
    };
  return null;
}

const unsupported = (what: string): AddressProblem => ({
  message: `a repository can't be reached by ${what}`,
  help: "write https://HOST/PATH, ssh://HOST/PATH, user@host:path or a path",
});

/** A path on the server's machine that doesn't say from where. */
export const isRelative = (address: string): boolean =>
  !/^(?:[a-z][a-z0-9+.-]*:|\/|\\|[^@/:\s]+@[^/:\s]+:|[^/:\s]+:(?!\/\/))/i.test(address);
