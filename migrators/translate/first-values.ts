// The commands that give variables the values that they had, for whoever deploys an import.

import { holdsSecret } from "../secrets.ts";

/** @param asked Values by name; null: not known. */
export const variablesMarkdown = (asked: ReadonlyMap<string, string | null>): string =>
  `# Variables

Jobs wait for these variables. Set them when the import is deployed, before anything starts: what waits for one without a value waits on.

\`\`\`sh
${[...asked]
  .toSorted(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, value]) => `${commandOf(name, value)}\n`)
  .join("")}\`\`\`
`;

function commandOf(name: string, value: string | null): string {
  const command = `trunkline variables set ${quoted(name)}`;
  if (value === null) return `# ${command} …    its value is not among what was imported`;
  if (holdsSecret(`${name}=${value}`)) return `# ${command} …    its value looks like a password`;
  return `${command} ${quoted(value)}`;
}

const quoted = (text: string): string =>
  /^[\w/.+-]+$/.test(text)
    ? text
    : `'${text.replaceAll(/[\r\n]+/g, " ").replaceAll("'", "'\\''")}'`;
