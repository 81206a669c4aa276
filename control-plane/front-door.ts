// How others reach a server: in clear or by TLS, and whether anybody of them could prove who they are.

import type { FastifyInstance } from "fastify";
import type pg from "pg";
import type { LoginSettings } from "#api/login.ts";
import { readTls, type TlsFiles, type TlsPair } from "#api/tls-files.ts";
import { exposureFault, isLoopbackHost } from "#core/access/exposure.ts";
import { StoreError } from "#store/errors.ts";
import { countUsableTokens } from "#store/tokens.sql.ts";

/** How others reach the server, and how people prove who they are. */
export interface AccessSettings {
  tls: TlsFiles | null;
  /** Something in front does TLS. */
  plainHttp: boolean;
  trustProxy: readonly string[];
  /** Without a path. */
  publicUrl: string | null;
  login: LoginSettings | null;
}

export const onLoopback: AccessSettings = {
  ...{ tls: null, plainHttp: false, trustProxy: [], publicUrl: null, login: null },
};

/** @throws StoreError where others could reach it in clear or nobody could prove who they are. */
export async function refuseOpenDoor(
  pool: pg.Pool,
  host: string,
  { tls, plainHttp, login }: AccessSettings,
): Promise<void> {
  const tokens = isLoopbackHost(host) ? 0 : ((await countUsableTokens(pool))?.count ?? 0);
  const fault = exposureFault({
    ...{ host, hasTls: tls !== null, allowsPlain: plainHttp },
    ...{ hasProvider: login !== null, hasTokens: tokens > 0 },
  });
  if (fault !== null) throw new StoreError(fault.message, { help: fault.help });
}

/** @throws StoreError for files that hold no certificate and key. */
export const tlsPair = (files: TlsFiles): Promise<TlsPair> =>
  readTls(files).catch((error: Error) => {
    throw new StoreError(error.message, { help: "Look at --tls-cert and --tls-key." });
  });

/** On the first of the ports that is free. */
export async function listen(
  api: FastifyInstance,
  { host, ports }: { host: string; ports: readonly number[] },
): Promise<string> {
  const [port, ...others] = ports;
  return await api.listen({ host, port: port ?? 0 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EADDRINUSE" || others.length === 0) throw error;
    return listen(api, { host, ports: others });
  });
}
