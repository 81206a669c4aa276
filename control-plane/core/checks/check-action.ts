// The `with` of `uses: check` as an action, and back.

import type { CheckInputs, CheckSpec } from "#schemas/types.ts";
import type { PostgresConnection } from "../connections/postgres.ts";
import { formatDuration } from "../duration.ts";
import { inOrder } from "../in-order.ts";
import { durationMs } from "../normalize-schedule.ts";
import type { CheckAction, DataCheck, Rule, Tolerance } from "./check.ts";

/** Defaults, declared here only; the schema's descriptions repeat them for people. */
const defaults = { onFailure: "block", of: 14, sample: 0 } as const;

/** The action of inputs without problems. @param connection gives the one of a name */
export function checkAction(
  inputs: CheckInputs,
  connection: (name: string) => PostgresConnection,
): CheckAction {
  const { table, query = "" } = inputs;
  return {
    kind: "check",
    connectionName: inputs.connection,
    connection: connection(inputs.connection),
    source: table === undefined ? { query } : { table, where: inputs.where?.trim() ?? null },
    params: inOrder(inputs.params ?? {}),
    sample: inputs.sample ?? defaults.sample,
    sampleColumns: inputs.sampleColumns ?? null,
    quarantine: inputs.quarantine ?? null,
    checks: Object.entries(inOrder(inputs.checks)).map(
      ([name, spec]): DataCheck => ({
        name,
        onFailure: spec.onFailure ?? defaults.onFailure,
        rule: ruleOf(spec, connection),
      }),
    ),
  };
}

function ruleOf(spec: CheckSpec, connection: (name: string) => PostgresConnection): Rule {
  const { rows, notNull, unique, each, fresh, columns, equals } = spec;
  if (rows !== undefined) {
    const usual =
      rows.usual === undefined
        ? null
        : { percent: percentOf(rows.usual), of: rows.of ?? defaults.of };
    return { kind: "rows", min: rows.min ?? null, max: rows.max ?? null, usual };
  }
  if (notNull !== undefined) return { kind: "notNull", columns: notNull };
  if (unique !== undefined) return { kind: "unique", columns: unique };
  if (each !== undefined) return { kind: "each", condition: each.trim() };
  if (fresh !== undefined)
    return { kind: "fresh", column: fresh.column, withinMs: durationMs(fresh.within) };
  if (equals !== undefined) {
    const { figure, query, within = 0 } = equals;
    const elsewhere =
      equals.connection === undefined
        ? null
        : { connectionName: equals.connection, connection: connection(equals.connection) };
    return {
      ...{ kind: "equals", figure: figure.trim(), query, elsewhere },
      within: typeof within === "number" ? { absolute: within } : { percent: percentOf(within) },
    };
  }
  return { kind: "columns", columns: columns === undefined ? null : inOrder(columns) };
}

const percentOf = (text: string): number => Number(text.slice(0, -1));

/** The inputs that give the action again. */
export function checkInputs(action: CheckAction): CheckInputs {
  const { connectionName, source, params, sample, sampleColumns, quarantine, checks } = action;
  return {
    connection: connectionName,
    ...("query" in source ? source : withoutNull(source)),
    params,
    sample,
    ...withoutNull({ sampleColumns, quarantine }),
    checks: Object.fromEntries(checks.map((check) => [check.name, checkSpec(check)])),
  } as CheckInputs;
}

function checkSpec({ rule, onFailure }: DataCheck): CheckSpec {
  switch (rule.kind) {
    case "rows": {
      const { min, max, usual } = rule;
      const near = usual === null ? {} : { usual: `${usual.percent}%`, of: usual.of };
      return { onFailure, rows: { ...withoutNull({ min, max }), ...near } } as CheckSpec;
    }
    case "notNull":
    case "unique":
      return { onFailure, [rule.kind]: rule.columns };
    case "each":
      return { onFailure, each: rule.condition };
    case "fresh":
      return { onFailure, fresh: { column: rule.column, within: formatDuration(rule.withinMs) } };
    case "columns":
      return rule.columns === null
        ? { onFailure, sameColumns: true }
        : { onFailure, columns: rule.columns };
    case "equals": {
      const { figure, query, elsewhere, within } = rule;
      const connection = elsewhere === null ? {} : { connection: elsewhere.connectionName };
      return { onFailure, equals: { figure, query, ...connection, within: toleranceSpec(within) } };
    }
    default:
      return rule satisfies never;
  }
}

const toleranceSpec = (within: Tolerance): string | number =>
  "percent" in within ? `${within.percent}%` : within.absolute;

const withoutNull = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
