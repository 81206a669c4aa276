// Generated from schemas/*.schema.json by `npm run generate`; do not edit.
/**
 * The team that answers for the pipelines.
 */
export type Line = string;
/**
 * A word of a tag: 1 to 100 visible characters on one line.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "label".
 */
export type Label = string;
/**
 * Zone of every time in the pipelines.
 */
export type Timezone = string;
/**
 * Longest time of one attempt.
 */
export type Duration = string;
/**
 * Wait before the next attempt. Default `10s`.
 */
export type Duration1 = string;
/**
 * Longest wait with `backoff: exponential`; no limit unless given.
 */
export type Duration2 = string;
/**
 * What a failed task does to its run.
 */
export type OnFailure = "fail" | "continue";
/**
 * Lower-case letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "pipelineName".
 */
export type PipelineName = string;
/**
 * Letters, digits, `-` and `_`, at most 63 characters, starting with a letter or digit.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "taskName".
 */
export type TaskName = string;
/**
 * A name that expressions can use: letters, digits and `_`, at most 63 characters, not starting with a digit.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "identifier".
 */
export type Identifier = string;
/**
 * Name of an environment variable: letters, digits and `_`, not starting with a digit. Names that start with `TRUNKLINE_` are Trunkline's own.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "environmentName".
 */
export type EnvironmentName = string;
/**
 * One line of text.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "line".
 */
export type Line1 = string;
/**
 * A length of time in days, hours, minutes and seconds, largest unit first: `30s`, `5m`, `1h30m`, `2d`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "duration".
 */
export type Duration3 = string;
/**
 * A local time of day, `HH:MM` from `00:00` to `23:59`, in quotes.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "timeOfDay".
 */
export type TimeOfDay = string;
/**
 * An IANA time zone such as `Europe/Berlin` or `UTC`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "timezone".
 */
export type Timezone1 = string;
/**
 * A text, a number or a truth value.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "scalar".
 */
export type ScalarValue = string | number | boolean;
/**
 * Value when nobody gives one, or a text that holds `${{ }}`. Without it the parameter must be given.
 */
export type ScalarValue1 = string | number | boolean;
/**
 * Cron text of five fields such as `0 6 * * *`, or one of the forms `{every: 15m, from: "08:00", until: "18:00"}` and `{daily: "07:00"}`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "schedule".
 */
export type ScheduleSpec =
  | string
  | {
      every?: Duration4;
      from?: TimeOfDay1;
      until?: TimeOfDay2;
      /**
       * One time of day, or a list of them.
       *
       * @minItems 1
       * @maxItems 1440
       */
      daily?: string | TimeOfDay[];
    };
/**
 * Distance between due times, counted from local midnight or from `from`.
 */
export type Duration4 = string;
/**
 * First due time of each day; only with `every`.
 */
export type TimeOfDay1 = string;
/**
 * Last time of day that may be due, inclusive; only with `every`.
 */
export type TimeOfDay2 = string;
/**
 * The times at which a run is due.
 */
export type ScheduleSpec1 =
  | string
  | {
      every?: Duration4;
      from?: TimeOfDay1;
      until?: TimeOfDay2;
      /**
       * One time of day, or a list of them.
       *
       * @minItems 1
       * @maxItems 1440
       */
      daily?: string | TimeOfDay[];
    };
/**
 * With `pipeline` a task of that run, else a task of the same run; with a matrix all of its instances.
 */
export type TaskReference = string;
/**
 * What is asked of the run or the task.
 */
export type AwaitedState = "succeeded" | "failed" | "cancelled" | "skipped" | "finished" | "running" | "notRunning";
/**
 * What is asked of the task's exit code, such as `<= 4`; only with `task`.
 */
export type ComparisonText = string;
/**
 * A word of a tag: 1 to 100 visible characters on one line.
 */
export type Label1 = string;
/**
 * A word of a tag: 1 to 100 visible characters on one line.
 */
export type Label2 = string;
/**
 * A word of a tag: 1 to 100 visible characters on one line.
 */
