// `uses: transfer` as a team writes it: connections and a pipeline in Git, deployed by a server, run by a worker that was started
// with the folder, between a folder and a real OpenSSH. What a worker wasn't started with, no spec gives.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Estate } from "#test/support/estate.ts";
import { noSshServer, sshServer } from "#test/support/ssh-server.ts";

const transfer = (from: string, to: string, needs: string[], after: string) => `
    needs: [${needs.join()}]
    uses: transfer
    with: {from: ${from}, to: ${to}, files: ["*.csv", "sub/**/*.csv"], ${after}}
    outputs: {files: integer, names: list<string>}`;

test("files go from a folder to a host and back, as Git says", async (context) => {
  if (noSshServer !== null) return context.skip(noSshServer);
  await using server = await sshServer();
  const at = (name: string) => join(server.folder, name);
  const { connection, secrets } = server;
  const bank = `{connection: bank, path: "${at("bank")}/\${{ params.day }}"}`;
  await using estate = new Estate(
    () => ({
      "connections/bank.yaml": `type: ssh
host: ${connection.host}
port: ${connection.port}
user: ${connection.user}
hostKeys: [${connection.hostKeys[0]}]
key: bank/ssh-key
`,
      "pipelines/statements.yaml": `name: statements
params: {day: {type: date, default: 2026-11-26}}
tasks:
  send: ${transfer(`{path: ${at("data/in")}}`, bank, [], `after: move, moveTo: ${at("data/sent")}`)}
  fetch: ${transfer(bank, `{path: ${at("data/back")}}`, ["send"], "after: delete")}
  tell:
    needs: [send, fetch]
    run: echo \${{ needs.send.outputs.files }} went, \${{ size(needs.fetch.outputs.names) }} came
`,
      "pipelines/elsewhere.yaml": `name: elsewhere
tasks:
  take: ${transfer(`{path: ${at("private")}}`, `{path: ${at("data/back")}}`, [], "after: delete")}
`,
    }),
    { env: { TRUNKLINE_SECRET_BANK__SSH_KEY: secrets["host/key"] } },
  );
  for (const name of ["data/in/sub", "data/back", "data/sent", "bank", "private"])
    mkdirSync(at(name), { recursive: true });
  for (const [name, content] of [
    ["data/in/a.csv", "a,1"],
    ["data/in/sub/b.csv", "b,2"],
    ["data/in/c.txt", "not asked for"],
    ["private/key.csv", "secret"],
  ] as const)
    writeFileSync(at(name), content);
  await estate.started("server");
  await estate.started("worker", "--local-files", `${at("data")}:rw`);

  const run = await estate.ended(await estate.run("statements"), 60_000);
  expect(run.state, JSON.stringify(run.tasks)).toBe("succeeded");
  expect((await estate.cli.call(["logs", run.id, "--task", "tell"])).stdout).toContain(
    "2 went, 2 came",
  );
  const { stdout } = await estate.cli.call(["logs", run.id, "--task", "send"]);
  expect(stdout).toContain(`sftp://${connection.user}@127.0.0.1:${connection.port}`);
  const text = (name: string) => readFileSync(at(name), "utf8");
  for (const folder of ["back", "sent"])
    expect([text(`data/${folder}/a.csv`), text(`data/${folder}/sub/b.csv`)]).toEqual([
      "a,1",
      "b,2",
    ]);
  expect(text("data/in/c.txt")).toBe("not asked for");

  const refused = await estate.ended(await estate.run("elsewhere"), 60_000);
  expect(refused.state).toBe("failed");
  expect(refused.tasks[0]?.attempts.at(-1)?.message).toContain(
    `This worker was not started with \`--local-files ${at("private")}:rw\``,
  );
  expect(text("private/key.csv")).toBe("secret");
});
