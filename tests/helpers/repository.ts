import path from 'node:path'

/** The checkout that the tests run in. */
export const REPOSITORY: string = path.resolve(import.meta.dirname, '..', '..')
