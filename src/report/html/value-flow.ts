// The picture of where the value went: a line down for each party, an arrow for each transfer, in the order in which they happened,
// and at the foot what everybody ended with. Pure geometry in pixels; text is clipped, and whole in its title.

import { clippedText } from '../../primitives/plain-text.ts'
import type { ReportFinding, ReportGain, ReportParty } from '../schema.ts'
import { html, type Markup } from './markup.ts'

const PARTIES_MAX = 7
const TRANSFERS_MAX = 40
const COLUMN = 176
/** web/report.css has the widths that follow from these, by the number of parties: smaller screens scroll. */
const MARGIN = 64
const HEAD = 34
const ROW = 44
const NAME_MAX = 20
const WHAT_MAX = 44
const NET_ROW = 20
const NETS_MAX = 4
/** What has room in a column, in bold. */
const NET_CHARACTERS_MAX = 22
/** Where the page is wider than the picture, what marks a step goes on to both sides. */
const BEYOND = 2_000

type Row = {
  readonly step: number
  readonly from: number
  readonly to: number
  readonly what: string
  readonly isOwn: boolean
}

/** Undefined if nothing moved. */
export function valueFlow({ transfers, gains }: ReportFinding): Markup | undefined {
  const parties = partiesOf(transfers, gains)
  const indexOf = (party: ReportParty | null): number =>
    parties.findIndex((each) => (each === null ? party === null : party !== null && isSame(each, party)))
  const rows = transfers
    .map(({ step, from, to, what }): Row => ({
      step,
      from: indexOf(from),
      to: indexOf(to),
      what,
      isOwn: to?.isAttacker === true,
    }))
    .filter(({ from, to }) => from >= 0 && to >= 0)
  if (rows.length === 0) return undefined
  const shown = rows.slice(0, TRANSFERS_MAX)
  const left = transfers.length - shown.length
  const nets = parties.map((party) => netLines(party, gains))
  const width = 2 * MARGIN + (parties.length - 1) * COLUMN + 40
  const foot = HEAD + 26 + shown.length * ROW
  const height = foot + 14 + Math.max(1, ...nets.map((lines) => lines.length)) * NET_ROW + 6
  const x = (column: number): number => MARGIN + 40 + column * COLUMN
  const y = (row: number): number => HEAD + 26 + row * ROW + ROW / 2 + 8
  const bands = bandsOf(shown)
  return html`<figure>
    <div class="flow scroll" tabindex="0" role="group" aria-label="Value flow">
      <svg
        class="of-${parties.length}"
        height="${height}"
        viewBox="0 0 ${width} ${height}"
        role="img"
        aria-label="${altText(shown, parties)}"
      >
        ${bands.map(({ step, first, count }, index) => html`<g>${index % 2 === 0 && html`<rect class="band" x="${-BEYOND}" y="${y(first) - ROW / 2 - 8}" width="${width + 2 * BEYOND}" height="${count * ROW}" />`}<text class="step" x="10" y="${y(first) + 1}">step ${step}</text></g>`)}
        ${parties.map((party, column) => html`<line class="life" x1="${x(column)}" y1="${HEAD + 8}" x2="${x(column)}" y2="${foot}" />`)}
        ${parties.map((party, column) => partyBox(party, x(column)))}
        ${shown.map((row, index) => arrow(row, { y: y(index), x, isBanded: bands.findIndex(({ step }) => step === row.step) % 2 === 0 }))}
        ${nets.map((lines, column) => lines.map(({ text, kind }, index) => html`<text class="net ${kind}" x="${x(column)}" y="${foot + 18 + index * NET_ROW}"><title>${text}</title>${clippedText(text, NET_CHARACTERS_MAX)}</text>`))}
      </svg>
    </div>
    <figcaption>
      Who gave what to whom, from the top down, and what everybody ended
      with.${left > 0 && ` ${left} more transfers are in the steps.`}
    </figcaption>
  </figure>`
}

