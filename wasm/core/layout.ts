// Where everything lives in the core's linear memory. The one place that knows: the AssemblyScript core imports it,
// and the build writes the same numbers to src/evm/core/layout.gen.ts for the TypeScript side.
//
// A region is reserved address space: a page costs memory only once it is touched. Regions never move, so a pointer
// into one stays valid while its entry lives. The arena (EVM memory of all frames) is last and grows.
//
// Words are 32 bytes, four 64-bit limbs, least significant first. Addresses are words. Byte strings keep their order.

// ---- fixed blocks (below 0x40000: static data of the compiler) --------------------------------------------------
/** Per opcode, 8 bytes: static gas u32, stack words needed u8, stack words added u8, flags u8 (1 defined), words removed u8. */
export const OPCODES: usize = 0x40000
/** Fork rules, u32 each; see RULE_*. */
export const RULES: usize = 0x41000
/** Block and transaction environment; see ENV_*. */
export const ENV: usize = 0x42000
/** What execute() runs; see MSG_*. */
export const MESSAGE: usize = 0x44000
/** How it ended; see RES_*. */
export const RESULT: usize = 0x44800
/** Eight words for arguments and results of single state operations. */
export const WORDS: usize = 0x45000
/** Scratch of the core itself: never survives an operation. */
export const SCRATCH: usize = 0x46000
/** Details of an abort: limit name code u32, limit u32, used u32. */
export const ABORT: usize = 0x47000
/** A harmless account entry for reads of absent accounts; all zero, never written. */
export const ZERO_ACCOUNT: usize = 0x47100

/** What an interceptor sees of a call that is about to begin, and may change; see INTERCEPTED_*. */
export const INTERCEPTED: usize = 0x47200
/** In whose name calls of an account are made, without asking an interceptor; see IMPERSONATION_*. */
export const IMPERSONATION: usize = 0x47300
/** What isolation leaves alone and puts back; see ISOLATION_*. */
export const ISOLATION: usize = 0x47400
/** Bitmap of state features seen; see state-features.ts. */
export const FEATURES: usize = 0x50000
export const FEATURES_BYTES: usize = 0x10000
/** Who read which slot, by hash of account and slot: 65,536 masks of 64 watchers; see watch.ts. */
export const WATCHED: usize = 0x70000
export const WATCHED_MASKS: usize = 0x10000

/** 4,096 sets of two entries, 128 bytes each; see keccak.ts. */
export const KECCAK_MEMO64: usize = 0x100000
/** 32,768 records of 128 bytes. */
export const PREIMAGES: usize = 0x200000

/** Call frames, FRAME_BYTES each, depth 0 (outside) to 1,025. */
export const FRAMES: usize = 0x600000
export const FRAME_BYTES: usize = 256
/** 512 sets of two entries, 128 bytes each. */
export const KECCAK_MEMO32: usize = 0x650000
/** EVM stacks grow down from STACK_TOP; a callee's stack starts where its caller's ends. */
export const STACK_FLOOR: usize = 0x680000
export const STACK_TOP: usize = 0x2700000

/** Open-addressing index of u32 entry numbers (0 = free) over the account pool. */
export const ACCOUNT_INDEX: usize = 0x2800000
export const ACCOUNT_INDEX_SLOTS_MAX: u32 = 0x100000
export const ACCOUNTS: usize = 0x2C00000
export const ACCOUNT_BYTES: usize = 128
export const ACCOUNTS_MAX: u32 = 0x80000

export const SLOT_INDEX: usize = 0x6C00000
export const SLOT_INDEX_SLOTS_MAX: u32 = 0x400000
export const SLOTS: usize = 0x7C00000
export const SLOT_BYTES: usize = 128
export const SLOTS_MAX: u32 = 0x200000

/** Undo records, JOURNAL_BYTES each. */
export const JOURNAL: usize = 0x17C00000
export const JOURNAL_BYTES: usize = 48
export const JOURNAL_END: usize = 0x23C00000

