import { expect, test } from 'vitest'

import { compileStandardJson } from '../../../../tests/helpers/solidity.ts'
import { encodeCall } from '../../../project/abi/encode.ts'
import { parseFunctionSignature } from '../../../project/abi/parse-signature.ts'
import { ATTACKER_ACCOUNTS, ATTACKER_CONTRACT, ATTACKER_NEWBORN } from '../../../world/attacker/attacker.ts'
import { FORCE, FORCED_ETHER } from '../../../world/attacker/forced-ether.ts'
import { type ProofPlan, planFromText, planToText } from '../plan.ts'
import { writeFoundryProof } from './write-foundry.ts'

const VAULT = '0x00000000000000000000000000000000deadbeef'
const TOKEN = '0x00000000000000000000000000000000cafebabe'
const HOSTILE = '*/ "); selfdestruct(); // \u202e\n contract Vault {} \\'
const WITHDRAW = parseFunctionSignature('withdraw(uint256,string,bytes4,int8,address)')
const DATA = encodeCall(WITHDRAW, [
  5n * 10n ** 18n,
  'a "quoted" \\ text',
  Uint8Array.of(1, 2, 3, 4),
  -3n,
  ATTACKER_CONTRACT,
])
const [FIRST, SECOND] = ATTACKER_ACCOUNTS
const step = {
  to: VAULT,
  value: 0n,
  data: DATA,
  abi: WITHDRAW,
  seconds: 0,
  blocks: 0,
  reactions: [],
} as const

const PLAN: ProofPlan = {
  finding: '0123456789ab',
  property: 'theft',
  words: HOSTILE,
  place: HOSTILE,
  test: { id: 'test/V.t.sol:Attacker', name: 'Attacker', source: 'test/V.t.sol', address: TOKEN },
  setup: [
    { kind: 'balance', account: FIRST, wei: 10n ** 20n },
    {
      kind: 'grant',
      token: TOKEN,
      account: FIRST,
      amount: 7n,
      writes: [{ address: TOKEN, slot: 3n, before: 0n, word: 7n }],
    },
    { kind: 'storage', write: { address: VAULT, slot: 2n ** 255n, before: 0n, word: 1n } },
    { kind: 'block', number: 7n, timestamp: 1_700_000_000n },
    { kind: 'call', from: SECOND, to: VAULT, value: 1n, data: Uint8Array.of(1, 2, 3) },
  ],
  functions: [],
  sender: SECOND,
  payer: FIRST,
  assets: [
    { kind: 'ether', name: 'ETH', decimals: 18 },
    { kind: 'erc20', address: TOKEN, name: HOSTILE, decimals: 18, isShare: false },
  ],
  steps: [
    {
      ...step,
      from: ATTACKER_CONTRACT,
      succeeds: true,
      reactions: [{ calls: [step] }, { calls: [], fails: 'revert' }, { calls: [], fails: 'burn' }],
    },
    { ...step, from: FIRST, succeeds: false, seconds: 86_400, blocks: 7_200 },
    { ...step, from: ATTACKER_NEWBORN, succeeds: true },
    {
      ...step,
      from: FIRST,
      succeeds: true,
      to: FORCED_ETHER,
      value: 1n,
      data: encodeCall(FORCE, [VAULT]),
      abi: FORCE,
    },
  ],
  answers: [{ caller: VAULT, selector: 0x150b7a02, output: Uint8Array.of(0x15, 0x0b, 0x7a, 0x02) }],
  isStatic: true,
  isBorrowed: true,
  destroys: false,
  claims: [
    { kind: 'amount', asset: 0, accounts: [ATTACKER_CONTRACT, FIRST], change: 5n, sense: 'more' },
    { kind: 'amount', asset: 1, accounts: [VAULT], change: -5n, sense: 'less' },
    {
      kind: 'yield',
      asset: 1,
      before: [{ owner: SECOND, calls: [{ ...step, from: SECOND }] }],
      after: [],
      had: 9n,
      has: 1n,
    },
    {
      kind: 'stuck',
      leg: { owner: SECOND, calls: [{ ...step, from: SECOND }] },
      waits: [0, 86_400],
      refusing: [FIRST],
    },
    { kind: 'word', address: VAULT, from: { slot: 1n }, had: 1n, has: BigInt(FIRST) },
    { kind: 'no code', address: VAULT },
    { kind: 'borrowed code', address: VAULT },
    { kind: 'supply', asset: 1, accounts: [FIRST, SECOND] },
    { kind: 'supply', asset: 1, accounts: [FIRST, SECOND], more: 7n },
  ],
  names: [
    [VAULT, HOSTILE],
    [TOKEN, HOSTILE],
    [FIRST, 'attacker'],
    [ATTACKER_CONTRACT, "attacker's contract"],
  ],
}
const CONTEXT = {
  arePranking: false,
  known: <Call>(call: Call): Call => call,
  created: () => undefined,
  command: (name: string) => `run ${name}`,
}

