// Processes are killed and frozen in the middle of runs: nothing is lost, nothing starts twice, runs finish.
// Tasks write what they do to a file of effects, which is compared with what the database says.

import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createPool } from "#store/connect.ts";
import { isPostmasterOf, readPidFile } from "#store/embedded/postmaster.ts";
import { ensurePostgres } from "#store/embedded/server.ts";
import { eventually } from "#test/support/eventually.ts";
import { TestRepository } from "#test/support/repository.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";
import { commands, type Running, running } from "#test/support/up.ts";

interface Run {
  id: string;
  state: string;
  slot: string;
  tasks: { name: string; state: string; attempts: { attempt: number; ending: string }[] }[];
}

/** Seconds after which a silent worker is taken for dead; its lock is trusted once Postgres is up for so long. */
const ttl = ["--ttl", "2"];

/** Three tasks that run until a file `go` appears, then one that needs them. */
const gated = (scratch: string) => `name: gated
tasks:
  work:
    matrix: {n: [1, 2, 3]}
    run: |
      echo "start $TRUNKLINE_TASK $TRUNKLINE_ATTEMPT $$" >> ${scratch}/effects
      while [ ! -e ${scratch}/go ]; do sleep 0.05; done
      echo "end $TRUNKLINE_TASK $TRUNKLINE_ATTEMPT" >> ${scratch}/effects
  last:
    needs: [work]
    run: echo "last $TRUNKLINE_ATTEMPT" >> ${scratch}/effects
`;

