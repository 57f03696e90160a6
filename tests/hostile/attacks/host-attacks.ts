import assert from 'node:assert/strict'
import { WORD_MAX } from '../../../src/primitives/bytes.ts'
import type { ExecutionResult } from '../../../src/evm/types.ts'
import { bytecode, call, deployer, forever, op, returnWord } from '../../helpers/bytecode.ts'
import { ACCOMPLICE, ATTACKER } from '../witness.ts'
import { attack, expectLimit, GAS_FOR_ALL_DEPTHS, wordOf, type Attack } from './attack.ts'

/** Host code that throws, lies, writes and goes where it must not. */
export const HOST_ATTACKS: readonly Attack[] = hostAttacks()

function hostAttacks(): readonly Attack[] {
  // ATTACKER writes, then calls ACCOMPLICE, which is a host.
  const intoHost = [
    ...op('SSTORE', 0, 1),
    ...op('LOG0', 0, 32),
    ...op('POP', call('CALL', { to: BigInt(ACCOMPLICE), value: 3 })),
    ...op('SSTORE', 1, 1),
  ]
  return [
    {
      name: 'host code throws at depth 1',
      run: (machine) => {
        machine.bindHost(ACCOMPLICE, () => {
          throw new TypeError('thrown by host code')
        })
        try {
          assert.throws(() => attack(machine, intoHost), new TypeError('thrown by host code'))
          assert.equal(machine.getStorage(ATTACKER, 0n), 0n)
          assert.equal(machine.getBalance(ATTACKER), 1_000_000n)
        } finally {
          machine.unbindHost(ACCOMPLICE)
        }
      },
    },
    {
      name: 'host code throws at depth 60, below 30 other host frames, one of which catches it',
      run: (machine) => {
        let level = 0
        machine.bindHost(ACCOMPLICE, (frame) => {
          level++
          if (level === 30) throw new Error('at the bottom')
          const catches = level === 10
          try {
            machine.call({ from: ACCOMPLICE, to: ATTACKER, gas: frame.gas })
          } catch (error) {
            if (!catches) throw error
            // What the failed call did is undone, what was done before it is not.
            assert.equal(machine.getStorage(ATTACKER, 0n), 1n)
            return { status: 'revert' }
          }
          return { status: 'return' }
        })
        try {
          const result = attack(machine, intoHost, GAS_FOR_ALL_DEPTHS)
          assert.equal(result.status, 'success')
          assert.equal(machine.getStorage(ATTACKER, 1n), 1n)
        } finally {
          machine.unbindHost(ACCOMPLICE)
        }
      },
    },
    {
      name: 'host code throws what is no error',
      run: (machine) => {
        machine.bindHost(ACCOMPLICE, () => {
          throw undefined
        })
        try {
          let thrown: unknown = 'nothing'
          try {
            attack(machine, intoHost)
          } catch (error) {
            thrown = error
          }
          assert.equal(thrown, undefined)
        } finally {
          machine.unbindHost(ACCOMPLICE)
        }
      },
    },
    {
      name: 'host code returns megabytes, and more gas than it had',
      run: (machine) => {
        let gasUsed = 5n
        machine.bindHost(ACCOMPLICE, () => ({
          status: 'return',
          output: new Uint8Array(2 << 20).fill(7),
          gasUsed,
        }))
        try {
          const code = [
            ...op('POP', call('CALL', { to: BigInt(ACCOMPLICE) })),
            ...returnWord(op('RETURNDATASIZE')),
          ]
          assert.equal(wordOf(attack(machine, code)), 2n << 20n)
          gasUsed = WORD_MAX
          assert.equal(wordOf(attack(machine, code)), 0n)
        } finally {
          machine.unbindHost(ACCOMPLICE)
        }
      },
    },
    {
      name: 'host code changes the account that is running: its code, balance and storage',
      run: (machine) => {
        machine.bindHost(ACCOMPLICE, () => {
          machine.setCode(ATTACKER, bytecode(forever()))
          machine.setBalance(ATTACKER, 9n)
          machine.setStorage(ATTACKER, 1n, 8n)
          return { status: 'return' }
        })
        try {
          const code = [
            ...op('POP', call('CALL', { to: BigInt(ACCOMPLICE) })),
            ...returnWord(op('ADD', op('SELFBALANCE'), op('SLOAD', 1))),
          ]
          // The frame goes on in the code that it began with.
          assert.equal(wordOf(attack(machine, code)), 17n)
        } finally {
          machine.unbindHost(ACCOMPLICE)
        }
      },
    },
    {
      name: 'host code goes back, restores, commits and resets in the middle of a call, and is refused',
      run: (machine) => {
        const mark = machine.mark()
        const snapshot = machine.capture()
        const refusals: string[] = []
        machine.bindHost(ACCOMPLICE, () => {
          for (const forbidden of [
            () => machine.rollback(mark),
            () => machine.restore(snapshot),
            () => machine.commit(),
            () => machine.reset(),
          ]) {
            try {
              forbidden()
            } catch (error) {
              refusals.push((error as { readonly code?: string }).code ?? String(error))
            }
          }
          return { status: 'return' }
        })
        try {
          assert.equal(attack(machine, intoHost).status, 'success')
          assert.deepEqual(
            refusals,
            Array.from({ length: 4 }, () => 'MACHINE_INPUT'),
          )
        } finally {
          machine.unbindHost(ACCOMPLICE)
        }
      },
    },
    {
      name: 'host code fills the journal',
      run: (machine) => {
        machine.bindHost(ACCOMPLICE, () => {
          for (let value = 1n; ; value++) machine.setBalance(ATTACKER, value)
        })
        try {
          expectLimit(machine, intoHost, 'journal records')
        } finally {
          machine.unbindHost(ACCOMPLICE)
        }
      },
    },
    {
      name: 'a static frame calls a host that tries to write through a nested call',
      run: (machine) => {
        let inner: ExecutionResult | undefined
        machine.setAccount(ATTACKER, { nonce: 1n, code: deployer(new Uint8Array()) })
        machine.bindHost(ACCOMPLICE, (frame) => {
          assert.equal(frame.isStatic, true)
          machine.setAccount('0x00000000000000000000000000000000000000ee', {
            nonce: 1n,
            code: bytecode(op('SSTORE', 0, 1)),
          })
          inner = machine.call({ from: ACCOMPLICE, to: '0x00000000000000000000000000000000000000ee' })
          return { status: 'return' }
        })
        try {
          const result = attack(machine, returnWord(call('STATICCALL', { to: BigInt(ACCOMPLICE) })))
          assert.equal(wordOf(result), 1n)
          assert.equal(inner?.halt, 'staticViolation')
        } finally {
          machine.unbindHost(ACCOMPLICE)
        }
      },
    },
  ]
}
