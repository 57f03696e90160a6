// The one file of src/evm that touches Node: it gives the precompiles their libraries synchronously, each when first used.

import { createRequire } from 'node:module'
import type { LoadLibrary } from './precompiles/precompile.ts'

/** Loads a library of the precompiles: since Node 22.12 `require` loads ES modules. */
export const loadLibrary: LoadLibrary = createRequire(import.meta.url) as LoadLibrary
