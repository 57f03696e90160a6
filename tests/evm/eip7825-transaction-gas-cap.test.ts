import { describe, expect, it } from 'vitest'
import { forksBefore, INTERPRETERS, send, SENDER, SENDER_BALANCE, stage, transaction } from './stage.ts'

const CAP = 16_777_216n

describe.each(INTERPRETERS)('EIP-7825: transaction gas cap (%s)', (interpreter) => {
  it.each(forksBefore('osaka'))('there is none in %s', (fork) => {
    expect(stage(interpreter, fork).transact(transaction({ gasLimit: CAP + 1n })).kind).toBe('included')
  })

  it('is 16,777,216 in Osaka', () => {
    const machine = stage(interpreter)
    expect(machine.transact(transaction({ gasLimit: CAP + 1n }))).toMatchObject({
      kind: 'invalid',
      reason: 'gasLimitTooHigh',
    })
    expect(machine.getBalance(SENDER)).toBe(SENDER_BALANCE)
    expect(machine.transact(transaction({ gasLimit: CAP }))).toMatchObject({
      kind: 'included',
      gasPaid: 21_000n,
    })
  })

  it('holds for every type of transaction', () => {
    const machine = stage(interpreter)
    const { maxFeePerGas: _cap, maxPriorityFeePerGas: _tip, ...bare } = transaction({ gasLimit: CAP + 1n })
    for (const type of [0, 1] as const) {
      expect(machine.transact({ ...bare, type, gasPrice: 20_000_000_000n })).toMatchObject({
        reason: 'gasLimitTooHigh',
      })
    }
  })

  it('can be switched off, the block’s own limit cannot', () => {
    const machine = stage(interpreter)
    const { gasLimit } = machine.block
    expect(machine.transact(transaction({ gasLimit }), { gasCap: false }).kind).toBe('included')
    expect(
      machine.transact(transaction({ gasLimit: gasLimit + 1n, nonce: 1n }), { gasCap: false }),
    ).toMatchObject({
      reason: 'gasLimitOverBlock',
    })
    expect(machine.transact(transaction({ gasLimit, nonce: 1n }), { gasCap: true })).toMatchObject({
      reason: 'gasLimitTooHigh',
    })
  })

  it('does not concern bare messages', () => {
    expect(send(stage(interpreter), { gas: 2n * CAP }).status).toBe('success')
  })
})
