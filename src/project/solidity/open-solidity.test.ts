import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

import { REPOSITORY } from '../../../tests/helpers/repository.ts'
import { temporaryFolder } from '../../../tests/helpers/temporary-folder.ts'
import { createContractIndex } from '../contract-index.ts'
import type { ContractIndex } from '../types.ts'
import type { OpenSolidityOptions } from './open-solidity.ts'
import { openSolidity } from './open-solidity.ts'

type Files = Readonly<Record<string, string>>

const HEAD = '// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\n'

async function write(files: Files): Promise<string> {
  const root = await temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true })
    await writeFile(path.join(root, name), text)
  }
  return root
}

async function open(root: string, options: Partial<OpenSolidityOptions> = {}): Promise<ContractIndex> {
  return createContractIndex((await openSolidity({ root, ...options })).entries)
}

// A package `solc` that compiles nothing: every contract named in a file gets its own name as code. `crashAt` outputs are too
// many for it. What it does is in `runs`, a line each.
function fakeSolc(version: string, claims = version, crashAt = Infinity): Files {
  const folder = `node_modules/solc-${claims}`
  return {
    [`${folder}/package.json`]: JSON.stringify({ name: 'solc', version: claims }),
    [`${folder}/soljson.js`]: `
      const texts = ['${version}+commit.00000000.Emscripten.clang']
      const put = (text) => texts.push(text) - 1
      const path = require('node:path')
      exports._solidity_version = () => 0
      exports.UTF8ToString = (pointer) => texts[pointer]
      exports.lengthBytesUTF8 = (text) => text.length
      exports.stringToUTF8 = (text, pointer) => { texts[pointer] = text }
      exports._solidity_alloc = () => put('')
      exports._solidity_compile = (pointer) => {
        const input = JSON.parse(texts[pointer])
        const wanted = Object.keys(input.settings.outputSelection)
        require('node:fs').appendFileSync(path.join(__dirname, '../../runs'), '${version} ' + wanted.join(' ') + '\\n')
        if (wanted.length >= ${crashAt}) throw new Error('memory access out of bounds')
        const contracts = {}
        for (const [file, { content }] of Object.entries(input.sources)) {
          contracts[file] = {}
          for (const [, name] of content.matchAll(/contract (\\w+)/g))
            contracts[file][name] = { abi: [], evm: { bytecode: { object: '${version.replaceAll('.', '')}' + 'ff'.repeat(4) }, deployedBytecode: { object: '' } } }
        }
        const sources = Object.fromEntries(Object.keys(input.sources).map((name, id) => [name, { id }]))
        return put(JSON.stringify({ contracts, sources }))
      }`,
  }
}

async function runsIn(root: string): Promise<readonly string[]> {
  return (await readFile(path.join(root, 'runs'), 'utf8')).trim().split('\n').sort()
}

