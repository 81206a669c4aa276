// `npm run bench -- NAME [--rounds N]`: one benchmark; its last line is one JSON object.
// `npm run bench -- all [--rounds N]`: one after the other, with a dated report in bench/results/.

import { parseArgs } from "node:util";
import { benchmarks } from "./benchmarks.ts";

interface Asked {
  name: string;
  rounds: number;
}

const asked = readWords(process.argv.slice(2));
if (typeof asked === "string") {
  console.error(`${asked}\n\nusage: npm run bench -- NAME|all [--rounds N]\n`);
  for (const [known, { question }] of Object.entries(benchmarks))
    console.error(`  ${known}: ${question}`);
  process.exitCode = 2;
} else if (asked.name === "all") {
  const { runAll } = await import("./all.ts");
  process.exitCode = (await runAll(asked.rounds)) ? 0 : 1;
} else console.log(JSON.stringify(await benchmarks[asked.name]?.run(asked.rounds)));

/** What is asked for, or what is wrong with it. */
function readWords(args: string[]): Asked | string {
  try {
    const options = { rounds: { type: "string", default: "5" } } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    const [name, ...more] = positionals;
    if (name === undefined) return "which benchmark?";
    if (name !== "all" && !Object.hasOwn(benchmarks, name)) return `there is no benchmark ${name}`;
    if (more.length > 0) return `one benchmark at a time, or all: ${more.join(" ")} is too much`;
    if (!/^[1-9]\d{0,3}$/.test(values.rounds))
      return `--rounds takes a whole number from 1 to 9999, not ${values.rounds}`;
    return { name, rounds: Number(values.rounds) };
  } catch (error) {
    // An unknown option, or one without its value.
    return (error as Error).message;
  }
}
