// `trunkline parity report`: what both schedulers' runs of a business date prove, as files that can be committed and verified.

import type { SshSigner } from "#git/signatures/sign.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";
import { projectOption } from "./project-option.ts";

export const command = defineCommand({
  description:
    "Writes under --out a folder DATE with two files for each folder of the other scheduler (for each pipeline that was in none):\n" +
    "Markdown to read and JSON, with the counts of each verdict, every difference with the lines of both sides, and what the gates\n" +
    "still ask for; and SHA256SUMS, whose own hash the audit has. Made again of the same it has the same bytes. With --sign there\n" +
    "is SHA256SUMS.sig as well, which `ssh-keygen -Y verify` reads: for the purpose trunkline-parity.",
  arguments: {},
  options: {
    ...connectionOptions,
    ...projectOption,
    date: { type: "string", value: "DATE", description: "business date; yesterday by default" },
    wave: { type: "string", value: "WAVE", description: "only of this wave" },
    out: { type: "string", value: "DIR", description: "made when missing; default: `parity`" },
    sign: {
      type: "string",
      value: "FILE",
      description: "signs with this key, of the kind ssh-ed25519 and without a passphrase",
    },
  },
  examples: [
    {
      command: "trunkline parity report --date 2026-11-20 --out parity",
      description: "then commit parity/2026-11-20",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal, cwd } = input;
    const { mkdir, rm, writeFile } = await import("node:fs/promises");
    const { join, resolve } = await import("node:path");
    const { withServer } = await import("./connect.ts");
    const { onlyProject } = await import("./only-project.ts");
    const { date, wave } = options;
    const signer = options.sign === undefined ? null : await signerOf(resolve(cwd, options.sign));
    const report = await withServer(input, signal, async (api) =>
      api.reportParity(options.project ?? (await onlyProject(api)), {
        ...(date === undefined ? {} : { date }),
        ...(wave === undefined ? {} : { wave }),
      }),
    );
    if (report.files.length < 2)
      throw new CommandError("failed", "no job is observed", "see docs/migration/observe.md");
    const folder = join(resolve(cwd, options.out ?? "parity"), report.date);
    // Of a report that is made again no file of the one before is left.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    for (const { name, text } of report.files) await writeFile(join(folder, name), text);
    const { signatureName, signatureNamespace, sumsName } = await import("#core/parity/report.ts");
    const sums = report.files.find(({ name }) => name === sumsName)?.text ?? "";
    if (signer)
      await writeFile(
        join(folder, signatureName),
        signer.sign(Buffer.from(sums), signatureNamespace),
      );
    const { record, sha256 } = report;
    const signedBy = signer?.fingerprint ?? null;
    out.value(
      { folder, files: report.files.length, record, sha256, signedBy },
      () =>
        `Wrote ${report.files.length} files to ${folder}; record ${record} of the audit has ${sha256}${signedBy === null ? "" : `; signed by ${signedBy}`}`,
    );
  },
});

/** Before anything is asked of the server. @throws CommandError */
async function signerOf(file: string): Promise<SshSigner> {
  const { readFile } = await import("node:fs/promises");
  const { readSigner } = await import("#git/signatures/sign.ts");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new CommandError("refused", `can't read ${file}: ${error.message}`, null, error);
  });
  const signer = await readSigner(text);
  if (typeof signer !== "string") return signer;
  throw new CommandError(
    ...(["refused", `can't sign with ${file}: ${signer}`] as const),
    "make one: ssh-keygen -t ed25519 -N '' -f FILE",
  );
}
