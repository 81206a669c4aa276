// The forms in which programs print a value, as bytes: those are taken out of what tasks say.

/** Shorter values are no secrets: to take out every `a` would hide the output and prove the letter. */
export const shortestForm = 4;

/** Of a value with several lines, each line of so many characters or more counts as a value by itself. */
const shortestLine = 8;

const alphabets = ["base64", "base64url"] as const;
/** Of `base64`, which breaks lines at 76 characters, and of PEM. */
const lineLengths = [76, 64];

/** Each form once, none shorter than `shortestForm` bytes. */
export function formsOf(secret: string): Uint8Array[] {
  const lines = secret.split(/[\r\n]+/).flatMap((line) => [line, line.trim()]);
  const values = lines.length === 2 ? lines : lines.filter((line) => line.length >= shortestLine);
  const forms = [...new Set([secret, secret.trim(), ...values])]
    // Of fewer characters than a secret has, all encodings would still be long enough.
    .filter((value) => value.length >= shortestForm)
    .flatMap((value) => [...writtenForms(value), ...base64Forms(value), ...hexForms(value)]);
  return [...new Set(forms)]
    .map((form) => Buffer.from(form))
    .filter((form) => form.length >= shortestForm);
}

const jsonOf = (text: string): string => JSON.stringify(text).slice(1, -1);

/** As it is, in URLs, in JSON and in JSON that is a text of JSON (a log's line with an answer in it), in a shell's words. */
function writtenForms(value: string): string[] {
  const json = jsonOf(value);
  const ascii = json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${hexOf(unit, 4)}`);
  const html = ascii.replace(/[<>&]/g, (sign) => `\\u${hexOf(sign, 4)}`);
  const url = encodeURIComponent(value.toWellFormed());
  // encodeURIComponent leaves what others escape, and escapes the slash that others leave.
  const strict = url.replace(/[!'()*]/g, (sign) => `%${hexOf(sign, 2).toUpperCase()}`);
  const urls = [url, strict].flatMap((form) => [form, form.replaceAll("%2F", "/")]);
  return [
    value,
    ...[json, json.replaceAll("/", "\\/"), ascii, html].flatMap((form) => [form, jsonOf(form)]),
    ...urls.flatMap((form) => [form, form.replaceAll("%20", "+")]).flatMap(bothCases),
    value.replaceAll("'", "'\\''"),
  ];
}

const hexOf = (unit: string, digits: number): string =>
  unit.charCodeAt(0).toString(16).padStart(digits, "0");

const bothCases = (url: string): string[] => [
  url,
  url.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase()),
];

/**
 * Alone, in lines, and within something longer: three bytes become four characters, so by where it begins a value
 * looks in three ways. Characters that also depend on what stands beside it are left out.
 */
function base64Forms(value: string): string[] {
  const bytes = Buffer.from(value);
  return alphabets.flatMap((alphabet) => {
    const alone = bytes.toString(alphabet);
    const lines = lineLengths.flatMap((length) =>
      alone.length > length ? (alone.match(new RegExp(`.{1,${length}}`, "g")) ?? []) : [],
    );
    const within = [0, 1, 2].map((before) =>
      Buffer.concat([Buffer.alloc(before), bytes])
        .toString(alphabet)
        .slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6)),
    );
    return [alone, ...lines.filter((line) => line.length >= shortestLine), ...within];
  });
}

function hexForms(value: string): string[] {
  const hex = Buffer.from(value).toString("hex");
  return [hex, hex.toUpperCase()];
}
