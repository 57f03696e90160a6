// The loss of a finding as claims: numbers of the world before the attack and after it, and what the detector saw.

import type { Address } from '../../evm/types.ts'
import { WORD_MAX } from '../../primitives/bytes.ts'
import { encodeCall } from '../../project/abi/encode.ts'
import type { StorageChange } from '../../evm/trace.ts'
import type { CallVerdict } from '../../attack/detectors/types.ts'
import type { Evidence } from '../../attack/detectors/evidence.ts'
import { waysOut } from '../../attack/detectors/exits.ts'
import { dustOf } from '../../attack/detectors/scene.ts'
import { WAITS } from '../../attack/detectors/waits.ts'
import type { AttackerFacts, Property } from '../../attack/types.ts'
import { FAILED_SLOT, VM_ADDRESS } from '../../world/addresses.ts'
import { NEWCOMER } from '../../world/honest-users.ts'
import { asAccount, withWord } from '../../world/survey/plain-call.ts'
import { sharesOf } from '../../world/survey/share-books.ts'
import { CONVERT_TO_ASSETS } from '../../world/survey/standard-functions.ts'
import { readByCall } from '../../world/survey/storage-reads.ts'
import type { Entrance, PlainCall, Position } from '../../world/survey/types.ts'
import type { World } from '../../world/types.ts'
import { amountOf, isBorneOut, look, runLeg, undone, yieldOf } from './look.ts'
import type { Claim, Leg, ProofCall } from './plan.ts'

/** Of those who lost something, as many are named. */
const LOSERS_MAX = 3

/** So many others are served before the owner of a way out, at most. */
const TURNS_MAX = 8

/** Of slots that are different, as many are stated. */
const WRITES_MAX = 4

type AmountClaim = Extract<Claim, { kind: 'amount' }>

/** A world before the attack and after it. */
export type Attack = {
  readonly world: World
  /** Goes back to before the attack. */
  readonly begin: () => void
  /** Makes the attack from there. */
  readonly make: () => void
  /** What a detector of calls says of the last call. */
  readonly judge: () => CallVerdict | undefined
  /** The attack from its beginning, traced: what it wrote for good. */
  readonly writes: () => readonly StorageChange[]
  /** A call with what is known of its function. */
  readonly known: (call: Pick<ProofCall, 'to' | 'value' | 'data'>) => ProofCall
}

/** Claims of what a detector found; empty if nothing can be stated. The world is anywhere afterwards. */
export function claimsOf(attack: Attack, facts: AttackerFacts, property: Property): Claim[] {
  attack.begin()
  attack.make()
  const evidence = property.isOfCall === true ? attack.judge()?.evidence : facts.evidence(property.name)
  const claims =
    property.name === 'theft' || evidence === undefined
      ? [...amountClaims(attack, facts)]
      : evidenceClaims(attack, facts, evidence)
  // Nobody need have lost anything yet where a number wrapped around.
  if (property.name === 'wrap') claims.push(...writtenClaims(attack, facts))
  return claims.filter((claim) => isTrue(attack, facts, claim))
}

/** Claims of what a test of the user's says must hold. The world is anywhere afterwards. */
export function propertyClaims({ world, begin, make }: Attack, property: Property): Claim[] {
  const { abi, to, kind } = property
  if (abi === undefined || (kind !== 'invariant' && kind !== 'boolean')) return []
  if (kind === 'boolean') return [{ kind: 'property', to, abi, fails: 'false' }]
  begin()
  make()
  const { status, isFailed } = undone(world, () =>
    world.call({ from: world.sender, to, data: encodeCall(abi, []) }),
  )
  return [{ kind: 'property', to, abi, fails: status === 'success' && isFailed ? 'marks' : 'reverts' }]
}

/** Whether the attack leaves the mark of a failure behind. The world is anywhere afterwards. */
export function isMarked({ world, begin, make }: Attack): boolean {
  begin()
  make()
  return world.machine.getStorage(VM_ADDRESS, FAILED_SLOT) !== 0n
}

