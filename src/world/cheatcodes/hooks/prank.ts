// vm.prank and vm.startPrank: another account is the sender of the next call, or of all calls until stopPrank.
// As foundry does it: crates/cheatcodes/src/evm/prank.rs and inspector.rs.
//
// Depths, here and in all hooks, are those of foundry: the depth of a cheatcode, or of a call that is being made, is 1 if the
// transaction's own frame makes it. A frame that ended has the depth of the call that made it; the transaction's own has 0.

import type { HostFrame } from '../../../evm/host.ts'
import type { AskedImpersonation, ImpersonationSelectors } from '../../../evm/impersonations.ts'
import type { InterceptedCall } from '../../../evm/intercept.ts'
import type { Address } from '../../../evm/types.ts'
import { selectorOf } from '../../../project/abi/selector.ts'
import { type CheatContext, CheatcodeError, type CheatSlot, cheatSlot, type CheatTable } from '../context.ts'
import { meetAccount } from '../meet-account.ts'
import { broadcastSlot } from './broadcast-state.ts'

export type Prank = {
  /** The depth under which it is kept: where it was set, or where it first changed an origin. */
  readonly at: number
  /** The depth where it was set. */
  readonly depth: number
  /** Who asked for it: only its own calls are changed. */
  readonly by: Address
  /** ORIGIN before. */
  readonly originBefore: Address
  readonly sender: Address
  readonly origin: Address | undefined
  readonly isSingle: boolean
  readonly isForDelegatecalls: boolean
  readonly isUsed: boolean
}

/** In order of `at`, each of which occurs once. */
export const pranksSlot: CheatSlot<readonly Prank[]> = cheatSlot('pranks', [])

/** The prank of this depth, or else of the nearest lower one. */
export function prankAt(pranks: readonly Prank[], depth: number): Prank | undefined {
  for (let i = pranks.length - 1; i >= 0; i--) if (pranks[i]!.at <= depth) return pranks[i]
  return undefined
}

/** Changes sender and origin of a call that is about to be made. */
export function applyPrank(context: CheatContext, call: InterceptedCall, depth: number): void {
  const pranks = context.get(pranksSlot)
  const prank = prankAt(pranks, depth)
  if (prank === undefined) return
  const isAtDepth = depth === prank.depth
  if (call.kind === 'delegatecall') {
    // Its sender is the caller's own, so that an ordinary prank does not fit.
    if (!prank.isForDelegatecalls || !isAtDepth) return
    call.setCaller(prank.sender)
    if (prank.origin !== undefined) context.machine.setOrigin(prank.origin)
    return
  }
  if ((!isAtDepth && prank.origin === undefined) || call.caller !== prank.by) return
  if (isAtDepth) call.setCaller(prank.sender)
  if (prank.origin !== undefined) context.machine.setOrigin(prank.origin)
  if (!prank.isUsed) context.set(pranksSlot, withPrank(pranks, { ...prank, at: depth, isUsed: true }))
}

/** A call at `depth` came back; not for calls of cheatcodes. */
export function endPrank(context: CheatContext, depth: number, isCreation: boolean): void {
  const pranks = context.get(pranksSlot)
  const prank = prankAt(pranks, depth)
  if (prank === undefined || prank.depth !== depth) return
  if (prank.origin !== undefined) context.machine.setOrigin(prank.originBefore)
  if (prank.isSingle) context.set(pranksSlot, isCreation ? NONE : withoutPrank(pranks, depth))
}

/** The only prank there is, if all that it does is to change who calls at its depth: the core can do that alone. */
export function plainPrank(pranks: readonly Prank[]): Prank | undefined {
  const [prank] = pranks
  if (prank === undefined || pranks.length > 1) return undefined
  const isPlain = prank.origin === undefined && !prank.isForDelegatecalls && prank.at === prank.depth
  return isPlain ? prank : undefined
}

/** What is left of a plain prank that changed a call, or is over. */
export function pranksAfter(prank: Prank, state: 'applied' | 'over'): readonly Prank[] {
  return state === 'over' ? NONE : [{ ...prank, isUsed: true }]
}

