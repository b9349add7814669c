// Signs the standard input with the key in API_KEY, like the document's JavaScript and TypeScript samples: they parse the
// body and sign the output of JSON.stringify, not the sent bytes.

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

const payload = JSON.parse(readFileSync(0, "utf8"));
const digest = createHmac("sha256", process.env.API_KEY).update(JSON.stringify(payload)).digest("hex");
console.log(`sha256=${digest}`);
