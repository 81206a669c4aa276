// Variables that jobs share, by the names that they have here.

/** Of Control-M: `%%\X` is global, `%%\\POOL\X` of a pool; `POOL.X` is a name like any other. */
export const variableName = (name: string): string =>
  name
    .replace(/^%%/, "")
    .replace(/^\\{1,2}/, "")
    .replaceAll("\\", ".");
