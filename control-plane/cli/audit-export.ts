// `trunkline audit export`: a part of the audit as a file that proves itself, wherever it is read.

import type { PackLine } from "#core/audit/pack.ts";
import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description:
    "Writes the seals with records of a time, the records, and what deployments among them refer to in Git: commits as Git has\n" +
    "them, with their trees' ids and signatures, the approvals, the keys that are trusted. `trunkline audit verify FILE` checks it\n" +
    "without a server. Seals are given whole, so a few records of just before and after come along.",
  arguments: { FILE: { required: true, description: "to be written; it must not be there" } },
  options: {
    ...connectionOptions,
    from: {
      type: "string",
      value: "INSTANT",
      description: "records from then on; default: the first",
    },
    to: { type: "string", value: "INSTANT", description: "records before then; default: the last" },
  },
  examples: [
    {
      command:
        "trunkline audit export november.ndjson --from 2026-11-01T00:00:00Z --to 2026-12-01T00:00:00Z",
      description: "a month for the auditors",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal, cwd } = input;
    const { withServer } = await import("./connect.ts");
    const { instantOf } = await import("./instant.ts");
    const { writePackFile } = await import("./audit-file.ts");
    const { from, to } = options;
    if (from !== undefined) instantOf("--from", from);
    if (to !== undefined) instantOf("--to", to);
    const counts = { seals: 0, records: 0 };
    const counted = async function* (lines: AsyncIterable<PackLine>): AsyncGenerator<PackLine> {
      for await (const line of lines) {
        if (line.type === "end")
          Object.assign(counts, { seals: line.seals, records: line.records });
        yield line;
      }
    };
    const file = await withServer(input, signal, (api) =>
      writePackFile(
        cwd,
        args.FILE,
        counted(api.auditPack({ evidence: true, ...(from && { from }), ...(to && { to }) })),
      ),
    );
    out.value(
      { file, ...counts },
      () => `Wrote ${counts.records} records in ${counts.seals} seals to ${file}`,
    );
  },
});
