// GitLab's Code Quality report, which a merge request shows beside its lines.

import { printable } from "../printable.ts";
import type { Finding } from "./finding.ts";

const severities = { error: "critical", warning: "minor", note: "info" } as const;

/** @param hash Of a text, in hex: findings are told apart by it between reports. */
export function codeQuality(
  findings: readonly Finding[],
  hash: (text: string) => string,
): unknown[] {
  const seen = new Map<string, number>();
  return findings.map(({ rule, level, message, help, file, line }) => {
    const key = JSON.stringify([rule, file, message]);
    const times = seen.get(key) ?? 0;
    seen.set(key, times + 1);
    return {
      description: printable(help === null ? message : `${message} (${help})`),
      check_name: rule,
      fingerprint: hash(`${key}${times}`),
      severity: severities[level],
      location: { path: file, lines: { begin: line } },
    };
  });
}
