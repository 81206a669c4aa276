// `uses: check`: checks of data.

import type { CheckInputs } from "#schemas/types.ts";
import type { CheckAction, Elsewhere } from "../checks/check.ts";
import { checkAction, checkInputs } from "../checks/check-action.ts";
import { checkChecks } from "../checks/validate.ts";
import { connectionNamed } from "../connections/named.ts";
import { postgres } from "../connections/postgres.ts";
import { connectionUses } from "../connections/uses.ts";
import { isEqual, say } from "../plan/said.ts";
import { mapChanges, quoted } from "../plan/wording.ts";
import { connectionChanges, otherChanges, textChange } from "./changes.ts";
import type { Kind } from "./kind.ts";

export const check: Kind<CheckAction> = {
  needs: ["checks", "with: {connection: …, table: …, checks: …}"],
  check: checkChecks,
  action: (spec, source) =>
    checkAction(spec.with as unknown as CheckInputs, (name) =>
      connectionNamed(source, name, "postgres"),
    ),
  spec: (action) => ({ uses: "check", with: { ...checkInputs(action) } }),
  connections: (action) => [
    ...new Set(sidesOf(action).map(({ connectionName }) => connectionName)),
  ],
  secrets: (action) => sidesOf(action).flatMap(({ connection }) => postgres.secrets(connection)),
  places: (action) => [
    ...new Set(sidesOf(action).flatMap(({ connection }) => postgres.places(connection))),
  ],
  *uses({ connection, checks }, source) {
    yield* connectionUses(connection, ["connection"], source);
    for (const [name, one] of Object.entries((checks ?? {}) as CheckInputs["checks"]))
      yield* connectionUses(
        one?.equals?.connection,
        ["checks", name, "equals", "connection"],
        source,
      );
  },
  text: (action) => `checks ${quoted(sourceText(action))} on ${action.connectionName}`,
  changes: (before, after) => [
    ...textChange("checks of", sourceText(before), sourceText(after)),
    ...mapChanges(rulesOf(before), rulesOf(after), (rule) => rule).map((text) =>
      say("work", `check ${text}`),
    ),
    ...mapChanges(before.params, after.params, (value) => quoted(String(value))).map((text) =>
      say("work", `value :${text}`),
    ),
    ...otherChanges(before, after, ["kind", "source", "checks", "params", "connection"]),
    ...connectionChanges(after.connectionName, before.connection, after.connection),
    ...elsewhereChanges(before, after),
  ],
  reaches: (action) => [
    ...sidesOf(action).map(({ connectionName }) => `connection ${connectionName}`),
    ...(action.quarantine === null ? [] : [`moves rows to ${action.quarantine}`]),
  ],
  system: ({ connection }) => postgres.text(connection),
};

/** The connection of the rows, and those of what they are compared with. */
const sidesOf = ({ connectionName, connection, checks }: CheckAction): Elsewhere[] => [
  { connectionName, connection },
  ...checks.flatMap(({ rule }) =>
    rule.kind === "equals" && rule.elsewhere !== null ? [rule.elsewhere] : [],
  ),
];

const sourceText = ({ source }: CheckAction): string => {
  if ("query" in source) return source.query.replaceAll(/\s+/g, " ").trim();
  return source.where === null ? source.table : `${source.table} where ${source.where}`;
};

/** Each as the inputs would say it. */
const rulesOf = (action: CheckAction): Record<string, string> =>
  Object.fromEntries(
    Object.entries(checkInputs(action).checks).map(([name, spec]) => [name, JSON.stringify(spec)]),
  );

function elsewhereChanges(before: CheckAction, after: CheckAction) {
  const known = new Map(sidesOf(before).map((side) => [side.connectionName, side.connection]));
  return sidesOf(after)
    .slice(1)
    .flatMap(({ connectionName, connection }) => {
      const was = known.get(connectionName);
      return was === undefined || isEqual(was, connection)
        ? []
        : connectionChanges(connectionName, was, connection);
    });
}
