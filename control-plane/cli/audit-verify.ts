// `trunkline audit verify`: follows the chain of the audit, of a server or of a pack, by this machine's own reckoning.

import type { PackLine } from "#core/audit/pack.ts";
import { type AuditHead, readHead } from "#core/audit/record.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { CommandError } from "./exit.ts";

export const command = defineCommand({
  description:
    "Recomputes every record's hash and every seal, and names each record that was changed, removed, put in another's place or\n" +
    "not sealed, and each seal that was made anew. With --head it begins at the seal whose head was kept elsewhere; --all begins\n" +
    "at the first all the same. Of a PACK, which needs no server, also what deployments rest on in Git: commits, signatures,\n" +
    "approvals.",
  arguments: {
    PACK: { description: "a file of `trunkline audit export`; default: the server's own" },
  },
  options: {
    ...connectionOptions,
    head: {
      type: "list",
      value: "HEAD",
      description:
        "a head that was kept elsewhere, NUMBER:HASH, or a file of such; several are all compared",
    },
    all: { type: "boolean", description: "from the first seal on, whatever --head says" },
  },
  examples: [
    { command: "trunkline audit verify", description: "the whole audit of a server" },
    {
      command: "trunkline audit verify --head /mnt/elsewhere/audit-heads --all",
      description: "every head that was kept of it",
    },
    {
      command: "trunkline audit verify november.ndjson --output json",
      description: "a pack, on any machine: one {fault, record, seal, message} a line",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal, cwd } = input;
    const kept = await keptHeads(options.head, cwd);
    const since = options.all ? 1 : Math.max(1, ...kept.map(({ number }) => number));
    const { checkLines } = await import("./audit-check.ts");
    const check = (lines: AsyncIterable<PackLine>) => checkLines(lines, kept);
    let result: Awaited<ReturnType<typeof check>>;
    if (args.PACK === undefined) {
      const { withServer } = await import("./connect.ts");
      result = await withServer(input, signal, (api) => check(api.auditPack({ since })));
    } else {
      const { readPackFile } = await import("./audit-file.ts");
      result = await check(readPackFile(cwd, args.PACK));
    }
    const { faults, unknown, seals, records, deployments, parity, last, waiting } = result;
    out.list(faults, [
      { title: "FAULT", value: ({ fault }) => out.style("red", fault) },
      { title: "", value: ({ message }) => message },
    ]);
    for (const line of unknown) out.note(`not known: ${line}`);
    if (waiting > 0) out.note(`${waiting} records wait for the sealer`);
    const rests = deployments > 0 ? `, what ${deployments} deployments rest on,` : "";
    const proofs = parity > 0 ? ` verdicts and reports of ${parity} records of parity,` : "";
    const followed = `${records} records in ${seals} seals${rests}${proofs}`;
    out.note(
      faults.length === 0
        ? `${followed} are as they were sealed.${last === null ? "" : ` Head: ${last}`}`
        : `The audit is not what it was: ${faults.length === 1 ? "one fault" : `${faults.length} faults`}.`,
    );
    return faults.length === 0 ? "ok" : "failed";
  },
});

/** @throws CommandError `usage` for what is no head and no file of heads. */
async function keptHeads(given: readonly string[], cwd: string): Promise<AuditHead[]> {
  const { readFile } = await import("node:fs/promises");
  const { resolve } = await import("node:path");
  const { readKept } = await import("#core/audit/kept-heads.ts");
  const heads: AuditHead[] = [];
  for (const one of given) {
    const head = readHead(one);
    const text = head === null ? await readFile(resolve(cwd, one), "utf8").catch(() => null) : "";
    if (head !== null) heads.push(head);
    else if (text === null)
      throw new CommandError(
        "usage",
        `'${one}' is no head of the audit, and no file of heads`,
        "as `trunkline audit head` prints it: the seal's number, a colon, 64 hex digits",
      );
    else {
      const kept = readKept(text);
      if (kept.wrongLine !== null || kept.heads.length === 0)
        throw new CommandError(
          "usage",
          `${one}${kept.wrongLine === null ? "" : `:${kept.wrongLine}`}: there is no head of the audit`,
          "a line each ends with a head, as --audit-head-file and `trunkline audit head` write them",
        );
      heads.push(...kept.heads);
    }
  }
  const both = heads.find(({ number, head }) =>
    heads.some((other) => other.number === number && other.head !== head),
  );
  if (both === undefined) return heads;
  throw new CommandError(
    "failed",
    `two heads of seal ${both.number} were kept, and they differ: the chain was made anew in between`,
    "verify with each of them alone",
  );
}
