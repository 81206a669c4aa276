// Workflow commands of GitHub Actions: lines that become annotations at a file and line, without a token.

import { printable } from "../printable.ts";
import type { Finding } from "./finding.ts";

/** The mistakes first: GitHub shows ten annotations of a kind for each step. */
export function githubLines(findings: readonly Finding[]): string[] {
  const order = { error: 0, warning: 1, note: 2 } as const;
  return findings.toSorted((a, b) => order[a.level] - order[b.level]).map(lineOf);
}

const commands = { error: "error", warning: "warning", note: "notice" } as const;

function lineOf({ rule, level, message, help, ...place }: Finding): string {
  const oneLine = place.endLine === place.line;
  const properties = {
    ...{ file: place.file, line: place.line, endLine: place.endLine },
    // GitHub takes columns only within one line; its end is inclusive.
    ...(oneLine && place.endColumn > place.column
      ? { col: place.column, endColumn: place.endColumn - 1 }
      : {}),
    title: `trunkline ${rule}`,
  };
  const list = Object.entries(properties).map(
    ([name, value]) => `${name}=${property(String(value))}`,
  );
  const text = help === null ? message : `${message}\n${help}`;
  return `::${commands[level]} ${list.join(",")}::${data(text)}`;
}

/** Line breaks survive encoded; whatever else controls a terminal does not. */
const data = (text: string): string =>
  text
    .split("\n")
    .map((line) => printable(line).replaceAll("%", "%25"))
    .join("%0A");

const property = (text: string): string => data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
