// A service account of a Kubernetes cluster: that of the connection, or the worker's own for its own cluster.

import { renderText } from "#core/connector/render.ts";
import type { ConnectorAuth } from "#schemas/types.ts";
import type { GuardedFetch } from "../../guarded-fetch.ts";
import { TaskFailure } from "../../in-process.ts";
import { notInCluster, ownAuthority, ownOrigin, ownToken } from "../../kubernetes/own-account.ts";
import type { AuthContext, Authorizer } from "./authorizer.ts";
import { textOfSecret } from "./plain.ts";

type KubernetesAuth = NonNullable<ConnectorAuth["kubernetes"]>;

/** @throws TaskFailure where the worker may not use its own account */
export function kubernetesAuth(
  { token }: KubernetesAuth,
  { secrets, inCluster = false }: Pick<AuthContext, "secrets" | "inCluster">,
): Authorizer {
  if (token === undefined && !inCluster)
    throw new TaskFailure(`${notInCluster}.`, { mayRetry: false });
  return {
    async prove({ url }) {
      if (token === undefined && url.origin !== ownOrigin)
        throw new TaskFailure(
          `The worker's own service account is for ${ownOrigin}, and not for ${url.origin}.`,
          { mayRetry: false },
        );
      const shown = token === undefined ? (await ownToken()).trim() : textOfSecret(secrets, token);
      return { headers: { authorization: `Bearer ${shown}` } };
    },
    // Kubelet renews the file in time: another look would read the same.
    refused: () => false,
  };
}

/** Connections that believe the cluster's authority. */
export async function clusterWeb(
  { token, ca }: KubernetesAuth,
  web: GuardedFetch,
  connection: AuthContext["connection"],
): Promise<GuardedFetch> {
  const given = ca === undefined ? "" : renderText(ca, { connection });
  if (given.trim() !== "") return web.trusting(given);
  return token === undefined ? web.trusting(await ownAuthority()) : web;
}
