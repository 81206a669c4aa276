// A zone in words: `Berlin time` of Europe/Berlin.

const areas =
  /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)\//;
/** Old names that are no place by themselves, such as Australia/North. */
const vague = /^(?:[A-Z]+|North|South|West|East)$/;

/** The name's last part where it is a place; else the whole name. */
export function zoneText(zone: string): string {
  const place = zone.slice(zone.lastIndexOf("/") + 1);
  if (zone === "UTC" || zone === "Etc/UTC") return "UTC";
  return areas.test(zone) && !vague.test(place)
    ? `${place.replaceAll("_", " ")} time`
    : `${zone} time`;
}
