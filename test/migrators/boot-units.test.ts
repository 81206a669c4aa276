// What hosts start: written as units of theirs once somebody says that they are put in place.

import { expect, test } from "vitest";
import { cronEstate } from "#migrators/sources/cron/normalize.ts";
import { draftProject } from "#migrators/translate/translate.ts";
import { sharedFiles } from "#migrators/write.ts";

const files = {
  "etc/cron.d/shop": "@reboot root /opt/start\n",
  "late.timer": "[Timer]\nOnBootSec=2min\n",
  "late.service": "[Service]\nExecStart=/bin/true\n",
};
function imported(bootPlaced: boolean) {
  const inputs = Object.entries(files).map(([file, text]) => ({ file, text, encoding: "utf-8" }));
  const options = { dialect: "debian", timezone: "UTC", format: null, user: null, instance: null };
  const project = draftProject(cronEstate(inputs, { ...options, dialect: "debian" }), {
    bootPlaced,
  });
  const text = [...sharedFiles(project)].find(({ path }) => path === "reboot.md")?.text;
  return { project, text };
}

test("until then it is asked for, and the jobs are refused", () => {
  const { project, text } = imported(false);
  expect(text).toBeUndefined();
  expect(project.decisions.get("reboot")?.jobs).toEqual(["etc/cron.d/shop:1", "late.timer"]);
  expect(project.estate.jobs.flatMap(({ refusals }) => refusals.map(({ code }) => code))).toEqual([
    ...["cron-reboot", "cron-reboot"],
  ]);
});

test("each has a unit that starts its pipeline once a boot, and nothing else does", () => {
  const { project, text } = imported(true);
  expect(project.pipelines.map(({ spec }) => spec.triggers)).toEqual([undefined, undefined]);
  expect(text).toContain("ExecStart=/usr/bin/env trunkline run shop-start --dedup-key boot-%b\n");
  expect(text).toContain(
    "ExecStartPre=/bin/sleep 120\nExecStart=/usr/bin/env trunkline run late --dedup-key boot-%b\n",
  );
});

test("a timer that has times as well is due at these, and started by its host", () => {
  const input = (file: string, text: string) => ({ file, text, encoding: "utf-8" });
  const inputs = [
    input("both.timer", "[Timer]\nOnCalendar=daily\nOnBootSec=2min\n"),
    input("both.service", "[Service]\nExecStart=/bin/true\n"),
  ];
  const options = { timezone: "UTC", format: null, user: null, instance: null };
  const estate = cronEstate(inputs, { ...options, dialect: "debian" });
  const project = draftProject(estate, { bootPlaced: true });
  expect(project.pipelines.map(({ spec }) => spec.triggers)).toEqual([
    [{ schedule: "daily", dialect: "systemd", missed: "none" }],
  ]);
  expect(project.boots).toEqual([expect.objectContaining({ pipeline: "both" })]);
  const text = [...sharedFiles(project)].find(({ path }) => path === "reboot.md")?.text;
  expect(text).toContain("ExecStartPre=/bin/sleep 120\n");
});
