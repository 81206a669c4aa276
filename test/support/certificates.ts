// Certificates made when they are needed, by `openssl`: Node can't make any, and a committed key would expire.

import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

export interface Certificates {
  /** The authority's certificate. */
  authority: string;
  /** A host's key and certificate, both in PEM. */
  host: { key: string; cert: string };
}

/** An authority of its own in `folder`, and what it vouches for, such as `IP:127.0.0.1`; valid for `days` from now. */
export function makeCertificates(folder: string, subject: string, days = 2): Certificates {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "pipe" });
  const newKey = (name: string) => [
    ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"],
    ...["-keyout", at(`${name}.key`), "-subj", `/CN=${name}`],
  ];
  const authority = [...newKey("authority"), "-out", at("authority.pem"), "-days", "2"];
  openssl("req", "-x509", ...authority, "-addext", "keyUsage=critical,keyCertSign");
  openssl("req", "-new", ...newKey("host"), "-out", at("host.csr"));
  writeFileSync(at("host.cnf"), `subjectAltName=${subject}\n`);
  openssl(
    ...["x509", "-req", "-in", at("host.csr"), "-out", at("host.pem"), "-days", String(days)],
    ...["-CA", at("authority.pem"), "-CAkey", at("authority.key"), "-CAcreateserial"],
    ...["-extfile", at("host.cnf")],
  );
  const read = (name: string) => readFileSync(at(name), "utf8");
  return {
    authority: at("authority.pem"),
    host: { key: read("host.key"), cert: read("host.pem") },
  };
}
