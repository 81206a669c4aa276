// The pod of a CronJob as a task of type `kubernetes`.

import type { TaskInput } from "#migrators/legacy/work.ts";
import type { LegacyJob } from "#migrators/legacy.ts";
import { attributesOf, child, type Node } from "./read.ts";
import type { Found, Settings } from "./settings.ts";

const job = "spec.jobTemplate.spec";
const pod = `${job}.template.spec`;

/** @param connection Name of the connection to the cluster; null: it isn't known, which another refusal says. */
export function setPod(legacy: LegacyJob, settings: Settings, connection: string | null): void {
  const inputs: TaskInput[] = [];
  const add = (name: string, found: Found<unknown> | null): void => {
    if (found !== null) inputs.push({ name, value: found.value, from: found.from });
  };
  if (connection !== null) add("connection", { value: connection, from: [] });
  const containers = settings.at(`${pod}.containers`);
  const [container, ...others] = containers?.kind === "list" ? containers.items : [];
  if (container === undefined || others.length > 0)
    settings.refuse("kubernetes-setting", "a task has exactly one container", [
      ...others.flatMap((each) => attributesOf(each, null)),
    ]);
  add("image", settings.text(child(container, "image")));
  add("command", settings.texts(child(container, "command")));
  add("args", settings.texts(child(container, "args")));
  add("env", environmentOf(child(container, "env"), settings));
  add("workingDirectory", settings.text(child(container, "workingDir")));
  const resources = child(container, "resources");
  for (const name of ["requests", "limits"]) add(name, settings.map(child(resources, name), false));
  add("serviceAccount", accountOf(settings));
  add("nodeSelector", settings.map(settings.at(`${pod}.nodeSelector`)));
  add("tolerations", tolerationsOf(settings.at(`${pod}.tolerations`), settings));
  add("imagePullSecrets", namesOf(settings.at(`${pod}.imagePullSecrets`), settings));
  const ttl = settings.count(`${job}.ttlSecondsAfterFinished`);
  add("ttl", ttl && { ...ttl, value: `${ttl.value}s` });
  legacy.work = { kind: "task", uses: "kubernetes", inputs };
  setLimits(legacy, settings);
}

/** Of what has no value of its own, such as `valueFrom`, nothing is taken. */
function environmentOf(node: Node | undefined, settings: Settings): Found<unknown> | null {
  if (node?.kind !== "list") return null;
  const entries: [name: string, value: string][] = [];
  const from: Found<unknown>["from"] = [];
  for (const item of node.items) {
    const name = settings.text(child(item, "name"));
    const isEmpty = child(item, "value") === undefined && child(item, "valueFrom") === undefined;
    const text = isEmpty ? { value: "", from: [] } : settings.text(child(item, "value"));
    if (name === null) continue;
    from.push(...name.from, ...(text?.from ?? []));
    if (text !== null) entries.push([name.value, text.value]);
  }
  return { value: Object.fromEntries(entries), from };
}

/** Without a name the pod has the token of `default`, unless it is told to have none. */
function accountOf(settings: Settings): Found<string> | null {
  const [first, second] = ["serviceAccountName", "serviceAccount"].map((name) =>
    settings.text(settings.at(`${pod}.${name}`)),
  );
  const mount = settings.text(settings.at(`${pod}.automountServiceAccountToken`), false);
  const named = first ?? second ?? null;
  if (first && second) settings.inert(second.from, "same");
  if (mount === null) return named ?? { value: "default", from: [] };
  if (mount.value === "true") settings.inert(mount.from, "same");
  else if (named === null || named.value === "default") {
    settings.inert([...mount.from, ...(named?.from ?? [])], "same");
    return null;
  } else settings.refuse("kubernetes-setting", "an account without its token", mount.from);
  return named ?? { value: "default", from: [] };
}

const tolerationKeys: ReadonlySet<string> = new Set(["key", "operator", "value", "effect"]);

function tolerationsOf(node: Node | undefined, settings: Settings): Found<unknown> | null {
  if (node?.kind !== "list") return null;
  const value: Record<string, string>[] = [];
  const from: Found<unknown>["from"] = [];
  for (const item of node.items) {
    const entries = item.kind === "map" ? item.entries : [];
    const said = entries.filter(([name]) => tolerationKeys.has(name));
    const texts = said.map(([name, each]) => [name, settings.text(each)] as const);
    from.push(...texts.flatMap(([, found]) => found?.from ?? []));
    value.push(Object.fromEntries(texts.map(([name, found]) => [name, found?.value ?? ""])));
  }
  return { value, from };
}

function namesOf(node: Node | undefined, settings: Settings): Found<unknown> | null {
  if (node?.kind !== "list") return null;
  const names = node.items.map((item) => settings.text(child(item, "name")));
  const found = names.filter((each) => each !== null);
  return { value: found.map(({ value }) => value), from: found.flatMap(({ from }) => from) };
}

/** What Kubernetes does unless it is told. */
const usualRetries = 6;

function setLimits(legacy: LegacyJob, settings: Settings): void {
  const retries = settings.count(`${job}.backoffLimit`);
  const count = retries?.value ?? usualRetries;
  if (count > 0)
    legacy.result.retry = {
      value: { retries: count, delayMinutes: 1 / 6, backoff: "exponential" },
      from: retries?.from ?? [],
    };
  if (retries) settings.assume(retries.from, "kubernetes-retry");
  const limit = settings.count(`${job}.activeDeadlineSeconds`);
  if (limit === null) return;
  legacy.result.timeout = { value: limit.value / 60, from: limit.from };
  legacy.result.timeoutFails = true;
  if (count > 0) settings.assume(limit.from, "kubernetes-timeout");
}
