// Estates in which jobs wait for each other, with how long each job takes: what simulations of both sides are held together by.

import fc from "fast-check";

export interface WaitingEstate {
  text: string;
  /** Minutes as texts, by name of the job. */
  durations: Record<string, string>;
}

export interface EndingEstate extends WaitingEstate {
  /** By name of the job, where it isn't 0. */
  exitCodes: Record<string, number>;
}

const pick = fc.constantFrom;
const few = <T>(one: fc.Arbitrary<T>, maxLength: number, minLength = 0) =>
  fc.array(one, { minLength, maxLength });
/** Odd ones, so that few ends fall on one instant. */
const minutes = pick(1, 7, 13, 29, 61, 127, 311, 727, 1613).map((each) => `${each}m`);

/** Days of jobs of Control-M. */
const days = fc.oneof(
  { weight: 4, arbitrary: pick('DAYS="ALL"') },
  pick('WEEKDAYS="1,2,3,4,5"', 'WEEKDAYS="1,3"', 'DAYS="1,15"', 'DAYS="L1"'),
);

const limits = fc.oneof(
  { weight: 3, arbitrary: pick("") },
  pick('TIMEFROM="0700"', 'TIMEFROM="2300"', 'TIMETO="0900"', 'TIMEFROM="0300" TIMETO="0430"'),
  pick('MAXWAIT="2"', 'MAXWAIT="99"', 'TIMETO="&gt;"', 'TIMEFROM="1800" MAXWAIT="1"'),
);

/** None from the target time, and none by times: what waits first counts from its first start here. */
const cycles = fc.oneof(
  { weight: 7, arbitrary: pick("") },
  pick(
    'CYCLIC="1" INTERVAL="00090M" IND_CYCLIC="S"',
    'CYCLIC="1" INTERVAL="00004H" IND_CYCLIC="E" MAXRERUN="3"',
    'CYCLIC="1" CYCLIC_TYPE="V" CYCLIC_INTERVAL_SEQUENCE="+30M,+4H"',
  ),
);

const event = fc.nat(4).map((number) => `E${number}`);
const date = fc.oneof({ weight: 4, arbitrary: pick("ODAT") }, pick("PREV", "STAT", "NEXT"));

/** INCONDs: all of them, any, or one beside any of two. */
const waits = fc
  .tuple(few(fc.tuple(event, date), 3), pick("all", "any", "brackets"))
  .map(([list, how]) =>
    list
      .map(([name, of], index) => {
        const joined = how === "any" ? "O" : how === "brackets" && index === 2 ? "O" : "A";
        const isNested = how === "brackets" && list.length === 3;
        const brackets = !isNested ? "" : ["", ' OP="("', ' OP=")"'][index];
        return `<INCOND NAME="${name}" ODATE="${of}" AND_OR="${joined}"${brackets}/>`;
      })
      .join(""),
  );

const posts = few(
  fc.tuple(
    event,
    fc.oneof({ weight: 5, arbitrary: pick("ODAT") }, pick("STAT", "PREV", "NEXT")),
    pick("+", "+", "+", "-"),
  ),
  3,
).map((list) =>
  list.map(([name, of, sign]) => `<OUTCOND NAME="${name}" ODATE="${of}" SIGN="${sign}"/>`).join(""),
);

const controlMJob = fc
  .tuple(days, limits, cycles, waits, posts)
  .map(([on, within, cycle, before, after]) => ({
    head: `${on} ${within} ${cycle}`,
    body: before + after,
  }));

const controlMFolder = fc.record({
  isSmart: fc.boolean(),
  jobs: few(controlMJob, 4, 1),
  ...{ on: days, before: waits, after: posts },
});

