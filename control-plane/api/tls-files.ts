// Certificate and key from files, read again when they change, so that a renewed certificate needs no restart. A pair that does
// not fit is told and not taken: the one before goes on.

import { readFile } from "node:fs/promises";
import type { Server } from "node:https";
import { createSecureContext } from "node:tls";

export interface TlsFiles {
  cert: string;
  key: string;
}

export interface TlsPair {
  cert: Buffer;
  key: Buffer;
}

/** @throws Error that names the file, and nothing that is in it. */
export async function readTls({ cert, key }: TlsFiles): Promise<TlsPair> {
  const read = (what: string, file: string): Promise<Buffer> =>
    readFile(file).catch((error: NodeJS.ErrnoException) => {
      throw new Error(`can't read the ${what} ${file}: ${error.code}`);
    });
  const pair = { cert: await read("certificate", cert), key: await read("key", key) };
  try {
    createSecureContext(pair);
  } catch (error) {
    const { code = "no certificate and key in PEM" } = error as NodeJS.ErrnoException;
    throw new Error(`the certificate ${cert} and the key ${key} do not fit together: ${code}`);
  }
  return pair;
}

export interface TlsReload {
  /** Looks now; as on SIGHUP. */
  look(): Promise<void>;
  stop(): void;
}

/** Compares what is in the files: links that are switched over and clocks that stand tell nothing. */
export function followTls(
  server: Server,
  files: TlsFiles,
  first: TlsPair,
  { everyMs, onMessage }: { everyMs: number; onMessage: (message: string) => void },
): TlsReload {
  let current = first;
  let lastFault = "";
  const look = async (): Promise<void> => {
    try {
      const pair = await readTls(files);
      lastFault = "";
      if (pair.cert.equals(current.cert) && pair.key.equals(current.key)) return;
      server.setSecureContext({ ...pair, minVersion: "TLSv1.2" });
      current = pair;
      onMessage(`the certificate in ${files.cert} is in use from now on`);
    } catch (error) {
      const { message } = error as Error;
      if (message !== lastFault) onMessage(`${message}; the one before goes on`);
      lastFault = message;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return { look, stop: () => clearInterval(timer) };
}
