// Instructions of decoded code. Eight bytes: opcode u16, a u16, b u32; some carry further eight-byte words. Numbers
// below 0x100 are EVM opcodes; these are ours. Stack places and pops (a, and b where it says so) are byte distances:
// DUP2 is 64. "word" is a constant of 32 bytes that follows.

/** Falls into the block whose header follows. */
export const I_FALL: u32 = 0x100

// Jumps with a known target b (a header). Edge ids at +8 (taken) and +12 (not taken); a header follows all but I_JUMP.
export const I_JUMP: u32 = 0x101
/** Pops a condition; jumps if (condition is non-zero) != a. */
export const I_JUMPI: u32 = 0x102
/** Pops two words and compares them; jumps if (comparison) != a. The five comparisons in the order of their opcodes. */
export const I_LT_JUMPI: u32 = 0x103
export const I_GT_JUMPI: u32 = 0x104
export const I_SLT_JUMPI: u32 = 0x105
export const I_SGT_JUMPI: u32 = 0x106
export const I_EQ_JUMPI: u32 = 0x107
/** Jumps if the top word equals the number at +16 (u64), leaving it: the dispatch of a selector. */
export const I_SELECTOR: u32 = 0x108
/** As I_JUMPI, but looks at the place in the number at +16 (u64) and pops nothing. */
export const I_DUP_JUMPI: u32 = 0x109
export const I_STATIC_LAST: u32 = 0x109

// Jumps to the word on top; b is the pc. At +8 bytes to pop first (u32); at +12 and +16, and at +20 and +24, the last two
// target pcs and their edge ids (u32 each): a function mostly returns to where it returned before.
export const I_JUMP_DYNAMIC: u32 = 0x10a
/** First copies the top word to place a: the return of an internal function with a result. */
export const I_SWAP_JUMP_DYNAMIC: u32 = 0x10b

/** Pushes b. */
export const I_PUSH: u32 = 0x10c
/** Pushes a, then b. */
export const I_PUSH_PUSH: u32 = 0x10d
/** Pushes word. */
export const I_PUSH_WORD: u32 = 0x10e
/** Copies the top word to place a, then pops b bytes: SWAPn POP POP... */
export const I_SWAP_POPS: u32 = 0x10f
/** Pops a bytes. */
export const I_POPS: u32 = 0x110

// The top word x and a constant.
/** x + b */
export const I_ADD: u32 = 0x111
/** x + word */
export const I_ADD_WORD: u32 = 0x112
/** b - x */
export const I_SUB_FROM: u32 = 0x113
/** x * word */
export const I_MUL_WORD: u32 = 0x114
/** x / word */
export const I_DIV_WORD: u32 = 0x115
/** x % word */
export const I_MOD_WORD: u32 = 0x116
/** x & b */
export const I_AND: u32 = 0x117
/** x & word */
export const I_AND_WORD: u32 = 0x118
/** The low 20 bytes of x. */
export const I_ADDRESS: u32 = 0x119
/** x | word */
export const I_OR_WORD: u32 = 0x11a
/** x << b, b below 256 */
export const I_SHL: u32 = 0x11b
/** x >> b, b below 256 */
export const I_SHR: u32 = 0x11c
/** x == b */
export const I_EQ: u32 = 0x11d
/** x < word */
export const I_LT_WORD: u32 = 0x11e
/** x > word */
export const I_GT_WORD: u32 = 0x11f
/** Pushes memory[b..b+32]. */
export const I_MLOAD: u32 = 0x120
/** Pops a word into memory[b..b+32]. */
export const I_MSTORE: u32 = 0x121
/** Pushes calldata[b..b+32]. */
export const I_CALLDATALOAD: u32 = 0x122

// DUP of place a, then something.
/** DUP b. */
export const I_DUP_DUP: u32 = 0x123
/** SWAP with place b. */
export const I_DUP_SWAP: u32 = 0x124
export const I_DUP_ADD: u32 = 0x125
/** copy - x */
export const I_DUP_SUB: u32 = 0x126
export const I_DUP_MUL: u32 = 0x127
export const I_DUP_AND: u32 = 0x128
export const I_DUP_OR: u32 = 0x129
export const I_DUP_XOR: u32 = 0x12a
/** copy < x */
export const I_DUP_LT: u32 = 0x12b
/** copy > x */
export const I_DUP_GT: u32 = 0x12c
/** Pushes memory at the copy. */
export const I_DUP_MLOAD: u32 = 0x12d
/** Pops x into memory at the copy. */
export const I_DUP_MSTORE: u32 = 0x12e
/** Pushes the copy + b. */
export const I_DUP_ADD_SMALL: u32 = 0x12f
/** Pushes the copy >> b. */
export const I_DUP_SHR: u32 = 0x130

// The rest.
/** Pushes b, then DUP of place a. */
export const I_PUSH_DUP: u32 = 0x131
/** SWAP a, then SWAP b. */
export const I_SWAP_SWAP: u32 = 0x132
/** SWAP a, then DUP b. */
export const I_SWAP_DUP: u32 = 0x133
/** The second word minus the top: SWAP1 SUB. */
export const I_SWAP_SUB: u32 = 0x134
/** The second word divided by the top: SWAP1 DIV. */
export const I_SWAP_DIV: u32 = 0x135
/** ISZERO ISZERO. */
export const I_BOOL: u32 = 0x136

/** Block header, sixteen bytes, always reached structurally: static gas u32, pc u32, stack bytes needed u32, stack bytes grown u32. */
export const H_GAS: usize = 0
export const H_PC: usize = 4
export const H_NEED: usize = 8
export const H_GROW: usize = 12
export const HEADER_BYTES: usize = 16
