// Settings of units that no spec says, by what that means. What is in none of these lists, and in no function, refuses
// the job.

import type { CronCode } from "../finding.ts";

/** By section: names, with the code that says why a spec can do without. */
const left: readonly [section: string, name: RegExp, code: CronCode][] = [
  ["Unit", /^(?:Description|Documentation)$/, "systemd-words"],
  [
    "Unit",
    /^(?:DefaultDependencies|RefuseManualStart|RefuseManualStop|CollectMode)$/,
    "systemd-words",
  ],
  ["Timer", /^RemainAfterElapse$/, "systemd-words"],
  ["Service", /^(?:Syslog\w+|Log\w+|ExecReload|TimeoutStopSec|RestartSec)$/, "systemd-words"],
];
/** What is assumed where they are left out. */
const assumed: readonly [section: string, name: RegExp, code: CronCode][] = [
  ["Install", /^(?:WantedBy|RequiredBy|Also|Alias)$/, "systemd-enabled"],
  ["Timer", /^AccuracySec$/, "systemd-accuracy"],
  [
    "Service",
    new RegExp(
      "^(?:Private\\w+|Protect\\w+|Restrict\\w+|Memory\\w+|CPU\\w+|IO\\w+|Limit\\w+|Tasks\\w+|SystemCall\\w+|Nice|" +
        "NoNewPrivileges|OOM\\w+|Capability\\w+|ReadWritePaths|ReadOnlyPaths|InaccessiblePaths|LockPersonality|" +
        "IPAddress\\w+|Device\\w+|Slice|RemoveIPC|SecureBits|ProcSubset|KeyringMode|Block\\w+|Startup\\w+)$",
    ),
    "systemd-confinement",
  ],
];

/** Null: neither. */
export function codeOf(
  section: string,
  name: string,
): { outcome: "inert" | "equivalent"; code: CronCode } | null {
  const find = (lists: typeof left) =>
    lists.find(([of, names]) => of === section && names.test(name))?.[2];
  const inert = section.startsWith("X-") || name.startsWith("X-") ? "systemd-words" : find(left);
  if (inert !== undefined) return { outcome: "inert", code: inert };
  const code = find(assumed);
  return code === undefined ? null : { outcome: "equivalent", code };
}

/** Order and needs among units: targets are reached while a machine is up, anything else is another unit's state. */
export const isDependency = (name: string): boolean =>
  /^(?:After|Before|Wants|Requires|Requisite|BindsTo|PartOf|Conflicts)$/.test(name);

export const namesOnlyTargets = (value: string): boolean =>
  value.split(/\s+/).every((unit) => unit === "" || unit.endsWith(".target") || unit === "-.mount");
