// Reads OpenSSH's file of allowed signers: whose key is which, for what and from when until when.
// Lines that we would read otherwise than OpenSSH are problems and allow nobody.

import { matchesPatterns } from "./pattern-list.ts";

export interface AllowedSigner {
  /** As the file has them: `ada@example.com`, or patterns separated by commas. */
  principals: string;
  /** Patterns of the purposes that the key is for; null for any. */
  namespaces: string | null;
  /** Milliseconds since 1970 at which the key begins to count, and ceases to. */
  validAfter: number | null;
  validBefore: number | null;
  keyType: string;
  /** The key in base64. */
  key: string;
  /** From 1. */
  line: number;
}

export interface SignerProblem {
  line: number;
  message: string;
}

export interface AllowedSigners {
  signers: AllowedSigner[];
  problems: SignerProblem[];
}

export function parseAllowedSigners(text: string): AllowedSigners {
  const signers: AllowedSigner[] = [];
  const problems: SignerProblem[] = [];
  for (const [at, written] of text.split(/\r?\n/).entries()) {
    const line = at + 1;
    if (/^\s*(#|$)/.test(written)) continue;
    const read = parseLine(written.trim());
    if (typeof read === "string") problems.push({ line, message: read });
    else signers.push({ ...read, line });
  }
  return { signers, problems };
}

/** A line is principals, options if any, the key's type, the key, and maybe a comment. */
const keyTypePattern = /^(ssh-|ecdsa-|sk-|rsa-)\S+$/;

function parseLine(text: string): Omit<AllowedSigner, "line"> | string {
  const words = splitWords(text);
  if (words === null) return 'a quote (") is not closed';
  const [principals = "", second = "", ...rest] = words;
  const hasOptions = !keyTypePattern.test(second);
  const [keyType = "", key = ""] = hasOptions ? rest : [second, ...rest];
  if (!keyTypePattern.test(keyType) || !/^[A-Za-z0-9+/]+=*$/.test(key))
    return "it is not `PRINCIPALS [OPTIONS] KEYTYPE KEY`, as in `ada@example.com ssh-ed25519 AAAA…`";
  const options = hasOptions ? parseOptions(second) : {};
  if (typeof options === "string") return options;
  const none = { namespaces: null, validAfter: null, validBefore: null };
  return { principals: unquoted(principals), ...none, ...options, keyType, key };
}

/** At blanks outside of quotes; null where a quote stays open. */
function splitWords(text: string): string[] | null {
  if ((text.match(/"/g) ?? []).length % 2 === 1) return null;
  return text.match(/(?:"[^"]*"|[^\s"])+/g) ?? [];
}

const unquoted = (text: string): string => text.replaceAll('"', "");

type Options = Partial<Pick<AllowedSigner, "namespaces" | "validAfter" | "validBefore">>;

function parseOptions(text: string): Options | string {
  const options: Options = {};
  for (const option of text.match(/(?:"[^"]*"|[^",])+/g) ?? []) {
    const [written = "", ...values] = option.split("=");
    const name = written.toLowerCase();
    const value = unquoted(values.join("="));
    if (name === "cert-authority")
      return "certificates (cert-authority) are not read; name each person's own key";
    if (name === "namespaces") options.namespaces = value;
    else if (name === "valid-after" || name === "valid-before") {
      const at = parseTime(value);
      if (at === null) return `${name} is YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS, not "${value}"`;
      options[name === "valid-after" ? "validAfter" : "validBefore"] = at;
    } else
      return `the option ${written} is unknown: namespaces, valid-after and valid-before are read`;
  }
  return options;
}

const timePattern = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?Z?$/;

/** In UTC, with or without Z: OpenSSH takes the zone of the machine, and a verdict must not depend on where it is made. */
function parseTime(text: string): number | null {
  const parts = timePattern
    .exec(text)
    ?.slice(1)
    .map((part) => Number(part ?? 0));
  if (parts === undefined) return null;
  const [year, month, day, hour, minute, second] = parts as [number, ...number[]];
  try {
    const at = Temporal.PlainDateTime.from(
      { year, month: month as number, day: day as number, hour, minute, second },
      { overflow: "reject" },
    );
    return at.toZonedDateTime("UTC").epochMilliseconds;
  } catch {
    return null;
  }
}

/** Whether the line lets its key sign for a purpose at an instant; else why not, as a clause. */
export function signerRefusal(signer: AllowedSigner, namespace: string, at: number): string | null {
  const { namespaces, validAfter, validBefore, line } = signer;
  if (namespaces !== null && !matchesPatterns(namespace, namespaces))
    return `line ${line} allows it for ${namespaces} only, not for ${namespace}`;
  if (validAfter !== null && at < validAfter)
    return `line ${line} allows it from ${instantText(validAfter)} on`;
  if (validBefore !== null && at >= validBefore)
    return `line ${line} allows it before ${instantText(validBefore)} only`;
  return null;
}

const instantText = (at: number): string => Temporal.Instant.fromEpochMilliseconds(at).toString();
