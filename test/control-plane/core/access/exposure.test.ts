import { expect, test } from "vitest";
import { exposureFault, isLoopbackHost } from "#core/access/exposure.ts";

const open = { hasTls: false, allowsPlain: false, hasProvider: false, hasTokens: false };

test.for(["127.0.0.1", "127.8.9.1", "localhost", "::1", "[::1]"])(
  "%s is this machine's",
  (host) => {
    expect(isLoopbackHost(host)).toBe(true);
    expect(exposureFault({ ...open, host })).toBeNull();
  },
);

test.for([
  "0.0.0.0",
  "::",
  "10.0.0.5",
  "trunkline.example",
  "127.0.0.1.evil.example",
  "",
  "localhost.evil",
])(
  "%j is reached by others: neither in clear by oversight, nor where nobody could prove anything",
  (host) => {
    expect(isLoopbackHost(host)).toBe(false);
    expect(exposureFault({ ...open, host, hasProvider: true })?.message).toContain("in clear");
    expect(exposureFault({ ...open, host, hasTls: true })?.message).toContain("who they are");
    expect(exposureFault({ ...open, host, allowsPlain: true })?.message).toContain("who they are");
    expect(exposureFault({ ...open, host, hasTls: true, hasTokens: true })).toBeNull();
    expect(exposureFault({ ...open, host, allowsPlain: true, hasProvider: true })).toBeNull();
  },
);
