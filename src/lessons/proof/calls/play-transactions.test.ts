import { expect, test } from 'vitest'

import { testProject } from '../../../../tests/helpers/test-project.ts'
import { emptyWorld } from '../../../run/fresh-worlds.ts'
import { encodeCall } from '../../../project/abi/encode.ts'
import { parseFunctionSignature } from '../../../project/abi/parse-signature.ts'
import { ATTACKER_ACCOUNTS } from '../../../world/attacker/attacker.ts'
import type { SetupStep } from '../../../world/setup-record.ts'
import type { ProofPlan } from '../plan.ts'
import { playTransactions } from './play-transactions.ts'
import { proofTransactions } from './transactions.ts'

const TEST = '0x7fa9385be102ac3eac297483dd6233d62b3e1496'
const ALICE = '0x00000000000000000000000000000000000a11ce'
const [ATTACKER] = ATTACKER_ACCOUNTS
const SOURCE = `pragma solidity ^0.8.20;
contract Box {
  uint256 public kept;
  function keep() external payable { kept += msg.value; }
  function grab() external { payable(msg.sender).transfer(address(this).balance); }
}`

async function proof(change: Partial<ProofPlan> = {}) {
  const project = await testProject({ 'src/Box.sol': SOURCE })
  const box = project.contracts.get('src/Box.sol:Box')
  const initcode = Uint8Array.from(Buffer.from(box.creation.object.replace(/^0x/, ''), 'hex'))
  const options = { project, env: {}, seed: 1n }
  const world = await emptyWorld(options)
  world.machine.setNonce(TEST, 1n)
  const { created } = world.create({ from: TEST, initcode })
  const address = created!.toLowerCase() as `0x${string}`
  const call = (name: string): Uint8Array => encodeCall(parseFunctionSignature(`${name}()`), [])
  const setUpCalls: readonly SetupStep[] = [
    { kind: 'create', from: TEST, value: 0n, initcode, address },
    { kind: 'balance', account: TEST, wei: 10n },
    { kind: 'balance', account: ALICE, wei: 7n },
    { kind: 'call', from: TEST, to: address, value: 3n, data: call('keep') },
    { kind: 'call', from: ALICE, to: address, value: 7n, data: call('keep') },
  ]
  const plan: ProofPlan = {
    finding: '0123456789ab',
    property: 'theft',
    words: 'the attacker took ETH from Box',
    place: 'src/Box.sol:5',
    test: { id: 'test/T.t.sol:T', name: 'T', source: 'test/T.t.sol', address: TEST },
    setup: [],
    setUpCalls,
    functions: [],
    sender: ALICE,
    payer: ATTACKER,
    assets: [{ kind: 'ether', name: 'ETH', decimals: 18 }],
    steps: [
      {
        from: ATTACKER,
        to: address,
        value: 0n,
        data: call('grab'),
        seconds: 0,
        blocks: 0,
        succeeds: true,
        reactions: [],
      },
    ],
    answers: [],
    isStatic: false,
    isBorrowed: false,
    destroys: false,
    claims: [
      { kind: 'amount', asset: 0, accounts: [ATTACKER], change: 10n, sense: 'more' },
      { kind: 'amount', asset: 0, accounts: [address], change: -10n, sense: 'less' },
    ],
    names: [[address, 'Box']],
    ...change,
  }
  const made = proofTransactions(plan, await emptyWorld(options), {
    attackerCode: undefined,
    created: (code) => ({ artifact: box, code }),
    test: TEST,
  })
  return { made, empty: () => emptyWorld(options) }
}

test('a test contract is stood in for: what it creates is where it was, and it calls and pays as itself', async () => {
  const { made, empty } = await proof()
  if ('problem' in made) throw new Error(made.problem)
  expect(made.setup.map(({ kind }) => kind)).toEqual(['code', 'send', 'balance', 'balance', 'send', 'send'])
  expect(made.setup[1]).toMatchObject({ to: TEST, artifact: { name: 'src/Box.sol:Box', skip: 64 } })
  expect(playTransactions(made, await empty())).toBe(undefined)
})

test('without the attack, or with a smaller loss, it does not pass', async () => {
  const { made, empty } = await proof()
  if ('problem' in made) throw new Error(made.problem)
  expect(playTransactions({ ...made, attack: [] }, await empty())).toBe(
    'it is not so that the attacker has more ETH',
  )
  const [first, ...more] = made.setup.slice(0, -1)
  expect(playTransactions({ ...made, setup: [first!, ...more] }, await empty())).toBe(
    'it is not so that the attacker has more ETH',
  )
})

test('what cannot be told as transactions has none', async () => {
  const { made } = await proof({ claims: [{ kind: 'borrowed code', address: TEST }] })
  expect(made).toEqual({ problem: 'the loss shows in nothing that a node says' })
})