export const CODE_INDEX: usize = 0x23C00000
export const CODE_INDEX_SLOTS: u32 = 0x20000
export const CODES: usize = 0x23D00000
export const CODE_BYTES: usize = 128
export const CODES_MAX: u32 = 0x10000
/** Code bytes, jump maps and decoded instructions, in order of arrival. */
export const CODE_HEAP: usize = 0x24500000
export const CODE_HEAP_END: usize = 0x2E500000

/** Logs of the running transaction: 16-byte header (topics u32, data bytes u32, record bytes u32, 0), address word, topic words, data. */
export const LOGS: usize = 0x2E500000
export const LOGS_END: usize = 0x32500000

/** First touches of storage in the running transaction: ACCESS_BYTES each. */
export const ACCESS: usize = 0x32500000
export const ACCESS_BYTES: usize = 96
export const ACCESS_END: usize = 0x32D00000

/** Hit counts of the running execution, one byte per edge id. */
export const EDGE_HITS: usize = 0x32D00000
export const EDGES_MAX: u32 = 0x100000
/** Buckets seen in successful and in failed executions, one byte per edge id. */
export const EDGE_SEEN_SUCCESS: usize = 0x32E00000
export const EDGE_SEEN_FAILURE: usize = 0x32F00000
/** What an edge id means, 16 bytes: coverage group u32, kind u32, from pc u32, to pc u32. */
export const EDGE_INFO: usize = 0x33000000
/** Coverage groups (codes that differ in immediates only share one), GROUP_BYTES each. */
export const GROUPS: usize = 0x34000000
export const GROUP_BYTES: usize = 64
export const GROUPS_MAX: u32 = 0x8000
/** Open addressing of (group, from pc, to pc) -> edge id for dynamic jumps: key u64, id u32, 0. */
export const DYNAMIC_EDGES: usize = 0x34200000
export const DYNAMIC_EDGES_SLOTS: u32 = 0x40000
/** Ranges of edge ids touched since the last merge: first id u32, count u32. */
export const EDGE_RANGES: usize = 0x34600000
export const EDGE_RANGES_MAX: u32 = 0x20000
/** Generation in which a block of 16 dynamic edge ids was last touched. */
export const EDGE_BLOCK_GENERATION: usize = 0x34700000
export const GROUP_INDEX: usize = 0x34800000
export const GROUP_INDEX_SLOTS: u32 = 0x10000

/** Compare operands of the running execution, COMPARE_BYTES each. */
export const COMPARES: usize = 0x34900000
export const COMPARE_BYTES: usize = 80
export const COMPARES_MAX: u32 = 0x4000

/** Addresses bound to host code: open addressing, HOST_BYTES each. */
export const HOSTS: usize = 0x34B00000
export const HOST_BYTES: usize = 64
export const HOSTS_SLOTS: u32 = 0x1000

/** State hash checkpoints: journal position u32, 0, low u64, high u64. */
export const HASH_MARKS: usize = 0x34C00000
export const HASH_MARK_BYTES: usize = 32
export const HASH_MARKS_MAX: u32 = 0x2000

/** Code of an account that a fork source gives, while it is taken in. */
export const FORK_CODE: usize = 0x34D00000
export const FORK_CODE_END: usize = 0x35000000

/** Calldata, initcode and code that TypeScript hands over. */
export const INPUT: usize = 0x35000000
export const INPUT_END: usize = 0x37000000
/** Captured deltas on their way out and in; batches of prepared calls. */
export const TRANSFER: usize = 0x37000000
export const TRANSFER_END: usize = 0x3B000000
/** Return data of the last finished frame. */
export const RETURN: usize = 0x3B000000
export const RETURN_END: usize = 0x3F000000
/** For each compiled code and place in it: 1 and the block that starts at the JUMPDEST there, u16; 0 if none does. */
export const JUMP_TARGETS: usize = 0x3F000000
export const JUMP_TARGETS_END: usize = 0x40000000
/** EVM memory of the frames, stacked; grows to the end of the address space. */
export const ARENA: usize = 0x40000000
/** One frame's memory may not pass this: it must fit RETURN. About 2^33 gas. */
export const FRAME_MEMORY_MAX: u32 = 0x4000000