test('whatever contracts are called, the file compiles, and says nothing that they chose but in comments and messages', async () => {
  const { text, contract, test: name } = writeFoundryProof(PLAN, CONTEXT)
  const output = await compileStandardJson<{
    readonly contracts: Readonly<Record<string, Readonly<Record<string, { readonly abi: unknown[] }>>>>
  }>({
    language: 'Solidity',
    sources: {
      'proof.sol': { content: text },
      // The test has the name of something that the proof declares.
      'test/V.t.sol': {
        content: 'pragma solidity >=0.6.2; contract Attacker { function setUp() public {} }',
      },
    },
    settings: { outputSelection: { '*': { '*': ['abi'] } } },
  })
  expect(Object.keys(output.contracts['proof.sol']!)).toContain(contract)
  expect(text).toContain('import {Attacker as Attacker_} from "test/V.t.sol";')
  expect(name).toBe('test_theft_0123456789ab')
  expect(text).not.toMatch(/\u202e/)
  const code = text.replaceAll(/\/\/.*$|"(?:[^"\\]|\\.)*"/gm, '')
  expect(code).not.toMatch(/\*\/|contract Vault/)
})

test('for compilers before 0.8 the coding of structs is asked for, and what is created stands before what creates it', () => {
  const places = (compilerVersion: string | undefined): readonly number[] => {
    const { text } = writeFoundryProof(PLAN, { ...CONTEXT, compilerVersion })
    return ['pragma experimental', '\ncontract Attacker ', '\ncontract Proof_'].map((each) =>
      text.indexOf(each),
    )
  }
  const [coder, attacker, proof] = places('0.7.6+commit.7338295f')
  expect(coder).toBeGreaterThan(0)
  expect(attacker).toBeGreaterThan(coder!)
  expect(proof).toBeGreaterThan(attacker!)
  for (const version of [undefined, '0.8.0', '0.8.30']) {
    const [none, below, above] = places(version)
    expect(none).toBe(-1)
    expect(below).toBeGreaterThan(above!)
  }
})

test('the same plan gives the same text, also after it was written down', () => {
  const { text } = writeFoundryProof(PLAN, CONTEXT)
  const again = planFromText(planToText(PLAN))!
  expect(writeFoundryProof(again, CONTEXT).text).toBe(text)
  expect(planFromText('{')).toBe(undefined)
})

test('calls are written with their arguments where they have literals, and reactions in the order of the calls', () => {
  const { text } = writeFoundryProof(PLAN, CONTEXT)
  expect(text).toContain(
    'abi.encodeWithSignature("withdraw(uint256,string,bytes4,int8,address)", 5 ether, "a \\"quoted\\" \\\\ text", bytes4(hex"01020304"), int8(-3), At.ATTACKER_CONTRACT)',
  )
  expect(text.indexOf('step == 1 && turn == 0 && gasleft() > 15000')).toBeGreaterThan(0)
  expect(text.indexOf('step == 1 && turn == 1)')).toBeGreaterThan(text.indexOf('step == 1 && turn == 0'))
  expect(text).toContain('new ForcedEther{value: 1}')
  expect(text).toContain('vm.warp(vm.getBlockTimestamp() + 1 days);')
})
