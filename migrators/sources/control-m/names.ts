// Names of elements and attributes: today's, those of older releases, and spellings that hand-written files use.

/** Older names, by which the product itself wrote the same. */
const older: Readonly<Record<string, string>> = {
  TABLE_NAME: "FOLDER_NAME",
  TABLE_USERDAILY: "FOLDER_ORDER_METHOD",
  TABLE_DSN: "FOLDER_DSN",
  OWNER: "RUN_AS",
  GROUP: "SUB_APPLICATION",
  AUTHOR: "CREATED_BY",
  TAG_RELATIONSHIP: "RULE_BASED_CALENDAR_RELATIONSHIP",
};

/** Names that are none of the product's, with what they are read as: each is reported. */
const foreign: Readonly<Record<string, string>> = {
  HOST: "NODEID",
  TIMEUNTIL: "TIMETO",
  RERUNINTERVAL: "INTERVAL",
  JOB_TYPE: "APPL_TYPE",
};

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/** Names of the attributes that select days, of jobs, folders and rule-based calendars. */
export const dayNames: readonly string[] = [
  ...["DAYS", "WEEKDAYS", "DAYS_AND_OR", "DAYSCAL", "WEEKSCAL", "CONFCAL", "SHIFT", "SHIFTNUM"],
  ...["DATE", "ACTIVE_FROM", "ACTIVE_TILL", ...months],
];

/** From January. */
export const monthAttributes: readonly string[] = months;

/** What says nothing about what runs: who wrote what when, archiving, counts. */
export const metadata: ReadonlySet<string> = new Set([
  ...["VERSION", "REAL_FOLDER_ID", "TYPE", "MODIFIED", "LAST_UPLOAD", "USED_BY", "USED_BY_CODE"],
  ...["FOLDER_DSN", "JOBS_IN_GROUP", "JOBISN", "CREATED_BY", "CREATION_USER", "CREATION_DATE"],
  ...["CREATION_TIME", "CHANGE_USERID", "CHANGE_DATE", "CHANGE_TIME", "VERSION_SERIAL"],
  ...["VERSION_HOST", "JOB_VERSION", "APPL_FORM", "APPL_VER", "CM_VER", "DOCLIB", "DOCMEM"],
  ...["AUTOARCH", "SYSDB", "MAXDAYS", "MAXRUNS", "RETEN_DAYS", "RETEN_GEN", "LEVEL"],
  ...[
    "PARENT_FOLDER",
    "ENFORCE_VALIDATION",
    "SITE_STANDARD_NAME",
    "REMOVEATONCE",
    "DAYSKEEPINNOTOK",
  ],
]);

/** What the importer understands, beside the metadata. */
export const understood: ReadonlySet<string> = new Set([
  ...dayNames,
  ...["FOLDER_NAME", "DATACENTER", "PLATFORM", "FOLDER_ORDER_METHOD", "ADJUST_COND"],
  ...["JOBNAME", "MEMNAME", "MEMLIB", "OVERLIB", "OVERRIDE_PATH", "CMDLINE"],
  ...["TASKTYPE", "USE_INSTREAM_JCL", "INSTREAM_JCL", "APPL_TYPE", "NODEID", "MULTY_AGENT"],
  ...["RUN_AS", "PRIORITY", "CRITICAL", "CONFIRM", "RERUNMEM", "APPLICATION", "SUB_APPLICATION"],
  ...["DESCRIPTION", "VERSION_OPCODE", "IS_CURRENT_VERSION", "TIMEFROM", "TIMETO"],
  ...["FROM_DAYSOFFSET", "TO_DAYSOFFSET", "DUE_OUT", "DUE_OUT_DAYSOFFSET", "TIMEZONE", "CYCLIC"],
  ...["CYCLIC_TYPE", "INTERVAL", "CYCLIC_INTERVAL_SEQUENCE", "CYCLIC_TIMES_SEQUENCE"],
  ...["CYCLIC_TOLERANCE", "IND_CYCLIC", "MAXRERUN", "MAXWAIT", "RETRO", "END_FOLDER"],
  ...["RULE_BASED_CALENDAR_RELATIONSHIP", "STAT_CAL", "PREVENTNCT2", "REQUEST_NJE_NODE"],
  ...["SYSTEM_AFFINITY", "SCHEDULING_ENVIRONMENT", "PDSNAME", "MINIMUM", "CATEGORY", "PAR"],
  ...["OPTION", "NAME"],
]);

/** Today's name of an attribute; `foreign`: it was written as no release does. */
export function attributeName(written: string): { name: string; foreign: boolean } {
  return renamed.get(written) ?? { name: written, foreign: false };
}

/** The same where nobody asks whether it is foreign. */
export const currentName = (written: string): string => renamed.get(written)?.name ?? written;

const renamed = new Map<string, { name: string; foreign: boolean }>([
  ...Object.entries(older).map(([from, name]) => [from, { name, foreign: false }] as const),
  ...Object.entries(foreign).map(([from, name]) => [from, { name, foreign: true }] as const),
]);

/** Today's name of a kind of element. */
export function elementName(written: string): string {
  return Object.hasOwn(elements, written) ? elements[written as keyof typeof elements] : written;
}

const elements = {
  TABLE: "FOLDER",
  SCHED_TABLE: "FOLDER",
  SMART_TABLE: "SMART_FOLDER",
  SCHED_GROUP: "SMART_FOLDER",
  SUB_TABLE: "SUB_FOLDER",
  TAG: "RULE_BASED_CALENDAR",
  TAG_NAMES: "RULE_BASED_CALENDARS",
  AUTOEDIT: "VARIABLE",
  AUTOEDIT2: "VARIABLE",
  DOAUTOEDIT: "DOVARIABLE",
  DOAUTOEDIT2: "DOVARIABLE",
  DOSETVAR: "DOVARIABLE",
  DOSYSOUT: "DOOUTPUT",
} as const;
