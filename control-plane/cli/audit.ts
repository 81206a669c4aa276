// `trunkline audit`: what was done, by whom, why.

import { connectionOptions, defineCommand } from "./command.ts";
import { everyItem } from "./pages.ts";

export const command = defineCommand({
  description:
    "Newest first. Whatever changes something leaves its record in the same transaction: what people, robots and runs do, and\n" +
    "what Trunkline does by itself. `trunkline audit verify` proves that none was altered since.",
  arguments: {},
  options: {
    ...connectionOptions,
    actor: { type: "string", value: "NAME", description: "only what this one did" },
    act: {
      type: "string",
      value: "ACT",
      description: "only this act: apply, run, cancel, hold, approve …",
    },
    subject: {
      type: "string",
      value: "SUBJECT",
      description: "only what was done to exactly this: a project, project/pipeline, a run's id",
    },
    project: {
      type: "string",
      value: "NAME",
      description: "only what is about this project, its pipelines and their runs",
    },
    request: { type: "string", value: "ID", description: "only what this request brought" },
    from: { type: "string", value: "INSTANT", description: "only from then on" },
    to: { type: "string", value: "INSTANT", description: "only before then" },
    limit: {
      type: "integer",
      value: "N",
      default: 50,
      range: [1, 1_000_000],
      description: "at most so many records",
    },
  },
  examples: [
    {
      command: "trunkline audit --project retail --act apply",
      description: "what was deployed, and who let it through",
    },
    {
      command: "trunkline audit --actor ada --from 2026-11-01T00:00:00Z --output json",
      description: "everything that she did, one record a line",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { instantOf, shownInstant } = await import("./instant.ts");
    const { from, to, request, limit } = options;
    if (from !== undefined) instantOf("--from", from);
    if (to !== undefined) instantOf("--to", to);
    const asked = given({
      ...{ actor: options.actor, act: options.act, subject: options.subject },
      ...{ project: options.project, requestId: request, from, to },
    });
    const records = await withServer(input, signal, (api) =>
      Array.fromAsync(everyItem((page) => api.audit({ ...asked, ...page }), limit)),
    );
    out.list(records, [
      { title: "NUMBER", value: ({ id }) => id },
      { title: "AT", value: ({ at }) => shownInstant(at) },
      { title: "BY", value: ({ actor, kind }) => (kind === null ? actor : `${actor} (${kind})`) },
      { title: "ACT", value: ({ act }) => act },
      { title: "WHAT", value: ({ subject }) => subject },
      { title: "PROJECT", value: ({ project }) => project ?? "" },
      { title: "REVISION", value: ({ revision }) => revision?.slice(0, 12) ?? "" },
      { title: "REASON", value: ({ reason }) => reason ?? "" },
    ]);
    if (records.length === 0) out.note("nothing of it is on record");
  },
});

/** Without what was not asked for. */
const given = <T extends object>(options: T): { [K in keyof T]?: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
