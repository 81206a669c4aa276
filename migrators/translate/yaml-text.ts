// Values as YAML, as people write it: plain words plain, texts of several lines as blocks, short lists on one line. Its own
// few lines, since the library takes a millisecond for a small spec, and imports write a hundred thousand.

const plain = /^(?:[A-Za-z_/][A-Za-z0-9_/. -]*|(?:\d+[dhms])+)$/;
/** What YAML, of any version, takes for something else than a text. */
const meansOther = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
const unprintable = /[\p{C}\p{Zl}\p{Zp}\u00a0]/u;
const longestLine = 100;

/** The YAML of a record, each key on its own line. Keys without a value are left out. */
export const yamlText = (value: Readonly<Record<string, unknown>>): string => block(value, "");

function block(value: Readonly<Record<string, unknown>>, indent: string): string {
  let text = "";
  for (const [key, member] of Object.entries(value))
    if (member !== undefined) text += `${indent}${scalar(key)}:${valueText(member, indent)}\n`;
  return text;
}

function valueText(value: unknown, indent: string): string {
  if (typeof value === "string" && value.includes("\n")) return linesText(value, indent);
  if (typeof value !== "object" || value === null) return ` ${scalar(value)}`;
  const flow = flowText(value);
  if (flow !== null && indent.length + flow.length < longestLine && !isNested(value))
    return ` ${flow}`;
  if (!Array.isArray(value))
    return `\n${block(value as Record<string, unknown>, `${indent}  `).trimEnd()}`;
  return value.map((item) => `\n${indent}  -${itemText(item, `${indent}    `)}`).join("");
}

/** An item begins on the line of its dash. */
function itemText(item: unknown, indent: string): string {
  if (typeof item !== "object" || item === null || Array.isArray(item))
    return valueText(item, indent);
  const text = block(item as Record<string, unknown>, indent).trim();
  return text === "" ? " {}" : ` ${text}`;
}

const isNested = (value: object): boolean =>
  Object.values(value).some((member) => typeof member === "object" && member !== null);

function linesText(text: string, indent: string): string {
  const lines = text.replace(/\n$/, "").split("\n");
  const isPlain =
    lines.every(
      (line) => !unprintable.test(line.replaceAll("\t", "")) && !/^[ \t]|[ \t]$/.test(line),
    ) &&
    lines[0] !== "" &&
    lines.at(-1) !== "";
  if (!isPlain) return ` ${scalar(text)}`;
  const inner = lines.map((line) => (line === "" ? "" : `${indent}  ${line}`)).join("\n");
  return ` |${text.endsWith("\n") ? "" : "-"}\n${inner}`;
}

/** Null for what doesn't fit on a line. */
function flowText(value: object): string | null {
  const members = Array.isArray(value)
    ? value.map((item) => flowMember(item))
    : Object.entries(value).flatMap(([key, member]) => {
        const text = member === undefined ? undefined : flowMember(member);
        return text === undefined ? [] : text === null ? null : `${scalar(key)}: ${text}`;
      });
  if (members.includes(null)) return null;
  return Array.isArray(value) ? `[${members.join(", ")}]` : `{${members.join(", ")}}`;
}

const flowMember = (value: unknown): string | null =>
  typeof value === "object" && value !== null
    ? flowText(value)
    : typeof value === "string" && value.includes("\n")
      ? null
      : scalar(value);

function scalar(value: unknown): string {
  if (typeof value !== "string") return String(value);
  const isPlain = plain.test(value) && !meansOther.test(value) && !value.endsWith(" ");
  return isPlain ? value : quoted(value);
}

const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll(/[\p{Cc}\p{Cf}\p{Cn}\p{Zl}\p{Zp}\u00a0]/gu, (character) =>
    [...Array(character.length).keys()]
      .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
      .join(""),
  );
