// A server that keeps the published contract of Kubernetes' API as far as Jobs, their pods, logs and Secrets go: it refuses
// what the API refuses (methods, unknown fields, names that are taken, other proofs), and runs pods as processes. It is no
// Kubernetes: no scheduler, no admission, no watch.

import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { endOfJob, type Job } from "#executors/kubernetes/objects.ts";
import { jobFields, secretFields, strictIssue } from "./kubernetes-fields.ts";
import { type PodSpec, type RunningPod, startPod, stopPod } from "./kubernetes-kubelet.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export const namespace = "etl";

interface KeptJob extends Job {
  metadata: Job["metadata"] & { annotations?: Record<string, string> };
  spec: { template: { metadata: { labels: Record<string, string> }; spec: PodSpec } } & Record<
    string,
    unknown
  >;
}
interface KeptSecret {
  metadata: { name: string; ownerReferences?: { uid: string }[] };
  data: Record<string, string>;
}

export interface KubernetesServer extends AsyncDisposable {
  url: string;
  token: string;
  jobs: Map<string, KeptJob>;
  pods: Map<string, RunningPod>;
  secrets: Map<string, KeptSecret>;
  /** `POST /apis/…?query` of all requests. */
  asked: string[];
  /** How many Jobs were ever made. */
  made: () => number;
  /** Requests whose client still waits. */
  waiting: () => number;
  /** Decides, for `METHOD path`, whether the connection breaks before the request is heeded or once it is. */
  cut: (asked: string) => "before" | "after" | null;
  /** Answers in place of the server: `[status, reason]`. */
  instead: (asked: string) => [number, string] | null;
  /** After how many lines a log breaks off; once each. */
  logBreaks: number[];
}

