import { expect, test } from 'vitest'
import { ownSources } from './own-sources.ts'
import { functionAt, sourceFile } from './source-functions.ts'
import type { Project, SourceTable } from '../../project/types.ts'

const TEXT = `// größer als 日本 🚀
contract A {
    function plain(uint a, /* int, */ address payable to) public view returns (uint) { return a; }
    function struct_(Part memory part,
        uint256[] calldata list // a list, of numbers
    ) external { part; }
    function deep(function(uint) external f) internal {}
    modifier once(bytes b) { _; }
    receive() external payable {}
    function declared(int a) external;
    function viewer() external { }
}
function free() pure {}
`

function table(text: string | undefined): SourceTable {
  return { pathOf: () => 'a.sol', textOf: () => text }
}

test('functions have names, types and lines', () => {
  const { functions } = sourceFile(table(TEXT), 'a.sol')!
  const found = functions.map(({ name, types, line, isView, isModifier }) =>
    [line, `${name}(${types?.join() ?? '…'})`, isView ? 'view' : '', isModifier ? 'modifier' : '']
      .join(' ')
      .trim(),
  )
  expect(found).toEqual([
    '3 plain(uint256,address) view',
    '4 struct_(Part,uint256[])',
    '7 deep(…)',
    '8 once(bytes)  modifier',
    '9 receive()',
    '11 viewer()',
    '13 free() view',
  ])
})

test('a byte stands in one function or in none', () => {
  const file = sourceFile(table(TEXT), 'a.sol')!
  for (const fn of file.functions) {
    expect(functionAt(file, fn.start)).toBe(fn)
    expect(functionAt(file, fn.end - 1)).toBe(fn)
    expect(functionAt(file, fn.end)).not.toBe(fn)
    expect(functionAt(file, fn.start - 1)).not.toBe(fn)
  }
  expect(functionAt(file, 0)).toBeUndefined()
  expect(functionAt(file, 1e9)).toBeUndefined()
})

test('text that is missing or no Solidity is no trouble', () => {
  expect(sourceFile(table(undefined), 'a.sol')).toBeUndefined()
  for (const text of [
    '',
    'function',
    'function f(',
    'function f() {',
    'function (uint) {}',
    `function ${'('.repeat(9_999)}`,
  ])
    expect(sourceFile(table(text), 'a.sol')!.functions.length).toBeLessThan(2)
})

function sources(config: Partial<Project['config']>): ReturnType<typeof ownSources> {
  const folders = { sourceFolder: 'src', testFolder: 'test', scriptFolder: 'script', libraryFolders: ['lib'] }
  return ownSources({ config: { ...folders, ...config } } as Project)
}

test('own is what no library folder has, and the product lies in the source folder', () => {
  const { isOwn, isProduct } = sources({})
  const paths = [
    'src/A.sol',
    'test/A.t.sol',
    'lib/x/src/A.sol',
    'node_modules/x/A.sol',
    'contracts/A.sol',
    'srcs/A.sol',
  ]
  expect(paths.filter(isOwn)).toEqual(['src/A.sol', 'test/A.t.sol', 'contracts/A.sol', 'srcs/A.sol'])
  expect(paths.filter(isProduct)).toEqual(['src/A.sol'])
})

test('a project without a source folder of its own is all product but its tests and libraries', () => {
  const { isProduct } = sources({ sourceFolder: '.', libraryFolders: ['./lib/', 'node_modules'] })
  const paths = [
    'A.sol',
    'deep/A.sol',
    'test/A.sol',
    'script/A.sol',
    'lib/A.sol',
    'a/node_modules/b/A.sol',
    '@b/A.sol',
  ]
  expect(paths.filter(isProduct)).toEqual(['A.sol', 'deep/A.sol'])
  const named = sources({ sourceFolder: 'lib/core/src', libraryFolders: ['lib'] })
  expect(named.isProduct('lib/core/src/A.sol')).toBe(true)
  expect(named.isOwn('lib/other/A.sol')).toBe(false)
})
