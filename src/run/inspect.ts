// What attackers would begin with in a project: each of their worlds, surveyed. The part of `faultline inspect` that is no
// terminal.

import type { Address } from '../evm/types.ts'
import { BaseError } from '../primitives/errors.ts'
import { clippedText } from '../primitives/plain-text.ts'
import {
  INSPECT_SCHEMA_VERSION,
  type InspectedAmount,
  type InspectedPosition,
  type InspectedWorld,
  type Inspection,
} from '../report/inspect-schema.ts'
import type { ReportWarning } from '../report/schema.ts'
import { ATTACKER_ACCOUNTS, ATTACKER_CONTRACT } from '../world/attacker/attacker.ts'
import { accountNames, type Names } from '../world/describe/account-names.ts'
import { describeCall } from '../world/describe/describe-call.ts'
import { surveyArranged } from '../world/arrange/arrange-as-tests.ts'
import type { Asset, AssetAmount, Survey } from '../world/survey/types.ts'
import type { World } from '../world/types.ts'
import { attackerId } from './attacker-campaigns.ts'
import { setUpAttackedById } from './attacker-worlds.ts'
import type { ConfiguredProject } from './config/open-configured.ts'
import { diskFiles } from './disk-files.ts'
import { reportProject } from './report-project.ts'
import { fingerprintWithoutTest } from './world-fingerprint.ts'

export type InspectOptions = {
  readonly opened: ConfiguredProject
  /** Of what makes a world: Selection.attacked. */
  readonly attacked: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly fork?: { readonly url: string; readonly block?: bigint }
  readonly onProgress?: (text: string) => void
}

/** Any: what is random in a setup is then the same each time. */
const SEED = 1n
const BLOCK_SECONDS = 12
/** Digits behind the point that are shown of an amount. */
const DIGITS_MAX = 6
const NAME_MAX = 40

/** Sets each world up and surveys it. What cannot be set up is a warning. Rejects only for errors of our own. */
export async function inspectWorlds(options: InspectOptions): Promise<Inspection> {
  const { attacked } = options
  const { project } = options.opened
  const warnings: ReportWarning[] = []
  const worlds = new Map<string, InspectedWorld & { sameAs: string[] }>()
  for (const contract of attacked) {
    options.onProgress?.(`setting up ${contract}`)
    const target = attackerId(contract)
    const found = await inspectOne(options, contract)
    if (typeof found === 'string') {
      warnings.push({ code: 'INSPECT_NO_WORLD', message: `${target}: ${found}`, hint: null })
      continue
    }
    const same = worlds.get(found.fingerprint)
    if (same === undefined) worlds.set(found.fingerprint, { target, sameAs: [], ...found.world })
    else same.sameAs.push(target)
  }
  return {
    schemaVersion: INSPECT_SCHEMA_VERSION,
    project: reportProject(project),
    worlds: [...worlds.values()],
    warnings,
  }
}

type Found = Omit<InspectedWorld, 'target' | 'sameAs'>

/** What is in a world, or why there is none. */
async function inspectOne(
  { opened, env, fork }: InspectOptions,
  contract: string,
): Promise<{ readonly world: Found; readonly fingerprint: string } | string> {
  try {
    const { setup } = await setUpAttackedById(opened, contract, {
      env,
      seed: SEED,
      files: diskFiles,
      ...(fork !== undefined && { fork }),
    })
    if (setup.status !== 'ready') return setup.reason
    const { world } = setup
    const survey = surveyArranged(world, { attackers: [...ATTACKER_ACCOUNTS, ATTACKER_CONTRACT] })
    return { world: foundIn(world, survey), fingerprint: fingerprintWithoutTest(world) }
  } catch (error) {
    // A cheatcode that is not supported, a limit, a fork that does not answer.
    if (!(error instanceof BaseError)) throw error
    return error.hint === undefined ? error.message : `${error.message} ${error.hint}`
  }
}

/** A survey in the words of the document. */
function foundIn(world: World, survey: Survey): Found {
  const names = withActors(accountNames(world), survey)
  const amounts = (of: readonly AssetAmount[]): InspectedAmount[] =>
    of.map(({ asset, amount }) => amountOf(survey.assets[asset]!, amount))
  return {
    contracts: survey.contracts.map(({ name, address, artifact, origin, roles, implementation }) => ({
      name,
      address,
      artifact: artifact.id,
      origin,
      roles,
      implementation: implementation ?? null,
    })),
    assets: survey.assets.map((asset) => ({
      name: asset.name,
      kind: asset.kind,
      address: asset.kind === 'ether' ? null : asset.address,
      decimals: asset.decimals,
      isShare: asset.kind !== 'ether' && asset.isShare,
    })),
    actors: survey.actors,
    gates: survey.gates.map(({ contract, abi, holder, getter }) => ({
      contract: names.nameOf(contract),
      address: contract,
      signature: abi.signature,
      holder: names.nameOf(holder),
      holderAddress: holder,
      getter: getter === undefined ? null : getter.signature,
    })),
    gifts: survey.gifts.map(({ contract, abi, asset, amount }) => ({
      contract: names.nameOf(contract),
      address: contract,
      signature: abi.signature,
      amount: amountOf(asset, amount),
    })),
    loans: survey.loans.map(({ lender, abi, asset, most, fee }) => ({
      lender: names.nameOf(lender),
      address: lender,
      signature: abi.signature,
      most: amountOf(survey.assets[asset]!, most),
      fee: amountOf(survey.assets[asset]!, fee),
    })),
    positions: survey.positions.map((position): InspectedPosition => ({
      owner: names.nameOf(position.owner),
      ownerAddress: position.owner,
      contract: names.nameOf(position.contract),
      address: position.contract,
      isOurs: position.isOurs,
      paid: amounts(position.paid),
      exit: position.exit.map((call) => callText(world, call, names)),
      worth: amounts(position.worth),
    })),
    notes: survey.notes,
  }
}

/** Names of the world, and of actors that only the survey knows. */
function withActors(names: Names, { actors }: Survey): Names {
  const map = new Map(names.map)
  for (const { address, name } of actors) if (!map.has(address)) map.set(address, clippedText(name, NAME_MAX))
  const knownName = (address: Address): string | undefined => map.get(address.toLowerCase())
  return { map, knownName, nameOf: (address) => knownName(address) ?? names.nameOf(address) }
}

function callText(world: World, call: Survey['positions'][number]['exit'][number], names: Names): string {
  const blocks = Math.floor(call.seconds / BLOCK_SECONDS)
  const { delay, words, payment } = describeCall(world, { ...call, blocks }, names)
  return [delay, words, payment].filter((part) => part !== '').join(', ')
}

function amountOf(asset: Asset, amount: bigint): InspectedAmount {
  const { name, decimals } = asset
  const digits = amount.toString().padStart(decimals + 1, '0')
  const whole = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ',')
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '')
  // Of a very small amount the first digits that are no zero.
  const places = whole === '0' ? Math.max(DIGITS_MAX, fraction.search(/[1-9]/) + 3) : DIGITS_MAX
  const shown = fraction.slice(0, places).replace(/0+$/, '')
  const isCut = shown.length < fraction.length
  return {
    asset: name,
    amount: amount.toString(),
    text: `${isCut ? 'about ' : ''}${whole}${shown === '' ? '' : `.${shown}`} ${clippedText(name, NAME_MAX)}`,
  }
}
