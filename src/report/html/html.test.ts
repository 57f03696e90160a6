import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { hostileReport } from '../../../tests/helpers/hostile-report.ts'
import { sampleCampaign, sampleFinding, sampleReport } from '../../../tests/helpers/sample-report.ts'
import type { Report, ReportFinding, ReportLesson } from '../schema.ts'
import { reportToHtml } from './html.ts'

const [ALICE, VAULT] = ['0xa1', '0xb1'] as const
const attacker = { name: 'attacker', address: ALICE, isAttacker: true }
const vault = { name: 'Vault', address: VAULT, isAttacker: false }

/** With something in every part of its page. */
const theft = (change: Partial<ReportFinding> = {}): ReportFinding =>
  sampleFinding({
    property: { name: 'theft', kind: 'detector' },
    signature: { property: 'p', mechanism: 'the attacker took ETH from Vault', place: 'src/Vault.sol:41' },
    reason: 'the attacker took ETH from Vault',
    severity: 'critical',
    vector: { id: 'donation', title: 'Donation that is believed', owasp: 'SC02:2026', swc: null },
    losses: [{ asset: 'ETH', amount: '1', text: '92 ETH', share: 0.25 }],
    story: [
      'attacker: +92 ETH (all that Vault held)',
      'alice: deposit in Vault cannot be withdrawn any more',
      'needs no capital: it works for somebody who has nothing',
    ],
    capital: { needed: [], source: 'none', loans: [] },
    transfers: [
      { step: 1, from: attacker, to: vault, what: '1 ETH' },
      { step: 2, from: vault, to: attacker, what: '93 ETH' },
    ],
    gains: [
      { party: attacker, asset: 'ETH', text: '92 ETH', isLoss: false },
      { party: vault, asset: 'ETH', text: '92 ETH', isLoss: true },
    ],
    mechanisms: [
      {
        id: 'donation',
        sentence: 'It believes a gift.',
        step: 2,
        path: ['Vault.a()', 'Vault.b()'],
        source: { path: 'src/Vault.sol', line: 9 },
      },
    ],
    proofs: [
      {
        form: 'foundry',
        file: 'theft.t.sol',
        text: '// Run: forge test --match-test test_theft\ncontract Proof {}',
        checked: 'passes with forge',
        reason: null,
      },
      { form: 'hardhat', file: 'theft.ts', text: '', checked: null, reason: 'no Hardhat here' },
    ],
    ...change,
  })

