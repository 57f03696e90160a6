// Which cases of the vectors are to run.

/** Absent fields select everything. */
export type Selection = {
  /** Lower case; compared with the fork's name in the file. */
  readonly fork?: string
  /** Part of a case id, or a whole one. */
  readonly match?: string
  /** Only a sample: one case of each file, and a fixed share of the others. */
  readonly quick?: boolean
}

// Chosen so that a quick run takes well under 50 s on two cores.
const QUICK_SHARE = 16

/** The one name of a case: file, test, fork and position in `post[fork]`. */
export function caseId(fileName: string, testName: string, forkName: string, index: number): string {
  return `${fileName}::${testName}::${forkName}::${index}`
}

/** False if no case of this file can match. */
export function mayMatchFile(selection: Selection, fileName: string): boolean {
  const part = selection.match?.match(/^(.*\.json)::/)?.[1]
  return part === undefined || fileName.endsWith(part)
}

/** Whether a case is asked for, sample or not. */
export function matchesCase(selection: Selection, id: string, forkName: string): boolean {
  if (selection.fork !== undefined && selection.fork !== forkName.toLowerCase()) return false
  const { match } = selection
  if (match === undefined) return true
  // A whole id ends with fork and position, and position 1 is not position 10.
  return /::\w+::\d+$/.test(match) ? id.endsWith(match) : id.includes(match)
}

/** Which of a file's selected cases are in the sample. It depends on names alone, so all runs take the same. */
export function isInSample(
  selection: Selection,
  fileName: string,
  ids: readonly string[],
): readonly boolean[] {
  if (!selection.quick) return ids.map(() => true)
  const pick = ids.length === 0 ? -1 : hashText(fileName) % ids.length
  return ids.map((id, position) => position === pick || hashText(id) % QUICK_SHARE === 0)
}

// FNV-1a, 32 bits: names that differ in one character fall apart.
function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
