import { expect, test } from 'vitest'
import { decodeArguments } from '../project/abi/decode.ts'
import { encodeCall } from '../project/abi/encode.ts'
import { parseFunctionSignature } from '../project/abi/parse-signature.ts'
import type { AbiValue } from '../project/abi/types.ts'
import type { CallWriter } from './call-writer.ts'
import { knobsOf } from './knobs.ts'
import type { Call, CampaignTarget } from './types.ts'

const ABI = parseFunctionSignature('draw(int256)')
const TYPES = ABI.inputs.map(({ type }) => type)
const LEAST = -(1n << 255n)

test('the least number with a sign is turned into the greatest, as it has no counterpart', () => {
  const call = (value: bigint): Call => ({
    target: 0,
    from: '0x0000000000000000000000000000000000010000',
    to: '0x0000000000000000000000000000000000020000',
    value: 0n,
    data: encodeCall(ABI, [value]),
    seconds: 0,
    blocks: 0,
  })
  const valuesOf = ({ data }: Call): readonly AbiValue[] => decodeArguments(TYPES, data, 4)
  const writer = {
    typesOf: () => TYPES,
    valuesOf,
    withValues: (of: Call, values: readonly AbiValue[]) => ({ ...of, data: encodeCall(ABI, values) }),
  } as unknown as CallWriter
  const target = { functions: [{ abi: ABI }], maxSeconds: 0 } as unknown as CampaignTarget
  const [amount] = knobsOf(call(1n), { target, writer })
  const turned = (value: bigint): unknown => valuesOf(amount!.turned!(call(value)))[0]
  expect([7n, -7n, 0n, -LEAST - 1n, LEAST + 1n].map(turned)).toEqual([-7n, 7n, 0n, LEAST + 1n, -LEAST - 1n])
  expect(turned(LEAST)).toBe(-LEAST - 1n)
  expect(amount!.get(call(LEAST))).toBe(amount!.max)
})
