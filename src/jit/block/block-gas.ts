// Gas of a block: nothing is charged at the start, but the block is entered only if the static gas of its whole way is there.
// LOCAL.gas is what was there at the start less what operands have cost since; the exact gas behind an opcode is that less
// `spent`, a constant. Once something was charged by operands, "exact gas below zero" is looked for at each place where it
// could be noticed: before edges are counted, before the core is called, and where the block is left.

import { type Body, LOCAL } from '../emit/body.ts'
import { helperIndex } from '../emit/helpers.ts'
import { W } from '../emit/wasm-opcodes.ts'

export class BlockGas {
  readonly #body: Body
  /** Static gas of the opcodes up to here. */
  spent = 0
  /** Whether operands were charged since the block began. */
  #isUncertain = false

  constructor(body: Body) {
    this.#body = body
  }

  /** Pushes the gas that is left behind the opcode. */
  load(): void {
    this.#body.get(LOCAL.gas)
    if (this.spent === 0) return
    this.#body.i64(BigInt(this.spent))
    this.#body.op(W.i64Sub)
  }

  /** Makes LOCAL.gas exact, on a way out of the block. */
  charge(): void {
    if (this.spent === 0) return
    this.load()
    this.#body.set(LOCAL.gas)
  }

  /** Halts if the gas has not sufficed up to here. */
  check(): void {
    if (!this.#isUncertain) return
    this.#body.get(LOCAL.gas)
    this.#body.i64(BigInt(this.spent))
    this.#body.op(W.i64LtS)
    this.#body.fixup('outOfGasIf')
  }

  /** Takes the exact gas, or minus a halt, that the core left on WebAssembly's stack. */
  take(reason: 'any' | 'outOfGas'): void {
    const body = this.#body
    body.tee(LOCAL.wide)
    body.i64(0n)
    body.op(W.i64LtS)
    if (reason === 'outOfGas') {
      body.fixup('outOfGasIf')
    } else {
      body.open(W.if)
      body.i32(0)
      body.get(LOCAL.wide)
      body.op(W.i32Wrap)
      body.op(W.i32Sub)
      body.call(helperIndex('compiledHalt'))
      body.op(W.return)
      body.close()
    }
    body.get(LOCAL.wide)
    if (this.spent !== 0) {
      body.i64(BigInt(this.spent))
      body.op(W.i64Add)
    }
    body.set(LOCAL.gas)
    this.#isUncertain = true
  }
}