// ---- fork rules ------------------------------------------------------------------------------------------------
export const RULE_PRECOMPILES_LAST: usize = 0
export const RULE_P256: usize = 4
export const RULE_INITCODE_MAX: usize = 8
export const RULE_INITCODE_WORD_GAS: usize = 12
export const RULE_CODE_MAX: usize = 16
export const RULE_SELFDESTRUCT_SAME_TX: usize = 20
export const RULE_DELEGATION: usize = 24
export const RULE_WARM_COINBASE: usize = 28
/** Gas that a token of calldata costs at least (EIP-7623); 0: no such rule. */
export const RULE_FLOOR_TOKEN_GAS: usize = 32

// ---- environment: words ----------------------------------------------------------------------------------------
export const ENV_COINBASE: usize = 0
export const ENV_NUMBER: usize = 32
export const ENV_TIMESTAMP: usize = 64
export const ENV_PREVRANDAO: usize = 96
export const ENV_GAS_LIMIT: usize = 128
export const ENV_BASE_FEE: usize = 160
export const ENV_BLOB_BASE_FEE: usize = 192
export const ENV_CHAIN_ID: usize = 224
export const ENV_ORIGIN: usize = 256
export const ENV_GAS_PRICE: usize = 288
export const ENV_BLOB_COUNT: usize = 320
export const ENV_BLOB_HASHES: usize = 352
export const ENV_BLOBS_MAX: u32 = 64

// ---- message ---------------------------------------------------------------------------------------------------
/** 0 call, 1 create. */
export const MSG_KIND: usize = 0
export const MSG_STATIC: usize = 4
export const MSG_GAS: usize = 8
export const MSG_INPUT_BYTES: usize = 16
/** 1: begin and finish a transaction scope around the message. */
export const MSG_SCOPE: usize = 20
export const MSG_FROM: usize = 32
export const MSG_TO: usize = 64
export const MSG_VALUE: usize = 96
/** 1: for a create from a transaction: the sender's nonce was already raised; use nonce - 1 for the address. */
export const MSG_NONCE_RAISED: usize = 128

// ---- result ----------------------------------------------------------------------------------------------------
/** 0 success, 1 revert, 2 halt. */
export const RES_STATUS: usize = 0
export const RES_HALT: usize = 4
export const RES_GAS_LEFT: usize = 8
export const RES_REFUND: usize = 16
export const RES_OUTPUT: usize = 24
export const RES_OUTPUT_BYTES: usize = 28
export const RES_CREATED: usize = 32

// ---- account entry ---------------------------------------------------------------------------------------------
export const ACC_ADDRESS: usize = 0
export const ACC_BALANCE: usize = 32
export const ACC_NONCE: usize = 64
export const ACC_CODE: usize = 72
export const ACC_STORAGE: usize = 76
export const ACC_WARM: usize = 80
export const ACC_CREATED: usize = 84
export const ACC_DESTROYED: usize = 88
/** 1 kept though empty, 2 was given storage though nonce and code may be empty, 4 touched in this transaction. */
export const ACC_FLAGS: usize = 92
export const ACC_HASH: usize = 96
export const ACC_FIRST_SLOT: usize = 100
export const ACC_HOST: usize = 104
/** u64: last walk over the journal that met the entry, and which of its fields (walk << 4 | fields). */
export const ACC_STAMP: usize = 112

// ---- storage entry ---------------------------------------------------------------------------------------------
export const SLOT_KEY: usize = 0
export const SLOT_VALUE: usize = 32
export const SLOT_ORIGINAL: usize = 64
/** Id of the storage it belongs to; the top bit marks transient storage. */
export const SLOT_STORAGE: usize = 96
export const SLOT_HASH: usize = 100
export const SLOT_WARM: usize = 104
/** Transaction in which SLOT_ORIGINAL was taken; for transient slots: in which the value was written. */
export const SLOT_ORIGINAL_TX: usize = 108
export const SLOT_NEXT: usize = 112
export const SLOT_ACCOUNT: usize = 116
export const SLOT_STAMP: usize = 120

