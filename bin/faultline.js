#!/usr/bin/env node
// Starts the CLI: the sources in a checkout, dist/ in the published package. This file must load on any Node that knows
// modules, however old, to say that it is too old; so it uses no syntax and no API newer than that.

import { existsSync, readFileSync } from 'fs'
import module from 'module'
import { fileURLToPath } from 'url'

const EXIT_NOT_PREPARED = 3
const EXIT_INTERNAL = 70

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const required = manifest.engines.node.replace('>=', '')

if (isOlder(process.versions.node, required)) {
  console.error(
    'Faultline needs Node ' +
      required +
      ' or newer. This is Node ' +
      process.versions.node +
      ' (' +
      process.execPath +
      ').\nInstall a newer Node from https://nodejs.org and run the command again.',
  )
  process.exitCode = EXIT_NOT_PREPARED
} else {
  keepCompiledCode()
  const source = new URL('../src/cli/main.ts', import.meta.url)
  const entry = existsSync(fileURLToPath(source)) ? source : new URL('../dist/code/main.js', import.meta.url)
  import(entry.href)
    .then(function (cli) {
      return cli.runProcess()
    })
    .catch(function (error) {
      console.error(
        'Faultline could not be started: ' +
          error.message +
          (error.code === 'ERR_MODULE_NOT_FOUND'
            ? '\nInstall its dependencies (npm ci in a checkout) and run the command again.'
            : ''),
      )
      process.exitCode = EXIT_INTERNAL
    })
}

// Compiled modules are kept beside the program, where nobody can change them who could not change the program itself: with them it
// starts in a fraction of the time. Node does nothing where it cannot write, where NODE_COMPILE_CACHE names another folder (then it is that)
// and where NODE_DISABLE_COMPILE_CACHE is set.
function keepCompiledCode() {
  if (typeof module.enableCompileCache !== 'function') return
  module.enableCompileCache(fileURLToPath(new URL('../.cache/code', import.meta.url)))
}

function isOlder(version, bound) {
  const parts = version.split('.').map(Number)
  const bounds = bound.split('.').map(Number)
  for (let index = 0; index < bounds.length; index++) {
    if (parts[index] !== bounds[index]) return parts[index] < bounds[index]
  }
  return false
}
