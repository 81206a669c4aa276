// Logs that are followed while they grow, are rotated, cut and lost, against a server: each run is told once, whatever happens.

import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ApiClient, connectApi, type LegacySourceView } from "#api/client.ts";
import { follow } from "#cli/observe-follow.ts";
import { Sender } from "#cli/observe-sender.ts";
import { Output } from "#cli/output.ts";
import { eventually } from "#test/support/eventually.ts";
import { seeded } from "#test/support/seeded.ts";
import { type ServerUnderTest, serverUnderTest } from "#test/support/server.ts";
import { temporaryDirectory } from "#test/support/temporary-directory.ts";

let server: ServerUnderTest;
let api: ApiClient;
beforeAll(async () => {
  server = await serverUnderTest({ "trunkline.yaml": "name: shop\n" });
  const token = readFileSync(`${server.state}/token`, "utf8").trim();
  api = connectApi({ url: server.url, token });
});
afterAll(() => server[Symbol.asyncDispose]());

let sources = 0;

/** A log of cron that a test writes, and who follows it. */
class Followed {
  readonly name = `host${++sources}`;
  readonly #folder = temporaryDirectory();
  readonly file = path.join(this.#folder.path, "syslog");
  readonly said: string[] = [];
  #written = 0;
  #stop = async () => {};
  #isDead = { now: false };
  ended: Promise<void> = Promise.resolve();

  async [Symbol.asyncDispose]() {
    await this.stop();
    await this.#folder[Symbol.asyncDispose]();
  }

  line(message: string): string {
    const at = new Date(Date.UTC(2026, 10, 20, 2) + ++this.#written * 1_000).toISOString();
    return `${at} host1 ${message}\n`;
  }

  /** A run that begins; its process is its number. */
  begins(n: number): string {
    return this.line(`CRON[${n}]: (root) CMD (/opt/job ${n})`);
  }

  ends(n: number): string {
    return this.line(`CRON[${n}]: (root) END (/opt/job ${n})`);
  }

  write(...lines: string[]): void {
    appendFileSync(this.file, lines.join(""));
  }

  /** As logrotate does it: what was `.1` becomes `.2`. */
  rotate(how: "rename" | "copytruncate"): void {
    for (let n = 8; n >= 1; n--)
      if (existsSync(`${this.file}.${n}`)) renameSync(`${this.file}.${n}`, `${this.file}.${n + 1}`);
    if (how === "rename") {
      renameSync(this.file, `${this.file}.1`);
      writeFileSync(this.file, "");
    } else {
      copyFileSync(this.file, `${this.file}.1`);
      truncateSync(this.file);
    }
  }

  async start(): Promise<void> {
    const source = { name: this.name, kind: "cron" as const };
    const [known] = await api.legacySources("shop", { name: this.name });
    const stop = new AbortController();
    const { signal } = stop;
    const said = { write: (text: string) => this.said.push(text) } as never;
    const out = new Output({ format: "text", quiet: false, stdout: said, stderr: said, env: {} });
    const dead = { now: false };
    this.#isDead = dead;
    const putLegacyRuns: ApiClient["putLegacyRuns"] = async (project, body) => {
      if (dead.now) throw new Error("it was killed");
      return api.putLegacyRuns(project, body);
    };
    const sender = new Sender({
      ...{
        api: { putLegacyRuns },
        project: "shop",
        source,
        out,
        signal,
        version: known?.version ?? 0,
      },
    });
    const choice = {
      ...{ kind: "cron" as const, zone: undefined, host: undefined, from: undefined },
      ...{ job: undefined, dateStandard: "mmdd" as const },
    };
    const position = known?.position ?? null;
    const at = { file: this.file, cwd: "/", choice, sender, out, signal, position, pollMs: 10 };
    this.ended = follow(at);
    this.ended.catch(() => {});
    this.#stop = async () => {
      stop.abort();
      await this.ended.catch(() => {});
    };
  }

  async stop(): Promise<void> {
    await this.#stop();
    this.#stop = async () => {};
  }

  /** Nothing more comes of it. */
  async kill(): Promise<void> {
    this.#isDead.now = true;
    await this.stop();
  }

  async source(): Promise<LegacySourceView | undefined> {
    return (await api.legacySources("shop", { name: this.name }))[0];
  }

  /** Numbers of the jobs that were told, with a mark for those whose end was. */
  async told(): Promise<string[]> {
    const { items } = await api.legacyRuns("shop", { source: this.name, limit: 500 });
    return items
      .map(({ job, end }) => `${job.split(" ")[1]}${end === null ? "" : "e"}`)
      .toSorted((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
  }

  async tells(...wanted: string[]): Promise<void> {
    await eventually(
      `${this.name} tells ${wanted}`,
      async () => `${await this.told()}` === `${wanted}`,
    );
  }
}

test("a run is told when it begins, and its end when that comes; a half line once it is whole", async () => {
  await using log = new Followed();
  log.write(log.begins(1));
  await log.start();
  await log.tells("1");
  const [head, tail] = [log.begins(2), log.ends(1)];
  log.write(head.slice(0, -20));
  log.write(head.slice(-20), tail.slice(0, 30));
  await log.tells("1", "2");
  log.write(tail.slice(30));
  await log.tells("1e", "2");
});

test.each(["rename", "copytruncate"] as const)(
  "rotation by %s loses nothing, also what was written to the old file",
  async (how) => {
    await using log = new Followed();
    log.write(log.begins(1), log.begins(2));
    await log.start();
    await log.tells("1", "2");
    log.write(log.ends(1));
    log.rotate(how);
    // Who writes it has the old file open until it is told.
    if (how === "rename") appendFileSync(`${log.file}.1`, log.begins(3));
    log.write(log.ends(2), log.begins(4));
    await log.tells("1e", "2e", ...(how === "rename" ? ["3"] : []), "4");
    expect(await log.source()).toMatchObject({ gaps: 0 });
  },
);

test("who starts again goes on from where it was, also when the log was rotated twice meanwhile", async () => {
  await using log = new Followed();
  log.write(log.begins(1));
  await log.start();
  await log.tells("1");
  await log.stop();
  log.write(log.begins(2));
  log.rotate("rename");
  log.write(log.ends(1));
  log.rotate("rename");
  log.write(log.ends(2), log.begins(3));
  await log.start();
  await log.tells("1e", "2e", "3");
  expect(await log.source()).toMatchObject({ gaps: 0 });
  expect(log.said).toEqual([]);
});

test("a log that was cut, of which no copy is left, is a gap, and is said", async () => {
  await using log = new Followed();
  log.write(log.begins(1), log.ends(1));
  await log.start();
  await log.tells("1e");
  truncateSync(log.file);
  log.write(log.begins(2));
  await log.tells("1e", "2");
  await log.stop();
  expect(log.said.join("")).toContain("was cut");
  expect(await log.source()).toMatchObject({ gaps: 1 });
  // So is one that was away when nobody followed it.
  rmSync(log.file);
  log.write(log.begins(3));
  await log.start();
  await log.tells("1e", "2", "3");
  expect(log.said.join("")).toContain("that one is gone");
  await log.stop();
  expect(await log.source()).toMatchObject({ gaps: 2 });
});

test("two who follow one source: the second to tell something is refused", async () => {
  await using log = new Followed();
  log.write(log.begins(1));
  await log.start();
  await log.tells("1");
  await api.putLegacyRuns("shop", { source: { name: log.name, kind: "cron" } });
  log.write(log.begins(2));
  await expect(log.ended).rejects.toThrow("somebody else follows");
  expect(await log.told()).toEqual(["1"]);
});

const moves = [
  "write",
  "write",
  "end",
  "end",
  "half",
  "rename",
  "copytruncate",
  "restart",
  "kill",
  "look",
] as const;

test.each([1, 2, 3, 4])(
  "whatever happens in whichever order, each run is told once and with its end (%i)",
  async (seed) => {
    await using log = new Followed();
    const next = seeded(seed);
    const below = (n: number) => Math.floor(next() * n);
    const open: number[] = [];
    const wanted: string[] = [];
    let half = "";
    let runs = 0;
    const write = (line: string) => {
      log.write(half, line);
      half = "";
    };
    write(log.begins(++runs));
    wanted.push(`${runs}`);
    open.push(runs);
    await log.start();
    // Who is killed before that was never there.
    await log.tells("1");
    for (let move = 0; move < 40; move++) {
      const which = moves[below(moves.length)] as (typeof moves)[number];
      if (which === "write") {
        write(log.begins(++runs));
        wanted.push(`${runs}`);
        open.push(runs);
      } else if (which === "end" && open.length > 0) {
        const [n = 0] = open.splice(below(open.length), 1);
        write(log.ends(n));
        wanted[n - 1] = `${n}e`;
      } else if (which === "half" && half === "") {
        const line = log.begins(++runs);
        wanted.push(`${runs}`);
        open.push(runs);
        log.write(line.slice(0, 40));
        half = line.slice(40);
      } else if ((which === "rename" || which === "copytruncate") && half === "") {
        // A log that was begun and cut between two looks is one that never was.
        if (which === "copytruncate") await log.tells(...wanted);
        log.rotate(which);
      } else if (which === "restart" || which === "kill") {
        await (which === "kill" ? log.kill() : log.stop());
        await log.start();
      } else if (which === "look" && half === "") await log.tells(...wanted);
    }
    write(log.begins(++runs));
    wanted.push(`${runs}`);
    await log.tells(...wanted);
    await log.stop();
    expect(await log.source()).toMatchObject({ gaps: 0 });
    expect(log.said).toEqual([]);
  },
);
