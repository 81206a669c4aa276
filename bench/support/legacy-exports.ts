// Exports of made-up estates of any size, the same at every run, with the mix that large real ones are reported to have: of
// Control-M out-conditions on all jobs, ON blocks on 83 %, in-conditions on 77 %, variables on 70 %, cycles on 12 %.

import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { randomFrom } from "./random.ts";

const jobsPerGroup = 20;

/** Writes `jobs` jobs in folders or boxes of 20. */
export const writeExport = (file: string, kind: "jil" | "control-m", jobs: number): Promise<void> =>
  pipeline(kind === "jil" ? jil(jobs) : controlM(jobs), createWriteStream(file));

const two = (number: number): string => String(number).padStart(2, "0");

/** As `autorep -J ALL -q` prints it: 0.6 kB a job. */
function* jil(jobs: number): Generator<string> {
  const random = randomFrom(8);
  const upTo = (bound: number) => Math.floor(random() * bound);
  for (let group = 0; group * jobsPerGroup < jobs; group++) {
    const box = `APP${group % 100}_BOX_${group}`;
    let text = head(box, "BOX", "");
    text += `owner: batch@host${group % 50}\npermission: gx,ge\ndate_conditions: 1\ndays_of_week: mo,tu,we,th,fr\n`;
    text += `start_times: "${two(upTo(24))}:${two(upTo(60))}"\n`;
    text += `description: "nightly load ${group}"\nalarm_if_fail: 1\napplication: APP${group % 100}\n`;
    for (let at = 0; at < jobsPerGroup - 1; at++) {
      const name = `APP${group % 100}_JOB_${group}_${at}`;
      text += head(name, "CMD", " ");
      text += ` box_name: ${box}\n command: /opt/app${group % 100}/bin/step_${at}.sh -d $BATCH_DATE -n ${upTo(1000)}\n`;
      text += ` machine: host${upTo(50)}\n owner: batch@host${group % 50}\n permission: gx,ge,wx\n date_conditions: 0\n`;
      if (at > 0)
        text += ` condition: s(APP${group % 100}_JOB_${group}_${upTo(at)})${at > 2 && random() < 0.3 ? ` & s(APP${group % 100}_JOB_${group}_0)` : ""}\n`;
      text += ` description: "step ${at} of ${box}"\n std_out_file: >>/var/log/${name}.out\n std_err_file: >>/var/log/${name}.err\n`;
      text += ` alarm_if_fail: 1\n profile: /etc/profile.app${group % 100}\n application: APP${group % 100}\n group: G${group % 7}\n`;
      if (random() < 0.1) text += ` max_run_alarm: ${10 + upTo(90)}\n`;
      if (random() < 0.1) text += ` n_retrys: ${1 + upTo(3)}\n`;
      if (random() < 0.05) text += ` term_run_time: ${30 + upTo(90)}\n`;
    }
    yield text;
  }
}

const head = (name: string, type: string, indent: string): string =>
  `\n${indent}/* ----------------- ${name} ----------------- */ \n\n${indent}insert_job: ${name}   job_type: ${type} \n`;

/** As `emdef exportdeffolder` writes it: 2 kB a job. */
function* controlM(jobs: number): Generator<string> {
  const random = randomFrom(9);
  const upTo = (bound: number) => Math.floor(random() * bound);
  yield '<?xml version="1.0" encoding="utf-8"?>\n<!--Exported at 26-11-2026 10:00:00-->\n<DEFTABLE xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="Folder.xsd">\n';
  for (let group = 0; group * jobsPerGroup < jobs; group++) {
    const folder = `APP${group % 100}_FOLDER_${group}`;
    let text = `    <FOLDER DATACENTER="PRD" VERSION="920" PLATFORM="UNIX" FOLDER_NAME="${folder}" MODIFIED="False" LAST_UPLOAD="20260101000000UTC" FOLDER_ORDER_METHOD="SYSTEM" REAL_FOLDER_ID="${group}" TYPE="1" USED_BY_CODE="0">\n`;
    for (let at = 0; at < jobsPerGroup; at++) text += job(folder, group, at, random, upTo);
    yield `${text}    </FOLDER>\n`;
  }
  yield "</DEFTABLE>\n";
}