/** The attacker, then everybody in the order of the transfers; null: where tokens come from and go to. */
function partiesOf(
  transfers: ReportFinding['transfers'],
  gains: readonly ReportGain[],
): readonly (ReportParty | null)[] {
  const parties: (ReportParty | null)[] = []
  const add = (party: ReportParty | null): void => {
    const isKnown = parties.some((each) =>
      party === null ? each === null : each !== null && isSame(each, party),
    )
    if (!isKnown && parties.length < PARTIES_MAX) parties.push(party)
  }
  const all = [...transfers.flatMap(({ from, to }) => [from, to]), ...gains.map(({ party }) => party)]
  for (const party of all) if (party?.isAttacker === true) add(party)
  for (const { from, to } of transfers) {
    add(from)
    add(to)
  }
  return parties
}

function isSame(left: ReportParty, right: ReportParty): boolean {
  return left.isAttacker ? right.isAttacker : !right.isAttacker && left.address === right.address
}

function partyBox(party: ReportParty | null, x: number): Markup {
  const name = party === null ? 'newly made' : party.name
  const own = party?.isAttacker === true ? ' own' : ''
  return html`<g class="party${own}"
    ><title>${name}${party !== null && ` ${party.address}`}</title
    ><rect x="${x - 78}" y="8" width="156" height="${HEAD - 8}" rx="6" /><text x="${x}" y="26"
      >${clippedText(name, NAME_MAX)}</text
    ></g
  >`
}

function arrow(
  { from, to, what, isOwn }: Row,
  {
    y,
    x,
    isBanded,
  }: { readonly y: number; readonly x: (column: number) => number; readonly isBanded: boolean },
): Markup {
  const [start, end] = [x(from), x(to)]
  const way = end > start ? 1 : -1
  const kind = `${isOwn ? 'to-own' : ''} ${isBanded ? 'banded' : ''}`
  const shown = clippedText(what, Math.abs(to - from) > 1 ? WHAT_MAX : 24)
  return html`<g class="${kind}"
    ><title>${what}</title><line class="arrow" x1="${start}" y1="${y}" x2="${end - way * 7}" y2="${y}" /><path
      class="head"
      d="M${end} ${y}l${-way * 9} -4.5v9z"
    /><text class="what" x="${(start + end) / 2}" y="${y - 7}">${shown}</text></g
  >`
}

type Net = { readonly text: string; readonly kind: 'gain' | 'loss' | 'none' }

function netLines(party: ReportParty | null, gains: readonly ReportGain[]): readonly Net[] {
  if (party === null) return []
  const own = gains.filter((gain) => isSame(gain.party, party))
  if (own.length === 0) return [{ text: 'as before', kind: 'none' }]
  const lines = own.slice(0, NETS_MAX).map(({ text, isLoss }): Net => ({
    text: `${isLoss ? '−' : '+'}${text}`,
    kind: isLoss ? 'loss' : 'gain',
  }))
  return own.length > NETS_MAX
    ? [...lines, { text: `and ${own.length - NETS_MAX} more`, kind: 'none' }]
    : lines
}

type Band = { readonly step: number; readonly first: number; readonly count: number }

function bandsOf(rows: readonly Row[]): readonly Band[] {
  const bands: Band[] = []
  for (const [index, { step }] of rows.entries()) {
    const last = bands.at(-1)
    if (last?.step === step) bands[bands.length - 1] = { ...last, count: last.count + 1 }
    else bands.push({ step, first: index, count: 1 })
  }
  return bands
}

function altText(rows: readonly Row[], parties: readonly (ReportParty | null)[]): string {
  const name = (index: number): string => parties[index]?.name ?? 'nobody'
  return rows
    .map(({ step, from, to, what }) => `step ${step}: ${name(from)} gives ${what} to ${name(to)}`)
    .join('; ')
}
