// `trunkline backfills show`: one backfill with its due times.

import { progressOf } from "./backfills.ts";
import { connectionOptions, defineCommand } from "./command.ts";

export const command = defineCommand({
  description: "With json the backfill is the first line, then one line for each due time.",
  arguments: { ID: { required: true, description: "the backfill's id" } },
  options: {
    ...connectionOptions,
    limit: {
      type: "integer",
      value: "N",
      default: 100,
      range: [1, 100_000],
      description: "at most so many due times",
    },
  },
  examples: [{ command: "trunkline backfills show 3", description: "which of its runs failed" }],
  exits: ["failed", "refused"],
  async run(input) {
    const { args, options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    const { everyItem } = await import("./pages.ts");
    const { shownDuration, shownInstant } = await import("./instant.ts");
    await withServer(input, signal, async (api) => {
      const backfill = await api.backfill(args.ID);
      const slots = await Array.fromAsync(
        everyItem((page) => api.backfillSlots(args.ID, page), options.limit),
      );
      out.json(backfill);
      const { id, project, pipeline, state, note, reason, actor } = backfill;
      const facts: [string, string | null][] = [
        ["state", note === null ? state : `${state}: ${note}`],
        ["range", `${backfill.from} to ${backfill.to}, the ${backfill.order} first`],
        ["runs", `${progressOf(backfill)}; ${backfill.atATime} at a time`],
        ["key", backfill.key],
        ["made", `${shownInstant(backfill.createdAt)} by ${actor}`],
        ["reason", reason],
      ];
      out.text(out.style("bold", `Backfill ${id} of ${project}/${pipeline}`));
      for (const [word, fact] of facts) if (fact) out.text(`  ${word.padEnd(8)}${fact}`);
      out.text();
      out.list(slots, [
        { title: "DATE", value: (slot) => slot.date },
        { title: "DUE", value: (slot) => shownInstant(slot.dueAt) },
        { title: "RUN", value: (slot) => slot.run ?? "" },
        {
          title: "STATE",
          value: (slot) => slot.state ?? (state === "cancelled" ? "never" : "to come"),
        },
        { title: "TOOK", value: (slot) => shownDuration(slot.startedAt, slot.finishedAt) },
      ]);
      if (slots.length === options.limit && slots.length < backfill.total)
        out.note(`${backfill.total - slots.length} more due times; see --limit`);
    });
  },
});
