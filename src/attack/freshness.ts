// How long ago a lane came upon something new. Looking closer (stages, comparisons of properties) takes many times as long as a plain
// call: it is worth that soon after something new, and where it has brought nothing for long plain calls are the cheaper way on.

/** For so many calls after the beginning, or after something new, a lane is fresh. See LaneTask.isStale for the beginning. */
const FRESH_CALLS = 4_000
/** What a call counts for effort when the lane is stale. */
const STALE_WORTH = 1 / 8

export class Freshness {
  /** Calls when something new came last, and how many of those before were fresh. */
  #newAt: number
  #freshBefore: number

  /** @param isStale the lane is stale from its beginning, as if something new had come last as long before as makes it so */
  constructor(isStale = false) {
    this.#newAt = isStale ? -FRESH_CALLS : 0
    this.#freshBefore = this.#newAt
  }

  /** Something new has come. @param calls that the lane has made; never fewer than before */
  renew(calls: number): void {
    this.#freshBefore += this.#freshSince(calls)
    this.#newAt = calls
  }

  isFresh(calls: number): boolean {
    return calls - this.#newAt <= FRESH_CALLS
  }

  /** So many calls, as far as they give reason to look closer: fresh ones count whole, the others a part. */
  effort(calls: number): number {
    const fresh = this.#freshBefore + this.#freshSince(calls)
    return fresh + (calls - fresh) * STALE_WORTH
  }

  #freshSince(calls: number): number {
    return Math.min(FRESH_CALLS, calls - this.#newAt)
  }
}
