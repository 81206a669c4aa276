// An estate for simulations: pipelines that share a few hundred schedules, of every form, in zones whose clocks change.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const zones = ["Europe/Berlin", "America/New_York", "Asia/Tokyo", "UTC", "Australia/Lord_Howe"];

/** Cron texts from four a year to 31 a day; a number makes them differ. */
const texts: readonly ((minute: number, hour: number) => string)[] = [
  (minute, hour) => `${minute} ${hour} * * *`,
  (minute, hour) => `${minute} ${hour} * * 1-5`,
  (minute) => `${minute} * * * *`,
  (minute) => `${minute % 15}-59/15 8-18 * * 1-5`,
  (minute, hour) => `${minute} ${hour} 1,15 * *`,
  (minute, hour) => `${minute} ${hour} * * 0`,
  (minute, hour) => `${minute} ${hour} 1 */3 *`,
  (minute) => `${minute} 6,12,18 * * *`,
];

export interface SharedSchedule {
  timezone: string;
  /** Null: by business days. */
  cron: string | null;
  /** As a trigger in YAML. */
  trigger: string;
}

export function sharedSchedules(count: number): SharedSchedule[] {
  return Array.from({ length: count }, (_, n) => {
    const [shape, timezone] = [n % (texts.length + 2), zones[Math.floor(n / 7) % zones.length]];
    const [minute, hour] = [Math.floor(n / 10), Math.floor(n / 20) % 24];
    const clock = [hour, minute].map((part) => `${part}`.padStart(2, "0")).join(":");
    const cron = texts[shape]?.(minute, hour) ?? null;
    const other =
      shape === texts.length
        ? `{schedule: {daily: "${clock}"}, calendar: banks, roll: next}`
        : `{schedule: {nthBusinessDay: [1, -1], at: "${clock}"}, calendar: banks}`;
    const trigger = cron === null ? other : `{schedule: "${cron}"}`;
    return { timezone: timezone as string, cron, trigger };
  });
}

const calendar = `weekdays: [mon, tue, wed, thu, fri]
except:
  - {date: 01-01, name: New Year's Day}
  - {easter: -2, name: Good Friday}
  - {easter: 1, name: Easter Monday}
  - {date: 12-25, name: Christmas Day}
`;

/** Writes `pipelines` specs that use the schedules in turn. */
export function writeSimulatedEstate(
  root: string,
  pipelines: number,
  schedules: readonly SharedSchedule[],
): void {
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  put("trunkline.yaml", "name: estate\n");
  put("calendars/banks.yaml", calendar);
  for (let n = 0; n < pipelines; n++) {
    const name = `feed-${String(n).padStart(5, "0")}`;
    const { timezone, trigger } = schedules[n % schedules.length] as SharedSchedule;
    const tasks = ["extract", "check", "load", "publish"].map((task, k, all) => {
      const needs = k === 0 ? "" : `, needs: [${all[k - 1]}]`;
      return `  ${task}: {run: ./scripts/${task}.sh --feed ${name}${needs}, timeout: 30m}\n`;
    });
    const head = `name: ${name}\nowner: team-${n % 40}\ntags: {tier: [gold]}\ntimezone: ${timezone}\n`;
    put(
      `pipelines/team-${n % 200}/${name}.yaml`,
      `${head}triggers:\n  - ${trigger}\ntasks:\n${tasks.join("")}`,
    );
  }
}