class Estate implements AsyncDisposable {
  readonly repository = new TestRepository();
  readonly #scratch = temporaryDirectory();
  readonly #state = temporaryDirectory();
  readonly #processes: Running[] = [];
  readonly cli = commands(this.#state.path);

  constructor(specs: (scratch: string) => Record<string, string>) {
    this.repository.commit(specs(this.#scratch.path));
  }

  get state(): string {
    return this.#state.path;
  }

  start(command: "up" | "server" | "worker", ...words: string[]): Running {
    const where = command === "worker" ? [] : [this.repository.path, "--poll", "1"];
    const process = running([command, ...where, "--state", this.state, ...ttl, ...words]);
    this.#processes.push(process);
    return process;
  }

  effects(kind = ""): string[] {
    const file = join(this.#scratch.path, "effects");
    if (!existsSync(file)) return [];
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "" && line.startsWith(kind));
  }

  go(): void {
    appendFileSync(join(this.#scratch.path, "go"), "");
  }

  async run(pipeline = "gated"): Promise<string> {
    const [run] = await this.cli.json<Run>("run", pipeline);
    return run?.id ?? "";
  }

  async show(id: string): Promise<Run> {
    const [run] = await this.cli.json<Run>("runs", "show", id);
    if (!run) throw new Error(`there is no run ${id}`);
    return run;
  }

  async ended(id: string, deadlineMs = 30_000): Promise<Run> {
    let run = await this.show(id);
    await eventually(
      `run ${id} ends`,
      async () => {
        run = await this.show(id);
        return !["running", "waiting"].includes(run.state);
      },
      deadlineMs,
    );
    return run;
  }

  /** Process id of the embedded Postgres; null while none runs. */
  postmaster(): number | null {
    const folder = join(this.state, "postgres");
    const pid = readPidFile(folder)?.pid;
    return pid !== undefined && isPostmasterOf(folder, pid) ? pid : null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.go();
    for (const process of this.#processes.reverse()) await process[Symbol.asyncDispose]();
    const postmaster = this.postmaster();
    if (postmaster !== null) {
      process.kill(postmaster, "SIGINT");
      await eventually("Postgres has stopped", () => this.postmaster() === null);
    }
    this.repository[Symbol.dispose]();
    await this.#scratch[Symbol.asyncDispose]();
    await this.#state[Symbol.asyncDispose]();
  }
}

const gatedEstate = () => new Estate((scratch) => ({ "pipelines/gated.yaml": gated(scratch) }));

/** Each attempt at most once, and of every task exactly one that ended. */
function expectNothingTwice(estate: Estate): void {
  const starts = estate.effects("start").map((line) => line.split(" ").slice(1, 3).join(" "));
  expect(new Set(starts).size).toBe(starts.length);
  const ends = estate.effects("end").map((line) => line.split(" ")[1]);
  expect(ends.toSorted()).toEqual(["work[1]", "work[2]", "work[3]"]);
  expect(estate.effects("last")).toHaveLength(1);
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z ");
  } catch {
    return false;
  }
};

test("a killed worker loses its commands at once and its tasks to another worker", async () => {
  await using estate = gatedEstate();
  await using _server = estate.start("server");
  await _server.said("Serving");
  const first = estate.start("worker");
  await first.said("takes 16 tasks");
  const id = await estate.run();
  await eventually("three tasks run", () => estate.effects("start").length === 3);
  const commandsOfFirst = estate.effects("start").map((line) => Number(line.split(" ")[3]));
  const second = estate.start("worker");
  await second.said("takes 16 tasks");
  // A lock is trusted once Postgres is up for a TTL.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  first.child.kill("SIGKILL");
  const gone = await eventually("its commands are gone", () => !commandsOfFirst.some(alive), 5_000);
  expect(gone).toBeLessThan(2_000);
  await eventually("the tasks start again", () => estate.effects("start").length === 6);
  estate.go();
  const run = await estate.ended(id);
  expect(run.state).toBe("succeeded");
  for (const task of run.tasks.filter(({ name }) => name.startsWith("work")))
    expect(task.attempts.map(({ ending }) => ending)).toEqual(["lost", "exited"]);
  expectNothingTwice(estate);
});

test("a frozen worker loses its tasks after the TTL, and what it says later is refused", async () => {
  await using estate = gatedEstate();
  await using _server = estate.start("server");
  await _server.said("Serving");
  const frozen = estate.start("worker");
  await frozen.said("takes 16 tasks");
  const id = await estate.run();
  await eventually("three tasks run", () => estate.effects("start").length === 3);
  const second = estate.start("worker");
  await second.said("takes 16 tasks");
  frozen.child.kill("SIGSTOP");
  await eventually("the tasks start again", () => estate.effects("start").length === 6, 20_000);
  frozen.child.kill("SIGCONT");
  await frozen.said("starting anew");
  estate.go();
  const run = await estate.ended(id);
  expect(run.state).toBe("succeeded");
  expectNothingTwice(estate);
});

test("a killed server holds nobody up: workers go on, and the next server settles what became due", async () => {
  await using estate = new Estate((scratch) => ({
    "pipelines/gated.yaml": gated(scratch),
    "pipelines/often.yaml":
      "name: often\ntriggers: [{schedule: {every: 1m}, missed: all}]\ntasks: {a: {run: 'true'}}\n",
  }));
  const first = estate.start("server");
  await first.said("Serving");
  await using _worker = estate.start("worker");
  await _worker.said("takes 16 tasks");
  const id = await estate.run();
  await eventually("three tasks run", () => estate.effects("start").length === 3);
  first.child.kill("SIGKILL");
  await first.ended;
  estate.go();
  await eventually(
    "the run's last task runs without a server",
    () => estate.effects("last").length === 1,
  );
  await using next = estate.start("server");
  await next.said("Serving");
  expect((await estate.ended(id)).state).toBe("succeeded");
  expectNothingTwice(estate);
});

test("`up` that is killed leaves Postgres, and the next `up` adopts it and finishes the run", async () => {
  await using estate = gatedEstate();
  const first = estate.start("up");
  await first.said("Trunkline is up");
  const id = await estate.run();
  await eventually("three tasks run", () => estate.effects("start").length === 3);
  const postmaster = estate.postmaster();
  first.child.kill("SIGKILL");
  await first.ended;
  await using second = estate.start("up");
  await second.said("Trunkline is up");
  expect(estate.postmaster()).toBe(postmaster);
  await eventually("the tasks start again", () => estate.effects("start").length === 6, 20_000);
  estate.go();
  expect((await estate.ended(id)).state).toBe("succeeded");
  expectNothingTwice(estate);
});

test("a killed Postgres is started again under running tasks, which go on", async () => {
  await using estate = gatedEstate();
  await using up = estate.start("up", "--ttl", "10");
  await up.said("Trunkline is up");
  const id = await estate.run();
  await eventually("three tasks run", () => estate.effects("start").length === 3);
  process.kill(estate.postmaster() as number, "SIGKILL");
  await up.said("Postgres is back");
  estate.go();
  expect((await estate.ended(id)).state).toBe("succeeded");
  expect(estate.effects("start")).toHaveLength(3);
  expectNothingTwice(estate);
});

test("two servers on one database give each slot one run, and one alone goes on", async () => {
  await using estate = new Estate(() => ({
    "pipelines/often.yaml":
      "name: often\ntriggers: [{schedule: {every: 1m}, missed: all}]\ntasks: {a: {run: 'true'}}\n",
  }));
  const first = estate.start("server");
  await first.said("Serving");
  await using second = estate.start("server");
  await second.said("Serving");
  await using _worker = estate.start("worker");
  await _worker.said("takes 16 tasks");
  const { connectionString } = await ensurePostgres({ stateDir: estate.state });
  const pool = createPool(connectionString, { max: 1 });
  /** As if nothing had been looked at for so long: both servers find the same due times at once. */
  const lookBack = (minutes: number) =>
    pool.query(
      "update trunkline.trigger set next_at = now(), cursor_at = now() - $1 * interval '1 minute'",
      [minutes],
    );
  const slots = async () => {
    const { rows } = await pool.query(
      "select slot, count(*)::int as runs from trunkline.run group by 1",
    );
    return rows as { slot: string; runs: number }[];
  };
  await lookBack(60);
  await eventually("an hour became due", async () => (await slots()).length >= 60);
  first.child.kill("SIGKILL");
  await first.ended;
  await lookBack(120);
  await eventually("another hour became due", async () => (await slots()).length >= 120);
  expect((await slots()).every(({ runs }) => runs === 1)).toBe(true);
  await eventually("every run has run", async () => {
    const { rows } = await pool.query(
      "select count(*)::int as open from trunkline.run where state <> 'succeeded'",
    );
    return rows[0].open === 0;
  });
  await pool.end();
});

test("a taken port and a state folder in use are refused with what to do", async () => {
  await using estate = gatedEstate();
  const taken = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => taken.once("listening", resolve));
  const { port } = taken.address() as { port: number };
  const refused = await estate.start("up", "--port", String(port)).ended;
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain(`port ${port} on 127.0.0.1 is taken`);
  expect(refused.stderr).toContain("--port");
  taken.close();
  await using up = estate.start("up");
  await up.said("Trunkline is up");
  const second = await estate.start("up").ended;
  expect(second.code).toBe(3);
  expect(second.stderr).toContain("already up");
  expect(second.stderr).toContain("http://127.0.0.1:");
});
