// vm.snapshotState and its family, under their old names too: the whole state and the block, to go back to in the middle of
// a test. What other cheatcodes remember stays as it is, as in foundry.

import type { BlockEnv, Snapshot, TransactionMarks } from '../../../evm/types.ts'
import type { AbiValue } from '../../../project/abi/types.ts'
import { FAILED_SLOT, VM_ADDRESS } from '../../addresses.ts'
import { type CheatContext, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { checkLimit } from '../limit.ts'

type StateSnapshot = { readonly image: Snapshot; readonly block: BlockEnv; readonly met: TransactionMarks }

type Snapshots = { readonly next: bigint; readonly byId: ReadonlyMap<bigint, StateSnapshot> }

export const snapshotsSlot: CheatSlot<Snapshots> = cheatSlot('snapshots', { next: 0n, byId: new Map() })

/** An assertion had failed in a state that a test went back from: the test has failed all the same. */
export const hasFailedBeforeSlot: CheatSlot<boolean> = cheatSlot('hasFailedBefore', false)

// Each has all that changed since the setup.
const SNAPSHOTS_MAX = 1_000

function takeSnapshot(context: CheatContext): readonly AbiValue[] {
  const { next, byId } = context.get(snapshotsSlot)
  checkLimit('snapshots of the state', byId.size, SNAPSHOTS_MAX)
  const { machine, block } = context
  const snapshot = { image: machine.imageState(), block, met: machine.marksMet() }
  context.set(snapshotsSlot, { next: next + 1n, byId: new Map(byId).set(next, snapshot) })
  return [next]
}

function revertTo(context: CheatContext, id: AbiValue | undefined, isDeleted: boolean): readonly AbiValue[] {
  const snapshot = context.get(snapshotsSlot).byId.get(id as bigint)
  if (snapshot === undefined) return [false]
  if (context.machine.getStorage(VM_ADDRESS, FAILED_SLOT) !== 0n) context.set(hasFailedBeforeSlot, true)
  context.machine.returnToImage(snapshot.image)
  context.machine.returnToMarks(snapshot.met)
  context.setBlock(snapshot.block)
  if (isDeleted) deleteSnapshot(context, id)
  return [true]
}

function deleteSnapshot(context: CheatContext, id: AbiValue | undefined): readonly AbiValue[] {
  const snapshots = context.get(snapshotsSlot)
  const byId = new Map(snapshots.byId)
  const isThere = byId.delete(id as bigint)
  context.set(snapshotsSlot, { ...snapshots, byId })
  return [isThere]
}

function deleteSnapshots(context: CheatContext): void {
  context.set(snapshotsSlot, { ...context.get(snapshotsSlot), byId: new Map() })
}

export const snapshotCheats: CheatTable = {
  'snapshot()': takeSnapshot,
  'snapshotState()': takeSnapshot,
  'revertTo(uint256)': (context, [id]) => revertTo(context, id, false),
  'revertToState(uint256)': (context, [id]) => revertTo(context, id, false),
  'revertToAndDelete(uint256)': (context, [id]) => revertTo(context, id, true),
  'revertToStateAndDelete(uint256)': (context, [id]) => revertTo(context, id, true),
  'deleteSnapshot(uint256)': (context, [id]) => deleteSnapshot(context, id),
  'deleteStateSnapshot(uint256)': (context, [id]) => deleteSnapshot(context, id),
  'deleteSnapshots()': deleteSnapshots,
  'deleteStateSnapshots()': deleteSnapshots,
}