/** A claim that does not bear out in our own world would not in another. */
function isTrue({ world, begin, make }: Attack, { assets }: AttackerFacts, claim: Claim): boolean {
  begin()
  const before = look(world, assets, claim, 'before')
  make()
  return isBorneOut(claim, before, look(world, assets, claim, 'after'))
}

// ---- theft -----------------------------------------------------------------------------------------------------------

/** What the attacker has more, what others have less, and that nothing was paid for it. */
function amountClaims({ world, begin, make }: Attack, facts: AttackerFacts): readonly Claim[] {
  const { assets, attackers, others } = facts
  const everybody = [...attackers, ...others.filter((each) => !attackers.includes(each))]
  const table = (): readonly (readonly bigint[])[] =>
    assets.map((asset) => everybody.map((account) => amountOf(world, asset, account)))
  begin()
  const before = table()
  make()
  const after = table()
  const claims: Claim[] = []
  for (const [asset, which] of assets.entries()) {
    const changes = everybody.map((_, i) => after[asset]![i]! - before[asset]![i]!)
    const claimed = ownClaims(asset, attackers, before[asset]!, after[asset]!, dustOf(which))
    claims.push(...claimed)
    if (!claimed.some((claim) => claim.sense === 'more')) continue
    const losers = everybody
      .map((account, i) => ({ account, change: changes[i]! }))
      .slice(attackers.length)
      .filter((each) => each.change < 0n)
      .toSorted((a, b) => (a.change < b.change ? -1 : a.change > b.change ? 1 : 0))
    for (const loser of losers.slice(0, LOSERS_MAX))
      claims.push(amountClaim(asset, [loser.account], loser.change, 'less'))
  }
  return claims.some((claim) => claim.kind === 'amount' && claim.sense === 'more') ? claims : []
}

/** What the attacker has more of an asset, or how much it has left. @param before of everybody, its own accounts first */
function ownClaims(
  asset: number,
  attackers: readonly Address[],
  before: readonly bigint[],
  after: readonly bigint[],
  dust: bigint,
): readonly AmountClaim[] {
  const changes = attackers.map((_, i) => after[i]! - before[i]!)
  const had = attackers.reduce((total, _, i) => total + before[i]!, 0n)
  const has = attackers.reduce((total, _, i) => total + after[i]!, 0n)
  // What several accounts have together need not fit into a word.
  if (had > WORD_MAX || has > WORD_MAX)
    return attackers.flatMap((attacker, i) =>
      changes[i] === 0n
        ? []
        : [amountClaim(asset, [attacker], changes[i]!, changes[i]! > 0n ? 'more' : 'kept')],
    )
  const own = attackers.filter((_, i) => changes[i] !== 0n)
  const change = has - had
  if (change > dust) return [amountClaim(asset, own, change, 'more')]
  // What was paid and came back does not come back where the flaw is repaired.
  const kept = change < 0n ? own : attackers.filter((_, i) => before[i]! > 0n)
  return kept.length === 0 ? [] : [amountClaim(asset, kept, change < 0n ? change : 0n, 'kept')]
}

function amountClaim(
  asset: number,
  accounts: readonly Address[],
  change: bigint,
  sense: AmountClaim['sense'],
): AmountClaim {
  return { kind: 'amount', asset, accounts, change, sense }
}

// ---- what a detector saw -----------------------------------------------------------------------------------------------

function evidenceClaims(attack: Attack, facts: AttackerFacts, evidence: Evidence): Claim[] {
  switch (evidence.kind) {
    case 'exit':
      return [...exitClaims(attack, facts, evidence)]
    case 'exits':
      return [...turnClaims(attack, facts, evidence)]
    case 'supply':
    case 'unnoticed':
      return [{ ...evidence }]
    case 'slot':
    case 'answer':
      return [wordClaim(attack, evidence)]
    case 'no code':
    case 'borrowed code':
      return [{ ...evidence }]
    case 'entrance':
      return [...entranceClaims(attack, facts, evidence.entrance)]
    case 'door': {
      const { door, refusing } = evidence
      const leg = legOf(attack, door.from, [door])
      return [{ kind: 'stuck', leg, waits: [0, ...WAITS.map(Number)], refusing }]
    }
  }
}

