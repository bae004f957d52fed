import { nativePasswordHash } from "../../../components/mysql/nativePassword";

describe("the hash of a native password", () => {
    it.each([
        ["mypass", "*6C8989366EAF75BB670AD8EA7A7FC1176A95CEF4"],
        ["password", "*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19"],
        // SELECT PASSWORD(…) on 5.7.22, over a utf8mb4 connection.
        ["Repl 'pa55' \\ \"#;%$", "*A0E2AC6BC2F9078715A839DA9D5EB1E9D3B1B6F9"],
        ["größe 密 😀", "*DAAC8FAB650668BFC44A74300488A01A0119B9F3"],
    ])("should be what the server stores: %s", (password, hash) => {
        expect(nativePasswordHash(password)).toBe(hash);
    });
});
