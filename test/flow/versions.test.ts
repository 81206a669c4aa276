// This version and the next on one database, under load: the next one expands the schema while this one works, contracts it
// once this one has gone, and what comes back too late is told so. Both are real processes of two copies of the program.

import { expect, test } from "vitest";
import { expectOnce, sayInto } from "#test/support/effects.ts";
import { Estate, gated, gatedTasks } from "#test/support/estate.ts";
import { eventually } from "#test/support/eventually.ts";
import { nextVersion } from "#test/support/next-version.ts";

const chain = (scratch: string) => `name: chain
tasks:
${["a", "b", "c"]
  .map(
    (name, n) => `  ${name}:
${n > 0 ? `    needs: [${"abc"[n - 1]}]\n` : ""}    run: |
      ${sayInto(`${scratch}/effects`)}
      say start
      say end
`,
  )
  .join("")}`;

/** Starts a run every now and then until `stop`; answers the ids. */
function load(estate: Estate): { stop(): Promise<string[]> } {
  const ids: string[] = [];
  let stopped = false;
  const loop = (async () => {
    while (!stopped) {
      // A server that was just stopped has another beside it, whose address is in the state folder in a moment.
      const id = await estate.run("chain").catch(() => null);
      if (id !== null) ids.push(id);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await loop;
      return ids;
    },
  };
}

const applied = async (estate: Estate, name: string): Promise<boolean> =>
  (await estate.query("select from trunkline.migration where name = $1", [name])).length > 0;

test("the next version moves in while this one works, and nothing is lost or done twice", {
  timeout: 180_000,
}, async () => {
  const next = nextVersion();
  await using _ = next.directory;
  await using estate = new Estate((scratch) => ({ "pipelines/chain.yaml": chain(scratch) }));
  const oldServer = await estate.started("server");
  const oldWorker = await estate.started("worker");
  const runs = load(estate);
  await estate.starts(6);

  // Expand: under load, beside processes of this version, which keep the breaking migration off.
  estate.program = next.program;
  const newServer = await estate.started("server");
  await newServer.said(`the migration ${next.contract} waits`);
  expect(await applied(estate, next.expand)).toBe(true);
  await estate.starts(estate.effects("start").length + 6);
  expect(await applied(estate, next.contract)).toBe(false);
  const made = async () =>
    Number((await estate.query<{ runs: string }>("select runs from trunkline.made"))[0]?.runs);
  await eventually("the next version's functions are at work", async () => (await made()) > 0);

  // This version may start on it as well, and leaves the newer functions as they are.
  estate.program = undefined;
  const oldAgain = await estate.started("server");
  const before = await made();
  await eventually("they still are", async () => (await made()) > before);
  expect([oldServer, oldWorker, oldAgain].map(({ child }) => child.exitCode)).toEqual([
    null,
    null,
    null,
  ]);

  // Rolling: workers, then servers. The contract follows by itself.
  estate.program = next.program;
  await estate.started("worker");
  expect((await oldWorker.stop()).code).toBe(0);
  await oldServer.stop();
  expect(await applied(estate, next.contract)).toBe(false);
  await oldAgain.stop();
  await eventually("the contract is applied", () => applied(estate, next.contract));
  await newServer.said(`the migration ${next.contract} was applied`);
  await estate.started("server");
  await estate.starts(estate.effects("start").length + 6);

  // Too late for this version.
  estate.program = undefined;
  for (const command of ["server", "worker"] as const) {
    const { code, stderr } = await estate.start(command).ended;
    expect(code).toBe(3);
    expect(stderr).toContain(`changed by a newer Trunkline (${next.contract})`);
  }

  const ids = await runs.stop();
  expect(ids.length).toBeGreaterThan(10);
  for (const id of ids) {
    expect((await estate.ended(id)).state).toBe("succeeded");
    expectOnce(estate.effects(), id, ["a", "b", "c"]);
  }
});

test("a process that was out of reach while the schema was contracted stops, and its tasks go to another", async () => {
  const next = nextVersion();
  await using _ = next.directory;
  await using estate = new Estate((scratch) => ({ "pipelines/gated.yaml": gated(scratch) }));
  const oldServer = await estate.started("server");
  const late = await estate.started("worker");
  const id = await estate.run();
  await estate.starts(3);
  late.child.kill("SIGSTOP");
  await oldServer.stop();
  estate.program = next.program;
  await estate.started("server");
  await estate.started("worker");
  expect(await applied(estate, next.contract)).toBe(false);
  // As if its host were gone: nobody answers on its connections.
  await estate.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'trunkline schema' and backend_start < (select max(applied_at) from trunkline.migration)",
  );
  await eventually("the contract is applied", () => applied(estate, next.contract));
  late.child.kill("SIGCONT");
  const { code, stderr } = await late.ended;
  expect(code).toBe(3);
  expect(stderr).toContain("changed by a newer Trunkline");
  estate.go();
  expect((await estate.ended(id)).state).toBe("succeeded");
  expectOnce(estate.effects(), id, gatedTasks);
});