/** The way out gives less, or is not there any more. */
function exitClaims(
  attack: Attack,
  facts: AttackerFacts,
  { position: { owner, exit }, asset, refusing = [] }: Extract<Evidence, { kind: 'exit' }>,
): readonly Claim[] {
  const leg = exitLeg(attack, facts, owner, exit)
  attack.begin()
  attack.make()
  const works = undone(attack.world, () => runLeg(attack.world, leg))
  if (asset !== undefined && works) return [yieldClaim(attack, facts, asset, [leg], [leg])]
  const waits = asset === undefined ? WAITS.map(Number) : []
  return [{ kind: 'stuck', leg, waits: [0, ...waits], refusing }]
}

/** A way out with its last call made as often as it takes, before the attack, until its owner has something: of a line, it serves others first. */
function exitLeg(attack: Attack, { assets }: AttackerFacts, owner: Address, exit: readonly PlainCall[]): Leg {
  const { world, begin } = attack
  const leg = legOf(attack, owner, exit)
  const last = leg.calls.at(-1)
  if (last === undefined) return leg
  const again = { ...last, seconds: 0 }
  const amounts = (): readonly bigint[] => assets.map((asset) => amountOf(world, asset, owner))
  begin()
  return undone(world, () => {
    const had = amounts()
    const hasMore = (): boolean => amounts().some((amount, i) => amount > had[i]!)
    if (!runLeg(world, leg)) return leg
    const calls = [...leg.calls]
    while (!hasMore()) {
      if (calls.length - leg.calls.length >= TURNS_MAX || !runLeg(world, { owner, calls: [again] }))
        return leg
      calls.push(again)
    }
    return { ...leg, calls }
  })
}

/** All get out one after another: what they get together, and what the one gets that is short. */
function turnClaims(
  attack: Attack,
  facts: AttackerFacts,
  { positions, short, asset }: Extract<Evidence, { kind: 'exits' }>,
): readonly Claim[] {
  const legs = positions.map((position) => legOf(attack, position.owner, position.exit))
  const turn = (position: Position): readonly Leg[] =>
    [...waysOut(position)].map((calls) => legOf(attack, position.owner, calls))
  const earlier = positions.slice(0, short).flatMap(turn)
  const own = turn(positions[short]!).map((leg, i) =>
    i === 0 ? { ...leg, first: earlier.flatMap(({ calls }) => calls) } : leg,
  )
  return [yieldClaim(attack, facts, asset, legs, legs), yieldClaim(attack, facts, asset, own, own)]
}

function yieldClaim(
  { world, begin, make }: Attack,
  { assets }: AttackerFacts,
  asset: number,
  before: readonly Leg[],
  after: readonly Leg[],
): Claim {
  begin()
  const had = yieldOf(world, assets[asset]!, before)
  make()
  const has = yieldOf(world, assets[asset]!, after)
  return { kind: 'yield', asset, before, after, had, has: has < had ? has : had - 1n }
}

