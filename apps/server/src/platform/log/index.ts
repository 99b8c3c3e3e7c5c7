import { type DestinationStream, type Logger, pino, stdSerializers } from 'pino'

export type Log = Logger
export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/**
 * The operator's log: one JSON object a line, on standard error unless told otherwise. Never a body, a token or an identifier of a customer:
 * of a request only method, path without query, status, duration and id.
 */
export function openLog(level: LogLevel, destination: DestinationStream = pino.destination({ fd: 2, sync: true })): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ['req.headers.authorization', 'headers.authorization'],
      serializers: {
        err: stdSerializers.err,
        req: (request: { method?: string; url?: string; id?: string }) => ({
          method: request.method,
          path: request.url?.split('?', 1)[0],
          id: request.id,
        }),
      },
    },
    destination,
  )
}
