// Reading loses nothing, whatever the bytes are, and what becomes of each attribute is said exactly once.

import fc from "fast-check";
import { expect, test } from "vitest";
import { ledgerLines } from "#migrators/ledger.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { readTable } from "#migrators/sources/cron/read.ts";
import type { Statement } from "#migrators/statement.ts";
import { decode } from "#migrators/text/decode.ts";
import { translate } from "#migrators/translate/translate.ts";
import { cronTables } from "#test/support/cron-tables.ts";

const dialects = fc.constantFrom("debian" as const, "cronie" as const);
const formats = fc.constantFrom("user" as const, "system" as const);
const hostile = fc.oneof(
  cronTables,
  fc.string({ unit: "binary", maxLength: 400 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          " ",
          "\t",
          "\n",
          "\r",
          "\0",
          "%",
          "\\",
          "=",
          '"',
          "'",
          "#",
          "@",
          "*",
          "/",
          "-",
          "~",
          ",",
        ),
        fc.constantFrom(
          "0",
          "59",
          "7",
          "mon",
          "FOO",
          "MAILTO",
          "CRON_TZ",
          "@daily",
          "@reboot",
          "root",
          "* * * * * ",
          "${{",
        ),
      ),
      { maxLength: 80 },
    )
    .map((parts) => parts.join("")),
);

test("statements, asides and what is blank between them are the table", () => {
  fc.assert(
    fc.property(hostile, dialects, formats, (text, dialect, format) => {
      const { statements, asides } = readTable("t", text, "utf-8", { dialect, format });
      const pieces = [...statements, ...asides].toSorted((a, b) => a.place.line - b.place.line);
      const lines = text.split("\n");
      for (const { text: piece, place } of pieces) {
        const line = lines[place.line - 1] ?? "";
        expect(line.slice(place.column - 1)).toBe(piece);
        lines[place.line - 1] = line.slice(0, place.column - 1);
      }
      expect(lines.join("").replaceAll(/[ \t]/g, "")).toBe("");
      for (const statement of statements) expectAttributesIn(statement);
    }),
    { numRuns: 500 },
  );
});

/** Each stands where it says, and nothing but blanks, quotes and `=` lies between them. */
function expectAttributesIn({ text, place, attributes }: Statement): void {
  let rest = text;
  for (const attribute of attributes.toReversed()) {
    const at = attribute.place.column - place.column;
    expect(rest.slice(at, at + attribute.text.length)).toBe(attribute.text);
    rest = rest.slice(0, at);
  }
}

test("every attribute is in the ledger once, and jobs with what nobody understands are in no spec", () => {
  fc.assert(
    fc.property(hostile, dialects, formats, (text, dialect, format) => {
      const options = { dialect, timezone: "Europe/Berlin", format, user: null, instance: null };
      const { estate, accounts, pipelines } = translate(
        cronEstate([{ file: "t", text, encoding: "utf-8" }], options),
      );
      const lines = [...ledgerLines(estate.files, accounts)];
      const [file] = estate.files;
      const count = (file?.statements ?? []).reduce(
        (sum, each) => sum + 1 + each.attributes.length,
        0,
      );
      expect(lines.length).toBe(file?.refused ? 1 : count + (file?.asides.length ?? 0));
      const written = new Set(pipelines.map((draft) => draft.file));
      for (const { target = "" } of lines)
        if (target !== "") expect(written).toContain(target.slice(0, target.indexOf("#")));
      const unsaid = lines.filter(({ code }) => code === "not-understood");
      expect(unsaid).toEqual([]);
      const refused = new Set(estate.jobs.filter(({ refusals }) => refusals.length > 0));
      for (const { tasks } of pipelines)
        for (const { job, spec } of tasks)
          expect(spec.uses === "unsupported").toBe(refused.has(job));
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["5", "@reboot /opt/a", "refused"],
  ["5", "0 5 * * * /opt/a", "equivalent"],
  ["0", "0 5 * * * /opt/a", "inert"],
])("RANDOM_DELAY=%s of `%s` is %s", (minutes, entry, outcome) => {
  const text = `RANDOM_DELAY=${minutes}\n${entry}\n`;
  const options = { dialect: "cronie", timezone: "UTC", format: null, user: null } as const;
  const { estate, accounts } = translate(
    cronEstate([{ file: "t", text, encoding: "utf-8" }], { ...options, instance: null }),
  );
  const [, said] = [...ledgerLines(estate.files, accounts)];
  const code = outcome === "refused" ? "cron-reboot" : "cron-random-delay";
  expect(said).toMatchObject({ attribute: "RANDOM_DELAY", outcome, code });
});

test("no bytes make it throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), dialects, (bytes, dialect) => {
      const read = decode(bytes);
      if ("fault" in read) return;
      const options = { dialect, timezone: null, format: null, user: null, instance: null };
      translate(cronEstate([{ file: "t", ...read.decoded }], options));
    }),
    { numRuns: 300 },
  );
});

test("a line of 10 MB is read in no time", () => {
  for (const part of ["%", "\\", " ", "=", "*", "a ", "1,", "http://a:", "mysql "]) {
    const text = `* * * * * ${part.repeat(10_000_000 / part.length)}\n`;
    const begun = process.cpuUsage();
    const options = {
      dialect: "debian" as const,
      timezone: "UTC",
      format: null,
      user: null,
      instance: null,
    };
    translate(cronEstate([{ file: "t", text, encoding: "utf-8" }], options));
    expect(process.cpuUsage(begun).user / 1000).toBeLessThan(5_000);
  }
});