/** Folders F0 … of jobs J0 …; a smart one has days and conditions of its own. */
export const waitingControlM: fc.Arbitrary<WaitingEstate> = fc
  .tuple(few(controlMFolder, 3, 1), few(minutes, 12, 12))
  .map(([folders, lengths]) => {
    let count = 0;
    const durations: Record<string, string> = {};
    const texts = folders.map(({ isSmart, jobs, on, before, after }, index) => {
      const members = jobs.map(({ head, body }) => {
        const name = `J${count}`;
        durations[name] = lengths[count % lengths.length] ?? "1m";
        count++;
        return `<JOB JOBNAME="${name}" TASKTYPE="Command" CMDLINE="x" ${head}>${body}</JOB>`;
      });
      const kind = isSmart ? "SMART_FOLDER" : "FOLDER";
      // Of members with days of their own nobody can tell later whether they were dropped (`group-end`).
      const areDaily = jobs.every(({ head }) => head.startsWith('DAYS="ALL"'));
      // Nor is the date before one of the folder's when only its members' days make the runs.
      const own = isSmart && areDaily ? before + after : "";
      return `<${kind} FOLDER_NAME="F${index}" FOLDER_ORDER_METHOD="SYSTEM"${isSmart ? ` ${on}` : ""}>${own}${members.join("")}</${kind}>`;
    });
    return { text: `<DEFTABLE>${texts.join("")}</DEFTABLE>`, durations };
  });

/** The same, with jobs whose good end starts others, whatever these wait for and whenever they are ordered. */
export const startingControlM: fc.Arbitrary<WaitingEstate> = fc
  .tuple(waitingControlM, few(fc.tuple(fc.nat(11), fc.nat(11)), 3, 1))
  .map(([{ text, durations }, starts]) => {
    const names = Object.keys(durations);
    const folderOf = (name: string) =>
      /.*FOLDER_NAME="(\w+)"/s.exec(text.slice(0, text.indexOf(`JOBNAME="${name}"`)))?.[1];
    const started = starts.reduce((estate, [from, to]) => {
      // None in a circle, which nothing would end.
      const places = [from % names.length, to % names.length].sort((a, b) => a - b);
      const [source, target] = places.map((place) => names[place]);
      if (source === target) return estate;
      const action = `<DOFORCEJOB TABLE_NAME="${folderOf(target as string)}" NAME="${target}"/>`;
      return estate.replace(
        new RegExp(`(JOBNAME="${source}".*?)</JOB>`),
        `$1<ON STMT="*" CODE="OK">${action}</ON></JOB>`,
      );
    }, text);
    return { text: started, durations };
  });

/** The same, with jobs that end their folder. */
export const endingControlM: fc.Arbitrary<WaitingEstate> = fc
  .tuple(waitingControlM, few(fc.nat(11), 3, 1))
  .map(([{ text, durations }, ends]) => {
    const ended = ends.reduce(
      (estate, nth) => estate.replace(`JOBNAME="J${nth}"`, `JOBNAME="J${nth}" END_FOLDER="Y"`),
      text,
    );
    return { text: ended.replaceAll(/(END_FOLDER="Y" ?)+/g, 'END_FOLDER="Y" '), durations };
  });

const endCode = pick("OK", "NOTOK", "*", "COMPSTAT EQ 4", "COMPSTAT GT 0", "COMPSTAT LT 8");
const endAction = fc.oneof(
  pick('<DOACTION ACTION="OK"/>', '<DOACTION ACTION="NOTOK"/>'),
  fc
    .tuple(event, pick("+", "+", "-"))
    .map(([name, sign]) => `<DOCOND NAME="${name}" ODATE="ODAT" SIGN="${sign}"/>`),
);

/** The same, with jobs that fail, and rules of what their ends mean and cause. */
export const failingControlM: fc.Arbitrary<EndingEstate> = fc
  .tuple(
    waitingControlM,
    few(fc.tuple(fc.nat(11), endCode, endAction), 6, 1),
    few(pick(0, 0, 1, 4, 12), 12, 12),
  )
  .map(([{ text, durations }, rules, codes]) => {
    const names = Object.keys(durations);
    const ruled = rules.reduce((estate, [nth, code, action]) => {
      const name = names[nth % names.length];
      const rule = `<ON STMT="*" CODE="${code}">${action}</ON>`;
      return estate.replace(new RegExp(`(JOBNAME="${name}".*?)</JOB>`), `$1${rule}</JOB>`);
    }, text);
    const ended = names.map((name, nth) => [name, codes[nth % codes.length] ?? 0] as const);
    const exitCodes = Object.fromEntries(ended.filter(([, code]) => code !== 0));
    return { text: ruled, durations, exitCodes };
  });

