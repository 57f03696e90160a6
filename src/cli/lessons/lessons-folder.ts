import path from 'node:path'
import { LESSONS_FOLDER } from '../../run/lessons/lesson-files.ts'

/**
 * Where the lessons of a project are, unless others are named.
 * @param root of the project
 * @param named as it was typed in `cwd`
 */
export function lessonsFolder(root: string, named: string | undefined, cwd: string): string {
  return named === undefined ? path.join(root, LESSONS_FOLDER) : path.resolve(cwd, named)
}
