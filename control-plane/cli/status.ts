// `trunkline status`: each project against its branch, and what runs here; or a business date.

import type { ApiClient, ProjectDetail, ProjectView, StatusView } from "#api/client.ts";
import { bytesText } from "#core/bytes-text.ts";
import { renderDiagnostic } from "#core/render-diagnostic.ts";
import { versionsText } from "#core/zone-data.ts";
import { connectionOptions, defineCommand } from "./command.ts";
import { commandHint, type HintInput } from "./command-hint.ts";
import { CommandError } from "./exit.ts";
import { shownInstant } from "./instant.ts";
import type { Output, Style } from "./output.ts";
import { ofProject } from "./project-option.ts";
import { showDay } from "./show-day.ts";

const styles: Record<ProjectView["sync"]["state"], Style> = {
  Synced: "green",
  OutOfSync: "yellow",
  Held: "yellow",
  Unknown: "red",
};

export const command = defineCommand({
  description: "Ends with 0 whatever it finds; scripts read `projects[].sync.state` of the JSON.",
  arguments: {},
  options: {
    ...connectionOptions,
    date: {
      type: "string",
      value: "YYYY-MM-DD",
      description: "a business date instead: what is to come, ran, waits, failed, never started",
    },
    project: { type: "string", value: "NAME", description: "with --date: only of this project" },
  },
  examples: [
    { command: "trunkline status", description: "is everything deployed, is it running" },
    {
      command: "trunkline status --date 2026-11-20",
      description: "the hand-over of a shift: what became of that day",
    },
  ],
  exits: ["failed", "refused"],
  async run(input) {
    const { options, out, signal } = input;
    const { withServer } = await import("./connect.ts");
    if (options.date === undefined && options.project !== undefined)
      throw new CommandError("usage", "--project needs --date", "name a date, or leave it out");
    await withServer(input, signal, async (api) => {
      if (options.date !== undefined) {
        const query = ofProject(options);
        const day = await api.day(options.date, query);
        out.json(day);
        return showDay(day, out);
      }
      const status = await api.status();
      out.json(status);
      if (out.format === "text") await show(api, status, input);
    });
  },
});

async function show(
  api: ApiClient,
  status: StatusView,
  input: HintInput & { out: Output },
): Promise<void> {
  const { out } = input;
  for (const project of status.projects) {
    const { name, environment, sync, deployed, branch, repository, registration, health } = project;
    const state = out.style(styles[sync.state], sync.state);
    const at = deployed === null ? "nothing deployed" : `commit ${deployed.commit.slice(0, 12)}`;
    out.text(
      `${out.style("bold", name)} (${environment}): ${state}, ${at}, ${project.pipelines} pipelines`,
    );
    out.text(
      `  source   ${repository}, branch ${branch}, looked at ${shownInstant(sync.checkedAt) || "never"}`,
    );
    if (sync.wave !== null) out.text(`  wave     ${sync.wave}`);
    if (sync.reason !== null) out.text(`  reason   ${sync.reason}`);
    if (registration !== null) showRegistration(registration, out);
    if (sync.since !== null) out.text(`  since    ${shownInstant(sync.since)}`);
    if (health.status !== "Healthy") out.text(`  health   ${health.status}: ${health.reason}`);
    if (sync.hold !== null)
      out.text(`  release  ${commandHint(`release --project ${name}`, input)}`);
    if (sync.heldPlan !== null)
      out.text(`  release  ${commandHint(`sync ${name} --confirm ${sync.heldPlan}`, input)}`);
    const { brokenFiles, drift } = await api.project(name);
    if (drift.length > 0) showDrift(drift, out);
    if (project.broken > 0) showBroken(brokenFiles, out);
  }
  for (const control of status.controls) showControl(control, out);
  const { workers, runs, stranded, pools, deadlines, clockHold, holds, blackouts } = status;
  if (status.restored !== null)
    out.text(
      `${out.style("yellow", "A restored copy")} (${status.restored}): nothing starts until ${commandHint("release --restored --reason TEXT", input)}`,
    );
  out.text(
    `Workers: ${workers.live} with ${workers.slots} slots; runs: ${runs.running} running, ${runs.waiting} waiting`,
  );
  if (deadlines.atRisk + deadlines.late > 0)
    out.text(out.style("yellow", `Deadlines: ${deadlines.atRisk} at risk, ${deadlines.late} late`));
  if (workers.each.some(({ labels, draining }) => labels.length > 0 || draining))
    for (const { id, name, slots, labels, draining } of workers.each) {
      const what = [labels.join(", "), draining ? "draining" : ""].filter((part) => part !== "");
      out.text(`  ${id} ${name}, ${slots} slots${what.map((part) => `; ${part}`).join("")}`);
    }
  for (const { labels, tasks, run } of workers.live === 0 ? [] : stranded)
    out.text(
      out.style(
        "yellow",
        `${tasks} ready task(s) that no living worker takes ask for ${labels.join(", ") || "no labels"}: see \`${commandHint(`why ${run}`, input)}\``,
      ),
    );
  if (pools.waiting > 0)
    out.text(`Pools: ${pools.waiting} tasks wait for units or locks; see \`trunkline pools\``);
  if (workers.live === 0) out.note("No worker is there: nothing runs until one starts.");
  if (holds > 0) out.text(`Held: ${holds}; \`trunkline holds\` lists what`);
  if (blackouts > 0) out.text(`Blackouts now: ${blackouts}; \`trunkline blackout\` lists them`);
  for (const { project, wave, stage, pipelines } of status.waves)
    out.text(`Wave ${project}/${wave}: ${stage}, ${pipelines} pipeline(s)`);
  for (const { project, calendar, until, pipelines } of status.endingCalendars)
    out.text(
      out.style(
        "yellow",
        `Calendar ${project}/${calendar} ends on ${until}: ${pipelines} pipeline(s) have no runs by it after that`,
      ),
    );
  for (const { project, object, state, tries, fault } of status.forgeTroubles)
    out.text(
      out.style(
        "yellow",
        `Forge of ${project}: ${object} ${state === "dead" ? "was given up" : "waits"} after ${tries} tries: ${fault}`,
      ),
    );
  if (status.mirrors !== null && status.mirrors.mirrors > 0) showMirrors(status.mirrors, out);
  out.text(out.style("dim", `Time zones: ${versionsText({ versions: status.zoneData.each })}`));
  for (const { message, help } of status.zoneData.warnings) {
    out.text(out.style("yellow", `Time zones: ${message}`));
    out.text(`  ${help}`);
  }
  if (clockHold !== null) out.text(`Scheduling holds: ${clockHold}`);
}

