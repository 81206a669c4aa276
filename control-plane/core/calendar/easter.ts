// Easter Sunday of a year, by the western and the eastern reckoning.

import { dayNumber } from "./date.ts";

/** Of the western churches, as a day number (the algorithm of Meeus, Jones and Butcher). */
export function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const skipped = century - Math.floor(century / 4);
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + skipped - correction + 15) % 30;
  const ofCentury = year % 100;
  const toSunday =
    (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
  // Counted from 22 March.
  return dayNumber(year, 3, 22) + epact + toSunday - 7 * late;
}

/** Of the eastern churches: reckoned in the Julian calendar, which the Gregorian one is ahead of. */
export function orthodoxEasterSunday(year: number): number {
  const moon = (19 * (year % 19) + 15) % 30;
  const toSunday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7;
  const month = Math.floor((moon + toSunday + 114) / 31);
  const day = ((moon + toSunday + 114) % 31) + 1;
  const ahead = Math.floor(year / 100) - Math.floor(year / 400) - 2;
  return dayNumber(year, month, day) + ahead;
}
