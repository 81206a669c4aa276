// Which addresses are understood, and which are refused before anything is started.

import { expect, it } from "vitest";
import { parseLocation, redact } from "#git/location.ts";

it.each([
  ["/srv/git/x", { kind: "local", path: "/srv/git/x" }],
  [".", { kind: "local", path: "." }],
  ["-x", { kind: "local", path: "-x" }],
  ["C:\\git\\x", { kind: "local", path: "C:\\git\\x" }],
  ["file:///srv/git/a%20b", { kind: "local", path: "/srv/git/a b" }],
  [
    "https://git.example/x.git/",
    { kind: "http", url: "https://git.example/x.git", host: "git.example" },
  ],
  [
    "http://git.example:8080/x",
    { kind: "http", url: "http://git.example:8080/x", host: "git.example:8080" },
  ],
  [
    "ssh://git@git.example:22/x.git",
    { kind: "ssh", url: "ssh://git@git.example:22/x.git", host: "git.example:22" },
  ],
  [
    "git@git.example:team/x.git",
    { kind: "ssh", url: "git@git.example:team/x.git", host: "git.example" },
  ],
])("reads %s", (address, location) => {
  expect(parseLocation(address)).toEqual(location);
});

it.each([
  "ext::sh -c 'touch /tmp/x'",
  "fd::17",
  "git://git.example/x",
  "ftp://git.example/x",
  "ssh://-oProxyCommand=touch/x",
  "-oProxyCommand=touch:x",
  "git@-oProxyCommand=touch:x",
  "https://",
])("refuses %s", (address) => {
  expect(() => parseLocation(address)).toThrow(expect.objectContaining({ name: "GitError" }));
});

it.each([
  "https://user:pa55@git.example/x",
  "https://pa55@git.example/x",
  "ssh://git:pa55@git.example/x",
])("refuses the credentials in %s without repeating them", (address) => {
  expect(() => parseLocation(address)).toThrow(
    expect.objectContaining({ kind: "denied", message: expect.not.stringContaining("pa55") }),
  );
});

it("takes credentials out of texts", () => {
  expect(redact("fatal: https://u:p@h/x and http://t@h/y")).toBe(
    "fatal: https://…@h/x and http://…@h/y",
  );
});
