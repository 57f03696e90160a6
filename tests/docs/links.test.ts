import { existsSync } from 'node:fs'
import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { REPOSITORY } from '../helpers/repository.ts'

const LINK = /\]\(([^)\s]+)\)/g
const OF_THE_WEB = /^[a-z]+:/

test('links between the documents lead somewhere', async () => {
  const broken: string[] = []
  let count = 0
  for await (const file of glob(['*.md', 'docs/**/*.md', 'wasm/*.md'], { cwd: REPOSITORY })) {
    const text = await readFile(path.join(REPOSITORY, file), 'utf8')
    for (const [, link = ''] of text.matchAll(LINK)) {
      if (OF_THE_WEB.test(link)) continue
      count++
      const [place = '', anchor] = link.split('#')
      const target = place === '' ? file : path.join(path.dirname(file), place)
      const isThere =
        existsSync(path.join(REPOSITORY, target)) &&
        (anchor === undefined || anchorsOf(await readFile(path.join(REPOSITORY, target), 'utf8')).has(anchor))
      if (!isThere) broken.push(`${file}: ${link}`)
    }
  }
  expect(broken).toEqual([])
  expect(count).toBeGreaterThan(20)
})

/** What headings are called in links, as GitHub does it. */
function anchorsOf(markdown: string): ReadonlySet<string> {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading)
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
