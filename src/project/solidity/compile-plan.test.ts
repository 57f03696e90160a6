import { expect, test } from 'vitest'
import { planJobs } from './compile-plan.ts'
import { scanSource } from './scan-source.ts'
import type { SourceFile, SourceGraph } from './source-graph.ts'

const COMPILER = { version: '0.8.30', folder: '/compilers/0.8.30' }

/** Files by name: how long each is, and what it imports. All but libraries are the project's own. */
function graphOf(
  files: Readonly<Record<string, readonly [characters: number, ...imports: string[]]>>,
): SourceGraph {
  const read = Object.entries(files).map(([name, [characters, ...imports]]): [string, SourceFile] => {
    const text = 'pragma solidity ^0.8.0;\n'.padEnd(characters, ' ')
    const links = imports.map((each) => ({ path: each, name: each }))
    return [name, { name, text, scan: scanSource(text), imports: links }]
  })
  return {
    files: new Map(read),
    own: Object.keys(files)
      .filter((name) => !name.startsWith('lib/'))
      .sort(),
  }
}

const outputsOf = (graph: SourceGraph): string[] =>
  planJobs(graph, [COMPILER]).map(({ outputs }) =>
    outputs.filter((name) => graph.own.includes(name)).join(' '),
  )

test('files that import the same large library are compiled with it in one go', () => {
  const graph = graphOf({
    'lib/std.sol': [300_000],
    'test/A.t.sol': [12_000, 'lib/std.sol'],
    'test/B.t.sol': [11_000, 'lib/std.sol'],
    'test/C.t.sol': [10_000, 'lib/std.sol'],
  })
  expect(outputsOf(graph)).toStrictEqual(['test/A.t.sol test/B.t.sol test/C.t.sol'])
})

test('until they bring so much of their own that others could do it meanwhile', () => {
  const graph = graphOf({
    'lib/std.sol': [300_000],
    'test/A.t.sol': [43_000, 'lib/std.sol'],
    'test/B.t.sol': [42_000, 'lib/std.sol'],
    'test/C.t.sol': [41_000, 'lib/std.sol'],
  })
  expect(outputsOf(graph)).toStrictEqual(['test/A.t.sol test/B.t.sol', 'test/C.t.sol'])
})

test('or come near what kills compilers', () => {
  const graph = graphOf({
    'lib/std.sol': [690_000],
    'test/A.t.sol': [12_000, 'lib/std.sol'],
    'test/B.t.sol': [11_000, 'lib/std.sol'],
  })
  expect(outputsOf(graph)).toStrictEqual(['test/A.t.sol', 'test/B.t.sol'])
})

test('small files without anything in common are compiled together', () => {
  const graph = graphOf({ 'src/A.sol': [90_000], 'src/B.sol': [80_000], 'src/C.sol': [70_000] })
  expect(outputsOf(graph)).toStrictEqual(['src/A.sol src/B.sol', 'src/C.sol'])
})
