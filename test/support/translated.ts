// Legacy texts as the specs that passes make of them, before what no pass accounts for is refused.

import { readEstate } from "#core/estate.ts";
import type { Pipeline } from "#core/pipeline.ts";
import type { LegacyEstate } from "#migrators/legacy.ts";
import { Mapping } from "#migrators/mapping.ts";
import { controlMEstate } from "#migrators/sources/control-m/normalize.ts";
import type { Site } from "#migrators/sources/control-m/site.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { specFiles } from "#migrators/translate/spec-text.ts";
import { draftProject } from "#migrators/translate/translate.ts";
import { yamlText } from "#migrators/translate/yaml-text.ts";
import type { PipelineSpec, TaskSpec } from "#schemas/types.ts";
import { autosysEstate } from "./autosys-estate.ts";

const site: Site = {
  ...{ newDay: "05:00", timezone: "UTC", weekStart: "monday", dateStandard: "mmdd" },
  calendars: new Map(),
};

export const controlM = (text: string): LegacyEstate =>
  controlMEstate([{ file: "x.xml", bytes: new TextEncoder().encode(text) }], site);

/** Jobs of one folder, each as its attributes and children. */
export const folder = (jobs: Record<string, string>, kind = "FOLDER", head = ""): string =>
  `<DEFTABLE><${kind} FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM"${kind === "FOLDER" ? "" : ' DAYS="ALL"'}>${head}${jobElements(jobs)}</${kind}></DEFTABLE>`;

export const jobElements = (jobs: Record<string, string>): string =>
  Object.entries(jobs)
    .map(
      ([name, children]) =>
        `<JOB JOBNAME="${name}" TASKTYPE="Command" CMDLINE="x" DAYS="ALL">${children}</JOB>`,
    )
    .join("");

/** What only says where a spec is from, when it is due and what it runs. */
const ofOthers = new Set([
  "name",
  "legacy",
  "tags",
  "timezone",
  "notBefore",
  "notAfter",
  "onlyOn",
  "newDay",
  "run",
  "runsOn",
  "runAs",
  "env",
  "defaults",
]);

const without = (spec: object): object =>
  Object.fromEntries(Object.entries(spec).filter(([key]) => !ofOthers.has(key)));

type Written = Omit<PipelineSpec, "name" | "tasks"> & { tasks: Record<string, TaskSpec> };

/** By name of the pipeline, what conditions and ends have made of it; and the files beside, and the codes of refusals. */
export function translated(estate: LegacyEstate, options: Parameters<typeof draftProject>[1] = {}) {
  const project = draftProject(estate, options);
  const pipelines: Record<string, Written> = Object.fromEntries(
    project.pipelines.map(({ name, spec, tasks }) => [
      name,
      {
        ...without(spec),
        ...(spec.tags?.notify ? { tags: { notify: spec.tags.notify } } : {}),
        tasks: Object.fromEntries(tasks.map((task) => [task.name, without(task.spec)])),
      },
    ]),
  );
  return {
    project,
    pipelines,
    files: Object.fromEntries(project.files),
    refusals: estate.jobs.flatMap(({ key, refusals }) =>
      refusals.map(({ code }) => `${key} ${code}`),
    ),
  };
}

export const jil = (text: string, options: Parameters<typeof autosysEstate>[1] = {}) =>
  translated(autosysEstate(text, options));

/** Lines of a crontab. @param destinations Channels by addresses, as a mapping has them. */
export const crontab = (text: string, destinations: Record<string, string | null> = {}) =>
  translated(
    cronEstate([{ file: "t", text, encoding: "utf-8" }], {
      ...{ dialect: "cronie", timezone: "UTC", format: "user", user: "etl", instance: null },
    }),
    { mapping: new Mapping({ destinations }) },
  );

export const xml = (text: string) => translated(controlM(text));

/** A job of AutoSys with its further lines. */
export const cmd = (name: string, more = ""): string =>
  `insert_job: ${name}   job_type: CMD\ncommand: /bin/${name}\nmachine: m\n${more}\n\n`;

export const box = (name: string, more = ""): string =>
  `insert_job: ${name}   job_type: BOX\n${more}\n\n`;

/** Each day at two. */
export const dated = 'date_conditions: 1\ndays_of_week: all\nstart_times: "02:00"';

/** The pipelines of what was translated, as a project of their files is read. @param due Cron text by pipeline, where nothing says when it is due. */
export function readTranslated(
  { project }: ReturnType<typeof translated>,
  due: Record<string, string> = {},
): Pipeline[] {
  for (const { name, spec, tasks } of project.pipelines) {
    if (due[name] !== undefined) spec.triggers ??= [{ schedule: due[name] }];
    for (const task of tasks) if (task.spec.uses === undefined) task.spec.run ??= ":";
  }
  const { sources, diagnostics } = readEstate([
    { path: "trunkline.yaml", text: "name: test\n" },
    ...[...project.files].map(([path, content]) => ({ path, text: yamlText(content) })),
    ...project.pipelines.flatMap(specFiles),
  ]);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(JSON.stringify(errors, null, 1));
  return sources.flatMap(({ pipeline }) => pipeline ?? []);
}
