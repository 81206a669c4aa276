// `FILE`: how many seconds it takes to read a file in chunks, split its lines and look for a word in each: the least that whoever
// reads a log line by line does.

import { createReadStream } from "node:fs";

const [, , file = ""] = process.argv;
const start = performance.now();
const decoder = new TextDecoder();
let found = 0;
let rest = "";
for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
  const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) if (line.includes("CRON[")) found++;
}
if (found === 0) throw new Error("no line of cron was found");
console.log((performance.now() - start) / 1000);
