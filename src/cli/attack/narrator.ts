// Tells what goes on: as a live line for people, and as events for programs (--jsonl).

import type { CampaignEvent } from '../../attack/campaign.ts'
import type { PoolEvent } from '../../attack/pool/types.ts'
import type { PreparedCampaign } from '../../attack/tasks.ts'
import type { Clock } from '../../primitives/clock.ts'
import type { RunEvent } from '../../report/events.ts'
import type { ReportRun, ReportWarning } from '../../report/schema.ts'
import { isPlaceOf } from '../../report/finding-words.ts'
import type { LiveLine } from '../live/live-line.ts'
import { campaignOf, findingOf } from '../../run/build-report.ts'
import type { RunResult } from '../../run/run-campaigns.ts'

/** The rate is that of about this time. */
const RATE_MS = 2_000
const PROGRESS_EVENT_MS = 1_000

export type NarratorOptions = {
  readonly live: LiveLine
  /** Takes the events of --jsonl. */
  readonly onEvent: ((event: RunEvent) => void) | undefined
  readonly clock: Clock
  readonly seed: bigint
  readonly contracts: number
  readonly secondsMax: number | undefined
  /** Of each contract. */
  readonly executionsMax: number | undefined
}

/** A campaign as it was last heard of. */
type Heard = {
  prepared: PreparedCampaign | undefined
  executions: number
  entries: number
  edges: number
  findings: number
  /** By property: calls of a failure that is being shrunk. */
  readonly shrinking: Map<number, { readonly calls: number; readonly originalCalls: number }>
  eventMs: number
}

/** Follows a run from its first campaign to its end. */
export class Narrator {
  readonly #options: NarratorOptions
  readonly #startMs: number
  readonly #heard = new Map<string, Heard>()
  /** Times and sums of executions, the oldest first. */
  readonly #samples: { readonly ms: number; readonly executions: number }[] = []

  constructor(options: NarratorOptions) {
    this.#options = options
    this.#startMs = options.clock.nowMs()
  }

