import { Transform } from "node:stream";

/** What a copy tells while it runs. */
export interface CopyWatch {
    /** The dump reads as of one moment from now on: whoever kept the writers away can let them go. */
    onSnapshot(): Promise<void>;
    /** So many bytes of statements have gone over. */
    onBytes(bytes: number): void;
}

/** mysqldump writes this before the first database, and after its transaction has begun. */
const FIRST_DATABASE = "-- Current Database:";

/** Passes everything on, counts it, and notices when the dump's snapshot has been taken. */
export function watched(watch: CopyWatch): Transform {
    let bytes = 0;
    let head: string | undefined = "";
    const taken = async (): Promise<void> => {
        head = undefined;
        await watch.onSnapshot();
    };
    return new Transform({
        transform(chunk: Buffer, _encoding, done) {
            bytes += chunk.length;
            watch.onBytes(bytes);
            if (head === undefined) {
                done(null, chunk);
                return;
            }
            head += chunk.toString("latin1");
            if (head.includes(FIRST_DATABASE)) {
                taken().then(() => {
                    done(null, chunk);
                }, done);
            } else {
                done(null, chunk);
            }
        },
        flush(done) {
            if (head === undefined) {
                done();
            } else {
                taken().then(() => {
                    done();
                }, done);
            }
        },
    });
}
