// node:sqlite prints "SQLite is an experimental feature" when it is loaded (all of Node 22 and 24). Our users can do
// nothing about that, so it is loaded without; and only when a store is opened. Remove when Node 22 and 24 are no longer
// supported.

type Sqlite = typeof import('node:sqlite')

/** node:sqlite, or undefined in a Node that was built without it. */
export function loadSqlite(): Sqlite | undefined {
  const emitWarning = process.emitWarning
  // getBuiltinModule is synchronous: nothing else can warn meanwhile.
  process.emitWarning = () => undefined
  try {
    return process.getBuiltinModule('node:sqlite')
  } finally {
    process.emitWarning = emitWarning
  }
}