/** A chain of jobs, each behind one or two of those before it, in a folder that adjusts conditions. */
export const adjustingControlM: fc.Arbitrary<WaitingEstate> = fc
  .tuple(
    fc.array(fc.tuple(days, fc.nat(9), fc.nat(9), minutes), { minLength: 2, maxLength: 6 }),
    pick("Y", "B", "D"),
  )
  .map(([jobs, letter]) => {
    const texts = jobs.map(([on, one, other], index) => {
      const before = index === 0 ? [] : [...new Set([one % index, other % index])];
      const waits = before.map((each) => `<INCOND NAME="E${each}" AND_OR="A"/>`).join("");
      return `<JOB JOBNAME="J${index}" TASKTYPE="Command" CMDLINE="x" ${on}>${waits}<OUTCOND NAME="E${index}"/></JOB>`;
    });
    return {
      text: `<DEFTABLE><SMART_FOLDER FOLDER_NAME="F" FOLDER_ORDER_METHOD="SYSTEM" DAYS="ALL" ADJUST_COND="${letter}">${texts.join("")}</SMART_FOLDER></DEFTABLE>`,
      durations: Object.fromEntries(jobs.map(([, , , takes], index) => [`J${index}`, takes])),
    };
  });

const hour = pick("02", "06", "09", "17", "23");

/** Dates of the nth job: at minutes of its own, since who comes first at one instant nobody says. */
const when = (nth: number) => {
  const minute = `${nth * 3 + 10}`;
  return fc.oneof(
    { weight: 3, arbitrary: pick([] as string[]) },
    fc
      .tuple(pick("all", "mo,tu,we,th,fr", "mo", "fr,sa"), few(hour, 2, 1))
      .map(([on, hours]) => [
        ...["date_conditions: 1", `days_of_week: ${on}`],
        `start_times: "${hours.map((each) => `${each}:${minute}`).join(", ")}"`,
      ]),
    pick([...["date_conditions: 1", "days_of_week: all", `start_mins: ${minute},${nth * 3 + 35}`]]),
    pick([
      ...["date_conditions: 1", "days_of_week: all", `start_times: "05:${minute}"`],
      'run_window: "04:00-08:00"',
    ]),
  );
};

/** Of the other jobs: who comes first at the end of one that waits for itself nobody says. */
const atom = (jobs: number, nth: number) =>
  fc
    .tuple(
      fc.oneof({ weight: 5, arbitrary: pick("s") }, pick("d", "n", "success", "notrunning")),
      fc.nat(jobs - 1).map((job) => (job === nth ? jobs : job)),
      fc.oneof({ weight: 4, arbitrary: pick("") }, pick(", 0", ", 12.00", ", 00.30", ", 24.00")),
    )
    .map(([word, job, lookBack]) => `${word}(J${job}${word.startsWith("n") ? "" : lookBack})`);

/** Without a choice where there are boxes: a job starts once for a run of a box here, for each end of a member there. */
const condition = (jobs: number, nth: number, boxes: number) =>
  fc
    .tuple(
      few(
        fc.oneof(
          { weight: 8, arbitrary: atom(jobs, nth) },
          pick('v(G) = "Y"', 'v(H) = "Y"', `e(J${nth === 0 ? jobs : 0}) < 4`),
        ),
        3,
        1,
      ),
      boxes > 0 ? pick(" & ") : pick(" & ", " & ", " | "),
    )
    .map(([atoms, operator]) => `condition: ${atoms.join(operator)}`);

