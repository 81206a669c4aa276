// `trunkline next`: when a schedule, or the pipelines of the working tree, are due; by the scheduler's own functions.

import type { Pipeline, Trigger } from "#core/pipeline.ts";
import { checkSchedule } from "#core/schedule/check.ts";
import { zoneOfText } from "#core/schedule/cron.ts";
import { clockChangesText, describeSchedule } from "#core/schedule/describe.ts";
import { type Dialect, dialects } from "#core/schedule/dialect.ts";
import { compileSchedule, occurrences } from "#core/schedule/schedule.ts";
import { simulate } from "#core/simulation/estate.ts";
import { closest } from "#core/suggest.ts";
import { isTimezone, timezoneNames } from "#core/timezone.ts";
import { runsForText } from "#core/triggers/kinds.ts";
import { defineCommand } from "./command.ts";
import { CommandError, type Exit } from "./exit.ts";
import { instantOf } from "./instant.ts";
import type { Output } from "./output.ts";

/** Nothing repeats more rarely than 29 February on one weekday: 40 years. */
const HORIZON_MS = 41 * 366 * 86_400_000;
/** A window of years has millions of lines; their reader, and Ctrl-C, get their turn in between. */
const linesPerLook = 8_192;

export const command = defineCommand({
  description:
    "With --schedule, of a cron text. Without, of the pipelines in the working tree, or of one of them.\n" +
    "The window is [--from, --to); without --to the next ten are listed. --describe says in words when they are due instead.",
  arguments: {
    PIPELINE: { description: "name of one pipeline; default: all" },
    DIR: { description: "the project's root; default: here" },
  },
  options: {
    schedule: {
      type: "string",
      value: "CRON",
      description: "cron text in the dialect, such as `0 6 * * *` or @daily",
    },
    timezone: {
      type: "string",
      value: "ZONE",
      default: "UTC",
      description: "IANA zone of --schedule, such as Europe/Berlin",
    },
    dialect: {
      type: "string",
      value: "NAME",
      choices: dialects,
      default: "trunkline",
      description: "whose rules read --schedule",
    },
    describe: {
      type: "boolean",
      description: "say in words when it is due, and what happens where clocks change",
    },
    from: {
      type: "string",
      value: "INSTANT",
      description: "first instant of the window; default: now",
    },
    to: { type: "string", value: "INSTANT", description: "first instant after the window" },
    count: {
      type: "integer",
      value: "N",
      range: [1, 1_000_000],
      description: "at most so many; default: 10 without --to",
    },
  },
  examples: [
    {
      command: 'trunkline next --schedule "0 6 * * 1-5" --timezone Europe/Berlin',
      description: "the next ten mornings of working days",
    },
    { command: "trunkline next daily-revenue", description: "when this pipeline is due" },
    { command: "trunkline next daily-revenue --describe", description: "the same in words" },
  ],
  exits: ["failed", "refused"],
  async run({ args, options, out, cwd }) {
    const from = options.from === undefined ? Date.now() : instantOf("--from", options.from);
    const to = options.to === undefined ? from + HORIZON_MS : instantOf("--to", options.to);
    const limit = options.count ?? (options.to === undefined ? 10 : Number.POSITIVE_INFINITY);
    if (to <= from)
      throw new CommandError(
        ...["usage" as const, "--to is not after --from"],
        "--to is the first instant that is not listed",
      );
    const window = { from, to, limit };
    if (options.schedule !== undefined) {
      if (args.PIPELINE !== undefined) {
        throw new CommandError("usage", "give either --schedule or a pipeline, not both");
      }
      const schedule = { cron: options.schedule, dialect: options.dialect };
      checkAsked(schedule, options.timezone, out);
      const timezone = zoneOfText(schedule.cron, schedule.dialect) ?? options.timezone;
      if (options.describe) return sayWhen([{ schedule, timezone }], out);
      return listSchedule(schedule, timezone, window, out);
    }
    const { readProjectAt } = await import("./read-project.ts");
    const { estate } = await readProjectAt(cwd, args.DIR);
    const { sources } = estate;
    const chosen = args.PIPELINE === undefined ? sources : named(sources, args.PIPELINE);
    if (!options.describe) return listPipelines(chosen, window, out);
    const triggers = chosen.flatMap(({ pipeline }) =>
      (pipeline?.triggers ?? []).map((one) => ({ ...one, pipeline: pipeline?.name })),
    );
    sayWhen(triggers, out);
    if (triggers.length === 0) out.note("nothing is due by time");
    return tellBroken(chosen, out);
  },
});

/** Milliseconds since 1970; at most `limit` instants. */
interface Window {
  from: number;
  to: number;
  limit: number;
}

