import { createServer } from 'node:http'
import { bookBerth, findBookings } from './bookings.ts'
import { charge } from './payments.ts'

const PORT = Number(process.env['PORT'] ?? 8080)

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://localhost')
  try {
    if (request.method === 'GET' && url.pathname === '/bookings') {
      const skipper = url.searchParams.get('skipper') ?? ''
      return reply(200, await findBookings(skipper))
    }
    if (request.method === 'POST' && url.pathname === '/bookings') {
      const berth = Number(url.searchParams.get('berth'))
      const skipper = url.searchParams.get('skipper') ?? ''
      const receipt = await charge(skipper, 4200)
      return reply(201, { ...(await bookBerth(berth, skipper)), receipt })
    }
    reply(404, { error: 'no such page' })
  } catch (error) {
    console.error(error)
    reply(500, { error: 'something went wrong on our side' })
  }

  function reply(status: number, body: unknown): void {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
})

server.listen(PORT, () => console.log(`harbour listens on ${PORT}`))
