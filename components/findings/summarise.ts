const SHOWN = 10;

/** The first of many, and how many there are besides. */
export const inShort = (parts: string[], separator = "; "): string =>
    parts.length <= SHOWN
        ? parts.join(separator)
        : `${parts.slice(0, SHOWN).join(separator)}${separator}and ${parts.length - SHOWN} more`;
