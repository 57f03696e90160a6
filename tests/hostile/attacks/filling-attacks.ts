import assert from 'node:assert/strict'
import { MachineLimitError, type MachineLimit } from '../../../src/evm/errors.ts'
import {
  bytecode,
  call,
  forever,
  jump,
  label,
  op,
  push,
  ret,
  returnWord,
  storeBytes,
} from '../../helpers/bytecode.ts'
import { ATTACKER, SENDER } from '../witness.ts'
import { attack, expectLimit, GAS_PLENTY, wordOf, type Attack } from './attack.ts'

/** A new slot is an entry and, in the journal, one record each for entry, access and write: whichever is full first. */
const NEW_SLOTS: readonly MachineLimit[] = ['slots', 'journal records']

/** Attacks that take gigabytes of real memory, which a Machine keeps: each for a process or worker of its own. */
export const HEAVY_ATTACKS: readonly Attack[] = [
  {
    name: 'nested frames each take as much memory as a frame may have',
    run: (machine) => {
      const code = [...op('MSTORE', 0x3ffff00, 1), ...op('POP', call('CALL', { to: op('ADDRESS') }))]
      expectLimit(machine, code, 'bytes of EVM memory')
    },
  },
]

/** Everything that is finite in a Machine is used up. */
export const FILLING_ATTACKS: readonly Attack[] = fillingAttacks()

function fillingAttacks(): readonly Attack[] {
  const counter = op('SWAP1', op('ADD', 1, op('DUP2')))
  return [
    {
      name: 'SSTORE to ever new slots',
      run: (machine) =>
        expectLimit(machine, [...push(1), ...forever(op('SSTORE', op('DUP2'), 1), op('ADD', 1))], NEW_SLOTS),
    },
    {
      name: 'SLOAD of ever new slots',
      run: (machine) =>
        expectLimit(
          machine,
          [...push(1), ...forever(op('POP', op('SLOAD', op('DUP1'))), op('ADD', 1))],
          NEW_SLOTS,
        ),
    },
    {
      name: 'TSTORE to ever new slots',
      run: (machine) =>
        expectLimit(machine, [...push(1), ...forever(op('TSTORE', op('DUP2'), 1), op('ADD', 1))], NEW_SLOTS),
    },
    {
      name: 'BALANCE of ever new addresses',
      run: (machine) =>
        expectLimit(
          machine,
          [...push(1 << 20), ...forever(op('POP', op('BALANCE', op('DUP1'))), op('ADD', 1))],
          'accounts',
        ),
    },
    {
      name: 'one slot is written over and over',
      run: (machine) =>
        expectLimit(
          machine,
          [...push(1), ...forever(op('SSTORE', 0, op('DUP1')), op('ADD', 1))],
          'journal records',
        ),
    },
    {
      name: 'one transient slot is written over and over',
      run: (machine) =>
        expectLimit(
          machine,
          [...push(1), ...forever(op('TSTORE', 0, op('DUP1')), op('ADD', 1))],
          'journal records',
        ),
    },
    {
      name: 'empty logs without end',
      run: (machine) => expectLimit(machine, forever(op('LOG0', 0, 0)), 'bytes of logs'),
    },
    {
      name: 'logs of a megabyte each',
      run: (machine) => expectLimit(machine, forever(op('LOG4', 0, 1 << 20, 1, 2, 3, 4)), 'bytes of logs'),
    },
    {
      name: 'contracts of the largest size are created, each with other code',
      run: (machine) => {
        // Code of 24,576 bytes that begins with a counter.
        const initcode = bytecode(op('MSTORE', 1, op('CALLVALUE')), ret(0, 0x6000))
        const code = [
          ...storeBytes(0, initcode),
          ...push(1),
          ...forever(op('POP', op('CREATE', op('DUP3'), 0, initcode.length)), op('ADD', 1)),
        ]
        const mark = machine.mark()
        machine.setAccount(ATTACKER, { nonce: 1n, balance: 1n << 100n, code: bytecode(code) })
        assert.throws(
          () => machine.call({ from: SENDER, to: ATTACKER, gas: GAS_PLENTY }),
          (error) => error instanceof MachineLimitError && error.limit === 'bytes of code',
        )
        machine.rollback(mark)
      },
    },
    {
      name: '70,000 contracts, each with other code, are created, called and rolled back',
      run: (machine) => {
        // What a search does all day to a factory whose contracts carry their arguments in their code.
        for (let turn = 0; turn < 70_000; turn++) {
          const mark = machine.mark()
          const { created } = machine.call({
            from: SENDER,
            data: bytecode(op('MSTORE', 0, turn), ret(29, 3)),
          })
          assert.ok(created !== undefined)
          machine.call({ from: SENDER, to: created, gas: 1000n })
          machine.rollback(mark)
        }
      },
    },
    {
      name: 'a loop without effect is ended by its gas',
      run: (machine) => {
        const result = attack(machine, [...label('again'), ...jump('again')], 50_000_000n)
        assert.deepEqual([result.halt, result.gasUsed], ['outOfGas', 50_000_000n])
      },
    },
    {
      name: 'a counter whose loop reads what it wrote is ended by its gas',
      run: (machine) => {
        const result = attack(machine, [...push(0), ...push(0), ...forever(...[counter])], 5_000_000n)
        assert.equal(result.status, 'halt')
      },
    },
    {
      name: 'calldata longer than the Machine has room for',
      run: (machine) => {
        machine.setAccount(ATTACKER, { nonce: 1n, code: bytecode(returnWord(op('CALLDATASIZE'))) })
        assert.equal(
          wordOf(machine.call({ from: SENDER, to: ATTACKER, data: new Uint8Array(16 << 20) })),
          16n << 20n,
        )
        assert.throws(
          () => machine.call({ from: SENDER, to: ATTACKER, data: new Uint8Array(64 << 20) }),
          (error) => error instanceof MachineLimitError && error.limit === 'bytes of input',
        )
      },
    },
  ]
}
