import type { Refusal } from "./refusal";

/** Docker's own, and the modes of a container that go by the same argument. */
const NO_NETWORK_OF_THE_USER = /^(?:bridge|host|none|default|container:.*)$/;

/** On Docker's own networks no container finds another one by its name; `host` and `none` publish no port either. */
export const isUsersOwnNetwork = (name: string): boolean => !NO_NETWORK_OF_THE_USER.test(name);

export const USERS_OWN_NETWORK =
    "is Docker's own, where no container finds another one by its name; allowed: a network that was made (docker network " +
    "create), or none, and one is made";

/** Of a name that is only known while the program runs. */
export const refusalsOfNetworkName = (path: string, name: string): Refusal[] =>
    isUsersOwnNetwork(name) ? [] : [{ path, value: JSON.stringify(name), reason: USERS_OWN_NETWORK }];
