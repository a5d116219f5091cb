import { once } from 'node:events'
import { type News, type Order, work } from './worker.ts'

// A process of its own: one order comes in, news go out, and it ends.
const [order]: Order[] = await once(process, 'message')
if (order !== undefined) await work(order, (news: News) => process.send?.(news))
process.disconnect()
