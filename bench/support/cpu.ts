// Seconds of CPU that this process and the database have taken: on a busy machine they say more than the clock.

import { readdirSync, readFileSync } from "node:fs";
import type { BenchDatabase } from "./database.ts";

export interface CpuSeconds {
  node: number;
  postgres: number;
}

/** Of Linux, USER_HZ. */
const ticksPerSecond = 100;

/** User and system time of a piece of work. Postgres: of its server with all its processes, also of those that have ended. */
export async function cpuOf(db: BenchDatabase, work: () => Promise<void>): Promise<CpuSeconds> {
  const postmaster = await postmasterOf(db);
  const [node, postgres] = [process.cpuUsage(), ticksUnder(postmaster)];
  await work();
  const { user, system } = process.cpuUsage(node);
  return {
    node: (user + system) / 1e6,
    postgres: (ticksUnder(postmaster) - postgres) / ticksPerSecond,
  };
}

async function postmasterOf({ pool }: BenchDatabase): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>("select pg_backend_pid() as pid");
  return statOf((rows[0] as { pid: number }).pid)?.parent as number;
}

/** Of a process with its ended children, and of the children it has. */
const ticksUnder = (postmaster: number): number =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .reduce((sum, name) => {
      const stat = statOf(Number(name));
      if (stat === null) return sum;
      if (Number(name) === postmaster) return sum + stat.own + stat.ended;
      return stat.parent === postmaster ? sum + stat.own : sum;
    }, 0);

/** proc(5): the fields after the name in parentheses. Null: it has gone. */
function statOf(pid: number): { parent: number; own: number; ended: number } | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    const field = text.slice(text.lastIndexOf(")") + 2).split(" ");
    const at = (n: number) => Number(field[n - 3]);
    return { parent: at(4), own: at(14) + at(15), ended: at(16) + at(17) };
  } catch {
    return null;
  }
}
