// `trunkline verify`: compares what the server has on record of a run with Git, by this machine's own reading of it.

import { resolve } from "node:path";
import type { ProofView } from "#api/client.ts";
import { type ProofCheck, type ProofVerdict, proofVerdicts } from "#core/proof/check-run.ts";
import { connectionOptions, defineCommand } from "./command.ts";

const styles = { passed: "green", failed: "red", unknown: "yellow" } as const;

export const command = defineCommand({
  description:
    "Reads the run's commit from Git, makes its pipeline of the commit's files again, and compares both with what the server\n" +
    "has on record: commit, tree, spec, author, signatures, approvals and the audit. Unknown is what nobody asked for, or what\n" +
    "can't be checked from here.",
  arguments: { ID: { required: true, description: "the run's id" } },
  options: {
    ...connectionOptions,
    repository: {
      type: "string",
      value: "REPOSITORY",
      description:
        "path or URL of a copy that you trust; default: the project's, as the server has it",
    },
  },
  examples: [
    { command: "trunkline verify 12", description: "prove where run 12 comes from" },
    {
      command: "trunkline verify 12 --repository ~/finance --output json",
      description: `one {check, verdict: ${proofVerdicts.join("|")}, message} a line, by your own clone`,
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal, cwd, env } = input;
    const { withServer } = await import("./connect.ts");
    const { asGitFault } = await import("./git-fault.ts");
    const { checkRun } = await import("#core/proof/check-run.ts");
    const proof = await withServer(input, signal, (api) => api.proof(args.ID));
    // A path is from here; an address is where it is.
    const given = options.repository;
    const repository =
      given === undefined
        ? proof.repository
        : /^[\w.+-]+:|@/.test(given)
          ? given
          : resolve(cwd, given);
    const found = await asGitFault(() =>
      readGit(proof, repository, env.TRUNKLINE_GIT_TOKEN ?? null),
    );
    const checks = checkRun(proof, found);
    out.list(checks, [
      { title: "CHECK", value: ({ check }) => check },
      { title: "VERDICT", value: ({ verdict }) => out.style(styles[verdict], verdict) },
      { title: "", value: ({ message }) => message },
    ]);
    const is = (wanted: ProofVerdict) => checks.some(({ verdict }) => verdict === wanted);
    out.note(summary(proof, checks));
    return is("failed") ? "failed" : "ok";
  },
});

async function readGit(proof: ProofView, repository: string, token: string | null) {
  const { mkdtemp, rm } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  const path = await import("node:path");
  const { openSource } = await import("#git/open.ts");
  const { findInGit } = await import("./found-in-git.ts");
  const cacheDir = await mkdtemp(path.join(tmpdir(), "trunkline-verify-"));
  try {
    const source = await openSource({ repository, cacheDir, credentials: () => token });
    try {
      return await findInGit(source, proof);
    } finally {
      await source.close();
    }
  } finally {
    await rm(cacheDir, { recursive: true, force: true });
  }
}

function summary({ run }: ProofView, checks: readonly ProofCheck[]): string {
  const failed = checks.filter(({ verdict }) => verdict === "failed").map(({ check }) => check);
  return failed.length === 0
    ? `What is on record of run ${run} is as Git has it.`
    : `Run ${run} is not what it says: ${failed.join(", ")}.`;
}
