// How AssemblyScript is compiled here, for the core and for tests and benchmarks of parts of it.

/** Options of asc that decide what code it writes. */
export const CODE_OPTIONS: readonly string[] = [
  ...['--runtime', 'stub', '--noAssert', '-O3'],
  ...['--enable', 'simd', '--enable', 'bulk-memory', '--importMemory'],
  // Static data of the compiler: above the first page, below OPCODES of wasm/core/layout.ts.
  ...['--memoryBase', '65536'],
]

/** Pages of 64 KiB that the core's memory has at first and at most: every region but the arena, and 1 GiB of that. */
export const MEMORY_OPTIONS: readonly string[] = ['--initialMemory', '16640', '--maximumMemory', '65535']

/** Compiled contracts are put into the core's table of functions. */
export const TABLE_OPTIONS: readonly string[] = ['--exportTable']