const textOf = (page: string): string =>
  page
    .replace(/<(script|style|template)\b.*?<\/\1\s*>/gs, '')
    // Where a name may break is no space in it.
    .replace(/<wbr \/>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#39;/g, "'")
    .replace(/&gt;/g, '>')
    .replace(/\s+/g, ' ')

test('the page of a finding has its story, its cost, its cause, what each step is for, and the proof with how it ended', () => {
  const text = textOf(reportToHtml(sampleReport({ findings: [theft()] })))
  for (const part of [
    'Theft: the attacker took ETH from Vault',
    'Donation that is believed OWASP SC02:2026',
    'Others lose 92 ETH 25 % of what they had',
    'Capital it takes none it works for somebody who has nothing',
    'alice calls Vault.deposit(), sending 1 ether',
    'Has less Has more attacker +92 ETH Vault −92 ETH alice: deposit in Vault cannot be withdrawn any more',
    'It believes a gift. donation , step 2, src/Vault.sol:9 ; Vault.a() → Vault.b()',
    '41 assertGe(token.balanceOf( address (vault)), owed);',
    '1 alice calls Vault.deposit(), sending 1 ether nothing fails',
    'Vault.shares[alice] 0 1e18',
    'Foundry test theft.t.sol: passes with forge In the root of the project, where the run has written it to .faultline/proofs : forge test --match-test test_theft Copy // Run: forge test --match-test test_theft contract Proof {}',
    'Hardhat test: none, no Hardhat here',
    'npx faultline attack --seed 7 --finding',
  ])
    expect(text).toContain(part)
  // The table and the facts say it.
  expect(text).not.toContain('all that Vault held')
  expect(text.split('it works for somebody who has nothing')).toHaveLength(2)
  const little = { asset: 'ETH', amount: '1', text: '1 wei' }
  const own = theft({
    story: ['attacker: +92 ETH', 'needs 1 wei of capital'],
    capital: { needed: [little], source: 'own', loans: [] },
  })
  expect(textOf(reportToHtml(sampleReport({ findings: [own] })))).not.toContain('needs 1 wei')
  const [only] = theft().steps
  expect(textOf(reportToHtml(sampleReport({ findings: [theft({ steps: [only!] })] })))).not.toContain(
    'Each step is needed',
  )
})

test('names break where a part of them ends, and a column that says nothing is not there', () => {
  const page = reportToHtml(sampleReport())
  expect(page).toContain('VaultTest.<wbr />invariant_<wbr />solvency(): assertion failed')
  expect(textOf(page)).not.toContain('Others lose')
  const place = 'test/01-naive-receiver/NaiveReceiverBasicFoundry.t.sol:54'
  const signature = { property: 'p', mechanism: 'm', place }
  expect(reportToHtml(sampleReport({ findings: [theft({ signature })] }))).toContain(
    'test/01-naive-receiver/<wbr />NaiveReceiverBasicFoundry.t.sol:54',
  )
})

test('the text of a proof is in the page once, also where the finding can be copied as Markdown', () => {
  const page = reportToHtml(sampleReport({ findings: [theft()] }))
  expect(page.match(/Proof \{\}/g)).toHaveLength(1)
  expect(page).toMatch(/```solidity\n<i data-text-of="f-[0-9a-f]{12}-proof-0"><\/i>\n```/)
  expect(reportToHtml(sampleReport()).match(/deposit\{value: 1000000000000000000\}/g)).toHaveLength(1)
})

test('the picture has a line for each party, an arrow for each transfer, and words for who does not see it', () => {
  const page = reportToHtml(sampleReport({ findings: [theft()] }))
  expect(page.match(/class="life"/g)).toHaveLength(2)
  expect(page.match(/class="arrow"/g)).toHaveLength(2)
  expect(page).toContain(
    'aria-label="step 1: attacker gives 1 ETH to Vault; step 2: Vault gives 93 ETH to attacker"',
  )
  expect(reportToHtml(sampleReport())).not.toContain('class="arrow"')
})

test('the overview says what was not tested, and what was tried for how long', () => {
  const campaigns = [
    sampleCampaign(),
    sampleCampaign({ target: 'b', failedSetup: { reason: 'no funds', trace: '' } }),
  ]
  const text = textOf(reportToHtml(sampleReport({ campaigns })))
  const untested = text.slice(text.indexOf('What was not tested'))
  for (const part of [
    'Could not be set up b : no funds',
    'Never asked test_fuzz(uint256) of test/Vault.t.sol:VaultTest: setUp() reverted: no funds',
    'Functions that never worked No call of them went through: what stands behind was not tested, unless other functions lead there. Vault.rescue(address) always reverted: Unauthorized() src/Vault.sol:77',
    'Lines that did not run Vault : 3 lines of 44',
    'invariant_total() test/Vault.t.sol:VaultTest 1,204,331',
  ])
    expect(untested).toContain(part)
})

test('sources have their lines marked, those with the most that did not run first; without a text the numbers stand', () => {
  const page = reportToHtml(
    sampleReport({
      sources: [
        ...sampleReport().sources,
        {
          path: 'src/Worse.sol',
          reached: [[1, 2]],
          missed: [
            [3, 4],
            [9, 9],
          ],
          text: null,
        },
      ],
    }),
  )
  const text = textOf(page)
  expect(text).toContain('src/Worse.sol 3 lines of 5 did not run (40 % ran) : 3-4, 9')
  expect(text.indexOf('src/Worse.sol')).toBeLessThan(text.indexOf('src/Vault.sol 1 line of 3'))
  const marks = [...page.matchAll(/<span class="line (\w+)"><b>(\d+)<\/b>([^<]*)/g)].slice(-5)
  expect(marks.map(([, kind, line, code]) => [kind, line, code])).toEqual([
    ['ran', '1', 'first();'],
    ['ran', '2', '\tsecond();'],
    ['missed', '3', 'third();'],
    ['blank', '4', ''],
    ['blank', '5', ''],
  ])
})

test('lessons stand with what became of them, what this run found again first', () => {
  const lesson = (title: string, change: Partial<ReportLesson>): ReportLesson => ({
    id: title,
    title,
    file: `${title}.md`,
    place: null,
    foundOn: '2026-01-02',
    isFoundAgain: false,
    replay: null,
    ...change,
  })
  const replay = { status: 'fixed', on: '2026-02-03', words: 'Step 2 is refused.' } as const
  const again = theft()
  const lessons = [
    lesson('first', { replay }),
    lesson('second', {}),
    lesson('third', { id: again.id, isFoundAgain: true, replay }),
  ]
  const page = reportToHtml(sampleReport({ findings: [again], lessons }))
  expect(textOf(page)).toContain('1 found again; 1 not replayed; 1 fixed.')
  expect(textOf(page)).toMatch(/found again third .* not replayed second .* fixed first Step 2 is refused\./)
  expect(page).toContain(`<a href="#f-${again.id}">third</a>`)
  expect(reportToHtml(sampleReport())).not.toContain('id="lessons"')
})

test('a run without findings is never told as good', () => {
  const [campaign] = sampleReport().campaigns
  const held = campaign!.properties.filter(({ status }) => status === 'held')
  const clean = sampleReport({ findings: [], campaigns: [sampleCampaign({ properties: held })] })
  const text = textOf(reportToHtml(clean))
  expect(text).toContain('No failure found')
  expect(text).toContain('(that is not a proof)')
  expect(text).not.toMatch(/\bsafe\b|secure|passed|✓/i)
  expect(textOf(reportToHtml(sampleReport({ findings: [], campaigns: [] })))).toContain('No verdict')
})

const many = (): Report =>
  sampleReport({
    findings: Array.from({ length: 200 }, (_, index) =>
      theft({ id: index.toString(16).padStart(12, '0'), severity: index % 2 === 0 ? 'low' : 'critical' }),
    ),
  })

test('of two hundred findings each has a page, the worst first', () => {
  const page = reportToHtml(many())
  expect(page.match(/<section[^>]* data-kind="finding"/g)).toHaveLength(200)
  const severities = [...page.matchAll(/<a href="#f-[0-9a-f]{12}">\s*<svg class="(\w+)"/g)].map(
    ([, word]) => word,
  )
  expect(severities).toEqual([...Array<string>(100).fill('critical'), ...Array<string>(100).fill('low')])
})

test('links lead to something in the page, and nothing is named twice, also where ids are alike or are none', () => {
  const alike = [theft(), theft(), theft({ id: '"><b>' })]
  for (const report of [many(), sampleReport({ findings: alike }), sampleReport({ findings: [] })]) {
    const page = reportToHtml(report)
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const [, id] of page.matchAll(/(?:href="#|data-copy="|data-text-of=")([^"]*)"/g))
      expect(ids).toContain(id)
  }
})

test('the same document gives the same bytes', () => {
  expect(reportToHtml(many())).toBe(reportToHtml(JSON.parse(JSON.stringify(many())) as Report))
})

test('the policy lets the style and the script of the page run and nothing else, and nothing is loaded', () => {
  const page = reportToHtml(sampleReport())
  const policy = /Content-Security-Policy"\s+content="([^"]*)"/.exec(page)![1]!
  const hashOf = (tag: string): string => {
    const [, text] = new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(page)!
    return `'sha256-${createHash('sha256').update(text!).digest('base64')}'`
  }
  expect(policy).toBe(
    `default-src 'none'; style-src ${hashOf('style')}; script-src ${hashOf('script')}; base-uri 'none'; form-action 'none'`,
  )
  expect(page).not.toMatch(/\b(?:src|action|poster|data|srcset)=|@import|url\(|https?:/)
  expect(page).not.toMatch(/\s(?:style|on\w+)="/)
})

test('names with markup, quotes, ends of elements and invisible characters are text everywhere', () => {
  const evil =
    '<img src=x onerror=alert(1)>\'"</script></style></template></title>\u202e\u0000\u2028\ud800\r\n-->'
  const tagsOf = (page: string): ReadonlySet<string> =>
    new Set(Array.from(page.matchAll(/<\/?([a-z!][\w-]*)/gi), ([, tag]) => tag!))
  const page = reportToHtml(hostileReport(evil))
  const known = tagsOf(reportToHtml(hostileReport('x')))
  expect([...tagsOf(page)].filter((tag) => !known.has(tag))).toEqual([])
  expect(page).not.toContain('<img')
  expect(page.match(/<\/script>/g)).toHaveLength(1)
  expect(page).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?![\n\t])\p{Cc}/u)
  // Every quote of a text is written as an entity: no attribute ends before its own.
  for (const [tag] of page.matchAll(/<[a-z][^>]*>/g)) expect((tag.match(/"/g) ?? []).length % 2).toBe(0)
})
