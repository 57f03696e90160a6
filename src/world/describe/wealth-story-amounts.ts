// Amounts of assets as people say them: '12.5 ETH', '1,000 USDC', '3 wei'. Rounded towards zero; for exact ones there are the changes.

import { clippedText } from '../../primitives/plain-text.ts'
import type { Asset } from '../survey/types.ts'
import type { Names } from './account-names.ts'
import { readableNumber } from './readable-values.ts'

const SYMBOL_CHARACTERS_MAX = 20
const DECIMALS_MAX = 77
const DECIMALS_SHOWN = 6
const DIGITS_SHOWN = 4
const LEADING_ZEROS_MAX = 8
const WHOLE_DIGITS_MAX = 15

/** What each asset is called. No token is called as ether or as another: 'ETH of FakeToken'. Safe to print. */
export function assetNames(assets: readonly Asset[], names: Names): readonly string[] {
  const symbols = assets.map(({ name }) => clippedText(name, SYMBOL_CHARACTERS_MAX).trim())
  return assets.map((asset, index) => {
    if (asset.kind === 'ether') return asset.name
    const symbol = symbols[index]!
    const account = names.nameOf(asset.address)
    if (symbol === '') return account
    const looks = plainSymbol(symbol)
    const isAlone =
      !LIKE_ETHER.has(looks) && symbols.every((each, other) => other === index || plainSymbol(each) !== looks)
    return isAlone ? symbol : `${symbol} of ${account}`
  })
}

/** What a reader might take for the same. */
function plainSymbol(symbol: string): string {
  return symbol.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ')
}

const LIKE_ETHER: ReadonlySet<string> = new Set(['eth', 'ether', 'wei', 'gwei'])

/**
 * An amount with its asset's name: '0.05 ETH', '17 wei', '3 of the smallest units of USDC'.
 * @param amount At least 0, in the smallest unit.
 */
export function amountText(amount: bigint, asset: Asset, name: string): string {
  const decimals = decimalsOf(asset)
  const text = decimalText(amount, decimals)
  if (text !== undefined) return `${text} ${name}`
  const units = readableNumber(amount)
  if (asset.kind === 'ether') return `${units} wei`
  return `${units} of the smallest unit${amount === 1n ? '' : 's'} of ${name}`
}

/** Too little to be more than rounding, if the asset can be divided so far: not worth a line. */
export function isSpeck(amount: bigint, asset: Asset): boolean {
  return decimalsOf(asset) >= DECIMALS_SHOWN && amount <= 1000n && amount >= -1000n
}

function decimalsOf({ decimals }: Asset): number {
  return Number.isInteger(decimals) && decimals >= 0 && decimals <= DECIMALS_MAX ? decimals : 0
}

/** Undefined if only the smallest unit can say it. */
function decimalText(amount: bigint, decimals: number): string | undefined {
  const unit = 10n ** BigInt(decimals)
  const whole = amount / unit
  const wholeText = whole.toString()
  if (wholeText.length > WHOLE_DIGITS_MAX) return scientific(wholeText)
  const digits = decimals === 0 ? '' : (amount % unit).toString().padStart(decimals, '0')
  const zeros = /^0*/.exec(digits)![0].length
  if (whole === 0n && amount > 0n && zeros > LEADING_ZEROS_MAX) return undefined
  const shown = whole === 0n ? Math.max(DECIMALS_SHOWN, zeros + DIGITS_SHOWN) : DECIMALS_SHOWN
  const fraction = digits.slice(0, shown).replace(/0+$/, '')
  const grouped = wholeText.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return fraction === '' ? grouped : `${grouped}.${fraction}`
}

/** '1.2345e40': nobody counts so many digits. */
function scientific(digits: string): string {
  const rest = digits.slice(1, DECIMALS_SHOWN).replace(/0+$/, '')
  return `${digits[0]}${rest === '' ? '' : `.${rest}`}e${digits.length - 1}`
}
