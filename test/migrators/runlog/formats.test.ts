// Each format by a file in test/golden/migrators/runlog: what is read of it, and which lines can't be; and all of them
// against bytes that are nothing.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LogClock } from "#migrators/runlog/clock.ts";
import { logFormatOf, logFormats } from "#migrators/runlog/formats.ts";
import type { LogFormat, LogItem, LogSpan } from "#migrators/runlog/log.ts";
import { lineSplitter, objectSplitter } from "#migrators/runlog/split.ts";

const folder = fileURLToPath(new URL("../../golden/migrators/runlog/", import.meta.url));
const inputs = readdirSync(folder).filter((file) => !file.endsWith(".read.txt"));
const zone = "Europe/Berlin";

function read(format: LogFormat, text: string): { items: LogItem[]; span: LogSpan } {
  const reader = format.reader({
    ...{
      system: format.system ?? "autosys",
      clock: new LogClock(zone),
      dateStandard: "mmdd",
      near: "2026-11-20",
      job: "SALES/LOAD",
    },
    clockOf: (name) => (name === "London" ? new LogClock("Europe/London") : null),
  });
  const pieces = format.pieces === "objects" ? objectSplitter() : lineSplitter();
  const items: LogItem[] = [];
  for (const { text: piece, line, cut } of [...pieces.push(text), ...pieces.end()])
    if (cut) items.push({ kind: "unread", line, why: "cut" });
    else items.push(...reader.read(piece, line));
  return { items: [...items, ...reader.end()], span: reader.span };
}

const instant = (at: number | null) =>
  at === null ? "-" : new Date(at).toISOString().slice(0, 19);

/** A line for each thing that was read. */
const shown = (item: LogItem): string => {
  if (item.kind === "unread") return `${item.line} unread: ${item.why}`;
  if (item.kind === "job") return `job ${item.job}`;
  if (item.kind === "hold") {
    const { job, at, state, line } = item.hold;
    return `${line} ${state} ${job} ${instant(at)}`;
  }
  const { job, user, date, start, end, exit, status, run, times, how, line } = item.run;
  const code = exit === null ? "" : ` exit ${exit}`;
  const whose = user === null ? "" : ` of ${user}`;
  return `${line} run ${job}${whose} for ${date ?? "-"}: ${instant(start)} to ${instant(end)} ${status ?? "-"}${code} run ${run ?? "-"} ×${times} ${how ?? ""}`.trimEnd();
};

test.each(inputs)("%s", async (file) => {
  const text = readFileSync(path.join(folder, file), "utf8");
  const format = logFormatOf(text);
  if (!format) throw new Error("no format");
  const { items, span } = read(format, text);
  const lines = [`${format.name}, ${format.covers}`, ...items.map(shown)];
  lines.push(`from ${instant(span.first)} to ${instant(span.last)}`);
  await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(path.join(folder, `${file}.read.txt`));
});

test("each format has a case", () => {
  const found = inputs.map((file) => logFormatOf(readFileSync(path.join(folder, file), "utf8")));
  expect(new Set(found.map((each) => each?.name))).toEqual(
    new Set(logFormats.map(({ name }) => name)),
  );
});

test.each([
  ["", "nothing"],
  ["insert_job: A\ncommand: x\n", "JIL"],
  ["<DEFTABLE/>", "XML"],
  ['{"F": {"Type": "Folder"}}', "other JSON"],
  ["0 5 * * * /opt/a\n", "a crontab"],
  ["Nov 20 02:00:01 host sshd[1]: Accepted\n", "a syslog without cron"],
])("%j is no log of runs: %s", (text) => {
  expect(logFormatOf(text)).toBe(null);
});

describe.each(logFormats)("$name", (format) => {
  const own = inputs
    .map((file) => readFileSync(path.join(folder, file), "utf8"))
    .filter((text) => logFormatOf(text) === format);

  test("whatever the bytes are, nothing is thrown, and each item has its line", () => {
    const cut = fc
      .tuple(
        fc.constantFrom(...own),
        fc.nat(),
        fc.nat(),
        fc.string({ unit: "binary", maxLength: 9 }),
      )
      .map(([text, from, to, more]) => {
        const [a, b] = [from % text.length, to % text.length].toSorted((x, y) => x - y);
        return text.slice(0, a) + more + text.slice(b);
      });
    fc.assert(
      fc.property(fc.oneof(cut, fc.string({ unit: "binary", maxLength: 300 })), (text) => {
        const { items } = read(format, text);
        const lines = text.split("\n").length;
        for (const item of items) {
          const line = item.kind === "run" ? item.run.line : item.kind === "unread" ? item.line : 1;
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines);
        }
      }),
      { numRuns: 100 },
    );
  });

  test("long lines and heads cost no more than their length", () => {
    const parts = [
      "\n",
      " ",
      "(",
      "|",
      "[",
      "{",
      '"',
      "-",
      "a",
      "JOB: ",
      "ORDERID",
      "CHANGE_STATUS ",
    ];
    const [sample = ""] = own;
    const started = process.cpuUsage();
    for (const part of [...parts, sample.slice(0, 60)]) {
      const long = part.repeat(Math.ceil(60_000 / part.length));
      expect(format.matches(long)).toBeTypeOf("boolean");
      read(format, long);
      read(format, `${sample.split("\n").at(1)} ${long}`);
    }
    const { user } = process.cpuUsage(started);
    // Some 0.2 s; what is quadratic takes minutes.
    expect(user / 1e6).toBeLessThan(8);
  });
});
