// Which cheatcode a call means, whether we run it or not.

import { selectorIn } from '../../project/abi/selector.ts'
import { KNOWN_CHEATCODES } from '../cheatcodes/known-cheatcodes.gen.ts'

/** A cheatcode as its signature says. */
export type CheatcodeLine = {
  /** 'prank(address)'. */
  readonly signature: string
  /** Types of what it returns, between commas. */
  readonly outputs: string
}

let lines: ReadonlyMap<number, CheatcodeLine> | undefined

/** The cheatcode that calldata calls; undefined if Foundry has none of that selector. */
export function cheatcodeLine(calldata: Uint8Array): CheatcodeLine | undefined {
  const selector = selectorIn(calldata)
  if (selector === undefined) return undefined
  lines ??= new Map(
    KNOWN_CHEATCODES.trim()
      .split('\n')
      .map((line) => {
        const [digits = '', signature = '', outputs = ''] = line.split(' ')
        return [Number.parseInt(digits, 16), { signature, outputs }]
      }),
  )
  return lines.get(selector)
}

/** As `cheatcodeLine`, its signature only. */
export function cheatcodeSignature(calldata: Uint8Array): string | undefined {
  return cheatcodeLine(calldata)?.signature
}
