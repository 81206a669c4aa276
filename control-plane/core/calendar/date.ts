// Dates of calendars as texts, and as the day numbers that the schedule engine counts in.

import { civilDate, monthLength } from "../schedule/civil.ts";

const dayMs = 86_400_000;

/** Day number of a date; 0 is 1970-01-01. A day beyond its month's last is counted on. */
export const dayNumber = (year: number, month: number, day: number): number =>
  Date.UTC(year, month - 1, day) / dayMs;

/** Day number of YYYY-MM-DD. */
export const dayOf = (date: string): number => Date.parse(date) / dayMs;

/** YYYY-MM-DD of a day number. */
export const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10);

/** Days from one on, without the end. */
export function daysFrom(start: number, end: number): number[] {
  const found: number[] = [];
  for (let day = start; day < end; day++) found.push(day);
  return found;
}

export const yearOf = (day: number): number => civilDate(day).year;

/** 1 to 12. */
export const monthOf = (day: number): number => civilDate(day).month;

/** Tells whether the year of a text (or, without one, some year) has such a day. */
export function dateExists(date: string): boolean {
  const [day, month, year = 2000] = date.split("-").map(Number).reverse() as number[];
  return (
    month !== undefined &&
    day !== undefined &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= monthLength(year, month)
  );
}

export const hasYear = (date: string): boolean => date.length === 10;

/** Day number of a text in a year; null when it is another year's, or the year has no 29 February. */
export function dayIn(date: string, year: number): number | null {
  if (hasYear(date)) return Number(date.slice(0, 4)) === year ? dayOf(date) : null;
  const [month = 0, day = 0] = date.split("-").map(Number);
  return day <= monthLength(year, month) ? dayNumber(year, month, day) : null;
}
