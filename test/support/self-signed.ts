// A certificate that no authority vouches for, made when it is needed: no private key lies in the repository.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryDirectory } from "./temporary-directory.ts";

/** For 127.0.0.1; null where there is no `openssl`. */
export async function selfSigned(): Promise<{ key: string; cert: string } | null> {
  await using directory = temporaryDirectory();
  const file = (name: string) => join(directory.path, name);
  try {
    execFileSync(
      "openssl",
      [
        ...[
          "req",
          "-x509",
          "-newkey",
          "rsa:2048",
          "-nodes",
          "-days",
          "1",
          "-subj",
          "/CN=localhost",
        ],
        ...["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"],
        ...["-keyout", file("key"), "-out", file("cert")],
      ],
      { stdio: "ignore" },
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  return { key: readFileSync(file("key"), "utf8"), cert: readFileSync(file("cert"), "utf8") };
}
