// Values as YAML, as people write it: plain words plain, texts of several lines as blocks, short lists on one line. Its own
// few lines, since the library takes a millisecond for a small spec, and imports write a hundred thousand.

const plain = /^(?:[A-Za-z_/][A-Za-z0-9_/. -]*|(?:\d+[dhms])+)$/;
/** What YAML, of any version, takes for something else than a text. */
const meansOther = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
const longestOther = 5;
const unprintable = /[\p{C}\p{Zl}\p{Zp}\u00a0]/u;
/** Most texts are, and what Unicode says of each character is asked of the others alone. */
const ascii = /^[ -~]*$/;
const asciiLines = /^[ -~\t\n]*$/;
const longestLine = 100;

/** The YAML of a record, each key on its own line. Keys without a value are left out. */
export const yamlText = (value: Readonly<Record<string, unknown>>): string => block(value, "");

/** The same, further in: of what stands within another record. @param indent blanks before each line */
export const indentedYaml = (value: Readonly<Record<string, unknown>>, indent: string): string =>
  block(value, indent);

function block(value: Readonly<Record<string, unknown>>, indent: string): string {
  let text = "";
  for (const key of Object.keys(value)) {
    const member = value[key];
    if (member !== undefined) text += `${indent}${scalar(key)}:${valueText(member, indent)}\n`;
  }
  return text;
}

function valueText(value: unknown, indent: string): string {
  if (typeof value === "string" && value.includes("\n")) return linesText(value, indent);
  if (typeof value !== "object" || value === null) return ` ${scalar(value)}`;
  const flow = isNested(value) ? null : flowText(value);
  if (flow !== null && indent.length + flow.length < longestLine) return ` ${flow}`;
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

function isNested(value: object): boolean {
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === "object" && member !== null) return true;
  }
  return false;
}

function linesText(text: string, indent: string): string {
  const body = text.endsWith("\n") ? text.slice(0, -1) : text;
  const isPlain =
    body !== "" &&
    !/^\n|\n$|^[ \t]|[ \t]$|\n[ \t]|[ \t]\n/.test(body) &&
    (asciiLines.test(body) || !unprintable.test(body.replaceAll(/[\t\n]/g, "")));
  if (!isPlain) return ` ${scalar(text)}`;
  // Lines with nothing in them stay so.
  const inner = body.replaceAll(/\n(?!\n)/g, `\n${indent}  `);
  return ` |${body === text ? "-" : ""}\n${indent}  ${inner}`;
}

/** Of what holds no lists or records; null for what doesn't fit on a line. */
function flowText(value: object): string | null {
  const isList = Array.isArray(value);
  let text = "";
  for (const key of Object.keys(value)) {
    const member = (value as Record<string, unknown>)[key];
    if (typeof member === "string" && member.includes("\n")) return null;
    if (isList) text += `${text && ", "}${scalar(member)}`;
    else if (member !== undefined) text += `${text && ", "}${scalar(key)}: ${scalar(member)}`;
  }
  return isList ? `[${text}]` : `{${text}}`;
}

function scalar(value: unknown): string {
  if (typeof value !== "string") return String(value);
  const isPlain =
    plain.test(value) &&
    !(value.length <= longestOther && meansOther.test(value)) &&
    !value.endsWith(" ");
  return isPlain ? value : quoted(value);
}

const quoted = (text: string): string => {
  const json = JSON.stringify(text);
  return ascii.test(json)
    ? json
    : json.replaceAll(/[\p{Cc}\p{Cf}\p{Cn}\p{Zl}\p{Zp}\u00a0]/gu, escaped);
};

const escaped = (character: string): string =>
  [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`)
    .join("");
