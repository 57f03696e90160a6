// The whole check, the same here and in CI: types, lint and folder directions, format, whether the committed WebAssembly
// and the parts of the report page are what their sources build, tests.
//
// Usage: npm test                      everything
//        npm test -- <file or folder>  only the tests whose path contains it
//
// The last line of the output is "N passed, N failed" with ", N skipped" if some were: CI reads it.

import path from 'node:path'
import { countsText, isPassed, runTests } from './run-tests.ts'
import { commandFile, ROOT, runNode } from './tools.ts'

const CHECKS: readonly { readonly name: string; readonly file: string; readonly args: readonly string[] }[] =
  [
    { name: 'types', file: commandFile('typescript', 'tsc'), args: ['-p', '.'] },
    // What runs in a browser sees its types.
    {
      name: 'types of the page',
      file: commandFile('typescript', 'tsc'),
      args: ['-p', path.join('tests', 'report-page')],
    },
    { name: 'lint', file: commandFile('oxlint'), args: ['--type-aware'] },
    { name: 'format', file: commandFile('oxfmt'), args: ['--check'] },
    { name: 'web', file: path.join(ROOT, 'scripts', 'web.ts'), args: ['--check'] },
    { name: 'wasm', file: path.join(ROOT, 'scripts', 'wasm.ts'), args: ['--check'] },
  ]

process.exitCode = main(process.argv.slice(2))

function main(testFilters: readonly string[]): number {
  // All checks run even if one fails: one run tells everything that is wrong.
  const failedChecks: string[] = []
  for (const check of testFilters.length === 0 ? CHECKS : []) {
    process.stdout.write(`\n${check.name}: ${[path.basename(check.file), ...check.args].join(' ')}\n`)
    const isRight = runNode(check.file, check.args) === 0
    process.stdout.write(`${check.name}: ${isRight ? 'passed' : 'FAILED'}\n`)
    if (!isRight) failedChecks.push(check.name)
  }

  const counts = runTests(testFilters)
  if (failedChecks.length > 0)
    process.stdout.write(`\nFailed before the tests: ${failedChecks.join(', ')}.\n`)
  process.stdout.write(countsText(counts))
  return failedChecks.length === 0 && isPassed(counts) ? 0 : 1
}
