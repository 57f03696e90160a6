// What a report says of the project, and where it lies in its Git checkout: platforms that show results beside the code name files
// from the root of that.

import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Project } from '../project/types.ts'
import type { ReportProject } from '../report/schema.ts'

/** Facts of the project, for a report. */
export function reportProject({ root, kind, contracts }: Project): ReportProject {
  return { name: path.basename(root), kind, folder: folderInCheckout(root), contracts: contracts.ids.length }
}

/** 'packages/contracts', with forward slashes; empty at the root of the checkout, and where there is none. */
export function folderInCheckout(root: string): string {
  let folder = root
  // Of worktrees and submodules it is a file.
  while (!existsSync(path.join(folder, '.git'))) {
    if (folder === path.dirname(folder)) return ''
    folder = path.dirname(folder)
  }
  return path.relative(folder, root).split(path.sep).join('/')
}
