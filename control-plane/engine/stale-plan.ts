// A plan that was made of what is so no more.

/** Somebody else applied a revision in the meantime, or what the plan rests on has ended; plan again. */
export class StalePlan extends Error {
  override name = "StalePlan";
}
