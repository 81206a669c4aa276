// A git server in a process of its own, as servers are: in the process that is measured, each of its children would cost
// the copy of that process's page tables. Argument: the folder that it serves. Prints its URL; ends with its input.

import { GitServer } from "#test/support/git-server.ts";

const server = await GitServer.start(process.argv[2] ?? ".");
console.log(server.url(""));
process.stdin.resume();
process.stdin.on("end", () => server[Symbol.asyncDispose]());
