// One first sync, or what it is compared with, in a process of its own: its last line says how long it took.

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { load } from "js-yaml";
import { openSource } from "#git/open.ts";
import { reconcile, type Step } from "#reconcile";
import { createPool } from "#store/connect.ts";
import { registerProject } from "#store/projects.sql.ts";

export interface FirstSync {
  seconds: number;
  /** Milliseconds by step; the reference has `clone`, `read` and `parse`. */
  steps: Record<string, number>;
  /** Of this process, without Postgres and git: what stays the same on a busy machine. */
  cpuSeconds: number;
}

/** Arguments: transport, URL, folder for the mirror, connection string; or `reference`, URL, folder. */
const [transport, url = "", folder = "", connectionString = ""] = process.argv.slice(2);
const result = transport === "reference" ? await cloneAndParse() : await firstSync();
console.log(JSON.stringify(result));

async function firstSync(): Promise<FirstSync> {
  const pool = createPool(connectionString, { max: 4 });
  await registerProject(pool, {
    name: "estate",
    environment: "bench",
    repository: url,
    branch: "main",
    path: "",
  });
  const source = await openSource({
    repository: url,
    cacheDir: folder,
    transport: transport as "native" | "isomorphic",
  });
  const watch = stopwatch();
  const outcome = await reconcile({
    pool,
    project: "estate",
    source,
    actor: "bench",
    onStep: (step: Step) => watch.begin(step),
  });
  const measured = watch.end();
  if (outcome.state !== "Synced" || outcome.diagnostics.length > 0)
    throw new Error(`the sync ended ${outcome.state}: the figure would mean nothing`);
  await source.close();
  await pool.end();
  return measured;
}

/** The least that anybody must do: a native clone, and plain js-yaml over every spec of the tip. */
async function cloneAndParse(): Promise<FirstSync> {
  const watch = stopwatch();
  const repository = join(folder, "clone");
  watch.begin("clone");
  execFileSync("git", ["clone", "--quiet", "--bare", url, repository]);
  watch.begin("read");
  const texts = await readSpecs(repository);
  watch.begin("parse");
  for (const text of texts) load(text);
  return watch.end();
}

async function readSpecs(repository: string): Promise<string[]> {
  const listed = execFileSync("git", ["-C", repository, "ls-tree", "-rz", "main", "pipelines"], {
    maxBuffer: 2 ** 28,
  });
  const oids = listed
    .toString()
    .split("\0")
    .flatMap((line) => line.split(/[ \t]/)[2] ?? []);
  const child = spawn("git", ["-C", repository, "cat-file", "--batch"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stdin.end(`${oids.join("\n")}\n`);
  await once(child, "close");
  return splitAnswers(Buffer.concat(chunks), oids.length);
}

/** Answers are `oid type size`, a newline, the content and a newline. */
function splitAnswers(answers: Buffer, count: number): string[] {
  const texts: string[] = [];
  for (let at = 0; texts.length < count; ) {
    const end = answers.indexOf(0x0a, at);
    const size = Number(answers.toString("latin1", at, end).split(" ")[2]);
    texts.push(answers.toString("utf8", end + 1, end + 1 + size));
    at = end + size + 2;
  }
  return texts;
}

function stopwatch() {
  const steps: Record<string, number> = {};
  const started = performance.now();
  const cpu = process.cpuUsage();
  let name: string | null = null;
  let since = started;
  const lap = (next: string | null) => {
    const now = performance.now();
    if (name !== null) steps[name] = Math.round((now - since) * 10) / 10;
    name = next;
    since = now;
  };
  return {
    begin: lap,
    end(): FirstSync {
      lap(null);
      const { user, system } = process.cpuUsage(cpu);
      const seconds = (performance.now() - started) / 1000;
      return { seconds, steps, cpuSeconds: (user + system) / 1e6 };
    },
  };
}
