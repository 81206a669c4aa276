// What do offline commands add to the start of bare Node?

import { bin, runNode } from "./support/child.ts";
import { median, type Result } from "./support/rounds.ts";

const commands = {
  version: ["--version"],
  schema: ["schema", "pipeline"],
  next: ["next", "--schedule", "0 6 * * *"],
  completion: ["completion", "bash"],
};

export async function run(rounds: number): Promise<Result> {
  const bare: number[] = [];
  const added = new Map(Object.keys(commands).map((name) => [name, [] as number[]]));
  // One round more than asked: the first fills the compile cache.
  for (let round = 0; round <= Math.max(rounds, 15); round++) {
    const node = (await runNode(["-e", "0"])).seconds * 1000;
    if (round > 0) bare.push(node);
    for (const [name, words] of Object.entries(commands)) {
      const { seconds } = await runNode([bin, ...words]);
      if (round > 0) added.get(name)?.push(seconds * 1000 - node);
    }
  }
  const addedMs = Object.fromEntries(
    [...added].map(([name, all]) => [name, Math.round(median(all))]),
  );
  const reference = median(bare);
  const ours = reference + Math.max(...Object.values(addedMs));
  const params = { rounds: bare.length, addedMs };
  return { name: "cli-start", ours, reference, ratio: ours / reference, unit: "ms", params };
}
