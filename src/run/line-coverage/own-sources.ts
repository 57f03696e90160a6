// Which sources are the project's own. What is covered of a library is its authors' business.

import type { Project } from '../../project/types.ts'

export type OwnSources = {
  /** Not of a library. */
  isOwn(path: string): boolean
  /** In the folder of the contracts, where neither tests nor scripts are. */
  isProduct(path: string): boolean
}

const LIBRARY = /^(?:lib|libs|node_modules|dependencies|npm|forge-std|ds-test|@[^/]+)\/|\/node_modules\//

export function ownSources(project: Project): OwnSources {
  const { sourceFolder, testFolder, scriptFolder, libraryFolders } = project.config
  const isSource = inFolders([sourceFolder])
  const isTest = inFolders([testFolder, scriptFolder].filter((folder) => cleaned(folder) !== ''))
  const isNamed = inFolders(
    [sourceFolder, testFolder, scriptFolder].filter((folder) => cleaned(folder) !== ''),
  )
  const isLibrary = inFolders(libraryFolders.filter((folder) => cleaned(folder) !== ''))
  // What the configuration calls its own is no library, whatever its name.
  const isOwn = (path: string): boolean => isNamed(path) || !(isLibrary(path) || LIBRARY.test(path))
  return { isOwn, isProduct: (path) => isSource(path) && isOwn(path) && !isTest(path) }
}

function inFolders(folders: readonly string[]): (path: string) => boolean {
  const prefixes = folders.map(cleaned).map((folder) => (folder === '' ? '' : `${folder}/`))
  return (path) => prefixes.some((prefix) => path.startsWith(prefix))
}

function cleaned(folder: string): string {
  return folder.replace(/^(?:\.?\/)+|\/+$/g, '').replace(/^\.$/, '')
}
