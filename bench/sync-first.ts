// What does a first sync of a large estate cost beside a clone and a plain parse of the same files?

import { fileURLToPath } from "node:url";
import { leanAllocator, leanFlags } from "#cli/lean-memory.ts";
import { runNode } from "./support/child.ts";
import { benchDatabase } from "./support/database.ts";
import { largeEstate } from "./support/estate.ts";
import type { FirstSync } from "./support/first-sync.ts";
import { alternate, median, type Result } from "./support/rounds.ts";
import { type ServedEstate, serveEstate } from "./support/served-estate.ts";

const script = fileURLToPath(new URL("support/first-sync.ts", import.meta.url));

export async function run(
  name: string,
  transport: "native" | "isomorphic",
  rounds: number,
): Promise<Result> {
  await using estate = await serveEstate(largeEstate);
  const memory = { ours: [] as number[], reference: [] as number[] };
  const cpu = { ours: [] as number[], reference: [] as number[] };
  const steps = { ours: [] as FirstSync["steps"][], reference: [] as FirstSync["steps"][] };
  const measure = async (side: "ours" | "reference", words: string[]): Promise<number> => {
    // As `trunkline server` starts itself.
    const [flags, allocator] = side === "ours" ? [leanFlags, leanAllocator] : [[], {}];
    const { stdout, megabytes } = await runNode([...flags, script, ...words], {
      memory: true,
      env: { ...env, ...allocator },
    });
    const measured = JSON.parse(stdout) as FirstSync;
    memory[side].push(megabytes);
    steps[side].push(measured.steps);
    cpu[side].push(measured.cpuSeconds);
    return measured.seconds;
  };
  const ours = () => oursOnEmptyDatabase(estate, transport, (words) => measure("ours", words));
  // Fills the compile cache, and isn't counted: the command has one before it loads anything else.
  const env = { NODE_COMPILE_CACHE: estate.folder() };
  await ours();
  for (const figures of [memory, cpu, steps]) figures.ours.length = 0;
  const { all, ...figures } = await alternate(
    rounds,
    () => measure("reference", ["reference", estate.url, estate.folder()]),
    ours,
  );
  return {
    name,
    ...figures,
    unit: "s",
    params: {
      rounds,
      transport,
      ...largeEstate,
      maxMegabytes: { ours: Math.max(...memory.ours), reference: Math.max(...memory.reference) },
      cpuSeconds: { ours: median(cpu.ours), reference: median(cpu.reference) },
      stepMs: { ours: medians(steps.ours), reference: medians(steps.reference) },
      all,
    },
  };
}

async function oursOnEmptyDatabase(
  { url, folder }: ServedEstate,
  transport: string,
  measure: (words: string[]) => Promise<number>,
): Promise<number> {
  await using db = await benchDatabase();
  return await measure([transport, url, folder(), db.connectionString]);
}

function medians(rounds: readonly FirstSync["steps"][]): FirstSync["steps"] {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, median(rounds.map((steps) => steps[name] ?? 0))]),
  );
}
