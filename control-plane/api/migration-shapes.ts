// What the API answers about a migration as a whole: what the import came to, and what was simulated of a wave.

import { definition, instant, integer, list, maybe, object, oneOf, text } from "./schema.ts";

const counted = (what: string) => integer(what);

const report = object(
  {
    system: text("The scheduler before."),
    instance: maybe(text("Which one of it.")),
    jobs: object(
      {
        input: counted("Jobs that were read."),
        translated: counted("Those in a spec."),
        refused: counted("The others."),
      },
      "Jobs.",
    ),
    types: list(
      object(
        {
          type: text("Type of work."),
          input: counted("How many there are."),
          translated: counted("How many run unedited."),
        },
        "A type of work.",
      ),
      "How many jobs run unedited, by type.",
    ),
    attributes: object(
      {
        exact: counted("The spec says the same."),
        equivalent: counted("The same under an assumption."),
        inert: counted("It changes nothing of what runs."),
        refused: counted("It is in no spec."),
      },
      "Lines of the ledger by outcome.",
    ),
    codes: list(
      object(
        {
          code: text("Its code."),
          outcome: text("`equivalent`, `inert` or `refused`."),
          title: text("What it says."),
          help: maybe(text("What is to be done about it.")),
          lines: counted("Lines of the ledger."),
          jobs: counted("Jobs."),
          examples: list(text("A job."), "The first; none for who may not read all pipelines."),
        },
        "An assumption or a reason.",
      ),
      "What outcomes rest on, the most frequent first.",
    ),
    decisions: list(
      object(
        {
          parameter: text("Where the answer goes."),
          question: text("What is to be decided."),
          jobs: counted("Jobs that wait for it."),
        },
        "A decision of a person.",
      ),
      "What a person must decide.",
    ),
    risks: list(
      object(
        {
          kind: text("Which."),
          title: text("What it is."),
          help: text("What is there to do."),
          jobs: counted("Jobs."),
          examples: list(text("A job."), "The first; none for who may not read all pipelines."),
        },
        "A risk.",
      ),
      "What to look at before anything moves.",
    ),
  },
  "The report of the import, cut where it is long; null: the deployed revision has none.",
);

const differing = object(
  {
    date: text("The business date."),
    jobs: integer("Jobs that differ on it."),
    told: integer("Those of them of which the ledger says so."),
    first: object(
      {
        job: text("`PIPELINE` or `PIPELINE/TASK`."),
        at: instant("The first time on one side alone"),
        side: oneOf(["legacy", "ours"], "Which side has it."),
        code: maybe(text("What explains it; null: nothing does.")),
        rule: maybe(text("What that says.")),
      },
      "One that nothing explains, if there is one.",
    ),
  },
  "A date on which something differs.",
);

export const migrationView = definition(
  "Migration",
  {
    report: maybe(report),
    simulated: maybe(
      object(
        {
          from: text("First business date."),
          to: text("The date after the last."),
          jobs: integer("Jobs that were compared."),
          equal: integer("Those without a difference that nothing explains."),
          starts: integer("Times that both sides have."),
          days: list(differing, "Ascending; on all others nothing differs."),
          more: integer(
            "Dates of single jobs that differ besides, of which nobody has kept which.",
          ),
        },
        "Of the wave's pipelines; null: nothing of them was.",
      ),
    ),
  },
  "What is on record of a migration before anything moves.",
);
