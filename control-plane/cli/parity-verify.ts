// `trunkline parity verify`: whether the files of a report are those whose hash the audit has, by the audit's own chain.

import type { PackLine } from "#core/audit/pack.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { CommandError, type Exit } from "./exit.ts";

export const command = defineCommand({
  description:
    "Compares each file of a date's folder with SHA256SUMS, and SHA256SUMS with the record `report parity` of the audit, whose\n" +
    "chain is followed on this machine: of the server, or of a pack by `trunkline audit export`. With --signers the report must be\n" +
    "signed by a key of that file.",
  arguments: {
    DIR: { required: true, description: "of one date, as `trunkline parity report` writes it" },
  },
  options: {
    ...connectionOptions,
    pack: { type: "string", value: "FILE", description: "a pack of the audit instead of a server" },
    signers: {
      type: "string",
      value: "FILE",
      description: "whose key is which: a file of allowed signers, as ssh-keygen reads it",
    },
  },
  examples: [
    {
      command: "trunkline parity verify parity/2026-11-20 --pack november.ndjson",
      description: "on any machine, without a server",
    },
  ],
  exits: ["failed", "refused"],
  async run(input): Promise<Exit> {
    const { args, options, out, signal, cwd } = input;
    const { readdir, readFile } = await import("node:fs/promises");
    const { join, resolve } = await import("node:path");
    const { signatureName, sumsName, wrongFiles } = await import("#core/parity/report.ts");
    const { sha256 } = await import("./read-revisions.ts");
    const folder = resolve(cwd, args.DIR);
    const texts = new Map<string, string>();
    for (const name of await readdir(folder).catch(() => []))
      texts.set(name, await readFile(join(folder, name), "utf8"));
    const sums = texts.get(sumsName);
    if (sums === undefined)
      throw new CommandError(
        "failed",
        `${folder} has no ${sumsName}`,
        "`trunkline parity report` writes it",
      );
    const wrong = wrongFiles(sums, (name) => texts.get(name) ?? null, sha256);
    for (const name of texts.keys())
      if (name !== sumsName && name !== signatureName && !sums.includes(`  ${name}\n`))
        wrong.push(`${name} was not reported`);
    const { judgeReport } = await import("./parity-signature.ts");
    const signers = options.signers === undefined ? null : resolve(cwd, options.signers);
    const signature = await judgeReport(sums, texts.get(signatureName), signers);
    wrong.push(...signature.wrong);
    const hash = sha256(sums);
    let found: Awaited<ReturnType<typeof findRecord>>;
    if (options.pack !== undefined) {
      const { readPackFile } = await import("./audit-file.ts");
      found = await findRecord(readPackFile(cwd, options.pack), hash);
    } else {
      const { withServer } = await import("./connect.ts");
      found = await withServer(input, signal, (api) => findRecord(api.auditPack(), hash));
    }
    wrong.push(...found.faults);
    if (found.record === null) wrong.push(`no sealed record of the audit has ${hash}`);
    out.list(
      wrong.map((message) => ({ message })),
      [{ title: "FAULT", value: ({ message }) => message }],
    );
    if (wrong.length > 0) return "failed";
    const { id, at, actor } = found.record as NonNullable<typeof found.record>;
    const files = [...texts.keys()].filter((name) => name !== sumsName && name !== signatureName);
    out.note(
      `${files.length} files are as ${actor} had them made at ${at} (record ${id} of the audit).`,
    );
    if (signature.said !== null) out.note(signature.said);
    return "ok";
  },
});

/** The sealed record of a report with these sums, and what is wrong with the chain. */
async function findRecord(lines: AsyncIterable<PackLine>, hash: string) {
  const { checkLines } = await import("./audit-check.ts");
  let record: { id: string; at: string; actor: string } | null = null;
  const watched = async function* (): AsyncGenerator<PackLine> {
    for await (const line of lines) {
      if (line.type === "record" && line.act === "report parity")
        if ((JSON.parse(line.detail) as { sha256?: string }).sha256 === hash) record = line;
      yield line;
    }
  };
  const { faults } = await checkLines(watched(), []);
  return {
    record: record as { id: string; at: string; actor: string } | null,
    faults: faults.map(({ message }) => message),
  };
}
