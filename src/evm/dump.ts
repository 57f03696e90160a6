import type { Core } from './core/core.ts'
import * as L from './core/layout.gen.ts'
import type { AccountDump, Address } from './types.ts'

/** Every account that is present in the core, with its non-zero slots; all copies. Layout: ACCOUNTS in wasm/core/layout.ts. */
export function dumpAccounts(core: Core): Map<Address, AccountDump> {
  const u32 = core.u32
  const out = new Map<Address, AccountDump>()
  for (let i = 0; i < core.doors.accountCount.value; i++) {
    const entry = L.ACCOUNTS + i * L.ACCOUNT_BYTES
    if (!core.doors.isPresent(entry)) continue
    const storage = new Map<bigint, bigint>()
    let number = u32[(entry + L.ACC_FIRST_SLOT) >> 2]!
    while (number !== 0) {
      const slot = L.SLOTS + (number - 1) * L.SLOT_BYTES
      const value = core.word(slot + L.SLOT_VALUE)
      if (value !== 0n) storage.set(core.word(slot), value)
      number = u32[(slot + L.SLOT_NEXT) >> 2]!
    }
    const code = L.CODES + u32[(entry + L.ACC_CODE) >> 2]! * L.CODE_BYTES
    out.set(core.address(entry), {
      balance: core.word(entry + L.ACC_BALANCE),
      nonce: core.words[(entry + L.ACC_NONCE) >> 3]!,
      code: core.view(u32[(code + L.CODE_POINTER) >> 2]!, u32[(code + L.CODE_LENGTH) >> 2]!).slice(),
      storage,
    })
  }
  return out
}
