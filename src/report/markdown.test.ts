import { describe, expect, test } from 'vitest'
import { hostileReport } from '../../tests/helpers/hostile-report.ts'
import { sampleFinding, sampleReport } from '../../tests/helpers/sample-report.ts'
import { mdBlock, mdCode, mdText } from './markdown-text.ts'
import { reportToMarkdown, reportToSummary } from './markdown.ts'

test('tells what failed, each step and what happens without it, what was not tested, and how to do it again', () => {
  const text = reportToMarkdown(sampleReport())
  expect(text).toMatchInlineSnapshot(`
    "# Faultline: vault

    **1 of 5 properties broken; 2 held for 1,204,331 executions (that is not a proof); 1 optimised; 1 not run.**

    | # | Severity | Finding | Where | Id |
    |---|---|---|---|---|
    | 1 | - | VaultTest.invariant\\_solvency(): assertion failed: 4000000000000000000 &lt; 5000000000000000000 | \`test/Vault.t.sol:41\` | \`d295ffd20f4f\` |

    ## Findings

    ### 1. VaultTest.invariant\\_solvency(): assertion failed: 4000000000000000000 &lt; 5000000000000000000

    - Where: \`test/Vault.t.sol:41\`
    - Found by: invariant\\_solvency() of \`test/Vault.t.sol:VaultTest\` after 12,345 executions; shrunk from 37 to 2 calls
    - Id: \`d295ffd20f4f\`

    #### Steps

    1. alice calls Vault.deposit(), sending 1 ether
       - Without this step: holds
    2. 3 days and 5 blocks later, outsider 1 calls Vault.withdraw(amount: 5e18)
       - Without this step: holds

    #### Cause

    It gives way at \`test/Vault.t.sol:41\`:

    \`\`\`solidity
      39 |     function invariant_solvency() public view {
      40 |         uint256 owed = vault.total();
    > 41 |         assertGe(token.balanceOf(address(vault)), owed);
      42 |     }
    \`\`\`

    #### Before and after

    | What | Before | After |
    |---|---|---|
    | \`Vault.shares[alice]\` | \`0\` | \`1e18\` |
    | \`balance of alice\` | \`10 ether\` | \`9 ether\` |

    #### As Solidity

    \`\`\`solidity
    vm.prank(0x328809Bc894f92807417D2dAD6b7C998c1aFdac6);
    Vault(0x2e234DAe75C793f67A35089C9d99245E1C58470b).deposit{value: 1000000000000000000}();
    \`\`\`

    #### Reproduce

    \`\`\`sh
    npx faultline attack --seed 7 --finding d295ffd20f4f
    \`\`\`

    ## What was not tested

    - \`test_fuzz(uint256)\` of \`test/Vault.t.sol:VaultTest\` not run: setUp() reverted: no funds
    - \`Vault.rescue(address)\` (\`src/Vault.sol:77\`) always reverted: Unauthorized()
    - \`Vault\`: 3 lines of 44 did not run

    ## Run

    Faultline \`0.1.0\`, 1,204,331 executions in 1 min, 2 workers, seed \`7\`.

    \`\`\`sh
    npx faultline attack --seed 7 --executions 1204331
    \`\`\`
    "
  `)
})

test('a proof that was run stands with how it ended, in place of the statements', () => {
  const finding = sampleFinding({
    proofs: [
      {
        form: 'foundry',
        file: 'a.t.sol',
        text: 'contract A {}\n',
        checked: 'passes with forge',
        reason: null,
      },
      { form: 'hardhat', file: 'a.ts', text: '', checked: null, reason: 'no Hardhat here' },
    ],
  })
  const text = reportToMarkdown(sampleReport({ findings: [finding] }))
  expect(text).toContain(
    '#### Proof: Foundry test\n\n`a.t.sol`: passes with forge\n\n```solidity\ncontract A {}\n```',
  )
  expect(text).not.toContain('As Solidity')
})

test('without findings it says what was tried, and never that anything is safe', () => {
  const text = reportToMarkdown(sampleReport({ findings: [] }))
  expect(text).toContain('(that is not a proof)')
  expect(text).not.toMatch(/\bsafe\b|secure|passed|✓/i)
})

describe('the summary', () => {
  const findings = Array.from({ length: 300 }, (_, index) =>
    sampleFinding({ signature: { property: 'p', mechanism: 'm', place: `${index}` } }),
  )

  test('stays below its size, and ends with what was not tested and how to do it again', () => {
    const text = reportToSummary(sampleReport({ findings }), 60_000)
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(60_000)
    expect(text).toMatch(/\d+ more findings: there is no room for them here/)
    expect(text).toContain('## What was not tested')
    expect(text).toContain('npx faultline attack --seed 7 --executions 1204331')
  })

  test('has no proofs', () => {
    expect(reportToSummary(sampleReport(), 1e6)).not.toContain('vm.prank')
  })
})

describe('text that somebody else chose', () => {
  test('makes no markup, no link, no mention, no HTML', () => {
    expect(mdText('a*b*_c_[x](y)<img>@me')).toBe('a\\*b\\*\\_c\\_\\[x\\](y)&lt;img&gt;&#64;me')
    expect(mdText('https://evil.example www.evil.example')).toBe(
      'https&#58;//evil.example www&#46;evil.example',
    )
    expect(mdText('# a')).toBe('\\# a')
    expect(mdText('1. a')).toBe('1\\. a')
    expect(mdText('- a | $b$')).toBe('\\- a \\| \\$b\\$')
    expect(mdText('a\nb\u202e')).toBe('a\\\\u000ab\\\\u202e')
  })

  test('cannot end the code that it stands in', () => {
    expect(mdCode('a`b')).toBe('``a`b``')
    expect(mdCode('`')).toBe('`` ` ``')
    expect(mdBlock(['```', '`````x'])[0]).toBe('``````')
    expect(mdBlock(['\ta'])).toEqual(['```', '\ta', '```'])
  })

  test('in every field of a report leaves the document as it is', () => {
    const evil = '</details><script>x</script>\n\n# owned\n```\n[a](https://evil.example) @everyone \u202e'
    for (const text of [reportToMarkdown(hostileReport(evil)), reportToSummary(hostileReport(evil), 1e6)]) {
      const outside = text
        .replace(/\\`/g, '')
        .replace(/^(`{3,})(?!`).*\n(?:.*\n)*?\1$/gm, '')
        .replace(/(`+)[^`](?:.*?[^`])?\1(?!`)/g, '')
      expect(outside).not.toMatch(/<script|(?<!\\)\]\(|https:|@|^# owned/m)
      expect(text).not.toMatch(/\u202e/)
      expect(outside.match(/<details>/g)?.length).toBe(outside.match(/<\/details>/g)?.length)
    }
  })
})