describe('a project of plain Solidity', () => {
  const FILES: Files = {
    'contracts/Vault.sol': `${HEAD}import "./Base.sol"; import "./Peer.sol"; import {Sums} from "pkg/Sums.sol";
contract Vault is Base {
  uint256 public immutable cap = block.number;
  /// @notice forge-config: default.fuzz.runs = 3
  function add(uint256 x) external { total = Sums.add(total, x); }
}`,
    'contracts/Base.sol': `${HEAD}contract Base { uint256 public total; }`,
    // In a circle.
    'contracts/Peer.sol': `${HEAD}import "./Vault.sol"; contract Peer { Vault public vault; }`,
    'node_modules/pkg/Sums.sol': `${HEAD}library Sums { function add(uint256 a, uint256 b) external pure returns (uint256) { return a + b; } }`,
    'README.sol.md': 'no Solidity',
  }

  it('is compiled with all that it imports', async () => {
    const root = await write(FILES)
    const index = await open(root)
    expect(index.ids).toEqual([
      'contracts/Base.sol:Base',
      'contracts/Peer.sol:Peer',
      'contracts/Vault.sol:Vault',
      'node_modules/pkg/Sums.sol:Sums',
    ])
    const vault = index.get('contracts/Vault.sol:Vault')
    expect(vault.runtime.links[0]?.library).toBe('node_modules/pkg/Sums.sol:Sums')
    expect(vault.immutables.length).toBeGreaterThan(0)
    expect(vault.storageLayout?.storage.map(({ label }) => label)).toEqual(['total'])
    expect(vault.notices.functions.get('add(uint256)')).toBe('forge-config: default.fuzz.runs = 3')
    expect([vault.compilerVersion, vault.evmVersion]).toEqual(['0.8.30+commit.73712a01', 'osaka'])
    const sourceId = Number(vault.runtime.sourceMap.split(':')[2])
    expect(vault.sources.pathOf(sourceId)).toBe('contracts/Vault.sol')
    expect(vault.sources.textOf('contracts/Vault.sol')).toBe(FILES['contracts/Vault.sol'])
  })

  it('is not compiled again until something changes, and writes nowhere else', async () => {
    const root = await write({ ...FILES, ...fakeSolc('0.8.26') })
    const said: string[] = []
    const first = await open(root, { onProgress: (text) => said.push(text) })
    expect(said).toEqual(['Compiling contracts/Base.sol and 3 more (4 files) with Solidity 0.8.26'])
    const again = await open(root, { onProgress: (text) => said.push(text) })
    expect(said).toHaveLength(1)
    expect(again.get('contracts/Vault.sol:Vault').creation).toEqual(
      first.get('contracts/Vault.sol:Vault').creation,
    )
    await writeFile(path.join(root, 'contracts/Base.sol'), `${FILES['contracts/Base.sol']} `)
    await open(root, { onProgress: (text) => said.push(text) })
    expect(said).toHaveLength(2)
    expect((await readdir(root)).sort()).toEqual([
      '.faultline',
      'README.sol.md',
      'contracts',
      'node_modules',
      'runs',
    ])
  })

  it('is compiled again if the cache is broken', async () => {
    const root = await write({ 'A.sol': `${HEAD}contract A {}`, ...fakeSolc('0.8.26') })
    await open(root)
    const folder = path.join(root, '.faultline/cache/solc')
    for (const damage of [
      (text: string) => text.slice(0, 300),
      (text: string) => text.replace('"abi"', '"abj"'),
      () => '',
    ]) {
      const [name] = await readdir(folder)
      const file = path.join(folder, name!)
      const whole = await readFile(file, 'utf8')
      await writeFile(file, damage(whole))
      const said: string[] = []
      expect((await open(root, { onProgress: (text) => said.push(text) })).get('A.sol:A').name).toBe('A')
      expect(said).toHaveLength(1)
      expect(await readFile(file, 'utf8')).toBe(whole)
    }
  })

  it('passes on errors with file and line, and no warnings', async () => {
    const root = await write({
      'src/A.sol': `${HEAD}contract A {\n  uint unused = "text";\n}`,
      'src/B.sol': 'pragma solidity ^0.8.20; contract B {}',
    })
    const error: unknown = await open(root).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'PROJECT_BUILD_FAILED', details: { errors: 1 } })
    expect((error as Error).message).toContain('--> src/A.sol:4:17')
    expect((error as Error).message).not.toContain('Warning')
  })

  it('names the file and line of an import that leads nowhere', async () => {
    const root = await write({ 'src/A.sol': `${HEAD}\nimport "@openzeppelin/contracts/Token.sol";` })
    await expect(open(root)).rejects.toMatchObject({
      code: 'PROJECT_UNREADABLE',
      message: expect.stringContaining(
        'src/A.sol:4: the import "@openzeppelin/contracts/Token.sol" leads nowhere',
      ) as unknown,
      hint: expect.stringContaining('npm install @openzeppelin/contracts') as unknown,
    })
  })

  it('knows no package for an import from the web', async () => {
    const root = await write({ 'src/A.sol': `${HEAD}\nimport "github.com/somebody/contracts/Token.sol";` })
    await expect(open(root)).rejects.toMatchObject({
      hint: 'Fetch it, and say in remappings.txt where github.com/ is.',
    })
  })

  it('takes one copy of a library that two libraries bring, if both are the same', async () => {
    const auth = `${HEAD}contract Auth {}`
    const root = await write({
      'src/A.sol': `${HEAD}import "token/Token.sol"; import "value/Value.sol"; contract A is Token, Value {}`,
      'lib/token/src/Token.sol': `${HEAD}import "auth/Auth.sol"; contract Token is Auth {}`,
      'lib/value/src/Value.sol': `${HEAD}import "auth/Auth.sol"; contract Value is Auth {}`,
      'lib/token/lib/auth/src/Auth.sol': auth,
      'lib/value/lib/auth/src/Auth.sol': auth,
    })
    expect((await open(root)).ids.filter((id) => id.endsWith(':Auth'))).toHaveLength(1)
    await writeFile(path.join(root, 'lib/value/lib/auth/src/Auth.sol'), `${auth} // 2`)
    await expect(open(root)).rejects.toThrow('Identifier already declared')
  })

  it('says so where an import is of a git submodule that is not checked out', async () => {
    const root = await write({
      '.gitmodules': '[submodule "lib/std"]\n\tpath = lib/std\n\turl = https://example.org/std\n',
      'src/A.sol': `${HEAD}\nimport "std/Test.sol";`,
    })
    const hint = (name: string): string =>
      `${name} is a git submodule that is not checked out: git submodule update --init --recursive`
    await expect(open(root)).rejects.toMatchObject({ hint: hint('lib/std') })
    await mkdir(path.join(root, 'lib/std/src'), { recursive: true })
    await writeFile(path.join(root, 'lib/std/src/Test.sol'), `${HEAD}\nimport "../inner/B.sol";`)
    await expect(open(root)).rejects.toMatchObject({ hint: 'Correct the path or restore the file.' })
    await writeFile(path.join(root, 'lib/std/.gitmodules'), '[submodule "inner"]\npath=inner\n')
    await expect(open(root)).rejects.toMatchObject({ hint: hint('lib/std/inner') })
  })

  it('is looked for everywhere if the usual folders have nothing, but not among libraries', async () => {
    const root = await write({
      'protocol/core/lib/A.sol': `${HEAD}contract A {}`,
      'lib/other/B.sol': `${HEAD}contract B {}`,
      'protocol/node_modules/C.sol': `${HEAD}contract C {}`,
      ...fakeSolc('0.8.26'),
    })
    expect((await open(root)).ids).toEqual(['protocol/core/lib/A.sol:A'])
  })

  it('is not there without a single file', async () => {
    await expect(open(await write({ 'a.txt': '' }))).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' })
  })
})

