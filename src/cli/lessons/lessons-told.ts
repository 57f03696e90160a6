// What became of findings that were to be kept, and of lessons that were asked for, for people.

import { plainText } from '../../primitives/plain-text.ts'
import type { KeptFindings } from '../../run/lessons/keep-findings.ts'

/** @param folder as it is to be shown */
export function keptText({ written, known, impossible }: KeptFindings, folder: string): string {
  const lines = [
    ...written.map((file) => `Kept as a lesson: ${folder}/${file}`),
    ...known.map((id) => `${id} is a lesson already.`),
    ...impossible.map(
      (id) => `${id} cannot be a lesson: it is no failure, or its steps cannot be told by names.`,
    ),
  ]
  return lines.map((line) => `${plainText(line)}\n`).join('')
}

/** Of what no lesson, or more than one, is meant by. */
export function unknownText(unknown: readonly string[]): string {
  const lines = unknown.map((each) => `"${plainText(each)}" is no lesson, or more than one.\n`)
  return `${lines.join('')}"faultline lessons" lists them.\n`
}
