// Loads the configuration of the folder that is its argument, in a process without a test runner's loader, and prints it or
// what is wrong with it.

import { errorToJson } from '../../src/primitives/errors.ts'
import { loadConfig } from '../../src/run/config/load-config.ts'

try {
  console.log(JSON.stringify({ loaded: (await loadConfig(process.argv[2]!)) ?? null }))
} catch (error) {
  const { code, message } = errorToJson(error)
  console.log(JSON.stringify({ code, message }))
}