// ---- journal record: entry pointer u32, kind u32, two u32 (or one u64) of old values, old word --------------------
export const J_POINTER: usize = 0
export const J_KIND: usize = 4
export const J_OLD: usize = 8
export const J_WORD: usize = 16
export const J_BALANCE: u32 = 1
export const J_NONCE: u32 = 2
export const J_CODE: u32 = 3
export const J_WARM_ACCOUNT: u32 = 4
export const J_WARM_SLOT: u32 = 5
export const J_SLOT: u32 = 6
export const J_NEW_ACCOUNT: u32 = 7
export const J_NEW_SLOT: u32 = 8
export const J_CREATED: u32 = 9
export const J_DESTROYED: u32 = 10
export const J_STORAGE: u32 = 11
export const J_FLAGS: u32 = 12
export const J_TRANSIENT: u32 = 13
/** The original value that the transaction around an isolated one knew of a slot. */
export const J_ORIGINAL: u32 = 14

// ---- code entry ------------------------------------------------------------------------------------------------
export const CODE_HASH: usize = 0
export const CODE_POINTER: usize = 32
export const CODE_LENGTH: usize = 36
/** 0 as it came, 1 decoded. */
export const CODE_STATE: usize = 40
export const CODE_JUMPDESTS: usize = 44
/** Per code byte a u32: block header of a JUMPDEST, instruction of a JUMP or JUMPI, else 0. */
export const CODE_PC_MAP: usize = 48
export const CODE_ENTRY: usize = 52
export const CODE_GROUP: usize = 56
/** 1 if the code is an EIP-7702 delegation. */
export const CODE_DELEGATES: usize = 60
export const CODE_RUNS: usize = 64
/** Index of the compiled form in the table of functions; 0: none yet. */
export const CODE_COMPILED: usize = 68
/** The same of the form that notes operands, and how often the code was entered while operands were noted. */
export const CODE_NOTING: usize = 84
export const CODE_NOTING_RUNS: usize = 88
/** Number of the code that came next. */
export const CODE_NEXT: usize = 72
/** 1 while a capture may name the code. */
export const CODE_PINNED: usize = 76
/** Set by a sweep to the codes that stay. */
export const CODE_USED: usize = 80
export const CODE_DELEGATE_ADDRESS: usize = 96

// ---- coverage group --------------------------------------------------------------------------------------------
export const GROUP_SKELETON: usize = 0
export const GROUP_FIRST: usize = 8
export const GROUP_COUNT: usize = 12
export const GROUP_GENERATION: usize = 16
export const GROUP_DYNAMIC_NEXT: usize = 20
export const GROUP_DYNAMIC_END: usize = 24
/** Hash of the first code of the group. */
export const GROUP_HASH: usize = 32

// ---- frame -----------------------------------------------------------------------------------------------------
/** Fast: pointer to the next block header. Checked: pc. Compiled: number of the next block. */
export const F_IP: usize = 0
export const F_SP: usize = 4
export const F_GAS: usize = 8
export const F_STACK_BASE: usize = 16
export const F_STACK_LIMIT: usize = 20
export const F_MEM: usize = 24
export const F_MEM_BYTES: usize = 28
export const F_CODE: usize = 32
export const F_CODE_BYTES: usize = 36
/** Code entry; 0 for initcode. */
export const F_CODE_ENTRY: usize = 40
export const F_JUMPDESTS: usize = 44
/** In the place of the jump map while the frame is compiled: index in the table of functions. */
export const F_COMPILED: usize = 44
export const F_PC_MAP: usize = 48
/** 0 fast, 1 checked, 2 host or outside, 3 compiled. */
export const F_MODE: usize = 52
export const F_STATIC: usize = 56
/** KIND_*. */
export const F_KIND: usize = 60
export const F_ACCOUNT: usize = 64
/** Number of the host account that plays the frame, or of a precompile with the top bit set; else 0. */
export const F_HOST: usize = 68
export const F_INPUT: usize = 72
export const F_INPUT_BYTES: usize = 76
/** Where the caller wants the return data: absolute address and byte count. */
export const F_OUT: usize = 80
export const F_OUT_BYTES: usize = 84
export const F_JOURNAL: usize = 88
export const F_LOG: usize = 92
export const F_REFUND: usize = 96
/** First byte that belongs to this frame in the arena (jump map of initcode, then memory). */
export const F_ARENA: usize = 104
export const F_LOG_COUNT: usize = 108
export const F_MEM_GAS: usize = 112
export const F_GAS_LIMIT: usize = 120
export const F_ADDRESS: usize = 128
export const F_CALLER: usize = 160
export const F_VALUE: usize = 192
export const F_CODE_ADDRESS: usize = 224

