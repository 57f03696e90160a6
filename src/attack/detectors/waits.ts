// How long is waited before something counts as it is for good.

const DAY = 86_400n
/** A day, a month, 400 days: what opens again does so after one of these. */
export const WAITS: readonly bigint[] = [DAY, 30n * DAY, 400n * DAY]
/** Limits of what may be taken out are by the day, the week or the month. */
export const LIMITED_SECONDS: bigint = 31n * DAY
