import { open } from '@harbour-demo/sqlite'

export interface Booking {
  readonly id: number
  readonly berth: number
  readonly skipper: string
}

const db = open(process.env['HARBOUR_DB'] ?? 'harbour.sqlite')

export async function findBookings(skipper: string): Promise<Booking[]> {
  return db.query(`SELECT id, berth, skipper FROM bookings WHERE skipper = '${skipper}' ORDER BY id`)
}

export async function bookBerth(berth: number, skipper: string): Promise<Booking> {
  if (!Number.isInteger(berth) || berth < 1 || berth > 60) throw new RangeError(`no berth ${berth}`)
  const [booking] = await db.query('INSERT INTO bookings (berth, skipper) VALUES (?, ?) RETURNING *', [berth, skipper])
  return booking
}