export const KIND_CALL: u32 = 0
export const KIND_CALLCODE: u32 = 1
export const KIND_DELEGATECALL: u32 = 2
export const KIND_STATICCALL: u32 = 3
export const KIND_CREATE: u32 = 4
export const KIND_CREATE2: u32 = 5

export const STATUS_SUCCESS: u32 = 0
export const STATUS_REVERT: u32 = 1
export const STATUS_HALT: u32 = 2

// ---- why a frame halted; the order is that of HALT_REASONS in src/evm/halts.ts, from 1 ----------------------------
export const HALT_OUT_OF_GAS: u32 = 1
export const HALT_STACK_UNDERFLOW: u32 = 2
export const HALT_STACK_OVERFLOW: u32 = 3
export const HALT_INVALID_JUMP: u32 = 4
export const HALT_INVALID_OPCODE: u32 = 5
export const HALT_STATIC_VIOLATION: u32 = 6
export const HALT_RETURN_DATA: u32 = 7
export const HALT_CALL_DEPTH: u32 = 8
export const HALT_BALANCE: u32 = 9
export const HALT_COLLISION: u32 = 10
export const HALT_NONCE: u32 = 11
export const HALT_CODE_SIZE: u32 = 12
export const HALT_INITCODE_SIZE: u32 = 13
export const HALT_INVALID_CODE: u32 = 14
export const HALT_PRECOMPILE: u32 = 15
export const HALT_HOST: u32 = 16

// ---- limits; the order is that of MACHINE_LIMITS in src/evm/errors.ts, from 1 ------------------------------------
export const LIMIT_ACCOUNTS: u32 = 1
export const LIMIT_SLOTS: u32 = 2
export const LIMIT_JOURNAL: u32 = 3
export const LIMIT_CODES: u32 = 4
export const LIMIT_CODE_HEAP: u32 = 5
export const LIMIT_LOGS: u32 = 6
export const LIMIT_ARENA: u32 = 7
export const LIMIT_FRAME_MEMORY: u32 = 8
export const LIMIT_TRANSFER: u32 = 9
export const LIMIT_INPUT: u32 = 10
export const LIMIT_HOSTS: u32 = 11

// ---- intercepted call: words. Created: what the caller of an ended creation gets -----------------------------------
export const INTERCEPTED_CALLER: usize = 0
export const INTERCEPTED_TO: usize = 32
export const INTERCEPTED_VALUE: usize = 64
export const INTERCEPTED_CREATED: usize = 96