/** Boxes B0 … and jobs J0 …, some of them in a box, with the globals G and H, of which G has a value. */
export const waitingJil: fc.Arbitrary<WaitingEstate> = fc
  .record({ boxes: fc.nat(2), jobs: fc.integer({ min: 1, max: 6 }) })
  .chain(({ boxes, jobs }) => {
    // One that nothing waits for and that waits for nothing is there as well.
    const waits = (nth: number) => fc.option(condition(jobs, nth, boxes), { freq: 2 });
    const boxOf = boxes === 0 ? pick(null) : fc.option(fc.nat(boxes - 1), { freq: 3 });
    const one = (nth: number) =>
      fc.record({ box: boxOf, when: when(nth + boxes), waits: waits(nth), takes: minutes });
    return fc.tuple(
      fc.tuple(
        ...Array.from({ length: boxes }, (_, nth) =>
          fc.record({ when: when(nth), waits: waits(jobs) }),
        ),
      ),
      fc.tuple(...Array.from({ length: jobs + 1 }, (_, nth) => one(nth))),
    );
  })
  .map(([boxes, jobs]) => {
    const written = (name: string, type: string, lines: readonly string[]) =>
      `insert_job: ${name}   job_type: ${type}\n${lines.join("\n")}\n`;
    const texts = [
      ...boxes.map((each, index) =>
        written(`B${index}`, "BOX", [...each.when, ...(each.waits ? [each.waits] : [])]),
      ),
      ...jobs.map(({ box, when: dates, waits: before }, index) =>
        written(`J${index}`, "CMD", [
          ...[`command: /bin/j${index}`, "machine: m"],
          ...(box === null ? [] : [`box_name: B${box}`]),
          // On days that are not its own a member keeps its box running there, and is skipped here.
          ...(box === null ? dates : []),
          // What has a window and waits is judged at two moments here (`jil-window-closer-edge`).
          ...(before && !dates.some((line) => line.startsWith("run_window")) ? [before] : []),
        ]),
      ),
    ];
    return {
      text: texts.join("\n"),
      // A time that comes while a job runs is lost there; here it is kept if the job's condition doesn't hold then.
      durations: Object.fromEntries(
        jobs.map(({ box, takes, when: dates, waits: before }, index) => [
          `J${index}`,
          dates.length > 0 && box === null && before ? "1m" : takes,
        ]),
      ),
    };
  });

/** A success that always comes, or else a failure: one of which no member's end makes either keeps its box running there. */
const decisions: readonly ((one: string, other: string) => string)[] = [
  (one) => `s(${one})`,
  (one, other) => `s(${one}) | s(${other})`,
  (one, other) => `s(${one}) & s(${other})`,
  (one, other) => `s(${one}) | d(${other})`,
  (one, other) => `d(${one}) & d(${other})`,
];

/** Boxes B0 …, each a success by some of the members M0.0 …, of which the last waits for the end of another, and jobs J0 … that wait for boxes. */
export const decidedBoxes: fc.Arbitrary<EndingEstate> = fc
  .tuple(
    few(
      fc.record({
        hour: fc.nat(23),
        members: few(fc.tuple(pick(1, 7, 61, 311, 727), pick(0, 0, 1), pick(0, 0, 30, 400)), 4, 2),
        decides: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(decisions.length - 1)),
        ends: pick("", "", "box_terminator: 1\n"),
        waits: pick("d", "d", "s"),
      }),
      3,
      1,
    ),
    few(fc.tuple(fc.nat(2), pick("", ", 02.00", ", 24.00"), minutes), 4, 1),
  )
  .map(([boxes, waiters]) => {
    const durations: Record<string, string> = {};
    const exitCodes: Record<string, number> = {};
    const job = (name: string, takes: string, lines: string) => {
      durations[name] = takes;
      return `insert_job: ${name}   job_type: CMD\ncommand: /bin/x\nmachine: m\n${lines}\n`;
    };
    const texts = boxes.map(({ hour, members, decides: [one, other, how], ends, waits }, box) => {
      const time = `date_conditions: 1\ndays_of_week: all\nstart_times: "${String(hour).padStart(2, "0")}:${10 + box}"`;
      const last = members.length - 1;
      const name = (nth: number) => `M${box}.${nth % last}`;
      const head = `insert_job: B${box}   job_type: BOX\n${time}\nbox_success: ${decisions[how]?.(name(one), name(other))}\n`;
      const within = members.map(([takes, exitCode, limit], nth) => {
        if (exitCode !== 0) exitCodes[`M${box}.${nth}`] = exitCode;
        const before = nth === last ? `condition: ${waits}(M${box}.0)\n` : "";
        const limited = limit === 0 ? "" : `term_run_time: ${limit}\n`;
        return job(`M${box}.${nth}`, `${takes}m`, `box_name: B${box}\n${before}${limited}${ends}`);
      });
      return head + within.join("");
    });
    const after = waiters.map(([to, lookBack, takes], nth) => {
      const box = to % boxes.length;
      // Of several that decide a look-back would be from the end of each (`condition-box-later`).
      const back = boxes[box]?.decides[2] === 0 ? lookBack : "";
      return job(`J${nth}`, takes, `condition: s(B${box}${back})`);
    });
    return { text: [...texts, ...after].join("\n"), durations, exitCodes };
  });
