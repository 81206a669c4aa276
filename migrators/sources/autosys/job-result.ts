// What the end of a job means, which alarms watch it, and what it takes while it runs.

import type { CodeRange, LegacyResult } from "#migrators/legacy/result.ts";
import type {
  LegacyDeadline,
  LegacyNotification,
  LegacyState,
  ResourceUse,
  Sourced,
} from "#migrators/legacy.ts";
import type { JobAttributes } from "./job-attributes.ts";
import {
  type JilResourceUse,
  readBoolean,
  readCodes,
  readList,
  readMustTimes,
  readNumber,
  readResources,
  type Value,
} from "./values.ts";

/** Box conditions are added by who reads conditions. */
export function resultOf(attributes: JobAttributes): LegacyResult {
  const failure = attributes.read("fail_codes", readCodes);
  const listed = attributes.read("success_codes", readCodes);
  const most = attributes.readOther("max_exit_success", readNumber(0), 0);
  const upTo: Sourced<CodeRange[]> | null = most && {
    ...{ value: [{ first: 0, last: most.value }], from: most.from },
  };
  // Codes that fail decide alone; then codes that succeed; then the highest that succeeds.
  const success = failure ? null : (listed ?? upTo);
  for (const overruled of [listed, upTo])
    if (overruled && overruled !== success)
      for (const attribute of overruled.from) attributes.inert(attribute, "jil-codes-overruled");
  const retries = attributes.readOther("n_retrys", readNumber(0, 20), 0);
  return {
    ...{ success, failure, effects: [], rules: [], groupSuccess: null, groupFailure: null },
    retry: retries && {
      ...{ value: { retries: retries.value, delayMinutes: null }, from: retries.from },
    },
    timeout: attributes.readOther("term_run_time", readNumber(0), 0),
    endsGroup: attributes.flag("box_terminator"),
    endedByGroup: attributes.flag("job_terminator"),
  };
}

/** Addresses that are mailed whatever alarm there is. */
type AlarmMail = Pick<LegacyNotification, "to" | "from">;

const alarms = [
  ["alarm_if_fail", "failure"],
  ["alarm_if_terminated", "terminated"],
] as const;

const addresseesOfEnds = [
  ["notification_emailaddress_on_success", "success"],
  ["notification_emailaddress_on_failure", "failure"],
  ["notification_emailaddress_on_terminated", "terminated"],
] as const;

const musts = [
  ["must_start_times", "startBy", "startWithin"],
  ["must_complete_times", "finishBy", "finishWithin"],
] as const;

const lengths = [
  ["min_run_alarm", "shorterThan"],
  ["max_run_alarm", "longerThan"],
] as const;

/** Alarms and mail, and what is watched; alarms of failures are on unless they are put off. */
export function alarmsOf(attributes: JobAttributes): {
  notifications: LegacyNotification[];
  deadlines: LegacyDeadline[];
} {
  const written = attributes.takeAll("notification_emailaddress_on_alarm");
  const mail = { to: listed(written), from: written };
  const notifications = notificationsOf(attributes, mail);
  const deadlines = deadlinesOf(attributes, mail);
  for (const { kind } of written.length === 0 ? [] : deadlines) {
    const isStart = kind === "startBy" || kind === "startWithin";
    const on = isStart ? "lateStart" : "lateEnd";
    if (isStart || kind === "finishBy" || kind === "finishWithin")
      notifications.push({ on, ...mail, subject: null, message: null });
  }
  const isMailed = deadlines.length > 0 || notifications.some(({ from }) => from === mail.from);
  if (!isMailed) for (const one of written) attributes.inert(one, "jil-alarm-off");
  return { notifications, deadlines };
}

