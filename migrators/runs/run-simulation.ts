// One side of a comparison of started runs: what happens, instant by instant, when jobs take as long as is declared.

/** A start of a job. */
export interface StartedRun {
  /** Key of the legacy job. */
  job: string;
  /** Business date, `YYYY-MM-DD`; of AutoSys the local date of the start. */
  date: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** A date for which a job was there and did not start. */
export interface NeverStarted {
  job: string;
  date: string;
  /** What it waited for, as the end of a sentence: `X of 2026-03-02, which nobody adds`. */
  waitsFor: string;
}

/** Both sides keep to the same clock: what one says of now is told before either goes on. */
export interface RunSimulation {
  /** Of the next instant at which something happens, in milliseconds since 1970; null: nothing does any more. */
  nextAt(): number | null;
  /** All that happens at that instant. @return what starts then */
  step(): readonly StartedRun[];
  /** Why a job of a date stands where it does just now, as the end of a sentence. */
  explain(job: string, date: string): string;
}

/** The legacy side also tells what it never starts. */
export interface LegacyRunSimulation extends RunSimulation {
  /** Dates without a start that are over by now, or wait still; each once. */
  neverStarted(): Iterable<NeverStarted>;
}

/** In the place of one side, where only the other is asked for. */
export const nothingRuns: RunSimulation = {
  nextAt: () => null,
  step: () => [],
  explain: () => "",
};
