import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inlineConfig, InlineConfigError } from './inline-config.ts'

test('any comment is followed or refused', () => {
  const pieces = fc.constantFrom(
    'forge-config:',
    ' ',
    'default',
    'ci',
    '.',
    'fuzz',
    'invariant',
    'runs',
    'depth',
    'seed',
    '=',
    '1',
    '-',
    '0x',
    '_',
    '"',
    "'",
    'true',
    '[',
    ']',
    '\n',
    'words',
    '__proto__',
    'constructor',
  )
  const notice = fc.oneof(
    fc.string().map((text) => `forge-config:${text}`),
    fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join('')),
    fc
      .tuple(pieces, pieces, pieces)
      .map((parts) => `forge-config: default.${parts[0]}.${parts[1]} = ${parts[2]}`),
  )
  fc.assert(
    fc.property(notice, fc.constantFrom('default', 'ci'), (text, profile) => {
      try {
        const { fuzz, invariant } = inlineConfig(
          { id: 'A.sol:A', notices: { contract: text, functions: new Map() } },
          profile,
        ).contract
        for (const value of Object.values({ ...fuzz, ...invariant }))
          expect(['number', 'boolean', 'bigint']).toContain(typeof value)
      } catch (error) {
        expect(error).toBeInstanceOf(InlineConfigError)
      }
    }),
  )
})
