// Many tests put up what they need themselves. Where setUp() leaves nothing that anybody could lose, what they put up becomes
// part of the setup.

import type { TraceCall } from '../../evm/trace.ts'
import type { Address } from '../../evm/types.ts'
import type { AbiFunction } from '../../project/abi/types.ts'
import { HONEST_USERS } from '../honest-users.ts'
import { Holdings } from '../survey/holdings.ts'
import { type SurveyOptions, surveyWorld } from '../survey/survey.ts'
import type { Survey } from '../survey/types.ts'
import type { World } from '../types.ts'
import { balancesOf } from './balances.ts'
import { playTest } from './play-test.ts'

const TESTS_MAX = 24
/** Contracts of a world that is large enough to be attacked. */
const CONTRACTS_MAX = 40

/**
 * Looks at a world as `surveyWorld` does. If nobody could lose anything in it, tests without arguments are played first, as far
 * as they only put things up. Changes the world.
 */
export function surveyArranged(world: World, options: SurveyOptions): Survey {
  const mark = world.mark()
  const survey = surveyWorld(world, options)
  if (isSomethingAtStake(world, survey, options.attackers) || testsOf(world).length === 0) return survey
  world.rollback(mark)
  arrange(world)
  return surveyWorld(world, options)
}

/** Somebody has put something in, a contract holds something, or a user of the setup has tokens. */
function isSomethingAtStake(world: World, survey: Survey, attackers: readonly Address[]): boolean {
  const { positions, assets, contracts, actors } = survey
  if (positions.length > 0) return true
  const holdings = new Holdings(world, assets)
  const others = [...contracts, ...actors]
    .map(({ address }) => address)
    .filter(
      (address) =>
        address !== world.test.address && !attackers.includes(address) && !HONEST_USERS.includes(address),
    )
  return assets.some(({ kind }, asset) =>
    others.some(
      (address) =>
        // Of ether everybody has some: what a contract has counts.
        (kind !== 'ether' || world.machine.getCode(address).length > 0) &&
        holdings.amountOf(asset, address) > 0n,
    ),
  )
}

function testsOf(world: World): readonly AbiFunction[] {
  return world.test.artifact.abi.functions.filter(
    ({ name, inputs }) => /^test(?!Fail)/.test(name) && inputs.length === 0,
  )
}

/** Plays the tests one after the other; those that bring nothing that is not there yet are undone. */
function arrange(world: World): void {
  world.extendSetup(() => {
    const known = new Set<string>()
    const played: TraceCall[] = []
    for (const test of testsOf(world).slice(0, TESTS_MAX)) {
      if (world.contracts().length > CONTRACTS_MAX) break
      const mark = world.mark()
      const calls = playTest(world, test)
      const brought = inventoryOf(world).filter((each) => !known.has(each))
      if (brought.length === 0) world.rollback(mark)
      else {
        for (const each of brought) known.add(each)
        played.push(...calls)
      }
    }
    return played
  })
}

/** Kinds of contracts that there are, and which of them have which kinds of assets. */
function inventoryOf(world: World): readonly string[] {
  const contracts = world.contracts().filter(({ address }) => address !== world.test.address)
  const kinds = new Map(contracts.map(({ address, artifact }) => [address, artifact?.id ?? 'unknown']))
  const held = [...balancesOf(world, []).values()].flatMap(({ account, token }) => {
    const holder = kinds.get(account)
    return holder === undefined ? [] : [`${holder} has ${token === undefined ? 'ether' : kinds.get(token)}`]
  })
  return [...kinds.values(), ...held]
}
