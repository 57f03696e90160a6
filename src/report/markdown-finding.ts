// One finding in Markdown, in the order in which an audit report tells it: what, how bad, where, how, proof.

import { isOfCall } from './detector-words.ts'
import { campaignWords, findingHeadline, isPlaceOf, propertyWords, stepText } from './finding-words.ts'
import { mdBlock, mdCode, mdCodeCell, mdText } from './markdown-text.ts'
import type { ReportFinding, ReportProof, ReportStep } from './schema.ts'
import { counted } from './text-layout.ts'

const CHANGES_MAX = 40

export type MarkdownOptions = {
  /** Whether proofs and Solidity are in it; 'places': in the place of each text is a line that says which, see PROOF_PLACE. */
  readonly proofs: 'whole' | 'none' | 'places'
  /** Number of # of the finding's heading. */
  readonly level: number
}

/**
 * What a line begins with that stands for a text: behind it is 'proof-0', by the number of the proof among those that have a text, or
 * 'solidity'. No other line has this character: it would be written out.
 */
export const PROOF_PLACE = '\u0000'

/** The lines of a finding. @param number its number in the report, from 1 */
export function findingMarkdown(
  finding: ReportFinding,
  number: number,
  { proofs, level }: MarkdownOptions,
): readonly string[] {
  const heading = (text: string): readonly string[] => ['', `${'#'.repeat(level + 1)} ${text}`, '']
  const { story, steps, mechanisms, source, capital } = finding
  return [
    `${'#'.repeat(level)} ${number}. ${mdText(findingHeadline(finding))}`,
    '',
    ...factLines(finding),
    ...heading('Steps'),
    ...(steps.length === 0 ? ['It fails right after setup: no call is needed.'] : steps.flatMap(stepLines)),
    ...(story.length === 0
      ? []
      : [
          ...heading(isOfCall(finding.property.name) ? 'What happened' : 'Impact'),
          ...story.map((line) => `${line.startsWith('  ') ? '  ' : ''}- ${mdText(line.trim())}`),
        ]),
    ...(mechanisms.length === 0 && source === null ? [] : heading('Cause')),
    ...mechanisms.flatMap(({ sentence, id, step, source: shown }) => [
      `- ${mdText(sentence)} (${mdCode(id)}, step ${step}${shown === null ? '' : `, ${mdCode(`${shown.path}:${shown.line}`)}`})`,
    ]),
    ...(source === null
      ? []
      : [
          ...(mechanisms.length === 0 ? [] : ['']),
          `It gives way at ${mdCode(`${source.path}:${source.line}`)}:`,
          '',
          ...mdBlock(
            source.excerpt.map(({ line, text }) => `${line === source.line ? '>' : ' '} ${line} | ${text}`),
            'solidity',
          ),
        ]),
    ...(capital === null || capital.loans.length === 0
      ? []
      : [
          '',
          `Capital comes from ${capital.loans.map(({ lender, lent, fee }) => `${mdText(lender)} (${mdText(lent.text)}, fee ${mdText(fee.text)})`).join(', ')}.`,
        ]),
    ...changeLines(finding, heading),
    ...(proofs === 'none' ? [] : proofLines(finding, { heading, hasPlaces: proofs === 'places' })),
    ...(finding.reproduce === '' ? [] : [...heading('Reproduce'), ...mdBlock([finding.reproduce], 'sh')]),
  ]
}

function factLines(finding: ReportFinding): readonly string[] {
  const { severity, vector, signature, losses } = finding
  const lists = vector === null ? [] : [vector.owasp, vector.swc].filter((name) => name !== null)
  return [
    ...(severity === null ? [] : [`- Severity: **${severity}**`]),
    ...(vector === null
      ? []
      : [`- Kind: ${mdText([vector.title, ...lists].join(', '))} (${mdCode(vector.id)})`]),
    ...(losses.length === 0 ? [] : [`- Loss: ${losses.map(({ text }) => mdText(text)).join(', ')}`]),
    ...(isPlaceOf(signature) ? [] : [`- Where: ${mdCode(signature.place)}`]),
    `- Found by: ${mdText(propertyWords(finding.property))} of ${mdCode(campaignWords(finding.campaign))} after ${counted(finding.executions, 'execution')}; ${finding.originalCalls > finding.steps.length ? `shrunk from ${finding.originalCalls} to ` : ''}${counted(finding.steps.length, 'call')}`,
    `- Id: ${mdCode(finding.id)}`,
  ]
}

function stepLines(step: ReportStep, index: number): readonly string[] {
  return [
    `${index + 1}. ${mdText(stepText(step))}`,
    ...step.reactions.map((text) => `   - ${mdText(text)}`),
    ...step.moved.map((text) => `   - ${mdText(text)}`),
    ...(step.without === '' ? [] : [`   - Without this step: ${mdText(step.without)}`]),
  ]
}

function changeLines(
  { changes }: ReportFinding,
  heading: (text: string) => readonly string[],
): readonly string[] {
  if (changes.length === 0) return []
  const more = changes.length - CHANGES_MAX
  return [
    ...heading('Before and after'),
    '| What | Before | After |',
    '|---|---|---|',
    ...changes.slice(0, CHANGES_MAX).map(({ kind, account, variable, before, after }) => {
      const what = kind === 'storage' ? `${account}.${variable}` : `${kind} of ${account}`
      return `| ${[what, before, after].map(mdCodeCell).join(' | ')} |`
    }),
    ...(more > 0 ? ['', `… and ${more} more.`] : []),
  ]
}

const FORMS: Readonly<Record<ReportProof['form'], readonly [string, string]>> = {
  foundry: ['Foundry test', 'solidity'],
  hardhat: ['Hardhat test', 'ts'],
  calls: ['Calls', ''],
}

function proofLines(
  { proofs, solidity }: ReportFinding,
  {
    heading,
    hasPlaces,
  }: { readonly heading: (text: string) => readonly string[]; readonly hasPlaces: boolean },
): readonly string[] {
  const block = (name: string, lines: readonly string[], language: string): readonly string[] => {
    const whole = mdBlock(lines, language)
    // The fence is as long as the text needs it.
    return hasPlaces ? [whole[0]!, PROOF_PLACE + name, whole.at(-1)!] : whole
  }
  const shown = proofs.filter(({ text }) => text !== '')
  if (shown.length === 0)
    return solidity.length === 0
      ? []
      : [...heading('As Solidity'), ...block('solidity', solidity, 'solidity')]
  return shown.flatMap(({ form, file, text, checked, reason }, index) => {
    const [name, language] = FORMS[form]
    return [
      ...heading(`Proof: ${name}`),
      `${mdCode(file)}: ${mdText(checked ?? `not run: ${reason ?? 'nobody knows why'}`)}`,
      '',
      ...block(`proof-${index}`, text.replace(/\n$/, '').split('\n'), language),
    ]
  })
}
