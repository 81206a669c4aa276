// `trunkline import`: what other schedulers run, as specs, with a ledger of what became of every attribute.

import path from "node:path";
import { backtestFile, simulationFile } from "#core/parity/record-files.ts";
import { groupings, legacySystems } from "#migrators/legacy.ts";
import { defineCommand } from "./command.ts";
import { dateRange } from "./date-range.ts";
import { CommandError } from "./exit.ts";
import { serverOptions } from "./server-options.ts";

export const command = defineCommand({
  description:
    "Reads exports of another scheduler and writes DIR: pipelines/*.yaml, trunkline.yaml, ledger.ndjson, and params.yaml with\n" +
    "what the files don't say. By migration/waves/*.yaml the other scheduler goes on running all of it, so that a merge starts\n" +
    "nothing. Nothing is dropped and nothing guessed: each statement and attribute is in the ledger, as\n" +
    "`exact`, `equivalent` (under the assumption that its code names), `inert` or `refused`. What is refused is in no spec; the\n" +
    "rest is written all the same. mapping.yaml has the names of hosts, users and the like with what each is taken for; corrected,\n" +
    "it is given with --mapping. In the place of a job that is refused stands a task that refuses to run, with the reason.\n" +
    "\n" +
    "Into the same folder again: jobs keep their names, and what people have edited is merged with what is new. What both have\n" +
    "changed is marked in the file and told, and ends with 1.\n" +
    "\n" +
    "--branch writes the same as one commit upon the newest of the default branch, with nothing checked out; with --waves as a\n" +
    "branch for each wave.\n" +
    "\n" +
    "--simulate writes nothing and lists fire times by the legacy rules, for business dates in [--from, --to), dependencies\n" +
    "ignored. --compare adds ours: each line then says whose it is, `both`, `legacy` or `ours`.\n" +
    "With --conditions they are starts: jobs of Control-M and AutoSys wait for each other and take as long as --durations and the\n" +
    "parameters say, else a minute. Told is also what never starts, and what it waits for.\n" +
    "\n" +
    "--backtest writes nothing and compares the legacy rules with what ran, or with a forecast of the scheduler's own: runs that the\n" +
    "rules don't have, starts of theirs that no run has, and the rule behind each; any difference ends with 1\n" +
    "(docs/migration/backtest.md lists what it reads). --record is the one file that either of both writes.",
  arguments: {
    SOURCE: { description: `what the files are from: ${legacySystems.join(", ")}`, required: true },
    FILE: {
      description:
        "an export; for cron a table, an anacrontab, a unit of systemd, a manifest or a script",
      required: true,
      variadic: true,
    },
  },
  options: {
    out: { type: "string", value: "DIR", description: "the project's root; made when missing" },
    params: { type: "string", value: "FILE", description: "what the exports don't say" },
    mapping: {
      type: "string",
      value: "FILE",
      description: "what its hosts, users, folders and the like are here",
    },
    groupBy: {
      type: "string",
      value: "GROUPING",
      choices: groupings,
      description: "what one pipeline is made of; default: folder",
    },
    simulate: { type: "boolean", description: "list fire times by the legacy rules" },
    compare: {
      type: "boolean",
      description: "with --simulate: and ours; end with 1 where they differ",
    },
    conditions: {
      type: "boolean",
      description: "with --simulate: starts, by what jobs wait for and how long they take",
    },
    durations: {
      type: "string",
      value: "FILE",
      description: "with --conditions, YAML: how long jobs take by name, and all others by `*`",
    },
    branch: {
      type: "string",
      value: "NAME",
      description: "write it as a commit on this new branch; DIR is a folder of the repository",
    },
    openChange: {
      type: "boolean",
      description:
        "with --branch: push the branch, and ask for its merge with --forge, or say where",
    },
    waves: {
      type: "boolean",
      description:
        "with --branch: a branch NAME-WAVE for each wave, each upon the one before, in the order in which they may move",
    },
    forge: {
      type: "string",
      value: "KIND",
      description:
        "with --open-change: `github`, `gitlab` or `gitea`, asked as the token in TRUNKLINE_FORGE_TOKEN may",
    },
    forgeApi: serverOptions.forgeApi,
    forgeRepository: serverOptions.forgeRepository,
    repository: {
      type: "string",
      value: "PATH|URL",
      description: "with --branch: of which repository; default: the one around this folder",
    },
    backtest: {
      type: "list",
      value: "RUNLOG",
      description:
        "compare the legacy rules with these logs of past runs, or a forecast; RUNLOG or JOB=RUNLOG",
    },
    record: {
      type: "string",
      value: "FILE",
      preset: "",
      description:
        "with --simulate --compare, or --backtest: write what was compared, for the gate of waves; without FILE migration/simulation.json or migration/backtest.json of the project in --out, or here",
    },
    from: {
      type: "string",
      value: "DATE",
      description: "with --simulate, or --backtest: first business date",
    },
    to: { type: "string", value: "DATE", description: "the same: the date after the last" },
  },
  examples: [
    {
      command: "trunkline import cron /etc/crontab /etc/cron.d/* --out jobs",
      description: "specs of this machine's tables; the first time params.yaml is drafted as well",
    },
    {
      command:
        "trunkline import control-m jobs.xml --params params.yaml --out gl --branch import-gl --open-change",
      description: "as a pull or merge request",
    },
    {
      command:
        "trunkline import cron crontab --params params.yaml --simulate --compare --from 2026-01-01 --to 2028-02-01",
      description: "25 months by both sides' rules",
    },
    {
      command:
        "trunkline import autosys jobs.jil --params params.yaml --simulate --conditions --compare --from 2026-01-01 --to 2026-04-01",
      description: "whether jobs start when they did, with what they wait for",
    },
    {
      command: "trunkline import autosys jobs.jil --params params.yaml --backtest event_demon.PRD",
      description: "whether the jobs ran when the rules say so",
    },
  ],
  exits: ["failed", "refused"],
  async run({ args, options, out, cwd, env }) {
    const { mappingOf, readEstate } = await import("./import-read.ts");
    const { SOURCE, FILE } = args;
    const {
      out: folder,
      params,
      mapping,
      simulate,
      compare,
      conditions,
      durations,
      backtest,
      record,
      from,
      to,
      groupBy,
    } = options;
    const { branch, openChange, waves, repository, forge, forgeApi, forgeRepository } = options;
    const system = legacySystems.find((name) => name === SOURCE);
    if (system === undefined)
      throw new CommandError(
        "usage",
        `there is no importer of '${SOURCE}'`,
        `name one of ${legacySystems.join(", ")}`,
      );
    if (mapping !== undefined && folder === undefined)
      throw new CommandError("usage", "--mapping is for --out");
    if (branch === undefined && (openChange || waves || repository !== undefined))
      throw new CommandError("usage", "--open-change, --waves and --repository are for --branch");
    if (!openChange && [forge, forgeApi, forgeRepository].some((one) => one !== undefined))
      throw new CommandError(
        "usage",
        "--forge, --forge-api and --forge-repository are for --open-change",
      );
    if (branch !== undefined && folder === undefined)
      throw new CommandError("usage", "--branch needs --out", "DIR is a folder of the repository");
    if (record !== undefined && backtest.length === 0 && (!compare || conditions))
      throw new CommandError(
        "usage",
        "--record is for --simulate --compare without --conditions, or for --backtest",
      );
    // The folder of the import, which the record goes to and nothing else.
    const recordsIn = record === "" ? (folder ?? ".") : null;
    const proof =
      record === undefined
        ? null
        : recordsIn === null
          ? path.resolve(cwd, record)
          : path.resolve(cwd, recordsIn, backtest.length > 0 ? backtestFile : simulationFile);
    const writes = folder !== undefined && recordsIn === null;
    if (backtest.length > 0) {
      if (simulate || compare || conditions || writes)
        throw new CommandError("usage", "--backtest goes without --out, --simulate and --compare");
      const { backtestImport } = await import("./import-backtest.ts");
      const given = { files: FILE, logs: backtest, params, groupBy, from, to, record: proof, cwd };
      return backtestImport(system, given, out);
    }
    if (!simulate && (compare || from !== undefined || to !== undefined))
      throw new CommandError(
        "usage",
        "--compare, --from and --to are for --simulate or --backtest",
      );
    if (conditions ? !simulate : durations !== undefined)
      throw new CommandError(
        "usage",
        conditions ? "--conditions is for --simulate" : "--durations is for --conditions",
      );
    if (simulate && writes)
      throw new CommandError("usage", "give either --out or --simulate, not both");
    if (!simulate && folder === undefined)
      throw new CommandError("usage", "say where to write it with --out DIR, or --simulate");
    const range = simulate ? dateRange(from, to) : null;
    const input = await readEstate(system, FILE, { cwd, params, out, range, groupBy });
    if (range && conditions) {
      const { declaredDurations, simulateConditions } = await import("./import-conditions.ts");
      const declared = declaredDurations(input.params, durations, cwd, out);
      return simulateConditions(input.estate, { range, compare, durations: declared }, out);
    }
    if (range) {
      const { simulateImport } = await import("./import-simulate.ts");
      const { holds, reboot } = input.params;
      const placed = { holdsPlaced: holds === "placed", bootPlaced: reboot === "placed" };
      return simulateImport(input.estate, { range, compare, placed, record: proof }, out);
    }
    const { Mapping } = await import("#migrators/mapping.ts");
    const asked = {
      ...input,
      mapping: mapping === undefined ? new Mapping() : await mappingOf(mapping, cwd, out),
    };
    if (branch !== undefined) {
      const { branchImport } = await import("./import-branch.ts");
      const files = [...FILE, ...[params, mapping].filter((file) => file !== undefined)];
      const kind = { forge, forgeApi, forgeRepository, forgeApp: undefined };
      const wanted = {
        branch,
        openChange,
        waves,
        repository,
        folder: folder ?? "",
        files,
        cwd,
        kind,
        env,
      };
      return branchImport(asked, wanted, out);
    }
    const { tellImport, writeImport } = await import("./import-write.ts");
    const made = await writeImport(asked, path.resolve(cwd, folder ?? ""), out);
    return tellImport(made, asked, { folder: folder ?? "" }, out);
  },
});
