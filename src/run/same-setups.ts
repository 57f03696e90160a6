// Which attacker campaigns begin with the same world: tests of one contract mostly share a setUp(). The first of them, in the
// order of the run, is searched; the others are told at once that there is nothing left to do for them.

import type { Pool } from '../attack/pool/types.ts'
import type { CampaignAnswer, CampaignWork } from '../attack/tasks.ts'

type CampaignPool = Pool<CampaignWork, CampaignAnswer>

export class SameSetups {
  readonly #order: readonly string[]
  /** By campaign: the fingerprint of its world, undefined if there is none. */
  readonly #fingerprints = new Map<string, PromiseWithResolvers<string | undefined>>()
  readonly #sameAs = new Map<string, string>()

  /** @param order the attacker campaigns of the run; each begins after those before it have begun */
  constructor(order: readonly string[]) {
    this.#order = order
    for (const each of order) this.#fingerprints.set(each, Promise.withResolvers())
  }

  /** The campaign that is searched instead; undefined as long as it is this one. */
  of(campaign: string): string | undefined {
    return this.#sameAs.get(campaign)
  }

  /** The pool for a campaign: an attacker's that prepares what another one has prepared is told to end. */
  watch(campaign: string, pool: CampaignPool): CampaignPool {
    const prepared = this.#fingerprints.get(campaign)
    if (prepared === undefined) return pool
    return {
      close: () => pool.close(),
      ...(pool.waitingFor !== undefined && { waitingFor: (each) => pool.waitingFor?.(each) ?? 0 }),
      run: async (task, options) => {
        if (task.work.kind !== 'prepare') return await pool.run(task, options)
        let answer: CampaignAnswer | undefined
        try {
          answer = await pool.run(task, options)
        } finally {
          prepared.resolve(answer?.kind === 'prepared' ? answer.fingerprint : undefined)
        }
        if (answer.kind !== 'prepared') return answer
        const same = await this.#earlier(campaign, answer.fingerprint)
        if (same === undefined) return answer
        this.#sameAs.set(campaign, same)
        return { kind: 'skipped', reason: `it begins with the same world as ${same}, which is searched` }
      },
    }
  }

  /** The first campaign that begins with this world, if it is an earlier one. */
  async #earlier(campaign: string, fingerprint: string): Promise<string | undefined> {
    for (const each of this.#order) {
      if (each === campaign) return undefined
      if ((await this.#fingerprints.get(each)!.promise) === fingerprint) return each
    }
    return undefined
  }
}
