// One look at a folder. Nothing of it stays open until the next one: hosts hold no connection for who only waits.

import { filePattern } from "#core/file-pattern.ts";
import { markerPattern } from "#core/files/marker.ts";
import type { FileWatch } from "#core/files/watch.ts";
import { openPlace, type PlaceSettings } from "../places/open.ts";
import { type Listing, type ListLimits, TooMuch } from "../places/place.ts";

/**
 * What matches, markers included.
 * @throws as `openPlace`, and TooMuch beyond the limits
 */
export async function lookAt(
  watch: Pick<FileWatch, "connectionName" | "connection" | "path" | "files" | "marker">,
  limits: ListLimits,
  settings: PlaceSettings,
): Promise<Listing> {
  const { files, marker } = watch;
  const markers = marker === null ? [] : files.map((pattern) => markerPattern(pattern, marker));
  await using place = await openPlace(watch, false, settings);
  try {
    return await place.list([...new Set([...files, ...markers])].map(filePattern), limits);
  } catch (error) {
    if (error instanceof TooMuch)
      throw new TooMuch(`${error.message}: narrow the pattern, or move away what is done with`);
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new Error(`the folder ${place.text}, or one below it, isn't there`, { cause: error });
    throw error;
  }
}
