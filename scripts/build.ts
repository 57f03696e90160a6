// Compiles src/ to what the package publishes: JavaScript, types and source maps, without tests.
//
// Usage: npm run build -- [--out dist]

import { rmSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { commandFile, ROOT, runNode } from './tools.ts'

const { values } = parseArgs({ options: { out: { type: 'string', default: 'dist' } } })
const out = path.resolve(ROOT, values.out)

// A file that was deleted from src/ must not live on in the package.
rmSync(out, { recursive: true, force: true })
process.exitCode = runNode(commandFile('typescript', 'tsc'), ['-p', 'tsconfig.build.json', '--outDir', out])
