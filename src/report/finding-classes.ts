// What kinds of failures there are, for formats that want a rule for each finding. The ids are for ever: platforms know old alerts by
// them.

import type { ReportFinding } from './schema.ts'

export type FindingClass = {
  /** 'theft', 'invariant'. */
  readonly id: string
  /** A title: 'Theft'. */
  readonly name: string
  /** One sentence. */
  readonly sentence: string
}

/** The class of a finding: of detectors their name, of the user's own properties the kind. */
export function findingClass({ property }: ReportFinding): FindingClass {
  const known = CLASSES.get(property.kind === 'detector' ? property.name : property.kind)
  return known ?? { id: 'detector', name: 'Failure', sentence: 'A detector of attackers fired.' }
}

function entry(id: string, name: string, sentence: string): readonly [string, FindingClass] {
  return [id, { id, name, sentence }]
}

const CLASSES: ReadonlyMap<string, FindingClass> = new Map([
  entry('theft', 'Theft', 'An outsider ends with more than it had, at the expense of somebody else.'),
  entry('loss', 'Loss', 'An honest user loses what it put in, or part of it, by what an outsider does.'),
  entry('frozen', 'Frozen funds', 'What an honest user could withdraw cannot be withdrawn any more.'),
  entry('insolvency', 'Insolvency', 'Users can no longer all get out what they could get out before.'),
  entry('dilution', 'Share price jump', 'Who deposits next gets shares worth less than the deposit.'),
  entry('takeover', 'Takeover', 'An outsider gets rights that it was not given.'),
  entry('destruction', 'Destruction', 'An outsider destroys a contract of the protocol.'),
  entry('blocked', 'Blocked function', 'A function works for nobody any more, as an outsider made it fail.'),
  entry('wrap', 'Integer wrap', 'A result did not fit its type, so that another number came out.'),
  entry('ignored-failure', 'Ignored failure', 'A payment failed and nobody noticed.'),
  entry('invariant', 'Broken invariant', 'A sequence of calls breaks an invariant of the project.'),
  entry('boolean', 'Broken property', 'A sequence of calls breaks a property of the project.'),
  entry('stateless', 'Failed test', 'Some arguments make a test of the project fail.'),
  entry('assertion', 'Failed assertion', 'A sequence of calls makes an assertion fail.'),
  entry('noRevert', 'Unwanted revert', 'A call reverts that should not.'),
  entry('optimize', 'Reached value', 'A sequence of calls reaches this value.'),
])
