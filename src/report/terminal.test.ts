import { describe, expect, test } from 'vitest'
import { sampleCampaign, sampleFinding, sampleReport, sampleStep } from '../../tests/helpers/sample-report.ts'
import { createColours } from '../cli/colours.ts'
import type { Report } from './schema.ts'
import { reportToText, type TerminalOptions } from './terminal.ts'
import { columnsOf } from './text-layout.ts'

const show = (report: Report, options: Partial<TerminalOptions> = {}): string =>
  reportToText(report, {
    colours: createColours(false),
    width: 80,
    verbosity: 0,
    showSolidity: false,
    ...options,
  })

// A name as an attacker would choose it: erases the screen, turns the line around, ends it, and never stops.
const HOSTILE = `\u001b[2J\u001b]0;owned\u0007safe\u202e\n\r\u2028${'x'.repeat(5_000)}`

test('a report with one of everything', () => {
  expect(show(sampleReport())).toBe(`BROKEN 1/1  VaultTest.invariant_solvency()
  test/Vault.t.sol:41: assertion failed: 4000000000000000000 <
    5000000000000000000

  1. alice calls Vault.deposit(), sending 1 ether
     (without it: holds)
  2. 3 days and 5 blocks later, outsider 1 calls Vault.withdraw(amount: 5e18)
     (without it: holds)

  it gave way here
    test/Vault.t.sol:41
      39 | function invariant_solvency() public view {
      40 |     uint256 owed = vault.total();
    > 41 |     assertGe(token.balanceOf(address(vault)), owed);
      42 | }

  what the property saw
    Vault.total()      5e18
    left of assertGe   4e18
    right of assertGe  5e18

  before and after the sequence
    Vault.shares[alice]  0 → 1e18
    balance of alice     10 ether → 9 ether

  shrunk from 37 to 2 calls; found after 12,345 executions, 0.8 s; id
  d295ffd20f4f
  reproduce: npx faultline attack --seed 7 --finding d295ffd20f4f

VaultTest  test/Vault.t.sol
  BROKEN   invariant_solvency(): 1 finding (d295ffd20f4f)
  held     invariant_total(): for 1,204,331 executions
  held     assertions: for 1,204,331 executions
  best     optimize_loss(): 5000000000000000000
  not run  test_fuzz(uint256): setUp() reverted: no funds

  function                   calls  reverts  covered
  Vault.deposit()          602,111      2 %    10/10
  Vault.withdraw(uint256)  602,220    >99 %      3/7
  Vault.rescue(address)        900    100 %        -
  Vault: 41 of 44 lines ran (93 %)

  never reached
    Vault.rescue(address) (src/Vault.sol:77) always reverted: Unauthorized()

  1,204,331 executions in 58 s, 812 edges, corpus of 96

1 of 5 properties broken; 2 held for 1,204,331 executions (that is not a proof);
  1 optimised; 1 not run.
1,204,331 executions in 1 min (19,972/s), 2 workers, seed 7
again: npx faultline attack --seed 7 --executions 1204331
`)
})

test('without findings it says what was tried, and never that anything is safe', () => {
  const text = show(
    sampleReport({
      findings: [],
      campaigns: [
        sampleCampaign({
          properties: [{ name: 'invariant_a()', kind: 'invariant', status: 'held', executions: 5 }],
          neverReached: [],
        }),
      ],
    }),
  )
  expect(text).toContain('No property broken; 1 held for 5 executions (that is not a proof).')
  expect(text).not.toMatch(/safe|secure|passed|proved|✓/i)
})

test('nothing to try is said as such', () => {
  expect(show(sampleReport({ findings: [], campaigns: [] }))).toContain(
    'No property was found: nothing was tried.',
  )
})

test('setups that failed are part of the verdict', () => {
  const failed = sampleCampaign({ properties: [], failedSetup: { reason: 'no funds', trace: '' } })
  const verdict = (...campaigns: readonly ReturnType<typeof sampleCampaign>[]): string =>
    show(sampleReport({ findings: [], campaigns })).replaceAll(/\s+/g, ' ')
  expect(verdict(failed, failed)).toContain('2 setups failed, and nothing of them was tried.')
  expect(verdict(failed, failed)).not.toContain('No property')
  const held = { name: 'invariant_a()', kind: 'invariant', status: 'held', executions: 5 } as const
  expect(verdict(sampleCampaign({ properties: [held] }), failed)).toContain(
    'No property broken; 1 held for 5 executions (that is not a proof); 1 setup failed, and nothing of it was tried.',
  )
})

