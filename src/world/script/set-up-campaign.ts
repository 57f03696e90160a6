// Sets a campaign of faultline.config.ts up: the world that its setup makes, and a stand-in for the test contract that it
// does not have. Everything else in the search works as with a test contract.

import { sha256 } from '@noble/hashes/sha2.js'
import type { Address } from '../../evm/types.ts'
import { BaseError } from '../../primitives/errors.ts'
import { bytesToHex } from '../../primitives/hex.ts'
import type { SearchSettings } from '../../project/search-settings.ts'
import type { TestContract } from '../../project/test-contracts.ts'
import type { AbiType } from '../../project/abi/types.ts'
import type { Project } from '../../project/types.ts'
import { LIBRARY_DEPLOYER } from '../addresses.ts'
import { emptyMap } from '../cheatcodes/hooks/append-map.ts'
import { contractsSlot } from '../cheatcodes/hooks/contracts.ts'
import { skipReason } from '../cheatcodes/hooks/assume.ts'
import { addCreate2Factory, createMachine, finishSetup } from '../create-world.ts'
import { knownErrors } from '../known-errors.ts'
import type { Setup, SetupOptions } from '../types.ts'
import { ContractWorld } from '../world.ts'
import { runFoundryScript } from './run-foundry-script.ts'
import { ContractCallError, SetupError } from './script-error.ts'
import { addProperties, type SolidityProperty } from './script-properties.ts'
import { ScriptSession } from './session.ts'
import { STAND_IN_ADDRESS, StandIn, standInArtifact } from './stand-in.ts'
import type { CampaignSetup } from './types.ts'

/** A campaign that a configuration file declares. */
export type ConfigCampaign = {
  /** 'faultline.config.ts:vault'. */
  readonly id: string
  readonly name: string
  /** Path of the file from the project's root. */
  readonly file: string
  readonly setup: CampaignSetup
  readonly search: SearchSettings
}

export type CampaignSetupOptions = Omit<SetupOptions, 'artifact' | 'traceSetup'> & {
  readonly campaign: ConfigCampaign
  /** By 'name()'. */
  readonly isPropertyWanted: (signature: string) => boolean
}

/** How the setup went, and the test contract that the search believes to see. */
export type CampaignWorld = { readonly setup: Setup; readonly test: TestContract }

const ADDRESSES: AbiType = { kind: 'array', element: { kind: 'address' } }
const SELECTIONS: AbiType = {
  kind: 'array',
  element: {
    kind: 'tuple',
    components: [
      { name: 'addr', type: { kind: 'address' } },
      { name: 'selectors', type: { kind: 'array', element: { kind: 'fixedBytes', size: 4 } } },
    ],
  },
}

/**
 * Runs the setup of a campaign. Deterministic if the functions of the configuration are.
 * @throws UnsupportedCheatcodeError, UnlinkedError, ForkError and what the Machine throws, as setUpWorld
 */
export async function setUpCampaign(options: CampaignSetupOptions): Promise<CampaignWorld> {
  const { campaign, project } = options
  const standIn = new StandIn()
  const { functions } = standIn
  const artifact = standInArtifact({
    id: campaign.id,
    name: campaign.name,
    source: campaign.file,
    functions,
    fingerprint: fingerprintOf(campaign),
  })
  const world = createWorld({ ...options, artifact }, project)
  world.setupRecord.isOn = true
  world.machine.bindHost(STAND_IN_ADDRESS, standIn.host)
  const session = new ScriptSession(world)
  try {
    const scripts = await runSetup(session, campaign.setup)
    session.end()
    const console = finishSetup(world)
    const declared = campaign.setup.properties ?? {}
    const properties = addProperties(standIn, session, declared, options.isPropertyWanted)
    answerTargets(standIn, session, scripts, properties.solidity)
    return { setup: { status: 'ready', world, console }, test: testOf(campaign, artifact, properties.tests) }
  } catch (error) {
    session.end()
    return { setup: failed(error, world, campaign), test: testOf(campaign, artifact, []) }
  }
}

/** Of the text of the properties: what was stored for others does not hold for them. */
function fingerprintOf({ setup }: ConfigCampaign): string {
  const texts = Object.entries(setup.properties ?? {}).map(([name, property]) => [name, String(property)])
  return bytesToHex(sha256(new TextEncoder().encode(JSON.stringify(texts)))).slice(2)
}

function createWorld(options: SetupOptions, project: Project): ContractWorld {
  const { test } = project.config
  const machine = createMachine(options)
  for (const account of [test.sender, LIBRARY_DEPLOYER]) machine.setBalance(account, test.initialBalance)
  // A test contract would be the first that it creates: a proof is one.
  machine.setNonce(test.sender, 2n)
  addCreate2Factory(machine)
  const errorsOf = knownErrors(project, options.artifact)
  const world = new ContractWorld({ machine, options, test: STAND_IN_ADDRESS, sender: test.sender, errorsOf })
  world.keepConsole(true)
  world.cheats.label(test.sender, 'deployer')
  world.cheats.set(contractsSlot, { isWatching: true, addresses: emptyMap() })
  world.cheats.updateHooks()
  return world
}

