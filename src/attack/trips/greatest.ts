// The greatest amount with which something goes well, about: what is allowed ends somewhere, and what is worth most stands there.

/** How many tries it may take to find the limit. */
export type Bounds = {
  /** How often the first amount is halved until one goes well, and doubled until one does not. */
  readonly halvings: number
  readonly doublings: number
  /** How often the middle is tried between what goes well and what does not. */
  readonly steps: number
}

/** `isLimit`: what is about twice as much, or nearer, does not go well. */
export type Greatest = { readonly amount: bigint; readonly isLimit: boolean }

/**
 * Found by doubling and halving: where it goes well with several ranges, the end of one of them. Undefined: it goes well with none that
 * was tried.
 */
export function greatest(
  goesWell: (amount: bigint) => boolean,
  first: bigint,
  { halvings, doublings, steps }: Bounds,
): Greatest | undefined {
  let good = first
  for (let k = 0; !goesWell(good); k++) {
    good /= 2n
    if (k >= halvings || good === 0n) return undefined
  }
  let isLimit = good < first
  for (let k = 0; k < doublings && !isLimit; k++) {
    if (goesWell(good * 2n)) good *= 2n
    else isLimit = true
  }
  if (!isLimit) return { amount: good, isLimit }
  let bad = good < first ? 2n * good + 1n : 2n * good
  for (let k = 0; k < steps && bad - good > 1n; k++) {
    const middle = (good + bad) / 2n
    if (goesWell(middle)) good = middle
    else bad = middle
  }
  return { amount: good, isLimit }
}
