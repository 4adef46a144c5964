import { connect, createServer, constants } from 'node:http2';
import type { AddressInfo } from 'node:net';

const LISTING = /\/(List|Scan|Count)\w*WorkflowExecutions$/;
/** UNIMPLEMENTED, which the SDK does not try again by itself. */
const REFUSED = { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '12' } as const;

/** A way to a Temporal server on which everything works but visibility: nothing can be listed. */
export async function temporalWithoutVisibility(target: string) {
  const upstream = connect(`http://${target}`);
  const proxy = createServer();
  proxy.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    if (LISTING.test(headers[':path'] ?? '')) {
      stream.respond(REFUSED, { endStream: true });
      return;
    }
    const request = upstream.request({ ...headers, ':authority': target });
    request.on('response', (answer, flags) => {
      if (stream.destroyed) return;
      const isOver = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
      stream.respond(answer, isOver ? { endStream: true } : { waitForTrailers: true });
      let trailers = {};
      request.on('trailers', (told) => (trailers = told));
      stream.on('wantTrailers', () => stream.sendTrailers(trailers));
      if (!isOver) request.pipe(stream);
    });
    request.on('error', () => stream.destroy());
    stream.on('close', () => request.close(constants.NGHTTP2_CANCEL));
    stream.pipe(request);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close(): void {
      upstream.destroy();
      proxy.close();
    },
  };
}
