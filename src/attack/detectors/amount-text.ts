// Amounts as people write them.

import type { Asset } from '../../world/survey/types.ts'
import { clippedText } from '../../primitives/plain-text.ts'

const DIGITS_MAX = 6

/** '1,234.5 TKN'; at least three significant digits stay of small amounts. */
export function amountText(amount: bigint, asset: Asset): string {
  const sign = amount < 0n ? '-' : ''
  const digits = (amount < 0n ? -amount : amount).toString().padStart(asset.decimals + 1, '0')
  const whole = digits.slice(0, digits.length - asset.decimals)
  const fraction = digits.slice(digits.length - asset.decimals).replace(/0+$/, '')
  const firstDigit = whole === '0' ? fraction.search(/[1-9]/) : 0
  const kept = fraction.slice(0, Math.max(DIGITS_MAX, firstDigit + 3)).replace(/0+$/, '')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${sign}${grouped}${kept === '' ? '' : `.${kept}`} ${assetName(asset)}`
}

/** Its name, safe to print. */
export function assetName(asset: Asset): string {
  return clippedText(asset.name, 40)
}

/** '12 %', 'less than 1 %'. */
export function shareText(part: bigint, whole: bigint): string {
  if (whole <= 0n) return 'all'
  const percent = (part * 100n) / whole
  return percent < 1n ? 'less than 1 %' : `${percent} %`
}
