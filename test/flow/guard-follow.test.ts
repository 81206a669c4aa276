// A guard that waits for our run goes on waiting while the server is away, and exits as the run does.

import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { eventually } from "#test/support/eventually.ts";
import { serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

const script = fileURLToPath(new URL("../../control-plane/guard/trunkline-guard", import.meta.url));

test("over a restart of the server it follows the same run, and its command does not run", async () => {
  await using folder = temporaryDirectory();
  const [begun, go, ran] = ["begun", "go", "ran"].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  await using server = await serverUnderTest({
    "trunkline.yaml": "name: shop\n",
    "pipelines/poll.yaml": `name: poll
triggers: [{schedule: {every: 1s}}]
tasks:
  poll:
    run: "touch ${begun}; until [ -e ${go} ]; do sleep 0.1; done; exit 3"
`,
    "migration/waves/polls.yaml":
      "stage: live\nmembers: {pipelines: [poll]}\nguard: {slots: dates}\n",
  });
  const date = new Date().toISOString().slice(0, 10);
  const child = spawn(
    "sh",
    [script, "--job", "poll/poll", "--follow", "--date", date, "--", "touch", ran],
    {
      env: {
        ...{ PATH: process.env.PATH, HOME: folder.path, TRUNKLINE_PROJECT: "shop" },
        ...{ TRUNKLINE_URL: server.url, TRUNKLINE_TOKEN_FILE: join(server.state, "token") },
        TRUNKLINE_GUARD_WAIT: "20",
      },
      stdio: "ignore",
    },
  );
  let code: number | null = null;
  const ended = new Promise<void>((resolve) =>
    child.once("close", (exit) => {
      code = exit;
      resolve();
    }),
  );
  await eventually("our run has begun", () => existsSync(begun));
  await server.restart();
  await server.restart();
  expect(code).toBeNull();
  writeFileSync(go, "");
  await ended;
  expect(code).toBe(3);
  expect(existsSync(ran)).toBe(false);
}, 120_000);
