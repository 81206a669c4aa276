// `uses: ssh` from a file to its end with real processes: the worker is killed in the middle, and the command is not begun twice.

import { readFileSync } from "node:fs";
import { beforeEach, expect, test } from "vitest";
import { Estate } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";
import { noSshServer, type SshServer, sshServer } from "#test/support/ssh-server.ts";

beforeEach((context) => {
  if (noSshServer !== null) context.skip(noSshServer);
});

const filesOf = ({ connection }: SshServer, scratch: string) => ({
  "connections/edge.yaml": `type: ssh
host: ${connection.host}
port: ${connection.port}
user: ${connection.user}
hostKeys: ["${connection.hostKeys[0]}"]
key: edge/key
`,
  "pipelines/far.yaml": `name: far
params: {who: {default: "it's \\"me\\""}}
tasks:
  work:
    uses: ssh
    secrets: [edge/word]
    outputs: {rows: integer}
    with:
      connection: edge
      run: |
        echo begun >>${scratch}/begun
        echo first \${{ params.who }} $SECRET_EDGE_WORD
        while [ ! -e ${scratch}/go ]; do sleep 0.05; done
        echo last
        echo rows=3 >>"$TRUNKLINE_OUTPUT"
`,
});

test("a worker that is killed leaves the command to the next one, which adopts it", async () => {
  await using server = await sshServer();
  const env = {
    TRUNKLINE_SECRET_EDGE_KEY: server.secrets["host/key"] ?? "",
    TRUNKLINE_SECRET_EDGE_WORD: "open-sesame",
  };
  await using estate = new Estate((scratch) => filesOf(server, scratch), { env });
  await estate.started("server");
  const first = await estate.started("worker");
  const id = await estate.run("far");
  const begun = () => {
    try {
      return readFileSync(estate.scratch("begun"), "utf8").trim().split("\n").length;
    } catch {
      return 0;
    }
  };
  await eventually("it has begun", () => begun() === 1, 20_000);
  const shown = async () => (await estate.api().run(id)).tasks[0]?.attempts ?? [];
  await eventually("it is on record", async () => {
    const rows = await estate.query<{ external: { begun: string | null } }>(
      "select external from trunkline.external_run",
    );
    return rows.some(({ external }) => external.begun === "yes");
  });
  first.child.kill("SIGKILL");
  await first.ended;
  await estate.started("worker");
  await eventually("another attempt works", async () => (await shown()).length === 2, 20_000);
  estate.go();
  const run = await estate.ended(id);
  expect(run.state).toBe("succeeded");
  expect(run.tasks[0]?.attempts.map(({ ending }) => ending)).toEqual(["lost", "exited"]);
  expect(run.tasks[0]?.outputs).toEqual({ rows: 3 });
  expect(begun()).toBe(1);
  const { stdout } = await estate.cli.call(["logs", id]);
  expect(stdout).toContain("Begun on edge already: going on with it.");
  expect(stdout).toContain('first it\'s "me" ***');
  expect(stdout).not.toContain("open-sesame");
});
