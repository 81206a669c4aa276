// What ledgers and specs show of a legacy text: no passwords.

import { isSecretVariable, maskSecrets, mayBeSecret } from "./secrets.ts";
import type { LegacyAttribute, Statement } from "./statement.ts";

/** `***` for the value of a variable that holds a password, and for passwords within any other. */
export function shownValue(
  { name, value }: LegacyAttribute,
  { attributes }: Pick<Statement, "attributes">,
): string {
  const variable = variableOf(name, attributes);
  if (!mayBeSecret(variable, value)) return value;
  const masked = maskSecrets(value);
  return masked === value && isSecretVariable(variable, value) ? "***" : masked;
}

/** The text of a statement in which values are shown as above. */
export function shownText(statement: Statement): string {
  let { text } = statement;
  for (const attribute of statement.attributes)
    if (attribute.text !== "" && shownValue(attribute, statement) === "***")
      text = text.replaceAll(attribute.text, () => "***");
  return maskSecrets(text);
}

/** Whose value an attribute has: its own name's, or where attributes are pairs what the other one names. */
function variableOf(name: string, siblings: readonly LegacyAttribute[]): string {
  const of = (key: string) => siblings.find((each) => each.name === key)?.value ?? "";
  if (name === "VALUE") return of("NAME");
  return name.endsWith(".value") ? of(`${name.slice(0, -".value".length)}.name`) : name;
}
