import assert from 'node:assert/strict'
import { createPrng } from '../../../src/primitives/prng.ts'
import { encode } from '../../differential/program.ts'
import { randomInitcode, randomProgram } from '../../differential/random-program.ts'
import { between, randomBytes } from '../../differential/random-values.ts'
import { bytecode, op } from '../../helpers/bytecode.ts'
import { ACCOMPLICE, ATTACKER, SENDER } from '../witness.ts'
import { type Attack } from './attack.ts'

/** Code that means nothing, or is far too long. */
export const CODE_ATTACKS: readonly Attack[] = randomCodeAttacks()

function randomCodeAttacks(): readonly Attack[] {
  return [
    {
      name: '2,000 random byte strings are run as code',
      run: (machine) => {
        const prng = createPrng(1n).fork('bytes as code')
        for (let turn = 0; turn < 2000; turn++) {
          machine.setCode(ATTACKER, randomBytes(prng, prng.nextBelow(300)))
          machine.call({
            from: SENDER,
            to: ATTACKER,
            gas: 50_000n,
            data: randomBytes(prng, prng.nextBelow(64)),
          })
        }
      },
    },
    {
      name: '500 random byte strings and programs are run as initcode',
      run: (machine) => {
        const prng = createPrng(2n).fork('bytes as initcode')
        const world = { fork: machine.fork, blockNumber: 1n, self: ATTACKER, addresses: [ATTACKER, SENDER] }
        for (let turn = 0; turn < 500; turn++) {
          const data = turn % 2 === 0 ? randomBytes(prng, prng.nextBelow(300)) : randomInitcode(prng, world)
          machine.call({ from: SENDER, gas: 200_000n, data })
        }
      },
    },
    {
      name: 'random programs call each other with much gas',
      run: (machine) => {
        const prng = createPrng(3n).fork('programs')
        const addresses = [ATTACKER, ACCOMPLICE, SENDER]
        for (let turn = 0; turn < 150; turn++) {
          for (const self of [ATTACKER, ACCOMPLICE]) {
            const world = { fork: machine.fork, blockNumber: 1n, self, addresses }
            machine.setAccount(self, { nonce: 1n, balance: 50n, code: encode(randomProgram(prng, world)) })
          }
          machine.call({ from: SENDER, to: ATTACKER, gas: BigInt(between(prng, 1, 5_000_000)) })
        }
      },
    },
    {
      name: 'code of 4 MB, more than any chain allows, that is one PUSH32 after the other',
      run: (machine) => {
        const code = new Uint8Array(4 << 20).fill(0x7f)
        machine.setAccount(ATTACKER, { nonce: 1n, code })
        const result = machine.call({ from: SENDER, to: ATTACKER, gas: 10_000_000n })
        assert.equal(result.halt, 'stackOverflow')
      },
    },
    {
      name: 'code of a million jump destinations, each of which is jumped to',
      run: (machine) => {
        const code = new Uint8Array(1_000_000).fill(0x5b)
        code.set(bytecode(op('CALLDATALOAD', 0), op('JUMP')))
        machine.setAccount(ATTACKER, { nonce: 1n, code })
        for (let target = 4; target < code.length; target += 9973) {
          const data = new Uint8Array(32)
          new DataView(data.buffer).setUint32(28, target)
          const result = machine.call({ from: SENDER, to: ATTACKER, data, gas: 2_000_000n })
          assert.deepEqual([result.status, result.gasUsed], ['success', 14n + BigInt(code.length - target)])
        }
      },
    },
  ]
}
