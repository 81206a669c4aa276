import { expect, test } from "vitest";
import { kindOf } from "#migrators/kind.ts";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";

test.each([
  ['<?xml version="1.0"?>\n<DEFTABLE><FOLDER/></DEFTABLE>', "Control-M XML"],
  ["<project/>", "XML"],
  ['{\n  "A": {"Type": "Folder"}}', "JSON"],
  ["/* ---- A ---- */\n\ninsert_job: A   job_type: CMD\n", "AutoSys JIL"],
  ["0 5 * * * a\0b\n", "a binary file"],
  ["[Unit]\nDescription=x\n[Timer]\nOnCalendar=daily\n", "a systemd unit"],
  ["apiVersion: batch/v1\nkind: CronJob\n", "a manifest of Kubernetes"],
  ["kind: CronJob\nmetadata: {name: '{{ .Values.name }}'}\n", "a template of Helm"],
  ["kind: CronJob\nargs: ['${{ x }}']\n", "a manifest of Kubernetes"],
  ['{"apiVersion": "v1", "kind": "List"}', "a manifest of Kubernetes"],
  ["START_HOURS_RANGE=3-22\n1 5 x nice a\n", "an anacrontab"],
  [
    "SHELL=/bin/sh\n@monthly\t45\tcron.monthly\tnice run-parts /etc/cron.monthly\n",
    "an anacrontab",
  ],
  ["&bootrun 0 5 * * * a\n", "an fcrontab"],
  ["%hourly 5 a\n", "an fcrontab"],
  ["@monthly 45 a\n1 5 * * * cron.daily x\n", null],
  ["0 5 * * * insert_job: A\n", null],
  ["[ -d /x ]\n", null],
  ["0 5 * * * a%\r&b\n", null],
  ["", null],
])("%j is %s", (text, kind) => {
  expect(kindOf(text)).toBe(kind);
});

test("a table that is none is refused as a file, and others are imported", () => {
  const options = {
    dialect: "debian",
    timezone: "UTC",
    format: null,
    user: null,
    instance: null,
  } as const;
  const { files, jobs } = cronEstate(
    [
      { file: "a.xml", text: "<DEFTABLE/>", encoding: "utf-8" },
      { file: "tab", text: "0 5 * * * b\n", encoding: "utf-8" },
    ],
    options,
  );
  expect(files.map(({ refused }) => refused)).toEqual([true, false]);
  expect(files[0]?.findings).toMatchObject([{ code: "wrong-kind", severity: "error" }]);
  expect(jobs.map(({ key }) => key)).toEqual(["tab:1"]);
});
