// SARIF 2.1.0, which code scanning of GitHub and others read.

import { printable } from "../printable.ts";
import type { Finding } from "./finding.ts";

/** @param version Of this program. */
export function sarif(findings: readonly Finding[], version: string): unknown {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const run = {
    tool: {
      driver: {
        name: "trunkline",
        ...{ semanticVersion: version, informationUri: "https://trunkline.example/docs" },
        rules: rules.map((id) => ({ id, shortDescription: { text: id } })),
      },
    },
    columnKind: "utf16CodeUnits",
    results: findings.map(({ rule, level, message, help, file, ...place }) => ({
      ruleId: rule,
      ruleIndex: rules.indexOf(rule),
      level,
      message: { text: printable(help === null ? message : `${message} (${help})`) },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: uriOf(file), uriBaseId: "%SRCROOT%" },
            region: {
              ...{ startLine: place.line, startColumn: place.column },
              ...{ endLine: place.endLine, endColumn: place.endColumn },
            },
          },
        },
      ],
    })),
  };
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [run],
  };
}

const uriOf = (file: string): string =>
  file.toWellFormed().split("/").map(encodeURIComponent).join("/");
