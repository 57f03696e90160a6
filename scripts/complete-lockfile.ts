// Adds to package-lock.json the platform packages that `npm install` left out.
//
// Tools with native parts (oxlint, forge, ...) list one optional package for each platform. npm forgets in the lockfile
// those that it could not reach while installing, and those that an existing node_modules did not need
// (https://github.com/npm/cli/issues/4828); `npm ci` then refuses the lockfile, on every machine. What is added here has
// version, platform and the other facts of its siblings, but no checksum, which only the registry knows.
//
// Usage: node scripts/complete-lockfile.ts            after every `npm install <package>`
//        node scripts/complete-lockfile.ts --check    only say what is missing; exit code 1 if anything is

import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { completed, type Lockfile } from './lockfile.ts'
import { ROOT } from './tools.ts'

const FILE = path.join(ROOT, 'package-lock.json')

const { lockfile, added } = completed(JSON.parse(readFileSync(FILE, 'utf8')) as Lockfile)
const isCheck = process.argv.includes('--check')
for (const place of added) process.stdout.write(`${isCheck ? 'missing' : 'added'}: ${place}\n`)
process.stdout.write(added.length === 0 ? 'The lockfile is complete.\n' : `${added.length} packages\n`)
if (isCheck) process.exitCode = added.length === 0 ? 0 : 1
else if (added.length > 0) writeFileSync(FILE, `${JSON.stringify(lockfile, undefined, 2)}\n`)
