// Kinds of an attacker's episodes: what a lane does between two choices of what to do.

/** With the parts of a lane's executions that they have at first, in hundredths. */
export const SHARES = {
  /** From a kept state, with time passing. */
  explore: 13,
  /** The same without, as in one transaction. */
  'at once': 10,
  /** What was kept, changed. */
  change: 13,
  splice: 7,
  repeat: 5,
  /** Stages that look at comparisons and jumps. */
  pursue: 10,
  /** Round trips from the state after setup, and from another. */
  trip: 10,
  onwards: 7,
  /** Trips that go on from what a user of the setup did, or from an earlier trip that brought something. */
  begun: 6,
  /** A large trade, then what a user of the setup did. */
  price: 5,
  /** Trips into the middle of a call. */
  middle: 9,
  /** In and out again, as users do. */
  user: 5,
  /** Something is proposed, and waited for. */
  patience: 6,
  /** Something is made, and its life lived. */
  life: 6,
  /** One account of the attacker's does to another one what users did to each other. */
  partners: 5,
} as const

export type EpisodeKind = keyof typeof SHARES

/** Those that `Travels` knows. */
export type TripKind = Extract<
  EpisodeKind,
  'trip' | 'onwards' | 'begun' | 'price' | 'middle' | 'user' | 'patience' | 'life' | 'partners'
>

const TRIPS: readonly EpisodeKind[] = [
  'trip',
  'onwards',
  'begun',
  'price',
  'middle',
  'user',
  'patience',
  'life',
  'partners',
]

export function isTrip(kind: EpisodeKind): kind is TripKind {
  return TRIPS.includes(kind)
}
