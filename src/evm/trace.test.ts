import { describe, expect, it } from 'vitest'
import { bytecode, call, create, deployer, op, push, returnWord } from '../../tests/helpers/bytecode.ts'
import { bytesToHex } from '../primitives/hex.ts'
import { Machine } from './machine.ts'
import { formatStep, formatTrace, type Operands, type TraceCall } from './trace.ts'
import type { Address } from './types.ts'

const USER: Address = '0x00000000000000000000000000000000000000a1'
const OUTER: Address = '0x00000000000000000000000000000000000000c1'
const INNER: Address = '0x00000000000000000000000000000000000000c2'

describe('tracing', () => {
  it('reads only the top of stacks if it is told to', () => {
    const machine = new Machine()
    machine.setAccount(OUTER, { code: bytecode(op('ADD', 1, 2), op('MUL', 5, 6)) })
    const stacks = (stackWordsMax?: number | 'taken'): unknown[] => {
      const options = { steps: true, ...(stackWordsMax !== undefined && { stackWordsMax }) }
      const { trace } = machine.trace(() => machine.call({ from: USER, to: OUTER }), options)
      return trace.steps.map(({ stack }) => stack)
    }
    expect(stacks().slice(-2)).toEqual([
      [3n, 6n, 5n],
      [3n, 30n],
    ])
    expect(stacks(1).slice(-2)).toEqual([
      [0n, 0n, 5n],
      [0n, 30n],
    ])
    // MUL takes two, STOP none.
    expect(stacks('taken').slice(-2)).toEqual([
      [0n, 6n, 5n],
      [0n, 0n],
    ])
  })

  it('keeps the stacks of one opcode if it is told to', () => {
    const machine = new Machine()
    machine.setAccount(OUTER, { code: bytecode(op('ADD', 1, 2), op('MUL', 5, 6)) })
    const options = { steps: true, stacksOf: 0x02 }
    const { trace } = machine.trace(() => machine.call({ from: USER, to: OUTER }), options)
    expect(trace.steps.flatMap(({ stack }) => (stack.length > 0 ? [stack] : []))).toEqual([[3n, 6n, 5n]])
  })

  it('gives the tree of calls with logs and storage changes in order', () => {
    const machine = new Machine()
    machine.setAccount(USER, { balance: 100n })
    machine.setAccount(OUTER, {
      code: bytecode(
        op('SSTORE', 1, 7),
        call('CALL', { to: BigInt(INNER), value: 2, gas: 50_000 }),
        op('LOG1', 0, 32, 99),
        returnWord([]),
      ),
    })
    machine.setAccount(INNER, { code: bytecode(op('SSTORE', 1, 8), op('REVERT', 0, 4)) })
    const { result, trace } = machine.trace(() => machine.call({ from: USER, to: OUTER, value: 5n }))
    expect(result.status).toBe('success')
    expect(trace.calls.length).toBe(1)
    const outer = trace.calls[0]!
    expect(outer).toMatchObject({
      kind: 'call',
      from: USER,
      to: OUTER,
      value: 5n,
      status: 'success',
      depth: 0,
      runs: 'code',
    })
    expect(outer.events.map((e) => e.kind)).toEqual(['storage', 'call', 'log'])
    expect(outer.events[0]).toEqual({
      kind: 'storage',
      change: { address: OUTER, slot: 1n, before: 0n, after: 7n },
    })
    const inner = (outer.events[1] as { call: TraceCall }).call
    expect(inner).toMatchObject({
      from: OUTER,
      to: INNER,
      value: 2n,
      status: 'revert',
      depth: 1,
      gas: 52_300n,
    })
    expect(inner.output).toEqual(new Uint8Array(4))
    expect(outer.gasUsed).toBe(result.gasUsed)
    expect(formatTrace(trace).split('\n').length).toBe(7)
  })

  it('shows creations, precompiles, hosts and accounts without code', () => {
    const machine = new Machine()
    const host: Address = '0x00000000000000000000000000000000000000d1'
    machine.bindHost(host, () => ({ status: 'return' }))
    machine.setAccount(OUTER, {
      code: bytecode(
        create(deployer(Uint8Array.of(0))),
        call('STATICCALL', { to: 4, input: [0, 32] }),
        call('CALL', { to: BigInt(host) }),
        call('CALL', { to: BigInt(USER) }),
      ),
    })
    const { trace } = machine.trace(() => machine.call({ from: USER, to: OUTER }))
    const inner = trace.calls[0]!.events.map((e) => (e as { call: TraceCall }).call)
    expect(inner.map((c) => [c.kind, c.runs, c.status])).toEqual([
      ['create', 'code', 'success'],
      ['staticcall', 'precompile', 'success'],
      ['call', 'host', 'success'],
      ['call', 'none', 'success'],
    ])
  })

  it('gives every opcode with its stack as EIP-3155 lines', () => {
    const machine = new Machine()
    machine.setAccount(OUTER, { code: bytecode(op('ADD', 2, 3)) })
    const { trace } = machine.trace(() => machine.call({ from: USER, to: OUTER, gas: 100n }), { steps: true })
    expect(trace.steps.map((s) => JSON.parse(formatStep(s)) as unknown)).toEqual([
      { pc: 0, op: 0x60, gas: '0x64', memSize: 0, stack: [], depth: 1, opName: 'PUSH1' },
      { pc: 2, op: 0x60, gas: '0x61', memSize: 0, stack: ['0x3'], depth: 1, opName: 'PUSH1' },
      { pc: 4, op: 0x01, gas: '0x5e', memSize: 0, stack: ['0x3', '0x2'], depth: 1, opName: 'ADD' },
      { pc: 5, op: 0x00, gas: '0x5b', memSize: 0, stack: ['0x5'], depth: 1, opName: 'STOP' },
    ])
  })

  it('keeps no more steps than it was told to and says so', () => {
    const machine = new Machine()
    machine.setAccount(OUTER, { code: bytecode(op('ADD', 2, 3)) })
    const { trace } = machine.trace(() => machine.call({ from: USER, to: OUTER }), {
      steps: true,
      stepsMax: 2,
    })
    expect(trace.steps.length).toBe(2)
    expect(trace.stepsCut).toBe(true)
  })

  it('changes nothing about the execution', () => {
    const run = (traced: boolean): unknown => {
      const machine = new Machine()
      machine.setAccount(OUTER, {
        code: bytecode(op('SSTORE', 1, op('GAS')), op('LOG0', 0, 1), returnWord(op('GAS'))),
      })
      const go = () => machine.call({ from: USER, to: OUTER, gas: 60_000n })
      const result = traced ? machine.trace(go, { steps: true }).result : go()
      return [result.status, result.gasUsed, result.output.slice(), result.logs, machine.stateHash()]
    }
    expect(run(true)).toEqual(run(false))
  })

  it('lets an opcode see another number, for what would be otherwise, and only while it traces', () => {
    const machine = new Machine()
    // 9 lies below what is divided.
    machine.setAccount(OUTER, { code: bytecode(push(9), returnWord(op('DIV', 7, 2))) })
    const run = (): bigint => BigInt(bytesToHex(machine.call({ from: USER, to: OUTER }).output))
    const seen: unknown[] = []
    const replaceTop = {
      opcode: 0x04,
      by: ({ codeAddress, pc, top, second, below }: Operands): bigint => {
        seen.push({ codeAddress, pc, top, second, below: [below(1), below(2)] })
        return top + second - 1n
      },
    }
    expect(machine.trace(run, { steps: true, stepsMax: 0, replaceTop }).result).toBe(4n)
    expect(seen).toEqual([{ codeAddress: OUTER, pc: 6, top: 7n, second: 2n, below: [9n, undefined] }])
    expect(run()).toBe(3n)
    // Too few operands: the opcode fails, and nobody is asked.
    machine.setAccount(OUTER, { code: Uint8Array.of(0x60, 1, 0x04) })
    const { result } = machine.trace(() => machine.call({ from: USER, to: OUTER }).status, {
      steps: true,
      replaceTop,
    })
    expect([result, seen.length]).toEqual(['halt', 1])
  })

  it('survives a host that throws in the middle', () => {
    const machine = new Machine()
    machine.setAccount(OUTER, { code: bytecode(call('CALL', { to: BigInt(INNER) })) })
    machine.bindHost(INNER, () => {
      throw new Error('enough')
    })
    const { trace } = machine.trace(() => {
      expect(() => machine.call({ from: USER, to: OUTER })).toThrow('enough')
      machine.call({ from: USER, to: USER })
    })
    expect(trace.calls.map((c) => c.to)).toEqual([OUTER, USER])
    expect(formatTrace(trace)).toContain('thrown by the host')
  })
})
