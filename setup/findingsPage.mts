import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { findingsPage } from "../components/findings/page.js";

writeFileSync(fileURLToPath(new URL("../components/findings/README.md", import.meta.url)), findingsPage());
