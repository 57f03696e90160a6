// Worlds set up once more, for trying out in peace what was found in another.

import { BaseError } from '../primitives/errors.ts'
import { setUpCampaign } from '../world/script/set-up-campaign.ts'
import type { Setup, SetupOptions, World } from '../world/types.ts'

/** The world of a setup that worked before. @throws FreshWorldError if it does not any more */
export function readyWorld(setup: Setup): World {
  if (setup.status === 'ready') return setup.world
  throw new FreshWorldError(setup.reason)
}

/** A world in which nothing has been put up. */
export async function emptyWorld(options: Omit<SetupOptions, 'artifact' | 'traceSetup'>): Promise<World> {
  const campaign = { id: 'proof', name: 'the setup', file: '', setup: {}, search: {} }
  const { setup } = await setUpCampaign({ ...options, campaign, isPropertyWanted: () => false })
  const world = readyWorld(setup)
  world.setupRecord.isOn = false
  return world
}

export class FreshWorldError extends BaseError {
  readonly code = 'RUN_SETUP_FAILED'

  constructor(reason: string) {
    super(`Setting up once more failed: ${reason}`)
  }
}
