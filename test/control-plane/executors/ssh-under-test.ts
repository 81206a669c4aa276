// An executor of `uses: ssh` against a real OpenSSH server, for the tests of this folder.

import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { SshAction } from "#core/action.ts";
import { commandAction } from "#core/command-action.ts";
import { createSshExecutor, type SshExecutorOptions } from "#executors/ssh.ts";
import { type SshServer, type SshServerOptions, sshServer } from "#test/support/ssh-server.ts";
import { attempt } from "./executor.contract.ts";

export interface SshUnderTest extends AsyncDisposable {
  executor: ReturnType<typeof createSshExecutor>;
  server: SshServer;
  action(run: string, more?: Partial<SshAction>): SshAction;
  /** One attempt with the host's key as its secret. */
  attempt(action: SshAction, settings?: Parameters<typeof attempt>[2]): ReturnType<typeof attempt>;
  /** Processes on the host whose command line has the text. */
  processes(text: string): string[];
  /** The folders of runs on the host. */
  runs(): string[];
}

export async function sshUnderTest(
  options: SshExecutorOptions = {},
  serverOptions: SshServerOptions = {},
): Promise<SshUnderTest> {
  const server = await sshServer(serverOptions);
  const executor = createSshExecutor({ limits: { pauseMs: 50 }, ...options });
  return {
    ...{ executor, server },
    action: (run, more = {}) => {
      const { script, variables } = commandAction(run);
      return {
        kind: "ssh",
        ...{ connectionName: "edge", connection: server.connection, script, variables },
        ...{ env: {}, workingDirectory: null, killAfterMs: 300 },
        ...more,
      };
    },
    attempt: (action, settings = {}) =>
      attempt(executor, action, { secrets: server.secrets, ...(settings as object) }),
    processes: (text) =>
      execFileSync("ps", ["-e", "-o", "pid=,stat=,args="], { encoding: "utf8" })
        .split("\n")
        .filter((line) => line.includes(text) && !/^\s*\d+ Z/.test(line)),
    runs: () => {
      try {
        return readdirSync(join(server.home, ".trunkline/runs"));
      } catch {
        return [];
      }
    },
    async [Symbol.asyncDispose]() {
      await executor.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
