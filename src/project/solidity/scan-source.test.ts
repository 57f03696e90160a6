import { expect, it } from 'vitest'

import { scanSource } from './scan-source.ts'

it('finds every way to write an import, with its line', () => {
  const { imports } = scanSource(
    `import "./a.sol";\nimport './b.sol' as B;\nimport * as C from "c/c.sol";\nimport {D,\n  E as F} from "@d/d.sol";import"e.sol";`,
  )
  expect(imports).toEqual([
    { path: './a.sol', line: 1 },
    { path: './b.sol', line: 2 },
    { path: 'c/c.sol', line: 3 },
    { path: '@d/d.sol', line: 4 },
    { path: 'e.sol', line: 5 },
  ])
})

it('leaves alone what stands in comments and strings', () => {
  const text = `// import "a.sol";\n/* pragma solidity 0.4.11;\nimport "b.sol"; */\nstring s = "import 'c.sol'; // \\" pragma solidity 0.1.0;";\nstring u = "http://x"; import "d.sol";`
  expect(scanSource(text)).toEqual({ pragmas: [], imports: [{ path: 'd.sol', line: 5 }] })
})

it('reads every pragma of a file', () => {
  const { pragmas } = scanSource(
    'pragma solidity >=0.8.0 <0.9.0;\npragma abicoder v2;\npragma solidity\n^0.8.4;',
  )
  expect(pragmas.map(({ text, line }) => [text, line])).toEqual([
    ['>=0.8.0 <0.9.0', 1],
    ['^0.8.4', 3],
  ])
})

it('ends on files made to take long', () => {
  for (const text of [
    'import '.repeat(50_000),
    '/*'.repeat(200_000),
    '"\\'.repeat(100_000),
    'pragma solidity '.repeat(50_000),
  ])
    expect(scanSource(text).imports).toEqual([])
})