/** @throws CommandError for what no schedule or zone is; warnings are notes. */
function checkAsked(
  schedule: { cron: string; dialect: Dialect },
  timezone: string,
  out: Output,
): void {
  if (!isTimezone(timezone)) {
    const near = closest(timezone, timezoneNames());
    const help =
      near === null ? "use an IANA name such as Europe/Berlin" : `did you mean "${near}"?`;
    throw new CommandError("usage", `there is no time zone '${timezone}'`, help);
  }
  for (const issue of checkSchedule(schedule)) {
    const place = issue.column === undefined ? "" : `, column ${issue.column}`;
    const message = `--schedule "${schedule.cron}"${place}: ${issue.message}`;
    if (issue.severity === "error") throw new CommandError("usage", message, issue.help ?? null);
    out.note(`warning: ${message}${issue.help ? ` (${issue.help})` : ""}`);
  }
}

/** Each schedule in a sentence, by the functions that say when it fires. */
function sayWhen(
  triggers: readonly (Pick<Trigger, "schedule" | "timezone"> & { pipeline?: string | undefined })[],
  out: Output,
): Exit {
  for (const { pipeline, schedule, timezone } of triggers) {
    const description = describeSchedule(schedule, timezone);
    const clockChanges = clockChangesText(schedule, timezone);
    out.json({ pipeline, timezone, description, clockChanges });
    out.text(pipeline === undefined ? description : `${pipeline}  ${description}`);
    if (clockChanges !== null) out.text(`  where clocks change: ${clockChanges}`);
  }
  return "ok";
}

async function listSchedule(
  schedule: { cron: string; dialect: Dialect },
  timezone: string,
  window: Window,
  out: Output,
): Promise<Exit> {
  if (out.format === "text") out.note(describeSchedule(schedule, timezone));
  let listed = 0;
  for (const at of occurrences(compileSchedule(schedule, timezone), window.from, window.to)) {
    if (listed++ >= window.limit) break;
    print(at, timezone, {}, out);
    if (listed % linesPerLook === 0) await out.drained();
  }
  if (listed === 0) out.note("nothing is due in the window");
  return "ok";
}

interface Named {
  path: string;
  name: string | null;
  pipeline: Pipeline | null;
}

function named(sources: readonly Named[], name: string): Named[] {
  const found = sources.filter((source) => source.name === name);
  if (found.length > 0) return found;
  const near = closest(
    name,
    sources.flatMap((source) => source.name ?? []),
  );
  const help = near === null ? "`trunkline next` lists all" : `did you mean "${near}"?`;
  throw new CommandError("failed", `there is no pipeline '${name}'`, help);
}

/** Coinciding triggers of a pipeline are one run. */
async function listPipelines(
  sources: readonly Named[],
  { from, to, limit }: Window,
  out: Output,
): Promise<Exit> {
  const pipelines = sources.flatMap(({ pipeline }) => pipeline ?? []);
  let listed = 0;
  for (const [{ name, triggers }, fire] of simulate(pipelines, {
    from: { at: from },
    to: { at: to },
  })) {
    if (listed++ >= limit) break;
    const { timezone } = triggers[fire.trigger] as Trigger;
    print(fire.at, timezone, { pipeline: name, date: fire.date }, out);
    if (listed % linesPerLook === 0) await out.drained();
  }
  const exit = tellBroken(sources, out);
  if (listed === 0 && exit === "ok") out.note("nothing is due in the window");
  const [only, ...others] = pipelines;
  if (others.length === 0)
    for (const { source } of only?.messages ?? [])
      out.note(`started by messages: ${runsForText(source)}`);
  return exit;
}

function tellBroken(sources: readonly Named[], out: Output): Exit {
  const broken = sources.filter((source) => source.pipeline === null);
  for (const { path } of broken) out.error(`error: ${path} has errors: see \`trunkline validate\``);
  return broken.length > 0 ? "failed" : "ok";
}

/** The business date is told where it isn't that of the clock. */
function print(
  at: number,
  timezone: string,
  more: { pipeline?: string; date?: string },
  out: Output,
): void {
  const instant = Temporal.Instant.fromEpochMilliseconds(at);
  if (out.format === "json") {
    out.json({ ...more, at: instant });
    return;
  }
  const local = instant.toZonedDateTimeISO(timezone);
  const clock = `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: "second" })}`;
  const { pipeline, date } = more;
  const other = date === undefined || date === `${local.toPlainDate()}` ? "" : `for ${date}`;
  out.text(
    [instant, `${clock} ${local.offset} ${timezone}`, pipeline, other].filter(Boolean).join("  "),
  );
}
