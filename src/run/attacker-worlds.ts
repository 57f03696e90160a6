// The worlds that campaigns of the attacker begin with.

import { setUpContractOf } from '../project/attackable-contracts.ts'
import { setUpWorld } from '../world/create-world.ts'
import { isolateCalls } from '../world/isolate-calls.ts'
import { setUpPlain } from '../world/plain/set-up-plain.ts'
import { type CampaignWorld, setUpCampaign } from '../world/script/set-up-campaign.ts'
import type { SetupOptions } from '../world/types.ts'
import type { ConfiguredProject } from './config/open-configured.ts'

/** What setting an attacker's world up takes, besides what is set up. */
export type AttackedSetup = Pick<SetupOptions, 'env' | 'seed' | 'files' | 'fork'>

/**
 * Sets the world of an attacker campaign up.
 * @param contract one of `attackedContracts`
 * @throws as setUpWorld, setUpCampaign and setUpPlain
 */
export async function setUpAttackedById(
  { project, campaigns }: ConfiguredProject,
  contract: string,
  options: AttackedSetup,
): Promise<CampaignWorld> {
  const campaign = campaigns.find(({ id }) => id === contract)
  return campaign === undefined
    ? await setUpAttacked({ ...options, project, artifact: project.contracts.get(contract) })
    : await setUpCampaign({ ...options, project, campaign, isPropertyWanted: () => false })
}

/**
 * The world that an attacker of a contract begins with: set up as `faultline test` does if it is a test, else by the contract's
 * constructor.
 * @throws as setUpWorld and setUpPlain
 */
async function setUpAttacked(options: SetupOptions): Promise<CampaignWorld> {
  const test = setUpContractOf(options.artifact, options.project)
  if (test === undefined) return await setUpPlain(options)
  const setup = setUpWorld({ ...options, traceSetup: true })
  // Attackers call contracts, which call others in the same transaction.
  if (setup.status === 'ready') isolateCalls(setup.world, false)
  return { setup, test }
}
