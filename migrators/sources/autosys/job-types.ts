// Types of AutoSys jobs: those that are translated, and all others by name.

export type JobType = "CMD" | "BOX" | "FW" | "FT" | "FTP" | "SCP";

/** In both spellings that releases print. */
const translated: ReadonlyMap<string, JobType> = new Map([
  ...([
    ["c", "CMD"],
    ["cmd", "CMD"],
    ["b", "BOX"],
    ["box", "BOX"],
  ] as const),
  ...([
    ["f", "FW"],
    ["fw", "FW"],
    ["ft", "FT"],
    ["ftp", "FTP"],
    ["scp", "SCP"],
  ] as const),
]);

/** Types that are known, and that nothing here runs. */
const others: ReadonlySet<string> = new Set([
  ...["SFTP", "SQL", "DBPROC", "DBTRIG", "DBMON", "SQLAGENT", "HTTP", "WBSVC"],
  ...["WSDOC", "POJO", "RMI", "SESSBEAN", "ENTYBEAN", "JMSPUB", "JMSSUB", "I5", "ZOS", "PS"],
  ...["OMCPU", "OMD", "OMEL", "OMIP", "OMP", "OMS", "OMTF", "PROXY", "WOL", "MICROFOCUS", "HIVE"],
  ...["OOZIE", "PIG", "SQOOP", "HDFS", "INFORMATICA", "ZOSM", "ZOSDST", "NT", "RA"],
]);

const families = /^(JMX|SAP|OA|SNMP)/;

/** Names that people give to a type, by what it is called. */
const synonyms: Readonly<Record<string, string>> = {
  ...{ FILEWATCH: "FW", FILEWATCHER: "FW", FILE_WATCHER: "FW", FILETRIGGER: "FT" },
  ...{ FILE_TRIGGER: "FT", COMMAND: "CMD" },
};

export type ReadType =
  | { type: JobType }
  /** Known, or defined by `insert_job_type` of the site. */
  | { unsupported: string }
  | { unknown: string; near: string | null };

export function readJobType(text: string, ofSite: ReadonlySet<string>): ReadType {
  const word = text.trim();
  const type = translated.get(word.toLowerCase());
  if (type) return { type };
  const upper = word.toUpperCase();
  if (others.has(upper) || families.test(upper) || ofSite.has(word) || /^\d$/.test(word))
    return { unsupported: upper };
  return { unknown: word, near: synonyms[upper] ?? null };
}
