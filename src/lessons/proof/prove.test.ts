import { expect, test } from 'vitest'
import { testProject } from '../../../tests/helpers/test-project.ts'
import { emptyWorld } from '../../run/fresh-worlds.ts'
import { setUpWorld } from '../../world/create-world.ts'
import type { ProofPlan } from './plan.ts'
import { proveFindings } from './prove.ts'

const ID = '0123456789ab'
const PROJECT = await testProject({
  'Pot.t.sol': `// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
contract PotTest { function setUp() public {} }
contract Proof_${ID} { function test_pot_${ID}() public pure { require(false, "still holds"); } }`,
})
const TEST = PROJECT.contracts.get('Pot.t.sol:PotTest')

/** Why a proof that does not pass is not shown, if its test stood there when the finding was made. */
async function reasonWith(address: `0x${string}`): Promise<string | null | undefined> {
  const { id, name, source } = TEST
  const plan: ProofPlan = {
    finding: ID,
    property: 'pot()',
    words: '',
    place: '',
    test: { id, name, source, address },
    setup: [],
    functions: [],
    sender: PROJECT.config.test.sender,
    payer: PROJECT.config.test.sender,
    assets: [],
    steps: [],
    answers: [],
    isStatic: false,
    isBorrowed: false,
    destroys: false,
    claims: [],
    names: [],
  }
  const options = { project: PROJECT, env: {}, seed: 1n }
  const [proved] = await proveFindings([plan], {
    ...options,
    setUp: () => Promise.resolve(worldOf()),
    empty: () => emptyWorld(options),
    compile: () =>
      Promise.resolve({ contracts: PROJECT.contracts, by: 'solc-js', sourceOf: () => 'Pot.t.sol' }),
  })
  return proved?.proofs[0]?.reason
}

function worldOf(): Extract<ReturnType<typeof setUpWorld>, { status: 'ready' }>['world'] {
  const setup = setUpWorld({ project: PROJECT, artifact: TEST, env: {}, seed: 1n })
  if (setup.status !== 'ready') throw new Error(setup.reason)
  return setup.world
}

test('a proof that does not pass is not shown, with what it said', async () => {
  expect(await reasonWith(worldOf().test.address)).toBe('it was compiled, and did not pass: still holds')
})

test('where the test stood at another address, that is why', async () => {
  expect(await reasonWith(`0x${'a3'.repeat(20)}`)).toMatch(/PotTest and what it deploys have other addresses/)
})
