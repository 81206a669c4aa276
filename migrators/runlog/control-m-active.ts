// What `ctmpsm -LISTALL` prints: the active jobs, columns between `|`. A job that is listed was ordered, whatever became of
// it; those that were cleaned away at New Day are not in it.

import { orderDate } from "./control-m-status.ts";
import {
  type LogFormat,
  type LogItem,
  type LogReader,
  type LogSpan,
  loggedRun,
  nothing,
  unread,
} from "./log.ts";

/** The order of one site, where no line of headings says another. */
const usual = ["ORDERID", "JOBNAME", "TYPE", "ODATE", "STATE", "STATUS", "FROMTIME", "UNTIL"];

export const controlMActive: LogFormat = {
  name: "a list of ctmpsm -LISTALL of Control-M",
  ...{ system: "control-m", pieces: "lines", covers: "latestDate", grows: false, tells: [] },
  matches: (head) =>
    /^[^|\n]{0,40}ORDER ?ID[^|\n]{0,40}\|[^|\n]{0,40}JOB ?NAME/im.test(head) ||
    /^[ \t]{0,8}\w{1,12}[ \t]{0,8}\|[^|\n]{1,80}\|[^|\n]{0,20}\|[ \t]{0,8}\d{8}[ \t]{0,8}\|/m.test(
      head,
    ),
  needs: () => [],
  reader: () => new ActiveReader(),
};

class ActiveReader implements LogReader {
  readonly span: LogSpan = { first: null, last: null };
  #columns = usual;

  read(text: string, line: number): readonly LogItem[] {
    if (!/[^\s|+=-]/.test(text)) return nothing;
    const cells = text.split("|", 32).map((cell) => cell.trim());
    const heads = cells.map((cell) => cell.toUpperCase().replaceAll(/[ _]/g, ""));
    if (heads.includes("ORDERID") && heads.includes("JOBNAME")) {
      this.#columns = heads;
      return nothing;
    }
    const cell = (name: string) => cells[this.#columns.indexOf(name)] ?? "";
    const date = orderDate(cell("ODATE"));
    const job = cell("JOBNAME");
    if (job === "" || date === null)
      return [unread(line, "it is no row with a JOBNAME and an ODATE as yyyymmdd")];
    const known = { date, status: cell("STATUS"), run: cell("ORDERID") || null, lines: [text] };
    return [loggedRun({ job, line, ...known })];
  }

  end(): readonly LogItem[] {
    return nothing;
  }
}
