// What the API answers about the days of a year of a pipeline.

import { runStates } from "#core/run.ts";
import { exclusions } from "#core/year/days.ts";
import {
  definition,
  instant,
  integer,
  list,
  mapOf,
  maybe,
  object,
  oneOf,
  text,
  truth,
} from "./schema.ts";

export const dayKinds = ["ran", "planned", "excluded", "none", "unobserved"] as const;

const yearDay = object(
  {
    date: text("The business date, YYYY-MM-DD."),
    is: oneOf(
      dayKinds,
      "`ran`: there are runs for it; `planned`: it is due and to come; `excluded`: it would be due, and `exclusions` say why it is not; `none`: nothing makes it due; `unobserved`: what was due or ran is not known, `unobserved` says why.",
    ),
    worst: maybe(
      oneOf(
        runStates,
        "Of its runs the state that needs somebody most: failed, cancelled, running, waiting, succeeded, skipped, in this order.",
      ),
    ),
    runs: mapOf(
      integer("How many."),
      "Runs for the date by state, the newest generation of each slot.",
    ),
    late: integer("How many of them missed their own deadline, or are late already."),
    planned: integer("Due times that are still to come and give a run."),
    isMore: truth("It is due still more often: the count was ended."),
    exclusions: list(
      object(
        {
          by: oneOf(
            exclusions,
            "`calendar` leaves it out; `moved`: its run is for another date by `roll` or `shift`; `blackout`: runs are skipped, or start afterwards; `stage`: its wave has another scheduler run it.",
          ),
          name: maybe(text("Of the calendar.")),
          isWeekly: truth("By the calendar's weekdays, as in every week."),
          text: text("The whole reason, in a sentence."),
        },
        "A reason.",
      ),
      "What keeps runs of it from being made or from starting.",
    ),
    unobserved: maybe(text("Why nothing is known of it, in a sentence.")),
  },
  "A business date.",
);

export const yearView = definition(
  "Year",
  {
    project: text("Its project."),
    pipeline: text("Its name."),
    year: integer("The year."),
    timezone: text("IANA zone of its dates."),
    newDay: text("When a date begins, HH:MM."),
    now: instant("The database's clock"),
    today: text("The present business date, YYYY-MM-DD."),
    counts: mapOf(integer("How many days."), "By `is`, and `late`."),
    days: list(yearDay, "All days of the year."),
  },
  "A year of a pipeline: what ran, what is to come, and what is left out and why.",
);
