// A real server of Amazon's protocols on loopback: moto, which `.ci/run` installs. It keeps all in memory, so "killed" is a
// connection that is cut.

import { cutProxy } from "../cut-proxy.ts";
import { freePort } from "../free-port.ts";
import { programNamed } from "../program.ts";
import { brokerProcess } from "./broker-process.ts";

const program = programNamed("moto_server");

/** Why there is none here, for `context.skip`; null where there is one. */
export const noMoto: string | null =
  program === undefined ? "no moto_server is installed (PyPI: moto[server])" : null;

export const motoSecrets = { "aws/id": "AKIATESTING", "aws/key": "very-secret-key" };

/** The server alone. */
export async function motoProcess() {
  const port = await freePort();
  const argv = [program as string, "-H", "127.0.0.1", "-p", String(port)];
  return { ...(await brokerProcess({ argv, port })), port };
}

/** The connection goes through what can be cut, `direct` doesn't. */
export async function motoServer() {
  const stack = new AsyncDisposableStack();
  const { port } = stack.use(await motoProcess());
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
