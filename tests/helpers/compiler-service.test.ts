import { createServer } from 'node:net'
import path from 'node:path'
import { expect, test } from 'vitest'

import { askService } from './compiler-service.ts'
import { runSolc } from './solidity.ts'
import { temporaryFolder } from './temporary-folder.ts'

const inputOf = (source: string): string =>
  JSON.stringify({
    language: 'Solidity',
    sources: { 'a.sol': { content: source } },
    settings: { outputSelection: { '*': { '*': ['*'], '': ['ast'] } } },
  })

test('the compiler of the whole run answers as a new one does, whatever it has seen before', async () => {
  const input = inputOf(
    'library L { function f() public {} } contract A { uint x = 7; function f() public { L.f(); } }',
  )
  const other = inputOf('contract B { mapping(address => uint) public m; }')
  const broken = inputOf('contract { ü')
  const expected = await runSolc(input)
  await askService(other)
  expect(JSON.parse((await askService(broken))!)).toHaveProperty('errors')
  expect(await askService(input)).toBe(expected)
  expect(await askService(input)).toBe(expected)
})

test('an answer that ends in the middle is none', async () => {
  const address = path.join(await temporaryFolder(), 's')
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.resume().on('end', () => socket.end('5\n{"a"'))
  }).listen(address)
  expect(await askService('{}', address)).toBeUndefined()
  server.close()
  expect(await askService('{}', address)).toBeUndefined()
})
