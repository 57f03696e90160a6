// Node can keep compiled modules on disk (module.enableCompileCache); the command asks for it (bin/faultline.js). Processes and threads that we
// start are told where, and keep theirs there too. What is kept changes how long loading takes and nothing else.

import { flushCompileCache, getCompileCacheDir } from 'node:module'
import path from 'node:path'

/** The environment for a process or thread of ours: with the folder of compiled modules of this process, if it has one. */
export function withCodeCache(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir()
  // Node makes a folder for each of its versions in the one that it is given.
  return folder === undefined ? env : { ...env, NODE_COMPILE_CACHE: path.dirname(folder) }
}

/** Keeps what was compiled so far, now: who may be killed at any moment does not come to do it when it ends. */
export function keepCompiledCode(): void {
  flushCompileCache()
}
