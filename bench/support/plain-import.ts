// `KIND FILE LEDGER COPY`: the least that an import must do, and how many seconds that took: reading an export, by
// fast-xml-parser or by splitting its lines, and writing the lines of a ledger that is there. To have these as values, as
// whoever makes a ledger has them, is not counted.

import { createReadStream, openSync, readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { XMLParser } from "fast-xml-parser";

const [, , kind = "", file = "", ledger = "", copy = ""] = process.argv;
let seconds = timed(() => {
  const text = readFileSync(file, "utf8");
  if (kind === "control-m") new XMLParser({ ignoreAttributes: false }).parse(text);
  else splitLines(text);
});
const out = openSync(copy, "w");
let values: unknown[] = [];
for await (const line of createInterface({ input: createReadStream(ledger) }))
  if (values.push(JSON.parse(line)) === 10_000) flush();
flush();
console.log(seconds);

function flush(): void {
  seconds += timed(() => {
    writeSync(out, values.map((value) => `${JSON.stringify(value)}\n`).join(""));
  });
  values = [];
}

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

function splitLines(jil: string): [string, string][] {
  const found: [string, string][] = [];
  for (const line of jil.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) found.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return found;
}
