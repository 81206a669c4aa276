// Cron text in any dialect → what days and times of day it matches.

import { readBusybox } from "./cron-busybox.ts";
import { readKubernetes } from "./cron-kubernetes.ts";
import type { CronReading } from "./cron-text.ts";
import { readTrunkline } from "./cron-trunkline.ts";
import { readCronie, readDebian } from "./cron-vixie.ts";
import type { Dialect } from "./dialect.ts";
import { readOnCalendar } from "./on-calendar.ts";

const readers: Record<Dialect, (text: string) => CronReading> = {
  trunkline: readTrunkline,
  debian: readDebian,
  cronie: readCronie,
  "cronie-tz": readCronie,
  kubernetes: readKubernetes,
  busybox: readBusybox,
  systemd: readOnCalendar,
};

/** The zone that a text names for its times, as only `systemd` has it; null: it names none. */
export const zoneOfText = (text: string, dialect: Dialect = "trunkline"): string | null =>
  dialect === "systemd" ? (parseCron(text, dialect).cron?.timezone ?? null) : null;

/** Reads a text as its dialect does; pure, and the same for every zone. */
export const parseCron = (text: string, dialect: Dialect = "trunkline"): CronReading =>
  readers[dialect](text);
