import type { WasmFeatures } from './wasm-features.ts'

/** What the doctor looks at. Gathered in gather-facts.ts, judged in examine.ts. */
export type Facts = {
  readonly node: {
    readonly version: string
    /** The lowest version that will do. */
    readonly required: string
    readonly path: string
  }
  /** Undefined: the runtime has no WebAssembly at all, say `node --jitless`. */
  readonly wasm: WasmFeatures | undefined
  readonly project: Project
  readonly compilers: readonly Compiler[]
  readonly memory: {
    /** What this process may still take, by the machine or by the limit it is under (cgroup). */
    readonly availableBytes: number
    readonly cpus: number
  }
  readonly store: {
    /** Absolute path of the `.faultline` folder. */
    readonly path: string
    /** Why nothing can be written there. */
    readonly problem?: string
  }
}

/** What kind of project the folder is in. */
export type Project = {
  readonly kind: 'foundry' | 'hardhat' | 'none'
  /** Absolute path. */
  readonly root: string
  /** The folder of compiled contracts, relative to the root, if there is one that is not empty. */
  readonly artifacts?: string
}

/** A compiler that was found. */
export type Compiler = {
  readonly kind: 'forge' | 'hardhat' | 'solc'
  readonly version: string
  readonly path: string
  /** Why it does not run. */
  readonly problem?: string
}
