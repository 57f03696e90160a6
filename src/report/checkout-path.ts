import type { ReportProject } from './schema.ts'

/**
 * A path of the report, which goes from the project's root, as one from the root of its Git checkout. Undefined if it does not stay in
 * the checkout: a report may name any path.
 */
export function checkoutPath({ folder }: Pick<ReportProject, 'folder'>, path: string): string | undefined {
  // A drive, an absolute path, a network share.
  if (path === '' || /^(?:[A-Za-z]:|[/\\])/.test(path)) return undefined
  const parts: string[] = []
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.length === 0 ? undefined : parts.join('/')
}
