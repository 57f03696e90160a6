// Parts of documents that follow from the code. With UPDATE_DOCUMENTS=1 a test writes them anew instead of comparing:
// `UPDATE_DOCUMENTS=1 npm test -- tests/docs`.

import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'vitest'
import { REPOSITORY } from '../helpers/repository.ts'

export const isUpdating: boolean = process.env['UPDATE_DOCUMENTS'] === '1'

/** Replaces the one place where a text stands in a document. */
export async function replaceText(file: string, before: string, after: string): Promise<void> {
  const place = path.join(REPOSITORY, file)
  const parts = (await readFile(place, 'utf8')).split(before)
  expect(parts.length, `${file} has the text once`).toBe(2)
  await writeFile(place, parts.join(after))
}

/** Holds what stands in a document between `<!-- begin name -->` and `<!-- end name -->` to this text. */
export async function expectBlock(file: string, name: string, text: string): Promise<void> {
  const whole = await readFile(path.join(REPOSITORY, file), 'utf8')
  const block = whole.split(`<!-- begin ${name} -->\n`)[1]?.split(`<!-- end ${name} -->`)[0]
  expect(block, `${file} has a block ${name}`).toBeDefined()
  const wanted = `\n${text}\n\n`
  if (isUpdating && block !== wanted) {
    const end = `<!-- end ${name} -->`
    const begin = `<!-- begin ${name} -->\n`
    await replaceText(file, `${begin}${block}${end}`, `${begin}${wanted}${end}`)
  } else expect(block).toBe(wanted)
}
