// Finds and loads a project's configuration file. It is a program of the user's, as hardhat.config.ts is: loading it runs it.

import { readdirSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { workerEntry } from '../../world/worker-entry.ts'
import { checkConfig } from './check-config.ts'
import { ConfigError } from './config-error.ts'
import type { FaultlineConfig } from './types.ts'

/** A configuration file that was loaded and checked. */
export type LoadedConfig = {
  /** Its name: 'faultline.config.ts'. It lies in the project's root. */
  readonly file: string
  readonly config: FaultlineConfig
}

const CONFIG_FILE = /^faultline\.config\.m?[jt]s$/
const SELF = 'faultline/config'

/**
 * The configuration of a project; undefined if it has none.
 * @param root absolute
 * @throws ConfigError
 */
export async function loadConfig(root: string): Promise<LoadedConfig | undefined> {
  const file = findConfig(root)
  if (file === undefined) return undefined
  const url = pathToFileURL(path.join(root, file)).href
  let exported: { readonly default?: unknown }
  const hooks = registerHooks(hooksFor(url, path.join(root, file)))
  try {
    exported = (await import(url)) as typeof exported
  } catch (error) {
    throw notLoaded(error, file)
  } finally {
    hooks.deregister()
  }
  return { file, config: checkConfig(exported.default, file) }
}

function findConfig(root: string): string | undefined {
  const found = readdirSync(root)
    .filter((name) => CONFIG_FILE.test(name))
    .sort()
  if (found.length > 1)
    throw new ConfigError(
      'CONFIG_INVALID',
      `There are ${found.length} configurations in ${root}: ${found.join(', ')}.`,
      {
        hint: 'Keep one of them.',
        details: { root },
      },
    )
  return found[0]
}

// `faultline/config` is this program, also where it runs by npx and the project has not installed it. And the file is a
// module even if package.json says that .ts and .js files are not, or says nothing, about which Node would warn.
function hooksFor(url: string, file: string): Parameters<typeof registerHooks>[0] {
  const isModule = /^\s*(?:import|export)\s/m.test(readFileSync(file, 'utf8'))
  const format = /\.m?ts$/.test(file) ? 'module-typescript' : 'module'
  return {
    resolve: (specifier, context, next) =>
      specifier === SELF
        ? { url: workerEntry('define-config', import.meta.url).href, shortCircuit: true }
        : next(specifier, context),
    load: (loaded, context, next) =>
      next(loaded, loaded === url && isModule ? { ...context, format } : context),
  }
}

function notLoaded(error: unknown, file: string): ConfigError {
  const isError = error instanceof Error
  const message = isError ? `${error.name}: ${error.message}` : String(error)
  const code = isError && 'code' in error ? error.code : undefined
  const hint =
    code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' || code === 'ERR_INVALID_TYPESCRIPT_SYNTAX'
      ? 'Node runs TypeScript whose types can be erased: no enum, no namespace, no parameter properties.'
      : code === 'ERR_MODULE_NOT_FOUND'
        ? 'Imports of other files are written with their extension: import { x } from "./setup.ts".'
        : undefined
  return new ConfigError('CONFIG_FAILED', `${file}${lineIn(error, file)} could not be loaded: ${message}`, {
    cause: error,
    details: { file },
    ...(hint !== undefined && { hint }),
  })
}

/** ':12', if the error went through the file. */
function lineIn(error: unknown, file: string): string {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const line = new RegExp(`/${file.replaceAll('.', '\\.')}:(\\d+)`).exec(stack)?.[1]
  return line === undefined ? '' : `:${line}`
}
