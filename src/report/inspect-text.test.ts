import { describe, expect, test } from 'vitest'
import { createColours } from '../cli/colours.ts'
import type { InspectedWorld, Inspection } from './inspect-schema.ts'
import { inspectionToText } from './inspect-text.ts'
import { columnsOf } from './text-layout.ts'

const [A, B] = [
  '0x00000000000000000000000000000000000000aa',
  '0x00000000000000000000000000000000000000bb',
] as const
const AMOUNT = { asset: 'USDC', amount: '1500000', text: '1.5 USDC' }

const WORLD: InspectedWorld = {
  target: 'attacker:test/Vault.t.sol:VaultTest',
  sameAs: ['attacker:test/Other.t.sol:OtherTest'],
  contracts: [
    {
      name: 'Vault',
      address: A,
      artifact: 'src/Vault.sol:Vault',
      origin: 'protocol',
      roles: ['erc4626'],
      implementation: B,
    },
    {
      name: 'usdc',
      address: B,
      artifact: 'src/M.sol:MockERC20',
      origin: 'environment',
      roles: [],
      implementation: null,
    },
  ],
  assets: [
    { name: 'ETH', kind: 'ether', address: null, decimals: 18, isShare: false },
    { name: 'vUSDC', kind: 'erc20', address: A, decimals: 6, isShare: true },
  ],
  actors: [
    { name: 'Owner', address: A, kinds: ['privileged'], why: 'owner() of Vault', isSure: true },
    { name: 'keeper', address: B, kinds: [], why: 'named by the setup', isSure: false },
  ],
  gates: ['pause()', 'setFee(uint256)'].map((signature) => ({
    contract: 'Vault',
    address: A,
    signature,
    holder: 'Owner',
    holderAddress: B,
    getter: 'owner()',
  })),
  loans: [
    {
      lender: 'Lender',
      address: B,
      signature: 'flashLoan(address,uint256)',
      most: AMOUNT,
      fee: { asset: 'USDC', amount: '1', text: '0.000001 USDC' },
    },
  ],
  gifts: [{ contract: 'usdc', address: B, signature: 'drip()', amount: AMOUNT }],
  positions: [
    {
      owner: 'alice',
      ownerAddress: A,
      contract: 'Vault',
      address: A,
      isOurs: false,
      paid: [],
      exit: ['alice calls Vault.request()', '1 day later, alice calls Vault.claim()'],
      worth: [AMOUNT],
    },
  ],
  notes: ['Nobody knows what Router is for.'],
}

const inspection = (
  worlds: readonly InspectedWorld[],
  warnings: Inspection['warnings'] = [],
): Inspection => ({
  schemaVersion: 1,
  project: { name: 'vault', kind: 'foundry', folder: '', contracts: 3 },
  worlds,
  warnings,
})
const show = (of: Inspection, width = 80): string =>
  inspectionToText(of, { colours: createColours(false), width })

test('a world with one of everything', () => {
  expect(show(inspection([WORLD]))).toBe(`attacker:test/Vault.t.sol:VaultTest
  and attacker:test/Other.t.sol:OtherTest

  contracts
    Vault  protocol, erc4626, runs ${B}
    usdc   environment (MockERC20)

  assets
    ETH    ether
    vUSDC  ERC-20 with 6 decimals, a share of something else

  actors
    Owner     privileged: owner() of Vault
    ? keeper  named by the setup (unsure)

  what only some may do
    Owner in Vault  pause, setFee (the holder is owner())

  what anybody gets for nothing
    usdc.drip()  up to 1.5 USDC

  what is lent for one call
    Lender.flashLoan  up to 1.5 USDC, for 0.000001 USDC

  positions
    alice in Vault  found; worth 1.5 USDC; out by: alice calls Vault.request();
                    then 1 day later, alice calls Vault.claim()

  not known
    Nobody knows what Router is for.

1 world for attackers to begin with.
`)
})

test('what could not be set up is a warning', () => {
  const text = show(
    inspection([], [{ code: 'INSPECT_NO_WORLD', message: 'src/A.sol:A: no token', hint: null }]),
  )
  expect(text).toBe('warning: src/A.sol:A: no token\n\n0 worlds for attackers to begin with.\n')
})

describe.each([40, 80, 200])('at %i columns', (width) => {
  test('names that are weapons are text, and no line is too wide', () => {
    const hostile = `\u001b[2J\u202e\n\r\u2028${'x'.repeat(3_000)}`
    const weapon = (value: unknown): unknown =>
      typeof value === 'string' &&
      !value.startsWith('0x') &&
      !['protocol', 'environment', 'ether', 'erc20'].includes(value)
        ? hostile
        : Array.isArray(value)
          ? value.map(weapon)
          : typeof value === 'object' && value !== null
            ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, weapon(each)]))
            : value
    const text = show(weapon(inspection([WORLD])) as Inspection, width)
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
    const lines = show(inspection([WORLD]), width).split('\n')
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(width)
  })
})
