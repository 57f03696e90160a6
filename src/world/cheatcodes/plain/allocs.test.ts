import { describe, expect, it } from 'vitest'
import { callCheat, FAKE_ROOT, fakeContext, fakeFiles } from '../../../../tests/helpers/cheat-context.ts'

const FIRST = `0x${'0'.repeat(37)}420` as const
const SECOND = `0x${'0'.repeat(37)}421` as const
const SLOT = `0x10${'0'.repeat(62)}`
const ALLOCS = {
  [FIRST]: {
    balance: '0xabcd',
    code: '0x604260005260206000F3',
    nonce: '0x7',
    storage: { [SLOT]: `0x${'0'.repeat(60)}beef`, '0x01': '0x', '0x02': '0x05' },
  },
  // Genesis files write balances and nonces in other ways, too.
  [SECOND.slice(2)]: { balance: 12, privateKey: '0x1' },
}

function contextWith(content: string) {
  return fakeContext({
    files: fakeFiles({ [`${FAKE_ROOT}/state/allocs.json`]: content, '/secret.json': '{}' }),
  })
}

describe('vm.loadAllocs', () => {
  it.each([
    ['accounts', JSON.stringify(ALLOCS)],
    ['a genesis file', JSON.stringify({ config: { chainId: 1 }, alloc: ALLOCS })],
  ])('puts accounts there from %s, without any permission in the project', (_, content) => {
    const context = contextWith(content)
    const { machine } = context
    machine.setCode(SECOND, Uint8Array.of(0xff))
    machine.setBalance(SECOND, 0x1234n)
    machine.setNonce(SECOND, 3n)
    machine.setStorage(SECOND, 1n, 5n)
    expect(callCheat(context, 'loadAllocs(string)', [`${FAKE_ROOT}/state/allocs.json`])).toEqual({
      returns: [],
      raw: new Uint8Array(0),
    })
    expect(machine.getBalance(FIRST)).toBe(0xabcdn)
    expect(machine.getNonce(FIRST)).toBe(7n)
    expect(machine.getCode(FIRST).length).toBe(10)
    expect([BigInt(SLOT), 1n, 2n].map((slot) => machine.getStorage(FIRST, slot))).toEqual([0xbeefn, 0n, 5n])
    // What the file does not say stays, but for the nonce.
    expect(machine.getCode(SECOND)).toEqual(Uint8Array.of(0xff))
    expect([machine.getBalance(SECOND), machine.getNonce(SECOND), machine.getStorage(SECOND, 1n)]).toEqual([
      12n,
      0n,
      5n,
    ])
  })

  it.each([
    ['state/none.json', '{}', 'allocs file does not exist: state/none.json'],
    ['/secret.json', '{}', 'is not allowed to be accessed for read operations'],
    ['state/allocs.json', '[]', 'failed to parse json file: "state/allocs.json"'],
    ['state/allocs.json', '{"0x12": {}}', '"0x12" is no address'],
    ['state/allocs.json', `{"${FIRST}": {"balance": "0x1${'0'.repeat(64)}"}}`, '"balance" is no number'],
    ['state/allocs.json', `{"${FIRST}": {"balance": "0x0", "code": "0x1"}}`, 'invalid hex'],
    ['state/allocs.json', `{"${FIRST}": {"balance": "0x0", "storage": {"0x1": "0x1"}}}`, 'invalid hex'],
  ])('reverts for %s with %s', (file, content, reason) => {
    const answer = callCheat(contextWith(content), 'loadAllocs(string)', [file])
    expect(answer).toEqual({ reverts: expect.stringContaining(reason) })
  })
})