/** A newcomer who enters after the attack and leaves at once gets back less, and the attacker, by leaving too, has gained. */
function entranceClaims(attack: Attack, facts: AttackerFacts, entrance: Entrance): readonly Claim[] {
  const { world, begin, make } = attack
  const { paid, book, contract, enter } = entrance
  const { attackers } = facts
  const asset = facts.assets[paid.asset]!
  const entering = legOf(attack, NEWCOMER, [enter])
  const stay = (): Leg | undefined =>
    undone(world, () => {
      if (!runLeg(world, entering)) return undefined
      const leaving = leave(attack, entrance, NEWCOMER)
      return { ...leaving, first: entering.calls }
    })
  const ownedBy = (): bigint => attackers.reduce((sum, each) => sum + amountOf(world, asset, each), 0n)
  begin()
  const before = stay()
  const had = ownedBy()
  make()
  const after = stay()
  if (before === undefined || after === undefined) return []
  const then = [entering]
  const has = undone(world, () => {
    runLeg(world, entering)
    for (const attacker of attackers) {
      if (sharesOf(world.machine, contract, book, attacker) === 0n) continue
      const leaving = leave(attack, entrance, attacker)
      runLeg(world, leaving)
      then.push(leaving)
    }
    return ownedBy()
  })
  const accounts = attackers.filter((each) => touchesLater(attack, each, asset, then))
  return [
    yieldClaim(attack, facts, paid.asset, [before], [after]),
    { kind: 'amount', asset: paid.asset, accounts, change: has - had, sense: 'more', legs: then },
  ]
}

/** Whether an account has another amount in the end. */
function touchesLater(
  { world, begin, make }: Attack,
  account: Address,
  asset: AttackerFacts['assets'][number],
  legs: readonly Leg[],
): boolean {
  begin()
  const had = amountOf(world, asset, account)
  make()
  return undone(world, () => {
    for (const leg of legs) runLeg(world, leg)
    return amountOf(world, asset, account) !== had
  })
}

/** The calls by which an account gives back all its shares, as things are. */
function leave({ world, known }: Attack, { contract, exit, book, got }: Entrance, account: Address): Leg {
  const held = (): bigint => sharesOf(world.machine, contract, book, account)
  const shares = held()
  if (shares === 0n) return { owner: account, calls: [] }
  const worth = readByCall(world.machine, contract, encodeCall(CONVERT_TO_ASSETS, [shares]))
  const ways = [shares, worth ?? 0n].map((amount): Leg => {
    const calls = exit.map((call) => withWord(asAccount(call, account), got, amount))
    return { owner: account, calls: calls.map((call) => ({ ...call, ...known(call) })) }
  })
  const works = (leg: Leg): boolean => undone(world, () => runLeg(world, leg) && held() === 0n)
  return ways.find(works) ?? ways[0]!
}

/** What the attack wrote into the protocol for good. */
function writtenClaims(
  { begin, make, writes, world }: Attack,
  { isProtocol }: AttackerFacts,
): readonly Claim[] {
  const slots = new Map(
    writes()
      .filter(({ address }) => isProtocol(address))
      .map(({ address, slot }) => [`${address} ${slot}`, { address, slot }]),
  )
  const read = ({ address, slot }: { readonly address: Address; readonly slot: bigint }): bigint =>
    world.machine.getStorage(address, slot)
  begin()
  const before = [...slots.values()].map((each) => ({ ...each, had: read(each) }))
  make()
  return before
    .map(({ address, slot, had }): Claim & { readonly kind: 'word' } => ({
      kind: 'word',
      address,
      from: { slot },
      had,
      has: read({ address, slot }),
    }))
    .filter(({ had, has }) => had !== has)
    .slice(-WRITES_MAX)
}

function wordClaim(attack: Attack, evidence: Extract<Evidence, { kind: 'slot' | 'answer' }>): Claim {
  const { world, begin, make, known } = attack
  const { address, from } =
    evidence.kind === 'slot'
      ? { address: evidence.address, from: { slot: evidence.slot } }
      : {
          address: evidence.to,
          from: {
            data: evidence.data,
            abi: known({ to: evidence.to, value: 0n, data: evidence.data }).abi,
          },
        }
  const read = (): bigint | undefined =>
    evidence.kind === 'slot'
      ? world.machine.getStorage(evidence.address, evidence.slot)
      : readByCall(world.machine, evidence.to, evidence.data)
  begin()
  const had = read()
  make()
  return { kind: 'word', address, from, had, has: read() }
}

function legOf({ known }: Attack, owner: Address, calls: readonly PlainCall[]): Leg {
  return {
    owner,
    calls: calls.map((call) => ({ ...known(call), from: call.from, seconds: call.seconds })),
  }
}
