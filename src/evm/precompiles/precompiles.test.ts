import { createRequire } from 'node:module'
import { secp256k1 } from '@noble/curves/secp256k1.js'
import { describe, expect, test } from 'vitest'
import { bigIntToBytes32, concatBytes } from '../../primitives/bytes.ts'
import type { Libraries, LoadLibrary } from './precompile.ts'
import { createPrecompiles } from './precompiles.ts'

const load = createRequire(import.meta.url)

const words = (...values: readonly bigint[]): Uint8Array => concatBytes(...values.map(bigIntToBytes32))

// As many rounds as can be asked for, the rest zeros.
const BLAKE2_MAX = concatBytes(Uint8Array.of(255, 255, 255, 255), new Uint8Array(209))

// Counts how often each library is asked for.
function counting(): { readonly load: LoadLibrary; readonly asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    load: (name) => {
      asked.push(name)
      return load(name)
    },
  }
}

describe('running', () => {
  test('a valid call that can pay gives output and gas', () => {
    const precompiles = createPrecompiles(load)
    expect(precompiles.run(4, Uint8Array.of(1, 2), 18n, 'osaka')).toEqual({
      kind: 'ok',
      gasUsed: 18n,
      output: Uint8Array.of(1, 2),
    })
  })

  test('a call that cannot pay is not executed', () => {
    const never: LoadLibrary = (name) => {
      throw new Error(`${name} was loaded`)
    }
    const precompiles = createPrecompiles(never)
    expect(precompiles.run(1, new Uint8Array(128), 2999n, 'osaka')).toEqual({ kind: 'outOfGas' })
    expect(precompiles.run(8, new Uint8Array(192), 78_999n, 'osaka')).toEqual({ kind: 'outOfGas' })
    expect(precompiles.run(9, BLAKE2_MAX, 4_294_967_294n, 'osaka')).toEqual({ kind: 'outOfGas' })
  })

  test('a call that no block could hold is out of gas too, however much it has', () => {
    const precompiles = createPrecompiles(load)
    expect(precompiles.run(9, BLAKE2_MAX, 2n ** 40n, 'osaka')).toEqual({ kind: 'outOfGas' })
    const tight = createPrecompiles(load, { gasPerCallMax: 17n })
    expect(tight.run(4, new Uint8Array(1), 2n ** 40n, 'osaka')).toEqual({ kind: 'outOfGas' })
    expect(tight.run(4, new Uint8Array(0), 2n ** 40n, 'osaka')).toMatchObject({ kind: 'ok', gasUsed: 15n })
  })

  test('an invalid input fails', () => {
    const precompiles = createPrecompiles(load)
    expect(precompiles.run(6, words(1n, 1n), 150n, 'osaka')).toEqual({ kind: 'failed' })
    // From the memory now.
    expect(precompiles.run(6, words(1n, 1n), 150n, 'osaka')).toEqual({ kind: 'failed' })
    expect(precompiles.memoStats()).toMatchObject({ hits: 1, misses: 1 })
  })

  test('no output is not a failure', () => {
    const precompiles = createPrecompiles(load)
    expect(precompiles.run(1, new Uint8Array(0), 3000n, 'osaka')).toMatchObject({
      kind: 'ok',
      gasUsed: 3000n,
    })
    expect(precompiles.run(0x100, new Uint8Array(0), 6900n, 'osaka')).toMatchObject({ kind: 'ok' })
  })

  test('an address that this fork gave no precompile is a mistake of the caller', () => {
    const precompiles = createPrecompiles(load)
    expect(precompiles.has(0x0a, 'shanghai')).toBe(false)
    expect(precompiles.has(0x0a, 'cancun')).toBe(true)
    expect(() => precompiles.run(0x0a, new Uint8Array(0), 0n, 'shanghai')).toThrow(RangeError)
    expect(() => precompiles.run(0, new Uint8Array(0), 0n, 'osaka')).toThrow(RangeError)
  })
})

