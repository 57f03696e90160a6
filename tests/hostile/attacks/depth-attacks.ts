import assert from 'node:assert/strict'
import { MachineStackError } from '../../../src/evm/errors.ts'
import { bytecode, call, op, ret, returnWord, type Code } from '../../helpers/bytecode.ts'
import { ACCOMPLICE, ATTACKER, SENDER } from '../witness.ts'
import { attack, GAS_FOR_ALL_DEPTHS, wordOf, type Attack } from './attack.ts'

/** Calls below the first frame (Yellow Paper 9.4: the call stack holds 1,024). */
const DEPTH_MAX = 1024n

/** As many nested frames as there can be. */
export const DEPTH_ATTACKS: readonly Attack[] = depthAttacks()

function depthAttacks(): readonly Attack[] {
  // Slot 0 counts the frames that ran; each tries to call on.
  const countAnd = (next: Code): Code => [
    ...op('SSTORE', 0, op('ADD', 1, op('SLOAD', 0))),
    ...op('POP', next),
    ...returnWord(op('SLOAD', 0)),
  ]
  const recursions: readonly (readonly [string, Code])[] = [
    ['CALL', call('CALL', { to: op('ADDRESS') })],
    ['CALL with value', call('CALL', { to: op('ADDRESS'), value: 1 })],
    ['DELEGATECALL', call('DELEGATECALL', { to: op('ADDRESS') })],
    ['CALLCODE', call('CALLCODE', { to: op('ADDRESS') })],
  ]
  return [
    ...recursions.map(([name, recursion]): Attack => ({
      name: `1,024 nested frames through ${name}`,
      run: (machine) => {
        const result = attack(machine, countAnd(recursion), GAS_FOR_ALL_DEPTHS)
        assert.equal(result.status, 'success')
        assert.equal(wordOf(result), DEPTH_MAX + 1n)
      },
    })),
    {
      name: '1,024 nested frames through STATICCALL',
      run: (machine) => {
        // Nothing can be written: each frame returns one more than the frame below it.
        const code = [
          ...op('POP', call('STATICCALL', { to: op('ADDRESS'), output: [0, 32] })),
          ...returnWord(op('ADD', 1, op('MLOAD', 0))),
        ]
        assert.equal(wordOf(attack(machine, code, GAS_FOR_ALL_DEPTHS)), DEPTH_MAX + 1n)
      },
    },
    {
      name: '1,024 nested frames through CREATE',
      run: (machine) => {
        // Initcode that creates itself again, and returns how deep it came as the code's only byte pair.
        const initcode = bytecode(
          op('CODECOPY', 0, 0, op('CODESIZE')),
          op('CREATE', 0, 0, op('CODESIZE')),
          op('DUP1'),
          op('EXTCODECOPY', op('DUP4'), 0x1e, 1, 2),
          op('POP'),
          op('MSTORE', 0, op('ADD', 1, op('AND', 0xffff, op('MLOAD', 0)))),
          // The first byte must not be 0xEF (EIP-3541).
          op('MSTORE8', 0x1d, 0),
          ret(0x1d, 3),
        )
        const result = machine.call({ from: SENDER, data: initcode, gas: GAS_FOR_ALL_DEPTHS })
        assert.equal(result.status, 'success')
        assert.ok(result.created !== undefined)
        assert.equal(machine.getCode(result.created).length, 3)
        // Every created account exists: 1,025 frames beyond the three accounts of the witness.
        assert.equal(BigInt(machine.dump().size), 3n + DEPTH_MAX + 1n)
      },
    },
    {
      name: '1,024 nested frames through a host account that calls the contract which called it',
      run: (machine, { hasLargeStack }) => {
        let depth = 0
        machine.bindHost(ACCOMPLICE, (frame) => {
          depth++
          const inner = machine.call({ from: ACCOMPLICE, to: ATTACKER, gas: frame.gas })
          return { status: 'return', output: inner.output.slice() }
        })
        const code = [
          ...op('POP', call('CALL', { to: BigInt(ACCOMPLICE), output: [0, 32] })),
          ...returnWord(op('ADD', 1, op('MLOAD', 0))),
        ]
        try {
          const result = attack(machine, code, GAS_FOR_ALL_DEPTHS)
          // Contracts at depth 0, 2, ..., 1,024, and 512 host frames between them.
          assert.equal(wordOf(result), DEPTH_MAX / 2n + 1n)
          assert.equal(depth, 512)
        } catch (error) {
          // On a small native stack this is how it ends.
          if (hasLargeStack || !(error instanceof MachineStackError)) throw error
        } finally {
          machine.unbindHost(ACCOMPLICE)
        }
      },
    },
    {
      name: 'a host account calls itself until no call is possible',
      run: (machine, { hasLargeStack }) => {
        let deepest = 0
        let refusals = 0
        machine.bindHost(ACCOMPLICE, (frame) => {
          deepest = Math.max(deepest, frame.depth)
          const inner = machine.call({ from: ACCOMPLICE, to: ACCOMPLICE, gas: frame.gas })
          if (inner.halt === 'callDepth') refusals++
          return { status: 'return' }
        })
        try {
          assert.equal(machine.call({ from: SENDER, to: ACCOMPLICE }).status, 'success')
          assert.deepEqual([deepest, refusals], [Number(DEPTH_MAX), 1])
        } catch (error) {
          if (hasLargeStack || !(error instanceof MachineStackError)) throw error
        } finally {
          machine.unbindHost(ACCOMPLICE)
        }
      },
    },
    {
      name: 'a tree of calls: each frame calls twice until the gas is gone',
      run: (machine) => {
        const twice = [
          ...op('POP', call('CALL', { to: op('ADDRESS') })),
          ...op('POP', call('CALL', { to: op('ADDRESS') })),
        ]
        assert.equal(attack(machine, twice, 20_000_000n).status, 'success')
      },
    },
    {
      name: 'a frame fills its stack, its callees fill theirs, 1,024 deep',
      run: (machine) => {
        const fill = Array.from({ length: 1016 }, () => op('PC')).flat()
        const code = [...fill, ...call('CALL', { to: op('ADDRESS') })]
        assert.equal(attack(machine, code, GAS_FOR_ALL_DEPTHS).status, 'success')
      },
    },
  ]
}