describe('compilers', () => {
  it('no fitting one: names the package to add', async () => {
    const root = await write({ 'A.sol': 'pragma solidity =0.8.25;' })
    await expect(open(root)).rejects.toMatchObject({
      code: 'PROJECT_BUILD_FAILED',
      message: expect.stringMatching(
        /^A\.sol:1 wants Solidity =0\.8\.25; what is installed is .*0\.8\.30/,
      ) as unknown,
      hint: 'npm install --save-dev solc-0.8.25@npm:solc@0.8.25',
    })
    await writeFile(path.join(root, 'A.sol'), 'pragma solidity 0.8.7;')
    await expect(open(root)).rejects.toMatchObject({
      hint: 'npm install --save-dev solc-0.8.7@npm:solc@0.8.7-fixed',
    })
  })

  it('two pragmas that nobody can satisfy: names both', async () => {
    const root = await write({
      'A.sol': 'pragma solidity ^0.8.0; import "./B.sol";',
      'B.sol': '\npragma solidity =0.7.6;',
    })
    await expect(open(root)).rejects.toMatchObject({
      message: expect.stringMatching(
        /A\.sol:1 wants Solidity \^0\.8\.0 and B\.sol:2 wants =0\.7\.6/,
      ) as unknown,
    })
  })

  it('a pragma that is none: says where', async () => {
    const root = await write({ 'A.sol': '\npragma solidity newest;' })
    await expect(open(root)).rejects.toMatchObject({
      message: expect.stringContaining('A.sol:2: "pragma solidity newest;"') as unknown,
    })
  })

  it('a package that holds another compiler than it says', async () => {
    const root = await write({ 'A.sol': 'pragma solidity =0.8.7;', ...fakeSolc('0.7.5', '0.8.7') })
    await expect(open(root)).rejects.toMatchObject({
      code: 'PROJECT_BUILD_FAILED',
      message: expect.stringMatching(
        /says that it is Solidity 0\.8\.7, but it is 0\.7\.5\+commit/,
      ) as unknown,
      hint: expect.stringContaining('solc-0.8.7@npm:solc@0.8.7-fixed') as unknown,
    })
  })

  it('a package that does not load', async () => {
    const root = await write({
      'A.sol': 'pragma solidity =0.8.14;',
      ...fakeSolc('0.8.14'),
      'node_modules/solc-0.8.14/soljson.js': 'require("./common/helpers")',
    })
    await expect(open(root)).rejects.toMatchObject({
      message: expect.stringContaining('cannot be loaded: Cannot find module') as unknown,
    })
  })

  it('a file that two compilers are needed for has a contract of each', async () => {
    const root = await write({
      'New.sol': 'pragma solidity =0.8.26; import "./Shared.sol"; contract New {}',
      'Old.sol': 'pragma solidity =0.7.6; import "./Shared.sol"; contract Old {}',
      'Shared.sol': 'pragma solidity >=0.4.0; contract Shared {}',
      ...fakeSolc('0.8.26'),
      ...fakeSolc('0.7.6'),
    })
    const index = await open(root)
    expect(index.ids).toEqual([
      'New.sol:New',
      'Old.sol:Old',
      'Shared.sol:Shared#0.7.6',
      'Shared.sol:Shared#0.8.26',
    ])
    expect(index.get('Shared.sol:Shared#0.7.6').compilerVersion).toBe('0.7.6+commit.00000000')
    expect(index.named('Shared').map(({ creation }) => creation.object)).toEqual([
      '076ffffffff',
      '0826ffffffff',
    ])
  })

  it('as few as will do: a file without upper limit follows the others', async () => {
    const root = await write({
      'Old.sol': 'pragma solidity =0.7.6; contract Old {}',
      'Any.sol': 'pragma solidity >=0.5.0; contract Any {}',
      ...fakeSolc('0.8.26'),
      ...fakeSolc('0.7.6'),
    })
    await open(root)
    expect(await runsIn(root)).toEqual(['0.7.6 Any.sol Old.sol'])
  })

  it('the one that is asked for goes before newer ones, where the pragmas allow it', async () => {
    const root = await write({
      'A.sol': 'pragma solidity ^0.8.0; contract A {}',
      ...fakeSolc('0.8.26'),
      ...fakeSolc('0.8.17'),
    })
    await open(root, { compiler: '0.8.17' })
    expect(await runsIn(root)).toEqual(['0.8.17 A.sol'])
    await open(root, { compiler: '0.8.19' })
    expect(await runsIn(root)).toEqual(['0.8.17 A.sol', '0.8.26 A.sol'])
  })

  it('one that falls over gets less at a time', async () => {
    const names = ['A', 'B', 'C', 'D', 'E']
    const files = names.map((name) => [`${name}.sol`, `pragma solidity =0.8.26; contract ${name} {}`])
    const root = await write({ ...Object.fromEntries(files), ...fakeSolc('0.8.26', '0.8.26', 3) })
    const index = await open(root)
    expect(index.ids).toEqual(names.map((name) => `${name}.sol:${name}`))
    expect(await runsIn(root)).toEqual([
      '0.8.26 A.sol B.sol',
      '0.8.26 A.sol B.sol C.sol D.sol E.sol',
      '0.8.26 C.sol',
      '0.8.26 C.sol D.sol E.sol',
      '0.8.26 D.sol E.sol',
    ])
  })

  it('one that falls over on a single file', async () => {
    const root = await write({ 'A.sol': 'pragma solidity =0.8.26;', ...fakeSolc('0.8.26', '0.8.26', 1) })
    await expect(open(root)).rejects.toMatchObject({
      code: 'PROJECT_BUILD_FAILED',
      message:
        'Solidity 0.8.26 fell over: memory access out of bounds, on A.sol with nothing that it imports.',
    })
  })
})