function showRegistration(
  { state, file, reason }: NonNullable<ProjectView["registration"]>,
  out: Output,
): void {
  if (state === "broken")
    out.text(`  ${out.style("yellow", "registration")} ${reason}; it goes on as it was registered`);
  else if (state === "registered") out.text(`  file     ${file}`);
}

function showControl(control: StatusView["controls"][number], out: Output): void {
  const { repository, branch, commit, reason, held, diagnostics } = control;
  const where = branch === "" ? repository : `${repository}, branch ${branch}`;
  const at = commit === null ? "not read yet" : `at ${commit.slice(0, 12)}`;
  out.text(`${out.style("bold", "Control repository")} ${where}, ${at}`);
  if (held !== null)
    out.text(
      `  ${out.style("yellow", "Held")}     commit ${held.commit.slice(0, 12)}: ${held.reason}; what is registered stays`,
    );
  if (reason !== null) out.text(`  ${out.style("red", "not read")} ${reason}`);
  for (const each of diagnostics)
    if (each.severity === "error" || each.code === "policy-permits-all")
      out.text(renderDiagnostic(each, { color: out.color }).replaceAll(/^/gm, "  "));
}

function showMirrors(mirrors: NonNullable<StatusView["mirrors"]>, out: Output): void {
  const { bytes, limitBytes } = mirrors;
  const text = `Mirrors: ${bytesText(bytes)} of ${bytesText(limitBytes)} for ${mirrors.mirrors} repositories`;
  out.text(bytes > limitBytes * 0.9 ? out.style("yellow", text) : out.style("dim", text));
}

function showBroken(files: ProjectDetail["brokenFiles"], out: Output): void {
  for (const each of files.flatMap(({ diagnostics }) => diagnostics))
    if (each.severity === "error")
      out.text(renderDiagnostic(each, { color: out.color }).replaceAll(/^/gm, "  "));
  out.text("  Nothing that is deployed changes by these files until they are mended.");
}

function showDrift(drift: ProjectDetail["drift"], out: Output): void {
  const names = drift.slice(0, 5).map(({ pipeline }) => pipeline);
  const more = drift.length > names.length ? ` and ${drift.length - names.length} more` : "";
  out.text(
    `  ${out.style("red", "drift")}    not as deployed: ${names.join(", ")}${more}; somebody changed the database. A commit that changes them deploys them anew`,
  );
}
