// The failures that the project has kept, and what became of them.

import type { Report, ReportLesson } from '../schema.ts'
import { counted } from '../text-layout.ts'
import { html, type Markup } from './markup.ts'
import { type Shown, table, title, unbroken } from './page-parts.ts'

type Status = 'found again' | 'still fails' | 'cannot be replayed' | 'not replayed' | 'fixed'

/** What needs somebody first. */
const ORDER: readonly Status[] = ['found again', 'still fails', 'cannot be replayed', 'not replayed', 'fixed']

export function lessonsPage({ lessons }: Report, findings: readonly Shown[]): Markup {
  const rows = lessons
    .map((lesson) => ({ lesson, status: statusOf(lesson) }))
    .toSorted((left, right) => ORDER.indexOf(left.status) - ORDER.indexOf(right.status))
  const counts = ORDER.flatMap((status) => {
    const count = rows.filter((row) => row.status === status).length
    return count === 0 ? [] : [`${count} ${status}`]
  })
  return html`<section class="page" id="lessons">
    <p class="eyebrow"><span>${counted(lessons.length, 'lesson')}</span></p>
    ${title('Lessons')}
    <p class="lead">${counts.join('; ')}.</p>
    <p class="soft">
      Failures of before that every version must survive. What a replay came to is about the code of its day:
      <code>npx faultline replay</code> runs all of them on the code of today.
    </p>
    ${table(
      ['Status', 'Lesson', 'Where it was', 'Found'],
      rows.map(({ lesson, status }) => row(lesson, status, findings)),
      { isStacked: true },
    )}
  </section>`
}

function row(lesson: ReportLesson, status: Status, findings: readonly Shown[]): Markup {
  const { id, title: name, file, place, foundOn, replay } = lesson
  const finding = findings.find((each) => each.finding.id === id)
  const isFault = status === 'found again' || status === 'still fails'
  return html`<tr>
    <td class="short ${isFault ? 'critical' : status === 'fixed' ? 'gain' : 'medium'}">${status}</td>
    <td>
      ${finding === undefined ? name : html`<a href="#${finding.anchor}">${name}</a>`}<br /><small
        >${replay !== null && html`${replay.words} (replayed ${replay.on}) `}<code>${file}</code></small
      >
    </td>
    <td class="mono">${place !== null && unbroken(place)}</td>
    <td class="mono ${/^\d{4}-\d\d-\d\d$/.test(foundOn) && 'short'}" data-is="found">${foundOn}</td>
  </tr>`
}

/** What this run saw counts before what an earlier replay did. */
function statusOf({ isFoundAgain, replay }: ReportLesson): Status {
  return isFoundAgain ? 'found again' : (replay?.status ?? 'not replayed')
}
