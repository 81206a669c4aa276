// `npm run bench -- NAME [--rounds N]`: one benchmark; its last line is one JSON object.
// `npm run bench -- all [--rounds N]`: one after the other, with a dated report in bench/results/.

import { parseArgs } from "node:util";
import { benchmarks } from "./benchmarks.ts";

const { values, positionals } = parseArgs({
  options: { rounds: { type: "string", default: "5" } },
  allowPositionals: true,
});
const [name = ""] = positionals;
const rounds = Number(values.rounds);
const benchmark = benchmarks[name];
if (name === "all") {
  const { runAll } = await import("./all.ts");
  process.exitCode = (await runAll(rounds)) ? 0 : 1;
} else if (benchmark) {
  console.log(JSON.stringify(await benchmark.run(rounds)));
} else {
  console.error("usage: npm run bench -- NAME|all [--rounds N]\n");
  for (const [known, { question }] of Object.entries(benchmarks))
    console.error(`  ${known}: ${question}`);
  process.exitCode = 2;
}
