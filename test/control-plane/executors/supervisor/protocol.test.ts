import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeFrame, FrameReader } from "#executors/supervisor/protocol.ts";

test("frames survive any cutting of the stream", () => {
  const frame = fc.record({
    type: fc.nat(255),
    attempt: fc.nat(2 ** 32 - 1),
    payload: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  });
  fc.assert(
    fc.property(
      fc.array(frame),
      fc.infiniteStream(fc.integer({ min: 1, max: 50 })),
      (sent, sizes) => {
        const bytes = Buffer.concat(
          sent.map((one) => encodeFrame(one.type, one.attempt, one.payload)),
        );
        const reader = new FrameReader();
        const received = [];
        for (let at = 0; at < bytes.length; ) {
          const size = sizes.next().value;
          received.push(...reader.push(bytes.subarray(at, at + size)));
          at += size;
        }
        expect(received).toEqual(sent);
      },
    ),
  );
});
