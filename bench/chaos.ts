// `npm run chaos [-- --seconds N --seed N --report]`: is anything lost, doubled or overlapping when everything is killed?
// Its last line is one JSON object; it ends with 1 unless all three are zero. --report adds it to bench/results/.

import { parseArgs } from "node:util";
import { chaos } from "./support/chaos-run.ts";
import { addChaosReport, chaosResult, chaosText } from "./support/chaos-text.ts";
import { chaosVerdict } from "./support/chaos-verdict.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "120" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    ttl: { type: "string", default: "5" },
    report: { type: "boolean", default: false },
  },
});
const [seconds, seed, ttlSeconds] = [values.seconds, values.seed, values.ttl].map(Number) as [
  number,
  number,
  number,
];
const began = performance.now();
const say = (message: string) =>
  console.error(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${message}`);
say(`chaos for ${seconds} s, then calm; --seed ${seed} strikes alike`);
const outcome = await chaos({ seed, seconds, ttlSeconds, calmSeconds: 60 + seconds, say });
const verdict = chaosVerdict(outcome.facts);
const result = chaosResult({ seed, seconds, ttlSeconds }, outcome, verdict);
console.log(chaosText(result, outcome, verdict));
if (values.report) console.log(addChaosReport(result, outcome, verdict));
console.log(JSON.stringify(result));
process.exitCode = result.ours === 0 ? 0 : 1;
