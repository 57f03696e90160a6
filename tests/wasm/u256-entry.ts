// @ts-nocheck: AssemblyScript. What compileKernels builds: the word arithmetic and keccak of the core, without the core.
export * from '../../wasm/core/u256'
export * from '../../wasm/core/keccak'
