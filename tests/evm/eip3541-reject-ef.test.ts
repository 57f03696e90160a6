import { describe, expect, it } from 'vitest'
import { FORKS } from '../../src/evm/forks.ts'
import { create, create2, deployer, raw, returnWord, type Code } from '../helpers/bytecode.ts'
import { createdAddress } from './created-address.ts'
import {
  creation,
  expectHalt,
  GAS,
  include,
  INTERPRETERS,
  run,
  sendCreation,
  SENDER,
  stage,
  TARGET,
  wordOf,
} from './stage.ts'

// The cases of the EIP: which code may be deployed.
const REFUSED = [[0xef], [0xef, 0x00], [0xef, 0x00, 0x00], [0xef, 0x01, 0x00], [0xef, 0x00, 0x00, 0x00, 0x00]]
const ACCEPTED = [[], [0x00], [0xfe], [0xee], [0xf0], [0x00, 0xef], [0xfe, 0xef]]

describe.each(INTERPRETERS)('EIP-3541: no new code that starts with 0xEF (%s)', (interpreter) => {
  describe.each(FORKS)('%s', (fork) => {
    it('refuses it and takes all gas', () => {
      const machine = stage(interpreter, fork)
      for (const [nonce, bytes] of REFUSED.entries()) {
        expectHalt(sendCreation(machine, deployer(Uint8Array.from(bytes))), 'invalidCode')
        expect(machine.exists(createdAddress(SENDER, BigInt(nonce)))).toBe(false)
      }
    })

    it('accepts everything else', () => {
      const machine = stage(interpreter, fork)
      for (const bytes of ACCEPTED) {
        const result = sendCreation(machine, deployer(Uint8Array.from(bytes)))
        expect(result.status).toBe('success')
        expect([...machine.getCode(result.created!)]).toEqual(bytes)
      }
    })
  })

  const kinds: readonly (readonly [string, (initcode: Uint8Array) => Code])[] = [
    ['CREATE', (initcode) => create(initcode)],
    ['CREATE2', (initcode) => create2(initcode, 5)],
  ]
  it.each(kinds)('holds for %s', (_, creates) => {
    const machine = stage(interpreter)
    for (const bytes of REFUSED) {
      const result = run(machine, returnWord(creates(deployer(Uint8Array.from(bytes)))))
      expect(wordOf(result)).toBe(0n)
      // The initcode had all but one 64th of the rest after CREATE, 32,000 and less than 1,000.
      expect(result.gasUsed).toBeGreaterThan(((GAS - 33_000n) * 63n) / 64n)
    }
  })

  it('holds for transactions', () => {
    const machine = stage(interpreter)
    const result = include(machine, creation(deployer(Uint8Array.of(0xef))))
    expect(result).toMatchObject({ status: 'halt', halt: 'invalidCode', gasPaid: GAS })
  })

  it('says nothing about initcode: 0xEF there is an undefined instruction', () => {
    expectHalt(sendCreation(stage(interpreter), Uint8Array.of(0xef)), 'invalidOpcode')
    expect(sendCreation(stage(interpreter), Uint8Array.of(0x00, 0xef)).status).toBe('success')
  })

  it('leaves such code alone where a state has it: calling it runs an undefined instruction', () => {
    const machine = stage(interpreter)
    expectHalt(run(machine, raw([0xef, 0x00])), 'invalidOpcode')
    expect(machine.getCode(TARGET)).toEqual(Uint8Array.of(0xef, 0x00))
  })
})
