// A service as the work of a job.

import type { LegacyJob, LegacyVariable } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import { execText } from "./exec-line.ts";
import type { Settings } from "./settings.ts";
import { secondsOf, specified, type UnitNames } from "./values.ts";
import { wordsOf } from "./words.ts";

/** In which systemd looks for programs, and what it gives a service as PATH. */
const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin";

/** @param owner Of a user's own manager: who that is, if it is known. */
export function setWork(job: LegacyJob, service: Settings, owner: string | null): void {
  const { isOfUser, name } = service.unit;
  const user = isOfUser ? null : service.last("Service", "User");
  if (isOfUser) job.user = owner === null ? null : { value: owner, from: [] };
  else job.user = user ? { value: user.value, from: [user] } : { value: "root", from: [] };
  const names: UnitNames = { unit: name, user: job.user?.value ?? null };
  if (user?.value.includes("%"))
    service.refuse("systemd-specifier", `who ${user.value} is, is not known`, [user]);
  const group = service.last("Service", "Group");
  if (group !== null && group.value === user?.value) service.inert(group, "same");
  else if (group !== null)
    service.refuse("systemd-setting", "nothing in a spec stands for Group=", [group]);
  const type = service.last("Service", "Type");
  const isOneshot = type?.value === "oneshot";
  if (type !== null && /^(?:oneshot|simple|exec|idle)$/.test(type.value))
    service.inert(type, "same");
  else if (type !== null)
    service.refuse("systemd-setting", `a service of Type=${type.value} goes on by itself`, [type]);
  job.environment = variablesOf(service, names);
  setCommand(job, service, names, isOneshot);
  setLimits(job, service, isOneshot);
}

function setCommand(job: LegacyJob, service: Settings, names: UnitNames, isOneshot: boolean): void {
  const steps = ["ExecStartPre", "ExecStart", "ExecStartPost"];
  const lists = steps.map((step) => service.list("Service", [step]));
  const [, starts = [], after = []] = lists;
  if (starts.length === 0) service.refuse("systemd-service", "its service starts nothing");
  if (!isOneshot && (after.length > 0 || starts.length > 1))
    service.refuse("systemd-setting", "only a oneshot service runs one command after another", [
      ...[...starts.slice(1), ...after],
    ]);
  const known = new Map(job.environment.map(({ name, value }) => [name, value.value]));
  const commands: string[] = [];
  for (const line of lists.flat()) {
    const text = execText(line.value, names, known);
    if ("commands" in text) commands.push(...text.commands);
    else service.refuse("systemd-exec", text.reason, [line]);
  }
  const folder = service.last("Service", "WorkingDirectory");
  const path = folder && specified(folder.value, names);
  if (folder !== null && (path === null || !/^(?:~$|\/)/.test(path ?? "")))
    service.refuse("systemd-specifier", `which folder ${folder.value} is, is not known`, [folder]);
  const isHome = path === "~" || (folder === null && service.unit.isOfUser);
  if (folder !== null && isHome) service.inert(folder, "same");
  job.work = {
    ...{ kind: "command", form: "line", shell: null, profile: null, detached: false },
    // Each only after the one before it has succeeded.
    text: { value: commands.map(grouped(commands.length)).join(" &&\n"), from: lists.flat() },
    directory: isHome ? "home" : { value: path || "/", from: folder ? [folder] : [] },
    ...{ stdin: null, stdout: null, stderr: null },
  };
}

/** What may fail must not let what stands before it fail as well. */
const grouped =
  (count: number) =>
  (line: string): string =>
    count > 1 && line.endsWith(" || :") ? `{ ${line}; }` : line;

function variablesOf(service: Settings, names: UnitNames): LegacyVariable[] {
  const variables = new Map<string, LegacyVariable>();
  for (const attribute of service.list("Service", ["Environment"])) {
    const words = wordsOf(attribute.value) ?? [{ value: "", isPlain: true }];
    for (const { value } of words) {
      const text = specified(value, names);
      const equals = text?.indexOf("=") ?? -1;
      if (text === null || equals < 1) {
        // Not what it says: that may be a password.
        const message = "what Environment= sets is not understood";
        service.refuse("systemd-specifier", message, [attribute]);
        continue;
      }
      const name = text.slice(0, equals);
      const before = variables.get(name)?.value.from ?? [];
      variables.set(name, {
        ...{ name, value: { value: text.slice(equals + 1), from: [...before, attribute] } },
      });
    }
  }
  for (const file of service.list("Service", ["EnvironmentFile"]))
    service.refuse("systemd-environment-file", `what ${file.value} sets is not known`, [file]);
  const path = { name: "PATH", value: { value: defaultPath, from: [] } };
  return [...(variables.has("PATH") ? [] : [path]), ...variables.values()];
}

/** Settings that leave all as it is with one of their values. */
const harmless: readonly [name: string, value: RegExp][] = [
  ["Restart", /^no$/],
  ["RemainAfterExit", /^(?:0|n|no|f|false|off)$/i],
  ["DynamicUser", /^(?:0|n|no|f|false|off)$/i],
  ["StandardInput", /^null$/],
  ["StandardOutput", /^(?:inherit|journal|syslog|journal\+console)$/],
  ["StandardError", /^(?:inherit|journal|syslog|journal\+console)$/],
  ["KillMode", /^(?:control-group|mixed)$/],
];

function setLimits(job: LegacyJob, service: Settings, isOneshot: boolean): void {
  for (const [name, value] of harmless) {
    const found = service.last("Service", name);
    if (found === null) continue;
    if (value.test(found.value)) service.inert(found, "systemd-words");
    else
      service.refuse("systemd-setting", `nothing in a spec stands for ${name}=${found.value}`, [
        found,
      ]);
  }
  const starting = service.list("Service", ["TimeoutStartSec", "TimeoutSec"]);
  const running = service.list("Service", ["RuntimeMaxSec"]);
  const [counts, others] = isOneshot ? [starting, running] : [running, starting];
  const limit: LegacyAttribute | undefined = counts.at(-1);
  for (const each of [...others, ...counts.slice(0, -1)]) service.inert(each, "systemd-words");
  if (limit === undefined) return;
  const seconds = secondsOf(limit.value);
  if (seconds === null) service.inert(limit, "systemd-ignored");
  else if (seconds === Infinity || seconds === 0) service.inert(limit, "systemd-words");
  else {
    job.result.timeout = { value: seconds / 60, from: [limit] };
    job.result.timeoutFails = true;
  }
}
