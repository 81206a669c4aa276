// Jobs that take a file from one host to another, FTP and SCP: one file, or those that a pattern names.

import type { Transfer, TransferEnd } from "#migrators/legacy/work.ts";
import type { Sourced } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import { withGlobals } from "./globals.ts";
import type { JobAttributes } from "./job-attributes.ts";
import { readNumber, type Value } from "./values.ts";

/** @param constants Global variables that are always the same, by name. */
export function transferOf(
  attributes: JobAttributes,
  kind: "ftp" | "scp",
  constants: Readonly<Record<string, string>>,
): Transfer {
  const textOf = (word: string) =>
    withGlobals(attributes, attributes.text(`${kind}_${word}`), constants);
  const needed = (word: string): Sourced<string> => {
    const text = textOf(word);
    if (!text) attributes.refuse("jil-attr-missing", `it has no ${kind}_${word}`);
    return text ?? { value: "", from: [] };
  };
  const direction = attributes.read(`${kind}_transfer_direction`, readDirection);
  const server = needed("server_name");
  const port = attributes.read(`${kind}_server_port`, readNumber(1, 65_535));
  const local = needed("local_name");
  const remote = needed("remote_name");
  const folder = kind === "scp" ? textOf("remote_dir") : null;
  const deletes = kind === "scp" ? attributes.flag("scp_delete_sourcefile") : null;
  const type = attributes.read(`${kind}_transfer_${kind === "ftp" ? "type" : "mode"}`, readMode);
  const usual = kind === "ftp" ? 21 : 22;
  const here: TransferEnd = { host: null, profile: null, path: local.value };
  const there: TransferEnd = {
    ...{ host: server.value, profile: null },
    path: folder ? `${folder.value.replace(/\/+$/, "")}/${remote.value}` : remote.value,
    // A host that takes FTP takes SFTP elsewhere.
    ...(port && kind === "scp" && port.value !== usual && { port: port.value }),
  };
  const [source, target] = direction?.value === "upload" ? [here, there] : [there, here];
  settle(attributes, kind, [...server.from, ...(port?.from ?? [])]);
  const from = [direction, local, remote, folder, deletes, type].flatMap((one) => one?.from ?? []);
  return {
    kind: "transfer",
    pairs: [
      {
        ...{ source, target, mode: type?.value ?? "binary" },
        ...{ after: deletes ? "delete" : "keep", overwrite: null, from },
      },
    ],
  };
}

/** What the connection says here, or how the products go about it; what is left of the type's words refuses the job. */
function settle(
  attributes: JobAttributes,
  kind: "ftp" | "scp",
  server: readonly LegacyAttribute[],
): void {
  const settled = (from: readonly LegacyAttribute[], code: string) => {
    for (const attribute of from)
      attributes.out.settled?.push({ attribute, outcome: "equivalent", code });
  };
  settled(server, kind === "ftp" ? "transfer-sftp" : "transfer-connection");
  if (kind === "ftp") settled(attributes.takeAll("ftp_use_ssl"), "transfer-sftp");
  for (const word of ["compression", "protocol", "create_targetdir", "target_os"]) {
    const text = attributes.text(`${kind}_${word}`);
    if (word === "target_os" && text && !/^unix$/i.test(text.value))
      attributes.refuseKeyword(
        `${kind}_${word}`,
        `the other host is one of ${text.value}`,
        text.from,
      );
    else settled(text?.from ?? [], "transfer-connection");
  }
  for (const word of ["local_user", "user_type"])
    settled(attributes.takeAll(`${kind}_${word}`), "user-of-worker");
}

function readDirection(text: string): Value<"upload" | "download"> {
  if (/^u(?:pload)?$/i.test(text)) return { value: "upload" };
  return /^d(?:ownload)?$/i.test(text) ? { value: "download" } : { fault: "it is no direction" };
}

function readMode(text: string): Value<"binary" | "text"> {
  if (/^b(?:inary)?$/i.test(text)) return { value: "binary" };
  return /^a(?:scii)?$/i.test(text)
    ? { value: "text" }
    : { fault: "it is neither binary nor ASCII" };
}