  campaign(event: CampaignEvent): void {
    const heard = this.#of(event.contract)
    const nowMs = this.#options.clock.nowMs()
    switch (event.kind) {
      case 'prepared':
        heard.prepared = event.prepared
        this.#emit({
          event: 'campaign-started',
          ...this.#stamp(),
          target: event.contract,
          properties: event.prepared.properties.map(({ name }) => name),
          functions: event.prepared.functions.length,
          seed: String(this.#options.seed),
        })
        break
      case 'progress':
        heard.executions = event.executions
        heard.entries = event.entries
        heard.edges = event.edges
        this.#sample(nowMs)
        if (nowMs - heard.eventMs >= PROGRESS_EVENT_MS) {
          heard.eventMs = nowMs
          this.#emitProgress(event.contract, heard)
        }
        break
      case 'found':
        heard.findings++
        this.#emit({
          event: 'finding',
          ...this.#stamp(),
          target: event.contract,
          property: nameOfProperty(heard, event.property),
          calls: event.calls,
          executions: event.executions,
        })
        break
      case 'shrinking': {
        const before = heard.shrinking.get(event.property)
        heard.shrinking.set(event.property, {
          calls: event.calls,
          originalCalls: before?.originalCalls ?? event.calls,
        })
        if (before?.calls === event.calls) break
        this.#emit({
          event: 'shrinking',
          ...this.#stamp(),
          target: event.contract,
          property: nameOfProperty(heard, event.property),
          calls: event.calls,
          originalCalls: before?.originalCalls ?? event.calls,
        })
        break
      }
      case 'shrunk': {
        const { finding } = event
        const calls = `${finding.calls} call${finding.calls === 1 ? '' : 's'}`
        const { property, mechanism, place } = finding.signature
        const where = isPlaceOf(finding.signature) ? '' : ` at ${place}`
        this.#options.live.print(`${property}: ${mechanism}${where}, with ${calls}`)
        this.#emit({ event: 'finding-shrunk', ...this.#stamp(), finding: findingOf(finding) })
        break
      }
      case 'shrinkingEnded':
        heard.shrinking.delete(event.property)
        if (event.isDropped) heard.findings--
        break
    }
    this.#draw(event.contract)
  }

  campaignEnded(result: RunResult): void {
    this.#of(result.contract).shrinking.clear()
    this.#emit({ event: 'campaign-ended', ...this.#stamp(), campaign: campaignOf(result) })
  }

  /** What happens to workers; the run goes on. */
  worker(event: PoolEvent): void {
    if (event.kind !== 'lost') return
    const task = event.task === undefined ? '' : ` while it ran ${event.task}; another one takes it over`
    this.warn(`Worker ${event.worker + 1} (process ${event.pid ?? 'none'}) ${event.reason}${task}.`)
  }

  warn(text: string): void {
    this.#options.live.print(`Warning: ${text}`)
  }

  runEnded(run: ReportRun, findings: number, warnings: readonly ReportWarning[]): void {
    this.#emit({ event: 'run-ended', ...this.#stamp(), run, findings, warnings })
  }

  #of(contract: string): Heard {
    let heard = this.#heard.get(contract)
    if (heard === undefined) {
      heard = {
        prepared: undefined,
        executions: 0,
        entries: 1,
        edges: 0,
        findings: 0,
        shrinking: new Map(),
        eventMs: -Infinity,
      }
      this.#heard.set(contract, heard)
    }
    return heard
  }

  #sum(of: (heard: Heard) => number): number {
    let sum = 0
    for (const heard of this.#heard.values()) sum += of(heard)
    return sum
  }

  #sample(ms: number): void {
    this.#samples.push({ ms, executions: this.#sum(({ executions }) => executions) })
    while (this.#samples.length > 2 && ms - this.#samples[0]!.ms > RATE_MS) this.#samples.shift()
  }

  #rate(): number {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)]
    if (first === undefined || last === undefined || last.ms <= first.ms) return 0
    return Math.max(0, Math.round((1000 * (last.executions - first.executions)) / (last.ms - first.ms)))
  }

  #secondsLeft(): number | undefined {
    const { secondsMax, clock } = this.#options
    if (secondsMax === undefined) return undefined
    return Math.max(0, secondsMax - (clock.nowMs() - this.#startMs) / 1000)
  }

  #draw(contract: string): void {
    const { executionsMax, contracts } = this.#options
    const executions = this.#sum((heard) => heard.executions)
    const secondsLeft = this.#secondsLeft()
    this.#options.live.update({
      target: nameOf(contract),
      executions,
      executionsPerSecond: this.#rate(),
      edges: this.#sum(({ edges }) => edges),
      corpus: this.#sum(({ entries }) => entries - 1),
      findings: this.#sum(({ findings }) => findings),
      shrinking: [...this.#heard.values()].flatMap(({ prepared, shrinking }) =>
        [...shrinking].map(([property, lengths]) => ({
          property: prepared?.properties.find(({ index }) => index === property)?.name ?? '',
          ...lengths,
        })),
      ),
      ...(secondsLeft !== undefined && { secondsLeft }),
      ...(executionsMax !== undefined && { share: executions / (executionsMax * contracts) }),
      ...(this.#heard.get(contract)?.prepared === undefined && { stage: `setting up ${nameOf(contract)}` }),
    })
  }

  #emitProgress(target: string, heard: Heard): void {
    this.#emit({
      event: 'progress',
      ...this.#stamp(),
      target,
      executions: heard.executions,
      executionsPerSecond: this.#rate(),
      edges: heard.edges,
      corpus: heard.entries - 1,
      findings: heard.findings,
      secondsLeft: this.#secondsLeft() ?? null,
    })
  }

  #stamp(): { readonly schemaVersion: 1; readonly seconds: number } {
    return { schemaVersion: 1, seconds: (this.#options.clock.nowMs() - this.#startMs) / 1000 }
  }

  #emit(event: RunEvent): void {
    this.#options.onEvent?.(event)
  }
}

function nameOfProperty({ prepared }: Heard, property: number): string {
  return prepared?.properties.find(({ index }) => index === property)?.name ?? ''
}

function nameOf(contract: string): string {
  return contract.slice(contract.lastIndexOf(':') + 1)
}
