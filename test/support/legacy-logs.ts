// Logs of other schedulers as those would write them for given runs, in each format that is read.

export interface WrittenRun {
  job: string;
  /** Business date, for formats that have one. */
  date: string;
  /** Milliseconds since 1970. */
  at: number;
  end: number;
}

interface Local {
  year: string;
  month: string;
  day: string;
  time: string;
  /** `Nov` */
  name: string;
}

const names = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

export function local(at: number, zone: string): Local {
  const text = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toString();
  const [year = "", month = "", day = ""] = text.slice(0, 10).split("-");
  return { year, month, day, time: text.slice(11, 19), name: names[Number(month) - 1] ?? "" };
}

/** Lines in the order of their times, and lines at both ends that say nothing of a job. */
function inOrder(
  lines: readonly (readonly [at: number, text: string])[],
  span: readonly [number, number],
  aside: string,
): [number, string][] {
  const [first, last] = span;
  return [...lines, [first, aside] as const, [last, aside] as const]
    .map(([at, text]): [number, string] => [at, text])
    .toSorted((a, b) => a[0] - b[0]);
}

/** As anybody exports what is planned. */
export function forecastTable(runs: readonly WrittenRun[], zone: string): string {
  const rows = runs.map(({ job, at }) => {
    const { year, month, day, time } = local(at, zone);
    return `${job},${year}-${month}-${day},${time}\n`;
  });
  return `job,date,time\n${rows.join("")}`;
}

export function eventLog(
  runs: readonly WrittenRun[],
  zone: string,
  span: readonly [number, number],
): string {
  const change = (status: string, job: string, more = "") =>
    `CAUAJM_I_40245 EVENT: CHANGE_STATUS    STATUS: ${status.padEnd(15)} JOB: ${job} MACHINE: m1${more}`;
  const lines = runs.flatMap(({ job, at, end }, index) => [
    [at, change("STARTING", job)] as const,
    [at, `CAUAJM_I_10082 [m1 connected for ${job} 101.${index}.1]`] as const,
    [at + 1000, change("RUNNING", job)] as const,
    [end, change("SUCCESS", job, "          EXITCODE:  0")] as const,
  ]);
  return inOrder(lines, span, "CAUAJM_I_40245 EVENT: SET_GLOBAL       GLOBAL: N = 1")
    .map(([at, text]) => {
      const { year, month, day, time } = local(at, zone);
      return `[${month}/${day}/${year} ${time}]      ${text}\n`;
    })
    .join("");
}

/** Classic lines of syslog; the job is `USER COMMAND`. */
export function syslog(
  runs: readonly WrittenRun[],
  zone: string,
  span: readonly [number, number],
): string {
  const lines = runs.map(({ job, at }, index) => {
    const [user, ...command] = job.split(" ");
    return [at, `CRON[${1000 + index}]: (${user}) CMD (${command.join(" ")})`] as const;
  });
  return inOrder(lines, span, "systemd[1]: Started session.")
    .map(([at, text]) => {
      const { name, day, time } = local(at, zone);
      return `${name} ${day.replace(/^0/, " ")} ${time} host1 ${text}\n`;
    })
    .join("");
}

export function journal(runs: readonly WrittenRun[], span: readonly [number, number]): string {
  const lines = runs.map(({ job, at }, index) => {
    const [user, ...command] = job.split(" ");
    const said = { SYSLOG_IDENTIFIER: "CRON", _PID: `${1000 + index}` };
    const MESSAGE = `(${user}) CMD (${command.join(" ")})`;
    return [at, JSON.stringify({ ...said, MESSAGE })] as const;
  });
  return inOrder(lines, span, JSON.stringify({ SYSLOG_IDENTIFIER: "x", MESSAGE: "y" }))
    .map(([at, text]) => {
      const more = { __REALTIME_TIMESTAMP: `${at}000`, _HOSTNAME: "host1" };
      return `${JSON.stringify({ ...more, ...JSON.parse(text) })}\n`;
    })
    .join("");
}

/** Statuses of the Automation API. */
export function statuses(runs: readonly WrittenRun[], zone: string): string {
  const stamp = (at: number) => {
    const { year, month, day, time } = local(at, zone);
    return `${year}${month}${day}${time.replaceAll(":", "")}`;
  };
  const entries = runs.map(({ job, date, at, end }, index) => ({
    ...{ jobId: `S:${index}`, folderId: "S:", numberOfRuns: 1 },
    ...{ name: job.split("/").at(-1), folder: job.split("/").slice(0, -1).join("/") },
    ...{ type: "Command", status: "Ended OK", held: false, startTime: stamp(at) },
    ...{
      endTime: stamp(end),
      estimatedStartTime: [],
      orderDate: date.slice(2).replaceAll("-", ""),
    },
  }));
  return JSON.stringify({ statuses: entries, returned: entries.length }, null, 1);
}
