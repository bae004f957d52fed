import { turnsOf } from "../../../components/planning/turns";
import type { Role } from "../../../components/model/choices";

interface Planned {
    name: string;
    role: Role;
    source: number;
}

const server = (name: string, role: Role, source: number): Planned => ({ name, role, source });
const MASTERS = [server("one", "master", 1), server("two", "master", 0)];

const order = (servers: Planned[]): string[] => turnsOf(servers).map(({ server: { name } }) => name);
const linksOf = (servers: Planned[], wanted: string): string[] =>
    turnsOf(servers).flatMap(({ server: { name }, links }) =>
        name === wanted ? links.map(({ replica, source }) => `${replica.name} from ${source.name}`) : [],
    );

describe("the order in which servers change", () => {
    it("should be that of the masters where there is nobody else", () => {
        expect(order(MASTERS)).toEqual(["one", "two"]);
    });

    it("should begin with the replicas, the first master's before the other's, each in the order of its list", () => {
        const servers = [
            ...MASTERS,
            server("reader of two", "replica", 1),
            server("reader of one", "replica", 0),
            server("another of one", "replica", 0),
        ];
        expect(order(servers)).toEqual(["reader of one", "another of one", "reader of two", "one", "two"]);
    });

    it("should name every link that a server is an end of, its own first", () => {
        const servers = [...MASTERS, server("reader", "replica", 0)];
        expect(linksOf(servers, "reader")).toEqual(["reader from one"]);
        expect(linksOf(servers, "one")).toEqual(["one from two", "two from one", "reader from one"]);
        expect(linksOf(servers, "two")).toEqual(["two from one", "one from two"]);
    });

    it("should say of every link whether its other end is still to be changed", () => {
        const toCome = turnsOf([...MASTERS, server("reader", "replica", 0)]).map(({ links }) =>
            links.map(({ peerIsToCome }) => peerIsToCome),
        );
        expect(toCome).toEqual([[true], [true, true, false], [false, false]]);
    });
});
