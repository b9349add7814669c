// Signs what comes on standard input with the key in API_KEY, as the document's JavaScript and TypeScript samples do:
// they hold the body as an object and sign what JSON.stringify makes of it, not the bytes that travel.

import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";

const payload = JSON.parse(readFileSync(0, "utf8"));
const digest = createHmac("sha256", process.env.API_KEY).update(JSON.stringify(payload)).digest("hex");
console.log(`sha256=${digest}`);
