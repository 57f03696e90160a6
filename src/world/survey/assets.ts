// What is worth something in a world: ether, and its tokens.

import type { Address } from '../../evm/types.ts'
import { clippedText } from '../../primitives/plain-text.ts'
import type { Experiments } from './experiments.ts'
import { DECIMALS, SYMBOL, SYMBOL_WORD, TOTAL_SUPPLY } from './standard-functions.ts'
import type { Asset, SurveyedContract } from './types.ts'

const NAME_CHARACTERS_MAX = 32
const ASSETS_MAX = 24
const DECIMALS_MAX = 36n
/** Greater ones are hashes: their first digits are shown. */
const ID_SHOWN_LIMIT = 10n ** 12n

export const ETHER: Asset = { kind: 'ether', name: 'ETH', decimals: 18 }

/**
 * Ether first, then tokens in order of their creation. Shares are those that their interface tells (ERC-4626, liquidity
 * tokens); what is found out by trying comes later.
 */
export function surveyAssets(
  experiments: Experiments,
  contracts: readonly SurveyedContract[],
  items: ReadonlyMap<Address, readonly bigint[]>,
): { readonly assets: readonly Asset[]; readonly notes: readonly string[] } {
  const tokens = contracts.flatMap(({ address, name, roles }): Asset[] => {
    const ids = items.get(address)
    if (ids !== undefined) {
      const symbol = symbolOf(experiments, address) ?? name
      return ids.map((id) => ({
        kind: 'erc1155',
        address,
        id,
        name: `${symbol} #${id < ID_SHOWN_LIMIT ? id : `${(id >> 224n).toString(16)}...`}`,
        decimals: 0,
        isShare: false,
      }))
    }
    if (!roles.includes('erc20') && !roles.includes('erc721')) return []
    const isFungible = roles.includes('erc20')
    const isShare = isFungible && (roles.includes('erc4626') || roles.includes('pool'))
    const said = isFungible ? (experiments.askWord(address, DECIMALS) ?? 18n) : 0n
    const supply = isFungible && !isShare ? (experiments.askWord(address, TOTAL_SUPPLY) ?? 0n) : 0n
    const decimals = said <= DECIMALS_MAX ? said : 18n
    // Less than one of it in the whole world: the setup counts in its smallest units, whatever it says.
    const isCounted = supply > 0n && supply < 10n ** decimals
    return [
      {
        kind: isFungible ? 'erc20' : 'erc721',
        address,
        name: symbolOf(experiments, address) ?? name,
        decimals: isCounted ? 0 : Number(decimals),
        isShare,
      },
    ]
  })
  const notes =
    tokens.length > ASSETS_MAX
      ? [`${tokens.length - ASSETS_MAX} tokens beyond the first ${ASSETS_MAX} are not counted.`]
      : []
  return { assets: [ETHER, ...tokens.slice(0, ASSETS_MAX)], notes }
}

/** One unit as people count it: 10^18 of most. */
export function wholeUnit(asset: Asset): bigint {
  return 10n ** BigInt(asset.decimals)
}

function symbolOf(experiments: Experiments, token: Address): string | undefined {
  const text = experiments.ask(token, SYMBOL)?.[0]
  if (typeof text === 'string' && text.trim() !== '') return clippedText(text.trim(), NAME_CHARACTERS_MAX)
  // As MakerDAO's first token says it.
  const word = experiments.ask(token, SYMBOL_WORD)?.[0]
  if (!(word instanceof Uint8Array) || word[0] === 0 || word[0] === undefined || word[0] >= 0x80)
    return undefined
  const end = word.indexOf(0)
  const name = new TextDecoder().decode(end < 0 ? word : word.subarray(0, end)).trim()
  return /^[\x20-\x7e]{1,32}$/.test(name) ? name : undefined
}