it('compiles a package as it is published', async () => {
  const source = path.join(REPOSITORY, 'node_modules/solmate/src/tokens')
  const root = await write({
    'A.sol': `${HEAD}import {ERC20} from "solmate/src/tokens/ERC20.sol"; contract A is ERC20("a", "a", 18) {}`,
  })
  const index = await open(root, { remappings: [`solmate/src/tokens/=${source}/`] })
  expect(index.get('A.sol:A').abi.functions.map(({ name }) => name)).toContain('permit')
})

it('what does not fit onto the stack is compiled in another way, unless somebody said in which', async () => {
  const names = Array.from({ length: 18 }, (_, i) => `v${i}`)
  const deep = `contract Deep { function f(${names.map((name) => `uint256 ${name}`).join(', ')}) external pure returns (uint256) { return ${names.join(' + ')}; } }`
  const root = await write({ 'Deep.sol': HEAD + deep })
  const index = await open(root)
  expect(index.get('Deep.sol:Deep').creation.object.length).toBeGreaterThan(0)
  const told: string[] = []
  await open(root, { onProgress: (text) => told.push(text) })
  expect(told).toEqual([])
  const said = { optimizer: { enabled: true, runs: 200 } }
  await expect(open(root, { settings: said })).rejects.toMatchObject({
    code: 'PROJECT_BUILD_FAILED',
    hint: 'Set via_ir = true in foundry.toml, or compile the project with its own tool first.',
  })
})