export type Label3 = string;
/**
 * Project of the event or the variable; the pipeline's own unless given.
 */
export type PipelineName1 = string;
/**
 * The variable's value.
 */
export type ScalarValue2 = string | number | boolean;
/**
 * A comparison of the variable's value, such as `>= 5`.
 */
export type ComparisonText1 = string;
/**
 * The newest, if it ended within this length of time.
 */
export type Duration5 = string;
/**
 * Zone of the schedule's times; the pipeline's unless given.
 */
export type Timezone2 = string;
/**
 * `fail` (default): a failed task fails its run. `continue`: the run may still succeed.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "onFailure".
 */
export type OnFailure1 = "fail" | "continue";
/**
 * A text on one line without `,` `[` `]`, a number or a truth value.
 */
export type MatrixValue = string | number | boolean;
/**
 * Name of another task of the same file's pipeline or template.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "taskReference".
 */
export type TaskReference1 = string;
/**
 * Longest time of one attempt; the whole process group is killed afterwards. No limit unless given.
 */
export type Duration6 = string;
/**
 * What a failure of this task does to its run.
 */
export type OnFailure2 = "fail" | "continue";
/**
 * A local time of day, `HH:MM` from `00:00` to `23:59`, in quotes.
 */
export type TimeOfDay3 = string;
/**
 * A local time of day, `HH:MM` from `00:00` to `23:59`, in quotes.
 */
export type TimeOfDay4 = string;
/**
 * A word of a tag: 1 to 100 visible characters on one line.
 */
export type Label4 = string;
/**
 * A word of a tag: 1 to 100 visible characters on one line.
 */
export type Label5 = string;
/**
 * What is asked of a run or a task: `succeeded` (default), `failed`, `cancelled`, `skipped`, `finished` (any of these), `running`, or `notRunning`, which is also true of what never ran.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "awaitedState".
 */
export type AwaitedState1 = "succeeded" | "failed" | "cancelled" | "skipped" | "finished" | "running" | "notRunning";
/**
 * A comparison such as `== 4`, `!= 0`, `<= 7`; numbers compare as numbers, anything else as text.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "comparison".
 */
export type ComparisonText2 = string;
/**
 * Identity of the pipeline within its project; the file's path is not part of it.
 */
export type PipelineName2 = string;
/**
 * The team that answers for it.
 */
export type Line2 = string;
/**
 * Zone of every time in the pipeline. Default: the folder's, the project's, then `UTC`.
 */
export type Timezone3 = string;
/**
 * Name of the project.
 */
export type PipelineName3 = string;
/**
 * The team that answers for pipelines that name none.
 */
export type Line3 = string;
/**
 * Zone of every time in the project. Default `UTC`.
 */
export type Timezone4 = string;

/**
 * `_defaults.yaml`: values for every pipeline in its folder and below. The nearest wins, maps merge key by key.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "defaultsFile".
 */
export interface FolderDefaults {
  owner?: Line;
  tags?: Tags;
  timezone?: Timezone;
  concurrency?: ConcurrencySpec;
  defaults?: TaskDefaults;
}
/**
 * Tags of the pipelines.
 */
