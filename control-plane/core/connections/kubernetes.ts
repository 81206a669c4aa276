// `type: kubernetes`: a namespace of a cluster, for `uses: kubernetes`.

import type { KubernetesConnectionSpec } from "#schemas/types.ts";
import { placeOfText } from "../ceilings/pattern.ts";
import type { ConnectionType } from "./type.ts";

export interface KubernetesConnection {
  type: "kubernetes";
  /** Null: that of the cluster in which the worker runs. */
  server: string | null;
  /** PEM text. */
  ca: string | null;
  namespace: string;
  /** Names of secrets. */
  token: string | null;
  clientCertificate: string | null;
  clientKey: string | null;
  /** Whether the worker's own service account is used. */
  inCluster: boolean;
}

/** What the API is called within its cluster. */
export const inClusterPlace = "kubernetes.default.svc:443";

export const kubernetes: ConnectionType<KubernetesConnection> = {
  normalize(written) {
    const spec = written as unknown as KubernetesConnectionSpec;
    return {
      type: "kubernetes",
      server: spec.server ?? null,
      ca: spec.ca ?? null,
      namespace: spec.namespace,
      token: spec.token ?? null,
      clientCertificate: spec.clientCertificate ?? null,
      clientKey: spec.clientKey ?? null,
      inCluster: spec.inCluster ?? false,
    };
  },
  places: ({ server }) => {
    const place = server === null ? inClusterPlace : placeOfText(server);
    return place === null ? [] : [place];
  },
  secrets: ({ token, clientCertificate, clientKey }) =>
    [token, clientCertificate, clientKey].filter((name) => name !== null),
  text: ({ server, namespace }) => `${server ?? "the worker's cluster"}, namespace ${namespace}`,
};
