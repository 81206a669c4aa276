// The service account of the pod in which the worker runs: for the API of its own cluster, and for nobody else.

import { readFile } from "node:fs/promises";
import { inClusterPlace } from "#core/connections/kubernetes.ts";

/** Where kubelet puts it; the token is another every hour. */
const folder = "/var/run/secrets/kubernetes.io/serviceaccount";

export const ownOrigin = `https://${inClusterPlace.replace(/:443$/, "")}`;

/** Of the moment. */
export const ownToken = (): Promise<string> => readFile(`${folder}/token`, "utf8");

/** PEM text of the cluster's authority. */
export const ownAuthority = (): Promise<string> => readFile(`${folder}/ca.crt`, "utf8");

/** What a worker says that may not use it. */
export const notInCluster = "This worker was not started with `--kubernetes-in-cluster`";
