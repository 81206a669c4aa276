// A real server of Amazon's protocols on loopback: moto, which `.ci/run` installs into a folder of node_modules. It keeps all
// in memory, so "killed" is a connection that is cut.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cutProxy } from "../cut-proxy.ts";
import { brokerProcess, freePort } from "./broker-process.ts";

const installed = fileURLToPath(new URL("../../../node_modules/.cache/moto/bin", import.meta.url));
const program = [installed, ...(process.env.PATH ?? "").split(delimiter)]
  .map((folder) => join(folder, "moto_server"))
  .find(existsSync);

/** Why there is none here, for `context.skip`; null where there is one. */
export const noMoto: string | null =
  program === undefined ? "no moto_server is installed (PyPI: moto[server])" : null;

export const motoSecrets = { "aws/id": "AKIATESTING", "aws/key": "very-secret-key" };

/** The connection goes through what can be cut, `direct` doesn't. */
export async function motoServer() {
  const stack = new AsyncDisposableStack();
  const port = await freePort();
  stack.use(
    await brokerProcess({ argv: [program as string, "-H", "127.0.0.1", "-p", String(port)], port }),
  );
  const proxy = stack.use(await cutProxy(port));
  const connection = {
    ...{ endpoint: `http://127.0.0.1:${proxy.port}`, region: "eu-central-1", ca: null },
    ...{ accessKey: "aws/id", secretKey: "aws/key", sessionToken: null },
  };
  const direct = {
    ...{ endpoint: `http://127.0.0.1:${port}`, region: "eu-central-1" },
    credentials: { accessKeyId: "AKIATESTING", secretAccessKey: "very-secret-key" },
  };
  return {
    ...{ connection, direct },
    stop: async () => proxy.cut(),
    start: async () => proxy.heal(),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
