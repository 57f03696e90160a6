import { describe, expect, test } from 'vitest'
import { checkConfig } from './check-config.ts'

const setup = (): void => undefined

describe('a configuration', () => {
  test('with every field is taken as it is', () => {
    const config = {
      seed: 2n ** 64n - 1n,
      timeout: 0.5 + 0.5,
      executions: 1,
      workers: 1,
      matchTest: 'invariant',
      noMatchTest: 'slow',
      matchContract: '^V',
      noMatchContract: 'Mock',
      matchPath: 'test/*',
      noMatchPath: 'lib/*',
      senders: ['alice', '0x0000000000000000000000000000000000000001'],
      targets: ['Vault.deposit'],
      maxValueWei: 0,
      maxTimeDelaySeconds: 0,
      maxBlockDelay: 0,
      depth: 1,
      campaigns: {
        'vault-2.0_x': {
          script: 'Deploy',
          contracts: ['Token', { name: 'Vault', args: [1], from: 'alice', value: 1n, label: 'vault' }],
          setup,
          properties: { 'nobody is locked in': setup, solvent: 'Vault.solvent' },
          depth: 5,
        },
      },
    }
    expect(checkConfig(config, 'faultline.config.ts')).toBe(config)
  })

  test('may say that a field is absent', () => {
    expect(checkConfig({ timeout: undefined }, 'faultline.config.ts')).toEqual({ timeout: undefined })
  })

  test.each([
    ['exports no configuration', () => null],
    ['exports no configuration', () => []],
    ['toString is not known', () => ({ toString: 1 })],
    ['seed must be a whole number from 0 to 2^64-1', () => ({ seed: -1 })],
    ['seed must be', () => ({ seed: 1.5 })],
    ['seed must be', () => ({ seed: 2n ** 64n })],
    ['seed must be', () => ({ seed: '1' })],
    ['timeout must be seconds', () => ({ timeout: 0 })],
    ['timeout must be', () => ({ timeout: Number.NaN })],
    ['workers must be a whole number from 1', () => ({ workers: 0 })],
    ['senders must be an array of texts', () => ({ senders: 'alice' })],
    ['targets must be', () => ({ targets: [1] })],
    ['maxTimeDelaySeconds must be', () => ({ maxTimeDelaySeconds: 2 ** 32 })],
    ['matchTest must be a text', () => ({ matchTest: /a/ })],
    ['campaigns must be an object', () => ({ campaigns: [] })],
    ['campaigns.a b is no name', () => ({ campaigns: { 'a b': { setup } } })],
    ['campaigns.a must be an object', () => ({ campaigns: { a: setup } })],
    ['campaigns.a deploys nothing', () => ({ campaigns: { a: {} } })],
    ['campaigns.a.setUp is not known', () => ({ campaigns: { a: { setup, setUp: setup } } })],
    ['campaigns.a.setup must be a function', () => ({ campaigns: { a: { setup: 'x' } } })],
    ['campaigns.a.contracts[0] must be', () => ({ campaigns: { a: { contracts: [5] } } })],
    ['campaigns.a.contracts[1].name is missing', () => ({ campaigns: { a: { contracts: ['T', {}] } } })],
    [
      'campaigns.a.contracts[0].arg is not known',
      () => ({ campaigns: { a: { contracts: [{ name: 'T', arg: [] }] } } }),
    ],
    [
      'campaigns.a.properties.x() is no name',
      () => ({ campaigns: { a: { setup, properties: { 'x()': setup } } } }),
    ],
    [
      'campaigns.a.properties.x must be a function',
      () => ({ campaigns: { a: { setup, properties: { x: 1 } } } }),
    ],
  ] satisfies [string, () => unknown][])('is refused: %s', (message, config) => {
    expect(() => checkConfig(config(), 'faultline.config.ts')).toThrow(message)
  })
})
