// What has changed between two looks at what moves: which run, pipeline or project, never what became of it.

/** As readers of a stream are told. */
export interface Change {
  /** `server`: something was done that is of no project, such as a right that was given. */
  kind: "run" | "project" | "server";
  /** Empty: the server. */
  project: string;
  /** Of a run. */
  pipeline: string | null;
  run: string | null;
  /** Class of access of the run's pipeline: who may be told. */
  classId: number | null;
}

/** A thing with a mark that is another once it has changed. */
export interface Mark {
  mark: string;
  /** Nothing is said by its being no longer looked at. */
  isOver: boolean;
  change: Change;
}

export type Marks = ReadonlyMap<string, Mark>;

export const keyOf = ({ kind, project, run }: Change): string => `${kind} ${run ?? project}`;

export const marksOf = (marks: readonly Mark[]): Marks =>
  new Map(marks.map((one) => [keyOf(one.change), one]));

/** Things that are new, gone before they were over, or have another mark; each once. */
export function changesBetween(before: Marks, after: Marks): Change[] {
  const changed = [...after.entries()].filter(([key, { mark }]) => before.get(key)?.mark !== mark);
  const gone = [...before.entries()].filter(([key, { isOver }]) => !isOver && !after.has(key));
  return [...changed, ...gone].map(([, { change }]) => change);
}

/** Each of them once. */
export const distinctChanges = (changes: readonly Change[]): Change[] => [
  ...new Map(changes.map((change) => [keyOf(change), change])).values(),
];

/** Of whoever may read pipelines of these classes and these projects; null: all. */
export const visibleTo = (
  changes: readonly Change[],
  { classes, projects }: { classes: readonly number[] | null; projects: readonly string[] | null },
): Change[] =>
  changes.filter(({ kind, project, classId }) =>
    kind === "run"
      ? classes === null || (classId !== null && classes.includes(classId))
      : projects === null || (kind === "project" && projects.includes(project)),
  );
