// vm.startSnapshotGas and vm.stopSnapshotGas: what a part of a function took. Nothing is written to a file. As
// inner_start_gas_snapshot and inner_stop_gas_snapshot in foundry's evm.rs, and meter_gas_record in inspector.rs; but a second
// section has nothing of what was between it and the first, which forge 1.7 adds.

import type { HostFrame } from '../../../evm/host.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { type CheatContext, CheatcodeError, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { textOf } from '../plain/values.ts'
import { callerGas } from './pause-gas.ts'

type Section = { readonly group: string; readonly name: string; readonly depth: number; readonly gas: bigint }

const sectionSlot: CheatSlot<Section | undefined> = cheatSlot('sectionGas', undefined)

/** What the two calls take of what is between them: 171 by foundry's reckoning, and the stopping call's access. */
const OWN_GAS = 271n

function start(context: CheatContext, frame: HostFrame, group: string, name: string): void {
  const section = context.get(sectionSlot)
  if (section !== undefined)
    throw new CheatcodeError(
      `gas snapshot was already started with group: ${section.group} and name: ${section.name}`,
    )
  context.set(sectionSlot, { group, name, depth: frame.depth, gas: callerGas(frame) })
}

/** @param named group and name; none: those of the section that was started last */
function stop(context: CheatContext, frame: HostFrame, named?: readonly string[]): readonly AbiValue[] {
  const section = context.get(sectionSlot)
  if (named === undefined && section === undefined)
    throw new CheatcodeError('no active gas snapshot; call `startGasSnapshot` first')
  const [group, name] = named ?? [section!.group, section!.name]
  if (section === undefined || section.group !== group || section.name !== name)
    throw new CheatcodeError(`no gas snapshot was started with the name: ${name} in group: ${group}`)
  context.set(sectionSlot, undefined)
  const used = section.gas - callerGas(frame) - OWN_GAS
  // Of another frame nothing was counted.
  return [section.depth === frame.depth && used > 0n ? used : 0n]
}

export const sectionGasCheats: CheatTable = {
  'startSnapshotGas(string)': (context, [name], frame) =>
    start(context, frame, context.options.artifact.name, textOf(name)),
  'startSnapshotGas(string,string)': (context, [group, name], frame) =>
    start(context, frame, textOf(group), textOf(name)),
  'stopSnapshotGas()': (context, _, frame) => stop(context, frame),
  // A name without a group does not matter.
  'stopSnapshotGas(string)': (context, _, frame) => stop(context, frame),
  'stopSnapshotGas(string,string)': (context, [group, name], frame) =>
    stop(context, frame, [textOf(group), textOf(name)]),
}