const months = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"
  .split(" ")
  .map((month) => `${month}="1"`)
  .join(" ");

function job(
  folder: string,
  group: number,
  at: number,
  random: () => number,
  upTo: (bound: number) => number,
): string {
  const name = `APP${group % 100}_JOB_${group}_${at}`;
  const cyclic = random() < 0.12;
  const ok = (of: number) => `${folder}_J${of}_OK`;
  const lines = [
    `        <JOB JOBISN="${at + 1}" APPLICATION="APP${group % 100}" SUB_APPLICATION="G${group % 7}" JOBNAME="${name}" DESCRIPTION="Step ${at} of ${folder}: loads the feed of region ${group % 11} and checks its totals; call team ${group % 9} when it fails" CREATED_BY="admin" RUN_AS="batch${group % 9}" CRITICAL="0" TASKTYPE="Command" CYCLIC="${cyclic ? 1 : 0}" NODEID="host${upTo(50)}" INTERVAL="${cyclic ? "00030M" : "00001M"}" CONFIRM="0" RETRO="0" MAXWAIT="${upTo(4)}" MAXRERUN="0" AUTOARCH="1" MAXDAYS="0" MAXRUNS="0" TIMEFROM="${two(upTo(24))}${two(upTo(60))}" CMDLINE="/opt/app${group % 100}/production/current/bin/step_${at}.sh --environment prd --config /opt/app${group % 100}/production/etc/step_${at}.conf --region %%REGION -n ${upTo(1000)}" WEEKDAYS="1,2,3,4,5" DAYS_AND_OR="O" ${months} SHIFT="Ignore Job" SHIFTNUM="+00" SYSDB="1" IND_CYCLIC="S" CREATION_USER="admin" CREATION_DATE="20200101" CREATION_TIME="101112" CHANGE_USERID="admin" CHANGE_DATE="20240101" CHANGE_TIME="111213" APPL_TYPE="OS" MULTY_AGENT="N" USE_INSTREAM_JCL="N" VERSION_OPCODE="N" IS_CURRENT_VERSION="Y" VERSION_SERIAL="3" VERSION_HOST="console" CYCLIC_TOLERANCE="0" CYCLIC_TYPE="C" PARENT_FOLDER="${folder}">`,
  ];
  lines.push(`            <VARIABLE NAME="%%REGION" VALUE="r${upTo(9)}" />`);
  if (random() < 0.7)
    lines.push(
      `            <VARIABLE NAME="%%LOGDIR" VALUE="/var/log/app${group % 100}/production/${folder}" />`,
      `            <VARIABLE NAME="%%LIMIT" VALUE="${upTo(1000)}" />`,
    );
  if (at > 0 && random() < 0.8)
    lines.push(
      `            <INCOND NAME="${ok(upTo(at))}" ODATE="ODAT" AND_OR="A" />`,
      `            <INCOND NAME="${ok(at - 1)}" ODATE="ODAT" AND_OR="A" />`,
    );
  if (random() < 0.075)
    lines.push('            <QUANTITATIVE NAME="DB" QUANT="1" ONFAIL="R" ONOK="R" />');
  lines.push(`            <OUTCOND NAME="${ok(at)}" ODATE="ODAT" SIGN="+" />`);
  if (random() < 0.05)
    lines.push(
      `            <SHOUT WHEN="LATETIME" TIME="2300" URGENCY="R" DEST="EM" MESSAGE="${name} is late" DAYSOFFSET="0" />`,
    );
  if (random() < 0.83)
    lines.push(
      '            <ON STMT="*" CODE="NOTOK">',
      `                <DOMAIL URGENCY="R" DEST="team${group % 9}@example.com" SUBJECT="${name} failed" MESSAGE="${name} of ${folder} ended not OK. Look at its log, repair the feed and run it again; the steps behind it wait." ATTACH_SYSOUT="Y" />`,
      "            </ON>",
    );
  return `${[...lines, "        </JOB>"].join("\n")}\n`;
}