describe('libraries', () => {
  test('none is loaded before it is needed, and then once', () => {
    const { load: countingLoad, asked } = counting()
    const precompiles = createPrecompiles(countingLoad, { memo: false })
    precompiles.run(4, new Uint8Array(9), 100n, 'osaka')
    precompiles.run(5, words(1n, 1n, 1n), 1000n, 'osaka')
    precompiles.run(9, new Uint8Array(213), 1000n, 'osaka')
    expect(asked).toEqual([])
    precompiles.run(2, new Uint8Array(9), 100n, 'osaka')
    precompiles.run(2, new Uint8Array(8), 100n, 'osaka')
    precompiles.run(6, new Uint8Array(0), 150n, 'osaka')
    precompiles.run(7, new Uint8Array(0), 6000n, 'osaka')
    expect(asked).toEqual<(keyof Libraries)[]>(['@noble/hashes/sha2.js', '@noble/curves/bn254.js'])
  })

  test('a table of imported modules serves as well as require', () => {
    const table = { '@noble/curves/secp256k1.js': { secp256k1 } } as unknown as Libraries
    const precompiles = createPrecompiles((name) => table[name])
    expect(precompiles.run(1, words(1n, 27n, 0n, 1n), 3000n, 'osaka')).toMatchObject({ kind: 'ok' })
  })
})

describe('remembering', () => {
  test('an answer is worked out once', () => {
    const precompiles = createPrecompiles(load)
    const input = words(1n, 2n, 1n, 2n)
    const first = precompiles.run(6, input, 150n, 'osaka')
    expect(precompiles.run(6, input.slice(), 150n, 'london')).toEqual(first)
    expect(precompiles.memoStats()).toMatchObject({ hits: 1, misses: 1, entries: 1, bytes: 192 })
  })

  test('what is cheaper to compute than to find is not remembered', () => {
    const precompiles = createPrecompiles(load)
    for (const address of [2, 3, 4]) precompiles.run(address, new Uint8Array(5), 10_000n, 'osaka')
    expect(precompiles.memoStats()).toMatchObject({ hits: 0, misses: 0, entries: 0 })
  })

  test('forks that answer differently do not share answers', () => {
    const precompiles = createPrecompiles(load)
    const input = words(1025n, 1n, 1n)
    expect(precompiles.run(5, input, 10n ** 8n, 'prague').kind).toBe('ok')
    expect(precompiles.run(5, input, 10n ** 8n, 'osaka').kind).toBe('failed')
    expect(precompiles.run(5, input, 10n ** 8n, 'london').kind).toBe('ok')
    expect(precompiles.memoStats()).toMatchObject({ hits: 1, misses: 2 })
  })

  test('gas is that of the fork, also for a remembered answer', () => {
    const precompiles = createPrecompiles(load)
    const input = concatBytes(words(1n, 1n, 1n), Uint8Array.of(3, 5, 7))
    expect(precompiles.run(5, input, 10_000n, 'london')).toMatchObject({ gasUsed: 200n })
    expect(precompiles.run(5, input, 199n, 'london')).toEqual({ kind: 'outOfGas' })
    expect(precompiles.run(5, input, 10_000n, 'osaka')).toMatchObject({ gasUsed: 500n })
  })

  test('a memory that is switched off has no statistics', () => {
    const precompiles = createPrecompiles(load, { memo: false })
    precompiles.run(6, new Uint8Array(0), 150n, 'osaka')
    expect(precompiles.memoStats()).toBeUndefined()
  })
})

describe('known signatures', () => {
  const key = new Uint8Array(32).fill(7)
  const message = new Uint8Array(32).fill(9)
  const { r, s, recovery } = secp256k1.Signature.fromBytes(
    secp256k1.sign(message, key, { prehash: false, format: 'recovered' }),
    'recovered',
  )
  const hash = BigInt(`0x${'09'.repeat(32)}`)
  const v = 27n + BigInt(recovery!)
  const call = words(hash, v, r, s)

  test('a seeded signer is who would have been found, without any library', () => {
    const found = createPrecompiles(load).run(1, call, 3000n, 'osaka')
    if (found.kind !== 'ok') throw new Error('The signature is valid.')

    const { load: countingLoad, asked } = counting()
    const seeded = createPrecompiles(countingLoad)
    seeded.seed({ hash, v, r, s, signer: found.output.slice(12) })
    for (const fork of ['london', 'osaka'] as const) {
      expect(seeded.run(1, call, 3000n, fork)).toEqual(found)
    }
    expect(asked).toEqual([])
    expect(seeded.run(1, call, 2999n, 'osaka')).toEqual({ kind: 'outOfGas' })
  })

  test('seeding without a memory changes nothing', () => {
    const precompiles = createPrecompiles(load, { memo: false })
    const found = precompiles.run(1, call, 3000n, 'osaka')
    precompiles.seed({ hash, v, r, s, signer: new Uint8Array(20) })
    expect(precompiles.run(1, call, 3000n, 'osaka')).toEqual(found)
  })
})
