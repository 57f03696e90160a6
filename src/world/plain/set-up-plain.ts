// The world of a contract that nobody deploys: put up by its constructor with arguments that were guessed, on a chain that
// begins today. As a campaign of faultline.config.ts that somebody else wrote.

import { FORKS, isAtLeast } from '../../evm/forks.ts'
import { createContractIndex } from '../../project/contract-index.ts'
import { joinContracts } from '../../project/join-contracts.ts'
import type { ContractArtifact, Project } from '../../project/types.ts'
import { actorAddress } from '../script/actor-address.ts'
import { ContractCallError } from '../script/script-error.ts'
import { type CampaignSetupOptions, type CampaignWorld, setUpCampaign } from '../script/set-up-campaign.ts'
import type { ContractArgument, DeployedContract, SetupContext } from '../script/types.ts'
import { BEGIN_BLOCK, BEGIN_SECONDS, VARIANTS } from './guess-value.ts'
import { PLAIN_TOKEN } from './plain-token.ts'
import { type DeploymentPlan, type Guess, HONEST_NAMES, planDeployment } from './plan-deployment.ts'

export type PlainSetupOptions = Omit<CampaignSetupOptions, 'campaign' | 'isPropertyWanted'> & {
  /** The contract that is to be attacked. */
  readonly artifact: ContractArtifact
}

/** Of what stands in for a test contract: no contract of the user's is called so. */
const STAND_IN_NAME = 'the setup'
const HONEST_BALANCE = 10n ** 20n
const OUR_CONTRACTS = createContractIndex([{ ...PLAIN_TOKEN, load: () => PLAIN_TOKEN }])
const HINT = 'Say how it is deployed: in a campaign of faultline.config.ts, or in setUp() of a Foundry test.'

/**
 * Deploys a contract and what its constructor asks for. Skipped, with a reason, if no arguments could be found with which it
 * can be deployed. Deterministic.
 * @throws as setUpCampaign
 */
export async function setUpPlain(options: PlainSetupOptions): Promise<CampaignWorld> {
  const { artifact } = options
  const project = withRulesOf(artifact, options.project)
  const make = (
    setup: (context: SetupContext) => void,
    contracts = project.contracts,
  ): Promise<CampaignWorld> =>
    setUpCampaign({
      ...options,
      project: { ...project, contracts },
      campaign: { id: artifact.id, name: STAND_IN_NAME, file: artifact.source, setup: { setup }, search: {} },
      isPropertyWanted: () => false,
    })
  let failed: string | undefined
  for (let variant = 0; variant < VARIANTS; variant++) {
    const plan = planDeployment(project, artifact, variant)
    if ('problem' in plan) return skipped(await make(() => undefined), plan.problem)
    // A world for each: what a failed attempt deployed would be in the way.
    const isTokenOurs = plan.contracts.some((each) => each.artifact === PLAIN_TOKEN)
    const made = await make(
      (context) => deploy(context, plan.contracts),
      isTokenOurs ? joinContracts(project.contracts, OUR_CONTRACTS) : project.contracts,
    )
    if (made.setup.status !== 'failed') return made
    const { guessed } = plan
    failed ??= `${made.setup.reason}${guessed.length === 0 ? '' : ` (with ${guessed.join(', ')})`}`
    const isFixed = guessed.length === 0 && artifact.abi.constructor?.isPayable !== true
    if (isFixed && plan.contracts.length === 1) break
  }
  return skipped(await make(() => undefined), failed ?? 'it could not be deployed')
}

/**
 * Where nobody says which chain is meant, it has the newest rules that the contract's compiler knew: what SELFDESTRUCT does is
 * not what it was.
 */
function withRulesOf({ evmVersion }: ContractArtifact, project: Project): Project {
  if (project.kind !== 'solidity') return project
  const known = FORKS.find((fork) => fork === evmVersion) ?? FORKS[0]
  const { config } = project
  return isAtLeast(known, config.fork) ? project : { ...project, config: { ...config, fork: known } }
}

function skipped({ test }: CampaignWorld, reason: string): CampaignWorld {
  return { test, setup: { status: 'skipped', reason: `${reason}. ${HINT}` } }
}

type Plan = Extract<DeploymentPlan, { readonly contracts: unknown }>['contracts']

function deploy(context: SetupContext, plan: Plan): void {
  const deployed: DeployedContract[] = []
  const valueOf = (guess: Guess): ContractArgument => {
    if (typeof guess === 'string') meet(context, guess)
    if (typeof guess !== 'object' || guess instanceof Uint8Array) return guess
    return 'contract' in guess ? deployed[guess.contract]! : guess.map(valueOf)
  }
  context.warp(BEGIN_SECONDS)
  context.roll(BEGIN_BLOCK)
  for (const { artifact, args, value, at } of plan)
    deployed.push(context.deploy(artifact.id, args.map(valueOf), { value, ...(at !== undefined && { at }) }))
  for (const [i, { calls }] of plan.entries()) {
    for (const { abi, args, others = [] } of calls)
      // If none goes well it was done by the constructor, or is to be done by somebody else.
      [args, ...others].some((each) => goesWell(context, deployed[i]!, abi.signature, each.map(valueOf)))
  }
}

function goesWell(
  context: SetupContext,
  contract: DeployedContract,
  signature: string,
  args: readonly ContractArgument[],
): boolean {
  try {
    context.call(contract, signature, args)
    return true
  } catch (error) {
    if (!(error instanceof ContractCallError)) throw error
    return false
  }
}

/** Accounts of which the contracts know get a name and ether. */
function meet(context: SetupContext, address: string): void {
  const name = HONEST_NAMES.find((each) => actorAddress(each) === address)
  if (name !== undefined) context.actor(name, { balance: HONEST_BALANCE })
}
