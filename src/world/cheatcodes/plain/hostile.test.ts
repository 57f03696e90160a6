import { describe, expect, it } from 'vitest'
import { callCheat, fakeContext, fakeFiles } from '../../../../tests/helpers/cheat-context.ts'

const LONG = 'a'.repeat(1_000_000)

/** What a contract sees: never an exception of ours. */
function reverts(signature: string, ...args: (string | bigint | Uint8Array | readonly string[])[]): string {
  const answer = callCheat(fakeContext(), signature, args)
  return 'reverts' in answer ? answer.reverts : 'no revert'
}

describe('hostile arguments revert', () => {
  it.each([
    ['parseUint(string)', LONG],
    ['parseUint(string)', '9'.repeat(1_000_000)],
    ['parseUint(string)', `0.${'0'.repeat(1_000_000)}1 ether`],
    ['parseUint(string)', `1e${'9'.repeat(1_000)}`],
    ['parseAddress(string)', LONG],
    ['parseJson(string)', '['.repeat(1_000_000)],
    ['parseJson(string)', '{"a":'.repeat(100_000)],
    ['parseJson(string)', `${'1'.repeat(100_000)}e5`],
    ['parseToml(string)', `a = ${'['.repeat(100_000)}`],
    ['parseToml(string)', `${'[a.'.repeat(1_000)}`],
    ['foundryVersionCmp(string)', LONG],
    ['fromRlp(bytes)', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)],
    ['resolveEnv(string)', '${A}'],
  ])('%s', (signature, arg) => expect(reverts(signature, arg)).toMatch(/^vm\./))

  it.each([
    ['nested filters', `${'[?(@'.repeat(100_000)}`],
    ['filters that never end', '.a[?(@.b == 1 || '],
    ['lists of indexes that multiply', '[0,0,0,0,0,0,0,0,0,0]'.repeat(90)],
  ])('JSON paths: %s', (_, path) => {
    const nested = `${'['.repeat(100)}1${']'.repeat(100)}`
    expect(reverts('parseJson(string,string)', nested, path)).toMatch(/^vm\.parseJson: /)
  })

  it('types that double at each level, or hold themselves', () => {
    const doubling = Array.from({ length: 60 }, (_, i) => `T${i}(T${i + 1} a,T${i + 1} b)`).join('')
    expect(reverts('parseJsonType(string,string)', '{}', `${doubling}T60(uint256 x)`)).toContain('fields')
    expect(reverts('parseJsonType(string,string)', '{}', 'A(A a)')).toContain('contains itself')
    expect(reverts('eip712HashStruct(string,bytes)', 'A(A a)', new Uint8Array(64))).toContain(
      'contains itself',
    )
    expect(reverts('parseJsonType(string,string)', '{}', '('.repeat(100_000))).toContain('type description')
  })

  it('texts whose replacement would fill the memory', () => {
    expect(reverts('replace(string,string,string)', LONG, '', LONG)).toContain('at most')
    expect(reverts('split(string,string)', LONG.repeat(2), '')).toContain('at most')
  })

  it('private keys and nonces out of range', () => {
    for (const key of [0n, 2n ** 256n - 1n]) {
      expect(reverts('addr(uint256)', key)).toMatch(/^vm\.addr: private key /)
      expect(reverts('sign(uint256,bytes32)', key, new Uint8Array(32))).toMatch(/^vm\.sign: private key /)
      expect(reverts('signDelegation(address,uint256)', `0x${'11'.repeat(20)}`, key)).toContain('private key')
    }
    expect(reverts('rememberKeys(string,string,uint32)', 'test '.repeat(12), 'm/', 2n ** 32n - 1n)).toContain(
      'at most',
    )
  })
})

describe('names that objects have anyway are no names of ours', () => {
  it('environment variables, members of JSON, endpoints', () => {
    const context = fakeContext()
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(callCheat(context, 'envExists(string)', [name])).toMatchObject({ returns: [false] })
      expect(callCheat(context, 'keyExistsJson(string,string)', ['{}', `.${name}`])).toMatchObject({
        returns: [false],
      })
      expect(reverts('rpcUrl(string)', name)).toBe(`invalid rpc url: ${name}`)
    }
    expect(
      callCheat(context, 'parseJsonUint(string,string)', ['{"__proto__":5}', '.__proto__']),
    ).toMatchObject({
      returns: [5n],
    })
    expect(
      callCheat(context, 'parseTomlUint(string,string)', ['"__proto__" = 5', '.__proto__']),
    ).toMatchObject({
      returns: [5n],
    })
  })
})

describe('files', () => {
  const files = fakeFiles(
    { '/project/out/a.json': '{}', '/secret/key': 'k', '/project/outer/x': 'x' },
    { '/project/out/leak': '/secret', '/project/out/key': '/secret/key' },
  )

  it.each([
    '../secret/key',
    'out/../../secret/key',
    '/secret/key',
    'out/leak/key',
    'out/key',
    'out/leak',
    'outer/x',
  ])('neither dots nor links lead out: %s', (path) => {
    const context = fakeContext({ files })
    for (const cheat of ['readFile(string)', 'exists(string)', 'readDir(string)', 'fsMetadata(string)'])
      expect(callCheat(context, cheat, [path])).toEqual({
        reverts: expect.stringContaining('is not allowed to be accessed for read operations') as string,
      })
  })

  it('are artifacts of any tool to vm.getCode', () => {
    const artifacts = fakeFiles({
      '/project/out/forge.json': '{"bytecode":{"object":"0x6001"}}',
      '/project/out/hardhat.json': '{"bytecode":"0x6002"}',
      '/project/out/solc.json': '{"abi":[],"evm":{"bytecode":{"object":"6003"}}}',
    })
    const context = fakeContext({
      files: artifacts,
      config: { fsPermissions: [{ access: 'read', path: '/project' }] },
    })
    for (const [name, last] of [
      ['forge', 1],
      ['hardhat', 2],
      ['solc', 3],
    ] as const)
      expect(callCheat(context, 'getCode(string)', [`out/${name}.json`])).toMatchObject({
        returns: [Uint8Array.of(0x60, last)],
      })
  })

  it('are never written, and what a contract wrote is gone when the world goes back', () => {
    const context = fakeContext({
      files,
      config: { fsPermissions: [{ access: 'read-write', path: '/project' }] },
    })
    const before = context.save()
    callCheat(context, 'writeFile(string,string)', ['out/a.json', 'new'])
    callCheat(context, 'writeFile(string,string)', ['out/b.json', 'b'])
    expect(callCheat(context, 'readFile(string)', ['out/a.json'])).toMatchObject({ returns: ['new'] })
    expect(new TextDecoder().decode(files.read('/project/out/a.json'))).toBe('{}')
    context.restore(before)
    expect(callCheat(context, 'readFile(string)', ['out/a.json'])).toMatchObject({ returns: ['{}'] })
    expect(callCheat(context, 'exists(string)', ['out/b.json'])).toMatchObject({ returns: [false] })
    for (const file of ['foundry.toml', 'FOUNDRY.TOML', '.'])
      expect(callCheat(context, 'writeFile(string,string)', [file, 'x'])).toEqual({
        reverts: 'vm.writeFile: access to `foundry.toml` is not allowed',
      })
  })

  it('are not there in a run without files', () => {
    expect(reverts('readFile(string)', 'out/a.json')).toBe(
      'vm.readFile: files cannot be read in this run: /project/out/a.json',
    )
  })
})