export interface Tags {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * How many runs of each pipeline there may be at a time.
 */
export interface ConcurrencySpec {
  /**
   * Most runs at a time; no limit unless given.
   */
  runs?: number;
  /**
   * What a due run does when the limit is reached: `queue` (default) waits, `skip` is recorded and does not run, `cancelRunning` cancels the oldest run.
   */
  whenBusy?: "queue" | "skip" | "cancelRunning";
}
/**
 * Values for tasks that do not give their own.
 */
export interface TaskDefaults {
  timeout?: Duration;
  retry?: RetrySpec;
  env?: Environment;
  onFailure?: OnFailure;
}
/**
 * Retries.
 */
export interface RetrySpec {
  /**
   * How many times the task is tried again after the first attempt. Default 0.
   */
  retries?: number;
  delay?: Duration1;
  /**
   * `fixed` (default) waits `delay` each time, `exponential` doubles it.
   */
  backoff?: "fixed" | "exponential";
  maxDelay?: Duration2;
}
/**
 * Environment variables.
 */
export interface Environment {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * Tag names, each with a list of words: `{domain: [finance], tier: [gold]}`. Values are always lists.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "tags".
 */
export interface Tags1 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * Environment variables; values are texts and may hold `${{ }}`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "environment".
 */
export interface Environment1 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * One parameter of a pipeline or a template.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "param".
 */
export interface ParamSpec {
  /**
   * What values look like; `date` is `YYYY-MM-DD`. Default `string`.
   */
  type?: "string" | "integer" | "number" | "boolean" | "date";
  default?: ScalarValue1;
  /**
   * What the parameter is for, for people who start the pipeline by hand.
   */
  description?: string;
}
/**
 * Parameters by name.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "params".
 */
export interface ParamSpecs {
  [k: string]: ParamSpec;
}
/**
 * What makes a run due. Triggers are alternatives: any one is enough.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "trigger".
 */
export interface TriggerSpec {
  schedule?: ScheduleSpec1;
  after?: ConditionSpec;
  /**
   * With `after`: `date` (default) makes one run for each business date; `run` one for each run of the pipeline, each event or each update of the asset that `after` names alone.
   */
  per?: "date" | "run";
  timezone?: Timezone2;
  /**
   * What becomes of due times that passed while nothing could start them: `none` drops them with a record, `latest` (default) starts the last one, `all` starts each.
   */
  missed?: "none" | "latest" | "all";
}
/**
 * What has to happen elsewhere: a run is due when it holds, once for each business date or (`per: run`) for each run or update.
 */
export interface ConditionSpec {
  /**
   * Every one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  all?: ConditionSpec1[];
  /**
   * At least one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  any?: ConditionSpec1[];
  not?: ConditionSpec2;
  /**
   * So many of those in `of` hold.
   */
  atLeast?: number;
  /**
   * What `atLeast` counts.
   *
   * @minItems 1
   * @maxItems 500
   */
  of?: ConditionSpec1[];
  /**
   * A run of this pipeline; `project/name` for one of another project.
   */
  pipeline?: string;
  task?: TaskReference;
  state?: AwaitedState;
  exitCode?: ComparisonText;
  event?: Label1;
  variable?: Label2;
  asset?: Label3;
  project?: PipelineName1;
  equals?: ScalarValue2;
  compare?: ComparisonText1;
  /**
   * Which business date: `same` (default), `-1d`, `+2d`, `-1bd` (Monday to Friday), `previous` or `next` (the waiting pipeline's own scheduled dates); for events also `any` and `static` (undated).
   */
  date?: string;
  /**
   * The newest run (or update), whatever its date.
   */
  latest?: true;
  /**
   * The newest, if it ended since this time of day (`"06:00"`, in the pipeline's zone) or since the waiter's own last end (`lastEnd`).
   */
  since?: string;
  within?: Duration5;
}
/**
 * One thing that must hold, or several under `all`, `any`, `not` or `atLeast`: a run of a pipeline (or one of its tasks), a task of the same run, an event, a variable or an asset.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "condition".
 */
export interface ConditionSpec1 {
  /**
   * Every one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  all?: ConditionSpec1[];
  /**
   * At least one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  any?: ConditionSpec1[];
  not?: ConditionSpec2;
  /**
   * So many of those in `of` hold.
   */
  atLeast?: number;
  /**
   * What `atLeast` counts.
   *
   * @minItems 1
   * @maxItems 500
   */
  of?: ConditionSpec1[];
  /**
   * A run of this pipeline; `project/name` for one of another project.
   */
  pipeline?: string;
  task?: TaskReference;
  state?: AwaitedState;
  exitCode?: ComparisonText;
  event?: Label1;
  variable?: Label2;
  asset?: Label3;
  project?: PipelineName1;
  equals?: ScalarValue2;
  compare?: ComparisonText1;
  /**
   * Which business date: `same` (default), `-1d`, `+2d`, `-1bd` (Monday to Friday), `previous` or `next` (the waiting pipeline's own scheduled dates); for events also `any` and `static` (undated).
   */
  date?: string;
  /**
   * The newest run (or update), whatever its date.
   */
  latest?: true;
  /**
   * The newest, if it ended since this time of day (`"06:00"`, in the pipeline's zone) or since the waiter's own last end (`lastEnd`).
   */
  since?: string;
  within?: Duration5;
}
/**
 * One thing that must hold, or several under `all`, `any`, `not` or `atLeast`: a run of a pipeline (or one of its tasks), a task of the same run, an event, a variable or an asset.
 */
export interface ConditionSpec2 {
  /**
   * Every one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  all?: ConditionSpec1[];
  /**
   * At least one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  any?: ConditionSpec1[];
  not?: ConditionSpec2;
  /**
   * So many of those in `of` hold.
   */
  atLeast?: number;
  /**
   * What `atLeast` counts.
   *
   * @minItems 1
   * @maxItems 500
   */
  of?: ConditionSpec1[];
  /**
   * A run of this pipeline; `project/name` for one of another project.
   */
  pipeline?: string;
  task?: TaskReference;
  state?: AwaitedState;
  exitCode?: ComparisonText;
  event?: Label1;
  variable?: Label2;
  asset?: Label3;
  project?: PipelineName1;
  equals?: ScalarValue2;
  compare?: ComparisonText1;
  /**
   * Which business date: `same` (default), `-1d`, `+2d`, `-1bd` (Monday to Friday), `previous` or `next` (the waiting pipeline's own scheduled dates); for events also `any` and `static` (undated).
   */
  date?: string;
  /**
   * The newest run (or update), whatever its date.
   */
  latest?: true;
  /**
   * The newest, if it ended since this time of day (`"06:00"`, in the pipeline's zone) or since the waiter's own last end (`lastEnd`).
   */
  since?: string;
  within?: Duration5;
}
/**
 * How many runs of the pipeline there may be at a time.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "concurrency".
 */
export interface ConcurrencySpec1 {
  /**
   * Most runs at a time; no limit unless given.
   */
  runs?: number;
  /**
   * What a due run does when the limit is reached: `queue` (default) waits, `skip` is recorded and does not run, `cancelRunning` cancels the oldest run.
   */
  whenBusy?: "queue" | "skip" | "cancelRunning";
}
/**
 * What happens after a failed attempt.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "retry".
 */
export interface RetrySpec1 {
  /**
   * How many times the task is tried again after the first attempt. Default 0.
   */
  retries?: number;
  delay?: Duration1;
  /**
   * `fixed` (default) waits `delay` each time, `exponential` doubles it.
   */
  backoff?: "fixed" | "exponential";
  maxDelay?: Duration2;
}
/**
 * Values for tasks that do not give their own. Maps (`retry`, `env`) merge key by key, the nearest wins.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "taskDefaults".
 */
export interface TaskDefaults1 {
  timeout?: Duration;
  retry?: RetrySpec;
  env?: Environment;
  onFailure?: OnFailure;
}
/**
 * Lists of values by name. The task runs once for each combination; `${{ matrix.region }}` is the value of this one.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "matrix".
 */
export interface Matrix {
  /**
   * The values of one dimension.
   *
   * @minItems 1
   */
  [k: string]: MatrixValue[];
}
/**
 * Values that the task writes to `$TRUNKLINE_OUTPUT` as `name=value`, each with its type.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "outputs".
 */
export interface Outputs {
  /**
   * Type of the output.
   */
  [k: string]: "string" | "integer" | "number" | "boolean";
}
/**
 * One step of a pipeline: it has either `run` or `uses`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "task".
 */
export interface TaskSpec {
  /**
   * Shell text for `/bin/sh -e`. `${{ }}` becomes a quoted environment variable, so that data never becomes code.
   */
  run?: string;
  /**
   * What does the work: `command` (the same as `run`), or a template such as `./templates/load.yaml`, a path from the project's root.
   */
  uses?: string;
  /**
   * Inputs of what `uses` names: `run` for `command`, the parameters for a template.
   */
  with?: {
    [k: string]: ScalarValue;
  };
  /**
   * Tasks that must finish first. A task with a matrix stands for all of its instances.
   */
  needs?: TaskReference1[];
  /**
   * Expression that decides whether the task runs, such as `failed('load')`. Without it the task runs when all that it needs succeeded.
   */
  if?: string;
  env?: Environment2;
  timeout?: Duration6;
  retry?: RetrySpec2;
  matrix?: Matrix1;
  outputs?: Outputs1;
  onFailure?: OnFailure2;
  awaits?: ConditionSpec3;
  notBefore?: TimeOfDay3;
  notAfter?: TimeOfDay4;
  /**
   * Events that are there once the task has succeeded, until somebody clears them.
   *
   * @minItems 1
   * @maxItems 1000
   */
  emits?: EmittedEvent[];
  /**
   * Events that are deleted once the task has succeeded.
   *
   * @minItems 1
   * @maxItems 1000
   */
  clears?: ClearedEvent[];
  /**
   * Variables of the project that are set once the task has succeeded; values may hold `${{ }}`.
   */
  sets?: {
    /**
     * The new value.
     */
    [k: string]: string;
  };
  /**
   * Assets that the task updates when it succeeds: named data products, shared by all projects.
   *
   * @minItems 1
   * @maxItems 1000
   */
  writes?: Label[];
}
/**
 * Environment variables of this task.
 */
export interface Environment2 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * Retries of this task.
 */
export interface RetrySpec2 {
  /**
   * How many times the task is tried again after the first attempt. Default 0.
   */
  retries?: number;
  delay?: Duration1;
  /**
   * `fixed` (default) waits `delay` each time, `exponential` doubles it.
   */
  backoff?: "fixed" | "exponential";
  maxDelay?: Duration2;
}
/**
 * Runs the task once for each combination of values.
 */
export interface Matrix1 {
  /**
   * The values of one dimension.
   *
   * @minItems 1
   */
  [k: string]: MatrixValue[];
}
/**
 * Values that later tasks can read.
 */
export interface Outputs1 {
  /**
   * Type of the output.
   */
  [k: string]: "string" | "integer" | "number" | "boolean";
}
/**
 * One thing that must hold, or several under `all`, `any`, `not` or `atLeast`: a run of a pipeline (or one of its tasks), a task of the same run, an event, a variable or an asset.
 */
export interface ConditionSpec3 {
  /**
   * Every one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  all?: ConditionSpec1[];
  /**
   * At least one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  any?: ConditionSpec1[];
  not?: ConditionSpec2;
  /**
   * So many of those in `of` hold.
   */
  atLeast?: number;
  /**
   * What `atLeast` counts.
   *
   * @minItems 1
   * @maxItems 500
   */
  of?: ConditionSpec1[];
  /**
   * A run of this pipeline; `project/name` for one of another project.
   */
  pipeline?: string;
  task?: TaskReference;
  state?: AwaitedState;
  exitCode?: ComparisonText;
  event?: Label1;
  variable?: Label2;
  asset?: Label3;
  project?: PipelineName1;
  equals?: ScalarValue2;
  compare?: ComparisonText1;
  /**
   * Which business date: `same` (default), `-1d`, `+2d`, `-1bd` (Monday to Friday), `previous` or `next` (the waiting pipeline's own scheduled dates); for events also `any` and `static` (undated).
   */
  date?: string;
  /**
   * The newest run (or update), whatever its date.
   */
  latest?: true;
  /**
   * The newest, if it ended since this time of day (`"06:00"`, in the pipeline's zone) or since the waiter's own last end (`lastEnd`).
   */
  since?: string;
  within?: Duration5;
}
/**
 * An event with its date.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "emittedEvent".
 */
export interface EmittedEvent {
  event: Label4;
  /**
   * Which business date: `same` (default), `-1d`, `+1bd`, `previous`, `next`, or `static` (undated).
   */
  date?: string;
}
/**
 * An event to delete.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "clearedEvent".
 */
export interface ClearedEvent {
  event: Label5;
  /**
   * Which business date: `same` (default), `-1d`, `+1bd`, `previous`, `next`, `static` (undated), or `any` for all of them.
   */
  date?: string;
}
/**
 * Tasks by name.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "tasks".
 */
export interface TaskSpecs {
  [k: string]: TaskSpec;
}
/**
 * A pipeline as written: tasks that depend on each other, and what makes a run due.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "pipelineFile".
 */
export interface PipelineSpec {
  name: PipelineName2;
  /**
   * What the pipeline does, for people.
   */
  description?: string;
  owner?: Line2;
  tags?: Tags2;
  timezone?: Timezone3;
  params?: ParamSpecs1;
  /**
   * What makes a run due. None: the pipeline is started by hand.
   *
   * @maxItems 200
   */
  triggers?: TriggerSpec[];
  awaits?: ConditionSpec4;
  concurrency?: ConcurrencySpec2;
  defaults?: TaskDefaults2;
  env?: Environment3;
  tasks?: TaskSpecs1;
}
/**
 * Words to find and group pipelines by.
 */
export interface Tags2 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * Values that a run is given; read as `${{ params.name }}`.
 */
export interface ParamSpecs1 {
  [k: string]: ParamSpec;
}
/**
 * One thing that must hold, or several under `all`, `any`, `not` or `atLeast`: a run of a pipeline (or one of its tasks), a task of the same run, an event, a variable or an asset.
 */
export interface ConditionSpec4 {
  /**
   * Every one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  all?: ConditionSpec1[];
  /**
   * At least one of these holds.
   *
   * @minItems 1
   * @maxItems 500
   */
  any?: ConditionSpec1[];
  not?: ConditionSpec2;
  /**
   * So many of those in `of` hold.
   */
  atLeast?: number;
  /**
   * What `atLeast` counts.
   *
   * @minItems 1
   * @maxItems 500
   */
  of?: ConditionSpec1[];
  /**
   * A run of this pipeline; `project/name` for one of another project.
   */
  pipeline?: string;
  task?: TaskReference;
  state?: AwaitedState;
  exitCode?: ComparisonText;
  event?: Label1;
  variable?: Label2;
  asset?: Label3;
  project?: PipelineName1;
  equals?: ScalarValue2;
  compare?: ComparisonText1;
  /**
   * Which business date: `same` (default), `-1d`, `+2d`, `-1bd` (Monday to Friday), `previous` or `next` (the waiting pipeline's own scheduled dates); for events also `any` and `static` (undated).
   */
  date?: string;
  /**
   * The newest run (or update), whatever its date.
   */
  latest?: true;
  /**
   * The newest, if it ended since this time of day (`"06:00"`, in the pipeline's zone) or since the waiter's own last end (`lastEnd`).
   */
  since?: string;
  within?: Duration5;
}
/**
 * How many runs there may be at a time.
 */
export interface ConcurrencySpec2 {
  /**
   * Most runs at a time; no limit unless given.
   */
  runs?: number;
  /**
   * What a due run does when the limit is reached: `queue` (default) waits, `skip` is recorded and does not run, `cancelRunning` cancels the oldest run.
   */
  whenBusy?: "queue" | "skip" | "cancelRunning";
}
/**
 * Values for tasks that do not give their own.
 */
export interface TaskDefaults2 {
  timeout?: Duration;
  retry?: RetrySpec;
  env?: Environment;
  onFailure?: OnFailure;
}
/**
 * Environment variables of every task.
 */
export interface Environment3 {
  /**
   * Value of the variable; quote numbers and truth values.
   */
  [k: string]: string;
}
/**
 * The tasks by name. A pipeline that is a folder may have them in `tasks/NAME.yaml` instead.
 */
export interface TaskSpecs1 {
  [k: string]: TaskSpec;
}
/**
 * `trunkline.yaml` at a project's root. Everything in it is optional.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "projectFile".
 */
export interface ProjectSpec {
  name?: PipelineName3;
  /**
   * What the project is for, for people.
   */
  description?: string;
  /**
   * Folder that holds the pipelines, from the project's root. Default `pipelines`.
   */
  pipelines?: string;
  owner?: Line3;
  tags?: Tags3;
  timezone?: Timezone4;
  concurrency?: ConcurrencySpec3;
  defaults?: TaskDefaults3;
}
/**
 * Tags of every pipeline.
 */
export interface Tags3 {
  /**
   * The words of one tag.
   */
  [k: string]: Label[];
}
/**
 * How many runs of each pipeline there may be at a time.
 */
export interface ConcurrencySpec3 {
  /**
   * Most runs at a time; no limit unless given.
   */
  runs?: number;
  /**
   * What a due run does when the limit is reached: `queue` (default) waits, `skip` is recorded and does not run, `cancelRunning` cancels the oldest run.
   */
  whenBusy?: "queue" | "skip" | "cancelRunning";
}
/**
 * Values for tasks that do not give their own.
 */
export interface TaskDefaults3 {
  timeout?: Duration;
  retry?: RetrySpec;
  env?: Environment;
  onFailure?: OnFailure;
}
/**
 * One step of a pipeline: it has either `run` or `uses`.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "taskFile".
 */
export interface TaskSpec1 {
  /**
   * Shell text for `/bin/sh -e`. `${{ }}` becomes a quoted environment variable, so that data never becomes code.
   */
  run?: string;
  /**
   * What does the work: `command` (the same as `run`), or a template such as `./templates/load.yaml`, a path from the project's root.
   */
  uses?: string;
  /**
   * Inputs of what `uses` names: `run` for `command`, the parameters for a template.
   */
  with?: {
    [k: string]: ScalarValue;
  };
  /**
   * Tasks that must finish first. A task with a matrix stands for all of its instances.
   */
  needs?: TaskReference1[];
  /**
   * Expression that decides whether the task runs, such as `failed('load')`. Without it the task runs when all that it needs succeeded.
   */
  if?: string;
  env?: Environment2;
  timeout?: Duration6;
  retry?: RetrySpec2;
  matrix?: Matrix1;
  outputs?: Outputs1;
  onFailure?: OnFailure2;
  awaits?: ConditionSpec3;
  notBefore?: TimeOfDay3;
  notAfter?: TimeOfDay4;
  /**
   * Events that are there once the task has succeeded, until somebody clears them.
   *
   * @minItems 1
   * @maxItems 1000
   */
  emits?: EmittedEvent[];
  /**
   * Events that are deleted once the task has succeeded.
   *
   * @minItems 1
   * @maxItems 1000
   */
  clears?: ClearedEvent[];
  /**
   * Variables of the project that are set once the task has succeeded; values may hold `${{ }}`.
   */
  sets?: {
    /**
     * The new value.
     */
    [k: string]: string;
  };
  /**
   * Assets that the task updates when it succeeds: named data products, shared by all projects.
   *
   * @minItems 1
   * @maxItems 1000
   */
  writes?: Label[];
}
/**
 * Tasks that pipelines use with `uses: ./templates/NAME.yaml`. Its expressions see its own parameters only.
 *
 * This interface was referenced by `SpecFiles`'s JSON-Schema
 * via the `definition` "templateFile".
 */
export interface TemplateSpec {
  /**
   * What the template does, for people.
   */
  description?: string;
  params?: ParamSpecs2;
  tasks: TaskSpecs2;
}
/**
 * What a task that uses the template gives in `with`.
 */
export interface ParamSpecs2 {
  [k: string]: ParamSpec;
}
/**
 * The tasks by name; they become `TASK.NAME` in the pipeline.
 */
export interface TaskSpecs2 {
  [k: string]: TaskSpec;
}
