// How long a run goes on: what its caller says, else the configuration, else a time that fits the number of campaigns.

/** Seconds of search, all campaigns together, or calls per campaign; with both, what ends first. */
export type Budget = {
  readonly secondsMax: number | undefined
  readonly executionsMax: number | undefined
}

type Wish = { readonly timeout?: number | undefined; readonly executions?: number | undefined }

const SECONDS_DEFAULT = 60
const SECONDS_PER_CAMPAIGN = 10

/** @param configured counts only where `asked` says nothing at all: a limit of one kind there replaces one of the other here. */
export function budgetOf(asked: Wish, configured: Wish, campaigns: number): Budget {
  const isAsked = asked.timeout !== undefined || asked.executions !== undefined
  const { timeout, executions } = isAsked ? asked : configured
  const isOpen = timeout === undefined && executions === undefined
  return {
    // No campaign is to get so little that its result says nothing.
    secondsMax: isOpen ? Math.max(SECONDS_DEFAULT, SECONDS_PER_CAMPAIGN * campaigns) : timeout,
    executionsMax: executions,
  }
}
