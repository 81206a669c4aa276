// How long does it take to observe 1 GB of syslog, of which one line in 50 is cron's, into a server's database, over reading and
// splitting its lines? And does it take more memory for it?

import { createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createApi } from "#api/server.ts";
import { deploy } from "#test/support/deploy.ts";
import { bin, runNode } from "./support/child.ts";
import { type CpuSeconds, cpuOf } from "./support/cpu.ts";
import { benchDatabase } from "./support/database.ts";
import { alternate, median, type Result } from "./support/rounds.ts";
import { scaled } from "./support/scale.ts";

const plain = fileURLToPath(new URL("support/plain-lines.ts", import.meta.url));
const bytes = scaled(1_000_000_000);
const token = "bench";

export async function run(rounds: number): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "trunkline-bench-"));
  await using db = await benchDatabase();
  await deploy(db.pool, []);
  const api = await createApi({
    ...{ pool: db.pool, token },
    projects: { names: ["test"], sync: async () => ({ state: "Busy" }) },
    scheduler: { wake() {}, held: () => null },
  });
  const file = join(folder, "syslog");
  try {
    const url = await api.listen({ host: "127.0.0.1", port: 0 });
    await pipeline(syslog(), createWriteStream(file));
    const { size } = statSync(file);
    let megabytes = 0;
    let runs = 0;
    const user: number[] = [];
    const cpu: CpuSeconds[] = [];
    const ours = async () => {
      await db.pool.query(
        "truncate trunkline.legacy_source, trunkline.legacy_cover, trunkline.legacy_run",
      );
      const words = ["observe", file, "--source", "host1", "--kind", "cron", "--output", "json"];
      let seconds = 0;
      const taken = await cpuOf(db, async () => {
        const all = [bin, ...words, "--url", url, "--token", token];
        const ended = await runNode(all, { memory: true });
        megabytes = Math.max(megabytes, ended.megabytes);
        runs = JSON.parse(ended.stdout).added;
        user.push(ended.userSeconds);
        seconds = ended.seconds;
      });
      cpu.push(taken);
      return seconds;
    };
    const reference = async () => Number((await runNode([plain, file])).stdout);
    const { all, ...figures } = await alternate(rounds, reference, ours);
    const told = {
      ...{ rounds, inputBytes: size, runs, maxMegabytes: Math.round(megabytes) },
      megabytesPerSecond: Math.round(size / 1e6 / figures.ours),
      // Of the command alone: what it would read on a machine that does nothing else.
      megabytesPerUserSecond: Math.round(size / 1e6 / median(user)),
      // Of all that take part: reading, the server and the database.
      megabytesPerCpuSecond: Math.round(
        size / 1e6 / median(cpu.map(({ node, postgres }, n) => node + postgres + (user[n] ?? 0))),
      ),
      // Of the server and the database, which work while the next lines are read.
      ...{ user, cpu, all },
    };
    return { name: "observe-syslog", ...figures, unit: "s", params: told };
  } finally {
    await api.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines of 100 bytes on average; ten a second. */
function* syslog(): Generator<string> {
  const begin = Date.UTC(2026, 0, 1);
  let written = 0;
  let text = "";
  for (let n = 0; written < bytes; n++) {
    const at = new Date(begin + n * 100).toISOString();
    const said =
      n % 50 === 0
        ? `CRON[${n % 4_000_000}]: (shop) CMD (cd /srv/shop && ./load-${n % 200} --all >> /var/log/load.log 2>&1)`
        : `sshd[${n % 30_000}]: Accepted publickey for deploy from 10.0.0.${n % 250} port 22`;
    text += `${at} host1 ${said}\n`;
    if (text.length < 1_000_000) continue;
    written += text.length;
    yield text;
    text = "";
  }
  yield text;
}
