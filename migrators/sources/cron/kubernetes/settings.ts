// What becomes of what stands in a manifest: who reads a value takes it, and what is left refuses the job, but for what
// says nothing to the cluster.

import type { LegacyJob } from "#migrators/legacy.ts";
import type { LegacyAttribute } from "#migrators/statement.ts";
import type { CronCode } from "../finding.ts";
import { attributesOf, child, type Node } from "./read.ts";

/** A value, with what it was read from. */
export interface Found<T> {
  value: T;
  from: LegacyAttribute[];
}

export class Settings {
  readonly #root: Node;
  readonly #job: LegacyJob;
  readonly #taken = new Set<LegacyAttribute>();

  constructor(root: Node, job: LegacyJob) {
    this.#root = root;
    this.#job = job;
  }

  /** @param path Such as `spec.jobTemplate`, from the root. */
  at(path: string): Node | undefined {
    let node: Node | undefined = this.#root;
    for (const name of path.split(".")) node = child(node, name);
    return node;
  }

  take(from: Iterable<LegacyAttribute>): void {
    for (const each of from) this.#taken.add(each);
  }

  /** A text; what Kubernetes would take for a number and the like is none. */
  text(node: Node | undefined, isText = true): Found<string> | null {
    if (node?.kind !== "leaf" || node.isNull || node.isMarked || (isText && !node.isText))
      return null;
    this.#taken.add(node.attribute);
    return { value: node.attribute.value, from: [node.attribute] };
  }

  /** A whole number that isn't negative. */
  count(path: string): Found<number> | null {
    const node = this.at(path);
    if (node?.kind !== "leaf" || node.isText || !/^\d{1,9}$/.test(node.attribute.value))
      return null;
    this.#taken.add(node.attribute);
    return { value: Number(node.attribute.value), from: [node.attribute] };
  }

  /** All of a list; null where one of them is no text. */
  texts(node: Node | undefined): Found<string[]> | null {
    if (node?.kind !== "list") return null;
    const all = node.items.map((item) => this.text(item));
    if (all.includes(null)) return null;
    const found = all.filter((each) => each !== null);
    return { value: found.map(({ value }) => value), from: found.flatMap(({ from }) => from) };
  }

  /** Texts by name; null where one of them is none, unless numbers do as well. */
  map(node: Node | undefined, isText = true): Found<Record<string, string>> | null {
    if (node?.kind !== "map") return null;
    const all = node.entries.map(([name, value]) => [name, this.text(value, isText)] as const);
    const value: [string, string][] = [];
    const from: LegacyAttribute[] = [];
    for (const [name, found] of all) {
      if (found === null) return null;
      value.push([name, found.value]);
      from.push(...found.from);
    }
    return { value: Object.fromEntries(value), from };
  }

  inert(from: Iterable<LegacyAttribute>, code: string): void {
    for (const attribute of from) {
      this.#taken.add(attribute);
      this.#job.inert.push({ attribute, code });
    }
  }

  assume(from: Iterable<LegacyAttribute>, code: CronCode): void {
    for (const attribute of from) {
      this.#taken.add(attribute);
      this.#job.assumed = [...(this.#job.assumed ?? []), { attribute, code }];
    }
  }

  refuse(code: CronCode, message: string, from: LegacyAttribute[] = []): void {
    this.take(from);
    this.#job.refusals.push({ code, message, from });
  }

  /** What nobody has taken. */
  judgeRest(): void {
    this.#refuseDoubles(this.#root);
    const refused = new Map<CronCode, LegacyAttribute[]>();
    for (const attribute of attributesOf(this.#root, null)) {
      if (this.#taken.has(attribute)) continue;
      const { name, value } = attribute;
      if (words.test(name) || usual.get(name.replaceAll(/\[\d+\]/g, "[]"))?.test(value))
        this.inert([attribute], "kubernetes-words");
      else if (confined.test(name)) this.assume([attribute], "kubernetes-pod");
      else refused.getOrInsertComputed(codeOf(name), () => []).push(attribute);
    }
    for (const [code, from] of refused) {
      const names = from.slice(0, 3).map(({ name }) => name.replace(/^spec\.jobTemplate\./, ""));
      const more = from.length > names.length ? ` and ${from.length - names.length} more` : "";
      this.refuse(code, `nothing in a spec stands for ${names.join(", ")}${more}`, from);
    }
  }

  #refuseDoubles(node: Node): void {
    if (node.kind === "list") for (const item of node.items) this.#refuseDoubles(item);
    if (node.kind !== "map") return;
    const names = new Set<string>();
    for (const [name, value] of node.entries) {
      if (names.has(name)) {
        const message = `${name} stands twice`;
        this.refuse("kubernetes-manifest", message, attributesOf(value, null));
      }
      names.add(name);
      this.#refuseDoubles(value);
    }
  }
}

const codeOf = (name: string): CronCode =>
  /volume/i.test(name)
    ? "kubernetes-volumes"
    : /\.(?:valueFrom|envFrom)\b/.test(name)
      ? "kubernetes-value"
      : "kubernetes-setting";

/** For people, and what the cluster writes itself. */
const words =
  /^(?:status\b|metadata\.(?!name$|namespace$)|spec\.(?:successfulJobsHistoryLimit|failedJobsHistoryLimit)$|spec\.jobTemplate\.metadata\b)/;

const pod = "spec.jobTemplate.spec.template.spec";
const container = `${pod}.containers[]`;
/** What a manifest says that is so anyway. */
const usual: ReadonlyMap<string, RegExp> = new Map([
  ["spec.jobTemplate.spec.completions", /^1$/],
  ["spec.jobTemplate.spec.parallelism", /^1$/],
  ["spec.jobTemplate.spec.completionMode", /^NonIndexed$/],
  ["spec.jobTemplate.spec.suspend", /^false$/],
  ["spec.jobTemplate.spec.manualSelector", /^false$/],
  ["spec.jobTemplate.spec.podReplacementPolicy", /^TerminatingOrFailed$/],
  [`${pod}.restartPolicy`, /^(?:Never|OnFailure)$/],
  [`${pod}.dnsPolicy`, /^ClusterFirst$/],
  [`${pod}.schedulerName`, /^default-scheduler$/],
  [`${pod}.terminationGracePeriodSeconds`, /^30$/],
  [`${pod}.securityContext`, /^\{\}$/],
  [`${pod}.hostNetwork`, /^false$/],
  [`${pod}.hostPID`, /^false$/],
  [`${pod}.hostIPC`, /^false$/],
  [`${pod}.volumes`, /^\[\]$/],
  [`${container}.resources`, /^\{\}$/],
  [`${container}.securityContext`, /^\{\}$/],
  [`${container}.terminationMessagePath`, /^\/dev\/termination-log$/],
  [`${container}.terminationMessagePolicy`, /^(?:File|FallbackToLogsOnError)$/],
  [`${container}.name`, /^/],
]);
/** The pod has its own of these: no capabilities, no new privileges, the runtime's seccomp profile. */
const confined = new RegExp(
  `^(?:spec\\.jobTemplate\\.spec\\.template\\.metadata\\b|spec\\.jobTemplate\\.spec\\.template\\.spec\\.(?:containers\\[\\d+\\]\\.)?(?:` +
    "securityContext\\.(?:allowPrivilegeEscalation|capabilities\\.drop|seccompProfile|readOnlyRootFilesystem|runAsNonRoot)\\b|" +
    "imagePullPolicy$|enableServiceLinks$|terminationGracePeriodSeconds$))",
);
