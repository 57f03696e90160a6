// The package's JavaScript is bundled; who reports an internal error should report lines of the sources. Node can do that for every
// error, but then reads the source maps of all that it loads, at each start.

import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { fileURLToPath } from 'node:url'

const OWN_FOLDER = new URL('.', import.meta.url).href
const PLACE = /(file:\/\/.+\.js):(\d+):(\d+)/

/**
 * A line of a stack trace with its place in the sources, 'src/attack/lane.ts:12:5', if it is one of our JavaScript with a source map
 * beside it; otherwise as it is.
 */
export function sourceFrame(frame: string): string {
  const [place, url, line, column] = PLACE.exec(frame) ?? []
  if (place === undefined || !url!.startsWith(OWN_FOLDER)) return frame
  try {
    const payload = JSON.parse(readFileSync(`${fileURLToPath(url!)}.map`, 'utf8')) as SourceMapPayload
    // Lines and columns of a stack trace begin with one, those of source maps with zero.
    const entry = new SourceMap(payload).findEntry(Number(line) - 1, Number(column) - 1)
    if (!('originalSource' in entry)) return frame
    const source = entry.originalSource.replace(/^(?:\.\.\/)+/, '')
    return frame.replace(place, `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`)
  } catch {
    // A package without its maps is still to tell what happened.
    return frame
  }
}

/** The same of all lines of a stack trace. */
export function sourceStack(stack: string): string {
  return stack.split('\n').map(sourceFrame).join('\n')
}