test('fifty findings are numbered', () => {
  const findings = Array.from({ length: 50 }, (_, index) =>
    sampleFinding({
      signature: { property: 'p', mechanism: 'returned false', place: `src/A.sol:${index}` },
      reason: '',
    }),
  )
  const lines = show(sampleReport({ findings })).split('\n')
  expect(lines.filter((line) => line.startsWith('BROKEN'))).toHaveLength(50)
  expect(lines).toContain('BROKEN 50/50  VaultTest.invariant_solvency()')
  expect(new Set(findings.map(({ id }) => id)).size).toBe(50)
})

test('a finding without any call says so', () => {
  const text = show(sampleReport({ findings: [sampleFinding({ steps: [], originalCalls: 0 })] }))
  expect(text).toContain('It fails right after setup: no call is needed.')
})

test('Solidity, console and traces come with -v', () => {
  const at = (options: Partial<TerminalOptions>): string => show(sampleReport(), options)
  expect(at({})).not.toContain('as Solidity')
  expect(at({ showSolidity: true })).toContain('vm.prank(0x328809Bc894f92807417D2dAD6b7C998c1aFdac6);')
  expect(at({ verbosity: 2 })).toContain('  console\n    owed 5')
  expect(at({ verbosity: 2 })).not.toContain('  trace\n')
  expect(at({ verbosity: 3 })).toContain('  trace\n    [100] VaultTest::invariant_solvency()')
})

describe.each([40, 60, 80, 200])('at %i columns', (width) => {
  // What is there to be copied stays in one piece.
  const isCopied = (line: string): boolean => /^\s*(?:reproduce|again):/.test(line)

  test('no line is wider than the terminal', () => {
    const wide = sampleFinding({
      steps: [sampleStep({ words: `alice calls Vault.withdraw(data: 0x${'ab'.repeat(200)})` })],
      compared: [{ name: 'Vault.veryLongNameOfAFunction(alice, bob, carol)', value: '9'.repeat(78) }],
    })
    const discards = sampleCampaign().functions.map((row) => ({ ...row, discards: 10 }))
    const full = sampleReport({ findings: [wide], campaigns: [sampleCampaign({ functions: discards })] })
    for (const report of [sampleReport(), full]) {
      for (const line of show(report, { width })
        .split('\n')
        .filter((each) => !isCopied(each)))
        expect(columnsOf(line), line).toBeLessThanOrEqual(width)
    }
  })

  test('names that are weapons are text', () => {
    const finding = sampleFinding({
      campaign: `test/${HOSTILE}:${HOSTILE}`,
      property: { name: HOSTILE, kind: 'invariant' },
      signature: { property: HOSTILE, mechanism: HOSTILE, place: HOSTILE },
      reason: HOSTILE,
      steps: [sampleStep({ words: HOSTILE, delay: HOSTILE, payment: HOSTILE, without: HOSTILE })],
      source: { path: HOSTILE, line: 1, excerpt: [{ line: 1, text: HOSTILE }] },
      changes: [
        {
          ...sampleFinding().changes[0]!,
          account: HOSTILE,
          variable: HOSTILE,
          before: HOSTILE,
          after: HOSTILE,
        },
      ],
      compared: [{ name: HOSTILE, value: HOSTILE }],
      value: HOSTILE,
      trace: HOSTILE,
      console: [HOSTILE],
      solidity: [HOSTILE],
      reproduce: HOSTILE,
    })
    const campaign = sampleCampaign({
      contract: HOSTILE,
      path: HOSTILE,
      properties: [{ name: HOSTILE, kind: 'invariant', status: 'not run', reason: HOSTILE }],
      functions: [
        {
          contract: HOSTILE,
          signature: HOSTILE,
          path: HOSTILE,
          line: 1,
          calls: 1,
          reverts: 0,
          discards: 1,
          coverage: null,
        },
      ],
      contracts: [{ contract: HOSTILE, lines: 1, linesReached: 0 }],
      neverReached: [
        {
          contract: HOSTILE,
          signature: HOSTILE,
          why: 'never called',
          path: HOSTILE,
          line: 1,
          reasons: [HOSTILE],
        },
      ],
      unnoticedFailures: [{ place: HOSTILE, path: HOSTILE, line: 1, words: HOSTILE }],
    })
    const text = show(
      sampleReport({
        findings: [finding],
        campaigns: [campaign],
        warnings: [{ code: HOSTILE, message: HOSTILE, hint: HOSTILE }],
      }),
      { width, verbosity: 5 },
    )
    // Line breaks are ours; nothing else may move the cursor.
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
  })
})

