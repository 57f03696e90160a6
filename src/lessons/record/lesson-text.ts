// A lesson as the text of its file: JSON that people read, and whose changes are short: the same order always, one thing on a line.

import type { ProgramCall, ProgramStep } from '../program/types.ts'
import type { Lesson } from './types.ts'

/** What fits on a line stands on one. */
const WIDTH = 110
const INDENT = 2
// Characters that a terminal would not show or would turn around; the escapes mean the same text.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu

/** With a line break at its end. The same lesson gives the same text. */
export function lessonText(lesson: Lesson): string {
  const { program, ...rest } = lesson
  const steps = (sequence: readonly ProgramStep[]): readonly unknown[] => sequence.map(shortStep)
  const shortProgram = {
    accounts: program.accounts,
    steps: steps(program.steps),
    uses: program.uses.map(steps),
    honest: program.honest.map(steps),
    watched: program.watched,
  }
  return `${textOf({ ...rest, program: shortProgram }, 0, 0)}\n`
}

/** Without what goes without saying: parse-program.ts fills it in. */
function shortStep({ words, from, isPending, seconds, blocks, reactions, ...call }: ProgramStep): unknown {
  return {
    words,
    from,
    ...shortCall(call),
    isPending,
    ...(seconds > 0 && { seconds }),
    ...(blocks > 0 && { blocks }),
    reactions: reactions?.map(({ calls, output, fails }) => ({ calls: calls.map(shortCall), output, fails })),
  }
}

function shortCall({ to, function: fn, arguments: values, calldata, value, outcome }: ProgramCall): object {
  return {
    to,
    function: fn,
    ...(values.length > 0 && { arguments: values }),
    calldata,
    ...(value !== '0' && { value }),
    ...(outcome !== 'success' && { outcome }),
  }
}

/** @param before characters that stand before it on its line */
function textOf(value: unknown, depth: number, before: number): string {
  const short = inline(value)
  if (typeof value !== 'object' || value === null) return short
  if (depth > 0 && before + short.length <= WIDTH) return short
  const margin = ' '.repeat(INDENT * (depth + 1))
  const end = ' '.repeat(INDENT * depth)
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    const items = value.map((item) => margin + textOf(item, depth + 1, margin.length))
    return `[\n${items.join(',\n')}\n${end}]`
  }
  const fields = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .map(([name, each]) => {
      const start = `${margin}${quoted(name)}: `
      return start + textOf(each, depth + 1, start.length)
    })
  return fields.length === 0 ? '{}' : `{\n${fields.join(',\n')}\n${end}}`
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, each]) => each !== undefined)
    return fields.length === 0
      ? '{}'
      : `{ ${fields.map(([name, each]) => `${quoted(name)}: ${inline(each)}`).join(', ')} }`
  }
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value)
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(UNSAFE, (character) =>
    Array.from(
      { length: character.length },
      (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}
