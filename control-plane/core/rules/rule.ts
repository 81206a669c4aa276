// An organisation's rules for specs, and the waivers of them, as a control repository has them.

/** What a rule's expression is asked about. */
export const subjects = ["pipeline", "task", "schedule"] as const;
export type Subject = (typeof subjects)[number];

export interface Rule {
  name: string;
  /** For whoever wrote the pipeline. */
  message: string;
  severity: "error" | "warning";
  each: Subject;
  when: RuleScope;
  /** `require`: what must be true; `forbid`: what must be false. */
  asks: "require" | "forbid";
  /** CEL over the names of `shape.ts`. */
  expression: string;
  /** `rules/pii.yaml:4:3` in the control repository. */
  place: string;
}

/** Patterns and words; null where anything fits. */
export interface RuleScope {
  environments: readonly string[] | null;
  projects: readonly string[] | null;
  pipelines: readonly string[] | null;
  /** One of the words, for each name. */
  tags: Readonly<Record<string, readonly string[]>>;
}

/** Leave to break a rule. */
export interface Waiver {
  rule: string;
  /** Patterns of `project/pipeline`. */
  pipelines: readonly string[];
  reason: string;
  approver: string;
  /** The last day on which it counts, YYYY-MM-DD in UTC. */
  expires: string;
  /** Its file in the control repository. */
  file: string;
}

/** All of a control repository, as each of its projects keeps them. */
export interface RuleSet {
  rules: readonly Rule[];
  waivers: readonly Waiver[];
}

/** What holds for one project on one day. */
export interface RulesInForce extends RuleSet {
  project: string;
  environment: string;
  /** Waivers that end on this day or before are said to end soon. */
  soon: string;
}
