// Instructions of decoded code. Eight bytes: opcode u16, a u16, b u32; some carry further eight-byte words. Numbers
// below 0x100 are EVM opcodes; these are ours. A static jump of any form has its edge ids at +8 (taken) and +12 (fall).
// Stack places (a, and b where it is a place) are byte distances: DUP2 is 64.

/** Falls into the block whose header follows. */
export const I_FALL: u32 = 0x100
/** Pushes b. */
export const I_PUSH: u32 = 0x101
/** Pushes the word at b. */
export const I_PUSH_WORD: u32 = 0x102
/** Jumps to the header b. +8: edge. */
export const I_JUMP: u32 = 0x103
/** Pops a condition; jumps to the header b if (condition is non-zero) != a. A header follows. */
export const I_JUMPI: u32 = 0x104
/** Pops two words and compares them; jumps to the header b if (comparison) != a. A header follows. */
export const I_LT_JUMPI: u32 = 0x105
export const I_GT_JUMPI: u32 = 0x106
export const I_SLT_JUMPI: u32 = 0x107
export const I_SGT_JUMPI: u32 = 0x108
export const I_EQ_JUMPI: u32 = 0x109
/** Jumps to b if the top word equals the number at +16 (u64), leaving it: the dispatch of a selector. A header follows. */
export const I_SELECTOR: u32 = 0x10a
/** top + b */
export const I_ADD: u32 = 0x10b
/** top & word at b */
export const I_AND_WORD: u32 = 0x10c
/** top & b */
export const I_AND: u32 = 0x10d
/** top << b, b below 256 */
export const I_SHL: u32 = 0x10e
/** top >> b, b below 256 */
export const I_SHR: u32 = 0x10f
/** Pushes memory[b..b+32]. */
export const I_MLOAD: u32 = 0x110
/** Pops a word into memory[b..b+32]. */
export const I_MSTORE: u32 = 0x111
/** Pushes calldata[b..b+32]. */
export const I_CALLDATALOAD: u32 = 0x112
/** Copies the top word a places down, then pops it: SWAPa POP. */
export const I_SWAP_POP: u32 = 0x113
/** Pops a words. */
export const I_POPS: u32 = 0x114
/** DUPa, then DUPb. */
export const I_DUP_DUP: u32 = 0x115
/** DUPa ADD. */
export const I_DUP_ADD: u32 = 0x116
/** Pushes b, then copies place a (counted after the push): PUSH DUPa. */
export const I_PUSH_DUP: u32 = 0x117
/** SWAP1 SUB: the second word minus the top. */
export const I_SWAP_SUB: u32 = 0x118
/** ISZERO ISZERO. */
export const I_BOOL: u32 = 0x119
/** Copies place a, then memory[that..+32]: DUPa MLOAD. */
export const I_DUP_MLOAD: u32 = 0x11a
/** SWAPa, then SWAPb. */
export const I_SWAP_SWAP: u32 = 0x11b
/** DUPa, then SWAPb. */
export const I_DUP_SWAP: u32 = 0x11c
/** b - top */
export const I_SUB_FROM: u32 = 0x11d
/** top == b */
export const I_EQ: u32 = 0x11e
/** DUPa, then pushes b: DUPa PUSH. */
export const I_DUP_PUSH: u32 = 0x11f
/** SWAPa, then DUPb. */
export const I_SWAP_DUP: u32 = 0x120

/** Block header, sixteen bytes, always reached structurally: static gas u32, pc u32, stack bytes needed u32, stack bytes grown u32. */
export const H_GAS: usize = 0
export const H_PC: usize = 4
export const H_NEED: usize = 8
export const H_GROW: usize = 12
export const HEADER_BYTES: usize = 16