it('a few files whose imports lead nowhere are left out where nobody asked for them', async () => {
  const root = await write({
    'contracts/A.sol': `${HEAD}contract A {}`,
    'contracts/B.sol': `${HEAD}contract B {}`,
    'test/Safe.sol': `${HEAD}import "@safe/contracts/Safe.sol"; contract Mine {}`,
  })
  const told: string[] = []
  const onLeftOut = (text: string): void => void told.push(text)
  expect((await open(root, { onLeftOut })).ids).toEqual(['contracts/A.sol:A', 'contracts/B.sol:B'])
  expect(told).toEqual([
    expect.stringMatching(
      /^test\/Safe\.sol:3: the import "@safe\/contracts\/Safe\.sol" leads nowhere .*Left out: test\/Safe\.sol\. Install it \(npm install @safe\/contracts\)/,
    ),
  ])
  const files = [path.join(root, 'test/Safe.sol')]
  for (const options of [{}, { onLeftOut, files }])
    await expect(open(root, options)).rejects.toMatchObject({ code: 'PROJECT_UNREADABLE' })
  await writeFile(
    path.join(root, 'contracts/A.sol'),
    `${HEAD}import "@safe/contracts/Safe.sol"; contract A {}`,
  )
  await expect(open(root, { onLeftOut })).rejects.toMatchObject({ code: 'PROJECT_UNREADABLE' })
})
