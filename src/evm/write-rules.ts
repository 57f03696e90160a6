import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import { MachineInputError } from './errors.ts'
import { type Fork, rulesOf } from './forks.ts'
import { opcodesOf } from './opcodes.ts'

const CODE_BYTES_LIMIT = 2 ** 24

/**
 * Tells the core the rules of a fork: its opcodes and its limits.
 * @param codeBytesMax Bytes of deployed code, 0 to 2^24; twice as many may initcode have. Undefined: the fork's limits.
 * @throws MachineInputError for a limit outside of that.
 */
export function writeRules(core: Core, fork: Fork, codeBytesMax: number | undefined): void {
  if (codeBytesMax !== undefined && !(codeBytesMax >= 0 && codeBytesMax <= CODE_BYTES_LIMIT))
    throw new MachineInputError(`codeBytesMax must be 0 to ${CODE_BYTES_LIMIT}, not ${codeBytesMax}.`)
  const { u32, bytes } = core
  for (const opcode of opcodesOf(fork)) {
    const at = L.OPCODES + opcode.byte * 8
    u32[at >> 2] = opcode.gas
    bytes[at + 4] = opcode.pops
    bytes[at + 5] = opcode.pushes
    bytes[at + 6] = 1
  }
  const rules = rulesOf(fork)
  u32[(L.RULES + L.RULE_PRECOMPILES_LAST) >> 2] = rules.precompilesLast
  u32[(L.RULES + L.RULE_P256) >> 2] = rules.p256 ? 1 : 0
  u32[(L.RULES + L.RULE_INITCODE_MAX) >> 2] =
    codeBytesMax === undefined ? rules.initcodeBytesMax : codeBytesMax * 2
  u32[(L.RULES + L.RULE_INITCODE_WORD_GAS) >> 2] = rules.initcodeWordGas
  u32[(L.RULES + L.RULE_CODE_MAX) >> 2] = codeBytesMax ?? rules.codeBytesMax
  u32[(L.RULES + L.RULE_SELFDESTRUCT_SAME_TX) >> 2] = rules.selfdestructSameTransaction ? 1 : 0
  u32[(L.RULES + L.RULE_DELEGATION) >> 2] = rules.delegation ? 1 : 0
  u32[(L.RULES + L.RULE_WARM_COINBASE) >> 2] = rules.warmCoinbase ? 1 : 0
  u32[(L.RULES + L.RULE_FLOOR_TOKEN_GAS) >> 2] = rules.calldataFloor ? 10 : 0
}