/** Gives the contracts of scripts: they are no part of what was set up. */
async function runSetup(session: ScriptSession, setup: CampaignSetup): Promise<Address[]> {
  const scripts = setup.script === undefined ? [] : [runFoundryScript(session, setup.script)]
  for (const each of setup.contracts ?? []) {
    if (typeof each === 'string') session.deploy(each)
    else {
      const { name, args, ...options } = each
      session.deploy(name, args, options)
    }
  }
  await setup.setup?.(session.setupContext())
  return scripts
}

function failed(
  error: unknown,
  world: ContractWorld,
  campaign: ConfigCampaign,
): Exclude<Setup, { readonly status: 'ready' }> {
  if (error instanceof ContractCallError && error.isSkip)
    return { status: 'skipped', reason: skipReason(error.output) }
  const isOurs = error instanceof ContractCallError || error instanceof SetupError
  // Limits, cheatcodes that nobody knows, forks that do not answer: as in every other setup.
  if (error instanceof BaseError && !isOurs) throw error
  const hint = isOurs && error.hint !== undefined ? ` ${error.hint}` : ''
  const trace = error instanceof ContractCallError ? error.trace : undefined
  const message = messageOf(error)
  const stop = hint !== '' && !message.endsWith('.') ? '.' : ''
  const reason = `${message}${stop}${hint}${placeOf(error, campaign.file)}`
  return { status: 'failed', stage: 'campaign', reason, trace, world }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return `${String(error)} was thrown.`
  return error instanceof BaseError || error.name === 'Error'
    ? error.message
    : `${error.name}: ${error.message}`
}

/** ' (faultline.config.ts:12)': the line of the configuration that the error went through. */
function placeOf(error: unknown, file: string): string {
  if (!(error instanceof Error)) return ''
  for (const line of error.stack?.split('\n') ?? []) {
    const at = line.lastIndexOf(`/${file}`)
    const number = at < 0 ? null : /^(?:\?[^:]*)?:(\d+)/.exec(line.slice(at + file.length + 1))
    if (number !== null) return ` (${file}:${number[1]})`
  }
  return ''
}

function testOf(
  campaign: ConfigCampaign,
  artifact: TestContract['artifact'],
  tests: TestContract['tests'],
): TestContract {
  return {
    artifact,
    setUp: undefined,
    afterInvariant: undefined,
    beforeTestSetup: undefined,
    tests,
    harness: undefined,
    isHarness: false,
    problem: undefined,
    search: campaign.search,
  }
}

// ---- targets -----------------------------------------------------------------------------------------------------------

/** Says what may be called in the words of forge's target getters (targets.ts asks them). */
function answerTargets(
  standIn: StandIn,
  session: ScriptSession,
  scripts: readonly Address[],
  properties: readonly SolidityProperty[],
): void {
  const { targeted, excluded } = session
  const contracts = [...new Set(targeted.map(({ address }) => address))]
  const whole = new Set(
    targeted.flatMap(({ address, functions }) => (functions === undefined ? [address] : [])),
  )
  const outside = excluded.flatMap(({ address, functions }) => (functions === undefined ? [address] : []))
  standIn.answer('targetContracts()', ADDRESSES, contracts)
  standIn.answer('excludeContracts()', ADDRESSES, outside)
  standIn.answer('excludeSenders()', ADDRESSES, [...deployersOf(session), ...scripts])
  standIn.answer(
    'targetSelectors()',
    SELECTIONS,
    targeted.flatMap(({ address, functions }) =>
      functions === undefined || whole.has(address) || outside.includes(address)
        ? []
        : [[address, functions.map(({ selector }) => bytesOf(selector))]],
    ),
  )
  // Naming a function of a contract makes the contract a target: only of those that are one anyway.
  const isTarget = (address: Address): boolean =>
    !outside.includes(address) && (contracts.length === 0 || contracts.includes(address))
  standIn.answer(
    'excludeSelectors()',
    SELECTIONS,
    [
      ...excluded.flatMap(({ address, functions }) => (functions ?? []).map((abi) => ({ address, abi }))),
      ...properties,
    ]
      .filter(({ address }) => isTarget(address))
      .map(({ address, abi }) => [address, [bytesOf(abi.selector)]]),
  )
}

/** Whoever deployed the contracts is trusted with them; an attacker is somebody else. `senders` says otherwise. */
function deployersOf({ world, deployer }: ScriptSession): Address[] {
  const deployers = new Set<Address>([deployer])
  for (const [address, { nonce, code }] of world.machine.dump())
    if (nonce > 0n && code.length === 0) deployers.add(address)
  return [...deployers]
}

function bytesOf(selector: number): Uint8Array {
  return Uint8Array.of(selector >>> 24, (selector >>> 16) & 255, (selector >>> 8) & 255, selector & 255)
}