test('failures that nobody notices are notes with their lines, of many the first', () => {
  const note = (line: number) => ({
    place: `src/Safe.sol:${line}`,
    path: 'src/Safe.sol',
    line,
    words: 'Safe does not notice whether its call of alice succeeds',
  })
  const some = (count: number) =>
    show(
      sampleReport({
        findings: [],
        campaigns: [
          sampleCampaign({ unnoticedFailures: Array.from({ length: count }, (_, i) => note(i + 1)) }),
        ],
      }),
    )
  expect(some(0)).not.toContain('nobody notices')
  expect(some(1)).toContain('src/Safe.sol:1  Safe does not notice whether its call of alice')
  expect(some(15)).toContain('src/Safe.sol:12')
  expect(some(15)).not.toContain('src/Safe.sol:13')
  expect(some(15)).toContain('3 more (--json has all)')
})

test('colours are there if wanted, and do not change the text', () => {
  const plain = show(sampleReport())
  const coloured = show(sampleReport(), { colours: createColours(true) })
  expect(coloured).toContain('\u001b[31m')
  expect(
    coloured
      .split('\u001b[')
      .map((part, index) => (index === 0 ? part : part.replace(/^\d+m/, '')))
      .join(''),
  ).toBe(plain)
})

describe('campaigns of attackers', () => {
  const detector = (name: string) => ({ name, kind: 'detector' as const })
  const attacked = sampleCampaign({
    target: 'attacker:test/Vault.t.sol:VaultTest',
    kind: 'attacker',
    properties: [
      { ...detector('theft'), status: 'broken', findings: ['abc'] },
      { ...detector('loss'), status: 'held', executions: 5_000 },
      { ...detector('takeover'), status: 'held', executions: 5_000 },
    ],
  })
  const same = sampleCampaign({
    target: 'attacker:test/Other.t.sol:OtherTest',
    kind: 'attacker',
    contract: 'OtherTest',
    properties: [],
    sameAs: attacked.target,
  })

  test('say what was found, and in one line what was not', () => {
    const finding = sampleFinding({
      campaign: attacked.target,
      property: { name: 'theft', kind: 'detector' },
    })
    const text = show(sampleReport({ findings: [finding], campaigns: [attacked, same] }))
    expect(text).toMatch(/^FOUND 1\/1 {2}theft in VaultTest\n/)
    expect(text).toContain(`VaultTest under attack  test/Vault.t.sol
  the same setup, attacked once: OtherTest
  FOUND    theft: 1 finding (abc)
  none     loss, takeover: in 5,000 executions
`)
    expect(text).not.toContain('OtherTest under attack')
    expect(text).toContain('Attackers found theft.')
  })

  test('that found nothing prove nothing, beside properties that held', () => {
    const held = { ...attacked, properties: attacked.properties.slice(1) }
    const written = sampleCampaign({
      properties: [{ name: 'invariant_a()', kind: 'invariant', status: 'held', executions: 9 }],
    })
    expect(show(sampleReport({ findings: [], campaigns: [held] }))).toContain(
      'Attackers found nothing in 5,000 executions (that is not a proof).',
    )
    const both = show(sampleReport({ findings: [], campaigns: [written, held] })).replaceAll(/\n +/g, ' ')
    expect(both).toContain(
      'No property broken; attackers found nothing in 5,000 executions (that is not a proof); 1 held for 9 executions',
    )
  })
})