export async function kubernetesServer(
  pair: { key: string; cert: string } | null = null,
): Promise<KubernetesServer> {
  const folder = temporaryDirectory();
  const [jobs, pods, secrets] = [
    new Map<string, KeptJob>(),
    new Map<string, RunningPod>(),
    new Map<string, KeptSecret>(),
  ];
  let made = 0;
  let waiting = 0;
  const it: Omit<KubernetesServer, "url" | typeof Symbol.asyncDispose> = {
    ...{ token: "t0ken", jobs, pods, secrets, asked: [], logBreaks: [] },
    ...{ made: () => made, waiting: () => waiting, cut: () => null, instead: () => null },
  };

  const condition = (job: KeptJob, type: string, reason?: string, message?: string) => {
    job.status = {
      conditions: [
        ...(job.status?.conditions ?? []),
        { type, status: "True", ...(reason ? { reason } : {}), ...(message ? { message } : {}) },
      ],
    };
  };
  const valuesOf = (name: string) => {
    const found = secrets.get(name);
    return (
      found &&
      Object.fromEntries(
        Object.entries(found.data).map(([key, text]) => [
          key,
          Buffer.from(text, "base64").toString(),
        ]),
      )
    );
  };
  const schedule = (job: KeptJob) => {
    const name = `${job.metadata.name}-${randomUUID().slice(0, 5)}`;
    const { metadata, spec } = job.spec.template;
    const pod: RunningPod = {
      metadata: { name, labels: metadata.labels, creationTimestamp: new Date().toISOString() },
      ...{ spec, lines: [], listeners: new Set(), hasEnded: false },
    };
    pods.set(name, pod);
    start(job, pod);
  };
  const start = (job: KeptJob, pod: RunningPod) =>
    startPod(pod, folder.path, valuesOf, () => {
      if (pod.metadata.deletionTimestamp) pods.delete(pod.metadata.name);
      if (!jobs.has(job.metadata.name) || endOfJob(job)) return;
      if (pod.status?.phase === "Succeeded") {
        condition(job, "SuccessCriteriaMet", "CompletionsReached");
        condition(job, "Complete", "CompletionsReached");
      } else {
        condition(job, "FailureTarget", "BackoffLimitExceeded");
        condition(
          job,
          "Failed",
          "BackoffLimitExceeded",
          "Job has reached the specified backoff limit",
        );
      }
    });

  const fail = (response: ServerResponse, code: number, reason: string, message = reason) =>
    reply(response, code, {
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      message,
      reason,
      code,
    });

  const remove = (job: KeptJob) => {
    jobs.delete(job.metadata.name);
    for (const [name, { metadata }] of secrets)
      if (metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid))
        secrets.delete(name);
    for (const pod of pods.values()) {
      if (pod.metadata.labels["trunkline/key"] !== job.metadata.labels?.["trunkline/key"]) continue;
      pod.metadata.deletionTimestamp = new Date().toISOString();
      if (pod.process === undefined || pod.hasEnded) pods.delete(pod.metadata.name);
      else stopPod(pod);
    }
  };

  const create = (kind: string, query: URLSearchParams, text: string, response: ServerResponse) => {
    let body: KeptJob & KeptSecret;
    try {
      body = JSON.parse(text);
    } catch {
      return fail(response, 400, "BadRequest");
    }
    const issue = strictIssue(body, kind === "jobs" ? jobFields : secretFields);
    if (issue !== null && query.get("fieldValidation") === "Strict")
      return fail(response, 400, "BadRequest", issue);
    const { name } = body.metadata;
    const kept: Map<string, KeptJob | KeptSecret> = kind === "jobs" ? jobs : secrets;
    if (!/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)) return fail(response, 422, "Invalid");
    if (kept.has(name))
      return fail(response, 409, "AlreadyExists", `${kind} "${name}" already exists`);
    const object = {
      ...body,
      metadata: { ...body.metadata, namespace, uid: randomUUID(), resourceVersion: "1" },
    };
    kept.set(name, object);
    if (kind === "jobs") {
      const { restartPolicy } = object.spec.template.spec as unknown as { restartPolicy?: string };
      if (restartPolicy !== "Never") return fail(response, 422, "Invalid");
      made++;
      schedule(object);
    } else
      for (const job of jobs.values())
        for (const pod of pods.values())
          if (pod.process === undefined && pod.metadata.name.startsWith(job.metadata.name))
            start(job, pod);
    reply(response, 201, object);
  };

  const destroy = (kind: string, name: string, text: string, response: ServerResponse) => {
    if (kind === "secrets")
      return secrets.delete(name) ? reply(response, 200, {}) : fail(response, 404, "NotFound");
    const job = jobs.get(name);
    if (job === undefined) return fail(response, 404, "NotFound");
    const { preconditions, propagationPolicy } = JSON.parse(text) as {
      preconditions?: { uid?: string };
      propagationPolicy?: string;
    };
    if (preconditions?.uid !== undefined && preconditions.uid !== job.metadata.uid)
      return fail(response, 409, "Conflict");
    // Without it the API of batch/v1 leaves the pods behind.
    if (propagationPolicy === "Background") remove(job);
    else jobs.delete(name);
    reply(response, 200, { kind: "Status", status: "Success" });
  };

  const log = (name: string, query: URLSearchParams, response: ServerResponse) => {
    const pod = pods.get(name);
    if (pod === undefined) return fail(response, 404, "NotFound");
    if (query.get("container") !== "main") return fail(response, 400, "BadRequest");
    if (pod.process === undefined)
      return fail(response, 400, "BadRequest", 'container "main" is waiting to start');
    const since = query.get("sinceTime") ?? "";
    const breaksAfter = it.logBreaks.shift() ?? Number.POSITIVE_INFINITY;
    let next = 0;
    let written = 0;
    response.writeHead(200, { "content-type": "text/plain" });
    response.flushHeaders();
    const more = () => {
      for (; next < pod.lines.length; next++) {
        const line = pod.lines[next] ?? "";
        // Whole seconds, as the API counts.
        if (`${line.slice(0, 19)}Z` < since) continue;
        if (written++ === breaksAfter) {
          // In the middle of a line.
          response.write(line.slice(0, 40), () => response.destroy());
          pod.listeners.delete(more);
          return;
        }
        response.write(`${line}\n`);
      }
      if (pod.hasEnded || query.get("follow") !== "true") response.end();
    };
    pod.listeners.add(more);
    response.once("close", () => pod.listeners.delete(more));
    more();
  };

  const serve = (request: IncomingMessage, text: string, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://server");
    const method = request.method ?? "";
    if (request.headers.authorization !== `Bearer ${it.token}`)
      return fail(response, 401, "Unauthorized");
    const [, group, space, kind = "", name = "", sub] =
      /^(\/apis\/batch\/v1|\/api\/v1)\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(
        pathname,
      ) ?? [];
    const isKind =
      group === "/apis/batch/v1" ? kind === "jobs" : ["pods", "secrets"].includes(kind);
    if (!isKind) return fail(response, 404, "NotFound");
    if (space !== namespace)
      return fail(response, 403, "Forbidden", `namespace "${space}" is not yours`);
    if (method === "POST" && name === "") return create(kind, searchParams, text, response);
    if (method === "DELETE" && name !== "") return destroy(kind, name, text, response);
    if (method !== "GET") return fail(response, 405, "MethodNotAllowed");
    if (kind === "pods" && sub === "log") return log(name, searchParams, response);
    if (kind === "pods" && name === "") {
      const [label = "", value] = (searchParams.get("labelSelector") ?? "").split("=");
      const items = [...pods.values()]
        .filter(({ metadata }) => metadata.labels[label] === value)
        .map(({ metadata, status }) => ({ metadata, status }));
      return reply(response, 200, { kind: "PodList", items });
    }
    const found = kind === "jobs" ? jobs.get(name) : undefined;
    return found ? reply(response, 200, found) : fail(response, 404, "NotFound");
  };

  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    waiting++;
    response.once("close", () => waiting--);
    const asked = `${request.method} ${request.url}`;
    it.asked.push(asked);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const when = it.cut(asked);
    if (when === "before") return void response.destroy();
    if (when === "after") {
      const { socket } = response;
      response.writeHead = () => response;
      response.write = () => true;
      response.end = () => response;
      setImmediate(() => socket?.destroy());
    }
    const other = it.instead(asked);
    if (other !== null) return fail(response, ...other);
    serve(request, Buffer.concat(pieces).toString(), response);
  };
  const server: Server = pair === null ? createServer(handle) : createSecureServer(pair, handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(it, {
    url: `${pair === null ? "http" : "https"}://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      for (const pod of pods.values()) {
        const { process: child } = pod;
        if (child === undefined || pod.hasEnded) continue;
        const ended = new Promise((resolve) => child.once("close", resolve));
        pod.spec.terminationGracePeriodSeconds = 0;
        stopPod(pod);
        await ended;
      }
      await folder[Symbol.asyncDispose]();
    },
  });
}

function reply(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
