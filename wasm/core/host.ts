// What the core asks of TypeScript. Everything else it does alone.

/** Runs a precompile on `input`; writes its output to RETURN. Result: gas left, -1 out of gas, -2 failed; output bytes in RES_OUTPUT_BYTES. */
// @ts-ignore: decorator
@external("host", "precompile")
export declare function hostPrecompile(address: u32, input: usize, bytes: u32, gas: i64): i64

/** Plays the frame of a host account; writes its output to RETURN, its length to RES_OUTPUT_BYTES. Result: STATUS_*. */
// @ts-ignore: decorator
@external("host", "call")
export declare function hostCall(host: u32, frame: usize): u32

/** Writes the hash of block `number` to WORDS as a word. */
// @ts-ignore: decorator
@external("host", "blockHash")
export declare function hostBlockHash(number: i64): void

/** Fills balance and nonce of a new account entry, and code through the core, from the fork source. */
// @ts-ignore: decorator
@external("host", "forkAccount")
export declare function hostForkAccount(account: usize): void

/** Fills SLOT_VALUE of a new storage entry from the fork source. */
// @ts-ignore: decorator
@external("host", "forkSlot")
export declare function hostForkSlot(account: usize, slot: usize): void

/** A frame begins (trace only). */
// @ts-ignore: decorator
@external("host", "enter")
export declare function hostEnter(frame: usize): void

/** The current frame ends (trace only); output is in RETURN. */
// @ts-ignore: decorator
@external("host", "leave")
export declare function hostLeave(frame: usize, status: u32, halt: u32, gasLeft: i64, bytes: u32): void

/** An opcode is about to run (trace only). */
// @ts-ignore: decorator
@external("host", "step")
export declare function hostStep(frame: usize, pc: u32, opcode: u32, sp: usize, gas: i64): void

/** A log was written or a slot changed (trace only): 0 log at pointer, 1 slot entry about to receive the word at `value`. */
// @ts-ignore: decorator
@external("host", "effect")
export declare function hostEffect(kind: u32, pointer: usize, value: usize): void

/**
 * The frame is about to call (its words in INTERCEPTED, the input at `input`) or create. The caller in INTERCEPTED may be
 * changed. Result: 0 to go on, or STATUS_* + 1 to answer with what is in RETURN, RES_OUTPUT_BYTES long.
 */
// @ts-ignore: decorator
@external("host", "before")
export declare function hostBefore(frame: usize, kind: u32, input: usize, bytes: u32, gas: i64): u32

/** The frame ended; output is in RETURN. Result: 0 to leave it so, or STATUS_* + 1 with another output as in hostBefore. */
// @ts-ignore: decorator
@external("host", "after")
export declare function hostAfter(frame: usize, status: u32, halt: u32, bytes: u32): u32

/** The frame is about to read (write 0) the slot in the word at `key`, or to write the word at `value` to it. */
// @ts-ignore: decorator
@external("host", "access")
export declare function hostAccess(frame: usize, write: u32, key: usize, value: usize): void

/** A decoded code has become hot: TypeScript may compile it and set CODE_COMPILED, or CODE_NOTING. It does not use the core otherwise. */
// @ts-ignore: decorator
@external("host", "compile")
export declare function hostCompile(entry: usize, notes: u32): void