function notificationsOf(attributes: JobAttributes, mail: AlarmMail): LegacyNotification[] {
  const found: LegacyNotification[] = [];
  const add = (on: LegacyNotification["on"], to: string[], from: LegacyNotification["from"]) =>
    found.push({ on, to, subject: null, message: message?.value ?? null, from });
  const message = attributes.text("notification_msg");
  for (const [keyword, on] of alarms) {
    const alarm = attributes.read(keyword, readBoolean);
    if (alarm?.value !== false) {
      add(on, [], alarm?.from ?? []);
      if (mail.to.length > 0) found.push({ on, ...mail, subject: null, message: null });
    } else for (const attribute of alarm.from) attributes.inert(attribute, "jil-alarm-off");
  }
  const send = attributes.read("send_notification", readSend);
  const addresses = attributes.takeAll("notification_emailaddress");
  const from = [...(send?.from ?? []), ...addresses, ...(message?.from ?? [])];
  const isSent = send?.value === "failure" || send?.value === "always";
  if (send && isSent) add(send.value as "failure" | "always", listed(addresses), from);
  else for (const attribute of from) attributes.inert(attribute, "jil-alarm-off");
  for (const [keyword, on] of addresseesOfEnds) {
    const own = attributes.takeAll(keyword);
    if (own.length > 0) add(on, listed(own), own);
  }
  return found;
}

const listed = (addresses: readonly { value: string }[]): string[] =>
  addresses.flatMap(({ value }) => {
    const list = readList(value);
    return "value" in list ? list.value : [value];
  });

function readSend(text: string): Value<"failure" | "always" | "never"> {
  if (/^f$/i.test(text)) return { value: "failure" };
  const flag = readBoolean(text);
  return "fault" in flag ? flag : { value: flag.value ? "always" : "never" };
}

/** All in minutes, all watched only. */
function deadlinesOf(attributes: JobAttributes, mail: AlarmMail): LegacyDeadline[] {
  const found: LegacyDeadline[] = [];
  for (const [keyword, by, within] of musts) {
    const must = attributes.read(keyword, readMustTimes);
    if (!must) continue;
    const { value, from } = must;
    if ("at" in value) found.push({ kind: by, at: value.at.map(withDays), from });
    else found.push({ kind: within, minutes: value.minutes, from });
  }
  for (const [keyword, kind] of lengths) {
    const alarm = attributes.readOther(keyword, readNumber(0), 0);
    if (alarm)
      found.push({ kind, minutes: alarm.value, to: mail.to, from: [...alarm.from, ...mail.from] });
  }
  return found;
}

/** `34:30` is `10:30+1d`. */
function withDays(time: string): string {
  const hours = Number(time.slice(0, 2));
  const days = Math.floor(hours / 24);
  const clock = `${String(hours % 24).padStart(2, "0")}${time.slice(2)}`;
  return days === 0 ? clock : `${clock}+${days}d`;
}

/** @param spent Names of resources whose units never return. */
export function resourcesOf(attributes: JobAttributes, spent: ReadonlySet<string>): ResourceUse[] {
  const read = attributes.read("resources", readResources);
  const useOf = ({ resource, quantity, free }: JilResourceUse): ResourceUse => ({
    ...{ resource, amount: { value: quantity, from: read?.from ?? [] } },
    keepOnFailure: free === "Y",
    spend: free === "N" || spent.has(resource),
  });
  return read?.value.map(useOf) ?? [];
}

const states: Readonly<Record<string, LegacyState>> = {
  ...{ ON_ICE: "iced", ON_HOLD: "held", ON_NOEXEC: "noExecute" },
};

/** What the definition sets, unless the report of states says what it is now. */
export function stateOf(
  attributes: JobAttributes,
  reported: LegacyState | null,
): Sourced<LegacyState> | null {
  const status = attributes.text("status");
  const word = status?.value.toUpperCase() ?? "INACTIVE";
  const set = states[word];
  if (!set && word !== "INACTIVE") {
    const known = ["FAILURE", "SUCCESS", "TERMINATED"].includes(word);
    const said = known ? `the status ${word} is set` : `there is no status ${status?.value}`;
    attributes.refuse(known ? "jil-state-seeded" : "jil-attr-value", said, status?.from);
  }
  if (status && (!set || (reported !== null && reported !== set)))
    for (const attribute of status.from) attributes.inert(attribute, "jil-default");
  const value = reported ?? set ?? null;
  if (value === "iced")
    attributes.find("jil-state-ice", "it is on ice: dependents go on as if it had succeeded");
  if (value === "held") attributes.find("jil-state-hold", "it is on hold: dependents wait");
  if (value === "noExecute") attributes.find("jil-state-noexec", "it passes without executing");
  return value === null || value === "active"
    ? null
    : { value, from: set === value ? (status?.from ?? []) : [] };
}
