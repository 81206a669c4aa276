// Importing again over generated estates of all three kinds: the same files give the same bytes, one job more leaves the others as
// they are, and what people have edited stays.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readEstate } from "#cli/import-read.ts";
import { writeImport } from "#cli/import-write.ts";
import { Output } from "#cli/output.ts";
import type { LegacySystem } from "#migrators/legacy.ts";
import { Mapping } from "#migrators/mapping.ts";
import { xmlEstate } from "#test/support/control-m-estate.ts";
import { cronTables } from "#test/support/cron-tables.ts";
import { eventFlows } from "#test/support/flow-estates.ts";
import { jilEstate } from "#test/support/jil-estates.ts";
import { temporaryFolder } from "#test/support/repository.ts";

const nowhere = { write: () => true };
const out = new Output({ format: "json", quiet: true, stdout: nowhere, stderr: nowhere, env: {} });

const xmlJob =
  '<FOLDER FOLDER_NAME="ZZ" FOLDER_ORDER_METHOD="SYSTEM"><JOB JOBNAME="ZZNEW" TASKTYPE="Command" CMDLINE="/opt/zz.sh" DAYS="ALL"/></FOLDER>';
/** Of an export, with one job more at its end. */
const kinds: [
  system: LegacySystem,
  file: string,
  params: string,
  texts: fc.Arbitrary<string>,
  more: (text: string) => string,
][] = [
  [
    "control-m",
    "x.xml",
    'newDay: "05:00"\ntimezone: UTC\nweekStart: monday\ndateStandard: mmdd\n',
    fc.oneof(xmlEstate(), eventFlows),
    (text) => text.replace(/<\/DEFTABLE>\s*$/, `${xmlJob}</DEFTABLE>\n`),
  ],
  [
    "autosys",
    "a.jil",
    "timezone: UTC\n",
    jilEstate,
    (text) =>
      `${text}\ninsert_job: ZZNEW   job_type: CMD\ncommand: /opt/zz.sh\nmachine: zz\nowner: zz\n`,
  ],
  [
    "cron",
    "crontab",
    "dialect: cronie\ntimezone: UTC\nformat: user\n",
    cronTables.map((text) => (text.endsWith("\n") ? text : `${text}\n`)),
    (text) => `${text}7 7 * * * /opt/zznew.sh\n`,
  ],
];

/** Texts of all files, by path. */
function filesIn(root: string): Map<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  return new Map(files.map((file) => [path.relative(root, file), readFileSync(file, "latin1")]));
}

const pipelinesIn = (root: string): [string, string][] =>
  [...filesIn(root)].filter(([file]) => file.startsWith("pipelines/"));

test.each(kinds)("%s: nothing moves by itself", async (system, file, params, texts, more) => {
  await fc.assert(
    fc.asyncProperty(texts, async (text) => {
      using work = temporaryFolder();
      const root = path.join(work.path, "jobs");
      const importOf = async (content: string) => {
        writeFileSync(path.join(work.path, file), content);
        writeFileSync(path.join(work.path, "params.yaml"), params);
        const asked = { cwd: work.path, params: "params.yaml", out, range: null };
        const input = await readEstate(system, [file], asked);
        return writeImport({ ...input, mapping: new Mapping() }, root, out);
      };
      await importOf(text);
      const first = filesIn(root);
      await importOf(text);
      expect(filesIn(root)).toEqual(first);
      for (const [name, content] of pipelinesIn(root))
        writeFileSync(path.join(root, name), `# Ours\n${content}`, "latin1");
      const edited = pipelinesIn(root);
      const { conflicts } = await importOf(more(text));
      expect(conflicts).toEqual([]);
      const after = new Map(pipelinesIn(root));
      for (const [name, content] of edited)
        expect([name, after.get(name)]).toEqual([name, content]);
      expect(after.size - edited.length).toBeLessThanOrEqual(1);
      // Without it again: all is as people have left it.
      await importOf(text);
      expect(pipelinesIn(root)).toEqual(edited);
    }),
    { numRuns: 10 },
  );
});