describe('names of functions', () => {
  const row = (contract: string, signature: string) => ({
    ...sampleCampaign().functions[0]!,
    contract,
    signature,
  })
  const tableOf = (rows: ReturnType<typeof row>[], width: number): string[] => {
    const campaign = sampleCampaign({ functions: rows, neverReached: [], contracts: [], properties: [] })
    const lines = show(sampleReport({ findings: [], campaigns: [campaign] }), { width }).split('\n')
    return lines.slice(3, lines.indexOf('', 3))
  }
  const LONG = 'DynamicInvariantTestOfSeveralPools'
  const ARGUMENTS = 'uint256,uint256,uint256,uint256'

  test('lose the types of their arguments first, then the middle of the contract', () => {
    const rows = tableOf(
      [
        row('DynamicInvariantTest', `invariant_swapOne(${ARGUMENTS})`),
        row('DynamicInvariantTest', `invariant_swapTwo(${ARGUMENTS})`),
        row(LONG, `invariant_swapTwiceAndBack(${ARGUMENTS})`),
        row('Vault', 'deposit()'),
      ],
      80,
    )
    expect(rows.map((line) => line.replace(/ {2,}[\d,]+ +\d+ %.*$/, '').trim())).toEqual([
      'DynamicInvariantTest.invariant_swapOne(…)',
      'DynamicInvariantTest.invariant_swapTwo(…)',
      'DynamicInv…veralPools.invariant_swapTwiceAndBack(…)',
      'Vault.deposit()',
    ])
  })

  test('are never cut: where they have no room they have a line', () => {
    const [first, second, ...rest] = tableOf(
      [row('Vault', `withdrawEverythingAtOnceAndForAll(${ARGUMENTS})`)],
      40,
    )
    expect(first).toBe('  withdrawEverythingAtOnceAndForAll(…)')
    expect(second).toMatch(/^ +602,111 +2 %$/)
    expect(rest).toEqual([])
  })

  test('of two functions with one name keep what tells them apart', () => {
    const rows = tableOf(
      [row(LONG, `setPositions(${ARGUMENTS},address)`), row(LONG, `setPositions(${ARGUMENTS},bytes32)`)],
      80,
    )
    const text = rows.join('').replaceAll(/\s+/g, '')
    expect(text).toContain(`${LONG}.setPositions(${ARGUMENTS},address)`)
    expect(text).toContain(`${LONG}.setPositions(${ARGUMENTS},bytes32)`)
  })
})

test('where nothing was called, no table says so once more', () => {
  const untried = sampleCampaign({
    properties: [
      { name: 'invariant_a()', kind: 'invariant', status: 'not run', reason: 'there was no time' },
      { name: 'assertions', kind: 'assertion', status: 'not run', reason: 'there was no time' },
    ],
    functions: sampleCampaign().functions.map((row) => ({ ...row, calls: 0, reverts: 0 })),
    executions: 0,
    corpus: 0,
    edges: 0,
    seconds: 0,
  })
  expect(show(sampleReport({ findings: [], campaigns: [untried] }))).toMatch(
    /^VaultTest .*\n {2}not run {2}invariant_a\(\): there was no time\n {2}not run {2}assertions: there was no time\n\n {2}0 executions/,
  )
})

