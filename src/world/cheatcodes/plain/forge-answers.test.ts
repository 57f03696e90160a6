// forge-answers/*.json hold what forge 1.7.1 gave back for calls of single cheatcodes, in the order in which one test made
// them: values, or the text or bytes of the revert. The same calls must give the same here.

import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  callCheat,
  fakeContext,
  fakeFiles,
  inputTypes,
  type FakeOptions,
} from '../../../../tests/helpers/cheat-context.ts'
import { bytesToHex, hexToBytes } from '../../../primitives/hex.ts'
import type { AbiType, AbiValue } from '../../../project/abi/types.ts'

type Json = string | boolean | readonly Json[]
type Recorded = {
  readonly call: string
  readonly args: readonly Json[]
  readonly returns?: readonly Json[]
  readonly raw?: string
  readonly reverts?: string
  readonly revertsRaw?: string
}
type Recording = { readonly documents?: readonly string[]; readonly answers: readonly Recorded[] }

const FOLDER = path.join(import.meta.dirname, 'forge-answers')
const BYTES_32 = `0x${'11'.repeat(32)}`

/** The environment in which forge answered. */
const OPTIONS: FakeOptions = {
  env: {
    TEST_RPC: 'https://env.example',
    TEST_NUM: '12',
    TEST_LIST: '1, 2 ,3',
    TEST_BAD: 'abc',
    TEST_ADDR: '0x00000000000000000000000000000000000000aa',
    TEST_BOOL: 'True',
    TEST_EMPTY: '',
    TEST_STR: 'hello world',
    TEST_BYTES: '0x1234',
    TEST_B32: BYTES_32,
    TEST_NEG: '-5',
    TEST_STRS: 'a,b, c',
  },
  config: {
    rpcEndpoints: {
      plain: 'https://plain.example/key',
      fromenv: '${TEST_RPC}',
      missing: '${TEST_RPC_MISSING}',
      mixed: 'https://x.example/${TEST_RPC_MISSING}',
    },
    fsPermissions: [
      { access: 'read', path: '/project/data' },
      { access: 'read-write', path: '/project/rw' },
    ],
  },
  sources: {
    'test/P.t.sol': 'pragma solidity ^0.8.0;\nstruct Def { uint256 zed; uint256 alpha; }\ncontract P {}',
  },
  files: fakeFiles(
    {
      '/etc/hostname': 'host',
      '/project/foundry.toml': '',
      '/project/data/t.txt': 'line1\nline2\r\n\nlast',
      '/project/data/bin': Uint8Array.of(0xff, 0xfe, 0),
      '/project/data/dir/a.txt': 'a\n',
      '/project/data/dir/sub/b.txt': 'b\n',
      '/project/rw/.keep': '',
    },
    {
      '/project/data/link.txt': '/project/data/t.txt',
      '/project/data/out.txt': '/etc/hostname',
      '/project/data/dir/ln': '/project/data/dir/sub',
    },
  ),
}

/** Answers that are others here on purpose; by call and arguments. undefined: a value, but another one. */
const DIFFERENT: ReadonlyMap<string, string | undefined> = new Map([
  // The words of a mnemonic are not checked.
  ['deriveKey(string,uint32) ["bad words","0"]', 'vm.deriveKey: the mnemonic has 2 words: invalid'],
  [`deriveKey(string,uint32) ["${'test '.repeat(11)}test","0"]`, undefined],
  [`deriveKey(string,uint32) ["${'test '.repeat(11)}zzzz","0"]`, undefined],
  // The rules of a Machine stay.
  [
    'setEvmVersion(string) ["cancun"]',
    'vm.setEvmVersion: cannot change to "cancun": this run has the rules of osaka; set evm_version in foundry.toml',
  ],
  ['getEvmVersion() []', undefined],
  // What is no type is refused; forge takes it for one without a name.
  ['eip712HashType(string) ["Foo("]', 'vm.eip712HashType: the text is no EIP-712 type: "Foo("'],
  // Another parser, other words.
  [
    'parseToml(string) ["a = "]',
    'vm.parseToml: failed parsing TOML: TOML parse error at line 1, column 5\n  |\n1 | a = \n  |     ^\ninvalid value\n',
  ],
])

describe.each(readdirSync(FOLDER).map((file) => path.basename(file, '.json')))(
  'forge answered: %s',
  (group) => {
    const { documents = [], answers } = JSON.parse(
      readFileSync(path.join(FOLDER, `${group}.json`), 'utf8'),
    ) as Recording
    const context = fakeContext(OPTIONS)
    const seen = answers.map((answer) => {
      const types = inputTypes(answer.call)
      const args = answer.args.map((arg, index) => fromJson(types[index]!, documentOf(documents, arg)))
      return callCheat(context, answer.call, args)
    })

    it.each(answers.map((answer, index) => [index, answer] as const))('%i %j', (index, answer) => {
      const got = seen[index]!
      const name = `${answer.call} ${JSON.stringify(answer.args)}`
      const isRandom = answer.call.startsWith('bound(') && answer.returns !== undefined
      const different = DIFFERENT.get(name)
      if (different !== undefined) expect(got).toEqual({ reverts: different })
      else if (isRandom || DIFFERENT.has(name)) expect('returns' in got && got.returns.length).toBe(1)
      else if (answer.reverts !== undefined) expect(got).toEqual({ reverts: answer.reverts })
      else if (answer.revertsRaw !== undefined)
        expect('revertsRaw' in got && bytesToHex(got.revertsRaw)).toBe(answer.revertsRaw)
      else if (answer.raw !== undefined) expect('raw' in got ? bytesToHex(got.raw) : got).toBe(answer.raw)
      else expect('returns' in got ? toJson(got.returns) : got).toEqual(answer.returns)
    })
  },
)

/** '@0' stands for a long document. */
function documentOf(documents: readonly string[], arg: Json): Json {
  const number = typeof arg === 'string' ? /^@(\d+)$/.exec(arg)?.[1] : undefined
  return number === undefined ? arg : documents[Number(number)]!
}

function fromJson(type: AbiType, json: Json): AbiValue {
  if (type.kind === 'uint' || type.kind === 'int') return BigInt(json as string)
  if (type.kind === 'bytes' || type.kind === 'fixedBytes') return hexToBytes(json as string)
  if (type.kind === 'array') return (json as readonly Json[]).map((item) => fromJson(type.element, item))
  if (type.kind === 'tuple')
    return (json as readonly Json[]).map((item, index) => fromJson(type.components[index]!.type, item))
  return json as string | boolean
}

function toJson(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return bytesToHex(value)
  return Array.isArray(value) ? value.map(toJson) : value
}
