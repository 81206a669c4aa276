// What exports of Control-M may have that a person has to know of.

import type { FindingCode } from "#migrators/codes.ts";

const parameter = (name: string, title: string): FindingCode => ({
  ...{ severity: "error", title, help: `set \`${name}\` in the parameters` },
});
const refusal = (title: string, help: string): FindingCode => ({
  ...{ severity: "error", title, help },
});
const remark = (title: string): FindingCode => ({ severity: "warning", title, help: null });
const inert = (title: string): FindingCode => ({ severity: null, title, help: null });

export const controlMCodes = {
  "control-m-not-well-formed": refusal(
    "The file is no well-formed XML, so nothing in it is imported.",
    "export it again, or mend the place that is named",
  ),
  "control-m-not-json": refusal(
    "The file is no JSON, so nothing in it is imported.",
    "mend the place that is named",
  ),
  "control-m-duplicate-key": refusal(
    "A key stands twice in one object, and readers differ in which one holds.",
    "remove the one that doesn't hold",
  ),
  "control-m-encoding": remark("The bytes aren't of the encoding that the file names."),
  "control-m-root": remark("The file's root is none of an export of jobs or calendars."),
  "control-m-element": remark("An element stands where it has no meaning."),
  "control-m-attribute": refusal(
    "An attribute has a name that the product doesn't know.",
    "correct its name, or remove it",
  ),
  "control-m-alias": remark(
    "An attribute has a name that no release writes; it is read as the one it stands for.",
  ),
  "control-m-parent": remark("PARENT_FOLDER disagrees with the nesting, which holds."),
  "control-m-nameless": refusal(
    "Something that needs a name has none.",
    "give it its name in the export, or delete it",
  ),
  "control-m-no-folder": refusal(
    "A job outside of any folder is never ordered.",
    "put it into a folder, or delete it",
  ),
  "control-m-value": refusal(
    "A value is none that the attribute can have.",
    "correct it in the export",
  ),
  "control-m-days": refusal(
    "A form of DAYS or WEEKDAYS is not in the grammar.",
    "correct it in the source, and export again",
  ),
  "control-m-empty-side": refusal(
    "An empty side joined by AND may mean no day or any day.",
    "remove the empty attribute, or fill it",
  ),
  "control-m-period": refusal(
    "Days of a period are chosen in a way that the model can't say.",
    "choose the days by a regular calendar, and export again",
  ),
  "control-m-calendar": refusal(
    "A calendar of the export can't be read.",
    "export the calendar again, or set `calendars` in the parameters",
  ),
  "control-m-calendar-missing": parameter("calendars", "The days of a calendar are not known."),
  "control-m-calendar-unnamed": refusal(
    "Working days are counted, but no calendar is named.",
    "name the calendar whose days count as working days",
  ),
  "control-m-week-start": parameter("weekStart", "Which day a week begins with is not known."),
  "control-m-date-standard": parameter(
    "dateStandard",
    "Whether dates are mmdd or ddmm is not known.",
  ),
  "control-m-new-day": parameter("newDay", "When a business date begins is not known."),
  "control-m-timezone": parameter("timezone", "The zone of the server is not known."),
  "control-m-zone": parameter("zones", "Which zone a code of the site stands for is not known."),
  "control-m-user-daily": parameter(
    "userDailies",
    "When a User Daily orders its folders is not known.",
  ),
  "control-m-mixed-operators": refusal(
    "AND and OR stand side by side without brackets.",
    "add brackets in the source, and export again",
  ),
  "control-m-brackets": refusal(
    "Brackets of conditions don't match.",
    "correct the brackets in the source, and export again",
  ),
  "control-m-on-code": refusal(
    "An ON block tests what we can't.",
    "test the exit code, the output or the end of the job, or let the script decide",
  ),
  "control-m-action": refusal(
    "An action has no counterpart.",
    "do it in a task behind the job, under the same condition",
  ),
  "control-m-shout": refusal(
    "A SHOUT is none that is documented.",
    "remove it, and say by hand whom to tell: `watch` or `deadline` of the pipeline, and a route of the project",
  ),
  "control-m-part": refusal(
    "A part of a job is none that we know.",
    "correct its name, or remove it, and import again",
  ),
  "control-m-adjust": refusal(
    "ADJUST_COND makes dependencies depend on what is ordered that day.",
    "write the dependency as `awaits` with `ifScheduled`, or give the jobs the same days",
  ),
  "control-m-all-agents": refusal(
    "The job runs on every agent of a group.",
    "name the agents in the mapping, under `agents`, or write a task for each",
  ),
  "control-m-override": refusal(
    "A script is looked for in another folder first, at run time.",
    "name the script that shall run, and remove the override",
  ),
  "control-m-not-live": refusal(
    "The version is not the one in force, so it never runs.",
    "export the version that is in force, or leave the job out",
  ),
  "control-m-zos": refusal(
    "It is of z/OS, whose jobs run nowhere else.",
    "keep the job where it is, and await its end by an event",
  ),
  "control-m-type": inert("The type is in what the job does."),
  "control-m-not-run": inert("A job of its type runs something else."),
  "control-m-critical": inert("It comes before others for resources; here who waits longest does."),
  "control-m-calendar-kept": inert(
    "How long what it orders is kept, and whether missed dates are made up: the jobs say it themselves.",
  ),
  "control-m-active-gap": inert(
    "A period that ends before it begins is taken for one without the days between.",
  ),
  "control-m-week-of-month": inert(
    "Without a calendar the n-th such weekday of a month is meant, not that of its n-th week.",
  ),
  "control-m-year-day": inert(
    "An event of a day of the year counts from that day on until somebody deletes it, in later years too.",
  ),
  "control-m-root-element": inert("It only holds what is exported."),
  "control-m-metadata": inert("It says who wrote what when, or how long output is kept."),
  "control-m-default": inert("It is the product's default."),
  "control-m-not-cyclic": inert("It has no effect on a job that isn't cyclic."),
  "control-m-no-rerun": inert("MAXRERUN alone retries nothing."),
  "control-m-stale-script": inert("The script's body isn't used: USE_INSTREAM_JCL is N."),
} as const satisfies Record<string, FindingCode>;