describe('how something failed is said once', () => {
  const headOf = (change: Parameters<typeof sampleFinding>[0]): string =>
    show(sampleReport({ findings: [sampleFinding(change)], campaigns: [] }), { width: 120 }).split('\n\n')[0]!
  const signatureOf = (
    mechanism: string,
    place = 'src/V.sol:4',
    property = 'test/V.t.sol:VT.invariant_a()',
  ) => ({
    mechanism,
    place,
    property,
  })

  test.each([
    ['reverted', 'reverted without a reason', 'reverted without a reason'],
    ['reverted', 'reverted with an empty reason', 'reverted with an empty reason'],
    ['reverted: no # left', 'no 5 left', 'reverted: no 5 left'],
    ['custom error Closed', 'Closed(5)', 'reverted: Closed(5)'],
    ['marked as failed', 'marked as failed', 'marked as failed'],
    [
      'marked as failed',
      'a == b not satisfied [uint] (Left: 3, Right: 5)',
      'marked as failed: a == b not satisfied [uint] (Left: 3, Right: 5)',
    ],
  ])('%s, %s', (mechanism, reason, said) => {
    expect(headOf({ signature: signatureOf(mechanism), reason })).toMatch(`\n  src/V.sol:4: ${said}`)
  })

  test('a property that is its own place is named in the title only', () => {
    const name = 'alice is not richer than all'
    const signature = signatureOf('returned false', `token.${name}`, `faultline.config.ts:token.${name}`)
    const campaign = 'faultline.config.ts:token'
    expect(headOf({ campaign, property: { name, kind: 'boolean' }, signature, reason: '' })).toBe(
      `BROKEN 1/1  token.${name}\n  returned false`,
    )
  })
})

test('that the only call of a test is needed goes without saying', () => {
  const textOf = (kind: 'stateless' | 'invariant', without = 'holds'): string =>
    show(
      sampleReport({
        findings: [sampleFinding({ property: { name: 'p', kind }, steps: [sampleStep({ without })] })],
        campaigns: [],
      }),
    )
  expect(textOf('stateless')).not.toContain('without it')
  expect(textOf('stateless', 'reverts')).toContain('(without it: reverts)')
  expect(textOf('invariant')).toContain('(without it: holds)')
})

test('how bad it is stands above the steps', () => {
  const finding = sampleFinding({
    severity: 'high',
    vector: { id: 'reentrancy/read-only', title: 'Read-only reentrancy', owasp: 'SC08:2026', swc: 'SWC-107' },
  })
  const text = show(sampleReport({ findings: [finding] }))
  expect(text).toContain('5000000000000000000\n  high: Read-only reentrancy (SC08:2026, SWC-107)\n\n  1. ')
})

test('from elsewhere a proof is named and run by the way to the project', () => {
  const text = '// Run: forge test --match-test test_theft\ncontract Proof {}'
  const proof = { form: 'foundry', file: 'theft.t.sol', text, checked: 'passes', reason: null } as const
  const report = sampleReport({ findings: [sampleFinding({ proofs: [proof] })] })
  expect(show(report)).toContain('proof: .faultline/proofs/theft.t.sol\n    passes\n    forge test --match')
  expect(show(report, { root: "it's" })).toContain(
    "proof: it's/.faultline/proofs/theft.t.sol\n    passes\n    cd 'it'\\''s' && forge test --match",
  )
})

test('why there is no proof: one line, or two where the first only announces the second', () => {
  const why = (reason: string): string => {
    const proof = { form: 'foundry', file: 'theft.t.sol', text: '', checked: null, reason } as const
    return show(sampleReport({ findings: [sampleFinding({ proofs: [proof] })] }))
  }
  expect(why('it did not pass\nmore')).toContain('no proof: it did not pass\n  reproduce')
  expect(why('Solidity refuses:\n\n  A.sol:1:1: wrong\n  more')).toContain(
    'no proof: Solidity refuses: A.sol:1:1: wrong\n  reproduce',
  )
})

test('interrupted runs say so', () => {
  const { run } = sampleReport()
  expect(show(sampleReport({ run: { ...run, endedBy: 'interrupted' } }))).toContain('interrupted')
})

test('how a finding works is told with the step and the line, and without controls', () => {
  const finding = {
    ...sampleFinding(),
    mechanisms: [
      {
        id: 'reentrancy/single-function',
        sentence: `While Bank.${HOSTILE.slice(0, 12)}() calls the attacker's contract, that calls the same function.`,
        step: 2,
        path: ['Bank.withdraw()', 'Bank.withdraw()'],
        source: { path: 'src/Bank.sol', line: 7 },
      },
    ],
  }
  const text = show({ ...sampleReport(), findings: [finding] })
  expect(text).toContain('  how it works\n    While Bank.')
  expect(text).toContain('    reentrancy/single-function: step 2, src/Bank.sol:7\n')
  expect(text).not.toContain('\u001b')
})