/** Pranks for which the core need not ask; see Impersonations.answer. */
export const PRANK_SELECTORS: ImpersonationSelectors = {
  once: selectorOf('prank(address)'),
  start: selectorOf('startPrank(address)'),
  end: selectorOf('stopPrank()'),
}

/** The prank that somebody asked the core for. */
export function askedPrank({ of, as, depth, isOnce }: AskedImpersonation, origin: Address): Prank {
  return {
    at: depth,
    depth,
    by: of,
    originBefore: origin,
    sender: as,
    origin: undefined,
    isSingle: isOnce,
    isForDelegatecalls: false,
    isUsed: false,
  }
}

const NONE: readonly Prank[] = []

// There is one at most mostly, millions of times.
function withPrank(pranks: readonly Prank[], prank: Prank): readonly Prank[] {
  if (pranks.length === 0 || (pranks.length === 1 && pranks[0]!.at === prank.at)) return [prank]
  const others = withoutPrank(pranks, prank.at)
  const index = others.findIndex(({ at }) => at > prank.at)
  return index < 0 ? [...others, prank] : [...others.slice(0, index), prank, ...others.slice(index)]
}

function withoutPrank(pranks: readonly Prank[], at: number): readonly Prank[] {
  if (pranks.length === 1) return pranks[0]!.at === at ? NONE : pranks
  return pranks.filter((prank) => prank.at !== at)
}

type Options = { readonly isSingle: boolean; readonly origin?: unknown; readonly delegate?: unknown }

function prank(context: CheatContext, frame: HostFrame, sender: unknown, options: Options): void {
  const { isSingle, origin, delegate } = options
  const isForDelegatecalls = delegate === true
  meetAccount(context, sender as Address)
  if (isForDelegatecalls && context.machine.getCode(sender as Address).length === 0)
    throw new CheatcodeError('cannot `prank` delegate call from an EOA')
  const pranks = context.get(pranksSlot)
  const current = prankAt(pranks, frame.depth)
  if (current !== undefined) {
    if (!current.isUsed)
      throw new CheatcodeError('cannot overwrite a prank until it is applied at least once')
    if (current.isSingle !== isSingle)
      throw new CheatcodeError(
        'cannot override an ongoing prank with a single vm.prank; use vm.startPrank to override the current prank',
      )
  }
  if (context.get(broadcastSlot) !== undefined)
    throw new CheatcodeError(
      'cannot `prank` for a broadcasted transaction; pass the desired `tx.origin` into the `broadcast` cheatcode call',
    )
  context.set(
    pranksSlot,
    withPrank(pranks, {
      at: frame.depth,
      depth: frame.depth,
      by: frame.caller,
      originBefore: context.machine.origin,
      sender: sender as Address,
      origin: origin as Address | undefined,
      isSingle,
      isForDelegatecalls,
      isUsed: false,
    }),
  )
}

export const prankCheats: CheatTable = {
  'prank(address)': (context, [sender], frame) => prank(context, frame, sender, { isSingle: true }),
  'prank(address,address)': (context, [sender, origin], frame) =>
    prank(context, frame, sender, { isSingle: true, origin }),
  'prank(address,bool)': (context, [sender, delegate], frame) =>
    prank(context, frame, sender, { isSingle: true, delegate }),
  'prank(address,address,bool)': (context, [sender, origin, delegate], frame) =>
    prank(context, frame, sender, { isSingle: true, origin, delegate }),
  'startPrank(address)': (context, [sender], frame) => prank(context, frame, sender, { isSingle: false }),
  'startPrank(address,address)': (context, [sender, origin], frame) =>
    prank(context, frame, sender, { isSingle: false, origin }),
  'startPrank(address,bool)': (context, [sender, delegate], frame) =>
    prank(context, frame, sender, { isSingle: false, delegate }),
  'startPrank(address,address,bool)': (context, [sender, origin, delegate], frame) =>
    prank(context, frame, sender, { isSingle: false, origin, delegate }),
  'stopPrank()': (context, _, frame) =>
    context.set(pranksSlot, withoutPrank(context.get(pranksSlot), frame.depth)),
}
