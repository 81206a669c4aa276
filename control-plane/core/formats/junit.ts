// JUnit's XML, which nearly every CI system shows: a file is a case, and a mistake in it its failure.

import type { Finding } from "./finding.ts";
import { htmlText } from "./markdown-text.ts";

/** What is told whether anything is wrong with it or not. */
export interface Case {
  name: string;
  /** From the repository's root; findings of it belong to the case. */
  file: string;
  /** What is said of it. */
  output: string[];
}

/** A file with several mistakes has one failure that tells all; warnings are output. */
export function junit(suite: string, cases: readonly Case[], findings: readonly Finding[]): string {
  const byFile = Map.groupBy(findings, ({ file }) => file);
  const known = new Set(cases.map(({ file }) => file));
  const others = [...byFile.keys()].filter((file) => !known.has(file)).sort();
  const all = [...cases, ...others.map((file) => ({ name: file, file, output: [] }))];
  const told = new Set<string>();
  const texts = all.map((one) => {
    const own = told.has(one.file) ? [] : (byFile.get(one.file) ?? []);
    told.add(one.file);
    return caseText(suite, one, own);
  });
  const failures = texts.filter((text) => text.includes("<failure ")).length;
  const counts = `tests="${texts.length}" failures="${failures}" errors="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${htmlText(suite)}" ${counts}>`,
    ...texts,
    "  </testsuite>",
    "</testsuites>",
  ].join("\n");
}

function caseText(
  suite: string,
  { name, file, output }: Case,
  findings: readonly Finding[],
): string {
  const errors = findings.filter(({ level }) => level === "error").map(findingText);
  const rest = [...output, ...findings.filter(({ level }) => level !== "error").map(findingText)];
  const attributes = `name="${htmlText(name)}" classname="${htmlText(suite)}" file="${htmlText(file)}"`;
  if (errors.length + rest.length === 0) return `    <testcase ${attributes}/>`;
  const [first = ""] = errors;
  return [
    `    <testcase ${attributes}>`,
    ...(errors.length === 0
      ? []
      : [`      <failure message="${htmlText(first)}">${lines(errors)}</failure>`]),
    ...(rest.length === 0 ? [] : [`      <system-out>${lines(rest)}</system-out>`]),
    "    </testcase>",
  ].join("\n");
}

const lines = (texts: readonly string[]): string => texts.map(htmlText).join("\n");

const findingText = ({ rule, message, help, file, line, column }: Finding): string =>
  `${file}:${line}:${column}: [${rule}] ${message}${help === null ? "" : ` (${help})`}`;
