// What is to be seen on a forge of a change or a deployment: plain values, made once, and brought there until they are.

/** A remark at a line of a file. Lines count from 1. */
export interface Annotation {
  path: string;
  line: number;
  endLine: number;
  level: "notice" | "warning" | "failure";
  title: string;
  message: string;
}

/** A check of one commit. Another text or conclusion for the same commit is another check run: annotations only add up. */
export interface DesiredCheck {
  kind: "check";
  commit: string;
  name: string;
  /** Names exactly this content, so that a delivery that is tried again finds what the first one made. */
  externalId: string;
  conclusion: "success" | "failure" | "neutral" | "action_required";
  title: string;
  /** Markdown. */
  summary: string;
  text: string | null;
  annotations: Annotation[];
}

/** The one comment of a project on a change. */
export interface DesiredComment {
  kind: "comment";
  change: number;
  /** Stands unseen at the comment's begin; by it the comment is found again. */
  marker: string;
  /** Markdown, without the marker. */
  body: string;
}

/** A mark beside a commit, for whoever has no right to make check runs, and for the state of a sync. */
export interface DesiredStatus {
  kind: "status";
  commit: string;
  /** The newest of a context counts. */
  context: string;
  state: "pending" | "success" | "failure" | "error";
  description: string;
}

export type DeploymentState = "queued" | "in_progress" | "success" | "failure";

/** A deployment of a commit to an environment, with each state that it has had, oldest first. */
export interface DesiredDeployment {
  kind: "deployment";
  commit: string;
  environment: string;
  isProduction: boolean;
  /** Tells it from another deployment of the same commit. */
  externalId: string;
  description: string;
  states: { state: DeploymentState; description: string }[];
}

export type Desired = DesiredCheck | DesiredComment | DesiredStatus | DesiredDeployment;

/** What a delivery has brought to the forge so far, for people who look and for finding it again sooner. */
export interface Done {
  /** The object's id on the forge. */
  id?: string;
  /** Which content the id is of. */
  externalId?: string;
  /** Annotations or states that are there. */
  sent?: number;
}
