// Secrets in files below a folder, as Kubernetes, Docker and systemd mount them.

import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join, sep } from "node:path";
import { largestSecret, SecretFault, type SecretProvider, secretValue } from "../provider.ts";

/**
 * `finance/warehouse-token` is the file of that path below the folder; where mounts have no folders, also
 * `finance__warehouse-token`. Symbolic links are followed within the folder only: Kubernetes renews a mount by one.
 */
export function fileSecrets(folder: string, name = "files"): SecretProvider {
  return {
    name,
    async read({ name: secret }) {
      const names = new Set([secret, secret.replaceAll("/", "__")]);
      for (const file of names) {
        const bytes = await contentOf(folder, file);
        if (bytes !== null) return secretValue(bytes, `The file ${join(folder, file)}`);
      }
      return null;
    },
    place: ({ name: secret }) => `the file ${join(folder, secret)}`,
  };
}

const absent = new Set(["ENOENT", "ENOTDIR"]);

async function contentOf(folder: string, file: string): Promise<Uint8Array | null> {
  const path = join(folder, file);
  const fault = (why: string, passes = false) =>
    new SecretFault(`The secret's file ${path} can't be read: ${why}.`, { passes });
  try {
    const real = await realpath(path);
    if (!real.startsWith((await realpath(folder)) + sep)) throw fault("it leads out of its folder");
    // A pipe would be waited for.
    const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await handle.stat();
      if (stat.isDirectory()) return null;
      if (!stat.isFile()) throw fault("it is no plain file");
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(largestSecret + 1), 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof SecretFault) throw error;
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    if (absent.has(code)) return null;
    throw fault(
      code === "EACCES"
        ? "the worker's user may not; give it the right to read"
        : `the system says ${code}`,
      code !== "EACCES",
    );
  }
}