// ---- impersonation: state, depth of the frames that call, whether for one call only, who calls, in whose name, two accounts that are called as ever ---
export const IMPERSONATION_STATE: usize = 0
export const IMPERSONATION_DEPTH: usize = 4
export const IMPERSONATION_ONCE: usize = 8
/** How often the core answered somebody who asked for one or ended it. */
export const IMPERSONATION_ASKED: usize = 12
/** First four bytes of the calls that ask for one for one call, for all calls, and that end it; as they lie in memory. */
export const IMPERSONATION_ASK_ONCE: usize = 16
export const IMPERSONATION_ASK: usize = 20
export const IMPERSONATION_END: usize = 24
/** 1: whoever is to call in the place of another, here or by an interceptor, is warm from then on. */
export const IMPERSONATION_WARMS: usize = 28
export const IMPERSONATION_OF: usize = 32
export const IMPERSONATION_AS: usize = 64
export const IMPERSONATION_NOT: usize = 96
export const IMPERSONATION_NOT_EITHER: usize = 128
export const IMPERSONATION_WAITS: u32 = 1
export const IMPERSONATION_APPLIED: u32 = 2
export const IMPERSONATION_OVER: u32 = 3

// ---- isolation: words. The account whose calls are never isolated; base fee and gas price of the transaction around ------
export const ISOLATION_NOT: usize = 0
export const ISOLATION_BASE_FEE: usize = 32
export const ISOLATION_GAS_PRICE: usize = 64

// ---- compare log record ----------------------------------------------------------------------------------------
export const COMPARE_CODE: usize = 0
export const COMPARE_PC: usize = 4
export const COMPARE_OPCODE: usize = 8
export const COMPARE_LEFT: usize = 16
export const COMPARE_RIGHT: usize = 48

// ---- access record: flags u32 (1 write, 0 read), padding, address word, slot word --------------------------------
export const ACCESS_WRITE: usize = 0
export const ACCESS_ADDRESS: usize = 32
export const ACCESS_SLOT: usize = 64

// ---- flags of what to observe ----------------------------------------------------------------------------------
export const OBSERVE_COVERAGE: u32 = 1
export const OBSERVE_COMPARES: u32 = 2
export const OBSERVE_STEPS: u32 = 4
export const OBSERVE_CALLS: u32 = 8
export const OBSERVE_CHECKED: u32 = 16
export const OBSERVE_ACCESS: u32 = 32
/** Note arithmetic that may wrap, in the log of comparisons. */
export const OBSERVE_WRAPS: u32 = 1024
/** Note the watcher that is set at every slot that is read; see watch.ts. */
export const OBSERVE_WATCH: u32 = 512
/** Ask before a contract calls or creates, and again when a frame ends. */
export const INTERCEPT_FRAMES: u32 = 64
export const INTERCEPT_LOGS: u32 = 128
/** Report every SLOAD and SSTORE of frames that begin while it is set: they run in the checked loop. */
export const INTERCEPT_ACCESS: u32 = 256
/** There may be an impersonation; see impersonation.ts. */
export const IMPERSONATING: u32 = 2048
/** The core answers calls that ask for an impersonation. With IMPERSONATING. */
export const ANSWERS_IMPERSONATION: u32 = 4096
/** Calls of the transaction's own frame are transactions of their own; see isolation.ts. */
export const ISOLATING: u32 = 8192

// ---- prepared call in a batch; its result is written into it ------------------------------------------------------
export const CALL_BYTES: usize = 0
export const CALL_KIND: usize = 4
export const CALL_GAS: usize = 8
export const CALL_INPUT_BYTES: usize = 16
export const CALL_STATIC: usize = 20
/** Seconds and blocks that pass before it, u32. */
export const CALL_SECONDS: usize = 24
export const CALL_BLOCKS: usize = 28
export const CALL_FROM: usize = 32
export const CALL_TO: usize = 64
export const CALL_VALUE: usize = 96
export const CALL_STATUS: usize = 128
export const CALL_HALT: usize = 132
export const CALL_GAS_LEFT: usize = 136
export const CALL_REFUND: usize = 144
export const CALL_OUTPUT_BYTES: usize = 152
export const CALL_NEW_EDGES: usize = 156
/** First 32 bytes of the output, in their order. */
export const CALL_OUTPUT: usize = 160
export const CALL_CREATED: usize = 192
export const CALL_INPUT: usize = 224
/** Merge coverage after each call. */
export const BATCH_COVERS: u32 = 1
/** Stop behind the first call that fails. */
export const BATCH_STOPS: u32 = 2
